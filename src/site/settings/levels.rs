//! `[checks]`: which severities a site may change.

use super::Level;
use super::table::Table;
use super::values::{self, Fault};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, did_you_mean};
use crate::source::Source;
use crate::tree::{Node, Value};
use std::collections::BTreeMap;

/// Errors that may be lowered. The others guard syntax, truth, hiding or addresses: what they stop cannot be published truthfully.
const LOWERABLE: [Code; 5] =
    [Code::UnknownField, Code::UnknownColumn, Code::MissingFile, Code::SchemaRule, Code::BadFormat];

/// Reads `[checks]`; what cannot be used is reported and left out.
pub(super) fn read(source: &Source, node: Option<&Node>, out: &mut Diagnostics) -> BTreeMap<Code, Level> {
    let mut levels = BTreeMap::new();
    let Some(node) = node else { return levels };
    if let Value::Map(entries) = &node.value {
        for entry in entries.iter().filter(|e| Code::from_name(&e.key).is_none()) {
            let near = did_you_mean(&entry.key, Code::ALL.iter().map(|c| c.name()));
            let help = near.map_or_else(
                || "each report ends with its code in square brackets: write that".to_owned(),
                |name| format!("did you mean `{name}`?"),
            );
            let message = format!("there is no check `{}`", entry.key);
            let diagnostic = Diagnostic::new(Code::UnknownSetting, message).help(help);
            out.push(diagnostic.at_span(&source.path, entry.key_span));
        }
    }
    let mut table = Table::open(source, "checks", node, None, out);
    for code in table.keys().into_iter().filter_map(Code::from_name) {
        if let Some(level) = table.take(code.name(), |node| level(code, node)) {
            levels.insert(code, level);
        }
    }
    levels
}

fn level(code: Code, node: &Node) -> Result<Level, Fault> {
    let text = values::text(node)?;
    let names = ["error", "warning", "off"];
    let level = match &*text {
        "error" => Level::Error,
        "warning" => Level::Warning,
        "off" => Level::Off,
        _ => {
            let near = did_you_mean(&text, names);
            return Err(Fault {
                is: format!("cannot be `{text}`"),
                help: near.map_or_else(
                    || format!("use one of: {}", names.join(", ")),
                    |n| format!("did you mean `{n}`?"),
                ),
            });
        }
    };
    if level != Level::Error && code.severity() == Severity::Error && !LOWERABLE.contains(&code) {
        let may: Vec<&str> = LOWERABLE.iter().map(|c| c.name()).collect();
        return Err(Fault {
            is: "has to stay an error: what it stops cannot be published truthfully".to_owned(),
            help: format!(
                "take this line out and put the data right; the errors that may be lowered are: {}",
                may.join(", ")
            ),
        });
    }
    Ok(level)
}
