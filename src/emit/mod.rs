//! The only writer of public/.
