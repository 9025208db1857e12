//! Makes text from outside safe before it is written to any output.
//!
//! A note, a title or a file name may contain escape sequences, bidirectional overrides or
//! invisible characters. The store keeps them as typed. Whatever is *shown* passes through here,
//! which makes every such character visible.

use std::borrow::Cow;
use std::fmt::{self, Write};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The most characters in one cell. The longest emoji has ten. A letter with thousands of accents
/// would cover its neighbours and slow down every drawing.
const CELL_MAX: usize = 12;

/// Text that is safe to show: printable characters only, in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SafeText(String);

impl SafeText {
    /// Returns `text` with every unsafe character made visible, such as `‹U+202E›`.
    ///
    /// A line break becomes `↵` and a tab becomes a space. Emoji sequences keep their joiners. Of
    /// the characters joined to another, the first ten are kept and the rest is counted (`‹+2990
    /// joined›`). A mark without a base character gets the base `◌`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let is_ordinary = |c| matches!(c, ' '..='~') || is_plain(c) && never_joins(c);
        if is_printable_ascii(text) || text.chars().all(is_ordinary) {
            return Self(text.to_owned());
        }
        Self(bounded(&visible(text)))
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the text as a `String`.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Returns whether a text has nothing but printable ASCII: it is safe, and each byte takes one column.
#[must_use]
pub fn is_printable_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Escapes every character in JSON text that could control a terminal, such as `\u202e`. The result
/// parses to the same value.
#[must_use]
pub fn safe_json(json: &str) -> Cow<'_, str> {
    let acts = |c: char| !is_plain(c) && c != '\n';
    if is_printable_ascii(json) || !json.chars().any(acts) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 32);
    for c in json.chars() {
        if acts(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                safe.extend(format!("\\u{unit:04x}").chars());
            }
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

const JOINER: char = '\u{200d}';

/// Returns `text` with every control or invisible character made visible.
fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len() + 16);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        // A character that was replaced by its code joins nothing, so the output counts.
        let (previous, next) = (visible.chars().next_back(), characters.peek().copied());
        match c {
            '\n' => visible.push('↵'),
            '\r' if next == Some('\n') => {}
            '\t' => visible.push(' '),
            JOINER if joins(previous, next) => visible.push(c),
            '\u{fe0e}' | '\u{fe0f}' if selects(previous, next) => visible.push(c),
            c if is_plain(c) => visible.push(c),
            c => visible.push_str(&code(c)),
        }
    }
    visible
}

fn code(c: char) -> String {
    format!("‹U+{:04X}›", u32::from(c))
}

/// Returns `text` with at most [`CELL_MAX`] characters in a cell. No mark joins the text before it.
fn bounded(text: &str) -> String {
    let mut bounded = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        if cluster.width() == 0 {
            if format!("◌{cluster}").graphemes(true).count() > 1 {
                // A lone second half of a Korean syllable has no width and joins no base but its
                // first half.
                cluster.chars().for_each(|c| bounded.push_str(&code(c)));
                continue;
            }
            bounded.push('◌');
        }
        if cluster.chars().count() <= CELL_MAX {
            bounded.push_str(cluster);
            continue;
        }
        // One less than the limit: some characters join whatever follows them.
        let end = cluster.char_indices().nth(CELL_MAX - 1).map_or(cluster.len(), |(at, _)| at);
        let kept = cluster.get(..end).unwrap_or_default().trim_end_matches(JOINER);
        let more = cluster.chars().count() - kept.chars().count();
        // Writing to a string cannot fail.
        let _ = write!(bounded, "{kept}‹+{more} joined›");
    }
    bounded
}

/// Returns whether a character is among the first of Unicode, none of which joins another.
fn never_joins(c: char) -> bool {
    c < '\u{300}'
}

