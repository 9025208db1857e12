//! The pictures that are kept in git: those that the README and the pages of `docs` show.

use std::collections::BTreeSet;
use std::path::Path;

/// Where they are, in the repository.
pub const FOLDER: &str = "assets/screenshots";

/// Returns the names of the pictures that the README and the docs show.
pub fn shown(root: &Path) -> BTreeSet<String> {
    let docs = std::fs::read_dir(root.join("docs")).into_iter().flatten();
    let pages = docs.map(|entry| entry.unwrap().path()).chain([root.join("README.md")]);
    let mut names = BTreeSet::new();
    for page in pages.filter(|page| page.extension().is_some_and(|end| end == "md")) {
        let text = std::fs::read_to_string(page).unwrap();
        for after in text.split(&format!("{FOLDER}/")).skip(1) {
            let (name, _) = after.split_once(".svg").unwrap_or_default();
            if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !name.is_empty() {
                names.insert(format!("{name}.svg"));
            }
        }
    }
    names
}
