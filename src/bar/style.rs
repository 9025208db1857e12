//! The style of a piece of a template: words as starship writes them, and the colours of the state.

use anstyle::{Ansi256Color, AnsiColor, Color, Effects, RgbColor, Style};

use super::desk::BarDesk;

/// What one word of a style changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StyleChange {
    /// Nothing of the style around it stays.
    Clear,
    /// A property of the letters.
    Effect(Effects),
    /// A colour.
    Colour(StyleColour, Ground),
}

/// A colour that is named, or that the state of the desk decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StyleColour {
    Fixed(Color),
    Phase,
    Band,
    Health,
}

/// What has a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Text,
    Background,
}

/// The style of a piece of a template.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PieceStyle(Vec<StyleChange>);

/// The words for properties of the letters.
const EFFECTS: [(&str, Effects); 9] = [
    ("bold", Effects::BOLD),
    ("dim", Effects::DIMMED),
    ("dimmed", Effects::DIMMED),
    ("italic", Effects::ITALIC),
    ("underline", Effects::UNDERLINE),
    ("blink", Effects::BLINK),
    ("reverse", Effects::INVERT),
    ("inverted", Effects::INVERT),
    ("strikethrough", Effects::STRIKETHROUGH),
];

/// The words for colours. Each has a bright one too.
const COLOURS: [(&str, AnsiColor); 9] = [
    ("black", AnsiColor::Black),
    ("red", AnsiColor::Red),
    ("green", AnsiColor::Green),
    ("yellow", AnsiColor::Yellow),
    ("blue", AnsiColor::Blue),
    ("purple", AnsiColor::Magenta),
    ("magenta", AnsiColor::Magenta),
    ("cyan", AnsiColor::Cyan),
    ("white", AnsiColor::White),
];

/// The words for the colours of the state.
const STATES: [(&str, StyleColour); 3] =
    [("phase", StyleColour::Phase), ("band", StyleColour::Band), ("health", StyleColour::Health)];

impl PieceStyle {
    /// Reads the words of a style.
    ///
    /// # Errors
    /// The first word that is unknown.
    pub fn read(text: &str) -> Result<Self, &str> {
        let words = text.split_whitespace();
        words.map(|word| change(word).ok_or(word)).collect::<Result<_, _>>().map(Self)
    }

    /// Returns all words, those for colours without their bright ones.
    pub fn words() -> impl Iterator<Item = &'static str> {
        let effects = EFFECTS.iter().map(|(word, _)| *word);
        let colours = COLOURS.iter().map(|(word, _)| *word);
        let states = STATES.iter().map(|(word, _)| *word);
        effects.chain(colours).chain(states).chain(["none"])
    }

    /// Returns the style of a piece within a piece of another style.
    #[must_use]
    pub fn over(&self, around: Style, desk: &BarDesk<'_>) -> Style {
        self.0.iter().fold(around, |style, change| match change {
            StyleChange::Clear => Style::new(),
            StyleChange::Effect(effect) => style.effects(style.get_effects().insert(*effect)),
            StyleChange::Colour(colour, ground) => {
                let colour = match colour {
                    StyleColour::Fixed(colour) => Some(*colour),
                    StyleColour::Phase => desk.phase_colour(),
                    StyleColour::Band => desk.band_colour(),
                    StyleColour::Health => desk.health_colour(),
                };
                match ground {
                    Ground::Text => style.fg_color(colour.or(style.get_fg_color())),
                    Ground::Background => style.bg_color(colour.or(style.get_bg_color())),
                }
            }
        })
    }
}

fn change(word: &str) -> Option<StyleChange> {
    let word = word.to_ascii_lowercase();
    if word == "none" {
        return Some(StyleChange::Clear);
    }
    if let Some((_, effect)) = EFFECTS.iter().find(|(known, _)| *known == word) {
        return Some(StyleChange::Effect(*effect));
    }
    let (name, ground) = match (word.strip_prefix("fg:"), word.strip_prefix("bg:")) {
        (Some(name), _) => (name, Ground::Text),
        (None, Some(name)) => (name, Ground::Background),
        (None, None) => (word.as_str(), Ground::Text),
    };
    Some(StyleChange::Colour(colour(name)?, ground))
}

/// Reads a colour: a name, a number of the palette of 256, or `#rrggbb`.
fn colour(name: &str) -> Option<StyleColour> {
    if let Some((_, state)) = STATES.iter().find(|(known, _)| *known == name) {
        return Some(*state);
    }
    if let Some(hex) = name.strip_prefix('#') {
        let is_hex = hex.len() == 6 && hex.chars().all(|c| c.is_ascii_hexdigit());
        let value = u32::from_str_radix(hex, 16).ok().filter(|_| is_hex)?;
        let [_, red, green, blue] = value.to_be_bytes();
        return Some(StyleColour::Fixed(RgbColor(red, green, blue).into()));
    }
    if let Ok(number) = name.parse::<u8>() {
        return Some(StyleColour::Fixed(Ansi256Color(number).into()));
    }
    let bright = name.strip_prefix("bright-");
    let base = bright.unwrap_or(name);
    let (_, named) = COLOURS.iter().find(|(known, _)| *known == base)?;
    Some(StyleColour::Fixed(named.bright(bright.is_some()).into()))
}
