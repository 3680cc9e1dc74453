//! Fields of a kind, as declared.

use std::sync::Arc;

/// One named part of a kind.
#[derive(Debug, Clone)]
pub struct Field {
    /// Key in files and data.
    pub name: Arc<str>,
    /// What people read.
    pub title: String,
    /// Data dictionary and editor help.
    pub description: String,
    /// How to write it, for authors alone: no data say it.
    pub help: String,
    /// What it holds.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// Whether each value gets a listing.
    pub facet: bool,
    /// Which records it may name.
    pub reference: Option<Reference>,
    /// How those records see it; on a container it speaks for the references inside.
    pub backlink: Option<Backlink>,
    /// Label of the timeline step that this date makes.
    pub step: Option<String>,
    /// Of a date to come: what is due then.
    pub due: Option<Due>,
    /// Whether it, or a field inside it, sets a date to come.
    pub sets_due: bool,
    /// Whether a choice of it, or of an object in it, has a notice.
    pub has_notice: bool,
    /// Path the value is taken from when absent.
    pub default: Option<String>,
    /// Worked out, never written by people.
    pub computed: Option<Computed>,
    /// What it says of the list it was made beside.
    pub beside: Option<Beside>,
    /// Whether `none` may stand for the list.
    pub none: bool,
    /// Whether `all` may stand for the list.
    pub all: bool,
    /// Unit of a number.
    pub unit: Option<String>,
    /// Whether the text is Markdown.
    pub markdown: Option<Markdown>,
    /// Checked but never published.
    pub private: bool,
    /// The field that says what this claim rests on: a sibling, or one at the root with a leading `/`.
    pub basis: Option<String>,
    /// Of a choice: the value that says that the record is only proposed.
    pub proposed: Option<String>,
    /// Where a reference says what this record answers: the list in the record named whose items ask.
    pub answers: Option<String>,
    /// What one item of a list of parts is called before its number: "recommendation".
    pub part: Option<String>,
    /// Whether its words put the record into the site's menu.
    pub menu: bool,
    /// Whether it stays when the record is exempt.
    pub keep: bool,
    /// The same in a vocabulary of others: `dcterms:title`.
    pub term: Option<String>,
    /// The pattern its text has to match (ECMA-262).
    pub pattern: Option<String>,
    /// A value that it may have, to show how one is written.
    pub example: Option<String>,
    /// The least and the most that its number may be.
    pub bounds: [Option<String>; 2],
    /// Whether it is one of the fields every kind has.
    pub shared: bool,
}

/// A field that is made beside each list for which `none` or `all` may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Whether the list was listed, none or all. Set when the list is read.
    Stated,
    /// The paper's own words in place of the list.
    Words,
}

/// What a field holds.
#[derive(Debug, Clone)]
pub enum Type {
    /// Text of some form.
    Text(Format),
    /// One of these.
    Choice(Vec<Choice>),
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A list of such values.
    List(Box<Field>),
    /// Named fields.
    Object(Vec<Field>),
    /// Any keys, each with a text.
    Words,
}

/// The form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Any.
    Plain,
    /// `2010-06-28`, `2012-04` or `2012`.
    PartialDate,
    /// `2010-06-28`.
    Day,
    /// A day, a time and a zone.
    Instant,
    /// Any period of time.
    Period,
    /// `18:00`.
    Time,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A web address.
    Uri,
    /// A language tag such as `cy`.
    Language,
    /// An address on this site, starting with `/`.
    Address,
}

