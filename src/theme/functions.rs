//! What every template may call: links to records, facts, and the words for what is missing.
//!
//! These are the smallest and commonest pieces of a page. A call of a macro costs more than what they do, and a page has hundreds; a
//! theme that wants them otherwise defines a macro of the same name, which goes before.

use super::filters::{cap, escape, number, url, when};
use super::object::Kept;
use crate::site::claim::{NOT_HELD, PROPOSED};
use minijinja::value::{Kwargs, Rest, ValueOrKwargs, from_args};
use minijinja::{Environment, Error, ErrorKind, State, Value};

/// Adds every function to an environment.
pub fn add(env: &mut Environment<'_>) {
    env.add_function("ref", |r: &Value| safe(|out| reference(r, out)));
    env.add_function("refs", |list: &Value| safe(|out| references(list, out)));
    env.add_function("stated", |list: &Value, how: &Value, words: &Value, all: Option<&str>| {
        safe(|out| stated(list, how, words, all.unwrap_or("all"), out))
    });
    env.add_function("yesno", yes_or_no);
    env.add_function("source", |s: &Value| safe(|out| source(s, out)));
    env.add_function("fact", |label: &Value, words: &Value| safe(|out| fact(label, words, out)));
    env.add_function("dated_claim", |stands: &Value, open: &Value, c: &Value| {
        safe(|out| dated_claim([stands, open], c, out))
    });
    env.add_function("short", |v: &Value| safe(|out| short(v, out)));
    env.add_function("person", |p: &Value| safe(|out| person(p, out)));
    env.add_function("people", |list: &Value| safe(|out| people(list, out)));
    env.add_function("outcome", |c: &Value| safe(|out| outcome(c, out)));
    env.add_function("outcomes", |list: &Value, to_come: Option<bool>| {
        safe(|out| outcomes(list, to_come.unwrap_or(false), out))
    });
    env.add_function("at", |n: &Value, prose: &Value, word: Option<&str>| {
        safe(|out| {
            paragraph(n, prose, word, out);
            Ok(())
        })
    });
    env.add_function("claim", |c: &Value| safe(|out| claim(c, out)));
    env.add_function("kept", kept);
    env.add_function("kept_rows", kept_rows);
}

fn safe(write: impl FnOnce(&mut String) -> Result<(), Error>) -> Result<Value, Error> {
    let mut out = String::new();
    write(&mut out)?;
    Ok(Value::from_safe_string(out))
}

/// A member that the contract of the view promises.
fn member(value: &Value, name: &str) -> Result<Value, Error> {
    let found = value.get_attr(name)?;
    match found.is_undefined() {
        true => Err(Error::new(ErrorKind::UndefinedError, format!("this value has no `{name}`"))),
        false => Ok(found),
    }
}

/// A value as HTML: what is marked as safe stays as it is.
fn push(value: &Value, out: &mut String) {
    match value.as_str() {
        Some(text) if value.is_safe() => out.push_str(text),
        Some(text) => escape(text, out),
        None => escape(&value.to_string(), out),
    }
}

fn link(address: &Value, words: &[&Value], out: &mut String) {
    let linked = address.is_true();
    if linked {
        out.push_str("<a href=\"");
        out.push_str(&url(&address.to_string()));
        out.push_str("\">");
    }
    for (i, word) in words.iter().enumerate() {
        out.push_str(if i == 0 { "" } else { ", " });
        push(word, out);
    }
    out.push_str(if linked { "</a>" } else { "" });
}

/// A link to a record, or to a part of it.
fn reference(r: &Value, out: &mut String) -> Result<(), Error> {
    let (title, part) = (member(r, "title")?, member(r, "part")?);
    match part.is_true() {
        true => link(&member(r, "part_address")?, &[&title, &part], out),
        false => link(&member(r, "address")?, &[&title], out),
    }
    Ok(())
}

fn references(list: &Value, out: &mut String) -> Result<(), Error> {
    for (i, r) in list.try_iter()?.enumerate() {
        out.push_str(if i == 0 { "" } else { ", " });
        link(&member(&r, "address")?, &[&member(&r, "title")?], out);
    }
    Ok(())
}

/// A list that may say "none" or "all": `how` is its `<field>_stated`, `words` its `<field>_words`.
fn stated(list: &Value, how: &Value, words: &Value, all: &str, out: &mut String) -> Result<(), Error> {
    match how.as_str() {
        _ if list.is_true() => return references(list, out),
        Some("none") => {
            out.push_str("none (stated");
            if words.is_true() {
                out.push_str(": \u{201c}");
                push(words, out);
                out.push('\u{201d}');
            }
            out.push(')');
        }
        Some("all") => escape(all, out),
        _ => out.push_str("not stated"),
    }
    Ok(())
}

