//! Judges a request before anything is looked up.
//!
//! In: method, target and headers as received. Out: the address asked for, or why not. Never asks [`Pages`](super::Pages).

/// A request that may be answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Percent-decoded, starting with `/`, without `..`, query or fragment.
    pub address: String,
    /// What followed the `?`, as sent.
    pub query: Option<String>,
    /// HEAD: everything but the body.
    pub head: bool,
    /// The host asked, as sent: one of this machine's own names, with the port.
    pub host: String,
    /// The tags of what the browser has already.
    pub if_none_match: Option<String>,
    /// The part asked for.
    pub range: Option<String>,
    /// The tag of the whole that the part must be of; with another, the whole is sent.
    pub if_range: Option<String>,
    /// Whether a page of another origin asks, by its Origin header or by what the browser says of it (Sec-Fetch-Site).
    pub foreign: bool,
}

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Not GET or HEAD.
    Method,
    /// It brings a body.
    Body,
    /// It is not HTTP as it should be, or its address is not one of a site.
    Malformed,
    /// It is meant for another host: a name that someone else points at this machine (DNS rebinding).
    Host,
}

impl Refusal {
    /// Status and the words that go with it (RFC 9110, section 15).
    pub(super) fn status(self) -> (u16, &'static str) {
        match self {
            Refusal::Method => (405, "Method Not Allowed"),
            Refusal::Body => (413, "Content Too Large"),
            Refusal::Malformed => (400, "Bad Request"),
            Refusal::Host => (421, "Misdirected Request"),
        }
    }

    /// What the page says.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Refusal::Method => "The preview answers GET and HEAD only.\n",
            Refusal::Body => "The preview takes no request with a body.\n",
            Refusal::Malformed => "The preview cannot read this request or its address.\n",
            Refusal::Host => "The preview answers for localhost, 127.0.0.1 and [::1] only.\n",
        }
    }
}

/// Judges a request to a preview on `port`. Header names are compared without regard to case.
pub(super) fn judge(
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    port: u16,
) -> Result<Wanted, Refusal> {
    let head = match method {
        "GET" => false,
        "HEAD" => true,
        _ => return Err(Refusal::Method),
    };
    let hosts = values(headers, "host");
    own_host(&hosts, port)?;
    if brings_body(headers) {
        return Err(Refusal::Body);
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let query = query.filter(|q| q.bytes().all(|b| b.is_ascii_graphic())).map(str::to_owned);
    let address = address(path).ok_or(Refusal::Malformed)?;
    let host = hosts.first().map_or(String::new(), |host| (*host).to_owned());
    let own = |origin: &&str| origin.eq_ignore_ascii_case(&format!("http://{host}"));
    let site = |site: &&str| matches!(*site, "same-origin" | "none");
    let foreign =
        !values(headers, "origin").iter().all(own) || !values(headers, "sec-fetch-site").iter().all(site);
    let one = |name| values(headers, name).first().map(|value| (*value).to_owned());
    let (if_none_match, range, if_range) = (one("if-none-match"), one("range"), one("if-range"));
    Ok(Wanted { address, query, head, host, if_none_match, range, if_range, foreign })
}

/// Whether a body follows, or might: any length but 0, any transfer encoding, any expectation.
pub(super) fn brings_body(headers: &[(&str, &str)]) -> bool {
    values(headers, "content-length").iter().any(|length| *length != "0")
        || !values(headers, "transfer-encoding").is_empty()
        || !values(headers, "expect").is_empty()
}

fn values<'h>(headers: &[(&str, &'h str)], name: &str) -> Vec<&'h str> {
    headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).collect()
}

/// One Host header, with our name and our port.
fn own_host(hosts: &[&str], port: u16) -> Result<(), Refusal> {
    let [host] = hosts else { return Err(Refusal::Malformed) };
    let (name, given) = match host.rsplit_once(':') {
        Some((name, digits)) if !digits.ends_with(']') => {
            (name, digits.parse::<u16>().map_err(|_| Refusal::Malformed)?)
        }
        _ => (*host, 80),
    };
    let ours = ["localhost", "127.0.0.1", "[::1]"].iter().any(|own| name.eq_ignore_ascii_case(own));
    if ours && given == port { Ok(()) } else { Err(Refusal::Host) }
}

