//! Keeps connections from waiting behind those that stay open.
//!
//! tiny_http gives each connection to a pool of threads. It may count a thread as free that was given another connection just before; then
//! the newer one waits until any other connection ends. Event streams do not end, nor do those that browsers open in advance. A connection
//! of our own, that ends at once, makes the pool look at what waits.

use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How often it is done while nothing happens: so long a connection may wait at worst.
pub(super) const EVERY: Duration = Duration::from_millis(250);

/// Each lets one connection go that waits; several may.
const AT_ONCE: usize = 8;

/// A socket of this machine takes a connection at once, unless hundreds wait: then there is no need for one more.
const PATIENCE: Duration = Duration::from_millis(100);

/// Makes the pool behind a listening socket look at what waits.
pub(super) fn nudge(at: SocketAddr) {
    let connected = (0..AT_ONCE).map_while(|_| TcpStream::connect_timeout(&at, PATIENCE).ok());
    drop(connected.collect::<Vec<_>>());
}
