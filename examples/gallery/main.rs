//! Draws the panel as pictures, from a fixed clock and an invented desk.
//!
//! `cargo run --example gallery` draws every screen at every size in every theme into
//! `target/gallery`; with `-- --kept` it draws those that the README and the docs show into
//! `assets/screenshots`.
#![allow(missing_docs, dead_code, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../tests/common/desks.rs"]
mod desks;
#[path = "../../tests/common/evidence.rs"]
mod evidence;
#[path = "../../tests/common/governance.rs"]
mod governance;
mod kept;
#[path = "../../tests/common/pages.rs"]
mod pages;
#[path = "../../tests/common/panel.rs"]
mod panel;
mod scenes;
#[path = "../../tests/common/story.rs"]
mod story;
mod svg;

use std::path::Path;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => write(&root.join("target/gallery"), &scenes::pictures(|_| true)),
        ["--kept"] => {
            let shown = kept::shown(root);
            write(&root.join(kept::FOLDER), &scenes::pictures(|name| shown.contains(name)));
        }
        _ => panic!("the only argument is --kept, not {arguments:?}"),
    }
}

/// Makes these pictures the only files of a folder.
fn write(folder: &Path, pictures: &[(String, String)]) {
    if folder.exists() {
        std::fs::remove_dir_all(folder).unwrap();
    }
    std::fs::create_dir_all(folder).unwrap();
    for (name, picture) in pictures {
        std::fs::write(folder.join(name), picture).unwrap();
    }
    println!("{} pictures in {}", pictures.len(), folder.display());
}
