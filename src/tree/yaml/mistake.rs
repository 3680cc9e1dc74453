//! What is wrong with YAML that cannot be read, in plain words.
//!
//! In: the parser's complaint and what was read before it. Out: a diagnostic about what the author most
//! likely did. A parser complains where it stops, which is often after the mistake.

use super::super::{DEPTH_MAX, Node, Value};
use crate::diagnostic::{Code, Diagnostic, in_curly_quotes, without_curly_quotes};
use crate::source::{Source, Span};
use granit_parser::{ErrorKind, ScanError};

/// The longest text that a help repeats.
const REPEAT_MAX: usize = 60;

/// What to do about a value that cannot stand as it is.
const IN_QUOTES: &str = "put the whole text in quotes";

/// Signs that mean something to YAML at the start of a value.
const SIGNS: &[char] = &['@', '`', '%', '&', '*', '!', '|', '>', ',', '?', ']', '}'];

/// Where reading stood when it stopped.
pub(super) struct Scene<'a> {
    pub(super) source: &'a Source,
    /// The part of the source that is YAML.
    pub(super) region: Span,
    /// The scalar read last, and whether it was plain.
    pub(super) last: Option<(Span, bool)>,
    /// The end of what was read last.
    pub(super) last_end: usize,
    /// Whether nothing but a lone scalar was read.
    pub(super) at_root: bool,
    /// The innermost open bracket.
    pub(super) bracket: Option<usize>,
}

