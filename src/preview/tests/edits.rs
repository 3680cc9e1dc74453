//! A site that is edited at random.

use crate::world::disk::DiskWorld;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Kinds of changes; each is made at least once.
pub(super) const EDITS: [&str; 22] = [
    "body",
    "title",
    "title alone",
    "attachment",
    "alias",
    "add",
    "rename",
    "delete",
    "draft",
    "publish",
    "branch",
    "mistake",
    "reference a draft",
    "facet",
    "part",
    "row",
    "kind",
    "template",
    "style",
    "mend",
    "settings",
    "day",
];

/// A report that nobody edits but by mistake.
pub(super) const FIXED: &str = "fixed";

/// Mistakes: a file, and what is written there until it is mended.
const MISTAKES: [(&str, &str); 10] = [
    ("content/reports/fixed.md", "---\ntitel: Fixed\n---\n"),
    ("data/bodies.csv", ""),
    ("data/kinds/topic.json", "{"),
    ("themes/civic/templates/404.html", "{% block main %}"),
    ("crier.toml", "title = "),
    (
        "themes/civic/templates/404.html",
        "{% extends \"layout.html\" %}{% block main %}{{ page.no.such }}{% endblock %}",
    ),
    ("content/reports/never-right.md", "---\ntitel: New\n---\n"),
    ("content/reports/fixed.md", "---\ntitle: \"Fixed\n---\n"),
    ("data/bodies.csv", "name,title,type\ncouncil,Council,councel\nplanning,Planning,committee\n"),
    // All that name the other body now name nothing.
    ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
];

/// A site that is edited at random; what is wrong in it is in [`Desk::broken`].
pub(super) struct Desk {
    pub(super) root: PathBuf,
    random: u64,
    /// Names of reports that are there.
    reports: Vec<String>,
    drafts: BTreeSet<String>,
    made: usize,
    day: Date,
    /// Paths of what was written since the caller looked.
    pub(super) changed: BTreeSet<String>,
    /// The file in which there is a mistake, and what was in it before; none where there was no file.
    pub(super) broken: Option<(&'static str, Option<String>)>,
    /// How many mistakes were made.
    pub(super) mistakes: usize,
}

impl Desk {
    pub(super) fn open(root: &Path, records: usize) -> Desk {
        let mut desk = Desk {
            root: root.to_owned(),
            random: 0x5eed_2026,
            reports: Vec::new(),
            drafts: BTreeSet::new(),
            made: 0,
            day: date(2026, 1, 1),
            changed: BTreeSet::new(),
            broken: None,
            mistakes: 0,
        };
        desk.settings("The town");
        desk.write(
            "data/bodies.csv",
            "name,title,type\ncouncil,Council,council\nplanning,Planning,committee\n",
        );
        desk.write("data/topics.csv", "name,title\nroads,Roads\nparks,Parks\nbins,Bins\n");
        desk.write("data/wards.csv", "name,title\noak,Oak\n");
        desk.write("content/pages/about.md", "---\ntitle: About\n---\n\nWords.\n");
        (0..records).for_each(|_| desk.add());
        // Of the body that no mistake takes away.
        let text = "---\ntitle: Fixed\ndate: 2025-06-03\nbody: council\n---\n\n## 1. Words\n\n1.1 Words.\n";
        desk.write(&Desk::path(FIXED), text);
        desk
    }

    pub(super) fn next(&mut self, below: usize) -> usize {
        // Xorshift: the same edits in every run.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random >> 33).expect("31 bits") % below
    }

    pub(super) fn write(&mut self, path: &str, text: &str) {
        let file = self.root.join(path);
        let folder = file.parent().expect("below the root");
        if !folder.exists() {
            fs::create_dir_all(folder).expect("a folder");
        }
        fs::write(file, text).expect("a file");
        self.changed.insert(path.to_owned());
    }

