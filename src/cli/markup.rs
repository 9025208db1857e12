//! Lines before they are written: which text was typed, and what a part of a line is.
//!
//! The marks are characters that Unicode reserves for the use within a program. Where text from
//! outside enters a line, they are made visible, so that it cannot bring its own.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::core::{Band, Light};
use crate::safe_text::{SafeText, is_printable_ascii};
use crate::signs::{Signs, is_sign};

/// The next character was typed: it stays as it is.
const TYPED: char = '\u{fdd0}';
const END: char = '\u{fdd1}';
/// The byte with which each mark begins in UTF-8, and few other characters.
const MARK_BEGIN: u8 = 0xef;

/// The core cuts no text that has fewer characters.
const CUT_MIN: usize = 40;

/// What a part of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinePart {
    /// A heading.
    Heading,
    /// A label.
    Label,
    /// Good.
    Good,
    /// To be watched.
    Caution,
    /// Bad, or a failure.
    Bad,
    /// What was searched for.
    Found,
}

impl LinePart {
    const ALL: [Self; 6] =
        [Self::Heading, Self::Label, Self::Good, Self::Caution, Self::Bad, Self::Found];

    const fn mark(self) -> char {
        match self {
            Self::Heading => '\u{fdd2}',
            Self::Label => '\u{fdd3}',
            Self::Good => '\u{fdd4}',
            Self::Caution => '\u{fdd5}',
            Self::Bad => '\u{fdd6}',
            Self::Found => '\u{fdd7}',
        }
    }

    const fn style(self) -> Style {
        match self {
            Self::Heading => Style::new().bold(),
            Self::Label => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Caution => AnsiColor::Yellow.on_default(),
            Self::Bad => AnsiColor::Red.on_default(),
            Self::Found => AnsiColor::Cyan.on_default().bold(),
        }
    }

    /// Returns what a band is.
    #[must_use]
    pub const fn of_band(band: Band) -> Option<Self> {
        match band {
            Band::A | Band::B => None,
            Band::C => Some(Self::Caution),
            Band::D => Some(Self::Bad),
        }
    }

    /// Returns what a health is.
    #[must_use]
    pub const fn of_light(light: Light) -> Option<Self> {
        match light {
            Light::Green => Some(Self::Good),
            Light::Yellow => Some(Self::Caution),
            Light::Red => Some(Self::Bad),
            Light::Unknown => None,
        }
    }
}

/// Returns a part of a line.
#[must_use]
pub fn part(part: LinePart, text: &str) -> String {
    format!("{}{text}{END}", part.mark())
}

/// Returns a part of a line, if it is something in particular.
#[must_use]
pub fn maybe(kind: Option<LinePart>, text: &str) -> String {
    kind.map_or_else(|| text.to_owned(), |kind| part(kind, text))
}

/// Returns text that somebody typed. No sign in it is replaced.
#[must_use]
pub fn typed(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut marked = String::with_capacity(text.len());
    for c in visible(text).chars() {
        marked.extend(is_sign(c).then_some(TYPED));
        marked.push(c);
    }
    marked
}

/// Returns text that the core made of typed text and its own words. Its own signs are `·` and `›`
/// between two blanks, `→` between two bands or healths, and a final `…` of a long text. In these
/// places, one that was typed is replaced too.
#[must_use]
pub fn composed(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    let visible = visible(text);
    let is_cut = visible.chars().count() > CUT_MIN;
    for (at, c) in visible.char_indices() {
        let (before, after) = (
            visible.get(..at).unwrap_or_default(),
            visible.get(at + c.len_utf8()..).unwrap_or_default(),
        );
        let own = match c {
            '·' | '›' => before.ends_with(' ') && after.starts_with(' '),
            '→' => is_move(before, after),
            '…' => is_cut && after.is_empty(),
            _ => false,
        };
        marked.extend((is_sign(c) && !own).then_some(TYPED));
        marked.push(c);
    }
    marked
}

