//! Stops at a chosen step, so that tests can see what a kill leaves behind.

use super::EmitError;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The steps at which a build can be stopped; the module docs of [`super`] say when each is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Staged,
    JournalPartial,
    JournalWritten,
    Rename,
    Remove,
    Manifest,
    JournalRemoved,
}

impl Step {
    pub(super) const ALL: [(&'static str, Step); 7] = [
        ("staged", Step::Staged),
        ("journal-partial", Step::JournalPartial),
        ("journal-written", Step::JournalWritten),
        ("rename", Step::Rename),
        ("remove", Step::Remove),
        ("manifest", Step::Manifest),
        ("journal-removed", Step::JournalRemoved),
    ];
}

/// Where to stop, if anywhere.
#[derive(Debug, Default)]
pub(super) struct Failpoint(Option<Stop>);

#[derive(Debug)]
struct Stop {
    step: Step,
    left: AtomicUsize,
    how: How,
}

#[derive(Debug)]
enum How {
    Abort,
    #[cfg(test)]
    Fail(io::ErrorKind),
}

impl Failpoint {
    /// What `CRIER_FAILPOINT` asks for.
    pub(super) fn from_environment() -> Result<Failpoint, EmitError> {
        let Some(value) = std::env::var_os("CRIER_FAILPOINT").filter(|value| !value.is_empty()) else {
            return Ok(Failpoint::default());
        };
        let text = value.to_string_lossy();
        let (step, count) = parse(&text).ok_or_else(|| EmitError::Failpoint(text.clone().into_owned()))?;
        Ok(Failpoint(Some(Stop { step, left: AtomicUsize::new(count), how: How::Abort })))
    }

    /// Fails with an error of this kind, instead of ending the process.
    #[cfg(test)]
    pub(super) fn failing(step: Step, count: usize, kind: io::ErrorKind) -> Failpoint {
        Failpoint(Some(Stop { step, left: AtomicUsize::new(count), how: How::Fail(kind) }))
    }

    /// Says that a step was passed.
    pub(super) fn pass(&self, step: Step) -> io::Result<()> {
        match &self.0 {
            Some(stop) if stop.step == step && stop.left.fetch_sub(1, Ordering::Relaxed) == 1 => {
                match stop.how {
                    How::Abort => std::process::abort(),
                    #[cfg(test)]
                    How::Fail(kind) => Err(kind.into()),
                }
            }
            _ => Ok(()),
        }
    }
}

fn parse(text: &str) -> Option<(Step, usize)> {
    let (name, count) = text.split_once(':')?;
    let (_, step) = Step::ALL.iter().find(|(known, _)| *known == name)?;
    count.parse().ok().filter(|n| *n > 0).map(|n| (*step, n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failpoint_is_a_step_and_a_number_from_one() {
        assert_eq!(parse("journal-partial:1"), Some((Step::JournalPartial, 1)));
        assert_eq!(parse("rename:12"), Some((Step::Rename, 12)));
        for bad in ["rename", "rename:0", "rename:x", "renames:1", ""] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
