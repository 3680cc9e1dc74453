//! Listening on this machine and nowhere else.
//!
//! In: [`Options`]. Out: one or two sockets on one port. Never binds an address that another machine could reach.

use super::Options;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

/// How many ports are tried, one after the other. More previews than this at once are a mistake.
const PORTS: u16 = 50;

/// 127.0.0.1 and, where the machine has it, ::1 on the first port free on both.
///
/// # Errors
/// When the host is not this machine, or none of [`PORTS`] ports is free.
pub(super) fn bind(options: &Options) -> io::Result<Vec<TcpListener>> {
    own_machine(&options.host)?;
    let last = options.port.saturating_add(if options.port == 0 { 0 } else { PORTS - 1 });
    for port in options.port..=last {
        match both(port) {
            Err(error) if taken(&error) => {}
            other => return other,
        }
    }
    let why = format!("no port from {} to {last} is free; name another with --port", options.port);
    Err(io::Error::new(ErrorKind::AddrInUse, why))
}

/// Both addresses on one port. A browser asked for `localhost` may try either first: were another program on one of them,
/// it would be seen in our place, so then the port counts as taken.
fn both(port: u16) -> io::Result<Vec<TcpListener>> {
    let four = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let port = four.local_addr()?.port();
    match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
        Ok(six) => Ok(vec![four, six]),
        Err(error) if taken(&error) => Err(error),
        Err(_) => Ok(vec![four]),
    }
}

/// Whether another port may do: this one is in use, or kept for the system.
fn taken(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::AddrInUse)
}

/// Whether a preview may listen on this name: only this machine's own will do.
///
/// # Errors
/// [`ErrorKind::InvalidInput`] with the reason, for any other name.
pub fn own_machine(host: &str) -> io::Result<()> {
    if matches!(host, "localhost" | "127.0.0.1" | "::1" | "[::1]") {
        return Ok(());
    }
    let why = format!(
        "the preview cannot listen on {host}: it is for this machine alone and must not be reached from a network; \
         leave --host out, and publish the folder public/ with a web server to show the site to others"
    );
    Err(io::Error::new(ErrorKind::InvalidInput, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(host: &str, port: u16) -> Options {
        Options { host: host.into(), port }
    }

    #[test]
    fn other_hosts_are_refused_with_a_reason() {
        for host in ["0.0.0.0", "::", "192.168.1.5", "example.org", "127.0.0.2", ""] {
            let error = bind(&options(host, 0)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.to_string().contains("for this machine alone"), "{error}");
        }
    }

    #[test]
    fn the_next_free_port_is_taken() {
        let first = bind(&options("localhost", 0)).unwrap();
        let port = first[0].local_addr().unwrap().port();
        let second = bind(&options("localhost", port)).unwrap();
        let next = second[0].local_addr().unwrap().port();
        assert!(next > port && next < port.saturating_add(PORTS));
        for listener in first.iter().chain(&second) {
            assert!(listener.local_addr().unwrap().ip().is_loopback());
        }
        assert_eq!(second.iter().filter(|l| l.local_addr().unwrap().port() != next).count(), 0);
    }

    #[test]
    fn a_port_taken_on_one_address_counts_as_taken() {
        let Ok(six) = TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, 0))) else { return };
        let port = six.local_addr().unwrap().port();
        let found = bind(&options("localhost", port)).unwrap();
        assert_ne!(found[0].local_addr().unwrap().port(), port);
    }
}
