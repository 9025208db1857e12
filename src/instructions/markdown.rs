//! What to do next as a page of Markdown.

use super::advice::Advice;
use crate::markdown::plain;

/// Returns what to do next as a page of Markdown: headings and lists.
#[must_use]
pub fn page(advice: &Advice) -> String {
    let mut page = vec!["# What to do next".to_owned()];
    if let Some(reminder) = advice.reminder() {
        page.extend([String::new(), plain(&reminder)]);
    }
    let mut section = |heading: &str, items: Vec<String>| {
        if !items.is_empty() {
            page.extend([String::new(), format!("## {heading}"), String::new()]);
            page.extend(items.into_iter().map(|item| format!("- {item}")));
        }
    };
    section("Next actions", advice.actions().map(plain).collect());
    section("Suggested commands", advice.commands().map(code).collect());
    page.push(String::new());
    page.join("\n")
}

/// Returns a command as code. It is one line, and may have any other character.
fn code(command: &str) -> String {
    let longest = command.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let blank = if command.starts_with('`') || command.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{command}{blank}{fence}")
}
