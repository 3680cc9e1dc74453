//! Slips that people make who type records by hand: the cause is named, and what to type instead.

use crate::edition::{reported, world};
use crier::diagnostic::{Code, short};
use crier::world::World;

const BODY: (&str, &str) = ("data/bodies.csv", "name,title,type\ncabinet,The Cabinet,cabinet\n");

/// The codes of what is said, and all of it.
fn told(files: &[(&str, &str)]) -> (Vec<Code>, String) {
    told_of(&world(files))
}

fn told_of(world: &dyn World) -> (Vec<Code>, String) {
    let report = reported(world);
    (report.problems.iter().map(|problem| problem.code).collect(), short::render(&report))
}

/// A report with these lines in its front matter.
fn report(lines: &str) -> String {
    format!("---\ntitle: T\ndate: 2026-02-03\n{lines}---\n")
}

#[test]
fn curly_quotes_are_named_as_the_cause() {
    let curly = "type straight quotes (\") in place of the curly ones, or none";
    let body = "body: cabinet\n";
    for (lines, code) in [
        ("body: “cabinet”\n".to_owned(), Code::UnknownRecord),
        (format!("{body}publish_from: “2026-01-01”\n"), Code::BadDate),
        (format!("{body}key_decision: ‘true’\n"), Code::WrongType),
        (format!("{body}topics: [“parks”]\n"), Code::UnknownRecord),
        (format!("{body}wording: “verbatim”\n"), Code::NotAllowed),
        (format!("{body}“wording”: verbatim\n"), Code::UnknownField),
        ("“body”: cabinet\n".to_owned(), Code::UnknownField),
    ] {
        let (codes, text) = told(&[BODY, ("content/reports/a.md", &report(&lines))]);
        assert_eq!(codes, [code], "{text}");
        assert!(text.contains(curly), "{text}");
    }
    for (rows, code, help) in [
        ("“name”,title\nparks,Parks\n", Code::UnknownColumn, curly),
        ("name,title\n“parks”,Parks\n", Code::BadName, curly),
        ("name,title\nparks,“Parks, gardens”\n", Code::BadCsv, "do not count as quotes"),
    ] {
        let (codes, text) = told(&[("data/topics.csv", rows)]);
        assert_eq!(codes, [code], "{text}");
        assert!(text.contains(help), "{text}");
    }
    // An apostrophe is none of them.
    let (_, text) = told(&[("content/reports/a.md", &report("body: the members’\n"))]);
    assert!(!text.contains("curly"), "{text}");
}

