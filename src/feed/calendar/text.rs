//! Content lines (RFC 5545, section 3.1): CRLF, folded at 75 octets, text escaped.

/// The most octets of a line, its end apart.
const OCTETS_MAX: usize = 75;

/// Lines in the making.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A line whose value needs no escaping: dates, numbers, addresses.
    pub(super) fn plain(&mut self, name: &str, value: &str) {
        self.fold(&[name, ":", value].concat());
    }

    /// A line of text (section 3.3.11).
    pub(super) fn text(&mut self, name: &str, value: &str) {
        let mut line = [name, ":"].concat();
        for c in value.chars() {
            match c {
                '\\' => line.push_str("\\\\"),
                ';' => line.push_str("\\;"),
                ',' => line.push_str("\\,"),
                '\n' => line.push_str("\\n"),
                c if c.is_control() && c != '\t' => {}
                c => line.push(c),
            }
        }
        self.fold(&line);
    }

    fn fold(&mut self, line: &str) {
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > OCTETS_MAX {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// All lines.
    pub(super) fn done(self) -> String {
        self.0
    }
}
