//! The text of tables `[serve.tokens.NAME]`: reads those of a text, writes a new one, and removes one.

use std::ops::Range;
use std::path::Path;

use toml::de::DeTable;

use super::file::ParsedSettings;
use super::serve::{GrantedScope, SERVE, ServeSettings, TOKEN_HASH, TOKENS};
use super::text::ConfigError;

/// The table of a new token.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// The name.
    pub name: String,
    /// The SHA-256 of the token.
    pub hash: [u8; 32],
    /// What it may do.
    pub scope: GrantedScope,
    /// The desks for which it is; empty for all.
    pub desks: Vec<String>,
    /// The day on which it is made.
    pub made: String,
}

/// Returns the table `[serve]` of a text of settings. `path` is the file of the text.
///
/// # Errors
/// If the text is no TOML, or the table has a fault.
pub fn read_serve(text: &str, path: &Path) -> Result<ServeSettings, ConfigError> {
    ParsedSettings::of(text, path)?.serve(&ParsedSettings::of("", path)?)
}

/// Returns the text of the table of a token.
#[must_use]
pub fn token_text(new: &NewToken) -> String {
    let list = |words: &[String]| toml::Value::from(words.to_vec()).to_string();
    let mut lines = vec![
        format!("[{SERVE}.{TOKENS}.{}]", new.name),
        format!("hash = \"{TOKEN_HASH}{}\"", data_encoding::HEXLOWER.encode(&new.hash)),
        format!("scopes = [\"{}\"]", new.scope.word()),
    ];
    lines.extend((!new.desks.is_empty()).then(|| format!("desks = {}", list(&new.desks))));
    lines.push(format!("made = \"{}\"", new.made));
    lines.into_iter().map(|line| line + "\n").collect()
}

/// What became of a text from which a token was to be removed.
#[derive(Debug, PartialEq, Eq)]
pub enum TokenRemoval {
    /// The text without its table.
    Done(String),
    /// There is no such token.
    Unknown,
    /// The token is there, and its table cannot be told from its surroundings.
    ByHand,
}

/// Removes the table of a token from a text. Everything else stays, byte for byte, except for an empty line above
/// the table. The other settings may have faults.
///
/// # Errors
/// If the text is no TOML.
pub fn without_token(text: &str, path: &Path, name: &str) -> Result<TokenRemoval, ConfigError> {
    // It says in which line the fault is.
    ParsedSettings::of(text, path)?;
    let Some(mut left) = text.parse::<toml::Table>().ok() else { return Ok(TokenRemoval::ByHand) };
    let tokens = left.get_mut(SERVE).and_then(|serve| serve.get_mut(TOKENS));
    let tokens = tokens.and_then(toml::Value::as_table_mut);
    if tokens.and_then(|tokens| tokens.remove(name)).is_none() {
        return Ok(TokenRemoval::Unknown);
    }
    let cut = DeTable::parse(text).ok().and_then(|table| lines_of(text, table.get_ref(), name));
    let Some(cut) = cut else { return Ok(TokenRemoval::ByHand) };
    let rest = [text.get(..cut.start), text.get(cut.end..)];
    let rest: String = rest.into_iter().flatten().collect();
    // A table that is cut too far or not far enough would leave other settings than before.
    let is_exact = rest.parse::<toml::Table>().is_ok_and(|rest| plain(rest) == plain(left));
    Ok(if is_exact { TokenRemoval::Done(rest) } else { TokenRemoval::ByHand })
}

/// Returns settings without empty tables of tokens: the last token leaves one, or none.
fn plain(mut settings: toml::Table) -> toml::Table {
    let is_empty = |value: Option<&toml::Value>| {
        value.and_then(toml::Value::as_table).is_some_and(toml::Table::is_empty)
    };
    if let Some(serve) = settings.get_mut(SERVE).and_then(toml::Value::as_table_mut)
        && is_empty(serve.get(TOKENS))
    {
        serve.remove(TOKENS);
    }
    if is_empty(settings.get(SERVE)) {
        settings.remove(SERVE);
    }
    settings
}

