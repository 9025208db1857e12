//! The pictures under `assets/screenshots` are of the panel as it is.

#[path = "../../examples/gallery/scenes.rs"]
mod scenes;
#[path = "../../examples/gallery/svg.rs"]
mod svg;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::common::{panel, story};

#[test]
fn the_pictures_are_of_the_panel_as_it_is_and_there_are_no_others() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screenshots");
    let mut names = BTreeSet::new();
    for (name, picture) in scenes::pictures() {
        let kept = std::fs::read_to_string(folder.join(&name)).unwrap_or_default();
        assert!(kept == picture, "{name} is out of date: `cargo run --example gallery`");
        names.insert(name);
    }
    let list =
        |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let themes: Vec<_> = list(&folder).collect();
    let there = themes.iter().flat_map(|theme| list(theme));
    let name = |path: PathBuf| path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
    assert_eq!(there.map(name).collect::<BTreeSet<_>>(), names);
}
