//! Media types by file name: what the preview sends and the published host files will say.

const TYPES: [(&str, &str); 29] = [
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("json", "application/json"),
    ("jsonld", "application/ld+json"),
    ("parquet", "application/vnd.apache.parquet"),
    ("csv", "text/csv; charset=utf-8"),
    ("xml", "application/xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("atom", "application/atom+xml"),
    ("ics", "text/calendar; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("ico", "image/vnd.microsoft.icon"),
    ("pdf", "application/pdf"),
    ("md", "text/markdown; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("zip", "application/zip"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
];

/// The media type of a file, with its charset where it is text; a folder's address is HTML.
pub fn type_of(path: &str) -> &'static str {
    if path.ends_with('/') {
        return "text/html; charset=utf-8";
    }
    if path.ends_with("/SHA256SUMS") {
        return "text/plain; charset=utf-8";
    }
    let extension =
        path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, e)| e.to_ascii_lowercase());
    TYPES.iter().find(|(e, _)| extension.as_deref() == Some(e)).map_or("application/octet-stream", |(_, t)| t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_go_by_extension() {
        assert_eq!(type_of("/reports/"), "text/html; charset=utf-8");
        assert_eq!(type_of("/data/v1/reports.csv"), "text/csv; charset=utf-8");
        assert_eq!(type_of("/data/v1/SHA256SUMS"), "text/plain; charset=utf-8");
        assert_eq!(type_of("/a/files/Plan.PDF"), "application/pdf");
        assert_eq!(type_of("/a/files/v1.2/unknown"), "application/octet-stream");
    }
}