fn yes_or_no(value: &Value) -> &'static str {
    match value.is_none() {
        true => "not stated",
        false if value.is_true() => "yes",
        false => "no",
    }
}

/// Where a claim comes from: a record or a paragraph of one, a printed reference, or both.
fn source(s: &Value, out: &mut String) -> Result<(), Error> {
    let (record, text) = (member(s, "record")?, member(s, "text")?);
    if record.is_true() {
        reference(&record, out)?;
    }
    if record.is_true() && text.is_true() {
        out.push_str("; ");
    }
    if text.is_true() {
        push(&text, out);
    }
    Ok(())
}

/// A term and what is said of it; nothing where nothing is said.
fn fact(label: &Value, words: &Value, out: &mut String) -> Result<(), Error> {
    if !words.is_undefined() && words.is_true() {
        out.push_str("<div><dt>");
        push(label, out);
        out.push_str("</dt><dd>");
        push(words, out);
        out.push_str("</dd></div>");
    }
    Ok(())
}

/// A dated claim: the date where it stands, under the first label; else what is known of it ("proposed", "no record held here").
fn dated_claim(labels: [&Value; 2], c: &Value, out: &mut String) -> Result<(), Error> {
    if !c.is_true() {
        return Ok(());
    }
    let words = member(c, "words")?;
    match member(c, "stands")?.is_true() {
        true => fact(labels[0], &when(&words), out),
        false => fact(labels[1], &words, out),
    }
}

/// A value in a line of words: lists run on, what does not fit a line is left out.
fn short(v: &Value, out: &mut String) -> Result<(), Error> {
    match member(v, "type")?.as_str().unwrap_or_default() {
        "list" => {
            for (i, item) in member(v, "items")?.try_iter()?.enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                short(&item, out)?;
            }
        }
        "text" => push(&member(v, "text")?, out),
        "choice" | "stated" => push(&member(v, "words")?, out),
        "date" => push(&when(&member(v, "date")?), out),
        "yesno" => out.push_str(yes_or_no(&member(v, "yes")?)),
        "number" => {
            escape(&number(&member(v, "number")?), out);
            let unit = member(v, "unit")?;
            if unit.is_true() {
                out.push(' ');
                push(&unit, out);
            }
        }
        "link" => {
            link(&member(v, "address")?, &[&member(v, "title")?], out);
            let words = member(v, "words")?;
            if words.is_true() {
                out.push_str(" (");
                push(&words, out);
                out.push(')');
            }
        }
        _ => {}
    }
    Ok(())
}

/// A person as a record names one: a link, a printed name or a role alone; then post, capacity and how to reach them.
fn person(p: &Value, out: &mut String) -> Result<(), Error> {
    let (record, name, role) = (member(p, "person")?, member(p, "name")?, member(p, "role")?);
    if record.is_true() {
        link(&member(&record, "address")?, &[&member(&record, "title")?], out);
    } else if name.is_true() {
        push(&name, out);
    } else if role.is_true() {
        escape(&cap(&role.to_string()), out);
    } else {
        out.push_str("not stated");
    }
    if role.is_true() && (record.is_true() || name.is_true()) {
        out.push_str(", ");
        push(&role, out);
    }
    let capacity = member(p, "capacity")?;
    if capacity.is_true() {
        out.push_str(" (");
        push(&capacity, out);
        out.push(')');
    }
    reach("mailto:", &member(p, "email")?, out);
    reach("tel:", &member(p, "phone")?, out);
    Ok(())
}

/// A way to reach someone; nothing where none is given.
fn reach(scheme: &str, at: &Value, out: &mut String) {
    if at.is_true() {
        let words = at.to_string();
        out.push_str(" <a href=\"");
        out.push_str(scheme);
        escape(&words.replace(' ', ""), out);
        out.push_str("\">");
        escape(&words, out);
        out.push_str("</a>");
    }
}

/// One person as words, several as a list.
fn people(list: &Value, out: &mut String) -> Result<(), Error> {
    if list.len() == Some(1) {
        return list.try_iter()?.try_for_each(|p| person(&p, out));
    }
    out.push_str("<ul class=\"plain\">");
    for p in list.try_iter()? {
        out.push_str("<li>");
        person(&p, out)?;
        out.push_str("</li>");
    }
    out.push_str("</ul>");
    Ok(())
}

