//! What each of our keywords on a field holds, and the standard ones of which crier takes less than JSON Schema allows.

use super::{Inspector, entries, items, misspelt};
use crate::diagnostic::did_you_mean;
use crate::kind::field::Format;
use crate::kind::keywords;
use crate::kind::refs::{Layers, texts};
use crate::source::Span;
use crate::spreadsheet;
use crate::tree::{Entry, Node, Value};

/// Text with something in it.
pub(super) fn is_text(node: &Node) -> bool {
    matches!(&node.value, Value::Text(text) if !text.trim().is_empty())
}

/// A list of texts with something in it.
pub(super) fn is_texts(node: &Node) -> bool {
    !items(node).is_empty() && items(node).iter().all(is_text)
}

impl<'a> Inspector<'a, '_> {
    /// One keyword's value by itself.
    pub(super) fn shape(&mut self, entry: &'a Entry) {
        match entry.key.as_str() {
            "x-facet" | "x-none" | "x-all" | "x-private" | "x-menu" | "x-keep" => self.flag(entry),
            "x-help" | "x-step" | "x-default" | "x-unit" | "x-basis" | "x-proposed" | "x-answers"
            | "x-part" => {
                self.text(entry);
            }
            "x-reference" => {
                if !is_text(&entry.node) && !is_texts(&entry.node) {
                    let help = "write \"kind\", or [\"kind\", \"kind\"] with the most usual one first";
                    self.bad(entry.node.span, "`x-reference` does not name kinds", help);
                }
            }
            "x-term" => self.term(entry),
            "x-markdown" => self.one_of(entry, &["inline", "block"]),
            "x-backlink" => self.backlink(entry),
            "x-due" => self.due(entry),
            "x-computed" => self.computed(entry),
            "x-check" => self.checks(entry),
            "x-labels" | "x-notice" => self.labels(entry),
            "x-lapses" => self.lapses(entry),
            "type" => self.one_of(entry, &keywords::TYPES),
            "format" => self.one_of(entry, &Format::ALL.map(|(name, _)| name)),
            "enum" => {
                if !is_texts(&entry.node) {
                    self.bad(
                        entry.node.span,
                        "`enum` is not a list of words to choose from",
                        "write [\"…\", \"…\"] with at least one word in it, each in quotes",
                    );
                }
                let runs =
                    items(&entry.node).iter().filter(|n| n.scalar().is_some_and(spreadsheet::is_formula));
                for node in runs {
                    let help =
                        "begin it with a letter or a digit; `x-labels` gives the words that people read";
                    self.bad(node.span, "a spreadsheet would run this value as a formula", help);
                }
            }
            _ => {}
        }
    }

    /// A term of a vocabulary that crier knows: `dcterms:title`.
    pub(super) fn term(&mut self, entry: &Entry) {
        let term = entry.node.scalar().and_then(|text| text.split_once(':'));
        let known = keywords::VOCABULARIES.map(|(name, _)| name);
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
        if !term.is_some_and(|(vocabulary, name)| known.contains(&vocabulary) && is_name(name)) {
            let message = format!("`{}` is no term of a vocabulary that crier knows", entry.key);
            let help = format!("write \"dcterms:title\", say; the vocabularies are {}", known.join(", "));
            self.bad(entry.node.span, message, help);
        }
    }

    pub(super) fn flag(&mut self, entry: &Entry) {
        if !matches!(entry.node.value, Value::Bool(_)) {
            self.bad(
                entry.node.span,
                format!("`{}` is either true or false", entry.key),
                "write true or false, without quotes",
            );
        }
    }

    pub(super) fn text(&mut self, entry: &Entry) {
        if !is_text(&entry.node) {
            let message = format!("`{}` has to be text in quotes, with something in it", entry.key);
            self.bad(entry.node.span, message, format!("write \"{}\": \"…\"", entry.key));
        }
    }

    pub(super) fn texts(&mut self, entry: &Entry) {
        if !is_texts(&entry.node) {
            let message = format!("`{}` has to be a list of texts, with something in it", entry.key);
            self.bad(entry.node.span, message, format!("write \"{}\": [\"…\"]", entry.key));
        }
    }

    pub(super) fn one_of(&mut self, entry: &Entry, allowed: &[&str]) {
        let said = if is_text(&entry.node) { entry.node.scalar() } else { None };
        if said.is_some_and(|said| allowed.contains(&said)) {
            return;
        }
        let near = said.and_then(|said| did_you_mean(said, allowed.iter().copied()));
        let help = near.map_or_else(
            || format!("use one of: {}", allowed.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let message = match said {
            Some(said) => format!("`{}` cannot be `{said}`", entry.key),
            None => format!("`{}` has to be one word in quotes", entry.key),
        };
        self.bad(entry.node.span, message, help);
    }

    fn backlink(&mut self, entry: &Entry) {
        let wrong = |key: &&str| match entry.node.entry(key) {
            Some(member) => !is_text(&member.node),
            None => !misspelt(&entry.node, &["name", "label", "with"], key),
        };
        if ["name", "label"].iter().any(wrong) {
            self.bad(
                entry.node.span,
                "`x-backlink` needs a name and a label",
                "write { \"name\": \"…\", \"label\": \"…\" }",
            );
        }
        if let Some(with) = entry.node.entry("with") {
            self.text(with);
        }
        self.known(&entry.node, &["name", "label", "with"]);
    }

    fn due(&mut self, entry: &'a Entry) {
        let known = ["label", "unless"];
        match entry.node.entry("label") {
            Some(label) => self.text(label),
            None if misspelt(&entry.node, &known, "label") => {}
            None => self.lacks(entry.node.span, "x-due", "label", false),
        }
        if let Some(unless) = entry.node.entry("unless") {
            if entries(&unless.node).is_empty() {
                let help = "write { \"state\": [\"done\"] }";
                self.bad(unless.node.span, "`unless` gives each field the values that count", help);
            }
            entries(&unless.node).iter().for_each(|values| self.texts(values));
        }
        self.known(&entry.node, &known);
    }

    fn lapses(&mut self, entry: &'a Entry) {
        let (known, holds) = (["after", "words"], |lapse: &Entry| matches!(lapse.node.value, Value::Map(_)));
        if entries(&entry.node).is_empty() || !entries(&entry.node).iter().all(holds) {
            let help = "write { \"open\": { \"after\": \"closes\", \"words\": \"…\" } }";
            return self.bad(entry.node.span, "`x-lapses` gives each value a date and words", help);
        }
        for lapse in entries(&entry.node) {
            for setting in known {
                match lapse.node.entry(setting) {
                    Some(given) => self.text(given),
                    None if misspelt(&lapse.node, &known, setting) => {}
                    None => self.lacks(lapse.node.span, "x-lapses", setting, false),
                }
            }
            self.known(&lapse.node, &known);
        }
    }

    fn computed(&mut self, entry: &'a Entry) {
        self.known(&entry.node, &keywords::COMPUTED_SETTINGS);
        let rule = entry.node.entry("rule").and_then(|e| e.node.scalar());
        if !rule.is_some_and(|rule| keywords::COMPUTED.contains(&rule)) {
            let at = entry.node.entry("rule").map_or(entry.node.span, |e| e.node.span);
            let near = rule.and_then(|rule| did_you_mean(rule, keywords::COMPUTED));
            let help = near.map_or_else(
                || {
                    format!(
                        "write {{ \"rule\": \"…\", \"from\": [\"…\"] }} with one of: {}",
                        keywords::COMPUTED.join(", ")
                    )
                },
                |near| format!("did you mean `{near}`?"),
            );
            let message = match rule {
                Some(rule) => format!("there is no way to work out `{rule}`"),
                None => "`x-computed` does not say by which rule".to_owned(),
            };
            return self.bad(at, message, help);
        }
        match entry.node.entry("from") {
            Some(from) => self.texts(from),
            None if misspelt(&entry.node, &keywords::COMPUTED_SETTINGS, "from") => {}
            None => self.lacks(entry.node.span, "x-computed", "from", true),
        }
        entry.node.entry("years").into_iter().for_each(|years| self.whole(years));
        entry.node.entry("only").into_iter().for_each(|only| self.texts(only));
        self.computed_needs(&entry.node);
    }

    fn whole(&mut self, entry: &Entry) {
        if !matches!(&entry.node.value, Value::Number(n) if n.parse::<u16>().is_ok()) {
            let message = format!("`{}` is not a whole number", entry.key);
            self.bad(entry.node.span, message, "write it without quotes");
        }
    }

    /// Without these a rule works nothing out.
    fn computed_needs(&mut self, node: &'a Node) {
        let rule = node.entry("rule").and_then(|e| e.node.scalar());
        let Some((rule, fields, settings)) =
            keywords::COMPUTED_NEEDS.iter().find(|(name, ..)| Some(*name) == rule)
        else {
            return;
        };
        if let Some(from) =
            node.entry("from").filter(|e| is_texts(&e.node) && items(&e.node).len() != *fields)
        {
            let help = format!("write the paths of {fields} fields: [\"…\", \"…\"]");
            self.bad(from.node.span, format!("`{rule}` reads {fields} fields"), help);
        }
        for setting in settings.iter().filter(|setting| node.entry(setting).is_none()) {
            if !misspelt(node, &keywords::COMPUTED_SETTINGS, setting) {
                let help = format!("add \"{setting}\" beside it");
                self.bad(node.span, format!("`{rule}` has no `{setting}`"), help);
            }
        }
    }

    fn lacks(&mut self, at: Span, holder: &str, setting: &str, list: bool) {
        let sample = if list { "[\"…\"]" } else { "\"…\"" };
        self.bad(at, format!("`{holder}` has no `{setting}`"), format!("add \"{setting}\": {sample}"));
    }

    fn checks(&mut self, entry: &'a Entry) {
        let rules = match &entry.node.value {
            Value::List(rules) => rules.as_slice(),
            _ => std::slice::from_ref(&entry.node),
        };
        for rule in rules {
            self.check(rule);
        }
    }

    fn check(&mut self, node: &'a Node) {
        let name = node.entry("rule").map(|e| e.node.scalar().unwrap_or_default());
        let Some(rule) = keywords::RULES.iter().find(|rule| Some(rule.name) == name) else {
            let names = keywords::RULES.map(|rule| rule.name);
            let near = name.and_then(|name| did_you_mean(name, names));
            let help = near.map_or_else(
                || format!("use one of: {}", names.join(", ")),
                |n| format!("did you mean `{n}`?"),
            );
            let message = match name {
                Some(name) => format!("there is no rule `{name}`"),
                None => "`x-check` does not say which rule".to_owned(),
            };
            return self.bad(node.entry("rule").map_or(node.span, |e| e.node.span), message, help);
        };
        let known: Vec<&str> = rule.paths.iter().chain(rule.others).copied().chain(["rule"]).collect();
        self.known(node, &known);
        for needed in rule.needs.iter().filter(|needed| node.entry(needed).is_none()) {
            if !misspelt(node, &known, needed) {
                self.lacks(node.span, rule.name, needed, keywords::LISTS.contains(needed));
            }
        }
        for setting in entries(node).iter().filter(|e| known.contains(&e.key.as_str())) {
            match setting.key.as_str() {
                "rule" => {}
                "counts" => self.labels(setting),
                "within_days" => self.whole(setting),
                key if keywords::LISTS.contains(&key) => self.texts(setting),
                _ => self.text(setting),
            }
        }
        let pair = node.entry("fields").filter(|e| is_texts(&e.node) && items(&e.node).len() != 2);
        if let Some(fields) = pair {
            let help = "write the field of the first day, then that of the last: [\"from\", \"to\"]";
            self.bad(fields.node.span, format!("`{}` compares two fields", rule.name), help);
        }
    }

    /// Words, each with a text.
    fn labels(&mut self, entry: &Entry) {
        let inner = entries(&entry.node);
        if inner.is_empty() || !inner.iter().all(|e| is_text(&e.node)) {
            let message = format!("`{}` gives each word a text", entry.key);
            self.bad(entry.node.span, message, "write { \"word\": \"text\" }");
        }
    }

    /// What a keyword needs beside it.
    pub(super) fn fits(&mut self, node: &'a Node) {
        let layers = self.refs.layers(node);
        self.labelled(node, &layers);
        if let Some(entry) = node.entry("x-backlink")
            && !self.is_lost(&layers)
            && !self.refers(node, 0)
        {
            let help = "add \"x-reference\": \"kind\" beside it, or take `x-backlink` out";
            self.bad(entry.key_span, "`x-backlink` stands where no record is named", help);
        }
        if let Some(with) = node.entry("x-backlink").and_then(|e| e.node.entry("with"))
            && !self.is_lost(&layers)
            && layers.entry("x-reference").is_none()
        {
            let help = "take it out, or put the whole `x-backlink` on the field that names the record";
            self.bad(with.key_span, "`with` stands where no field names a record itself", help);
        }
        // A misspelt format or type is told by itself.
        let format = layers.text("format");
        let is_date = format.is_some_and(|name| {
            Format::ALL.iter().find(|(known, _)| *known == name).is_none_or(|(_, format)| format.is_date())
        });
        if let Some(entry) = node.entry("x-step")
            && !is_date
            && !self.refers(node, 0)
        {
            let help = "put it on a field with a date \"format\" or an `x-reference`, or take it out";
            self.bad(
                entry.key_span,
                "`x-step` stands on a field that is neither a date nor a reference",
                help,
            );
        }
        if let Some(entry) = node.entry("x-due").filter(|_| !is_date && !self.is_lost(&layers)) {
            let help = "put it on a field with a date \"format\", or take it out";
            self.bad(entry.key_span, "`x-due` stands on a field that is no date", help);
        }
        let ty = layers.text("type");
        let is_no_text = ty.as_deref().filter(|ty| *ty != "string" && keywords::TYPES.contains(ty));
        for key in ["x-reference", "x-markdown"] {
            let (Some(ty), Some(entry)) = (is_no_text, node.entry(key)) else { continue };
            let help = match ty {
                "array" => "put it into \"items\": each of them is a text",
                _ => "take it out, or write \"type\": \"string\"",
            };
            self.bad(entry.key_span, format!("`{key}` stands on a field that is no text"), help);
        }
        let is_other = ty.is_some_and(|ty| ty != "array" && keywords::TYPES.contains(&ty.as_str()));
        for entry in ["x-none", "x-all"].into_iter().filter_map(|key| node.entry(key)).filter(|_| is_other) {
            let help = "take it out, or make the field a list";
            self.bad(entry.key_span, format!("`{}` stands on a field that is no list", entry.key), help);
        }
    }

    /// What works on a record's own fields alone does not stand further in, and the other way round.
    pub(super) fn placed(&mut self, entry: &'a Entry) {
        let layers = self.refs.layers(&entry.node);
        // What a `$ref` brings along may be right in the other places that it is used in.
        let at = |key: &str| entry.node.entry(key).map_or(entry.key_span, |e| e.key_span);
        let own = self.depth == 0;
        for key in keywords::OWN_FIELDS.into_iter().filter(|key| !own && layers.entry(key).is_some()) {
            let message =
                format!("`{key}` works on the fields of the record itself, not on one inside another");
            self.bad(at(key), message, "take it out, or move this field out of the one around it");
        }
        let rule = layers.entry("x-computed").and_then(|e| e.node.entry("rule")?.node.scalar());
        let Some(rule) = rule.filter(|rule| keywords::COMPUTED.contains(rule)) else { return };
        if own == keywords::COMPUTED_OF_FILES.contains(&rule) {
            let (message, help) = if own {
                ("the items of a list, such as attachments", "move this field into that list")
            } else {
                ("the fields of the record itself", "move this field out of the one around it")
            };
            self.bad(at("x-computed"), format!("`{rule}` works on {message}"), help);
        }
    }

    /// A word that has a label or a notice is one of the field's values.
    fn labelled(&mut self, node: &'a Node, layers: &Layers<'a>) {
        for key in ["x-labels", "x-notice", "x-lapses"] {
            node.entry(key).into_iter().for_each(|labels| self.of_choices(key, labels, layers));
        }
        if let (Some(notice), Some(_)) = (node.entry("x-notice"), layers.entry("x-basis")) {
            let help = "take `x-notice` or `x-basis` out: a notice is said whatever a claim rests on";
            self.bad(notice.key_span, "`x-notice` stands on a claim", help);
        }
        // Lists under a value, and what may be said of a claim, tell of the value as it was written.
        for (key, what) in [("x-facet", "a facet"), ("x-basis", "a claim")] {
            if let (Some(lapses), Some(_)) = (node.entry("x-lapses"), layers.entry(key)) {
                let help = format!("take `x-lapses` or `{key}` out");
                self.bad(lapses.key_span, format!("`x-lapses` stands on {what}"), help);
            }
        }
    }

    fn of_choices(&mut self, key: &str, labels: &'a Entry, layers: &Layers<'a>) {
        if self.is_lost(layers) || layers.0.iter().any(|node| misspelt(node, &keywords::STANDARD, "enum")) {
            return;
        }
        let Some(choices) = layers.entry("enum") else {
            let help = format!("add \"enum\": [\"…\", \"…\"], or take `{key}` out");
            return self.bad(
                labels.key_span,
                format!("`{key}` stands on a field without values to choose from"),
                help,
            );
        };
        let choices: Vec<&str> = texts(Some(choices)).into_iter().map(|(choice, _)| choice).collect();
        if choices.is_empty() {
            return;
        }
        for label in entries(&labels.node).iter().filter(|e| !choices.contains(&e.key.as_str())) {
            let help = did_you_mean(&label.key, choices.iter().copied()).map_or_else(
                || format!("the values are: {}", choices.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("`{key}` names `{}`, and the field cannot have that value", label.key);
            self.bad(label.key_span, message, help);
        }
    }

    /// Whether a schema names records, itself or in what it holds.
    fn refers(&self, node: &'a Node, depth: usize) -> bool {
        let layers = self.refs.layers(node);
        let inside = || {
            let properties = layers.entry("properties").into_iter().flat_map(|e| entries(&e.node));
            let held = properties.map(|e| &e.node).chain(layers.entry("items").map(|e| &e.node));
            held.into_iter().any(|inner| self.refers(inner, depth + 1))
        };
        layers.entry("x-reference").is_some() || (depth < 6 && inside())
    }
}
