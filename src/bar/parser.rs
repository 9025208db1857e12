//! Reads a template.

use std::fmt;
use std::iter::Peekable;
use std::str::CharIndices;

use super::field::BarField;
use super::piece::{TemplatePiece, fields};
use super::style::PieceStyle;

/// Words that others use for a field or a style, each with ours.
const SAME: [(&str, &str); 32] = [
    ("context", "task"),
    ("title", "task"),
    ("issue", "task"),
    ("ticket", "task"),
    ("session", "key"),
    ("id", "key"),
    ("active", "clock"),
    ("time", "clock"),
    ("timer", "clock"),
    ("duration", "elapsed"),
    ("paused", "phase"),
    ("pause", "phase"),
    ("state", "phase"),
    ("status", "phase"),
    ("icon", "glyph"),
    ("symbol", "glyph"),
    ("sign", "glyph"),
    ("cone", "band"),
    ("light", "health"),
    ("note", "notes"),
    ("text", "notes"),
    ("left", "target"),
    ("remaining", "target"),
    ("waiting", "waits"),
    ("questions", "waits"),
    ("day", "today"),
    ("gray", "bright-black"),
    ("grey", "bright-black"),
    ("orange", "yellow"),
    ("pink", "bright-purple"),
    ("underlined", "underline"),
    ("strike", "strikethrough"),
];
/// The least similarity of a name that may be meant.
const ALIKE: f64 = 0.8;
/// The most characters of a word in a message.
const SHOWN_MAX: usize = 40;
/// The deepest nesting of groups and styles.
const DEPTH_MAX: usize = 32;

/// Why a template was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// The place, in characters from 1.
    pub at: usize,
    /// What is wrong there. What to write follows the last semicolon.
    pub why: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "character {}: {}", self.at, self.why)
    }
}

impl std::error::Error for TemplateError {}

/// Returns the pieces of a template.
///
/// # Errors
/// The first place that is not understood.
pub(super) fn pieces(text: &str) -> Result<Vec<TemplatePiece>, TemplateError> {
    let mut parser = Parser { text, rest: text.char_indices().peekable() };
    parser.pieces(None, 0)
}

struct Parser<'a> {
    text: &'a str,
    rest: Peekable<CharIndices<'a>>,
}

/// A bracket that is open: where, and which sign closes it.
type OpenBracket = (usize, char);