/// The address a path means, or none where it could mean a place outside the site on some machine.
fn address(path: &str) -> Option<String> {
    if !path.starts_with('/') || !path.bytes().all(|b| b.is_ascii_graphic()) || path.contains('#') {
        return None;
    }
    let decoded = String::from_utf8(percent_decoded(path)?).ok()?;
    let outside = decoded.split('/').any(|step| step == ".." || step == ".");
    let strange = decoded.chars().any(|c| c == '\\' || c.is_control());
    (!outside && !strange).then_some(decoded)
}

/// The bytes of a percent-encoded text; none where it is wrongly encoded.
pub fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
            let (high, low) = (digit(bytes.next()?)?, digit(bytes.next()?)?);
            out.push(high * 16 + low);
        } else {
            out.push(byte);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(target: &str) -> Result<String, Refusal> {
        judge("GET", target, &[("Host", "localhost:8000")], 8000).map(|wanted| wanted.address)
    }

    #[test]
    fn addresses_are_decoded_once() {
        assert_eq!(get("/"), Ok("/".into()));
        assert_eq!(get("/a%20b/?x=%2e"), Ok("/a b/".into()));
        assert_eq!(get("/caf%C3%A9/"), Ok("/café/".into()));
        assert_eq!(get("/a%252e%252e/"), Ok("/a%2e%2e/".into()));
        assert_eq!(get("/a..b/"), Ok("/a..b/".into()));
    }

    #[test]
    fn ways_out_of_the_site_are_refused() {
        for target in [
            "/../etc/passwd",
            "/a/..",
            "/%2e%2e/etc/passwd",
            "/.%2E/x",
            "/a%2f..%2fb",
            "/./a",
            "/a%00",
            "/a\\b",
            "/a%5cb",
            "/..%5c..%5cx",
            "/%0d%0aX: y",
            "/%ff",
            "/%zz",
            "/%2",
            "/%+1",
            "a",
            "*",
            "",
            "http://localhost:8000/",
            "/a#b",
            "/\u{e9}",
        ] {
            assert_eq!(get(target), Err(Refusal::Malformed), "{target}");
        }
    }

    #[test]
    fn only_our_own_host_is_answered() {
        let ask = |hosts: &[&str], port| {
            let headers: Vec<(&str, &str)> = hosts.iter().map(|h| ("hOst", *h)).collect();
            judge("GET", "/", &headers, port).map(|_| ())
        };
        for host in ["localhost:8000", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", " localhost:8000 "] {
            assert_eq!(ask(&[host], 8000), Ok(()), "{host}");
        }
        assert_eq!(ask(&["localhost"], 80), Ok(()));
        assert_eq!(ask(&["[::1]"], 80), Ok(()));
        let others =
            ["evil.example:8000", "localhost", "localhost:8001", "localhost.evil.example:8000", "[::2]:8000"];
        for host in others {
            assert_eq!(ask(&[host], 8000), Err(Refusal::Host), "{host}");
        }
        for hosts in [&[][..], &["localhost:8000", "localhost:8000"], &["localhost:x"], &["localhost:99999"]]
        {
            assert_eq!(ask(hosts, 8000), Err(Refusal::Malformed), "{hosts:?}");
        }
    }

    #[test]
    fn bodies_and_other_methods_are_refused() {
        let ask = |method, name, value| {
            judge(method, "/", &[("Host", "localhost:8000"), (name, value)], 8000).map(|wanted| wanted.head)
        };
        assert_eq!(ask("GET", "Content-Length", "0"), Ok(false));
        assert_eq!(ask("HEAD", "Accept", "*/*"), Ok(true));
        for (name, value) in [
            ("content-length", "5"),
            ("Content-Length", "+0"),
            ("Transfer-Encoding", "identity"),
            ("Expect", "100-continue"),
        ] {
            assert_eq!(ask("GET", name, value), Err(Refusal::Body), "{name}");
        }
        for method in ["POST", "TRACE", "OPTIONS", "CONNECT", "get", "PROPFIND"] {
            assert_eq!(ask(method, "Accept", "*/*"), Err(Refusal::Method), "{method}");
        }
    }
}
