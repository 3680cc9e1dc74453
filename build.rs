//! Embeds the default kinds, the default theme and the diagnostics' pages, so that one binary is all a council needs.

use std::fmt::Write;
use std::path::{Path, PathBuf};

const FOLDERS: [&str; 3] = ["data/kinds", "themes", "tests/diagnostics"];

fn main() {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut files = Vec::new();
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed={folder}");
        collect(&root, &root.join(folder), &mut files);
    }
    files.sort();
    let mut code = String::from(
        "/// Every embedded file: path and bytes, sorted by path.\npub static FILES: &[(&str, &[u8])] = &[\n",
    );
    for file in files {
        let _ = writeln!(code, "    ({file:?}, include_bytes!({:?})),", root.join(&file));
    }
    code.push_str("];\n");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    std::fs::write(out.join("embedded.rs"), code).expect("the build folder can be written");
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(inside) = path.strip_prefix(root) {
            files.push(inside.to_string_lossy().replace('\\', "/"));
        }
    }
}