#[test]
fn a_title_in_place_of_an_id_is_met_with_the_id() {
    let full = ("data/organisations.csv", "name,title\nnhs,Health Service\n");
    for lines in ["body: the cabinet\n", "body: body/The Cabinet\n"] {
        let (codes, text) = told(&[BODY, ("content/reports/a.md", &report(lines))]);
        assert_eq!(codes, [Code::UnknownRecord], "{text}");
        assert!(text.contains("is the title of `body/cabinet`: write `cabinet`"), "{text}");
    }
    // Where the field takes several kinds, those after the first are named with it.
    let area = "indicator,area,period,value,value_status\nvisits,Old Town,2025,7,ok\n";
    let (codes, text) = told(&[
        ("data/areas.csv", "name,title\ngl50,Old Town\n"),
        ("data/indicators.json", r#"[{"name":"visits","title":"Visits","measure":"count"}]"#),
        ("data/observations.csv", area),
    ]);
    assert_eq!(codes, [Code::UnknownRecord], "{text}");
    assert!(text.contains("is the title of `area/gl50`: write `area/gl50`"), "{text}");
    // A title of a kind that the field does not take is no answer, nor is one that residents do not see.
    let (_, text) = told(&[BODY, full, ("content/reports/a.md", &report("body: Health Service\n"))]);
    assert!(text.contains("crier new body"), "{text}");
    let draft = ("content/bodies/secret.md", "---\ntitle: New Board\ntype: committee\nstatus: draft\n---\n");
    let (_, text) = told(&[BODY, draft, ("content/reports/a.md", &report("body: New Board\n"))]);
    assert!(!text.contains("is the title"), "{text}");
}

#[test]
fn what_only_stands_for_a_value_is_never_published() {
    for (lines, field) in [
        ("summary: …\n", "summary"),
        ("reasons: \"…\"\n", "reasons"),
        ("contacts:\n  - email: name@example.org\n", "email"),
        ("supersedes: name-of-report\n", "supersedes"),
        ("recommendations:\n  items:\n    - id: \"1\"\n      text: …\n", "text"),
    ] {
        let (codes, text) =
            told(&[BODY, ("content/reports/a.md", &report(&format!("body: cabinet\n{lines}")))]);
        assert_eq!(codes, [Code::Placeholder], "{lines}: {text}");
        assert!(text.contains(&format!("`{field}` still holds ")), "{text}");
    }
    // What begins like one is none.
    let lines = "body: cabinet\nsummary: … and so on\n";
    let (codes, text) = told(&[BODY, ("content/reports/a.md", &report(lines))]);
    assert_eq!(codes, [], "{text}");
}

#[test]
fn a_field_of_which_one_is_needed_and_that_is_empty_is_pointed_at() {
    let (codes, text) = told(&[BODY, ("content/reports/a.md", &report("summary: S\nbody:\n"))]);
    assert_eq!(codes, [Code::MissingField], "{text}");
    assert!(text.contains("a.md:5:1:") && text.contains("fill in `body` or `meeting`"), "{text}");
}

#[test]
fn a_wrong_encoding_is_told_with_its_line_and_column() {
    let told = |bytes: &[u8]| {
        let (codes, text) = told_of(&world(&[]).with("content/pages/fees.md", bytes));
        assert_eq!(codes, [Code::BadUtf8], "{text}");
        text
    };
    // Windows-1252 below a byte order mark and a letter of two bytes: neither counts twice.
    let text = told(b"\xef\xbb\xbf---\r\ntitle: T\r\nsummary: \xc3\xbc costs \x80 2\r\n---\r\n");
    assert!(text.contains("line 3, column 18 (byte 36, counted from 0)"), "{text}");
    assert!(text.contains("it looks like Windows-1252"), "{text}");
    let text = told(b"\xff\xfe-\0-\0-\0\n\0");
    assert!(text.contains("line 1, column 1 (byte 0, counted from 0)") && text.contains("UTF-16"), "{text}");
}

#[test]
fn a_bad_name_of_a_file_is_one_problem_whatever_refers_to_it() {
    let lines = "body: cabinet\nmatter: big-plan\ntopics: [Big Plan, none.]\n";
    let (codes, text) = told(&[
        BODY,
        ("content/reports/a.md", &(report(lines) + "Text.\n")),
        ("content/matters/Big plan.md", "---\ntitle: Plan\nstate: open\n---\nSee [it](matter/big-plan).\n"),
        ("content/topics/Big Plan.md", "---\ntitle: Plan\n---\n"),
        ("content/topics/none..md", "---\ntitle: None\n---\n"),
    ]);
    assert_eq!(codes, [Code::BadName, Code::BadName, Code::BadName], "{text}");
}

#[test]
fn a_value_that_a_comment_swallows_is_one_problem() {
    let report = |title: &str, lines: &str| format!("---\ntitle: {title}\ndate: 2026-02-03\n{lines}---\n");
    let (codes, text) = told(&[BODY, ("content/reports/a.md", &report("#2 of the plan", "body: cabinet\n"))]);
    assert_eq!(codes, [Code::MissingField], "{text}");
    assert!(text.contains("a.md:2:8:") && text.contains("put the whole value in quotes"), "{text}");
    let (codes, text) = told(&[("content/reports/a.md", &report("T", "body: #2\n"))]);
    assert_eq!(codes, [Code::MissingField], "{text}");
    assert!(text.contains("a.md:4:7:"), "{text}");
    let (codes, text) =
        told(&[("content/pages/a.md", "---\ntitle: T\naliases:\n  - #2\n  - /b/\n  - #3 c\n---\n")]);
    assert_eq!(codes, [Code::MissingField, Code::MissingField], "{text}");
    assert!(text.contains("a.md:4:5:") && text.contains("a.md:6:5:"), "{text}");
    // Of a field that may be left out, the rest of the record is published.
    let (codes, text) = told(&[("content/pages/a.md", "---\ntitle: T\nsummary: #2\n---\n")]);
    assert_eq!(codes, [Code::LostComment], "{text}");
}

#[test]
fn a_folder_called_as_people_call_the_kind_is_met_with_the_right_one() {
    for (path, help) in [
        ("content/decisions/a.md", "did you mean `content/resolutions/`?"),
        ("content/Decision/a.md", "did you mean `content/resolutions/`?"),
        ("content/decsions/a.md", "did you mean `content/resolutions/`?"),
        ("content/report/a.md", "did you mean `content/reports/`?"),
        ("data/timelines.csv", "did you mean `data/matters.csv`?"),
        ("data/timelines/a.json", "did you mean `data/matters/`?"),
        ("content/zebras/a.md", "the folders are: "),
    ] {
        let (codes, text) = told(&[(path, "---\ntitle: T\n---\n")]);
        assert_eq!(codes, [Code::UnknownFolder], "{text}");
        assert!(text.contains(help), "{path}: {text}");
    }
}

#[test]
fn of_a_row_with_too_few_cells_only_what_is_known_is_said() {
    let (codes, text) = told(&[("data/wards.csv", "name,title,summary\nhill,Houses above the church.\n")]);
    assert_eq!(codes, [Code::BadCsv], "{text}");
    assert!(text.contains("this row has 2 cells, but there are 3 columns"), "{text}");
    assert!(!text.contains("`summary`") && text.contains("compare it with the first line"), "{text}");
}

#[test]
fn a_removal_hides_at_once_whatever_its_day() {
    let made = crate::edition::make(&crate::edition::world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        (
            "content/reports/a.md",
            "---\ntitle: Zebra report\ndate: 2026-03-01\nbody: council\nredacted: { date: 2099-01-01, reason: A slip }\n---\nZebra words.\n",
        ),
    ]));
    for (address, bytes) in &made.outputs {
        assert!(!String::from_utf8_lossy(bytes).contains("Zebra"), "{address}");
    }
    assert!(made.text("/reports/a/").contains("A slip"));
}

