//! `x-kind`: how a kind is published.

use super::shapes::is_text;
use super::{Inspector, misspelt};
use crate::kind::keywords::{self, Role};
use crate::tree::{Entry, Node, Value};

impl Inspector<'_, '_> {
    /// The members of `x-kind`, each by itself. That the fields they name are there is looked at later.
    pub(super) fn x_kind(&mut self) {
        let Some(x) = self.refs.root.entry("x-kind") else {
            self.bad(
                self.refs.root.span,
                "this kind does not say how it is published",
                "add \"x-kind\": { \"plural\": …, \"label\": …, \"label_plural\": … }",
            );
            return;
        };
        if !matches!(x.node.value, Value::Map(_)) {
            let help = "write { \"plural\": …, \"label\": …, \"label_plural\": … }";
            return self.bad(x.node.span, "`x-kind` is not an object", help);
        }
        self.known(&x.node, &keywords::X_KIND);
        for key in ["plural", "label", "label_plural"] {
            if x.node.entry(key).is_none() && !misspelt(&x.node, &keywords::X_KIND, key) {
                self.bad(x.key_span, format!("`x-kind` has no `{key}`"), format!("add \"{key}\": \"…\""));
            }
        }
        for entry in super::entries(&x.node) {
            match entry.key.as_str() {
                "plural" => self.plural(entry),
                "label" | "label_plural" | "template" | "date" | "sort" => self.text(entry),
                "page" | "feed" | "register" | "dataset" | "numbered" => self.flag(entry),
                "key" | "list" => self.texts(entry),
                "address" => self.address(entry),
                "role" => self.one_of(entry, &Role::ALL.map(|(name, _)| name)),
                "menu" => self.menu(entry),
                "term" => self.term(entry),
                _ => {}
            }
        }
    }

    fn plural(&mut self, entry: &Entry) {
        let plural = entry.node.scalar().unwrap_or_default();
        if !is_text(&entry.node) {
            return self.text(entry);
        }
        if keywords::RESERVED.contains(&plural) || !is_folder(plural) {
            self.bad(
                entry.node.span,
                format!("`{plural}` cannot be the folder of a kind"),
                "use lower-case letters and hyphens, and none of crier's own folder names",
            );
        }
    }

    /// An address is a folder with the record's name as one step of it; else two records would stand at one address, or none.
    fn address(&mut self, entry: &Entry) {
        let pattern = entry.node.scalar().unwrap_or_default();
        let inner = pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).unwrap_or_default();
        let steps: Vec<&str> = inner.split('/').collect();
        let named = pattern.matches("{name}").count() == 1;
        let fits = steps.iter().all(|step| is_folder(&step.replace("{name}", "a")));
        let own = keywords::RESERVED.contains(&steps[0]);
        if !is_text(&entry.node) || !named || !fits || own {
            let help = match own {
                true => "use another first step: that is one of crier's own folders",
                false => "write steps between slashes, one of them {name}, such as \"/petitions/{name}/\"",
            };
            self.bad(entry.node.span, "`address` is no pattern of an address", help);
        }
    }

    fn menu(&mut self, entry: &Entry) {
        if menu(&entry.node).is_none() {
            let help = "write a whole number from 1 to 255: the kind with the lowest comes first";
            self.bad(entry.node.span, "`menu` is not a place in the menu", help);
        }
    }
}

/// A place in the menu.
pub(in crate::kind) fn menu(node: &Node) -> Option<u8> {
    match &node.value {
        Value::Number(number) => number.parse::<u8>().ok().filter(|n| *n > 0),
        _ => None,
    }
}

/// Whether a text may be a step of an address, or the name of a kind.
pub(in crate::kind) fn is_folder(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.bytes().all(allowed) && text.starts_with(|c: char| c.is_ascii_lowercase())
}
