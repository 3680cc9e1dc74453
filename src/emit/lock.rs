//! One build at a time.

use super::EmitError;
use super::places::Places;
use std::fs::{self, File, TryLockError};
use std::io::Write;

/// Held by the build that has the site; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock at once or not at all. The file holds the process id, for the message of the other build.
    pub(super) fn take(places: &Places) -> Result<Lock, EmitError> {
        let path = places.lock();
        let failed = |e| EmitError::disk(places, &path, e);
        let mut file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let pid = fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok());
                return Err(EmitError::Locked { pid });
            }
            Err(TryLockError::Error(e)) => return Err(failed(e)),
        }
        file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(failed)?;
        Ok(Lock { _file: file })
    }
}