impl Scene<'_> {
    /// The diagnostic for an error of the parser.
    pub(super) fn explain(&self, error: &ScanError) -> Diagnostic {
        use ErrorKind as E;
        let start = self.region.start as usize;
        let at = (start + error.marker().byte_offset().unwrap_or(0)).min(self.region.end as usize);
        match error.kind() {
            E::MappingValueNotAllowed => self.colon(at),
            E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabInIndentation
            | E::TabInPlainScalar
            | E::TabAtBlockScalarStart => self.tab(at),
            E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => self.open_quote(at),
            E::InvalidTrailingDoubleQuotedScalar | E::InvalidTrailingSingleQuotedScalar => {
                self.after_quote(at)
            }
            E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape => self.backslash(at),
            E::RecursionLimitExceeded => self
                .error(format!("this is nested more than {DEPTH_MAX} levels deep"), self.one(at))
                .help("write it with fewer lists and fields inside one another"),
            E::DirectiveDisallowed => self.start_sign(at),
            E::BomInsideDocument => self.unseen('\u{feff}', at),
            E::UnexpectedCharacter { character } if !SIGNS.contains(character) => self.unseen(*character, at),
            E::UnclosedFlowCollection { .. } => self.open_bracket(at),
            E::MismatchedFlowCollectionEnd { open, close } => self
                .error(format!("this `{open}` is closed by `{close}`"), self.one(at))
                .help("close `[` with `]` and `{` with `}`, or put the text in quotes"),
            _ if self.bracket.is_some_and(|bracket| self.line(bracket) != self.line(at)) => {
                self.open_bracket(self.bracket.unwrap_or(at))
            }
            _ if self.starts_value(at) => self.start_sign(at),
            E::SimpleKeyExpected | E::InvalidSimpleKey => self.no_colon(at),
            E::MisplacedFlowCollectionEnd => self
                .error("this bracket closes nothing", self.one(at))
                .help("delete it, or put the whole text in quotes"),
            E::CommentNotSeparated => self
                .error("there must be a space before this `#`", self.one(at))
                .help("put a space before a comment, or put the whole text in quotes"),
            E::BlockSequenceEntryNotAllowed if !self.starts_line(at) => self
                .error("a list item must start on a line of its own", self.rest(at))
                .help("put each `- item` on its own line, below the field's name and colon"),
            E::ExpectedBlockMappingKey
            | E::ExpectedBlockSequenceEntry
            | E::ExpectedDocumentStart
            | E::BlockSequenceEntryNotAllowed
            | E::InvalidIndentation
            | E::InvalidBlockScalarIndent => self.misplaced(at),
            _ if self.bracket.is_some() => self
                .error("these brackets cannot be read from here on", self.rest(at))
                .help("separate the items by one comma each, and put texts with punctuation in quotes"),
            _ => self.generic(at),
        }
    }

    /// A name for reuse, a use of one, or a type: `&x`, `*x`, `!x`.
    pub(super) fn sign(&self, span: Span) -> Diagnostic {
        let label = match self.source.slice(span).chars().next() {
            Some('!') => "YAML reads this as a type, which crier does not use",
            Some('&') => "YAML reads this as a name for the value, which crier does not use",
            _ => "YAML reads this as the name of another value, which crier does not use",
        };
        self.start_sign(span.start as usize).at_span(&self.source.path, span).label(label)
    }

    /// A line of an item that begins with a hyphen, and goes on with the item for being indented more than it.
    pub(super) fn hyphen_within(&self, item: Span) -> Option<Diagnostic> {
        let text = self.source.slice(item);
        let mut at = text.find('\n')? + 1;
        for line in text[at..].split('\n') {
            let start = item.start as usize + at + (line.len() - line.trim_start().len());
            if line.trim_start().starts_with("- ") {
                let problem = self
                    .error(
                        "this hyphen begins no item: it is indented more than the one above",
                        self.rest(start),
                    )
                    .help("put all hyphens of one list in the same column");
                return Some(problem);
            }
            at += line.len() + 1;
        }
        None
    }

    /// A key that is a list, a map, or marked with `?`.
    pub(super) fn complex_key(&self, span: Span) -> Diagnostic {
        self.error("a field's name must be plain text", self.rest(span.start as usize))
            .help("write it as `name: value`; put a name with brackets or braces in quotes")
    }

    /// A colon with nothing before it.
    pub(super) fn no_key(&self, span: Span) -> Diagnostic {
        self.error("there is no field name before this colon", self.one(span.start as usize))
            .help("write it as `name: value`")
    }

    /// A second document.
    pub(super) fn second_document(&self, span: Span) -> Diagnostic {
        self.error("the fields end above this line, and more follow here", self.line(span.start as usize))
            .help("delete the line `...` or `---` between them")
    }

    /// A scalar or a list where fields were expected.
    pub(super) fn not_a_map(&self, root: &Node) -> Diagnostic {
        let start = root.span.start as usize;
        match root.value {
            Value::List(_) => self
                .error("these must be fields, not a list", self.line(start))
                .help("write each as `name: value`; a list stands below a field's name"),
            _ => self.no_colon(start),
        }
    }

    /// A colon that the parser did not expect.
    fn colon(&self, at: usize) -> Diagnostic {
        match self.last {
            Some((last, true)) if self.at_root => self.no_colon(last.start as usize),
            Some((last, true)) if self.line(last.start as usize) == self.line(at) => {
                let value = self.rest(last.start as usize);
                if in_curly_quotes(self.source.slice(value)) {
                    return self.curly(value);
                }
                self.error("a text with a colon in it must stand in quotes", value)
                    .label("the colon makes this look like a field inside a field")
                    .help(self.in_quotes(value))
                    .public_help(IN_QUOTES)
                    .quoting(self.source.slice(value))
            }
            Some((_, true)) if self.blanks(at).contains('\t') => self.tab(at),
            Some((_, true)) => self
                .error("this line is indented as if it continued the text above, but it has a colon", self.line(at))
                .help("for a new field, start it in the same column as the field above; for more text, put the whole text in quotes"),
            _ => self.after_quote(at),
        }
    }

    /// A text that should stand in quotes, and does in curly ones.
    fn curly(&self, value: Span) -> Diagnostic {
        self.error("these are curly quotes, and only straight ones are read as quotes", value)
            .help(self.in_quotes(value))
            .public_help(IN_QUOTES)
            .quoting(without_curly_quotes(self.source.slice(value)))
    }

    fn tab(&self, at: usize) -> Diagnostic {
        let mut from = self.line_start(at);
        let end = self.region.end as usize;
        while from < end {
            let line = self.source.text[from..end].split('\n').next().unwrap_or("");
            let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
            if line[..blanks].contains('\t') {
                return self
                    .error("this line is indented with a tab", Span::new(from, from + blanks))
                    .help("use spaces instead, two for each level");
            }
            from += line.len() + 1;
        }
        let tab = self.source.text[at..end].find('\t').map_or(at, |n| at + n);
        self.error("there is a tab here, where only spaces may stand", self.one(tab))
            .help("use spaces instead")
    }

    fn open_quote(&self, at: usize) -> Diagnostic {
        // The parser may name the place where the text ran out.
        let start = if self.source.text[at..].starts_with(['"', '\'']) { at } else { self.quote_before(at) };
        let quote = if self.source.text[start..].starts_with('\'') { '\'' } else { '"' };
        let text = self.rest(start);
        let curly = if quote == '"' { '\u{201d}' } else { '\u{2019}' };
        if self.source.slice(text).ends_with(curly) {
            return self
                .error("this quote is straight, and the one at the end of the text is curly", text)
                .help(format!("put {quote} in place of the curly one"));
        }
        self.error("this quote is never closed", text)
            .help(format!("put {quote} at the end of the text as well"))
    }

    /// Where the quoted text that reading is in begins: the first quote after what was read last.
    fn quote_before(&self, at: usize) -> usize {
        let from = self.last_end.min(at);
        self.source.text[from..at].find(['"', '\'']).map_or(at, |n| from + n)
    }

    fn after_quote(&self, at: usize) -> Diagnostic {
        let start = self.quote_before(at);
        if self.line(start) != self.line(at) {
            return self.open_quote(start);
        }
        let before = self.source.text[..at].trim_end();
        let help = if before.ends_with('\'') {
            "put a text with an apostrophe between double quotes: \"...\""
        } else {
            "put the whole text in one pair of quotes; write quotes inside it as \\\""
        };
        self.error("there is more text after the closing quote", self.rest(at)).help(help)
    }

    fn backslash(&self, at: usize) -> Diagnostic {
        self.error(
            "a backslash between double quotes starts a special sign, and this one is not known",
            self.rest(at),
        )
        .help("put the text between single quotes, or write each backslash twice")
    }

    fn unseen(&self, character: char, at: usize) -> Diagnostic {
        let number = u32::from(character);
        let at = self.source.text[at..self.region.end as usize].find(character).map_or(at, |n| at + n);
        self.error(format!("there is a sign here that cannot be seen (U+{number:04X})"), self.one(at))
            .help("delete it; copying from another program often brings such signs along")
    }

    fn start_sign(&self, at: usize) -> Diagnostic {
        let sign = self.source.text[at..].chars().next().unwrap_or(' ');
        let shown = if sign == '`' { "a backtick".into() } else { format!("`{sign}`") };
        if self.starts_line(at) && sign == '%' {
            return self
                .error("a line cannot start with `%`", self.rest(at))
                .help("put the field's name in quotes, or delete the line");
        }
        let span = self.item(at);
        self.error(format!("a value cannot start with {shown} unless it stands in quotes"), span)
            .help(self.in_quotes(span))
            .public_help(IN_QUOTES)
            .quoting(self.source.slice(span))
    }

    /// From a byte to the end of the value there: within brackets, to the next comma or bracket.
    fn item(&self, at: usize) -> Span {
        let rest = self.rest(at);
        let text = self.source.slice(rest);
        match text.find([',', ']', '}']) {
            Some(n) if n > 0 && self.bracket.is_some() => Span::new(at, at + text[..n].trim_end().len()),
            _ => rest,
        }
    }

    /// Whether a sign that YAML keeps for itself stands here as a value's first.
    fn starts_value(&self, at: usize) -> bool {
        let before = self.source.text[self.line_start(at)..at].trim_end();
        let comma = self.bracket.is_some() && self.source.text[at..].starts_with(',');
        let first = before.is_empty() || before.ends_with([':', '-', '[', ',']);
        self.source.text[at..].starts_with(SIGNS) && first && !comma
    }

    fn open_bracket(&self, start: usize) -> Diagnostic {
        let close = if self.source.text[start..].starts_with('{') { '}' } else { ']' };
        self.error("this bracket is never closed", self.one(start))
            .help(format!("put `{close}` after the last item"))
    }

    fn no_colon(&self, at: usize) -> Diagnostic {
        let line = self.line(at);
        let text = self.source.slice(line);
        let tight = text.find(':').filter(|n| !text[n + 1..].starts_with([' ', '/']));
        // Word and web pages put them where a line may not break; nobody sees the difference.
        let other_space = tight.map(|n| n + 1).zip(tight.and_then(|n| text[n + 1..].chars().next()));
        match tight {
            Some(_) if other_space.is_some_and(|(_, c)| c.is_whitespace()) => {
                let (from, space) = other_space.unwrap_or_default();
                let start = line.start as usize + from;
                self.error(
                    "this is not an ordinary space, though it looks like one",
                    Span::new(start, start + space.len_utf8()),
                )
                .help("delete it, and type a space with the space bar")
            }
            Some(n) if n > 0 => self
                .error(
                    "there must be a space after this colon",
                    Span::new(line.start as usize + n, line.start as usize + n + 1),
                )
                .help("write it as `name: value`"),
            _ => self
                .error("there is no colon in this line", line)
                .help("write it as `name: value`; to continue the text above, indent this line further"),
        }
    }

    /// A line that fits no field above it.
    fn misplaced(&self, at: usize) -> Diagnostic {
        if !self.starts_line(at) {
            return self
                .error("there is more text here than one value", self.rest(at))
                .help("put the whole value in quotes, and the next field on a line of its own");
        }
        let line = self.line(at);
        let indent = line.start as usize - self.line_start(at);
        let item = self.source.slice(line).starts_with("- ");
        if self.column_above(at, indent) {
            return if item {
                self.error("this list item belongs to no field", line)
                    .help("leave nothing after the colon of the field that the list belongs to")
            } else {
                self.error("this line does not go with those above it", line)
                    .help("do not put fields beside list items: indent what belongs to a field below it")
            };
        }
        let what = if item { "list item" } else { "line" };
        let spaces = if indent == 1 { "space" } else { "spaces" };
        self.error(format!("this {what} starts in a column where nothing above it does"), line)
            .label(format!("indented by {indent} {spaces}"))
            .help("start fields of one group, and items of one list, in the same column")
    }

    /// Whether a line above this one is indented by as much.
    fn column_above(&self, at: usize, indent: usize) -> bool {
        let above = &self.source.text[self.region.start as usize..self.line_start(at)];
        above.lines().any(|line| !line.trim().is_empty() && line.len() - line.trim_start().len() == indent)
    }

    fn generic(&self, at: usize) -> Diagnostic {
        self.error("this cannot be read as YAML", self.rest(at)).label("reading stopped here").help(
            "put texts with punctuation in quotes, and start fields that belong together in the same column",
        )
    }

    fn error(&self, message: impl Into<String>, span: Span) -> Diagnostic {
        Diagnostic::new(Code::BadYaml, message).at_span(&self.source.path, span)
    }

    /// How to write a value in quotes: as it should be typed, when it is short and stands alone.
    fn in_quotes(&self, span: Span) -> String {
        let text = without_curly_quotes(self.source.slice(span));
        if text.chars().count() > REPEAT_MAX || text.contains(['\'', '\\', '#']) {
            IN_QUOTES.into()
        } else if text.contains('"') {
            format!("write '{text}'")
        } else {
            format!("write \"{text}\"")
        }
    }

    fn line_start(&self, at: usize) -> usize {
        let from = self.region.start as usize;
        let at = at.max(from);
        self.source.text[from..at].rfind('\n').map_or(from, |n| from + n + 1)
    }

    /// The line at a byte, without the blanks around it; the last line with words when there are none.
    fn line(&self, at: usize) -> Span {
        let start = self.line_start(at);
        let end = self.region.end as usize;
        let line = self.source.text[start..end].split('\n').next().unwrap_or("");
        let from = start + (line.len() - line.trim_start().len());
        Span::new(from, from + line.trim().len())
    }

    /// The blanks that the line at a byte starts with.
    fn blanks(&self, at: usize) -> &str {
        let start = self.line_start(at);
        &self.source.text[start..(self.line(at).start as usize).max(start)]
    }

    /// From a byte to the end of its line, without blanks at the end; at least one character.
    fn rest(&self, at: usize) -> Span {
        let end = (self.line(at).end as usize).max(self.one(at).end as usize);
        Span::new(at, end)
    }

    /// The character at a byte, nothing at the end of the text.
    fn one(&self, at: usize) -> Span {
        let length = self.source.text[at..self.region.end as usize].chars().next().map_or(0, char::len_utf8);
        Span::new(at, at + length)
    }

    /// Whether only blanks, or the hyphen of a list item, stand before this byte in its line.
    fn starts_line(&self, at: usize) -> bool {
        self.source.text[self.line_start(at)..at].trim_matches([' ', '\t', '-']).is_empty()
    }
}
