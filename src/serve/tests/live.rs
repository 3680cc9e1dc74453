//! What only a preview that changes does: tags, parts of files, the event stream, the script's policy.

use super::*;

struct Changing {
    hub: Hub,
}

impl Pages for Changing {
    fn get(&self, address: &str, _: Option<&str>) -> Answer {
        let page = |text: &str| Answer::Page { bytes: text.into(), media_type: media::type_of(address) };
        match address {
            "/reports/a/" => page("<p>report</p>"),
            "/plan.pdf" => page("0123456789"),
            _ => Answer::Missing { bytes: b"<p>not here</p>".to_vec() },
        }
    }

    fn hub(&self) -> Option<(&Hub, String)> {
        Some((&self.hub, r#"{"edition":"a-1"}"#.to_owned()))
    }
}

fn changing() -> (Arc<Changing>, SocketAddr) {
    let pages = Arc::new(Changing { hub: Hub::default() });
    (pages.clone(), start_with(pages)[0])
}

fn header<'a>(answer: &'a str, name: &str) -> &'a str {
    let head = answer.split_once("\r\n\r\n").map_or(answer, |(head, _)| head);
    let value = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    value.unwrap_or_else(|| panic!("no {name} in\n{head}"))
}

/// An open stream of events, and what came on it so far.
struct Listener {
    stream: TcpStream,
    got: String,
}

impl Listener {
    fn open(to: SocketAddr, headers: &str) -> Listener {
        let mut stream = TcpStream::connect(to).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        write!(stream, "GET {EVENTS} HTTP/1.1\r\nHost: {to}\r\n{headers}\r\n").unwrap();
        Listener { stream, got: String::new() }
    }

    /// Waits until these words have come.
    fn hears(&mut self, words: &str) {
        let mut buffer = [0; 1024];
        while !self.got.contains(words) {
            let count = self.stream.read(&mut buffer).unwrap_or(0);
            assert!(count > 0, "never came: {words}\n{}", self.got);
            self.got.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        }
    }
}

