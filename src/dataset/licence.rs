//! Under which licences the rows of a table stand.

use super::figures;
use crate::kind::{Kind, Role, Table, Type};
use crate::record::{Record, name};
use crate::site::Site;
use crate::site::settings::licence_name;
use std::collections::BTreeSet;

/// The field in which records say under which licence they stand.
const FIELD: &str = "licence";

/// A licence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Licence {
    /// SPDX id, or one of the same form.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Where its text is.
    pub url: Option<String>,
}

impl Licence {
    /// From an SPDX id, or the words of a record.
    pub fn new(text: &str) -> Licence {
        let (title, url) = licence_name(text);
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        match !text.is_empty() && text.chars().all(plain) {
            true => Licence { id: text.to_owned(), title, url },
            false => Licence { id: format!("LicenseRef-{}", name::slug(text)), title: text.to_owned(), url },
        }
    }

    /// That of the site.
    pub fn of_site(site: &Site) -> Licence {
        Licence::new(&site.settings.licence)
    }
}

/// The licences of a table's rows, where they are not simply that of the site: records that name their own, and figures, which stand under
/// that of what they measure.
pub fn own(site: &Site, kind: &Kind, table: &Table<'_>) -> Vec<Licence> {
    let says = |record: &Record| -> String {
        record.fields.text(FIELD).unwrap_or(&site.settings.licence).to_owned()
    };
    let mut found: BTreeSet<String> = BTreeSet::new();
    if let Some(only) = &table.only {
        found.extend(site.records.find(&only.id).map(|ix| says(site.record(ix))));
    } else if kind.role == Some(Role::Figures) {
        found.extend(figures::measured(site, kind).map(says));
    } else if kind.field(FIELD).is_some_and(|field| matches!(field.ty, Type::Text(_))) {
        found.extend(super::listed(site, kind).map(|(_, record)| says(record)));
    }
    if found.len() == 1 && found.contains(&site.settings.licence) {
        return Vec::new();
    }
    found.iter().map(|text| Licence::new(text)).collect()
}
