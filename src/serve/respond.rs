//! Writes answers.
//!
//! In: a request and [`Pages`]. Out: bytes on its connection. A page that panics is a 500, not the end of the preview.

use super::request::{Refusal, Wanted, brings_body, judge};
use super::{Answer, Pages};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tiny_http::{Header, Request, Response, StatusCode};

/// What a page may load: its own style sheets and pictures. The pages say the same in their heads; only here it can also be said
/// that they may not be framed.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The longest body that is read and thrown away after its refusal, so that the connection stays usable.
const BODY_MAX_BYTES: usize = 64 * 1024 * 1024;

const HTML: &str = "text/html; charset=utf-8";

const TEXT: &str = "text/plain; charset=utf-8";

/// A whole answer.
struct Reply {
    status: (u16, &'static str),
    media_type: &'static str,
    extra: Option<(&'static str, String)>,
    body: Vec<u8>,
}

/// Answers one request of a preview on `port`. A client that has gone is no error.
pub(super) fn respond(pages: &dyn Pages, request: Request, port: u16) {
    let headers: Vec<(&str, &str)> =
        request.headers().iter().map(|h| (h.field.as_str().as_str(), h.value.as_str())).collect();
    let body_follows = brings_body(&headers);
    let judged = judge(request.method().as_str(), request.url(), &headers, port);
    let head = judged.as_ref().is_ok_and(|wanted| wanted.head);
    let reply = match judged {
        Ok(wanted) => answer(pages, &wanted),
        Err(refusal) => refuse(refusal),
    };
    if body_follows {
        // The rest of the body may be long in coming: no worker waits for it.
        std::thread::spawn(move || let_go(request, &reply));
    } else {
        let _ = write(&mut request.into_writer(), &reply, head);
    }
}

fn answer(pages: &dyn Pages, wanted: &Wanted) -> Reply {
    let found = catch_unwind(AssertUnwindSafe(|| look_up(pages, wanted)));
    let Ok(found) = found else {
        return Reply {
            status: (500, "Internal Server Error"),
            media_type: TEXT,
            extra: None,
            body: b"crier failed while making this page. The terminal says more.\n".to_vec(),
        };
    };
    let page = |status, bytes| Reply { status, media_type: HTML, extra: None, body: bytes };
    match found {
        Answer::Page { bytes, media_type } => {
            Reply { status: (200, "OK"), media_type, extra: None, body: bytes }
        }
        Answer::Moved(address) => Reply {
            status: (301, "Moved Permanently"),
            media_type: TEXT,
            body: format!("This is now at {address}\n").into_bytes(),
            extra: Some(("Location", location(&address, wanted.query.as_deref()))),
        },
        Answer::Missing { bytes } => page((404, "Not Found"), bytes),
        Answer::Failed { bytes } => page((500, "Internal Server Error"), bytes),
    }
}

/// Looks an address up; without its last `/` it leads to the page that has one.
fn look_up(pages: &dyn Pages, wanted: &Wanted) -> Answer {
    let found = pages.get(&wanted.address);
    if matches!(found, Answer::Missing { .. }) && !wanted.address.ends_with('/') {
        let folder = format!("{}/", wanted.address);
        if matches!(pages.get(&folder), Answer::Page { .. }) {
            return Answer::Moved(folder);
        }
    }
    found
}

/// An address as a header may hold it: what RFC 3986, section 3.3, allows in a path stays, the rest is percent-encoded.
fn location(address: &str, query: Option<&str>) -> String {
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@#".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    match query {
        Some(query) if !out.contains('#') => format!("{out}?{query}"),
        _ => out,
    }
}

fn refuse(refusal: Refusal) -> Reply {
    Reply {
        status: refusal.status(),
        media_type: TEXT,
        extra: (refusal == Refusal::Method).then(|| ("Allow", "GET, HEAD".to_owned())),
        body: refusal.reason().into(),
    }
}

/// Headers beside the length, in the order sent.
fn headers(reply: &Reply) -> Vec<(&'static str, &str)> {
    let mut headers = vec![
        ("Content-Type", reply.media_type),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", POLICY),
    ];
    headers.extend(reply.extra.as_ref().map(|(name, value)| (*name, value.as_str())));
    headers
}

/// The answer as HTTP. Written by hand: tiny_http would send long pages in chunks, without their length.
fn write(out: &mut dyn Write, reply: &Reply, head: bool) -> io::Result<()> {
    let mut text = format!("HTTP/1.1 {} {}\r\n", reply.status.0, reply.status.1);
    for (name, value) in headers(reply) {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    // tiny_http gives each open connection a thread and may leave new ones waiting behind idle ones: none is kept open.
    let _ = write!(text, "Content-Length: {}\r\nConnection: close\r\n\r\n", reply.body.len());
    out.write_all(text.as_bytes())?;
    if !head {
        out.write_all(&reply.body)?;
    }
    out.flush()
}

/// Refuses a request with a body, and reads the body away.
///
/// When tiny_http lets go of a request it sets aside as many bytes as its length claims; a false claim would end the process. Such a
/// request is never let go: its connection stays as it is until the preview ends.
fn let_go(request: Request, reply: &Reply) {
    let claimed = request.body_length().unwrap_or(0);
    let mut response = Response::from_data(reply.body.clone()).with_status_code(StatusCode(reply.status.0));
    for (name, value) in headers(reply) {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    if claimed <= BODY_MAX_BYTES {
        let _ = request.respond(response);
        return;
    }
    let mut connection = request.upgrade("none", response);
    let _ = connection.write_all(&reply.body).and_then(|()| connection.flush());
    std::mem::forget(connection);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_the_one_the_pages_state() {
        let layout = crate::embedded::file("themes/civic/templates/layout.html").unwrap();
        let stated = POLICY.strip_suffix("; frame-ancestors 'none'").unwrap();
        assert!(String::from_utf8_lossy(layout).contains(&format!("content=\"{stated}\"")));
    }

    #[test]
    fn a_location_is_one_line_of_ascii() {
        assert_eq!(location("/a b/é/\r\n", Some("q=x")), "/a%20b/%C3%A9/%0D%0A?q=x");
        assert_eq!(location("/a/#items-ii", Some("q=x")), "/a/#items-ii");
        assert_eq!(location("/50%25/", None), "/50%2525/");
    }
}