    pub(super) fn remove(&mut self, path: &str) {
        fs::remove_file(self.root.join(path)).expect("it is there");
        self.changed.insert(path.to_owned());
    }

    /// A site whose title ends with an odd number has no search.
    fn settings(&mut self, title: &str) {
        let search = !title.ends_with(['1', '3', '5', '7', '9']);
        let text = format!(
            "title = \"{title}\"\ncouncil = \"C\"\npublisher = \"C\"\nbase_url = \"https://t.example/\"\nlicence = \"OGL-UK-3.0\"\ncontact = \"a@t.example\"\npage_size = 10\nsearch = {search}\n"
        );
        self.write("crier.toml", &text);
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.root.join(Desk::path(name))).expect("a report")
    }

    pub(super) fn path(name: &str) -> String {
        format!("content/reports/{name}.md")
    }

    /// A report that names another, where one is given.
    fn report(&mut self, name: &str, title: &str, other: Option<&str>) {
        let topics = ["roads", "parks", "bins"];
        let (topic, body) = (topics[self.next(3)], ["council", "planning"][self.next(2)]);
        let (month, part) = (1 + self.next(12), self.next(3));
        let wards = ["", "wards: all\n", "wards: none\n"][self.next(3)];
        let link = other.map_or(String::new(), |other| format!(" See [another](report/{other})."));
        let text = format!(
            "---\ntitle: {title}\ndate: 2025-{month:02}-03\nbody: {body}\ntopics: [{topic}]\n{wards}recommendations:\n  items:\n    - id: \"{part}\"\n      text: To do it.\n---\n\n## 1. Words\n\n1.1 Words {}.{link}\n",
            self.random
        );
        self.write(&Desk::path(name), &text);
    }

    fn add(&mut self) {
        self.made += 1;
        let name = format!("report-{}", self.made);
        let other = self.reports.first().cloned();
        self.report(&name, &format!("Report {}", self.made), other.as_deref());
        self.reports.push(name);
    }

    /// A report that no other names: the first is named by all.
    fn any(&mut self) -> String {
        let at = 1 + self.next(self.reports.len() - 1);
        self.reports[at].clone()
    }

    fn flip(&mut self, name: &str, draft: bool) {
        let path = Desk::path(name);
        let text = fs::read_to_string(self.root.join(&path)).expect("a report");
        let text = match draft {
            true => text.replacen("---\n", "---\nstatus: draft\n", 1),
            false => text.replacen("status: draft\n", "", 1),
        };
        self.write(&path, &text);
        if draft {
            self.drafts.insert(name.to_owned())
        } else {
            self.drafts.remove(name)
        };
    }

