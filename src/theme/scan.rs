//! The names that a template's text uses and that are looked up only when it is rendered: filters, tests and other templates.
//!
//! In: the text of a template that compiles. Out: each such name with its place. What a template works out itself is not seen.

use crate::source::Span;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// A filter, after `|`.
    Filter,
    /// A test, after `is`.
    Test,
    /// Another template.
    Template,
}

/// A name and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named<'t> {
    pub(super) sort: Sort,
    pub(super) name: &'t str,
    pub(super) span: Span,
}

/// A word, a text in quotes or a sign inside a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Word(&'t str),
    Text(&'t str),
    Sign(u8),
}

/// All such names of a template, in order.
pub(super) fn names(text: &str) -> Vec<Named<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find('{') {
        let start = at + next;
        let Some(sort) = text.as_bytes().get(start + 1) else { break };
        at = start + 1;
        match sort {
            b'#' => at = text[start..].find("#}").map_or(text.len(), |end| start + end + 2),
            b'%' | b'{' => {
                let (tokens, end) = tokens(text, start + 2);
                at = end;
                if tokens.first().is_some_and(|(token, _)| *token == Token::Word("raw")) {
                    at = text[end..].find("endraw").map_or(text.len(), |raw| end + raw);
                }
                in_tag(&tokens, *sort == b'%', &mut found);
            }
            _ => {}
        }
    }
    found
}

/// The tokens from a place to the end of the tag, and where that is.
fn tokens(text: &str, from: usize) -> (Vec<(Token<'_>, usize)>, usize) {
    let bytes = text.as_bytes();
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || !b.is_ascii();
    let mut found = Vec::new();
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        let rest = &bytes[at + 1..];
        let start = at;
        at += 1;
        let token = match byte {
            b'%' | b'}' if rest.first() == Some(&b'}') => return (found, at + 1),
            b'"' | b'\'' => {
                let end = quote_end(rest, *byte);
                at += end + 1;
                Token::Text(&text[start + 1..start + 1 + end])
            }
            b if is_word(b) => {
                at += rest.iter().take_while(|b| is_word(b)).count();
                Token::Word(&text[start..at])
            }
            b if b.is_ascii_whitespace() => continue,
            b'-' | b'+' if start == from => continue,
            b => Token::Sign(*b),
        };
        found.push((token, start));
    }
    (found, text.len())
}

/// Where a text in quotes ends.
fn quote_end(bytes: &[u8], quote: u8) -> usize {
    let mut at = 0;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

fn in_tag<'t>(tokens: &[(Token<'t>, usize)], statement: bool, found: &mut Vec<Named<'t>>) {
    let mut add = |sort, name: &'t str, start: usize| {
        found.push(Named { sort, name, span: Span::new(start, start + name.len()) });
    };
    let first = match tokens.first() {
        Some((Token::Word(word), _)) if statement => *word,
        _ => "",
    };
    match (first, tokens.get(1)) {
        ("include" | "extends" | "from" | "import", Some((Token::Text(name), start))) => {
            let ignored = tokens.iter().any(|(token, _)| *token == Token::Word("ignore"));
            if !ignored {
                add(Sort::Template, name, start + 1);
            }
        }
        ("filter", Some((Token::Word(name), start))) => add(Sort::Filter, name, *start),
        _ => {}
    }
    for (i, (token, start)) in tokens.iter().enumerate() {
        let Token::Word(name) = token else { continue };
        let before = |back: usize| i.checked_sub(back).map(|i| tokens[i].0);
        // `a.is` is a member.
        let test = |back: usize| {
            before(back) == Some(Token::Word("is"))
                && before(back + 1).is_some_and(|t| t != Token::Sign(b'.'))
        };
        if before(1) == Some(Token::Sign(b'|')) {
            add(Sort::Filter, name, *start);
        } else if (test(1) && *name != "not") || (before(1) == Some(Token::Word("not")) && test(2)) {
            add(Sort::Test, name, *start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_looked_up_late_are_found() {
        let text = "{# {{ a|no }} #}{% extends \"a.html\" %}{% raw %}{{ a|no }}{% endraw %}\
            {%- from 'b.html' import c -%}{{ \"x|no }}\"|upper|join(', ') }}{% if a is defined and b is not odd and a.is %}\
            {% include \"d.html\" ignore missing %}{% include e %}{% filter trim %}{% set x = 1 | abs %}{ |no }";
        let found: Vec<(Sort, &str)> = names(text).iter().map(|n| (n.sort, n.name)).collect();
        let expected = [
            (Sort::Template, "a.html"),
            (Sort::Template, "b.html"),
            (Sort::Filter, "upper"),
            (Sort::Filter, "join"),
            (Sort::Test, "defined"),
            (Sort::Test, "odd"),
            (Sort::Filter, "trim"),
            (Sort::Filter, "abs"),
        ];
        assert_eq!(found, expected);
        assert!(names(text).iter().all(|n| &text[n.span.start as usize..n.span.end as usize] == n.name));
    }
}
