//! Whether a theme's colours can be read, in light and dark: WCAG 2.2, success criteria 1.4.3, 1.4.6 and 1.4.11.
//!
//! A stylesheet says in a comment which of its tokens stand on which, `contrast of text: ink soft on paper tint; paper on accent` and
//! `contrast of edges: line on paper`. A stylesheet that says nothing is not judged. Print is not judged: it has the reader's ink.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, On, Place};
use crate::site::Settings;
use crate::site::settings::place;
use crate::source::Span;
use crate::world::World;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Red, green and blue, each 0 to 255.
type Rgb = [u8; 3];

/// Tokens of one ground and where each was set last.
type Tokens = BTreeMap<String, (String, Place)>;

/// What the stylesheets of a theme say of their colours.
#[derive(Default)]
pub(super) struct Colours {
    plain: Tokens,
    dark: Tokens,
    pairs: Vec<Pair>,
}

/// A token that stands on another.
#[derive(Clone)]
struct Pair {
    front: String,
    back: String,
    is_text: bool,
}

impl Pair {
    /// The ratio below which few can read it.
    fn least(&self) -> f64 {
        if self.is_text { 4.5 } else { 3.0 }
    }

    /// The ratio it should have: that of level AAA for text.
    fn wanted(&self) -> f64 {
        if self.is_text { 7.0 } else { 3.0 }
    }

    /// How far it is from what is wanted.
    fn share(&self, ratio: f64) -> f64 {
        ratio / self.wanted()
    }
}

impl Colours {
    /// Takes in a stylesheet, before the site's own tokens are put into it.
    pub(super) fn style(&mut self, path: &Arc<str>, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        for (is_text, mark) in [(true, "contrast of text:"), (false, "contrast of edges:")] {
            for said in text.split(mark).skip(1) {
                let said = said.split("*/").next().unwrap_or_default();
                self.pairs.extend(said.lines().next().unwrap_or_default().split(';').flat_map(|part| {
                    let (fronts, backs) = part.split_once(" on ").unwrap_or_default();
                    let pair = move |front: &str, back: &str| Pair {
                        front: front.to_owned(),
                        back: back.to_owned(),
                        is_text,
                    };
                    let one = move |back| fronts.split_whitespace().map(move |front| pair(front, back));
                    backs.split_whitespace().flat_map(one).collect::<Vec<_>>()
                }));
            }
        }
        for rule in rules(&text) {
            let into = match rule.condition {
                "" => &mut self.plain,
                // Only the reader's choice of a dark ground: what holds in print or on narrow screens is no colour of its own.
                condition if condition.contains("prefers-color-scheme: dark") => &mut self.dark,
                _ => continue,
            };
            for (name, value, span) in declared(&text, rule.body) {
                into.insert(name.to_owned(), (value.to_owned(), Place::Span(path.clone(), span)));
            }
        }
    }

    /// Reports colours that cannot be told apart, at the line of the settings where the site chose one, else in the stylesheet. Of all
    /// that one colour is too near to, the worst is named.
    pub(super) fn check(&self, world: &dyn World, settings: &Settings, out: &mut Diagnostics) {
        let chosen = |tokens: &BTreeMap<String, String>, table: &[&str], into: &mut Tokens| {
            for (name, value) in tokens {
                let at = place(world, &[table, &[name]].concat(), On::Value);
                into.insert(name.clone(), (value.clone(), at));
            }
        };
        let mut light = self.plain.clone();
        chosen(&settings.theme_tokens, &["theme_tokens"], &mut light);
        let mut dark = light.clone();
        dark.extend(self.dark.clone());
        chosen(&settings.theme_tokens_dark, &["theme_tokens", "dark"], &mut dark);
        let mut worst: Vec<(Place, Faint)> = Vec::new();
        for (tokens, is_dark) in [(&light, false), (&dark, true)] {
            for pair in &self.pairs {
                let Some((at, faint)) = judged(tokens, pair, is_dark) else { continue };
                match worst.iter_mut().find(|(place, _)| *place == at) {
                    Some((_, other)) if other.share <= faint.share => {}
                    Some((_, other)) => *other = faint,
                    None => worst.push((at, faint)),
                }
            }
        }
        worst.into_iter().for_each(|(at, faint)| out.push(faint.told().at(at)));
    }
}

/// A colour that is hard to see on another, or cannot be judged.
struct Faint {
    pair: Pair,
    is_dark: bool,
    share: f64,
    /// The ratio, and a colour in place of the one at fault that would do; none where a value is no colour that is understood.
    found: Option<(f64, String)>,
    /// The token at fault.
    token: String,
}

