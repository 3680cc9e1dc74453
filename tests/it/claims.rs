//! Claims keep to what they rest on (records.md §1): a proposal is never printed as a decision.

use crate::edition::{Made, make, world};

const WORDS: [&str; 4] = ["agreed", "adopted", "formed", "monitored by"];

/// A decision, a protocol and a body whose claims have this basis line.
fn site(basis: &str) -> Made {
    let resolution = format!(
        "---\ntitle: The depot\ndate: 2026-04-01\ntopics: [roads]\nmatter: depot\ndecision_maker: {{ type: council, body: council }}\noutcome: agreed\n{basis}items:\n  - id: \"1\"\n    text: To move the depot.\n    outcome: agreed\n---\n"
    );
    let monitoring = basis.replace("basis", "monitoring_basis");
    let protocol = format!(
        "---\ntitle: The protocol\ndate: 2026-05-01\ntopics: [roads]\nmatter: depot\nadopted_by: the-depot\n{basis}monitored_by: council\n{monitoring}in_force_from: 2026-06-01\n---\n"
    );
    let body = format!(
        "---\ntitle: The group\ntype: advisory-group\nformed: 2026-04-01\ncreated_by: the-depot\n{basis}---\n"
    );
    make(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("data/topics.csv", "name,title\nroads,Roads\n"),
        ("content/matters/depot.md", "---\ntitle: Depot\n---\n"),
        ("content/resolutions/the-depot.md", &resolution),
        ("content/protocols/the-protocol.md", &protocol),
        ("content/bodies/the-group.md", &body),
    ]))
}

/// The words for a claim, without the labels of what a page does not know.
fn claimed(made: &Made, word: &str) -> Vec<String> {
    let pages = made.outputs.keys().filter(|address| address.ends_with('/'));
    // "What Council was asked to agree" and "Proposed to be monitored by" say that nothing was.
    let said =
        |address: &String| made.words(address).replace("proposed to be monitored by", "").contains(word);
    pages.filter(|a| said(a)).cloned().collect()
}

#[test]
fn a_proposal_is_said_to_be_one() {
    let made = site("basis: proposal\n");
    for word in WORDS {
        assert_eq!(claimed(&made, word), Vec::<String>::new(), "`{word}` is claimed on a proposal");
    }
    for address in ["/resolutions/the-depot/", "/resolutions/", "/", "/topics/roads/", "/matters/depot/"] {
        assert!(made.words(address).contains("proposed"), "{address} does not say so");
    }
    assert!(made.outputs.contains_key("/resolutions/by/outcome/proposed/"));
    assert!(!made.outputs.contains_key("/resolutions/by/outcome/agreed/"));
}

#[test]
fn a_claim_without_a_basis_has_no_record_here() {
    let made = site("");
    for word in WORDS {
        assert_eq!(claimed(&made, word), Vec::<String>::new(), "`{word}` is claimed on nothing");
    }
    for address in ["/resolutions/the-depot/", "/resolutions/", "/matters/depot/"] {
        assert!(made.words(address).contains("no record held here"), "{address} does not say so");
    }
    assert!(!made.outputs.contains_key("/resolutions/by/outcome/agreed/"));
}

#[test]
fn a_minute_is_believed() {
    let made = site("basis: minute\n");
    for address in ["/resolutions/the-depot/", "/resolutions/", "/", "/matters/depot/"] {
        assert!(made.words(address).contains("agreed"), "{address} does not say so");
    }
    assert!(made.outputs.contains_key("/resolutions/by/outcome/agreed/"));
}