/// What may be said of a claim, with its mark. Prints `words` only: they are safe on a proposal.
fn outcome(c: &Value, out: &mut String) -> Result<(), Error> {
    let words = member(c, "words")?.to_string();
    marked(&words, &words, out);
    Ok(())
}

fn marked(words: &str, shown: &str, out: &mut String) {
    out.push_str("<b class=\"outcome\" data-is=\"");
    escape(words, out);
    out.push_str("\">");
    escape(shown, out);
    out.push_str("</b>");
}

/// The same, and what the claim rests on.
fn claim(c: &Value, out: &mut String) -> Result<(), Error> {
    let words = member(c, "words")?.to_string();
    marked(&words, &cap(&words), out);
    let (basis, from) = (member(c, "basis_words")?, member(c, "source")?);
    if member(c, "stands")?.is_true() && basis.is_true() {
        out.push_str(" · ");
        push(&basis, out);
    }
    if from.is_true() {
        out.push_str(" (");
        source(&from, out)?;
        out.push(')');
    }
    Ok(())
}

/// The answers given to one recommendation: a list of {claim, decision}, empty where no record is held. Of a day `to_come` nobody can hold
/// one. Seen and not only heard, "no record held here" says of what: there is a record of what was asked.
fn outcomes(list: &Value, to_come: bool, out: &mut String) -> Result<(), Error> {
    if !list.is_true() {
        out.push_str(if to_come { "<p>" } else { "<p>Answer: " });
        let words = if to_come { PROPOSED } else { NOT_HELD };
        marked(words, words, out);
        out.push_str("</p>");
        return Ok(());
    }
    out.push_str("<span class=\"hidden\">Outcome: </span>");
    for answer in list.try_iter()? {
        out.push_str("<p>");
        let given = member(&answer, "claim")?;
        claim(&given, out)?;
        let caution = member(&given, "caution")?;
        if caution.is_true() {
            out.push_str(". ");
            push(&caution, out);
            out.push('.');
        }
        let decision = member(&answer, "decision")?;
        if decision.is_true() {
            out.push_str("<br>");
            reference(&decision, out)?;
        }
        out.push_str("</p>");
    }
    Ok(())
}

/// A paragraph of this page's own text: a link where the text numbers it.
fn paragraph(n: &Value, prose: &Value, word: Option<&str>, out: &mut String) {
    let (n, word) = (n.to_string(), word.unwrap_or("paragraph "));
    let numbered = prose.as_str().is_some_and(|prose| prose.contains(&format!("id=\"para-{n}\"")));
    let shown = Value::from([word, &n].concat());
    match numbered {
        true => link(&Value::from(["#para-", &n].concat()), &[&shown], out),
        false => push(&shown, out),
    }
}

/// What `made` (a macro) makes of a listed record, or of the site, and `more`: made once for each `name`, however many pages show it.
fn kept(
    state: &mut State<'_, '_>,
    item: &Value,
    name: &str,
    made: &Value,
    more: Rest<Value>,
) -> Result<Value, Error> {
    let make = || {
        let arguments: Vec<Value> = std::iter::once(item.clone()).chain(more.0).collect();
        made.call(state, &arguments)
    };
    match item.downcast_object_ref::<Kept>() {
        Some(kept) => kept.once(name, make),
        None => make(),
    }
}

/// `kept` for each of `items`, one after the other. The macro is told last whether the item is the first under its year or letter, which is
/// so only where the list is `divided`, a keyword.
fn kept_rows(
    state: &mut State<'_, '_>,
    items: &Value,
    name: &str,
    made: &Value,
    more: Rest<ValueOrKwargs>,
) -> Result<Value, Error> {
    let more = more.into_values();
    let (more, how): (&[Value], Kwargs) = from_args(&more)?;
    let divided = how.get::<Option<Value>>("divided")?.is_some_and(|divided| divided.is_true());
    how.assert_all_used()?;
    let names = [name.to_owned(), format!("{name} first")];
    let mut out = String::new();
    let mut before = Value::UNDEFINED;
    let n_items = items.len().unwrap_or_default();
    for (at, item) in items.try_iter()?.enumerate() {
        let first = divided && {
            let under = member(&item, "under")?;
            std::mem::replace(&mut before, under.clone()) != under
        };
        let more = Rest(more.iter().cloned().chain([Value::from(first)]).collect());
        push(&kept(state, &item, &names[usize::from(first)], made, more)?, &mut out);
        if at == 0 {
            // The others are about as long.
            out.reserve(out.len() * n_items);
        }
    }
    Ok(Value::from_safe_string(out))
}
