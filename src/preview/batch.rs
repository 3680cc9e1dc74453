//! Gathers changes until there is quiet, so that many of them become one new edition.
//!
//! In: when something changed, by a clock that the caller reads. Out: when a batch is due. Knows no files and no real time.

use std::time::Duration;

/// Editors save in several steps (a file beside, a rename, a touch), a few milliseconds apart. Shorter windows cut such a save in two,
/// longer ones are felt: each edit waits this long.
pub const QUIET: Duration = Duration::from_millis(30);

/// A long burst (a branch switched, an archive unpacked) shows something after this long even if it never pauses.
pub const LONGEST: Duration = Duration::from_millis(300);

/// The changes of the batch now open.
#[derive(Debug, Default)]
pub struct Batcher {
    open: Option<Open>,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    first: Duration,
    last: Duration,
}

impl Batcher {
    /// Something changed. Times count from any fixed moment.
    pub fn add(&mut self, now: Duration) {
        let first = self.open.map_or(now, |open| open.first);
        self.open = Some(Open { first, last: now });
    }

    /// When the open batch is to be handled; none while nothing changes.
    pub fn due(&self) -> Option<Duration> {
        self.open.map(|open| (open.last + QUIET).min(open.first + LONGEST))
    }

    /// Closes the batch if it is due.
    pub fn take(&mut self, now: Duration) -> bool {
        let due = self.due().is_some_and(|due| due <= now);
        if due {
            self.open = None;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn one_change_waits_for_quiet() {
        let mut batcher = Batcher::default();
        assert_eq!(batcher.due(), None);
        batcher.add(ms(1000));
        assert_eq!(batcher.due(), Some(ms(1030)));
        assert!(!batcher.take(ms(1029)));
        assert!(batcher.take(ms(1030)));
        assert_eq!(batcher.due(), None);
        assert!(!batcher.take(ms(2000)), "nothing is handled twice");
    }

    #[test]
    fn the_steps_of_one_save_are_one_batch() {
        let mut batcher = Batcher::default();
        for at in [0, 4, 9, 30] {
            batcher.add(ms(at));
            assert!(!batcher.take(ms(at)));
        }
        assert_eq!(batcher.due(), Some(ms(60)));
    }

    #[test]
    fn a_burst_without_a_pause_is_cut() {
        let mut batcher = Batcher::default();
        let mut batches = Vec::new();
        for at in (0..1000).step_by(10) {
            batcher.add(ms(at));
            if batcher.take(ms(at)) {
                batches.push(at);
            }
        }
        assert_eq!(batches, [300, 610, 920]);
    }
}
