//! Open event streams: browsers that wait to be told of new editions (server-sent events, HTML Standard, section 9.2).
//!
//! In: connections, and what to tell them. Out: bytes on each. No thread waits for a stream, so any number of tabs may listen.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

/// How often streams are written to while nothing happens, so that those of closed tabs are let go.
pub(super) const BEAT: std::time::Duration = std::time::Duration::from_secs(15);

/// A stream is closed after so many messages, and the browser opens another: what a tab that sleeps does not read stays well below what
/// the system buffers, so that no write ever waits for it.
const MESSAGES_MAX: u32 = 200;

/// The streams now open.
#[derive(Default)]
pub struct Hub {
    streams: Mutex<Vec<Stream>>,
}

struct Stream {
    out: Box<dyn Write + Send>,
    messages: u32,
}

impl Hub {
    /// Tells every stream of an edition: a line of JSON.
    pub fn send(&self, event: &str) {
        self.write(&message(event));
    }

    /// Finds out which streams nobody reads any more.
    pub(super) fn beat(&self) {
        self.write(": still here\n\n");
    }

    /// Takes a stream, whose head was sent, and tells it of the edition now shown: whoever comes back catches up at once.
    pub(super) fn join(&self, mut out: Box<dyn Write + Send>, event: &str) {
        let first = format!("retry: 500\n\n{}", message(event));
        if put(&mut *out, &first).is_ok() {
            self.streams.lock().unwrap_or_else(PoisonError::into_inner).push(Stream { out, messages: 1 });
        }
    }

    /// How many streams are open.
    #[cfg(test)]
    pub(super) fn listeners(&self) -> usize {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn write(&self, text: &str) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        streams.retain_mut(|stream| {
            stream.messages += 1;
            put(&mut *stream.out, text).is_ok() && stream.messages < MESSAGES_MAX
        });
    }
}

fn message(event: &str) -> String {
    format!("event: edition\ndata: {event}\n\n")
}

fn put(out: &mut dyn Write, text: &str) -> io::Result<()> {
    out.write_all(text.as_bytes())?;
    out.flush()
}
