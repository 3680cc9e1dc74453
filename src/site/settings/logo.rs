//! `[logo]`: the council's sign at the top of every page.

use super::table::Table;
use super::values;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Source;
use crate::tree::Node;

/// An image of the theme, with its size, so that no text jumps when it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Its name below the theme's `assets/`.
    pub file: String,
    /// What it says to those who do not see it; none where the site's title beside it says the same.
    pub alt: Option<String>,
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
}

const LOGO: &[&str] = &["file", "alt", "width", "height"];

/// Reads the table; what is missing is reported at its beginning.
pub(super) fn read(source: &Source, node: Option<&Node>, out: &mut Diagnostics) -> Option<Logo> {
    let node = node?;
    let before = out.len();
    let mut table = Table::open(source, "logo", node, Some(LOGO), out);
    let file = table.take("file", values::asset);
    let alt = table.take("alt", values::line);
    let [width, height] = ["width", "height"].map(|side| table.take(side, |n| values::whole(n, 1..=2000)));
    if let (Some(file), Some(width), Some(height)) = (file, width, height) {
        return Some(Logo { file, alt, width, height });
    }
    if out.len() == before {
        let message = "`logo` needs `file`, `width` and `height`";
        let help = "write file = \"logo.svg\", width = 120 and height = 48 below [logo]";
        out.push(Diagnostic::new(Code::BadSetting, message).at_span(&source.path, node.span).help(help));
    }
    None
}