/// Returns whether a sign between these two says that a band or a health changed.
fn is_move(before: &str, after: &str) -> bool {
    let is_reading = |word: &str| {
        Band::ALL.iter().any(|band| band.letter() == word)
            || Light::ALL.iter().any(|light| light.word() == word)
    };
    let (Some(before), Some(after)) = (before.strip_suffix(' '), after.strip_prefix(' ')) else {
        return false;
    };
    let from = before.rsplit(|c: char| !c.is_alphanumeric()).next().is_some_and(is_reading);
    from && after.split(|c: char| !c.is_alphanumeric()).next().is_some_and(is_reading)
}

/// Returns text with each mark made visible.
fn visible(text: &str) -> String {
    if text.is_ascii() || !text.contains(is_mark) {
        return text.to_owned();
    }
    let code = |c: char| {
        if is_mark(c) { format!("‹U+{:04X}›", u32::from(c)) } else { c.to_string() }
    };
    text.chars().map(code).collect()
}

/// Returns how many columns a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    if is_printable_ascii(text) {
        return text.len();
    }
    let shown: String = text.chars().filter(|c| !is_mark(*c)).collect();
    shown.width()
}

/// Returns a line as it is written: safe, with these signs, and with colours if they are wanted.
#[must_use]
pub fn written(line: &str, signs: Signs, colour: bool) -> String {
    if is_printable_ascii(line) {
        return line.to_owned();
    }
    let safe = SafeText::new(line);
    if signs == Signs::Unicode && !safe.as_str().as_bytes().contains(&MARK_BEGIN) {
        return safe.into_string();
    }
    let mut written = String::with_capacity(line.len());
    let mut open = false;
    let mut characters = safe.as_str().chars();
    while let Some(c) = characters.next() {
        if c == TYPED {
            written.extend(characters.next());
        } else if !is_mark(c) {
            written.push(signs.shown(c));
        } else if let Some(part) = LinePart::ALL.into_iter().find(|part| part.mark() == c && colour)
        {
            written.push_str(&part.style().render().to_string());
            open = true;
        } else if open {
            written.push_str(&anstyle::Reset.render().to_string());
            open = false;
        }
    }
    if open {
        written.push_str(&anstyle::Reset.render().to_string());
    }
    written
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_replaced_except_in_typed_text() {
        let line = format!("● {} → {}", typed("a → b … ●"), composed("c→d → e · … C → D f…"));
        assert_eq!(written(&line, Signs::Unicode, false), "● a → b … ● → c→d → e · … C → D f…");
        assert_eq!(written(&line, Signs::Ascii, false), "o a → b … ● > c→d → e . … C > D f…");
        assert_eq!(written(&line, Signs::Console, false), "• a → b … ● → c→d → e · … C → D f…");
        assert_eq!(width(&line), "● a → b … ● → c→d → e · … C → D f…".width());
    }

    #[test]
    fn a_part_has_a_colour_only_if_colours_are_wanted() {
        let line = format!("{} x {}", part(LinePart::Label, "band"), part(LinePart::Bad, "D"));
        assert_eq!(written(&line, Signs::Ascii, false), "band x D");
        let coloured = "\u{1b}[2mband\u{1b}[0m x \u{1b}[31mD\u{1b}[0m";
        assert_eq!(written(&line, Signs::Ascii, true), coloured);
    }

    #[test]
    fn text_from_outside_brings_neither_marks_nor_escapes() {
        let hostile: String = ('\u{fdd0}'..='\u{fdef}').chain("\u{1b}[31m●".chars()).collect();
        for text in [typed(&hostile), composed(&hostile)] {
            let written = written(&text, Signs::Unicode, true);
            assert!(written.starts_with("‹U+FDD0›‹U+FDD1›") && written.ends_with("‹U+001B›[31m●"));
        }
        let open = format!("{}{}", LinePart::Bad.mark(), typed("x"));
        assert_eq!(written(&open, Signs::Unicode, true), "\u{1b}[31mx\u{1b}[0m");
    }
}
