//! The preview as a browser, or something worse, meets it: raw sockets.

mod live;

use super::*;
use crate::media;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

struct Small;

impl Pages for Small {
    fn get(&self, address: &str, _: Option<&str>) -> Answer {
        let page = |text: &str| Answer::Page { bytes: text.into(), media_type: media::type_of(address) };
        match address {
            "/" => page("<p>home</p>"),
            "/reports/a/" => page("<p>report</p>"),
            "/reports/a.json" => page("{}"),
            "/long.txt" => page(&"long ".repeat(100_000)),
            "/old/" => Answer::Moved("/reports/a/".into()),
            "/broken/" => Answer::Failed { bytes: b"<p>broken</p>".to_vec() },
            "/panic/" => panic!("a page that panics, for the test"),
            _ => Answer::Missing { bytes: b"<p>not here</p>".to_vec() },
        }
    }
}

/// Starts a preview on a port of its own; it ends with the test's process.
fn start() -> Vec<SocketAddr> {
    start_with(Arc::new(Small))
}

fn start_with(pages: Arc<dyn Pages + Send + Sync>) -> Vec<SocketAddr> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        serve(&pages, &Options { host: "localhost".into(), port: 0 }, &mut |addresses| {
            tell.send(addresses.to_vec()).unwrap();
        })
    });
    told.recv_timeout(Duration::from_secs(10)).unwrap()
}

/// Asks with more headers, each ended by CRLF.
fn ask_with(to: SocketAddr, method: &str, target: &str, headers: &str) -> String {
    raw(to, &format!("{method} {target} HTTP/1.1\r\nHost: {to}\r\n{headers}Connection: close\r\n\r\n"))
}

/// Sends bytes and reads until the other side closes or nothing more comes.
fn raw(to: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(1500))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        answer.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8(answer).unwrap()
}

fn ask(to: SocketAddr, method: &str, target: &str) -> String {
    ask_with(to, method, target, "")
}

fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or("none")
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

fn has(answer: &str, header: &str) -> bool {
    let head = answer.split_once("\r\n\r\n").map_or(answer, |(head, _)| head);
    head.lines().any(|line| line == header)
}

fn answers_rightly(to: SocketAddr) {
    let answer = ask(to, "GET", "/reports/a/");
    assert_eq!((status(&answer), body(&answer)), ("200", "<p>report</p>"));
}

#[test]
fn a_page_comes_whole_with_its_headers() {
    for to in start() {
        let answer = ask(to, "GET", "/reports/a/?x=1");
        assert_eq!((status(&answer), body(&answer)), ("200", "<p>report</p>"));
        for header in [
            "Content-Type: text/html; charset=utf-8",
            "Content-Length: 13",
            "X-Content-Type-Options: nosniff",
            "Cache-Control: no-cache",
            "Connection: close",
        ] {
            assert!(has(&answer, header), "{header}\n{answer}");
        }
        assert!(has(&answer, &format!("Content-Security-Policy: {POLICY}")));
        assert!(has(&ask(to, "GET", "/reports/a.json"), "Content-Type: application/json"));
        let long = ask(to, "GET", "/long.txt");
        assert!(has(&long, "Content-Length: 500000") && body(&long).len() == 500_000);
    }
}

#[test]
fn head_is_the_same_without_the_body() {
    let to = start()[0];
    let (get, head) = (ask(to, "GET", "/reports/a/"), ask(to, "HEAD", "/reports/a/"));
    assert_eq!(get.split_once("\r\n\r\n").unwrap().0, head.split_once("\r\n\r\n").unwrap().0);
    assert_eq!(body(&head), "");
    assert_eq!(status(&ask(to, "HEAD", "/nowhere/")), "404");
}

#[test]
fn addresses_lead_on_or_say_that_they_are_not_there() {
    let to = start()[0];
    let moved = ask(to, "GET", "/reports/a?q=roads");
    assert_eq!(status(&moved), "301");
    assert!(has(&moved, "Location: /reports/a/?q=roads"), "{moved}");
    assert!(has(&ask(to, "GET", "/old/"), "Location: /reports/a/"));
    let missing = ask(to, "GET", "/reports/b");
    assert_eq!((status(&missing), body(&missing)), ("404", "<p>not here</p>"));
    let broken = ask(to, "GET", "/broken/");
    assert_eq!((status(&broken), body(&broken)), ("500", "<p>broken</p>"));
}

#[test]
fn a_page_that_panics_is_one_500() {
    let to = start()[0];
    for _ in 0..2 * WORKERS {
        let answer = ask(to, "GET", "/panic/");
        assert_eq!(status(&answer), "500");
        assert!(has(&answer, "Content-Type: text/plain; charset=utf-8"));
    }
    answers_rightly(to);
}

#[test]
fn nothing_outside_the_site_is_reached() {
    let to = start()[0];
    for target in [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/reports/a/%2e%2e/",
        "/a%00.html",
        "/..\\..\\etc\\passwd",
        "/%5c..%5c",
        "http://evil.example/",
        "file:///etc/passwd",
        "etc/passwd",
        "/%",
    ] {
        let answer = ask(to, "GET", target);
        assert_eq!(status(&answer), "400", "{target}\n{answer}");
        assert!(!answer.contains("root:"));
        answers_rightly(to);
    }
    for target in ["//etc/passwd", "/etc/passwd", "/.git/config", "/crier.toml"] {
        assert_eq!(status(&ask(to, "GET", target)), "404", "{target}");
    }
}

