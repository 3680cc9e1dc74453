//! The keywords a kind file may use, the standard ones and ours.

/// What a kind does for the site beyond being listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Its pages join the records that name it, by date.
    Timeline,
    /// Its records explain words.
    Glossary,
    /// Its records are days to come and gone.
    Calendar,
    /// Its rows tie two records for a time.
    DatedLink,
    /// Its rows are figures: the first record in their key says what they measure, the second for where.
    Figures,
}

impl Role {
    /// Every role with its name in kind files.
    pub const ALL: [(&'static str, Role); 5] = [
        ("timeline", Role::Timeline),
        ("glossary", Role::Glossary),
        ("calendar", Role::Calendar),
        ("dated-link", Role::DatedLink),
        ("figures", Role::Figures),
    ];
}

/// The order of a kind's listings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// Field to sort by.
    pub field: String,
    /// Whether the highest comes first.
    pub descending: bool,
}

/// A named rule that a kind switches on.
#[derive(Debug, Clone)]
pub struct Check {
    /// The rule's name.
    pub rule: String,
    /// Path of the field it stands on, empty at the root.
    pub path: String,
    /// Its settings, as declared.
    pub settings: serde_json::Value,
}

/// A rule that `x-check` may name, and its settings.
#[derive(Debug)]
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// Settings that are the path of a field, or a list of such paths.
    pub paths: &'static [&'static str],
    /// Its other settings.
    pub others: &'static [&'static str],
    /// Settings that are names of fields further in, each with the settings whose lists hold them, outermost first.
    pub inner: &'static [(&'static str, &'static [&'static str])],
    /// Settings that are values of a field, each with the settings that lead to that field.
    pub words: &'static [(&'static str, &'static [&'static str])],
    /// Settings without which it checks nothing.
    pub needs: &'static [&'static str],
}

/// The rules that `x-check` may name.
pub const RULES: [Rule; 9] = [
    Rule {
        name: "vote-tally",
        paths: &["votes"],
        others: &["id", "named", "vote", "counts", "unlisted"],
        inner: &[
            ("id", &["votes"]),
            ("named", &["votes"]),
            ("counts", &["votes"]),
            ("vote", &["votes", "named"]),
        ],
        words: &[("counts", &["votes", "named", "vote"]), ("unlisted", &["votes", "named", "vote"])],
        needs: &["votes", "named", "vote", "counts"],
    },
    Rule {
        name: "item-order",
        paths: &["list"],
        others: &["after", "record"],
        inner: &[("after", &["list"]), ("record", &["list"])],
        words: &[],
        needs: &["list", "after"],
    },
    Rule {
        name: "period-order",
        paths: &["fields", "excludes"],
        others: &[],
        inner: &[],
        words: &[],
        needs: &["fields"],
    },
    Rule {
        name: "date-order",
        paths: &["fields"],
        others: &["within_days"],
        inner: &[],
        words: &[],
        needs: &["fields"],
    },
    Rule {
        name: "not-yet",
        paths: &["date", "field"],
        others: &["only"],
        inner: &[],
        words: &[("only", &["field"])],
        needs: &["date", "field", "only"],
    },
    Rule {
        name: "in-private",
        paths: &["list"],
        others: &["exempt", "records", "outcome", "parts", "only"],
        inner: &[("exempt", &["list"]), ("records", &["list"]), ("outcome", &["list"]), ("parts", &["list"])],
        words: &[],
        needs: &["list", "exempt", "records"],
    },
    Rule {
        name: "suppressed",
        paths: &[
            "status",
            "value",
            "lower",
            "upper",
            "count",
            "denominator",
            "note",
            "indicator",
            "below",
            "measure",
            "area",
            "within",
            "period",
            "category",
        ],
        others: &[],
        inner: &[],
        words: &[],
        needs: &["status"],
    },
    Rule {
        name: "decision-record",
        paths: &["date", "type", "function", "decision", "reasons", "alternatives", "interests"],
        others: &[],
        inner: &[],
        words: &[],
        needs: &["date", "type"],
    },
    Rule {
        name: "clear-days",
        paths: &["date", "published", "urgent", "type"],
        others: &["only"],
        inner: &[],
        words: &[("only", &["type"])],
        needs: &["date", "published", "type", "only"],
    },
];