/// Returns the bytes of the lines of a token, with an empty line above.
fn lines_of(text: &str, settings: &DeTable<'_>, name: &str) -> Option<Range<usize>> {
    let tokens = settings.get(SERVE)?.get_ref().as_table()?.get(TOKENS)?.get_ref().as_table()?;
    let (key, value) = tokens.iter().find(|(key, _)| key.get_ref() == name)?;
    let line =
        |at: usize| text.get(..at).and_then(|above| above.rfind('\n')).map_or(0, |end| end + 1);
    let start = line(key.span().start);
    let is_header = text.get(start..)?.trim_start().starts_with('[');
    let last = if is_header {
        let values = value.get_ref().as_table()?.values();
        values.map(|value| value.span().end).max().unwrap_or(0).max(key.span().end)
    } else {
        value.span().end
    };
    let end = text.get(last..)?.find('\n').map_or(text.len(), |end| last + end + 1);
    let above = text.get(..start)?;
    let blank = ["\r\n\r\n", "\n\n"].into_iter().find(|blank| above.ends_with(blank));
    let blank = blank.map_or(0, |blank| blank.len() / 2);
    Some(start.saturating_sub(blank)..end)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn new(name: &str, desks: &[&str]) -> NewToken {
        let desks = desks.iter().map(|desk| (*desk).to_owned()).collect();
        let (scope, made) = (GrantedScope::Operate, "2026-11-27".to_owned());
        NewToken { name: name.to_owned(), hash: [0xab; 32], scope, desks, made }
    }

    fn removed(text: &str, name: &str) -> TokenRemoval {
        without_token(text, Path::new("c"), name).unwrap()
    }

    #[test]
    fn a_new_table_is_read_back_as_it_was_meant() {
        for desks in [&[][..], &["default", "team-*"]] {
            let read = read_serve(&token_text(&new("board", desks)), Path::new("c")).unwrap();
            let token = &read.tokens[0];
            assert_eq!((token.name.as_str(), token.hash), ("board", [0xab; 32]));
            assert_eq!(token.scopes, [GrantedScope::Operate]);
            let patterns = token.desks.as_ref().map(|desks| desks.0.clone()).unwrap_or_default();
            assert_eq!(patterns, desks);
        }
    }

    #[test]
    fn what_was_added_and_removed_leaves_every_byte_as_it_was() {
        let [a, b] = ["a", "b"].map(|name| token_text(&new(name, &["x"])));
        for before in ["", "operator = \"ana\"\n", "# é\n[serve]\nrate = \"1/s\" # few\n\n# end\n"]
        {
            for after in [
                "",
                "\n# about the panel\n[panel]\nclock = \"minutes\"\n",
                "\n[serve.tokens.c]\nx = 1\n",
            ] {
                let text = format!("{before}\n{a}{after}");
                let rest = format!("{before}{after}");
                let rest = if before.is_empty() { format!("\n{after}") } else { rest };
                assert_eq!(removed(&text, "a"), TokenRemoval::Done(rest), "{text}");
                assert_eq!(removed(&text, "b"), TokenRemoval::Unknown);
            }
        }
        let windows = format!("x = 1\n\n{a}\n{b}").replace('\n', "\r\n");
        let rest = format!("x = 1\n\n{b}").replace('\n', "\r\n");
        assert_eq!(removed(&windows, "a"), TokenRemoval::Done(rest));
    }

    #[test]
    fn a_token_is_removed_however_it_is_written_or_else_by_hand() {
        for (text, name, expected) in [
            ("[serve.tokens]\na = { hash = 'x' }\nb = {}\n", "a", Some("[serve.tokens]\nb = {}\n")),
            (
                "[ serve . tokens . \"a\" ] # one\nhash = 'x'\nscopes = [\n 'read' ]\n#\n",
                "a",
                Some("#\n"),
            ),
            ("[serve.tokens.a]\n[panel]\n", "a", Some("[panel]\n")),
            ("[serve.tokens.a]\nhash = '[serve.tokens.b]'", "a", Some("")),
            ("serve.tokens.a.hash = 'x'\nserve.tokens.a.scopes = []\n", "a", None),
            ("serve = { tokens = { a = {} }, rate = '' }\n", "a", None),
            ("[serve.tokens.a]\nhash = 'x'\n[serve.tokens.a.more]\nx = 1\n", "a", None),
        ] {
            let wanted =
                expected.map_or(TokenRemoval::ByHand, |rest| TokenRemoval::Done(rest.to_owned()));
            assert_eq!(removed(text, name), wanted, "{text}");
        }
    }
}
