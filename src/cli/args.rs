//! The command line: what may be typed, and the help that explains it.
//!
//! In: the words after `crier`. Out: [`Args`]. Wrong usage ends the program with exit code 2 before anything is read.

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;
use std::path::PathBuf;

const FOOTER: &str = "\
Exit codes:
  0  done; nothing is wrong
  1  the site has errors, and the report says which
  2  the command was not understood
  3  crier itself failed: a disk that is full, a file it may not write

The first minute:
  crier init my-council
  crier serve --root my-council";

/// Turns a council's records into an accessible website with open data beside every page.
#[derive(Debug, Parser)]
#[command(name = "crier", version, after_help = FOOTER, max_term_width = 100, disable_help_subcommand = true)]
pub struct Args {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// Folder of the site: the one that holds crier.toml
    #[arg(long, global = true, value_name = "DIR", default_value = ".", help_heading = "For every command")]
    pub root: PathBuf,
    /// Make the site as of this day, such as 2026-12-01 [default: today, in the time zone of the site]
    #[arg(long, global = true, value_name = "DATE", value_parser = day, help_heading = "For every command")]
    pub today: Option<Date>,
    /// Count warnings as errors
    #[arg(long, global = true, help_heading = "For every command")]
    pub strict: bool,
    /// How to print problems
    #[arg(long, global = true, value_enum, default_value_t, help_heading = "For every command")]
    pub format: Format,
    /// Whether to print in colour; auto means on a terminal only
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        help_heading = "For every command"
    )]
    pub color: Color,
    /// Say how long each step took
    #[arg(short = 'v', long, global = true, help_heading = "For every command")]
    pub timings: bool,
}

/// How problems are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// With the line, a mark under the place, and what to type
    #[default]
    Human,
    /// One line each
    Short,
    /// One JSON object for programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Commands that GitHub Actions shows beside the changed lines
    Github,
}

/// When to print in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a small site to start from
    ///
    /// Writes a small site of a council that does not exist: a meeting, a report, the decision on it, and the settings. Change its
    /// records into yours. The folder must be new or empty.
    #[command(after_long_help = "Example:\n  crier init my-council")]
    Init {
        /// The folder to make
        dir: PathBuf,
    },
    /// Start a new record
    ///
    /// Writes a file for the record with the fields it needs. Every other field stands there as a comment that says what it is for:
    /// take away the mark # and fill it in. Kinds that are kept as rows of a table get the table's first line.
    #[command(after_long_help = "\
Examples:
  crier new report \"Library opening hours\"
  crier new ward \"Riverside\"
  crier new membership \"\"")]
    New {
        /// Kind of record: report, resolution, meeting, body, person, ...
        kind: String,
        /// Title, as people will read it
        title: String,
    },
    /// Look for problems, and write nothing
    ///
    /// Reads every record and says all that is wrong with them, where it is, and what to do about it.
    #[command(after_long_help = "\
Examples:
  crier check
  crier check --strict --format github")]
    Check,
    /// Write the website into public/
    ///
    /// Checks everything first. With an error nothing is written, and the site published before stays as it is.
    #[command(after_long_help = "\
Examples:
  crier build
  crier build --today 2026-12-01
  crier build --hold-back")]
    Build {
        /// Leave out records and files with errors of which nothing was ever published, and publish the rest
        #[arg(long)]
        hold_back: bool,
        /// Give up addresses and columns that were released; tables that change go to /data/v2/
        #[arg(long)]
        allow_breaking: bool,
    },
    /// Record what changed since the last release
    ///
    /// Checks everything first. Then writes what was added, changed, withdrawn and redacted into data/ledger.ndjson, the memory of the
    /// site: commit it with your records. From it come the change log, and the promise that no address and no column is lost.
    #[command(after_long_help = "\
Examples:
  crier release
  crier release --today 2026-12-01")]
    Release {
        /// Give up addresses and columns that were released; tables that change go to /data/v2/
        #[arg(long)]
        allow_breaking: bool,
    },
    /// Prove that the record of releases was not changed
    ///
    /// Reads data/ledger.ndjson line by line, and compares the records with what was released. Writes nothing.
    #[command(after_long_help = "Example:\n  crier verify")]
    Verify,
    /// Say what the users of a site's data would notice
    ///
    /// Compares two editions, each a folder such as public/: addresses, tables and their columns, records. Without folders compares
    /// public/ with what a build would publish now. Ends with 1 when something would break for those who use the old one.
    #[command(after_long_help = "\
Examples:
  crier diff
  crier diff last-month/public public")]
    Diff {
        /// The old edition and the new one
        #[arg(num_args = 2, value_names = ["OLD", "NEW"])]
        folders: Vec<PathBuf>,
    },
    /// Take a record down
    ///
    /// Marks the record as redacted in its file, records that, and destroys what could prove its words. Then lists on standard output
    /// every address that held something of it, for the caches that have to forget it. It is public until the next crier build.
    #[command(after_long_help = "\