#[test]
fn a_value_that_breaks_a_rule_is_met_with_an_example_or_the_bounds() {
    let (codes, text) = told(&[("data/wards.csv", "name,title,code\nhill,Hill,E5015239\n")]);
    assert_eq!(codes, [Code::SchemaRule], "{text}");
    assert!(text.contains("`code` is not written as it should be; write it like `E05015239`"), "{text}");
    let lines = "body: cabinet\nexempt:\n  kind: exempt\n  paragraph: 9\n  until: 2026-02-04\n";
    let (_, text) = told(&[BODY, ("content/reports/a.md", &report(lines))]);
    assert!(text.contains("write a whole number from 1 to 7"), "{text}");
    let votes = "---\ntitle: T\ndate: 2026-02-03\nbasis: none-held\ndecision_maker: { type: council }\nvotes:\n  - id: \"1\"\n    for: 3\n    against: -1\n---\n";
    let (_, text) = told(&[("content/resolutions/a.md", votes)]);
    assert!(text.contains("write a whole number from 0 up"), "{text}");
}

#[test]
fn a_table_without_the_column_for_what_claims_rest_on_is_told_once() {
    let table = |head: &str, rows: [&str; 2]| format!("name,title,type,{head}\n{}\n{}\n", rows[0], rows[1]);
    let of = |text: &str| told(&[("data/bodies.csv", text)]);
    let (codes, text) = of(&table("formed,dissolved", ["a,A,committee,2019,", "b,B,committee,2019,2020"]));
    assert_eq!(codes, [Code::NoBasis], "{text}");
    assert!(text.contains("bodies.csv:1:17:") && text.contains("add a column `basis`"), "{text}");
    // With the column, each row that does not fill it in is told; a column without a claim in it needs none.
    let (codes, text) = of(&table("formed,basis", ["a,A,committee,2019,", "b,B,committee,2019,"]));
    assert_eq!(codes, [Code::NoBasis, Code::NoBasis], "{text}");
    assert!(text.contains("write one of these in the column `basis`"), "{text}");
    assert_eq!(of(&table("formed", ["a,A,committee,", "b,B,committee,"])).0, []);
}