/// Settings of a rule that are lists of words.
pub const LISTS: [&str; 5] = ["fields", "decision", "only", "unlisted", "parts"];

/// The rules that `x-computed` may name.
pub const COMPUTED: [&str; 5] = ["inspection-until", "previous", "next", "file-size", "media-type"];

/// Those of them that look at a file which an item of a list names; the others work on the fields of the record itself.
pub const COMPUTED_OF_FILES: [&str; 2] = ["file-size", "media-type"];

/// The rules that read more than one field, or need more settings: how many fields, and which settings.
pub const COMPUTED_NEEDS: [(&str, usize, &[&str]); 3] =
    [("inspection-until", 2, &["years", "only"]), ("previous", 2, &[]), ("next", 2, &[])];

/// The settings of `x-computed`.
pub const COMPUTED_SETTINGS: [&str; 4] = ["rule", "from", "years", "only"];

/// The dialect of kind files.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The file of what every kind has, as a `$ref` names it.
pub const COMMON_FILE: &str = "common.json";

/// The types of values that crier knows.
pub const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];

/// Names no record, kind or folder may have: the site keeps them for itself (records.md §5).
pub const RESERVED: [&str; 11] =
    ["page", "by", "files", "data", "feed", "search", "schema", "context", "years", "edition", "assets"];

/// Members every published record has of its own: no field at the root may take their names (records.md §5).
pub const MEMBERS: [&str; 7] = ["id", "kind", "url", "publisher", "council", "prose", "links_in"];

/// Values that stand for a whole list (records.md §1).
pub const STATED: [&str; 2] = ["none", "all"];

/// Our keywords on the root of a kind file.
pub const ROOT: [&str; 2] = ["x-kind", "x-check"];

/// Vocabularies that `term` and `x-term` may name, with where their terms are (DCMI, schema.org, FOAF, the W3C's organization ontology,
/// SKOS, Popolo).
pub const VOCABULARIES: [(&str, &str); 6] = [
    ("dcterms", "http://purl.org/dc/terms/"),
    ("schema", "https://schema.org/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("popolo", "http://www.popoloproject.com/schemas/"),
];

/// Members of `x-kind`.
pub const X_KIND: [&str; 17] = [
    "plural",
    "label",
    "label_plural",
    "page",
    "key",
    "date",
    "sort",
    "list",
    "feed",
    "register",
    "dataset",
    "template",
    "address",
    "role",
    "menu",
    "numbered",
    "term",
];

/// Our keywords on a field.
pub const FIELD: [&str; 23] = [
    "x-help",
    "x-facet",
    "x-reference",
    "x-backlink",
    "x-step",
    "x-due",
    "x-default",
    "x-computed",
    "x-check",
    "x-none",
    "x-all",
    "x-unit",
    "x-markdown",
    "x-private",
    "x-basis",
    "x-proposed",
    "x-notice",
    "x-lapses",
    "x-answers",
    "x-part",
    "x-menu",
    "x-keep",
    "x-term",
];

/// Those that work on the fields of the record itself alone.
pub const OWN_FIELDS: [&str; 4] = ["x-default", "x-step", "x-proposed", "x-menu"];

/// The keywords of JSON Schema 2020-12 (core, applicator, validation, annotation), and `x-labels`.
pub const STANDARD: [&str; 56] = [
    "$schema",
    "$id",
    "$ref",
    "$defs",
    "$comment",
    "$anchor",
    "title",
    "description",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "examples",
    "type",
    "enum",
    "const",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
    "required",
    "dependentRequired",
    "format",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "prefixItems",
    "items",
    "contains",
    "properties",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "x-labels",
    "$dynamicRef",
];