/// Why a pair does not do, and where that is to be mended; none where it does, or the theme does not have both.
fn judged(tokens: &Tokens, pair: &Pair, is_dark: bool) -> Option<(Place, Faint)> {
    let (front, back) = (tokens.get(&pair.front)?, tokens.get(&pair.back)?);
    let own = |at: &Place| &**at.path() == crate::site::settings::FILE;
    // Where the site set one of the two, that one is the cause.
    let back_is_cause = own(&back.1) && !own(&front.1);
    let faint = |token: &str, at: &Place, share: f64, found: Option<(f64, String)>| {
        Some((at.clone(), Faint { pair: pair.clone(), is_dark, share, found, token: token.to_owned() }))
    };
    let Some(ink) = colour(tokens, &front.0) else { return faint(&pair.front, &front.1, 0.99, None) };
    let Some(ground) = colour(tokens, &back.0) else { return faint(&pair.back, &back.1, 0.99, None) };
    let ratio = contrast(ink, ground);
    if ratio >= pair.wanted() {
        return None;
    }
    let (token, at, own, other) = match back_is_cause {
        true => (&pair.back, &back.1, ground, ink),
        false => (&pair.front, &front.1, ink, ground),
    };
    faint(token, at, pair.share(ratio), Some((ratio, better(own, other, pair.wanted()))))
}

impl Faint {
    fn told(&self) -> Diagnostic {
        let Pair { front, back, is_text } = &self.pair;
        let ground = if self.is_dark { " on a dark ground" } else { "" };
        let Some((ratio, better)) = &self.found else {
            let message = format!("whether `{front}` can be read on `{back}` cannot be told{ground}");
            let help = format!("write `{}` as # and six digits, such as #0b4b38", self.token);
            return Diagnostic::new(Code::WeakContrast, message).help(help);
        };
        let sort = if *is_text { "text" } else { "lines" };
        // Cut, not rounded: 4.499 must not read as the 4.5 that is asked for.
        let ratio_words = (ratio * 100.0).floor() / 100.0;
        let message = format!(
            "`{front}` stands out from `{back}` by {ratio_words} to 1{ground}; {sort} needs {}",
            if *ratio < self.pair.least() { self.pair.least() } else { self.pair.wanted() }
        );
        let code = if *ratio < self.pair.least() { Code::LowContrast } else { Code::WeakContrast };
        let message = if *is_text { message } else { message.replace("lines needs", "lines need") };
        Diagnostic::new(code, message).help(format!(
            "`{}` as {better} would stand out by {} to 1",
            self.token,
            self.pair.wanted()
        ))
    }
}

/// A rule for `:root`, and the condition it stands under.
struct Rule<'t> {
    condition: &'t str,
    body: Span,
}

/// Every `:root` rule of a stylesheet, in its order.
fn rules(text: &str) -> Vec<Rule<'_>> {
    let (mut found, mut conditions, mut from, mut at) = (Vec::new(), Vec::<&str>::new(), 0, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            from = at;
            continue;
        }
        match rest.as_bytes()[0] {
            b'{' => {
                let prelude = text[from..at].trim();
                if prelude == ":root" {
                    let end = at + rest.find('}').unwrap_or(rest.len());
                    let condition = conditions.last().copied().unwrap_or_default();
                    found.push(Rule { condition, body: Span::new(at + 1, end) });
                }
                conditions.push(prelude);
                from = at + 1;
            }
            b'}' => {
                conditions.pop();
                from = at + 1;
            }
            b';' => from = at + 1,
            _ => {}
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    found
}

/// The custom properties of a rule without comments in it: name without hyphens, value, and where the value stands.
fn declared(text: &str, body: Span) -> impl Iterator<Item = (&str, &str, Span)> {
    let start = body.start as usize;
    let mut at = start;
    text[body.range()].split(';').filter_map(move |line| {
        let begun = at;
        at += line.len() + 1;
        let (name, value) = line.split_once(':')?;
        let name = name.trim().strip_prefix("--")?;
        let from = begun + line.len() - line.split_once(':')?.1.trim_start().len();
        Some((name, value.trim(), Span::new(from, from + value.trim().len())))
    })
}

/// The colour of a value: `#` and three or six digits, `rgb()`, white, black, or another token; none of any other.
fn colour(tokens: &Tokens, value: &str) -> Option<Rgb> {
    let mut value = value;
    // As many steps as there are tokens: more would be a circle.
    for _ in 0..=tokens.len() {
        let Some(name) = value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) else { break };
        value = &tokens.get(name.trim())?.0;
    }
    match value.to_ascii_lowercase().as_str() {
        "white" => return Some([255; 3]),
        "black" => return Some([0; 3]),
        _ => {}
    }
    if let Some(digits) = value.strip_prefix('#') {
        let whole = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            6 => digits.to_owned(),
            _ => return None,
        };
        let part = |at: usize| u8::from_str_radix(whole.get(at..at + 2)?, 16).ok();
        return Some([part(0)?, part(2)?, part(4)?]);
    }
    let parts = value.strip_prefix("rgb(")?.strip_suffix(')')?;
    let mut parts = parts.split([' ', ',']).filter(|part| !part.is_empty()).map(|part| part.parse().ok());
    let rgb = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(rgb)
}

