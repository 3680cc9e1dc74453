//! Content for people: sentences that can be followed, short forms that are explained, documents that can be read.
//!
//! Settings: none. `[checks]` makes each of them milder or stricter.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Within};
use crate::kind::{Field, Markdown, Role, Type};
use crate::prose::acronyms;
use crate::record::{Map, Record, Records, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Words that most people follow in one go: what the guides of British public bodies ask for.
const WORDS_MAX: usize = 25;

/// The field of plain words about a record.
const SUMMARY: &str = "summary";

/// Long sentences, and documents of which there is only a PDF file.
pub(super) fn check(record: &Record, out: &mut Diagnostics) {
    long_sentences(record, out);
    only_pdf(record, out);
}

fn long_sentences(record: &Record, out: &mut Diagnostics) {
    let Some(summary) = record.fields.text(SUMMARY) else { return };
    for sentence in sentences(summary) {
        let n_words = sentence.split_whitespace().count();
        if n_words <= WORDS_MAX {
            continue;
        }
        let start = sentence.as_ptr() as usize - summary.as_ptr() as usize;
        let within = Within::new(sentence, summary, start);
        let problem =
            Diagnostic::new(Code::LongSentence, format!("a sentence of {n_words} words in the summary"))
                .at(record.place_within(&format!("/{SUMMARY}"), within))
                .about(&record.id)
                .help(format!("make two of it: most people follow {WORDS_MAX} words or fewer"))
                .quoting(sentence);
        out.push(problem);
    }
}

/// The sentences of a text: each ends with a full stop, a question mark or an exclamation mark before a space and no small letter.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(['.', '?', '!']) {
        let rest = &text[at + 1..];
        let next = rest.trim_start();
        if rest.len() > next.len() && !next.starts_with(|c: char| c.is_lowercase()) {
            found.push(text[from..=at].trim());
            from = at + 1;
        }
    }
    found.push(text[from..].trim());
    found
}

/// A document of which all that can be read is in PDF files: phones and screen readers show those badly.
fn only_pdf(record: &Record, out: &mut Diagnostics) {
    if record.prose.as_ref().is_some_and(|prose| prose.words > 0) {
        return;
    }
    let files: Vec<&str> =
        record.fields.list(ATTACHMENTS).iter().filter_map(|item| file_of(item.map()?)).collect();
    let is_pdf = |file: &&str| file.to_ascii_lowercase().ends_with(".pdf");
    if files.is_empty() || !files.iter().all(is_pdf) || has_text(&record.kind.fields, &record.fields) {
        return;
    }
    let message = "all that can be read of this document is in PDF files";
    let help = "put its text below the front matter, or add a web page or a text document: people on phones and with screen readers may not be able to read a PDF";
    out.push(
        Diagnostic::new(Code::OnlyPdf, message)
            .at(record.place(&format!("/{ATTACHMENTS}")))
            .about(&record.id)
            .help(help),
    );
}

/// The field of documents that belong to a record.
const ATTACHMENTS: &str = "attachments";

fn file_of(attachment: &Map) -> Option<&str> {
    attachment.text("file").or_else(|| attachment.text("url"))
}

/// Whether a record holds text of a document in its own fields: paragraphs, or parts.
fn has_text(fields: &[Field], map: &Map) -> bool {
    map.along(fields).filter(|(field, _)| &*field.name != ATTACHMENTS).any(|(field, value)| {
        match (&field.ty, value) {
            (Type::Object(inner), Value::Map(map)) => has_text(inner, map),
            (Type::List(_), Value::List(items)) => field.has_parts() && !items.is_empty(),
            _ => field.markdown == Some(Markdown::Block),
        }
    })
}

/// Short forms that neither the text nor the glossary explains: each is told once for the whole site, where it stands first.
pub(super) fn unexplained(records: &Records, out: &mut Diagnostics) {
    let mut first: BTreeMap<&str, (Place, usize)> = BTreeMap::new();
    for (_, record) in records.iter() {
        in_summary(record, &mut first);
        for acronym in record.prose.iter().flat_map(|prose| &prose.acronyms) {
            if !record.fields.text(SUMMARY).is_some_and(|summary| summary.contains(&*acronym.word)) {
                let place = || Place::Span(record.origin.path.clone(), acronym.span);
                first.entry(&acronym.word).and_modify(|(_, n)| *n += 1).or_insert_with(|| (place(), 1));
            }
        }
    }
    if first.is_empty() {
        return;
    }
    let known = explained(records);
    for (word, (place, n_records)) in first.into_iter().filter(|(word, _)| !known.contains(word)) {
        let more = match n_records - 1 {
            0 => String::new(),
            1 => ", here and in 1 more record".to_owned(),
            more => format!(", here and in {more} more records"),
        };
        let message = format!("nothing says what \"{word}\" stands for{more}");
        let help = format!(
            "write it out where it stands first, with ({word}) after it; or add it to the words explained, with {word} as the short form"
        );
        out.push(Diagnostic::new(Code::UnexplainedAcronym, message).at(place).help(help).quoting(word));
    }
}

fn in_summary<'r>(record: &'r Record, first: &mut BTreeMap<&'r str, (Place, usize)>) {
    let Some(summary) = record.fields.text(SUMMARY) else { return };
    for (word, at) in acronyms(summary) {
        let place = || record.place_within(&format!("/{SUMMARY}"), Within::new(word, summary, at));
        first.entry(word).and_modify(|(_, n)| *n += 1).or_insert_with(|| (place(), 1));
    }
}

/// Short forms that the glossary knows: those it gives for a word, and those in the word itself.
fn explained(records: &Records) -> BTreeSet<&str> {
    let glossaries = records.by_kind().filter(|(kind, _)| kind.role == Some(Role::Glossary));
    let mut known = BTreeSet::new();
    for (_, entry) in glossaries.flat_map(|(kind, _)| records.of_kind(kind)) {
        let texts = ["short", "title"].into_iter().filter_map(|name| entry.fields.text(name));
        known.extend(texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric())));
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_people_end_them() {
        assert_eq!(
            sentences("One e.g. two. Three? Yes! 4.5 more"),
            ["One e.g. two.", "Three?", "Yes!", "4.5 more"]
        );
        assert_eq!(sentences("é. Ü."), ["é.", "Ü."]);
    }
}
