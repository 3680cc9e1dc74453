//! An output that comes in pieces.

use super::failpoint::Step;
use super::session::{CHUNK, Output, Session, same};
use super::stage::Slot;
use super::survey::Stamp;
use std::fs::File;
use std::io::{self, Read, Write};

/// Takes one output piece by piece; holds 64 KiB of it at most. Small pieces are welcome.
///
/// As long as what comes equals the file in `public/`, nothing is staged. Writing never fails: what the disk
/// refuses is [`Session::commit`]'s to say. Dropped without [`OutputWriter::finish`], it fails the commit.
#[derive(Debug)]
pub struct OutputWriter<'a> {
    session: &'a Session,
    path: String,
    pending: Vec<u8>,
    /// Bytes before `pending`.
    done: u64,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    /// All so far equals this file.
    Comparing(Stamp, File),
    Staging(Slot, File),
    /// The disk refused; bytes are only counted.
    Lost,
}

impl<'a> OutputWriter<'a> {
    /// `path` was claimed. A known `size` that differs from the old file's saves the comparing.
    pub(super) fn new(session: &'a Session, path: String, size: Option<u64>) -> OutputWriter<'a> {
        let old = session.old(&path).filter(|(stamp, _)| size.is_none_or(|size| size == stamp.size));
        let mut writer = OutputWriter { session, path, pending: Vec::new(), done: 0, sink: Sink::Lost };
        match old {
            Some((stamp, file)) => writer.sink = Sink::Comparing(stamp, file),
            None => writer.stage(),
        }
        writer
    }

    /// Ends the output.
    pub fn finish(mut self) {
        self.push_pending();
        if matches!(&self.sink, Sink::Comparing(stamp, _) if stamp.size != self.done) {
            self.stage();
        }
        let output = match &self.sink {
            Sink::Comparing(stamp, _) => Output::Kept(*stamp),
            Sink::Staging(slot, file) => self.staged(*slot, file),
            Sink::Lost => self.session.lose(self.done),
        };
        self.session.settle(&self.path, output);
    }

    pub(super) fn take(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(CHUNK) {
            if self.pending.len() + piece.len() > CHUNK {
                self.push_pending();
            }
            self.pending.extend_from_slice(piece);
        }
    }

    fn push_pending(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if matches!(&self.sink, Sink::Comparing(_, file) if !same(file, &pending)) {
            self.stage();
        }
        if let Sink::Staging(_, file) = &mut self.sink
            && let Err(e) = file.write_all(&pending)
        {
            self.session.refuse(&self.path, e);
            self.sink = Sink::Lost;
        }
        self.done += pending.len() as u64;
        self.pending = pending;
        self.pending.clear();
    }

    /// From here on the output is staged; what was equal so far is taken from the old file.
    fn stage(&mut self) {
        self.sink = Sink::Lost;
        if self.session.refused() {
            return;
        }
        match self.staged_so_far() {
            Ok((slot, file)) => self.sink = Sink::Staging(slot, file),
            Err(e) => self.session.refuse(&self.path, e),
        }
    }

    fn staged_so_far(&self) -> io::Result<(Slot, File)> {
        let (slot, mut file) = self.session.stage.create(&self.path, false, &self.session.survey)?;
        if self.done > 0 {
            let old = File::open(self.session.emit.places.output(&self.path))?;
            if io::copy(&mut old.take(self.done), &mut file)? != self.done {
                return Err(io::Error::other("a file in public/ was changed during the build"));
            }
        }
        Ok((slot, file))
    }

    fn staged(&self, slot: Slot, file: &File) -> Output {
        let passed = self.session.emit.failpoint.pass(Step::Staged);
        match passed.and_then(|()| Stamp::of(&file.metadata()?)) {
            Ok(stamp) => Output::Staged(slot, stamp),
            Err(e) => {
                self.session.refuse(&self.path, e);
                self.session.lose(self.done)
            }
        }
    }
}

impl Write for OutputWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.take(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
