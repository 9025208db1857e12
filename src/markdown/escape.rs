//! Text of an operator within Markdown: it is shown as typed, and never acts as Markdown.

use crate::safe_text::SafeText;

/// A blank at an edge of a line. Markdown ignores a plain one there, or makes code of four.
const BLANK: &str = "&#32;";

/// Escapes text so that Markdown shows it unchanged, in one line: a line break becomes `↵`.
#[must_use]
pub fn plain(text: &str) -> String {
    let safe = SafeText::new(text);
    let text = safe.as_str();
    let mut plain = String::with_capacity(text.len() + 8);
    let (first, last) = (text.find(|c| c != ' '), text.rfind(|c| c != ' '));
    let number_end = text.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0);
    for (at, c) in text.char_indices() {
        let is_edge = first.is_none_or(|first| at < first) || last.is_none_or(|last| at > last);
        if c == ' ' && is_edge {
            plain.push_str(BLANK);
            continue;
        }
        let begins_a_block = match c {
            // A list, a rule, the underline of a heading, the row of a table, a definition.
            '-' | '+' | '=' | ':' => first == Some(at),
            '.' | ')' => number_end == Some(at),
            _ => false,
        };
        if acts(c) || begins_a_block || links(text, at, c) {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

/// Returns an id as code, if it has no character that code cannot hold.
#[must_use]
pub fn code(id: &str) -> String {
    let is_plain = id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if is_plain && !id.is_empty() { format!("`{id}`") } else { plain(id) }
}

/// Returns text as a quotation that keeps its lines.
#[must_use]
pub fn quoted(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let is_blank = |line: &&str| line.trim().is_empty();
    let ends_a_paragraph = |at: usize| lines.get(at + 1).is_none_or(is_blank);
    let line = |(at, line): (usize, &&str)| match (is_blank(line), ends_a_paragraph(at)) {
        (true, _) => ">".to_owned(),
        (false, true) => format!("> {}", plain(line)),
        // Two blanks break the line where it is shown.
        (false, false) => format!("> {}  ", plain(line)),
    };
    lines.iter().enumerate().map(line).collect()
}

/// Returns whether a character is Markdown wherever it stands.
fn acts(c: char) -> bool {
    matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '&' | '$' | '^')
}

/// Returns whether some programs would make a link of the text around a character.
fn links(text: &str, at: usize, c: char) -> bool {
    match c {
        ':' => text.get(at..).is_some_and(|rest| rest.starts_with("://")),
        '.' => text.get(..at).is_some_and(|before| before.to_lowercase().ends_with("www")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]

    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    #[test]
    fn markdown_characters_are_escaped() {
        for (typed, page) in [
            ("a|b *c* <i>_d_", r"a\|b \*c\* \<i\>\_d\_"),
            ("a\u{1b}[2J\nb", r"a‹U+001B›\[2J↵b"),
            ("- item - more", r"\- item - more"),
            ("===", r"\==="),
            ("---", r"\---"),
            ("12. of 3. May", r"12\. of 3. May"),
            ("3) b", r"3\) b"),
            ("3.5", r"3\.5"),
            ("# x", r"\# x"),
            (": x", r"\: x"),
            ("    code ", "&#32;&#32;&#32;&#32;code&#32;"),
            ("  - x", r"&#32;&#32;\- x"),
            ("\tcode", "&#32;code"),
            ("&amp; $x$ [^1]", r"\&amp; \$x\$ \[\^1\]"),
            ("http://x www.y.z at 9:30", r"http\://x www\.y.z at 9:30"),
            ("a - b = c + d. (e)", "a - b = c + d. (e)"),
        ] {
            assert_eq!(plain(typed), page, "{typed:?}");
        }
    }

    #[test]
    fn an_id_is_code_unless_it_could_end_the_code() {
        assert_eq!(code("ses-1_a.b"), "`ses-1_a.b`");
        assert_eq!(code("a`b*"), r"a\`b\*");
    }

    #[test]
    fn notes_keep_their_lines() {
        assert_eq!(quoted("one\n\ntwo\nthree"), ["> one", ">", "> two  ", "> three"]);
        assert_eq!(quoted("Title\n==="), ["> Title  ", r"> \==="]);
    }

    /// Returns every line of text of a page whose blocks are all of the expected kinds.
    fn shown(page: &str, expected: impl Fn(&Tag<'_>) -> bool) -> Vec<String> {
        let options = Options::all()
            - Options::ENABLE_SMART_PUNCTUATION
            - Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
        let mut lines = vec![String::new()];
        for event in Parser::new_ext(page, options) {
            match event {
                Event::Text(text) => lines.last_mut().unwrap().push_str(&text),
                Event::HardBreak
                | Event::End(TagEnd::Paragraph | TagEnd::TableCell | TagEnd::Item) => {
                    lines.push(String::new());
                }
                Event::Start(tag) if expected(&tag) => {}
                Event::End(_) => {}
                other => panic!("{other:?} in {page:?}"),
            }
        }
        lines.retain(|line| !line.is_empty());
        lines
    }

    fn typed() -> impl Strategy<Value = String> {
        "([-=+*_#>|`~:.() \t\n\\\\<>!&$^@/\\[\\]{}\"']{0,4}(a|bc|1|12|é|→|x|www|http://|amp;|div|1\\.)?){0,10}"
    }

    proptest! {
        #[test]
        fn a_quotation_shows_what_was_typed_and_nothing_else(text in typed()) {
            let page = format!("- list\n\n{}\n\n- list\n", quoted(&text).join("\n"));
            let kind = |tag: &Tag<'_>| {
                matches!(tag, Tag::BlockQuote(None) | Tag::Paragraph | Tag::List(None) | Tag::Item)
            };
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let mut expected: Vec<String> = lines.map(|line| SafeText::new(line).into_string()).collect();
            expected.insert(0, "list".to_owned());
            expected.push("list".to_owned());
            prop_assert_eq!(shown(&page, kind), expected);
        }

        #[test]
        fn text_in_a_list_and_in_a_table_shows_what_was_typed(text in typed()) {
            let text = format!("{text}.");
            let safe = SafeText::new(&text).into_string();
            let list = |tag: &Tag<'_>| matches!(tag, Tag::List(None) | Tag::Item);
            prop_assert_eq!(shown(&format!("- {}\n- end\n", plain(&text)), list), [safe.as_str(), "end"]);
            let table = |tag: &Tag<'_>| {
                matches!(tag, Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell)
            };
            let page = format!("| A | B |\n|---|---|\n| {} | end |\n", plain(&text));
            prop_assert_eq!(shown(&page, table), ["A", "B", &safe, "end"]);
        }
    }
}
