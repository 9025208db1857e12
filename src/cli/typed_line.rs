//! A line that was typed at the panel without a screen.

/// What a typed line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum TypedLine {
    /// It is empty.
    Nothing,
    /// The operator leaves.
    Leave,
    /// These words, as on the command line.
    Words(Vec<String>),
}

impl TypedLine {
    /// Reads a line.
    #[must_use]
    pub fn read(line: &str) -> Self {
        let words = words(line);
        match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] => Self::Nothing,
            ["quit" | "exit" | "q"] => Self::Leave,
            ["?"] => Self::Words(vec!["help".to_owned()]),
            [..] => Self::Words(words),
        }
    }
}

/// Splits a line at its blanks. Text between quotes is one word.
///
/// This is no shell, so that notes can be typed freely: a backslash and `#` are letters. So is an
/// apostrophe, unless it begins a word and another one ends a word.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        let begins = word.as_ref().is_none_or(|word| word.ends_with('='));
        match (quote, c) {
            (Some('"'), '"') => quote = None,
            (Some('\''), '\'') if ends_a_word(rest.as_str()) => quote = None,
            (None, '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\'') if begins && is_closed(rest.as_str()) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Returns whether an apostrophe in the rest of the line ends a word.
fn is_closed(rest: &str) -> bool {
    rest.match_indices('\'')
        .any(|(at, sign)| ends_a_word(rest.get(at + sign.len()..).unwrap_or("")))
}

fn ends_a_word(rest: &str) -> bool {
    rest.chars().next().is_none_or(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_at_blanks_outside_of_quotes() {
        for (line, expected) in [
            ("", &[] as &[&str]),
            ("  pause ", &["pause"]),
            ("note it's done", &["note", "it's", "done"]),
            ("start -n \"Fix the importer\"", &["start", "-n", "Fix the importer"]),
            ("start -n 'Plain day' --target 2h", &["start", "-n", "Plain day", "--target", "2h"]),
            ("start -n '' -n='a b'", &["start", "-n", "", "-n=a b"]),
            ("note 'it's done'", &["note", "it's done"]),
            ("note 'tis Bob's", &["note", "'tis", "Bob's"]),
            ("note \"it's 'so'\"", &["note", "it's 'so'"]),
            ("note #42 in C:\\tmp", &["note", "#42", "in", "C:\\tmp"]),
            ("note \"", &["note", ""]),
            ("note a\"b c\"d", &["note", "ab cd"]),
        ] {
            assert_eq!(words(line), expected, "{line:?}");
        }
    }
}
