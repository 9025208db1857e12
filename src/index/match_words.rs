//! Words in the language of the full text search.

use crate::core::TextField;

/// The columns in which words are looked for, if no field is named.
const ANYWHERE: &str = "{names notes operator agent workflow contexts type state}";

/// Returns what finds some words that follow one another in a part of a session. If `is_open`, the
/// last one may be only a beginning.
pub fn field_words(field: Option<TextField>, text: &str, is_open: bool) -> String {
    let columns = match field {
        None => ANYWHERE,
        Some(TextField::Names) => "names",
        Some(TextField::Notes) => "notes",
        Some(TextField::Operator) => "operator",
        Some(TextField::Agent) => "agent",
        Some(TextField::Workflow) => "workflow",
        Some(TextField::Contexts) => "contexts",
        Some(TextField::Type) => "type",
    };
    format!("{columns} : {}", phrase(text, is_open))
}

/// Returns words that follow one another, in quotes: nothing in them is an operator. `SQLite` reads
/// no further than a zero character, which separates words like any other sign.
pub fn phrase(text: &str, is_open: bool) -> String {
    let quoted = text.replace('"', "\"\"").replace('\0', " ");
    format!("\"{quoted}\"{}", if is_open { " *" } else { "" })
}

/// Returns what finds all of some conditions.
pub fn match_all(conditions: &[String]) -> String {
    let all: Vec<String> = conditions.iter().map(|one| format!("({one})")).collect();
    all.join(" AND ")
}
