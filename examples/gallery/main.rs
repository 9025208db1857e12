//! Draws every screen into `assets/screenshots`, from a fixed clock and an invented desk:
//! `cargo run --example gallery`.
#![allow(missing_docs, dead_code, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../tests/common/panel.rs"]
mod panel;
mod scenes;
#[path = "../../tests/common/story.rs"]
mod story;
mod svg;

use std::path::Path;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screenshots");
    for (name, picture) in scenes::pictures() {
        let file = folder.join(&name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, picture).unwrap();
        println!("{name}");
    }
}
