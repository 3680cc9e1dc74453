//! Kinds: what sorts of record a site has, each declared in one file.
//!
//! In: the text of `data/kinds/*.json`. Out: [`Kinds`], from which validation, fact tables, backlinks, addresses, listings and data follow.
//! Never names a kind: what a program does with a kind it reads from the declared keywords.

mod across;
mod broken;
mod field;
mod inspect;
mod keywords;
mod names;
mod read;
mod read_field;
mod refs;
mod schema;
mod tables;
#[cfg(test)]
mod tests;

pub use across::asked_by;
pub use broken::Broken;
pub use field::{Backlink, Beside, Choice, Computed, Due, Field, Format, Markdown, Reference, Type};
pub use keywords::{Check, Role, Sort, VOCABULARIES};
pub use read::{COMMON, KindFile, read_kinds};
pub use tables::{Column, Fill, List, Only, Table, columns_of, part_list, published, tables};

use crate::diagnostic::Place;
use crier_rules::Rules;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A declared sort of record.
#[derive(Debug)]
pub struct Kind {
    /// Name, as in `report/2010-06-28-x`.
    pub name: Arc<str>,
    /// Folder and address, as in `/reports/`.
    pub plural: Arc<str>,
    /// What residents call one: "Decision".
    pub label: String,
    /// What residents call several: "Decisions".
    pub label_plural: String,
    /// What it is, in a sentence.
    pub description: String,
    /// Whether each record has a page.
    pub page: bool,
    /// Fields whose values make the name of a row.
    pub key: Vec<String>,
    /// The date field.
    pub date: Option<String>,
    /// Order of listings.
    pub sort: Sort,
    /// Fields shown in listings.
    pub list: Vec<String>,
    /// Whether it has a feed.
    pub feed: bool,
    /// Whether its records are a register: two values together have a list of their own where many records have both.
    pub register: bool,
    /// Whether its records are published as data.
    pub dataset: bool,
    /// Template to use before the generic one.
    pub template: String,
    /// Where the file names the template; none where the template goes by the kind's name.
    pub template_at: Option<Place>,
    /// Pattern of the address, when it is not `/<plural>/{name}/`.
    pub address: Option<String>,
    /// What it does for the site beyond being listed.
    pub role: Option<Role>,
    /// Its place in the site's menu, from 1; none keeps it out.
    pub menu: Option<u8>,
    /// Whether printed paragraph numbers in its prose become anchors.
    pub numbered: bool,
    /// What such a record is in a vocabulary of others: `schema:Event`.
    pub term: Option<String>,
    /// Fields in order: title and summary, its own, then those every kind has.
    pub fields: Vec<Field>,
    /// At least one field of each set must be there.
    pub one_of: Vec<Vec<String>>,
    /// Named rules beyond JSON Schema.
    pub checks: Vec<Check>,
    /// The kind file with what it refers to, for validators and editors.
    pub schema: serde_json::Value,
    /// The compiled form of the schema.
    pub rules: Box<dyn Rules>,
    /// Position among the site's kinds, for order.
    pub index: usize,
    /// Which fields the making of a site has to look at.
    pub work: Work,
}

/// The fields at the root of a kind that need something done, by position: records are many, and most fields need nothing.
#[derive(Debug, Default)]
pub struct Work {
    /// Those taken from elsewhere or worked out.
    pub filled: Vec<usize>,
    /// Lists whose items name files.
    pub files: Vec<usize>,
    /// Those that are private, or hold what is.
    pub private: Vec<usize>,
}

impl Work {
    /// What these fields need.
    pub(crate) fn of(fields: &[Field]) -> Work {
        fn private(field: &Field) -> bool {
            field.private || field.item().private || field.fields().iter().any(private)
        }
        let those =
            |needs: &dyn Fn(&Field) -> bool| (0..fields.len()).filter(|i| needs(&fields[*i])).collect();
        Work {
            filled: those(&|field| field.default.is_some() || field.computed.is_some()),
            files: those(&|field| field.is_table() && field.fields().iter().any(|f| f.computed.is_some())),
            private: those(&private),
        }
    }
}

impl Kind {
    /// The declared field of this name at the root.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| &*f.name == name)
    }

    /// The field at a dotted path; lists are stepped through.
    pub fn field_at(&self, path: &str) -> Option<&Field> {
        let mut steps = path.split('.');
        let mut field = self.field(steps.next()?)?;
        for step in steps {
            field = field.fields().iter().find(|f| &*f.name == step)?;
        }
        Some(field)
    }

    /// The address of a record's page, or none where the kind has no pages.
    pub fn address_of(&self, name: &str) -> Option<String> {
        self.page.then(|| match &self.address {
            Some(pattern) => pattern.replace("{name}", name),
            None => ["/", &self.plural, "/", name, "/"].concat(),
        })
    }

    /// The address of a record's JSON, or none where the kind has no pages.
    pub fn json_address_of(&self, name: &str) -> Option<String> {
        self.page.then(|| ["/", &self.plural, "/", name, ".json"].concat())
    }
}

/// All kinds of a site.
#[derive(Debug, Default)]
pub struct Kinds {
    list: Vec<Arc<Kind>>,
    by_name: BTreeMap<Arc<str>, usize>,
    by_plural: BTreeMap<Arc<str>, usize>,
    broken: Broken,
}

impl Kinds {
    pub(crate) fn new(list: Vec<Kind>, broken: Broken) -> Kinds {
        let list: Vec<Arc<Kind>> = list.into_iter().map(Arc::new).collect();
        let by_name = list.iter().enumerate().map(|(i, k)| (k.name.clone(), i)).collect();
        let by_plural = list.iter().enumerate().map(|(i, k)| (k.plural.clone(), i)).collect();
        Kinds { list, by_name, by_plural, broken }
    }

    /// In order of their labels.
    pub fn iter(&self) -> std::slice::Iter<'_, Arc<Kind>> {
        self.list.iter()
    }

    /// The kind of this name.
    pub fn get(&self, name: &str) -> Option<&Arc<Kind>> {
        self.by_name.get(name).map(|i| &self.list[*i])
    }

    /// The kind kept in the folder of this name.
    pub fn by_plural(&self, plural: &str) -> Option<&Arc<Kind>> {
        self.by_plural.get(plural).map(|i| &self.list[*i])
    }

    /// The kinds whose files cannot be used.
    pub fn broken(&self) -> &Broken {
        &self.broken
    }

    /// Names of all kinds.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|k| &*k.name)
    }
}

/// Whether crier keeps this name for itself: no record may have it.
pub fn is_reserved(name: &str) -> bool {
    keywords::RESERVED.contains(&name) || keywords::STATED.contains(&name)
}
