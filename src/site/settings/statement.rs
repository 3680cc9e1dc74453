//! `[statement]`: the slots of the accessibility statement (SI 2018/952, regulation 8, and the model statement), and whether it is still
//! looked after.

use super::table::Table;
use super::values::{self, Fault};
use super::{Settings, place};
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, On};
use crate::source::Source;
use crate::tree::Node;
use crate::world::World;
use jiff::ToSpan;
use std::collections::BTreeMap;

/// Where the statement stands, unless a page of this name takes its place.
pub const ADDRESS: &str = "/accessibility/";

/// The slots of the statement, in its order.
pub const SLOTS: [&str; 15] = [
    "scope",
    "status",
    "not_compliant",
    "disproportionate_burden",
    "out_of_scope",
    "alternatives",
    "form",
    "reply_within",
    "enforcement",
    "prepared",
    "reviewed",
    "tested",
    "tested_by",
    "tested_how",
    "confirmed_by",
];

/// How far the site keeps to the guidelines: the three answers of the model statement.
const STATUS: [&str; 3] = ["fully", "partially", "not"];

/// Who sees that the law is kept: in Great Britain, and in Northern Ireland.
const ENFORCEMENT: [&str; 2] = ["ehrc", "ecni"];

/// Reads the table. Each slot is text; some are one of a few words, a day or a web address.
pub(super) fn read(source: &Source, node: Option<&Node>, out: &mut Diagnostics) -> BTreeMap<String, String> {
    let Some(node) = node else { return BTreeMap::new() };
    let mut table = Table::open(source, "statement", node, Some(&SLOTS), out);
    SLOTS
        .iter()
        .filter_map(|slot| Some(((*slot).to_owned(), table.take(slot, |node| value(slot, node))?)))
        .collect()
}

fn value(slot: &str, node: &Node) -> Result<String, Fault> {
    match slot {
        "status" => values::one_of(node, &STATUS),
        "enforcement" => values::one_of(node, &ENFORCEMENT),
        "prepared" | "reviewed" | "tested" => values::day(node),
        "form" => values::web_address(node),
        "not_compliant" | "disproportionate_burden" | "out_of_scope" | "alternatives" => values::text(node),
        _ => values::line(node),
    }
}

/// Slots that hold what does not keep to the guidelines. What the regulations leave out (`out_of_scope`) is not among them.
const FAULTS: [&str; 2] = ["not_compliant", "disproportionate_burden"];

/// Reports a statement that claims full compliance beside what it lists as not compliant: in the words of the model
/// statement (regulation 8) that is partial compliance.
fn check_claim(settings: &Settings, world: &dyn World, out: &mut Diagnostics) {
    let full = settings.statement.get("status").is_some_and(|status| status == "fully");
    if let Some(fault) = FAULTS.iter().find(|slot| full && settings.statement.contains_key(**slot)) {
        let message = format!(
            "the accessibility statement says that the site is fully compliant, and lists faults below `{fault}`"
        );
        let at = place(world, &["statement", "status"], On::Value);
        let help =
            format!("write `status = \"partially\"`, or take `{fault}` away once its faults are mended");
        out.push(Diagnostic::new(Code::ContradictedStatement, message).at(at).help(help));
    }
}

/// Reports a statement that contradicts itself, and one that nobody has looked through for twelve months: the law asks for regular review
/// (regulation 8(4)), and bodies are expected to do it once a year. A draft without dates is told on its own page.
pub fn check(settings: &Settings, world: &dyn World, out: &mut Diagnostics) {
    check_claim(settings, world, out);
    let slot = |name: &str| settings.statement.get(name);
    let place_of = |name: &str| place(world, &["statement", name], On::Value);
    let help = format!("look through it, then write `reviewed = \"{}\"` below [statement]", world.today());
    let Some((name, last)) = ["reviewed", "prepared"].into_iter().find_map(|name| Some((name, slot(name)?)))
    else {
        if slot("confirmed_by").is_some() {
            let message = "the accessibility statement does not say when it was prepared or reviewed";
            let at = place_of("confirmed_by");
            out.push(Diagnostic::new(Code::OldStatement, message).at(at).help(help));
        }
        return;
    };
    let Some(day) = date::day(last).ok().map(|period| period.start) else { return };
    if day.checked_add(1.year()).is_ok_and(|due| due < world.today()) {
        let message = match name {
            "reviewed" => "the accessibility statement was last reviewed more than 12 months ago",
            _ => "the accessibility statement was prepared more than 12 months ago and not reviewed since",
        };
        out.push(Diagnostic::new(Code::OldStatement, message).at(place_of(name)).help(help));
    }
}
