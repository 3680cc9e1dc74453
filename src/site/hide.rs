//! Takes out what an audience may not see.

/// What became of a record on its way into a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Published whole.
    Public,
    /// Exempt today: only its public title, date, body, meeting and the exemption remain.
    Exempt,
    /// Withdrawn: title, date, reason and replacement remain.
    Withdrawn,
    /// Redacted: date and reason remain.
    Redacted,
}