#[test]
fn rows_with_a_wrong_part_of_their_key_are_not_said_to_be_one_record() {
    let (codes, text) = told(&[
        ("data/areas.csv", "name,title\nnorth,North\n"),
        ("data/indicators.json", r#"[{"name":"visits","title":"Visits","measure":"count"}]"#),
        (
            "data/observations.csv",
            "indicator,area,period,value,value_status\nvisits,area/north,Q1 2025,70,ok\nvisits,area/north,Q2 2025,70,ok\n",
        ),
    ]);
    assert_eq!(codes, [Code::BadDate, Code::BadDate], "{text}");
}

#[test]
fn a_time_or_a_period_in_another_form_is_met_with_what_to_type() {
    let meeting = |time: &str| {
        format!("---\ntitle: T\nbody: cabinet\ndate: 2026-02-03\nstate: held\nstarts: {time}\n---\n")
    };
    for (typed, help) in [
        ("7pm", "write 19:00"),
        ("19.00", "write 19:00"),
        ("7.30", "write 07:30 for the morning or 19:30 for the evening"),
        ("after dinner", "with a colon"),
    ] {
        let (codes, text) = told(&[BODY, ("content/meetings/a.md", &meeting(typed))]);
        assert_eq!(codes, [Code::BadDate], "{text}");
        assert!(text.contains("is not a time") && text.contains(help) && !text.contains("18:00"), "{text}");
    }
    let homes =
        |period: &str| format!("---\ntitle: T\nbody: cabinet\ndate: 2026-02-03\nperiod: {period}\n---\n");
    for (typed, code, help) in [
        ("2025-26", Code::BadDate, "write 2025/26 for the financial year"),
        ("2025–26", Code::BadDate, "write 2025/26 for the financial year"),
        ("Q3 2025", Code::BadDate, "write 2025-Q3"),
        ("1 April 2025 – 31 March 2026", Code::BadDate, "write 2025-04-01 to 2026-03-31"),
        ("2011-12", Code::FinancialYear, "write 2011/12 if the financial year is meant"),
    ] {
        let (codes, text) = told(&[BODY, ("content/needs-assessments/a.md", &homes(typed))]);
        assert_eq!(codes, [code], "{text}");
        assert!(text.contains(help), "{text}");
    }
    assert_eq!(told(&[BODY, ("content/needs-assessments/a.md", &homes("2011-11"))]).0, []);
}

#[test]
fn slips_in_lists_brackets_and_words_are_told_by_their_cause() {
    let hyphen = "put all hyphens of one list in the same column";
    for (lines, code, help) in [
        ("topics:\n- parks\n - hill\n", Code::BadYaml, hyphen),
        ("topics:\n  - parks\n  - hill\n    - moor\n", Code::BadYaml, hyphen),
        ("summary: [see report]\n", Code::WrongType, "put it in quotes when it begins with a square bracket"),
        ("wards: All\n", Code::WrongType, "write `all`"),
        ("background_papers: NONE\n", Code::WrongType, "write `none`"),
    ] {
        let (codes, text) =
            told(&[BODY, ("content/reports/a.md", &report(&format!("body: cabinet\n{lines}")))]);
        assert_eq!(codes, [code], "{text}");
        assert!(text.contains(help), "{text}");
    }
    let (codes, text) = told(&[("data/topics.json", r#"{ "name": "parks", "title": "Parks" }"#)]);
    assert_eq!(codes, [Code::WrongType], "{text}");
    assert!(text.contains("put [ before it and ] after it"), "{text}");
    assert_eq!(told(&[("data/topics/parks.json", r#"{ "title": "Parks" }"#)]).0, []);
    let settings = format!("{}\nsearch = no\n", crate::edition::SETTINGS);
    let (codes, text) = told_of(&world(&[]).with("crier.toml", settings));
    assert_eq!(codes, [Code::BadToml], "{text}");
    assert!(text.contains("write `search = false`"), "{text}");
}

#[test]
fn an_address_in_place_of_a_record_is_met_with_the_record() {
    let page = |target: &str| format!("---\ntitle: T\n---\nSee [the report on parks]({target}).\n");
    let files = |page: &str| {
        told(&[BODY, ("content/reports/parks.md", &report("body: cabinet\n")), ("content/pages/a.md", page)])
    };
    for target in [
        "/reports/parks/",
        "/reports/parks",
        "http://localhost:8000/reports/parks/",
        "http://127.0.0.1:8000/reports/parks/?x=1",
    ] {
        let (codes, text) = files(&page(target));
        assert_eq!(codes, [Code::BrokenLink], "{text}");
        assert!(text.contains("write report/parks"), "{text}");
    }
    let (codes, text) = files(&page("http://localhost:8000/reports/none/"));
    assert_eq!(codes, [Code::BrokenLink], "{text}");
    assert!(text.contains("your own computer") && text.contains("write its kind and name"), "{text}");
    assert_eq!(files(&page("https://localhost.example.org/reports/parks/")).0, []);
    // What is not public is not told of.
    let draft = ("content/reports/parks.md", &*report("body: cabinet\nstatus: draft\n"));
    let (_, text) = told(&[BODY, draft, ("content/pages/a.md", &page("/reports/parks/"))]);
    assert!(!text.contains("write report/parks"), "{text}");
}

#[test]
fn pasted_lists_tables_and_marks_of_notes_are_told_once() {
    let page = |text: &str| told(&[("content/pages/a.md", &format!("---\ntitle: T\n---\n{text}\n"))]);
    for (text, code, help) in [
        (
            "Open:\n\n• First\n• Second",
            Code::RunOnLines,
            "begin each line of the list with a hyphen: - First",
        ),
        ("Open:\n·\tFirst\n·\tSecond", Code::RunOnLines, "- First"),
        ("• First\n\n• Second\n\n• Third", Code::RunOnLines, "- First"),
        ("| A | B |\n| 1 | 2 |\n| 3 | 4 |", Code::RunOnLines, "write the line |---|---| under the first row"),
        ("| A | B |\n\n| 1 | 2 |", Code::RunOnLines, "|---|---|"),
        ("A[^9] b.", Code::MissingNote, "as in [^9]: Words of the note"),
    ] {
        let (codes, said) = page(text);
        assert_eq!(codes, [code], "{text}: {said}");
        assert!(said.contains(help), "{said}");
    }
    for text in [
        "- • First\n- Second",
        "2 • 3 are 6.",
        "| A | B |\n|---|---|\n| 1 | 2 |",
        "A | b",
        "A[^9] b.\n\n[^9]: N.",
        "A \\[^9] b.",
        "`[^9]`",
    ] {
        assert_eq!(page(text).0, [], "{text}");
    }
    let reasons = "body: cabinet\nreasons: |\n  • First\n  • Second [^1]\n";
    let (codes, said) = told(&[BODY, ("content/reports/a.md", &report(reasons))]);
    assert_eq!(codes, [Code::RunOnLines, Code::MissingNote], "{said}");
}

#[test]
fn a_document_that_takes_long_to_fetch_is_told_once_and_may_be_allowed() {
    let attached = |availability: &str| {
        report(&format!("body: cabinet\nattachments:\n  - file: plan.pdf\n    title: P\n{availability}"))
            + "Text.\n"
    };
    let codes = |size: usize, text: &str, settings: &str| {
        let settings = format!("{}{settings}", crate::edition::SETTINGS);
        let files = [BODY, ("content/reports/a.md", text), ("crier.toml", &settings)];
        told_of(&world(&files).with("content/reports/plan.pdf", vec![b'x'; size])).0
    };
    let open = attached("");
    assert_eq!(codes(20_000_001, &open, ""), [Code::HeavyFile]);
    assert_eq!(codes(20_000_000, &open, ""), []);
    assert_eq!(codes(20_000_001, &attached("    availability: on-request\n"), ""), []);
    assert_eq!(codes(20_000_001, &open, "[checks]\nheavy-file = \"off\"\n"), []);
    let two = world(&[
        BODY,
        ("content/reports/a.md", &open),
        ("content/reports/b.md", &open.replace("T\n", "U\n")),
    ]);
    let (told, text) = told_of(&two.with("content/reports/plan.pdf", vec![b'x'; 30_000_000]));
    assert_eq!(told, [Code::HeavyFile], "{text}");
}

#[test]
fn records_that_differ_in_anything_are_no_copies() {
    let first = ("content/reports/a.md", &*report("body: cabinet\n"));
    for (lines, expected) in [
        ("body: cabinet\n", &[Code::CopiedRecord][..]),
        ("body: cabinet\nsummary: Another.\n", &[]),
        ("body: cabinet\nstatus: draft\n", &[]),
    ] {
        let (codes, text) = told(&[BODY, first, ("content/reports/b.md", &report(lines))]);
        assert_eq!(codes, expected, "{lines}: {text}");
    }
    // People may have one name, and drafts are still being written.
    assert_eq!(told(&[("data/people.csv", "name,title\nann,Ann\nann-2,Ann\n")]).0, []);
    let draft = report("body: cabinet\nstatus: draft\n");
    assert_eq!(told(&[BODY, ("content/reports/a.md", &draft), ("content/reports/b.md", &draft)]).0, []);
}

#[test]
fn an_exemption_of_the_whole_record_is_asked_about_only_where_it_may_be_an_items() {
    let meeting = |above: &str, item: &str, below: &str| {
        let text = format!(
            "---\ntitle: T\nbody: cabinet\ndate: 2026-02-03\nstate: held\n{above}items:\n  - id: \"1\"\n    title: One\n{item}{below}---\n"
        );
        told(&[BODY, ("content/meetings/a.md", &text)])
    };
    let exempt = "exempt:\n  kind: exempt\n  paragraph: 1\n";
    let (codes, text) = meeting("", "", exempt);
    assert_eq!(codes, [Code::HidesAll], "{text}");
    assert!(text.contains("a.md:9:1:"), "{text}");
    assert_eq!(meeting(exempt, "", "").0, []);
    let own = "    exempt:\n      kind: exempt\n";
    assert_eq!(meeting("", own, "").0, []);
    assert_eq!(meeting("", own, exempt).0, [], "an item has its own");
    // A list whose items have none of their own.
    let text = report("body: cabinet\ncontacts:\n  - name: A\nexempt:\n  kind: exempt\n");
    assert_eq!(told(&[BODY, ("content/reports/a.md", &text)]).0, []);
}

#[test]
fn what_lies_beside_the_folders_is_told_of_only_where_it_is_a_record() {
    for (path, text, help) in [
        ("reports/a.md", "---\ntitle: A\n---\n", "into content/: content/reports/"),
        ("Reports/a.md", "---\ntitle: A\n---\n", "into content/: content/reports/"),
        ("people/a.csv", "name,title\n", "into data/: data/people/"),
        ("contnet/reports/a.md", "---\ntitle: A\n---\n", "call the folder `content`"),
        ("Data/people.csv", "name,title\n", "call the folder `data`"),
        ("people.json", "[]", "move it to data/people.json"),
        ("a.md", "---\ntitle: A\n---\n", "into the folder of its kind"),
    ] {
        let (codes, said) = told(&[(path, text)]);
        assert_eq!(codes, [Code::UnreadFile], "{path}: {said}");
        assert!(said.contains(help), "{path}: {said}");
    }
    for (path, text) in [
        ("README.md", "# Records\n"),
        ("reports/README.md", "# Reports\n"),
        ("docs/a.md", "---\ntitle: A\n---\n"),
        ("package.json", "{}"),
        ("public/reports/a.json", "{}"),
        ("contents/a.txt", ""),
        (".github/a.md", "---\n---\n"),
    ] {
        assert_eq!(told(&[(path, text)]).0, [], "{path}");
    }
}

#[test]
fn a_file_of_a_hidden_record_is_not_named_in_a_suggestion() {
    let lines = "body: cabinet\nstatus: draft\nattachments:\n  - file: sale-of-depot.pdf\n    title: P\n";
    let (codes, text) = told(&[
        BODY,
        ("content/reports/a.md", &(report(lines) + "Text.\n")),
        ("content/reports/Sale of Depot.PDF", ""),
    ]);
    assert_eq!(codes, [Code::MissingFile], "{text}");
    assert!(text.contains("nearly this name") && !text.to_lowercase().contains("depot"), "{text}");
}
