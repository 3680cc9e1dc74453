//! JSON to a tree. serde_json decides validity; our scanner finds the places.
//!
//! In: a source. Out: a [`Node`] with every key and value in its place. Numbers keep their letters. The
//! scanner never recurses; [`mistake`] has the words for what is wrong.

mod mistake;
#[cfg(test)]
mod tests;

use super::build::{Builder, Limit};
use super::{Node, Value};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Source, Span};
use mistake::{Mistake, Slip};
use serde::de::IgnoredAny;

/// Reads a whole JSON source. Problems go to `out`; none is returned when it is not JSON.
///
/// A key that stands twice in an object is a `duplicate-key`, after which the first of the two stands;
/// anything else wrong is a `bad-json`.
pub fn read(source: &Source, out: &mut Diagnostics) -> Option<Node> {
    let mut scanner = Scanner { text: &source.text, at: 0, open: Vec::new(), builder: Builder::new(source) };
    let scanned = scanner.run(out);
    let judged = serde_json::from_str::<IgnoredAny>(&source.text);
    match (scanned, judged) {
        (Ok(()), Ok(_)) => scanner.builder.finish(),
        (Err(Stop::Bound(limit, span)), _) => {
            out.push(limit.diagnostic(Code::BadJson, source, span));
            None
        }
        (Err(Stop::Mistake(mistake)), _) => {
            out.push(mistake.diagnostic(source));
            None
        }
        (Ok(()), Err(error)) => {
            let at = offset(&source.text, error.line(), error.column());
            out.push(Mistake { slip: Slip::Other, span: Span::new(at, at) }.diagnostic(source));
            None
        }
    }
}

/// The byte that serde_json's line and column mean: both from 1, the column in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Why scanning ended before the end.
enum Stop {
    Bound(Limit, Span),
    Mistake(Mistake),
}

/// An array or object that is still open: where it starts, and whether it is an object.
#[derive(Clone, Copy)]
struct Open {
    start: usize,
    object: bool,
}

impl Open {
    fn close(self) -> u8 {
        if self.object { b'}' } else { b']' }
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open>,
    builder: Builder<'a>,
}

impl Scanner<'_> {
    fn run(&mut self, out: &mut Diagnostics) -> Result<(), Stop> {
        self.blanks();
        if self.at == self.text.len() {
            return Err(slip(Slip::Empty, 0, 0));
        }
        loop {
            // One value, or the start of one; then everything that may follow it.
            let inside = self.value()?;
            if !inside && self.after_value()? {
                return Ok(());
            }
            if self.open.last().is_some_and(|open| open.object) {
                self.key(out)?;
            }
        }
    }

    /// Reads a value; true when it opened an array or object that has something in it.
    fn value(&mut self) -> Result<bool, Stop> {
        let start = self.at;
        match self.peek() {
            Some(byte @ (b'[' | b'{')) => {
                let object = byte == b'{';
                self.builder
                    .open(object, true, start)
                    .map_err(|l| Stop::Bound(l, Span::new(start, start + 1)))?;
                self.open.push(Open { start, object });
                self.at += 1;
                self.blanks();
                Ok(!self.closes())
            }
            Some(b'"') => {
                let text = self.string()?;
                self.scalar(Value::Text(text), start)
            }
            Some(b'-' | b'0'..=b'9') => {
                self.number()?;
                self.scalar(Value::Number(self.text[start..self.at].to_owned()), start)
            }
            _ => self.word(start),
        }
    }

    fn scalar(&mut self, value: Value, start: usize) -> Result<bool, Stop> {
        let span = Span::new(start, self.at);
        self.builder.scalar(value, span).map_err(|limit| Stop::Bound(limit, span))?;
        Ok(false)
    }

