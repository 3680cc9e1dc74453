//! Reports for programs: JSON, GitHub commands, SARIF.

use super::*;

#[test]
fn json_is_an_array_of_whole_objects() {
    let files = Files::default().file("a.csv", "a,b\r\n\té\"日本,xx\r\n");
    let report = files.report([
        unknown()
            .at(files.place("a.csv", "日本"))
            .label("l")
            .help("h")
            .related(Place::File("b.md".into()), "w"),
        unknown().at_span(&"gone.md".into(), Span::new(5, 9)),
        Diagnostic::new(Code::ClearDays, "late"),
    ]);
    let expected = r#"[
{"code":"clear-days","severity":"warning","message":"late","label":null,"help":null,"place":null,"related":[]},
{"code":"unknown-record","severity":"error","message":"no body has the name `planing`","label":"l","help":"h","place":{"path":"a.csv","start":{"line":2,"column":4,"offset":9},"end":{"line":2,"column":6,"offset":15},"excerpt":[{"line":2,"text":"\té\"日本,xx"}]},"related":[{"message":"w","place":{"path":"b.md","start":null,"end":null,"excerpt":[]}}]},
{"code":"unknown-record","severity":"error","message":"no body has the name `planing`","label":null,"help":null,"place":{"path":"gone.md","start":{"line":null,"column":null,"offset":5},"end":{"line":null,"column":null,"offset":9},"excerpt":[]},"related":[]}
]
"#;
    assert_eq!(json::render(&report), expected);
    assert_eq!(json::render(&Report::default()), "[]\n");
}

#[test]
fn github_commands_escape_what_would_end_them() {
    let path = "data/a,b:50%.csv";
    let files = Files::default().file(path, "é: one\ntwo\n").file("b.md", "x");
    let report = files.report([
        Diagnostic::new(Code::BadCsv, "100%, yes: no\r\nnext")
            .at(files.place(path, "one"))
            .label("l")
            .related(files.place("b.md", "x"), "w")
            .help("h"),
        Diagnostic::new(Code::ClearDays, "m").at(files.place(path, "one\ntwo")),
        unknown().at(Place::File("b.md".into())),
        unknown(),
    ]);
    assert_eq!(
        github::render(&report),
        "::error title=unknown-record::no body has the name `planing`
::error file=b.md,title=unknown-record::no body has the name `planing`
::error file=data/a%2Cb%3A50%25.csv,line=1,col=4,endLine=1,endColumn=7,title=bad-csv::100%25, yes: no%0D%0Anext%0Al%0Ab.md:1:1: w%0Ahelp: h
::warning file=data/a%2Cb%3A50%25.csv,line=1,endLine=2,title=clear-days::m
"
    );
}

#[test]
fn sarif_has_what_the_standard_asks_for() {
    let path = "content/é b:%.md";
    let files = Files::default().file(path, "é: one\n");
    let report = files.report([
        unknown().at(files.place(path, "one")).help("h").related(Place::File("b.md".into()), "w"),
        unknown().at_span(&"gone.md".into(), Span::new(5, 9)),
        Diagnostic::new(Code::BadUtf8, "m"),
    ]);
    let log: serde_json::Value = serde_json::from_str(&sarif::render(&report)).unwrap();
    let message = "no body has the name `planing`";
    let rule = |id: &str, meaning: &str| {
        serde_json::json!({
            "id": id,
            "shortDescription": { "text": meaning },
            "help": { "text": format!("Run `crier explain {id}`.") },
            "defaultConfiguration": { "level": "error" },
        })
    };
    let expected = serde_json::json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "crier",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": [
                    rule("bad-utf8", "A file is not UTF-8."),
                    rule("unknown-record", "A reference to a record that does not exist."),
                ],
            }},
            "columnKind": "unicodeCodePoints",
            "results": [
                {
                    "ruleId": "bad-utf8", "ruleIndex": 0, "level": "error",
                    "message": { "text": "m" },
                    "locations": [],
                },
                {
                    "ruleId": "unknown-record", "ruleIndex": 1, "level": "error",
                    "message": { "text": format!("{message}\nh") },
                    "locations": [{ "physicalLocation": {
                        "artifactLocation": { "uri": "content/%C3%A9%20b%3A%25.md" },
                        "region": { "startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 7 },
                    }}],
                    "relatedLocations": [{
                        "physicalLocation": { "artifactLocation": { "uri": "b.md" } },
                        "message": { "text": "w" },
                    }],
                },
                {
                    "ruleId": "unknown-record", "ruleIndex": 1, "level": "error",
                    "message": { "text": message },
                    "locations": [{ "physicalLocation": {
                        "artifactLocation": { "uri": "gone.md" },
                        "region": { "byteOffset": 5, "byteLength": 4 },
                    }}],
                },
            ],
        }],
    });
    assert_eq!(log, expected);
}