#[test]
fn what_the_browser_has_is_not_sent_again() {
    let (_, to) = changing();
    for target in ["/reports/a/", "/plan.pdf"] {
        let whole = ask(to, "GET", target);
        let tag = header(&whole, "ETag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 10, "{tag}");
        for has in [&tag, &format!("\"other\", W/{tag}"), &"*".to_owned()] {
            let again = ask_with(to, "GET", target, &format!("If-None-Match: {has}\r\n"));
            assert_eq!((status(&again), body(&again)), ("304", ""), "{has}");
            assert_eq!(header(&again, "ETag"), tag);
            header(&again, "Content-Security-Policy");
        }
        let other = ask_with(to, "GET", target, "If-None-Match: \"other\"\r\n");
        assert_eq!((status(&other), body(&other)), ("200", body(&whole)));
    }
    let missing = ask_with(to, "GET", "/nowhere/", "If-None-Match: *\r\n");
    assert_eq!(status(&missing), "404");
}

#[test]
fn a_part_of_a_file_is_sent_but_pages_are_whole() {
    let (_, to) = changing();
    let part = |range: &str| ask_with(to, "GET", "/plan.pdf", &format!("Range: {range}\r\n"));
    for (range, wanted, place) in [
        ("bytes=2-4", "234", "bytes 2-4/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-2", "89", "bytes 8-9/10"),
    ] {
        let answer = part(range);
        assert_eq!((status(&answer), body(&answer)), ("206", wanted), "{range}");
        assert_eq!(header(&answer, "Content-Range"), place);
        assert_eq!(header(&answer, "Content-Length"), wanted.len().to_string());
        assert_eq!(header(&answer, "Accept-Ranges"), "bytes");
    }
    let beyond = part("bytes=10-");
    assert_eq!((status(&beyond), header(&beyond, "Content-Range")), ("416", "bytes */10"));
    let several = part("bytes=0-1,4-5");
    assert_eq!((status(&several), body(&several)), ("200", "0123456789"));
    let tag = header(&several, "ETag");
    let same = part(&format!("bytes=2-4\r\nIf-Range: {tag}"));
    assert_eq!((status(&same), body(&same)), ("206", "234"));
    let changed = part("bytes=2-4\r\nIf-Range: \"older\"");
    assert_eq!((status(&changed), body(&changed)), ("200", "0123456789"));
    let head = ask_with(to, "HEAD", "/plan.pdf", "Range: bytes=2-4\r\n");
    assert_eq!((status(&head), header(&head, "Content-Length")), ("200", "10"));
    let page = ask_with(to, "GET", "/reports/a/", "Range: bytes=0-1\r\n");
    assert_eq!((status(&page), body(&page)), ("200", "<p>report</p>"));
}

#[test]
fn a_listener_hears_the_edition_at_once_and_every_one_that_comes() {
    let (pages, to) = changing();
    let own = format!("Origin: http://{to}\r\nSec-Fetch-Site: same-origin\r\n");
    let mut listener = Listener::open(to, &own);
    listener.hears("event: edition\ndata: {\"edition\":\"a-1\"}\n\n");
    assert_eq!(status(&listener.got), "200");
    assert!(has(&listener.got, "Content-Type: text/event-stream; charset=utf-8"), "{}", listener.got);
    assert!(has(&listener.got, "Cache-Control: no-store"));
    assert!(!listener.got.contains("Content-Length"));
    // The stream is listed only after its first event was sent.
    while pages.hub.listeners() == 0 {
        std::thread::yield_now();
    }
    for edition in ["a-2", "a-3"] {
        pages.hub.send(&format!(r#"{{"edition":"{edition}"}}"#));
        listener.hears(&format!("data: {{\"edition\":\"{edition}\"}}\n\n"));
    }
    // Who has gone is let go.
    drop(listener);
    for _ in 0..1000 {
        pages.hub.beat();
        if pages.hub.listeners() == 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("a closed stream is still held");
}

#[test]
fn pages_of_others_may_not_listen() {
    let (pages, to) = changing();
    let port = to.port();
    for headers in [
        "Origin: http://evil.example\r\n".to_owned(),
        "Origin: null\r\n".to_owned(),
        format!("Origin: https://{to}\r\n"),
        format!("Origin: http://localhost:{}\r\n", port ^ 1),
        "Sec-Fetch-Site: cross-site\r\n".to_owned(),
        "Sec-Fetch-Site: same-site\r\n".to_owned(),
    ] {
        let answer = ask_with(to, "GET", EVENTS, &headers);
        assert_eq!(status(&answer), "403", "{headers}\n{answer}");
        assert!(!answer.contains("a-1"), "{answer}");
    }
    assert_eq!(pages.hub.listeners(), 0);
    let rebound = raw(to, &format!("GET {EVENTS} HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n"));
    assert_eq!(status(&rebound), "421");
    let head = ask(to, "HEAD", EVENTS);
    assert_eq!((status(&head), body(&head)), ("200", ""));
    assert!(has(&head, "Content-Type: text/event-stream; charset=utf-8"));
    // Where nothing changes there is nothing to hear.
    assert_eq!(status(&ask(start()[0], "GET", EVENTS)), "404");
}

#[test]
fn the_policy_lets_in_one_script() {
    let (_, to) = changing();
    for target in ["/reports/a/", "/nowhere/"] {
        let answer = ask(to, "GET", target);
        let policy = header(&answer, "Content-Security-Policy");
        let added = format!("script-src http://{to}/_crier/live.js; connect-src 'self'");
        assert_eq!(policy, format!("{POLICY}; {added}"));
        for looser in ["unsafe", "*", "data:", "nonce", "http:;"] {
            assert!(!policy.contains(looser), "{policy}");
        }
    }
}

#[test]
fn a_page_at_a_bare_address_of_ipv6_is_led_to_the_name() {
    let (_, to) = changing();
    let at = |target: &str| {
        raw(to, &format!("GET {target} HTTP/1.1\r\nHost: [::1]:{}\r\nConnection: close\r\n\r\n", to.port()))
    };
    let page = at("/reports/a/?q=%20x");
    assert_eq!(status(&page), "307");
    assert_eq!(header(&page, "Location"), format!("http://localhost:{}/reports/a/?q=%20x", to.port()));
    assert_eq!(status(&at("/plan.pdf")), "200");
}

fn listeners(pages: &Changing, to: SocketAddr, count: usize) -> Vec<Listener> {
    let mut listeners: Vec<Listener> = (0..count).map(|_| Listener::open(to, "")).collect();
    for listener in &mut listeners {
        listener.hears("a-1");
    }
    // A stream is listed only after its first event was sent.
    while pages.hub.listeners() < count {
        std::thread::yield_now();
    }
    listeners
}

#[test]
fn many_listeners_keep_no_page_waiting() {
    let (pages, to) = changing();
    let mut listeners = listeners(&pages, to, 50);
    for _ in 0..20 {
        answers_rightly(to);
    }
    // Editions come while five hundred ask.
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..500).map(|_| scope.spawn(move || ask(to, "GET", "/reports/a/"))).collect();
        (2..12).for_each(|n| pages.hub.send(&format!(r#"{{"edition":"a-{n}"}}"#)));
        for answer in asked {
            let answer = answer.join().unwrap();
            assert_eq!((status(&answer), body(&answer)), ("200", "<p>report</p>"));
        }
    });
    for listener in &mut listeners {
        (2..12).for_each(|n| listener.hears(&format!("data: {{\"edition\":\"a-{n}\"}}\n\n")));
    }
    answers_rightly(to);
}

#[test]
fn a_tab_that_sleeps_keeps_nobody_waiting() {
    let (pages, to) = changing();
    let _asleep = listeners(&pages, to, 20);
    let mut awake = Listener::open(to, "");
    awake.hears("a-1");
    while pages.hub.listeners() < 21 {
        std::thread::yield_now();
    }
    // Longer than any edition's.
    let problems = "9".repeat(100);
    for n in 2..100 {
        pages.hub.send(&format!(r#"{{"edition":"a-{n}","problems":{problems}}}"#));
        awake.hears(&format!("\"a-{n}\""));
    }
    answers_rightly(to);
    // What is not read would fill the system's buffers in the end: before that, streams are closed, and browsers come back.
    for n in 100..300 {
        pages.hub.send(&format!(r#"{{"edition":"a-{n}","problems":{problems}}}"#));
    }
    assert_eq!(pages.hub.listeners(), 0);
    Listener::open(to, "").hears("a-1");
}
