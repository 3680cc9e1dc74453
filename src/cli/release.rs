//! `release`, `verify` and `redact`: the commands about the memory of a site.

use super::site::{anew, located, opening, print, told, world};
use super::{End, Global, complain, say};
use crate::diagnostic::report;
use crate::ledger;
use crate::release::{self, Asked, Failure, Options, Redacted};
use crate::site::places::Places;

fn failed(error: &Failure) -> End {
    complain(&error.to_string());
    match error {
        Failure::Earlier { .. } | Failure::Usage(_) => End::Usage,
        Failure::Salts(_) => End::SiteErrors,
        _ => End::Failed,
    }
}

/// Records what changed since the last release.
pub(super) fn release(global: &Global, allow_breaking: bool) -> End {
    let Some(world) = world(global) else { return End::Failed };
    let options = Options { strict: global.strict, allow_breaking };
    let outcome = match release::release(&global.root, &world, options) {
        Ok(outcome) => outcome,
        Err(error) => return failed(&error),
    };
    let report = located(global, outcome.diagnostics, &Places::new(&world, &outcome.masks));
    print(global, &report);
    if outcome.refused {
        told(&format!("Nothing was recorded: {}", report::summary(&report)));
        return End::SiteErrors;
    }
    opening(&outcome.openings);
    if outcome.recorded.is_empty() {
        told("Nothing has changed since the last release, so nothing was recorded.");
        return End::Fine;
    }
    told(&format!("Recorded: {}", release::summary(&outcome.recorded)));
    if let Some(major) = outcome.anew {
        told(&anew(major));
    }
    told(&format!("{}, then publish: crier build", commit()));
    End::Fine
}

fn commit() -> String {
    format!("Commit {} and {} with your records", ledger::FILE, ledger::SALTS)
}

/// Proves that nothing was changed.
pub(super) fn verify(global: &Global) -> End {
    let Some(world) = world(global) else { return End::Failed };
    let verified = match release::verify(&global.root, &world) {
        Ok(verified) => verified,
        Err(error) => return failed(&error),
    };
    let report = located(global, verified.diagnostics, &Places::new(&world, &verified.masks));
    print(global, &report);
    if verified.unfinished {
        told("The last release was cut off; crier release finishes it. Then verify again.");
        return End::SiteErrors;
    }
    if !report.is_empty() {
        told(&format!("Not as it was released: {}", report::summary(&report)));
        return End::SiteErrors;
    }
    told(&match verified.events {
        0 => "Nothing was released yet, so there is nothing to prove.".to_owned(),
        events => format!(
            "Proven: {events} events follow one from the other, and {} records are as they were released{}.",
            verified.as_released,
            match verified.unproven {
                0 => String::new(),
                n => format!("; of {n} that were taken down or left the site nothing can be proven"),
            }
        ),
    });
    End::Fine
}

/// Takes a record down.
pub(super) fn redact(global: &Global, asked: &Asked<'_>) -> End {
    let Some(world) = world(global) else { return End::Failed };
    let redacted = match release::redact(&global.root, &world, asked) {
        Ok(redacted) => redacted,
        Err(error) => return failed(&error),
    };
    told(&format!("Marked {} as redacted in {}.", asked.id, redacted.path));
    told(&match &redacted.recorded[..] {
        [] => "This site never released, so there was nothing to record.".to_owned(),
        events => {
            format!("Recorded: {}. Its salts are destroyed. {}.", release::summary(events), commit())
        }
    });
    told(&next(&redacted));
    told(
        "When that is done, have these addresses taken out of every cache in front of your site, and out of search engines:",
    );
    say(&redacted.purge.iter().map(|url| format!("{url}\n")).collect::<String>());
    told(&warning(&redacted));
    End::Fine
}

fn next(redacted: &Redacted) -> String {
    match redacted.errors {
        0 => "IT IS STILL PUBLIC. Publish without it now: crier build, then copy public/ to your host.".to_owned(),
        1 => "IT IS STILL PUBLIC, and an error keeps the site from being published: crier check says which. Put it right, then: crier build"
            .to_owned(),
        n => format!(
            "IT IS STILL PUBLIC, and {n} errors keep the site from being published: crier check says which. Put them right, then: crier build"
        ),
    }
}

fn warning(redacted: &Redacted) -> String {
    let files = [std::slice::from_ref(&redacted.path), &redacted.attachments].concat().join(", ");
    let told_by = match &redacted.told_by[..] {
        [] => String::new(),
        records => format!(
            " - These records lead to it, and stay: read whether their own words, titles and numbers tell what it said.\n{}",
            records.iter().map(|record| format!("   {record}\n")).collect::<String>()
        ),
    };
    format!(
        "What this cannot undo:\n\
         - The words are still in {files} and in the history of your version control. Whoever may read that can read them. Take them out \
         of the files but leave the mark, and have the history rewritten (git filter-repo) by someone who knows how; every clone has to \
         be made again.\n\
         {told_by}\
         - People and archives may have copies. The change log tells those who follow it that the record is gone.\n\
         - If personal data were public, tell your data protection officer today: a breach that may harm people has to be reported to the \
         Information Commissioner within 72 hours (UK GDPR, Article 33)."
    )
}
