//! Names and addresses of licences, by SPDX id.

/// Licences in common use: id, what people call it, where its text is.
pub(super) const KNOWN: [(&str, &str, &str); 18] = [
    (
        "OGL-UK-3.0",
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    (
        "OGL-UK-2.0",
        "Open Government Licence v2.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/2/",
    ),
    (
        "OGL-UK-1.0",
        "Open Government Licence v1.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/1/",
    ),
    (
        "CC-BY-4.0",
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    (
        "CC-BY-SA-4.0",
        "Creative Commons Attribution-ShareAlike 4.0 International",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    (
        "CC-BY-ND-4.0",
        "Creative Commons Attribution-NoDerivatives 4.0 International",
        "https://creativecommons.org/licenses/by-nd/4.0/",
    ),
    (
        "CC-BY-NC-4.0",
        "Creative Commons Attribution-NonCommercial 4.0 International",
        "https://creativecommons.org/licenses/by-nc/4.0/",
    ),
    (
        "CC-BY-NC-SA-4.0",
        "Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    ),
    ("CC0-1.0", "Creative Commons Zero v1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ("ODbL-1.0", "Open Database License v1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    (
        "ODC-By-1.0",
        "Open Data Commons Attribution License v1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    (
        "PDDL-1.0",
        "Open Data Commons Public Domain Dedication and License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
    (
        "CC-BY-NC-ND-4.0",
        "Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International",
        "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    ),
    (
        "CC-BY-3.0",
        "Creative Commons Attribution 3.0 Unported",
        "https://creativecommons.org/licenses/by/3.0/",
    ),
    (
        "CC-BY-SA-3.0",
        "Creative Commons Attribution-ShareAlike 3.0 Unported",
        "https://creativecommons.org/licenses/by-sa/3.0/",
    ),
    (
        "CC-PDDC",
        "Creative Commons Public Domain Dedication and Certification",
        "https://creativecommons.org/licenses/publicdomain/",
    ),
    ("MIT", "MIT Licence", "https://spdx.org/licenses/MIT.html"),
    ("Apache-2.0", "Apache Licence 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
];

/// What the id of a licence that is not on the SPDX list begins with (SPDX specification, annex "SPDX license expressions").
pub(super) const OWN: &str = "LicenseRef-";

/// What people call a licence, and where its text is. A licence of the owner's own is called by its id, and crier knows no address for it.
pub fn licence_name(spdx: &str) -> (String, Option<String>) {
    match KNOWN.iter().find(|(id, ..)| *id == spdx) {
        Some((_, label, url)) => ((*label).to_owned(), Some((*url).to_owned())),
        None => (spdx.strip_prefix(OWN).unwrap_or(spdx).replace('-', " "), None),
    }
}
