//! Fields that keep a record, or a part of one, from the public: none of them may be there and do nothing.

use super::convert::{Walk, empty};
use super::{Form, HIDING, STATUS};
use crate::diagnostic::{Code, Diagnostic};
use crate::kind::Field;
use crate::tree::{self, Entry};

/// The field by which a record, or an item of a list, is kept from the public by law.
const EXEMPT: &str = "exempt";

/// Keys by which people try to keep a record from the public, beside those that do.
const MEANT: [&str; 14] = [
    "confidential",
    "draft",
    "embargo",
    "embargoed",
    "hidden",
    "hide",
    "private",
    "public",
    "publish",
    "published",
    "restricted",
    "secret",
    "unpublished",
    "visible",
];

impl Walk<'_> {
    /// Whether a field hides what it stands in.
    fn hides(&self, field: &Field) -> bool {
        let at_root = self.pointer.is_empty() && HIDING.contains(&&*field.name);
        at_root || (&*field.name == EXEMPT && !field.fields().is_empty())
    }

    /// A field that hides is there and came to nothing. Whoever wrote it believes that the record is not public. Cells of a table are empty
    /// where nothing is meant.
    pub(super) fn hides_nothing(&mut self, field: &Field, entry: &Entry) {
        let told = self.reported.contains(&format!("{}/{}", self.pointer, field.name));
        if self.form == Form::Row || told || !self.hides(field) {
            return;
        }
        let what = if self.pointer.is_empty() { "the record" } else { "this" };
        let message = format!("`{}` is empty, so it would not keep {what} from the public", field.name);
        let help = match field.fields().first() {
            Some(first) => format!(
                "fill in `{}` below it, indented by two spaces; if {what} is public, take `{}` out",
                first.name, field.name
            ),
            None => format!("fill it in; if {what} is public, take `{}` out", field.name),
        };
        let diagnostic = Diagnostic::new(Code::HidesNothing, message).help(help);
        self.within(&field.name, |walk| walk.report(diagnostic, entry.key_span));
    }

    /// An exemption that follows a list whose items may have one of their own, none of which has: most likely it is the last item's, and
    /// lacks the blanks before it.
    pub(super) fn hides_all(&mut self, fields: &[Field], entries: &[Entry]) {
        if self.form != Form::Document || !self.pointer.is_empty() {
            return;
        }
        let Some(at) = entries.iter().position(|entry| &*entry.key == EXEMPT && !empty(&entry.node)) else {
            return;
        };
        let Some((list, field)) = entries[..at]
            .last()
            .and_then(|list| Some((list, fields.iter().find(|field| *field.name == *list.key)?.item())))
        else {
            return;
        };
        let tree::Value::List(items) = &list.node.value else { return };
        let has_own = items.iter().any(|item| item.entry(EXEMPT).is_some());
        if has_own || field.fields().iter().all(|inner| &*inner.name != EXEMPT) {
            return;
        }
        let message =
            format!("this keeps the whole record from the public, and not only an item of `{}`", list.key);
        let help = format!(
            "to keep the item above it back, put as many blanks before `{EXEMPT}` and what belongs to it as before the other fields of the item; \
             to keep back the whole record, write `{EXEMPT}` above `{}`",
            list.key
        );
        let diagnostic = Diagnostic::new(Code::HidesAll, message).help(help);
        self.out.push(diagnostic.at_span(self.path, entries[at].key_span));
    }

    /// What a key that is no field was meant for, where it should stand in the empty field above it: then that is the one cause.
    pub(super) fn belongs_above(
        &mut self,
        fields: &[Field],
        before: &[Entry],
        key: &str,
    ) -> Option<Diagnostic> {
        if self.form != Form::Document {
            return None;
        }
        let above = before.iter().rev().filter(|entry| empty(&entry.node)).find_map(|entry| {
            let field = fields.iter().find(|field| *field.name == *entry.key)?;
            field.fields().iter().any(|inner| *inner.name == *key).then_some(field)
        })?;
        self.reported.insert(format!("{}/{}", self.pointer, above.name));
        let message = format!("`{key}` belongs to `{}` above it, and does not stand in it", above.name);
        let help = "put two spaces before it, as before everything that belongs to the line above";
        Some(Diagnostic::new(Code::UnknownField, message).help(help).quoting(key))
    }

    /// What to write in place of a key that was most likely meant to keep the record from the public.
    pub(super) fn kept_from_the_public(&self, fields: &[Field], entry: &Entry) -> Option<String> {
        let has_status = self.pointer.is_empty() && fields.iter().any(|field| &*field.name == STATUS);
        let key = entry.key.to_lowercase();
        let is_meant = MEANT.contains(&&*key) || entry.node.scalar() == Some("draft");
        let help = "to keep the record from the public write `status: draft`; until a day, `publish_from: 2031-04-01T09:00:00Z`; by law, \
                    `exempt:` with `kind: exempt` below it";
        (has_status && is_meant).then(|| help.to_owned())
    }
}