impl Format {
    /// Every format with its name in kind files.
    pub const ALL: [(&'static str, Format); 10] = [
        ("partial-date", Format::PartialDate),
        ("day", Format::Day),
        ("instant", Format::Instant),
        ("period", Format::Period),
        ("time", Format::Time),
        ("email", Format::Email),
        ("phone", Format::Phone),
        ("uri", Format::Uri),
        ("language", Format::Language),
        ("address", Format::Address),
    ];

    /// Whether it is a date of some sort.
    pub fn is_date(self) -> bool {
        matches!(self, Format::PartialDate | Format::Day | Format::Instant | Format::Period)
    }
}

/// One of the allowed values.
#[derive(Debug, Clone)]
pub struct Choice {
    /// As written and published.
    pub value: Arc<str>,
    /// As people read it.
    pub words: Arc<str>,
    /// What stands at the top of the page of a record that has it (`x-notice`).
    pub notice: Option<Arc<str>>,
    /// When it no longer tells how things are (`x-lapses`).
    pub lapse: Option<Lapse>,
}

/// When a value of a choice lapses, and what people read then.
#[derive(Debug, Clone)]
pub struct Lapse {
    /// The date beside it that has to be over.
    pub after: Box<str>,
    /// What is read then.
    pub words: Box<str>,
}

/// Which records a text may name.
#[derive(Debug, Clone)]
pub struct Reference {
    /// Allowed kinds; a bare name means the first.
    pub kinds: Vec<Arc<str>>,
}

/// How a record sees those that name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlink {
    /// Key in `links_in`.
    pub name: Arc<str>,
    /// Heading.
    pub label: Arc<str>,
    /// The field beside the reference that says what the link tells, such as a vote; then what may be said of the whole record is not
    /// what the link tells.
    pub with: Option<Arc<str>>,
}

/// What is due on a date (`x-due`).
#[derive(Debug, Clone)]
pub struct Due {
    /// What people read: "Review due".
    pub label: Box<str>,
    /// Fields beside it with the values that say that it is over: done, or not to come any more.
    pub unless: Vec<(Box<str>, Vec<String>)>,
}

/// A value worked out from others.
#[derive(Debug, Clone)]
pub struct Computed {
    /// Name of the rule.
    pub rule: String,
    /// Paths it reads.
    pub from: Vec<String>,
    /// The rule's other settings, as declared.
    pub settings: serde_json::Value,
}

/// How much Markdown a text may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markdown {
    /// Within one line.
    Inline,
    /// Paragraphs and lists.
    Block,
}

impl Type {
    /// The fields inside: of an object, or of the objects in a list.
    pub fn fields(&self) -> &[Field] {
        match self {
            Type::Object(fields) => fields,
            Type::List(item) => item.fields(),
            _ => &[],
        }
    }

    /// Whether one of its choices, or of an object in it, has a notice.
    pub fn has_notice(&self) -> bool {
        match self {
            Type::Choice(choices) => choices.iter().any(|choice| choice.notice.is_some()),
            Type::Object(fields) => fields.iter().any(|field| field.has_notice),
            _ => false,
        }
    }
}

impl Field {
    /// The fields inside: of an object, or of the objects in a list.
    pub fn fields(&self) -> &[Field] {
        self.ty.fields()
    }

    /// The item of a list, else the field itself.
    pub fn item(&self) -> &Field {
        match &self.ty {
            Type::List(item) => item,
            _ => self,
        }
    }

    /// What an author is told of it: what it holds and how to write it.
    pub fn for_authors(&self) -> String {
        [&*self.description, " ", &self.help].concat().trim().to_owned()
    }

    /// Whether crier works it out: people cannot write it.
    pub fn is_worked_out(&self) -> bool {
        self.computed.is_some() || self.beside == Some(Beside::Stated)
    }

    /// Whether it is a list of objects: those are published as a table of their own.
    pub fn is_table(&self) -> bool {
        matches!(&self.ty, Type::List(item) if matches!(item.ty, Type::Object(_) | Type::Words))
    }

    /// Whether it is a list of plain values: those are published as a link table.
    pub fn is_plain_list(&self) -> bool {
        matches!(self.ty, Type::List(_)) && !self.is_table()
    }

    /// Whether its items are parts: objects with an id.
    pub fn has_parts(&self) -> bool {
        self.is_table() && self.fields().iter().any(|f| &*f.name == "id")
    }

    /// Whether it is a date of some sort.
    pub fn is_date(&self) -> bool {
        matches!(self.ty, Type::Text(format) if format.is_date())
    }
}