impl Parser<'_> {
    /// Reads pieces up to the sign that closes a bracket, or to the end.
    fn pieces(
        &mut self,
        open: Option<OpenBracket>,
        depth: usize,
    ) -> Result<Vec<TemplatePiece>, TemplateError> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        while let Some((at, c)) = self.rest.next() {
            if open.is_some_and(|(_, close)| close == c) {
                push_text(&mut pieces, &mut text);
                return Ok(pieces);
            }
            match c {
                '\\' => match self.rest.next() {
                    Some((_, 'n')) => {
                        push_text(&mut pieces, &mut text);
                        pieces.push(TemplatePiece::Break);
                    }
                    Some((_, sign @ ('\\' | '(' | ')' | '[' | ']' | '{' | '}'))) => text.push(sign),
                    Some((_, other)) => {
                        let why = format!(
                            "`\\{other}` means nothing; write `\\n` for a line break and `\\\\` for a backslash"
                        );
                        return Err(self.error(at, why));
                    }
                    None => {
                        let why = "a backslash stands at the end; write `\\\\`".to_owned();
                        return Err(self.error(at, why));
                    }
                },
                '{' | '(' | '[' => {
                    push_text(&mut pieces, &mut text);
                    pieces.push(match c {
                        '{' => TemplatePiece::Field(self.field(at)?),
                        '(' => self.group(at, depth)?,
                        _ => self.styled(at, depth)?,
                    });
                }
                '}' | ')' | ']' => {
                    let why = format!("`{c}` closes nothing; write `\\{c}` for the sign itself");
                    return Err(self.error(at, why));
                }
                c => text.push(c),
            }
        }
        if let Some((at, close)) = open {
            let sign = self.text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(close);
            let why = format!(
                "`{sign}` is not closed; write `{close}` after it, or `\\{sign}` for the sign itself"
            );
            return Err(self.error(at, why));
        }
        push_text(&mut pieces, &mut text);
        Ok(pieces)
    }

    /// Reads the name of a field, after its bracket.
    fn field(&mut self, at: usize) -> Result<BarField, TemplateError> {
        let name = self.until('}').ok_or_else(|| {
            self.error(at, "`{` is not closed; write `}` after the name of the field".to_owned())
        })?;
        let known = BarField::ALL.iter().find(|field| field.name() == name);
        known.copied().ok_or_else(|| {
            let names: Vec<&str> = BarField::ALL.iter().map(|field| field.name()).collect();
            let lower = name.to_lowercase();
            let near = near(&lower, names.iter().copied(), |name| format!("{{{name}}}"));
            let fields = names.join(", ");
            let name = shortened(&name);
            self.error(at, format!("there is no field {{{name}}}{near}; the fields are {fields}"))
        })
    }

    /// Reads a group, after its bracket.
    fn group(&mut self, at: usize, depth: usize) -> Result<TemplatePiece, TemplateError> {
        self.check_depth(at, depth)?;
        let pieces = self.pieces(Some((at, ')')), depth + 1)?;
        if fields(&pieces).is_empty() {
            let why = "this group has no field, so it would never be shown; \
                       write `\\(` for a bracket";
            return Err(self.error(at, why.to_owned()));
        }
        Ok(TemplatePiece::Group(pieces))
    }

    /// Reads pieces with a style, after their bracket.
    fn styled(&mut self, at: usize, depth: usize) -> Result<TemplatePiece, TemplateError> {
        self.check_depth(at, depth)?;
        let pieces = self.pieces(Some((at, ']')), depth + 1)?;
        let no_style = "`[…]` has no style; write it right after that, as in `[text](green bold)`";
        let Some((open, _)) = self.rest.next_if(|(_, c)| *c == '(') else {
            return Err(self.error(at, no_style.to_owned()));
        };
        let style = self.until(')').ok_or_else(|| {
            self.error(open, "the style is not closed; write `)` after it".to_owned())
        })?;
        let style = PieceStyle::read(&style).map_err(|word| {
            let ground = ["fg:", "bg:"].into_iter().find(|ground| word.starts_with(ground));
            let ground = ground.unwrap_or_default();
            let name = word.strip_prefix(ground).unwrap_or(word);
            let near = near(name, PieceStyle::words(), |name| format!("{ground}{name}"));
            let words = PieceStyle::words().collect::<Vec<_>>().join(", ");
            let at = open + 1 + style.find(word).unwrap_or_default();
            let why = format!(
                "there is no style `{}`{near}; the words are {words}, bright-red, #1e90ff, 0 to \
                 255, and bg: before a colour",
                shortened(word)
            );
            self.error(at, why)
        })?;
        Ok(TemplatePiece::Styled(pieces, style))
    }

    /// Returns the text before a sign, and skips the sign; `None` if it does not come.
    fn until(&mut self, end: char) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.rest.next()? {
                (_, c) if c == end => return Some(text),
                (_, c) => text.push(c),
            }
        }
    }

    fn check_depth(&self, at: usize, depth: usize) -> Result<(), TemplateError> {
        let why = || format!("more than {DEPTH_MAX} brackets are open; use fewer");
        if depth < DEPTH_MAX { Ok(()) } else { Err(self.error(at, why())) }
    }

    fn error(&self, at: usize, why: String) -> TemplateError {
        let before = self.text.get(..at).unwrap_or_default();
        TemplateError { at: before.chars().count() + 1, why }
    }
}

/// Returns the beginning of a word that is too long for a message.
fn shortened(word: &str) -> String {
    let mut chars = word.chars();
    let mut head: String = chars.by_ref().take(SHOWN_MAX).collect();
    head.extend(chars.next().map(|_| '…'));
    head
}

fn push_text(pieces: &mut Vec<TemplatePiece>, text: &mut String) {
    if !text.is_empty() {
        pieces.push(TemplatePiece::Text(std::mem::take(text)));
    }
}

/// Returns the names that may be meant, as in " (did you mean `clock`?)"; empty if none is near.
fn near<'a>(
    word: &str,
    names: impl Iterator<Item = &'a str>,
    written: impl Fn(&str) -> String,
) -> String {
    let all: Vec<&str> = names.collect();
    let alike = all.iter().map(|name| (strsim::jaro_winkler(word, name), *name));
    let mut near: Vec<_> = alike.filter(|(alike, _)| *alike > ALIKE).collect();
    near.sort_by(|one, other| other.0.total_cmp(&one.0));
    let word = word.to_lowercase();
    // The name that means the same comes first. A style is no field.
    let same = SAME.iter().find(|(other, _)| *other == word).map(|(_, ours)| *ours);
    let same = same.filter(|ours| all.contains(&ours.trim_start_matches("bright-")));
    let near = near.into_iter().map(|(_, name)| name).filter(|name| Some(*name) != same);
    let both = same.into_iter().chain(near).take(3);
    let names: Vec<String> = both.map(|name| format!("`{}`", written(name))).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!(" (did you mean {}?)", names.join(" or "))
    }
}