    /// Makes a change; false where there is nothing to change in this way.
    pub(super) fn edit(&mut self, sort: &str) -> bool {
        // One mistake at a time; what would write over it waits.
        if self
            .broken
            .as_ref()
            .is_some_and(|(path, _)| sort == "mistake" || sort == "settings" && *path == "crier.toml")
        {
            return false;
        }
        let other = self.reports[0].clone();
        match sort {
            "body" => {
                let name = self.any();
                let text = self.text(&name);
                self.write(&Desk::path(&name), &format!("{text}\nMore words.\n"));
            }
            "title" => {
                let (name, n) = (self.any(), self.next(1000));
                self.report(&name, &format!("Changed {n}"), Some(&other));
                self.drafts.remove(&name);
            }
            "title alone" => {
                let (name, n) = (self.any(), self.next(1000));
                let text = self.text(&name);
                let (before, rest) = text.split_once("title: ").expect("a title");
                let (_, rest) = rest.split_once('\n').expect("more lines");
                self.write(&Desk::path(&name), &format!("{before}title: Other {n}\n{rest}"));
            }
            "attachment" => {
                let (name, n) = (self.any(), self.next(1000));
                let text = self.text(&name);
                self.write(&format!("content/reports/{name}.pdf"), &"x".repeat(n));
                let lines = format!(
                    "---\nattachments:\n  - title: Plan\n    file: {name}.pdf\n    availability: published\n"
                );
                if !text.contains("attachments:") {
                    self.write(&Desk::path(&name), &text.replacen("---\n", &lines, 1));
                }
            }
            "alias" => {
                let (name, n) = (self.any(), self.next(1_000_000));
                let text = self.text(&name);
                if text.contains("aliases:") {
                    return false;
                }
                let lines = format!("---\naliases:\n  - /old/{n}/\n");
                self.write(&Desk::path(&name), &text.replacen("---\n", &lines, 1));
            }
            "add" => self.add(),
            "rename" => {
                let name = self.any();
                let text = self.text(&name);
                self.made += 1;
                let new = format!("renamed-{}", self.made);
                self.remove(&Desk::path(&name));
                self.write(&Desk::path(&new), &text);
                self.reports.retain(|other| *other != name);
                if self.drafts.remove(&name) {
                    self.drafts.insert(new.clone());
                }
                self.reports.push(new);
            }
            "delete" if self.reports.len() > 5 => {
                let name = self.any();
                self.remove(&Desk::path(&name));
                self.drafts.remove(&name);
                self.reports.retain(|other| *other != name);
            }
            "draft" => {
                let name = self.any();
                if self.drafts.contains(&name) {
                    return false;
                }
                self.flip(&name, true);
            }
            "publish" => match self.drafts.first().cloned() {
                Some(name) => self.flip(&name, false),
                None => return false,
            },
            // All others name the first: a draft takes a link out of each of them.
            "reference a draft" => self.flip(&other.clone(), !self.drafts.contains(&other)),
            "facet" | "part" => {
                let name = self.any();
                self.report(&name, "Moved", Some(&other));
                self.drafts.remove(&name);
            }
            "row" => {
                let n = self.next(1000);
                self.write(
                    "data/topics.csv",
                    &format!("name,title\nroads,Roads {n}\nparks,Parks\nbins,Bins\n"),
                );
            }
            "kind" => {
                let label = format!("Paper {}", self.next(1000));
                let kind = String::from_utf8_lossy(
                    crate::embedded::file("data/kinds/report.json").expect("it is built in"),
                )
                .replacen("\"label\": \"Report\"", &format!("\"label\": \"{label}\""), 1);
                self.write("data/kinds/report.json", &kind);
            }
            "template" => {
                let n = self.next(1000);
                let text = format!(
                    "{{% extends \"layout.html\" %}}{{% block main %}}<h1>{{{{ page.title }}}} {n}</h1>{{% endblock %}}"
                );
                self.write("themes/civic/templates/page.html", &text);
            }
            "style" => {
                let n = self.next(1000);
                self.write("themes/civic/assets/civic.css", &format!("body {{ width: {n}px }}"));
            }
            "settings" => {
                let n = self.next(1000);
                self.settings(&format!("The town {n}"));
            }
            "branch" => {
                for n in 0..self.reports.len() / 4 {
                    let name = self.any();
                    if !self.drafts.contains(&name) {
                        self.report(&name, &format!("Of another branch {n}"), Some(&other));
                    }
                }
            }
            "mistake" => {
                let (path, text) = MISTAKES[self.mistakes % MISTAKES.len()];
                self.broken = Some((path, fs::read_to_string(self.root.join(path)).ok()));
                self.mistakes += 1;
                self.write(path, text);
            }
            "mend" => match self.broken.take() {
                Some((path, Some(text))) => self.write(path, &text),
                Some((path, None)) => self.remove(path),
                None => return false,
            },
            "day" => self.day = self.day.checked_add(1.day()).expect("a day"),
            _ => return false,
        }
        true
    }

    pub(super) fn disk(&self) -> DiskWorld {
        DiskWorld::new(&self.root, self.day).expect("the folder")
    }
}