/// Relative luminance, 0 to 1 (WCAG 2.2).
fn luminance(colour: Rgb) -> f64 {
    let linear = colour.map(|part| {
        let share = f64::from(part) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

/// The contrast ratio of two colours, 1 to 21 (WCAG 2.2).
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The nearest colour on the way to black or to white that stands out from another as much as is wanted; where neither does, whichever
/// stands out most.
fn better(own: Rgb, other: Rgb, wanted: f64) -> String {
    let towards = |end: u8, step: u32| {
        own.map(|part| {
            let (part, end) = (u32::from(part), u32::from(end));
            ((part * (64 - step) + end * step) / 64) as u8
        })
    };
    let ends = if luminance(own) <= luminance(other) { [0, 255] } else { [255, 0] };
    let ways = ends.into_iter().flat_map(|end| (1..=64).map(move |step| (end, step)));
    let fits = |colour: &Rgb| contrast(*colour, other) >= wanted;
    let [red, green, blue] = ways.map(|(end, step)| towards(end, step)).find(fits).unwrap_or([ends[0]; 3]);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;
    use crate::world::memory::MemoryWorld;

    const PATH: &str = "themes/civic/assets/civic.css";

    fn default_style() -> Vec<u8> {
        let found = embedded::files("themes/civic/")
            .find(|(path, _)| *path == PATH)
            .expect("the theme has a stylesheet");
        found.1.to_vec()
    }

    fn told(style: &[u8], toml: &str) -> Vec<String> {
        let toml = format!(
            "title = \"T\"\ncouncil = \"T\"\npublisher = \"T\"\nbase_url = \"https://t.example/\"\nlicence = \"OGL-UK-3.0\"\ncontact = \"a@t.example\"\n{toml}"
        );
        let world = MemoryWorld::new("2026-11-22".parse().unwrap()).with("crier.toml", toml.clone());
        let source = crate::source::Source::new("crier.toml", toml);
        let settings = crate::site::settings::read(&source, &mut Diagnostics::new()).expect("settings");
        let mut colours = Colours::default();
        colours.style(&PATH.into(), style);
        let mut out = Diagnostics::new();
        colours.check(&world, &settings, &mut out);
        out.iter().map(|d| format!("{} {} {}", d.code, d.place.as_ref().unwrap().path(), d.message)).collect()
    }

    #[test]
    fn the_default_theme_stands_out_by_seven_to_one_in_light_and_dark() {
        assert_eq!(told(&default_style(), ""), [""; 0]);
        let mut colours = Colours::default();
        colours.style(&PATH.into(), &default_style());
        assert!(colours.pairs.len() >= 14 && colours.plain.len() > 9 && colours.dark.len() > 7);
        for name in colours.pairs.iter().flat_map(|pair| [&pair.front, &pair.back]) {
            assert!(colours.plain.contains_key(name), "the stylesheet has no `{name}`");
        }
    }

    #[test]
    fn one_digit_of_the_default_theme_is_enough_to_be_told() {
        let style = String::from_utf8(default_style()).unwrap();
        for (from, to, words) in [
            ("--soft: #474d48", "--soft: #5a605b", "weak-contrast"),
            ("--soft: #bdb9af", "--soft: #6d695f", "low-contrast"),
            ("--line: #838b85", "--line: #939b95", "low-contrast"),
        ] {
            assert!(style.contains(from));
            let said = told(style.replace(from, to).as_bytes(), "");
            assert!(said.len() == 1 && said[0].starts_with(&format!("{words} {PATH}")), "{said:?}");
        }
    }

    #[test]
    fn a_token_of_the_site_is_the_cause_where_it_meets_one_of_the_theme() {
        let said = told(&default_style(), "[theme_tokens]\npaper = \"#888\"\n");
        assert!(said.iter().all(|line| line.contains(" crier.toml ")), "{said:?}");
        assert_eq!(told(&default_style(), "[theme_tokens.dark]\naccent = \"#0b4b38\"\n").len(), 1);
    }

    #[test]
    fn ratios_are_those_of_the_standard() {
        assert!((contrast([255; 3], [0; 3]) - 21.0).abs() < 1e-9);
        // The grey that is just enough on white, and the one that is not.
        assert!(contrast([0x76; 3], [255; 3]) >= 4.5 && contrast([0x77; 3], [255; 3]) < 4.5);
    }

    #[test]
    fn colours_are_read_in_the_usual_ways() {
        let mut tokens = Tokens::new();
        tokens.insert("a".into(), ("#fff".into(), Place::File("x".into())));
        tokens.insert("b".into(), ("var(--b)".into(), Place::File("x".into())));
        for (value, colour_of) in [
            ("#0b4b38", Some([11, 75, 56])),
            ("rgb(11, 75, 56)", Some([11, 75, 56])),
            ("rgb(11 75 56)", Some([11, 75, 56])),
            ("rgb(11 75 56 / 50%)", None),
            ("var(--a)", Some([255; 3])),
            ("var(--b)", None),
            ("White", Some([255; 3])),
            ("oklch(40% 0.1 160)", None),
            ("#é00", None),
        ] {
            assert_eq!(colour(&tokens, value), colour_of, "{value}");
        }
    }

    #[test]
    fn a_better_colour_is_found_on_either_side() {
        assert_eq!(better([0x88; 3], [255; 3], 7.0), "#595959");
        assert_eq!(better([0x88; 3], [0; 3], 7.0), "#959595");
    }
}
