//! The catalogue of codes. A code is stable and never reused; `crier explain CODE` shows its page.

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal, $severity:ident;)*) => {
        /// The sort of a problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])* $variant,)* }

        impl Code {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable name, in kebab case.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// How bad it is unless `[checks]` says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// What it means, in a sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc,)*).trim_ascii_start(),)* }
            }

            /// The code of this name.
            pub fn from_name(name: &str) -> Option<Code> {
                match name { $($name => Some(Code::$variant),)* _ => None }
            }
        }
    };
}

codes! {
    /// A file is not UTF-8.
    BadUtf8 = "bad-utf8", Error;
    /// A file could not be read, is too large, or leads out of the site.
    Unreadable = "unreadable", Error;
    /// Two versions of the same lines, between which somebody has to choose.
    TwoVersions = "two-versions", Error;
    /// Front matter that is not YAML, or uses what crier does not allow in it.
    BadYaml = "bad-yaml", Error;
    /// The end of a value that YAML leaves out as a comment.
    LostComment = "lost-comment", Warning;
    /// A CSV file whose rows and header do not fit.
    BadCsv = "bad-csv", Error;
    /// A JSON file that is not JSON.
    BadJson = "bad-json", Error;
    /// Settings that are not TOML.
    BadToml = "bad-toml", Error;
    /// The same key twice in one map.
    DuplicateKey = "duplicate-key", Error;
    /// A setting crier does not know.
    UnknownSetting = "unknown-setting", Error;
    /// A setting that is missing or of the wrong type.
    BadSetting = "bad-setting", Error;
    /// A kind file that cannot be used.
    BadKind = "bad-kind", Error;
    /// A folder or file in which no kind's records are kept.
    UnknownFolder = "unknown-folder", Error;
    /// A file that nothing reads.
    UnreadFile = "unread-file", Warning;
    /// A field the kind does not have.
    UnknownField = "unknown-field", Error;
    /// A CSV column the kind does not have.
    UnknownColumn = "unknown-column", Error;
    /// A field that must be there is not.
    MissingField = "missing-field", Error;
    /// A value of the wrong type.
    WrongType = "wrong-type", Error;
    /// A value that is not one of those allowed.
    NotAllowed = "not-allowed", Error;
    /// A value that only stands for what is still to be written.
    Placeholder = "placeholder", Error;
    /// A field that would keep something from the public, and is empty.
    HidesNothing = "hides-nothing", Error;
    /// An exemption of a whole record that was most likely meant for an item of it.
    HidesAll = "hides-all", Warning;
    /// A text that does not have the form the field asks for.
    BadFormat = "bad-format", Error;
    /// A date that is not written as one, or does not exist.
    BadDate = "bad-date", Error;
    /// A month that may be meant as a financial year.
    FinancialYear = "financial-year", Warning;
    /// Any other rule of the kind's schema.
    SchemaRule = "schema-rule", Error;
    /// A record's name that cannot be an address.
    BadName = "bad-name", Error;
    /// A name crier keeps for itself.
    ReservedName = "reserved-name", Error;
    /// Two records with one id.
    DuplicateId = "duplicate-id", Error;
    /// Two records that differ in nothing but their names.
    CopiedRecord = "copied-record", Warning;
    /// Two parts or paragraphs of a record with one anchor.
    DuplicateAnchor = "duplicate-anchor", Error;
    /// Two outputs at one address.
    DuplicateAddress = "duplicate-address", Error;
    /// A page, table or file that was published would be gone.
    LostAddress = "lost-address", Error;
    /// A column that was published would be gone or have another name.
    LostColumn = "lost-column", Error;
    /// A column that was published would hold another type of values.
    RetypedColumn = "retyped-column", Error;
    /// A record has a name that stood for one that was taken down or has another name now.
    ReusedId = "reused-id", Error;
    /// A reference to a record that does not exist.
    UnknownRecord = "unknown-record", Error;
    /// A reference to a record of a kind the field does not take.
    WrongKind = "wrong-kind", Error;
    /// A reference to a part that the record does not have.
    UnknownPart = "unknown-part", Error;
    /// A reference to a part that could be more than one.
    AmbiguousPart = "ambiguous-part", Error;
    /// A link that leads nowhere.
    BrokenLink = "broken-link", Error;
    /// An attachment whose file is not there.
    MissingFile = "missing-file", Error;
    /// A public record refers to one that residents cannot see; the reference is left out.
    HiddenReference = "hidden-reference", Warning;
    /// A public record says the title of one that is not public.
    TellsTitle = "tells-title", Warning;
    /// A paper for an item taken in private that is public itself.
    PublicPaper = "public-paper", Warning;
    /// A file that belongs to a record that is not public, and to one that is.
    SharedFile = "shared-file", Error;
    /// A note to oneself in HTML, which everyone would read.
    HtmlComment = "html-comment", Error;
    /// HTML in prose, shown as text.
    RawHtml = "raw-html", Warning;
    /// A heading more than one level below the one before.
    SkippedHeading = "skipped-heading", Warning;
    /// A link whose words do not say where it leads.
    VagueLink = "vague-link", Warning;
    /// An image without words for those who do not see it.
    NoAlt = "no-alt", Warning;
    /// A column of a table without a heading.
    NoTableHeader = "no-table-header", Warning;
    /// Lines that look like a list or a table and are read as one paragraph.
    RunOnLines = "run-on-lines", Warning;
    /// The mark of a note that is not there.
    MissingNote = "missing-note", Warning;
    /// A sentence of a summary that is too long to follow.
    LongSentence = "long-sentence", Warning;
    /// A short form that nothing explains.
    UnexplainedAcronym = "unexplained-acronym", Warning;
    /// A document of which there are only PDF files to read.
    OnlyPdf = "only-pdf", Warning;
    /// An accessibility statement that nobody has looked through for twelve months.
    OldStatement = "old-statement", Warning;
    /// An accessibility statement that claims full compliance and lists what does not comply.
    ContradictedStatement = "contradicted-statement", Error;
    /// Votes that do not add up.
    VoteTally = "vote-tally", Error;
    /// A period that ends before it begins.
    PeriodOrder = "period-order", Error;
    /// A day that lies before one it has to follow, or long after one it belongs to.
    OutOfOrder = "out-of-order", Warning;
    /// Something said to have happened on a day that is still to come.
    NotYet = "not-yet", Error;
    /// Items of a list that follow one another in a circle.
    CircularOrder = "circular-order", Error;
    /// A figure that must not be shown, or follows from those that are.
    Suppressed = "suppressed", Error;
    /// One hidden figure follows from a printed total.
    SuppressedDerivable = "suppressed-derivable", Warning;
    /// A decision that does not hold the fields the regulations list.
    DecisionRecord = "decision-record", Warning;
    /// An agenda published later than the law asks.
    ClearDays = "clear-days", Warning;
    /// A claim that does not say what it rests on.
    NoBasis = "no-basis", Warning;
    /// Text that a spreadsheet would run as a formula.
    FormulaText = "formula-text", Error;
    /// A template that cannot be read or rendered.
    TemplateError = "template-error", Error;
    /// A colour that too little sets apart from the one behind it.
    LowContrast = "low-contrast", Error;
    /// A colour that could stand out more, or whose contrast cannot be told.
    WeakContrast = "weak-contrast", Warning;
    /// A page that takes long to load: too many bytes or files, a script, or an image without its size.
    HeavyPage = "heavy-page", Warning;
    /// A document so large that it takes long to fetch.
    HeavyFile = "heavy-file", Warning;
    /// The record of releases was changed by something other than a release.
    ChangedLedger = "changed-ledger", Error;
    /// A file in public/ that crier did not write.
    ForeignFile = "foreign-file", Error;
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
