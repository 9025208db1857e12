//! A line that was typed at the panel without a screen.

/// What a typed line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum TypedLine {
    /// It is empty, or a comment: it begins with `#`.
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
        if line.trim_start().starts_with('#') {
            return Self::Nothing;
        }
        let mut words = words(line);
        // Hints name commands as a shell takes them.
        let is_shell_line = words.first().is_some_and(|word| word == "onwatch");
        if is_shell_line {
            words.remove(0);
        }
        match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] if !is_shell_line => Self::Nothing,
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
    let last_end = last_word_end(line);
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    for (at, c) in line.char_indices() {
        let begins = word.as_ref().is_none_or(|word| word.ends_with('='));
        let rest = line.get(at + c.len_utf8()..).unwrap_or_default();
        match (quote, c) {
            (Some('"'), '"') => quote = None,
            (Some('\''), '\'') if ends_a_word(rest) => quote = None,
            (None, '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\'') if begins && last_end.is_some_and(|end| at < end) => {
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

/// Returns where the last apostrophe is that ends a word. It is searched for once, so that a line
/// takes a time in proportion to its length.
fn last_word_end(line: &str) -> Option<usize> {
    let mut ends = line.rmatch_indices('\'');
    ends.find(|(at, sign)| ends_a_word(line.get(at + sign.len()..).unwrap_or_default()))
        .map(|(at, _)| at)
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
            ("note a\0b", &["note", "a\0b"]),
            ("note -5C outside", &["note", "-5C", "outside"]),
            ("note 'a 'b", &["note", "'a", "'b"]),
            ("note 'a' 'b", &["note", "a", "'b"]),
        ] {
            assert_eq!(words(line), expected, "{line:?}");
        }
    }

    #[test]
    fn a_comment_and_an_empty_line_ask_for_nothing() {
        for line in ["", "  ", "\t", "#", "# pause", "  #pause"] {
            assert_eq!(TypedLine::read(line), TypedLine::Nothing, "{line:?}");
        }
        for line in ["q", " quit ", "exit"] {
            assert_eq!(TypedLine::read(line), TypedLine::Leave, "{line:?}");
        }
    }

    #[test]
    fn a_line_may_begin_with_the_name_of_the_program() {
        for (line, words) in [
            ("onwatch gap keep", &["gap", "keep"][..]),
            (" onwatch  note onwatch is good", &["note", "onwatch", "is", "good"]),
            ("onwatch onwatch", &["onwatch"]),
            ("onwatch", &[]),
            ("onwatch ?", &["help"]),
        ] {
            let words = words.iter().copied().map(str::to_owned).collect();
            assert_eq!(TypedLine::read(line), TypedLine::Words(words), "{line:?}");
        }
        assert_eq!(TypedLine::read("onwatch quit"), TypedLine::Leave);
    }

    /// With a search from each apostrophe to the end of the line, this would take minutes.
    #[test]
    fn a_megabyte_of_apostrophes_is_split() {
        assert_eq!(words(&"'a ".repeat(350_000)).len(), 350_000);
        assert_eq!(words(&"' ".repeat(500_000)).len(), 250_000);
    }
}
