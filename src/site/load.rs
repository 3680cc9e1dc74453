//! From a world to a site: read, convert, link, check, hide.