fn is_plain(c: char) -> bool {
    !matches!(c,
        // C0, DEL and C1 controls.
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        // The soft hyphen, the Arabic letter mark, the Mongolian vowel separator, fillers.
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}'
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        // Zero-width characters, joiners and directional marks.
        | '\u{200b}'..='\u{200f}'
        // Line and paragraph separators, bidirectional embeddings and overrides.
        | '\u{2028}'..='\u{202e}'
        // The word joiner, invisible operators, bidirectional isolates, deprecated formats.
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        // Variation selectors; those of an emoji are allowed one by one.
        | '\u{fe00}'..='\u{fe0f}'
        // Egyptian, shorthand and musical formatting, tags, supplementary variation selectors.
        | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns whether a joiner between these two forms one emoji.
fn joins(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(|c| is_pictograph(c) || c == '\u{fe0f}') && after.is_some_and(is_pictograph)
}

/// Returns whether a variation selector between these two belongs to an emoji or a keycap.
fn selects(before: Option<char>, after: Option<char>) -> bool {
    let keycap = after == Some('\u{20e3}')
        && before.is_some_and(|c| c.is_ascii_digit() || c == '#' || c == '*');
    keycap || before.is_some_and(is_pictograph)
}

/// Covers the blocks with `Extended_Pictographic` characters and the skin tones (UTS #51).
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{203c}'..='\u{3299}' | '\u{1f000}'..='\u{1faff}' | '\u{a9}' | '\u{ae}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(SafeText::new("a\u{1b}[2Jb").as_str(), "a‹U+001B›[2Jb");
        assert_eq!(SafeText::new("\u{9b}31m").as_str(), "‹U+009B›31m");
        assert_eq!(SafeText::new("x\u{202e}y").as_str(), "x‹U+202E›y");
        assert_eq!(SafeText::new("tag\u{e0041}").as_str(), "tag‹U+E0041›");
        assert_eq!(SafeText::new("a\u{200b}b\u{feff}").as_str(), "a‹U+200B›b‹U+FEFF›");
    }

    #[test]
    fn a_line_break_becomes_one_character() {
        assert_eq!(SafeText::new("a\r\nb\nc\td\r").as_str(), "a↵b↵c d‹U+000D›");
    }

    #[test]
    fn joiners_stay_within_emoji_only() {
        let family = "👩\u{200d}👩\u{200d}👧 🏳\u{fe0f}\u{200d}🌈";
        assert_eq!(SafeText::new(family).as_str(), family);
        assert_eq!(SafeText::new("a\u{200d}b").as_str(), "a‹U+200D›b");
        assert_eq!(SafeText::new("\u{fe0f}\u{200d}👩").as_str(), "‹U+FE0F›‹U+200D›👩");
    }

    #[test]
    fn ordinary_text_of_any_script_is_unchanged() {
        for text in ["Größe", "审查", "שלום", "हिन्दी", "e\u{301}"] {
            assert_eq!(SafeText::new(text).as_str(), text);
        }
    }

    #[test]
    fn a_variation_selector_stays_after_an_emoji_only() {
        assert_eq!(
            SafeText::new("❤\u{fe0f} 1\u{fe0f}\u{20e3}").as_str(),
            "❤\u{fe0f} 1\u{fe0f}\u{20e3}"
        );
        assert_eq!(SafeText::new("a\u{fe0f}b\u{fe01}").as_str(), "a‹U+FE0F›b‹U+FE01›");
    }

    #[test]
    fn too_many_marks_in_one_cell_are_counted() {
        let flood = format!("e{}x", "\u{301}".repeat(3_000));
        let safe = format!("e{}‹+2990 joined›x", "\u{301}".repeat(10));
        assert_eq!(SafeText::new(&flood).as_str(), safe);
        let family = format!("👩{}", "\u{200d}👩".repeat(500));
        assert_eq!(SafeText::new(&family).as_str().chars().filter(|c| *c == '👩').count(), 6);
        assert!(SafeText::new(&family).as_str().ends_with("👩‹+990 joined›"));
    }

    #[test]
    fn a_mark_without_a_base_gets_one() {
        assert_eq!(SafeText::new("\u{338}a").as_str(), "◌\u{338}a");
        assert_eq!(SafeText::new("\u{d7cb}").as_str(), "‹U+D7CB›");
    }

    #[test]
    fn safe_text_is_unchanged() {
        for flood in ["\u{301}", "\u{200d}👩", "\u{600}", "\u{1100}", "\u{94d}\u{915}"] {
            let flood = format!("\u{301}\u{1b}e{}", flood.repeat(99));
            let safe = SafeText::new(&flood).into_string();
            assert_eq!(SafeText::new(&safe).as_str(), safe);
        }
    }

    #[test]
    fn escaped_json_parses_to_the_same_value() {
        let typed = "a\u{202e}b\u{9b}c\u{e0041}d\u{1b}";
        let json = serde_json::to_string(typed).unwrap();
        let safe = safe_json(&json);
        assert!(safe.chars().all(|c| c.is_ascii() && !c.is_control()), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), typed);
    }
}