    fn word(&mut self, start: usize) -> Result<bool, Stop> {
        let length = self.text[start..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let value = match &self.text[start..start + length] {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            _ => return Err(Stop::Mistake(mistake::no_value(self.text, start, self.open_start()))),
        };
        self.at += length;
        self.scalar(value, start)
    }

    /// Closes what closes here and finds the next item; true at the end of the text.
    fn after_value(&mut self) -> Result<bool, Stop> {
        loop {
            let end = self.at;
            self.blanks();
            let Some(open) = self.open.last().copied() else {
                return if self.at == self.text.len() { Ok(true) } else { Err(self.beyond()) };
            };
            if self.closes() {
                self.open.pop();
                self.at += 1;
                self.builder.close(Some(self.at));
            } else if self.peek() == Some(b',') {
                let comma = self.at;
                self.at += 1;
                self.blanks();
                if matches!(self.peek(), Some(b']' | b'}')) {
                    return Err(slip(Slip::ExtraComma, comma, comma + 1));
                }
                return Ok(false);
            } else {
                return Err(Stop::Mistake(mistake::no_comma(
                    self.text,
                    end,
                    self.at,
                    open.start,
                    open.close(),
                )));
            }
        }
    }

    /// Reads a key and its colon.
    fn key(&mut self, out: &mut Diagnostics) -> Result<(), Stop> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(Stop::Mistake(mistake::no_key(self.text, start, self.open_start())));
        }
        let text = self.string()?;
        let span = Span::new(start, self.at);
        self.blanks();
        if self.peek() != Some(b':') {
            return Err(Stop::Mistake(mistake::no_colon(self.text, span, self.at)));
        }
        self.at += 1;
        self.blanks();
        self.builder.key(text, span, out);
        Ok(())
    }

    /// Reads a string, quotes included, and gives what it says.
    fn string(&mut self) -> Result<String, Stop> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        let mut escaped = false;
        loop {
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    at += 2;
                }
                Some(0..=0x1f) | None => return Err(Stop::Mistake(mistake::in_string(self.text, start, at))),
                Some(_) => at += 1,
            }
        }
        self.at = at + 1;
        if !escaped {
            return Ok(self.text[start + 1..at].to_owned());
        }
        serde_json::from_str(&self.text[start..self.at])
            .map_err(|_| Stop::Mistake(mistake::escape(self.text, Span::new(start, self.at))))
    }

    /// Steps over a number, RFC 8259 section 6.
    fn number(&mut self) -> Result<(), Stop> {
        let start = self.at;
        self.step(b"-");
        let leading = self.peek() == Some(b'0');
        let whole = self.digits();
        let mut good = whole > 0 && !(leading && whole > 1);
        if self.step(b".") {
            good &= self.digits() > 0;
        }
        if self.step(b"eE") {
            self.step(b"+-");
            good &= self.digits() > 0;
        }
        let rest = self.text[self.at..].bytes().take_while(|b| mistake::in_word(*b)).count();
        if good && rest == 0 {
            return Ok(());
        }
        Err(slip(Slip::Number, start, self.at + rest))
    }

    fn digits(&mut self) -> usize {
        let from = self.at;
        while self.step(b"0123456789") {}
        self.at - from
    }

    /// Steps over the next byte if it is one of these.
    fn step(&mut self, any: &[u8]) -> bool {
        let there = self.peek().is_some_and(|byte| any.contains(&byte));
        self.at += usize::from(there);
        there
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Whether the innermost open array or object ends here.
    fn closes(&self) -> bool {
        self.open.last().is_some_and(|open| self.peek() == Some(open.close()))
    }

    fn open_start(&self) -> Option<usize> {
        self.open.last().map(|open| open.start)
    }

    fn blanks(&mut self) {
        while self.step(b" \t\r\n") {}
    }

    fn beyond(&self) -> Stop {
        if mistake::is_comment(self.text, self.at) {
            return slip(Slip::Comment, self.at, mistake::line_end(self.text, self.at));
        }
        slip(Slip::Beyond, self.at, mistake::line_end(self.text, self.at))
    }
}

fn slip(slip: Slip, start: usize, end: usize) -> Stop {
    Stop::Mistake(Mistake { slip, span: Span::new(start, end) })
}
