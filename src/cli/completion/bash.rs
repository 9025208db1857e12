//! Reads a line as bash does, and writes a word so that bash reads it back.

/// How the word under the cursor is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BashWord {
    /// The part of the word that stays: bash replaces only what is after `=` or `:`.
    kept: String,
    quote: Quote,
}

/// Inside which quotes the cursor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Quote {
    #[default]
    None,
    Single,
    Double,
}

/// A line that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BashLine {
    /// The words before the one under the cursor.
    pub before: Vec<String>,
    /// The word under the cursor, up to it.
    pub current: String,
    /// How that word is written.
    pub word: BashWord,
}

/// Reads a line up to the cursor. `replaced` is its end, which bash replaces.
#[must_use]
pub fn read(line: &str, replaced: &str) -> BashLine {
    let (mut before, current) = words(line);
    let (current, start, quote) = current;
    let end = line.len().saturating_sub(replaced.len());
    let kept = match line.get(start..end) {
        Some(kept) if line.ends_with(replaced) => words(kept).1.0,
        Some(_) | None => String::new(),
    };
    if before.is_empty() {
        before.push("onwatch".to_owned());
    }
    BashLine { before, current, word: BashWord { kept, quote } }
}

/// Returns the words of a line but the last, and the last one: its text, the byte where it begins, and the
/// quotes that are open at its end.
fn words(line: &str) -> (Vec<String>, (String, usize, Quote)) {
    let (mut all, mut word, mut start) = (Vec::new(), String::new(), 0);
    let (mut quote, mut is_word) = (Quote::None, false);
    let mut signs = line.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        match (quote, sign) {
            (Quote::None, ' ' | '\t' | '\n') => {
                if is_word {
                    all.push(std::mem::take(&mut word));
                }
                is_word = false;
                start = at + sign.len_utf8();
                continue;
            }
            (Quote::None, '\'') => quote = Quote::Single,
            (Quote::None, '"') => quote = Quote::Double,
            (Quote::Single, '\'') | (Quote::Double, '"') => quote = Quote::None,
            (Quote::None, '\\') => word.extend(signs.next().map(|(_, sign)| sign)),
            (Quote::Double, '\\') => match signs.peek() {
                Some((_, next @ ('$' | '`' | '"' | '\\'))) => {
                    word.push(*next);
                    signs.next();
                }
                Some(_) | None => word.push('\\'),
            },
            (Quote::None | Quote::Single | Quote::Double, sign) => word.push(sign),
        }
        is_word = true;
    }
    (all, (word, start, quote))
}

impl BashWord {
    /// Returns what bash puts in the place of what it replaces; `None` if the value does not begin with what
    /// stays.
    #[must_use]
    pub fn replacement(&self, value: &str) -> Option<String> {
        let rest = value.strip_prefix(&self.kept)?;
        Some(match self.quote {
            Quote::None => unquoted(rest),
            Quote::Single => rest.replace('\'', r"'\''"),
            Quote::Double => double_quoted(rest),
        })
    }
}

fn unquoted(text: &str) -> String {
    let mut word = String::new();
    for sign in text.chars() {
        if !sign.is_alphanumeric() && !"-_./+,%@=:".contains(sign) {
            word.push('\\');
        }
        word.push(sign);
    }
    word
}

/// An exclamation mark acts inside double quotes, so it stands outside them.
fn double_quoted(text: &str) -> String {
    let mut word = String::new();
    for sign in text.chars() {
        match sign {
            '!' => word.push_str("\"\\!\""),
            '$' | '`' | '"' | '\\' => word.extend(['\\', sign]),
            sign => word.push(sign),
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_bash_reads_it() {
        for (line, before, current) in [
            ("onwatch sh", &["onwatch"][..], "sh"),
            ("onwatch ", &["onwatch"], ""),
            ("onwatch --profile=ni", &["onwatch"], "--profile=ni"),
            (r"onwatch run show at\ la", &["onwatch", "run", "show"], "at la"),
            (r#"onwatch push 'a b' "c $d\"#, &["onwatch", "push", "a b"], r"c $d\"),
            (r#"onwatch note "a\"b\c""#, &["onwatch", "note"], r#"a"b\c"#),
            ("onwatch '' x", &["onwatch", ""], "x"),
        ] {
            let read = read(line, "");
            assert_eq!(
                (read.before, read.current),
                (before.iter().map(|it| (*it).to_owned()).collect(), current.to_owned()),
                "{line}"
            );
        }
    }

    #[test]
    fn only_what_bash_replaces_is_written() {
        for (line, replaced, value, written) in [
            ("onwatch --profile=ni", "ni", "--profile=night", "night"),
            ("onwatch --profile=", "", "--profile=night", "night"),
            ("onwatch add --context incident:4", "4", "incident:42", "42"),
            ("onwatch run show 'at la", "at la", "at last's", r"at last'\''s"),
            ("onwatch run show \"at", "at", "at $x !", r#"at \$x "\!""#),
            (r"onwatch run show at\ la", r"at\ la", "at last", r"at\ last"),
            (
                "onwatch run show x",
                "x",
                "x'\"$(rm)`;&|<>*?[~#!",
                r#"x\'\"\$\(rm\)\`\;\&\|\<\>\*\?\[\~\#\!"#,
            ),
        ] {
            let word = read(line, replaced).word;
            assert_eq!(word.replacement(value).as_deref(), Some(written), "{line}");
        }
        assert_eq!(read("onwatch --profile=ni", "ni").word.replacement("night"), None);
    }
}
