//! Sizes and digests of files of data: what describes them says how long they are and what they hash to.

use sha2::{Digest as _, Sha256};
use std::io::{self, Write};

/// A file's size and SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    /// Bytes.
    pub size: u64,
    /// SHA-256 of them.
    pub sha256: [u8; 32],
}

impl Digest {
    /// The hash in lower-case hexadecimal digits, as `sha256sum` writes it.
    pub fn hex(&self) -> String {
        self.sha256.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Passes bytes on and digests them on the way.
pub struct Digesting<'w> {
    out: &'w mut dyn Write,
    hash: Sha256,
    size: u64,
}

impl<'w> Digesting<'w> {
    /// Passes on to `out`.
    pub fn new(out: &'w mut dyn Write) -> Digesting<'w> {
        Digesting { out, hash: Sha256::new(), size: 0 }
    }

    /// The digest of all that was passed on.
    pub fn finish(self) -> Digest {
        Digest { size: self.size, sha256: self.hash.finalize().into() }
    }
}

impl Write for Digesting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.size += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