Examples:
  crier redact report/2025-03-18-riverside-play-area --reason personal-data
  crier redact person/ann-example --retire-name")]
    Redact {
        /// The record's id: its kind, a slash, its name
        id: String,
        /// Why; residents read it
        #[arg(long, value_enum)]
        reason: Option<Reason>,
        /// Take the name down too: nothing stands at the record's address any more, and its id is never used again
        #[arg(long)]
        retire_name: bool,
    },
    /// Look at the site in a browser on this machine, and see each change at once
    ///
    /// Shows the site as it would be published, and shows each change as soon as a file is saved; with an error in a file it says what is
    /// wrong and keeps the last version without. It can be reached from this machine alone. Ctrl-C ends it.
    #[command(after_long_help = "\
Examples:
  crier serve
  crier serve --open --drafts
  crier serve --port 8080
  crier serve --today 2026-12-01")]
    Serve(Serve),
    /// Explain a problem, or say where an address comes from
    ///
    /// With the code of a problem, as a report prints it, says what it means and what to do. With an address of the site, says
    /// which record is shown there.
    #[command(after_long_help = "\
Examples:
  crier explain unknown-record
  crier explain /reports/2025-03-18-riverside-play-area/")]
    Explain {
        /// Code of a problem, or an address that starts with /
        #[arg(value_name = "CODE|ADDRESS")]
        subject: String,
    },
    /// Give editors the rules of each kind of record
    ///
    /// With a kind, prints its JSON Schema. Without, writes all of them to .crier/schema/ and says how to make an editor use them.
    #[command(after_long_help = "\
Examples:
  crier schema
  crier schema report > report.json")]
    Schema {
        /// Kind of record
        kind: Option<String>,
    },
    /// Print a script that completes crier's commands in a shell
    #[command(after_long_help = "\
Examples:
  crier completions bash > ~/.local/share/bash-completion/completions/crier
  crier completions fish > ~/.config/fish/completions/crier.fish")]
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Why a record is taken down. There are no free words: they could say what must not be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Reason {
    /// It holds personal data
    PersonalData,
    /// It holds confidential information
    Confidential,
    /// A court ordered it
    Court,
    /// Someone else owns the words or pictures
    Copyright,
    /// It puts a person in danger
    Safety,
    /// It was never meant to be published
    Mistake,
}

impl Reason {
    /// What residents read.
    pub fn words(self) -> &'static str {
        match self {
            Reason::PersonalData => "Personal data",
            Reason::Confidential => "Confidential information",
            Reason::Court => "Order of a court",
            Reason::Copyright => "Copyright",
            Reason::Safety => "Safety of a person",
            Reason::Mistake => "Published by mistake",
        }
    }
}

/// How to serve.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Port to listen on; the next free one is taken
    #[arg(long, default_value_t = crate::serve::PORT)]
    pub port: u16,
    /// Open a browser
    #[arg(long)]
    pub open: bool,
    /// Show drafts, embargoed and exempt records too, each with a note that says why residents do not see it
    #[arg(long)]
    pub drafts: bool,
    /// Look at the files twice a second instead of being told of changes: for network drives
    #[arg(long)]
    pub poll: bool,
    /// Name to listen on; only this machine's own are allowed
    #[arg(long, default_value = "localhost", value_parser = host, hide_short_help = true)]
    pub host: String,
}

fn day(text: &str) -> Result<Date, String> {
    crate::date::day(text).map(|period| period.start).map_err(|fault| match fault {
        crate::date::Fault::Form(Some(better)) => format!("write {better}"),
        crate::date::Fault::NoSuchDay(why) => why
            .map_or_else(|| "there is no such day".to_owned(), |why| format!("there is no such day: {why}")),
        _ => "write a day such as 2026-12-01".to_owned(),
    })
}

fn host(text: &str) -> Result<String, String> {
    crate::serve::own_machine(text).map(|()| text.to_owned()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn global_options_stand_before_or_after_the_command() {
        let args =
            Args::parse_from(["crier", "--strict", "check", "--root", "a", "--today", "2026-12-01", "-v"]);
        assert!(args.global.strict && args.global.timings && matches!(args.command, Command::Check));
        assert_eq!(args.global.root, PathBuf::from("a"));
        assert_eq!(args.global.today.map(|d| d.to_string()).as_deref(), Some("2026-12-01"));
    }

    #[test]
    fn wrong_usage_says_what_to_write() {
        let error = |words: &[&str]| Args::try_parse_from(words).unwrap_err().to_string();
        assert!(error(&["crier", "check", "--today", "1/12/2026"]).contains("write 2026-12-01"));
        assert!(error(&["crier", "check", "--today", "2026-02-30"]).contains("there is no such day"));
        assert!(error(&["crier", "chekc"]).contains("check"));
        assert!(error(&["crier", "serve", "--host", "0.0.0.0"]).contains("for this machine alone"));
        assert_eq!(Args::try_parse_from(["crier", "chekc"]).unwrap_err().exit_code(), 2);
    }

    #[test]
    fn every_command_has_an_example() {
        for command in Args::command().get_subcommands() {
            let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains(&format!("crier {}", command.get_name())), "{}", command.get_name());
            assert!(command.get_about().is_some());
        }
        let help = Args::command().render_long_help().to_string();
        assert!(help.contains("Exit codes:") && help.contains("the site has errors"));
    }
}
