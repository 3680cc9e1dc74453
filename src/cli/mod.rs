//! The commands: what is typed goes in, what is printed comes out.
//!
//! In: [`Args`]. Out: text on standard output and standard error, and an exit code. The only place that prints, reads the clock
//! or asks whether there is a terminal.

mod args;
mod completions;
mod diff;
mod explain;
mod init;
mod new;
mod release;
mod schema;
mod site;

pub use args::{Args, Color, Command, Format, Global};
pub use completions::completions;
pub use explain::{ExplainError, Story, explain, explain_code};
pub use init::{InitError, init};
pub use new::{Column, New, NewError, new};
pub use schema::{SchemaError, schema, vs_code, write_all};

use crate::diagnostic::Diagnostics;
use crate::kind::Kinds;
use crate::publish::Options;
use crate::release::Asked;
use crate::site::load;
use crate::world::World;
use crate::world::disk::DiskWorld;
use jiff::civil::Date;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// How a command ended: the exit codes of design and help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Done; nothing is wrong.
    Fine,
    /// The site has errors.
    SiteErrors,
    /// The command cannot be carried out as typed.
    Usage,
    /// crier failed.
    Failed,
}

impl From<End> for ExitCode {
    fn from(end: End) -> ExitCode {
        ExitCode::from(match end {
            End::Fine => 0,
            End::SiteErrors => 1,
            End::Usage => 2,
            End::Failed => 3,
        })
    }
}

/// Carries a command out.
pub fn run(args: &Args) -> ExitCode {
    let global = &args.global;
    let end = match &args.command {
        Command::Init { dir } => run_init(dir),
        Command::New { kind, title } => run_new(global, kind, title),
        Command::Check => site::check(global),
        Command::Build { hold_back, allow_breaking } => site::build(
            global,
            Options { hold_back: *hold_back, allow_breaking: *allow_breaking, strict: global.strict },
        ),
        Command::Release { allow_breaking } => release::release(global, *allow_breaking),
        Command::Verify => release::verify(global),
        Command::Redact { id, reason, retire_name } => {
            let reason = reason.map(args::Reason::words);
            release::redact(global, &Asked { id, reason, retire_name: *retire_name })
        }
        Command::Diff { folders } => diff::diff(global, folders),
        Command::Serve(asked) => site::serve(global, asked),
        Command::Explain { subject } => run_explain(global, subject),
        Command::Schema { kind } => run_schema(global, kind.as_deref()),
        Command::Completions { shell } => {
            say(&completions(*shell));
            End::Fine
        }
    };
    end.into()
}

fn run_init(dir: &Path) -> End {
    match init(dir) {
        Ok(files) => {
            let list: String = files.iter().map(|path| format!("  {}\n", path.display())).collect();
            let dir = dir.display();
            say(&format!("Made a small site in {dir}:\n{list}\nLook at it: crier serve --root {dir}\n"));
            End::Fine
        }
        Err(error) => {
            complain(&error.to_string());
            if matches!(error, InitError::Write(..)) { End::Failed } else { End::Usage }
        }
    }
}

fn run_new(global: &Global, kind: &str, title: &str) -> End {
    let today = today(global);
    let Some(kinds) = kinds(&global.root, today) else { return End::Failed };
    if !global.root.join(crate::site::settings::FILE).is_file() {
        let root = global.root.display();
        complain(&format!(
            "{root} is not a site: it has no crier.toml; make one with crier init, or name it with --root"
        ));
        return End::Usage;
    }
    match new(&kinds, &global.root, kind, title, today) {
        Ok(made) => {
            say(&told(&made));
            End::Fine
        }
        Err(error) => {
            complain(&error.to_string());
            if matches!(error, NewError::Write(..)) { End::Failed } else { End::Usage }
        }
    }
}

/// What is said of a new record.
fn told(made: &New) -> String {
    match made {
        New::Document { path, needed } => {
            let needed: Vec<String> = needed.iter().map(|names| names.join(" or ")).collect();
            let rest = if needed.is_empty() {
                "It has all it needs.".to_owned()
            } else {
                format!("Fill in: {}.", needed.join(", "))
            };
            format!("Made {path}\n{rest} The file says what else may be written. Then: crier check\n")
        }
        New::Table { path, made, columns } => {
            let first =
                if *made { format!("Made {path} with its first line.") } else { format!("{path} is there.") };
            let width = columns.iter().map(|c| c.name.chars().count()).max().unwrap_or(0);
            let lines: String = columns
                .iter()
                .map(|c| {
                    format!("  {:width$}  {}{}\n", c.name, if c.needed { "(needed) " } else { "" }, c.words)
                })
                .collect();
            format!("{first} This record is a row of that table; write it with these columns:\n{lines}")
        }
    }
}

fn run_explain(global: &Global, subject: &str) -> End {
    match explain(subject, &mut |address| site::story(global, address)) {
        Ok(text) => {
            say(&text);
            End::Fine
        }
        Err(error) => {
            complain(&error.to_string());
            End::Usage
        }
    }
}

fn run_schema(global: &Global, kind: Option<&str>) -> End {
    let Some(kinds) = kinds(&global.root, today(global)) else { return End::Failed };
    let done = match kind {
        Some(kind) => schema(&kinds, kind),
        None => write_all(&kinds, &global.root).map(|written| schemas_told(&kinds, &written)),
    };
    match done {
        Ok(text) => {
            say(&text);
            End::Fine
        }
        Err(error) => {
            complain(&error.to_string());
            if matches!(error, SchemaError::Write(..)) { End::Failed } else { End::Usage }
        }
    }
}

fn schemas_told(kinds: &Kinds, written: &[String]) -> String {
    format!(
        "Wrote {} files to {}/.\n\n\
         VS Code uses them for the JSON files in data/ with these lines in .vscode/settings.json:\n\n{}\n\
         Documents and tables are checked by: crier check\n",
        written.len(),
        schema::FOLDER,
        vs_code(kinds)
    )
}

/// The day given, or today where the site is.
fn today(global: &Global) -> Date {
    let now = || load::open(&global.root, None).map_or_else(|_| jiff::Zoned::now().date(), |now| now.today());
    global.today.unwrap_or_else(now)
}

/// The kinds of a site; those of a folder that is no site are the defaults. None, and said, when the folder cannot be read.
fn kinds(root: &Path, today: Date) -> Option<Kinds> {
    match DiskWorld::new(root, today) {
        Ok(world) => {
            let kinds = load::kinds(&world, &mut Diagnostics::new());
            let broken: Vec<&str> = kinds.broken().names().map(|name| &**name).collect();
            if !broken.is_empty() {
                complain(&format!(
                    "left out for errors in their kind files: {}; `crier check` says what is wrong",
                    broken.join(", ")
                ));
            }
            Some(kinds)
        }
        Err(error) => {
            complain(&format!("cannot read the folder {}: {error}", root.display()));
            None
        }
    }
}

/// Prints to standard output. A reader that has gone, as with `| head`, is no failure.
fn say(text: &str) {
    let _ = io::stdout().lock().write_all(text.as_bytes());
}

/// Prints to standard error as it is.
fn complain_raw(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Prints what went wrong to standard error.
fn complain(message: &str) {
    let _ = writeln!(io::stderr().lock(), "crier: {message}");
}
