//! Writes answers.
//!
//! In: a request and [`Pages`]. Out: bytes on its connection. A page that panics is a 500, not the end of the preview.

use super::nudge::nudge;
use super::request::{Refusal, Wanted, brings_body, judge};
use super::{Answer, Hub, Pages};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tiny_http::{Header, Request, Response, StatusCode};

/// What a page may load: its own style sheets and pictures. The pages say the same in their heads; only here it can also be said
/// that they may not be framed.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The longest body that is read and thrown away after its refusal, so that the connection stays usable.
const BODY_MAX_BYTES: usize = 64 * 1024 * 1024;

const HTML: &str = "text/html; charset=utf-8";

const TEXT: &str = "text/plain; charset=utf-8";

const STREAM: &str = "text/event-stream; charset=utf-8";

/// Where browsers wait for new editions.
pub const EVENTS: &str = "/_crier/events";

/// The script that a page of the preview may run, and no other.
const SCRIPT: &str = "/_crier/live.js";

/// A whole answer.
struct Reply {
    status: (u16, &'static str),
    media_type: &'static str,
    extra: Vec<(&'static str, String)>,
    body: Vec<u8>,
    policy: String,
}

impl Reply {
    fn new(status: (u16, &'static str), media_type: &'static str, body: Vec<u8>) -> Reply {
        Reply { status, media_type, extra: Vec::new(), body, policy: POLICY.to_owned() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Reply {
        self.extra.push((name, value.into()));
        self
    }
}

/// Answers one request of a preview that listens at `at`. A client that has gone is no error.
pub(super) fn respond(pages: &dyn Pages, request: Request, at: SocketAddr) {
    let headers: Vec<(&str, &str)> =
        request.headers().iter().map(|h| (h.field.as_str().as_str(), h.value.as_str())).collect();
    let body_follows = brings_body(&headers);
    let judged = judge(request.method().as_str(), request.url(), &headers, at.port());
    let head = judged.as_ref().is_ok_and(|wanted| wanted.head);
    let reply = match judged {
        Ok(wanted) if wanted.address == EVENTS => match stream(pages, &wanted) {
            Ok((hub, event)) => {
                open(hub, request.into_writer(), &event);
                return nudge(at);
            }
            Err(reply) => reply,
        },
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

/// The hub for a request to listen; only pages of the preview itself may.
fn stream<'p>(pages: &'p dyn Pages, wanted: &Wanted) -> Result<(&'p Hub, String), Reply> {
    if wanted.foreign {
        return Err(Reply::new(
            (403, "Forbidden"),
            TEXT,
            b"Only pages of this preview may listen.\n".to_vec(),
        ));
    }
    match pages.hub() {
        Some(hub) if !wanted.head => Ok(hub),
        Some(_) => Err(Reply::new((200, "OK"), STREAM, Vec::new())),
        None => Err(Reply::new((404, "Not Found"), TEXT, b"Nothing changes here.\n".to_vec())),
    }
}

fn open(hub: &Hub, mut out: Box<dyn Write + Send>, event: &str) {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {STREAM}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    );
    if out.write_all(head.as_bytes()).is_ok() {
        hub.join(out, event);
    }
}

fn answer(pages: &dyn Pages, wanted: &Wanted) -> Reply {
    let found = catch_unwind(AssertUnwindSafe(|| look_up(pages, wanted)));
    let Ok(found) = found else {
        let words = b"crier failed while making this page. The terminal says more.\n";
        return Reply::new((500, "Internal Server Error"), TEXT, words.to_vec());
    };
    let mut reply = match found {
        Answer::Page { bytes, media_type } => content(bytes, media_type, wanted),
        Answer::Moved(address) => {
            let words = format!("This is now at {address}\n").into_bytes();
            let to = location(&address, wanted.query.as_deref());
            Reply::new((301, "Moved Permanently"), TEXT, words).with("Location", to)
        }
        Answer::Missing { bytes } => Reply::new((404, "Not Found"), HTML, bytes),
        Answer::Failed { bytes } => Reply::new((500, "Internal Server Error"), HTML, bytes),
    };
    if pages.hub().is_some() {
        if let (HTML, Some(port)) = (reply.media_type, wanted.host.strip_prefix("[::1]")) {
            return by_name(port, wanted);
        }
        let search = if wanted.address == crate::search::PAGE {
            format!(" http://{}/assets/search.js", wanted.host)
        } else {
            String::new()
        };
        let _ =
            write!(reply.policy, "; script-src http://{}{SCRIPT}{search}; connect-src 'self'", wanted.host);
    }
    reply
}

/// Leads a browser to the host's name: a policy cannot allow a script at an address of IPv6 (CSP Level 3, section 2.3.1), so a page there
/// would never hear of changes.
fn by_name(port: &str, wanted: &Wanted) -> Reply {
    let to = format!("http://localhost{port}{}", location(&wanted.address, wanted.query.as_deref()));
    Reply::new((307, "Temporary Redirect"), TEXT, format!("Look at {to}\n").into_bytes()).with("Location", to)
}

/// Bytes that were found, unless the browser has them; the part that was asked for where they are no page.
fn content(bytes: Vec<u8>, media_type: &'static str, wanted: &Wanted) -> Reply {
    let digest = Sha256::digest(&bytes);
    let tag: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    if wanted.if_none_match.as_ref().is_some_and(|has| has.contains(&tag) || has == "*") {
        return Reply::new((304, "Not Modified"), media_type, Vec::new()).with("ETag", tag);
    }
    let length = bytes.len();
    // Pages change with each edition: parts of two would be put together. HEAD has no parts (RFC 9110, section 14.2).
    let parts =
        media_type != HTML && !wanted.head && wanted.if_range.as_ref().is_none_or(|wanted| *wanted == tag);
    let reply = match wanted.range.as_deref().filter(|_| parts).map(|range| part(range, length)) {
        None | Some(Part::Whole) => Reply::new((200, "OK"), media_type, bytes),
        Some(Part::Some(from, to)) => {
            Reply::new((206, "Partial Content"), media_type, bytes[from..=to].to_vec())
                .with("Content-Range", format!("bytes {from}-{to}/{length}"))
        }
        Some(Part::None) => Reply::new((416, "Range Not Satisfiable"), TEXT, Vec::new())
            .with("Content-Range", format!("bytes */{length}")),
    };
    let reply = if media_type == HTML { reply } else { reply.with("Accept-Ranges", "bytes") };
    reply.with("ETag", tag)
}

/// What a Range header asks for (RFC 9110, section 14.1).
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// All: several parts, or no range of bytes, are not looked at.
    Whole,
    /// From the first byte to the last, which counts.
    Some(usize, usize),
    /// What is not there.
    None,
}

fn part(range: &str, length: usize) -> Part {
    let Some((from, to)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::Whole;
    };
    let last = length.checked_sub(1);
    match (from.trim().parse::<usize>(), to.trim().parse::<usize>(), last) {
        (Ok(from), Ok(to), _) if from > to => Part::Whole,
        (Ok(from), Ok(to), Some(last)) if from <= last => Part::Some(from, to.min(last)),
        (Ok(from), Err(_), Some(last)) if to.trim().is_empty() && from <= last => Part::Some(from, last),
        (Err(_), Ok(count @ 1..), Some(last)) if from.trim().is_empty() => {
            Part::Some(length.saturating_sub(count), last)
        }
        (Ok(_), Ok(_), _) | (Err(_), Ok(_), _) => Part::None,
        (Ok(_), Err(_), _) if to.trim().is_empty() => Part::None,
        _ => Part::Whole,
    }
}

/// Looks an address up; without its last `/` it leads to the page that has one.
fn look_up(pages: &dyn Pages, wanted: &Wanted) -> Answer {
    let found = pages.get(&wanted.address, wanted.query.as_deref());
    if matches!(found, Answer::Missing { .. }) && !wanted.address.ends_with('/') {
        let folder = format!("{}/", wanted.address);
        if matches!(pages.get(&folder, None), Answer::Page { .. }) {
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
    let reply = Reply::new(refusal.status(), TEXT, refusal.reason().into());
    if refusal == Refusal::Method { reply.with("Allow", "GET, HEAD") } else { reply }
}

/// Headers beside the length, in the order sent.
fn headers(reply: &Reply) -> Vec<(&'static str, &str)> {
    let mut headers = vec![
        ("Content-Type", reply.media_type),
        ("X-Content-Type-Options", "nosniff"),
        // It may be kept, and is asked for again each time: then its tag saves sending it.
        ("Cache-Control", "no-cache"),
        ("Content-Security-Policy", &reply.policy),
    ];
    headers.extend(reply.extra.iter().map(|(name, value)| (*name, value.as_str())));
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
        let layout = String::from_utf8_lossy(layout).replace("{% block policy %}{% endblock %}", "");
        assert!(layout.contains(&format!("content=\"{stated}\"")));
    }

    #[test]
    fn parts_of_a_file_are_what_the_rfc_says() {
        let cases = [
            ("bytes=0-4", Part::Some(0, 4)),
            ("bytes=5-", Part::Some(5, 9)),
            ("bytes=-3", Part::Some(7, 9)),
            ("bytes=-30", Part::Some(0, 9)),
            ("bytes=8-99", Part::Some(8, 9)),
            ("bytes=10-", Part::None),
            ("bytes=10-20", Part::None),
            ("bytes=-0", Part::None),
            ("bytes=4-2", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("bytes=x-y", Part::Whole),
        ];
        for (range, wanted) in cases {
            assert_eq!(part(range, 10), wanted, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), Part::None);
    }

    #[test]
    fn a_location_is_one_line_of_ascii() {
        assert_eq!(location("/a b/é/\r\n", Some("q=x")), "/a%20b/%C3%A9/%0D%0A?q=x");
        assert_eq!(location("/a/#items-ii", Some("q=x")), "/a/#items-ii");
        assert_eq!(location("/50%25/", None), "/50%2525/");
    }
}
