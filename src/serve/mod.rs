//! The preview: a web server on this machine, for the people at this machine.
//!
//! In: [`Pages`], which gives the bytes of an address. Out: HTTP on 127.0.0.1 and ::1. An address is only ever looked up in
//! [`Pages`]; nothing is joined to a folder. Never writes, never listens on a network. tiny_http is used here and nowhere else.

mod hub;
mod listen;
mod nudge;
mod request;
mod respond;
#[cfg(test)]
mod tests;

pub use hub::Hub;
pub use listen::own_machine;
pub use request::percent_decoded;
pub use respond::{EVENTS, POLICY};

use std::io;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;
use tiny_http::Server;

/// The port tried first.
pub const PORT: u16 = 8000;

/// Threads that answer, for each listening socket. A browser opens six connections at most; rendering is quick.
const WORKERS: usize = 4;

/// What a preview shows.
pub trait Pages: Sync {
    /// The answer for an address of the site: percent-decoded, starting with `/`, without `..` or fragment; and what followed its `?`,
    /// as sent.
    fn get(&self, address: &str, query: Option<&str>) -> Answer;

    /// Where browsers wait at [`EVENTS`] to be told of changes, and what they are told first; none where nothing changes.
    fn hub(&self) -> Option<(&Hub, String)> {
        None
    }
}

/// What an address holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// An output of the site.
    Page {
        /// Its bytes.
        bytes: Vec<u8>,
        /// Its media type, with charset: see [`crate::media`].
        media_type: &'static str,
    },
    /// It is found at another address of the site, which starts with `/`.
    Moved(String),
    /// There is no such address.
    Missing {
        /// The page that says so, in HTML.
        bytes: Vec<u8>,
    },
    /// It could not be rendered.
    Failed {
        /// The page that says why, in HTML.
        bytes: Vec<u8>,
    },
}

/// Where to listen.
#[derive(Debug, Clone)]
pub struct Options {
    /// `localhost`, `127.0.0.1` or `::1`; all mean both addresses of this machine. Anything else is refused.
    pub host: String,
    /// The port tried first; the next free one is taken. 0 lets the system choose.
    pub port: u16,
}

impl Default for Options {
    fn default() -> Options {
        Options { host: "localhost".into(), port: PORT }
    }
}

/// Serves `pages` until the process ends. `on_ready` is told once where it listens, which may be another port than the one
/// asked for.
///
/// # Errors
/// When the host is not this machine, no port is free, or the system takes the socket away.
pub fn serve(
    pages: &Arc<dyn Pages + Send + Sync>,
    options: &Options,
    on_ready: &mut dyn FnMut(&[SocketAddr]),
) -> io::Result<()> {
    let listeners = listen::bind(options)?;
    let addresses =
        listeners.iter().map(std::net::TcpListener::local_addr).collect::<io::Result<Vec<_>>>()?;
    let servers: Vec<Server> = listeners
        .into_iter()
        .map(|listener| Server::from_listener(listener, None).map_err(io::Error::other))
        .collect::<io::Result<_>>()?;
    on_ready(&addresses);
    keep_streams(pages.clone(), addresses.clone());
    let failed = std::sync::Mutex::new(None);
    std::thread::scope(|scope| {
        for (server, at) in servers.iter().zip(&addresses) {
            for _ in 0..WORKERS {
                let (servers, failed) = (&servers, &failed);
                scope.spawn(move || work(&**pages, server, *at, servers, failed));
            }
        }
    });
    let failed = failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    failed.map_or(Ok(()), Err)
}

/// Lets go of streams that nobody reads, and of connections that wait behind streams, until the process ends.
fn keep_streams(pages: Arc<dyn Pages + Send + Sync>, addresses: Vec<SocketAddr>) {
    std::thread::spawn(move || {
        let mut beaten = Instant::now();
        loop {
            std::thread::sleep(nudge::EVERY);
            addresses.iter().for_each(|at| nudge::nudge(*at));
            if beaten.elapsed() < hub::BEAT {
                continue;
            }
            let Some((hub, _)) = pages.hub() else { return };
            hub.beat();
            beaten = Instant::now();
        }
    });
}

/// Answers requests until a socket fails; then every worker is sent home, so that the caller can say so.
fn work(
    pages: &dyn Pages,
    server: &Server,
    at: SocketAddr,
    servers: &[Server],
    failed: &std::sync::Mutex<Option<io::Error>>,
) {
    loop {
        match server.recv() {
            // tiny_http itself panics on some requests; that must cost no worker.
            Ok(request) => drop(catch_unwind(AssertUnwindSafe(|| respond::respond(pages, request, at)))),
            Err(error) => {
                let mut first = failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                if first.is_none() {
                    *first = Some(error);
                    servers.iter().for_each(|s| (0..WORKERS).for_each(|_| s.unblock()));
                }
                return;
            }
        }
    }
}