#[test]
fn other_hosts_and_none_are_refused() {
    let to = start()[0];
    let port = to.port();
    for host in ["evil.example".to_owned(), format!("evil.example:{port}"), "localhost:1".to_owned()] {
        let answer = raw(to, &format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        assert_eq!(status(&answer), "421", "{host}\n{answer}");
    }
    let twice = format!("Host: localhost:{port}\r\nHost: evil.example\r\n");
    for hosts in ["", &twice] {
        for version in ["1.0", "1.1"] {
            let answer = raw(to, &format!("GET / HTTP/{version}\r\n{hosts}Connection: close\r\n\r\n"));
            assert_eq!(status(&answer), "400", "{hosts}\n{answer}");
        }
    }
    let named = raw(to, &format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"));
    assert_eq!(status(&named), "200");
    answers_rightly(to);
}

#[test]
fn only_get_and_head_are_answered() {
    let to = start()[0];
    for method in ["TRACE", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "PROPFIND", "get"] {
        let answer = ask(to, method, "/");
        assert_eq!(status(&answer), "405", "{method}\n{answer}");
        assert!(has(&answer, "Allow: GET, HEAD"));
        answers_rightly(to);
    }
}

#[test]
fn bodies_are_refused_and_the_preview_stays_up() {
    let to = start()[0];
    let post = |headers: &str, body: &str| {
        raw(to, &format!("POST / HTTP/1.1\r\nHost: {to}\r\n{headers}\r\n\r\n{body}"))
    };
    assert_eq!(status(&post("Content-Length: 5", "hello")), "405");
    assert_eq!(status(&post("Content-Length: 5000", &"x".repeat(5000))), "405");
    answers_rightly(to);
    let get = |headers: &str, body: &str| {
        raw(to, &format!("GET / HTTP/1.1\r\nHost: {to}\r\n{headers}\r\n\r\n{body}"))
    };
    assert_eq!(status(&get("Content-Length: 5", "hello")), "413");
    let chunked = get("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n");
    assert_eq!(status(&chunked), "413");
    assert!(!chunked.contains("home"), "what follows a refused body is no page\n{chunked}");
    assert_eq!(status(&get("Expect: 100-continue\r\nContent-Length: 9", "")), "413");
    answers_rightly(to);
    // Claims that no machine could set aside.
    for length in ["999999999999999", "9999999999999999999", "99999999999999999999999"] {
        assert_eq!(status(&get(&format!("Content-Length: {length}"), "")), "413", "{length}");
        answers_rightly(to);
    }
    // More unfinished bodies than there are workers.
    let mut waiting = Vec::new();
    for _ in 0..3 * WORKERS {
        let mut stream = TcpStream::connect(to).unwrap();
        write!(stream, "POST / HTTP/1.1\r\nHost: {to}\r\nContent-Length: 50000\r\n\r\nsome").unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        assert_eq!(&status, b"HTTP/1.1 405");
        waiting.push(stream);
    }
    answers_rightly(to);
}

#[test]
fn what_is_not_http_is_no_harm() {
    let to = start()[0];
    for bytes in [
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\u{16}\u{3}\u{1}TLS\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
    ] {
        assert!(!raw(to, bytes).contains("200 OK"));
        answers_rightly(to);
    }
}

#[test]
fn long_heads_and_heads_that_never_end_keep_nobody_waiting() {
    let to = start()[0];
    let long = "x".repeat(100_000);
    assert_eq!(status(&ask(to, "GET", &format!("/{long}"))), "404");
    assert_eq!(status(&ask_with(to, "GET", "/", &format!("X-Long: {long}\r\n"))), "200");
    assert_eq!(status(&ask_with(to, "GET", "/", &"X-Many: x\r\n".repeat(10_000))), "200");
    answers_rightly(to);
    let unfinished: Vec<TcpStream> = (0..10 * WORKERS)
        .map(|n| {
            let mut stream = TcpStream::connect(to).unwrap();
            let head = format!("GET / HTTP/1.1\r\nHost: {to}\r\n");
            stream.write_all(&head.as_bytes()[..n.min(head.len())]).unwrap();
            stream
        })
        .collect();
    for _ in 0..20 {
        answers_rightly(to);
    }
    drop(unfinished);
    answers_rightly(to);
}

#[test]
fn requests_sent_at_once_are_answered_in_order() {
    let to = start()[0];
    let one = format!("GET /reports/a/ HTTP/1.1\r\nHost: {to}\r\n\r\n");
    let last = format!("GET / HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n\r\n");
    let answer = raw(to, &format!("{one}{one}{last}"));
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 3, "{answer}");
    assert!(answer.ends_with("<p>home</p>"));
}

#[test]
fn five_hundred_requests_at_once_are_all_answered() {
    let to = start()[0];
    // Good ones and bad ones: each gets its own answer.
    let kinds = [("/reports/a/", "200"), ("/nowhere/", "404"), ("/../x", "400"), ("/panic/", "500")];
    let answers: Vec<(String, &str)> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..500)
            .map(|i| kinds[i % kinds.len()])
            .map(|(target, wanted)| scope.spawn(move || (ask(to, "GET", target), wanted)))
            .collect();
        asked.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(answers.len(), 500);
    for (answer, wanted) in &answers {
        assert_eq!(status(answer), *wanted, "{answer}");
        assert!(*wanted != "200" || body(answer) == "<p>report</p>");
    }
    answers_rightly(to);
}
