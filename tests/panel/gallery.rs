//! The pictures under `assets/screenshots` show the panel as it is now.

#[path = "../../examples/gallery/kept.rs"]
mod kept;
#[path = "../../examples/gallery/scenes.rs"]
mod scenes;
#[path = "../../examples/gallery/svg.rs"]
pub mod svg;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::common::{desks, governance, panel, story};

const REDRAW: &str = "`cargo run --example gallery -- --kept`";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the pictures in the repository, by name.
fn kept() -> BTreeMap<String, String> {
    let entries = fs::read_dir(root().join(kept::FOLDER)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let file = |path: &Path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    paths.map(|path| file(&path)).collect()
}

#[test]
fn the_pictures_are_of_the_panel_as_it_is() {
    let kept = kept();
    let drawn = scenes::pictures(|name| kept.contains_key(name));
    assert_eq!(drawn.len(), kept.len(), "some are not of the gallery: {REDRAW}");
    for (name, picture) in drawn {
        assert!(kept[&name] == picture, "{name} is out of date: {REDRAW}");
    }
}

#[test]
fn the_pictures_are_those_that_the_readme_and_the_docs_show() {
    let kept: BTreeSet<String> = kept().into_keys().collect();
    assert_eq!(kept, kept::shown(root()), "{REDRAW}");
}
