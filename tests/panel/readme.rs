//! The README agrees with the program.

#[test]
fn the_readme_shows_the_keys_of_the_table_of_bindings() {
    let readme = include_str!("../../README.md");
    let (_, from) = readme.split_once("<!-- keys: from the table of bindings -->\n").unwrap();
    let (shown, _) = from.split_once("<!-- end of keys -->").unwrap();
    assert_eq!(shown.trim(), onwatch::tui::keys_markdown().unwrap().trim());
}
