//! Themes: files that define a colour for each of eleven roles.
//!
//! This file knows the contents of a theme. The panel decides what it draws in which role.

use std::path::{Path, PathBuf};

use ratatui::style::Color;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::names::{suggestion, unknown_names};
use super::text::{ConfigError, Fault, read_text};

/// The themes that come with the program.
const BUILT_IN: [(&str, &str); 5] = [
    ("ansi", include_str!("../../assets/themes/ansi.toml")),
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("high-contrast", include_str!("../../assets/themes/high-contrast.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
];

/// The theme that depends on the terminal's background.
const AUTO: &str = "auto";

/// The sixteen colours of a terminal, with their names in a theme.
const ANSI: [(&str, Color); 16] = [
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];

const ROLES: [&str; 11] = [
    "background",
    "text",
    "quiet",
    "border",
    "focus",
    "accent",
    "active",
    "paused",
    "ok",
    "warn",
    "crit",
];

/// The colour of each role; [`Color::Reset`] for the terminal's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Palette {
    /// The background of everything.
    #[serde(deserialize_with = "parse_colour")]
    pub background: Color,
    /// Ordinary text.
    #[serde(deserialize_with = "parse_colour")]
    pub text: Color,
    /// Times, labels, contexts: what is read after the values.
    #[serde(deserialize_with = "parse_colour")]
    pub quiet: Color,
    /// Frames and lines, which have no meaning.
    #[serde(deserialize_with = "parse_colour")]
    pub border: Color,
    /// The frame of the focused pane.
    #[serde(deserialize_with = "parse_colour")]
    pub focus: Color,
    /// Keys to press, titles in focus, what others did.
    #[serde(deserialize_with = "parse_colour")]
    pub accent: Color,
    /// A session whose clock runs.
    #[serde(deserialize_with = "parse_colour")]
    pub active: Color,
    /// A session whose clock is stopped.
    #[serde(deserialize_with = "parse_colour")]
    pub paused: Color,
    /// Good.
    #[serde(deserialize_with = "parse_colour")]
    pub ok: Color,
    /// Needs attention.
    #[serde(deserialize_with = "parse_colour")]
    pub warn: Color,
    /// Bad.
    #[serde(deserialize_with = "parse_colour")]
    pub crit: Color,
}

/// Parses a colour: `"#rrggbb"`, `"default"`, or the name of a terminal colour.
fn parse_colour<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Color, D::Error> {
    let text = String::deserialize(deserializer)?;
    colour(&text).ok_or_else(|| {
        let names = ANSI.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let message = format!("'{text}' is not a colour; use \"#rrggbb\", \"default\", {names}");
        D::Error::custom(message)
    })
}

fn colour(text: &str) -> Option<Color> {
    if text == "default" {
        return Some(Color::Reset);
    }
    if let Some((_, colour)) = ANSI.iter().find(|(name, _)| *name == text) {
        return Some(*colour);
    }
    let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6)?;
    let digits = hex.bytes().all(|b| b.is_ascii_hexdigit());
    digits.then(|| u32::from_str_radix(hex, 16).ok().map(Color::from_u32)).flatten()
}

impl Palette {
    /// Returns a palette without colours.
    #[must_use]
    pub fn mono() -> Self {
        Self::default()
    }

    /// Returns the palette with each colour changed.
    #[must_use]
    pub fn map(self, change: impl Fn(Color) -> Color) -> Self {
        Self {
            background: change(self.background),
            text: change(self.text),
            quiet: change(self.quiet),
            border: change(self.border),
            focus: change(self.focus),
            accent: change(self.accent),
            active: change(self.active),
            paused: change(self.paused),
            ok: change(self.ok),
            warn: change(self.warn),
            crit: change(self.crit),
        }
    }

    /// Returns a palette with the same background, text, quiet text and border, but no other colours.
    #[must_use]
    pub fn faded(self) -> Self {
        let Self { background, text, quiet, border, .. } = self;
        Self { background, text, quiet, border, ..Self::mono() }
    }
}

/// The background of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// It needs light text.
    Dark,
    /// It needs dark text.
    Light,
}

/// The colours of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// The same on every terminal.
    Fixed(Palette),
    /// Chosen by the background of the terminal.
    ByBackground {
        /// For a dark background.
        dark: Palette,
        /// For a light background.
        light: Palette,
        /// For an unknown background.
        unknown: Palette,
    },
}

impl Colours {
    /// Returns the palette for a background, if known.
    #[must_use]
    pub fn on(self, background: Option<Background>) -> Palette {
        match (self, background) {
            (Self::Fixed(palette), _) => palette,
            (Self::ByBackground { dark, .. }, Some(Background::Dark)) => dark,
            (Self::ByBackground { light, .. }, Some(Background::Light)) => light,
            (Self::ByBackground { unknown, .. }, None) => unknown,
        }
    }

    /// Returns whether the terminal must be asked for its background.
    #[must_use]
    pub fn ask(self) -> bool {
        matches!(self, Self::ByBackground { .. })
    }
}

/// Returns the directory of the user's own themes.
#[must_use]
pub fn themes(settings: &Path) -> PathBuf {
    settings.with_file_name("themes")
}

/// Why a theme cannot be used.
#[derive(Debug)]
pub(super) enum ThemeError {
    /// There is no theme with this name; the text lists the known ones.
    Unknown(String),
    /// Its file is broken.
    Broken(ConfigError),
}

/// Returns the colours of a theme, and warnings about its file. `auto` chooses between three
/// themes, unless the user has a file with this name.
pub(super) fn colours(name: &str, folder: &Path) -> Result<(Colours, Vec<String>), ThemeError> {
    if name != AUTO || folder.join(format!("{AUTO}.toml")).exists() {
        return find(name, folder).map(|(palette, warnings)| (Colours::Fixed(palette), warnings));
    }
    let (dark, mut warnings) = find("dark", folder)?;
    let (light, more) = find("light", folder)?;
    warnings.extend(more);
    let (unknown, more) = find("ansi", folder)?;
    warnings.extend(more);
    Ok((Colours::ByBackground { dark, light, unknown }, warnings))
}

/// Returns the palette of a theme, and warnings about its file. The user's themes in `folder`
/// replace those that come with the program.
pub(super) fn find(name: &str, folder: &Path) -> Result<(Palette, Vec<String>), ThemeError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if name.bytes().all(plain) {
        let path = folder.join(format!("{name}.toml"));
        if let Some(text) = read_text(&path).map_err(ThemeError::Broken)? {
            return parse(&text, &path).map_err(ThemeError::Broken);
        }
        if let Some((_, text)) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name) {
            return parse(text, &path).map_err(ThemeError::Broken);
        }
    }
    let all = names(folder);
    let suggested = suggestion(name, all.iter().map(String::as_str).chain([AUTO]));
    let folder = folder.display();
    let all = all.join(", ");
    Err(ThemeError::Unknown(format!(
        "there is no theme '{name}'{suggested}; known themes: {AUTO}, {all}; your own themes are files in {folder}"
    )))
}

/// Returns the names of all themes, the user's own last.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let mut own: Vec<String> = match std::fs::read_dir(folder) {
        Ok(files) => files.filter_map(|file| own_name(&file.ok()?.path())).collect(),
        Err(_) => Vec::new(),
    };
    own.retain(|name| !BUILT_IN.iter().any(|(built_in, _)| built_in == name));
    own.sort();
    BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).chain(own).collect()
}

fn own_name(path: &Path) -> Option<String> {
    let is_theme = path.extension().is_some_and(|extension| extension == "toml");
    is_theme.then(|| path.file_stem()?.to_str().map(str::to_owned)).flatten()
}

fn parse(text: &str, path: &Path) -> Result<(Palette, Vec<String>), ConfigError> {
    let fault = |error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        Fault { at, message: error.message().replace('\n', ", ") }.within(text, path)
    };
    let table = toml::de::DeTable::parse(text).map_err(fault)?;
    let warnings = unknown_names(table.get_ref(), &ROLES, "role", text, path);
    let palette = Palette::deserialize(toml::de::Deserializer::from(table)).map_err(fault)?;
    Ok((palette, warnings))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use anstyle::{Ansi256Color, RgbColor};
    use anstyle_lossy::{palette, xterm_to_rgb};

    use super::*;
    use crate::tui::ColourDepth;

    fn built_in(name: &str) -> Palette {
        find(name, Path::new("/nowhere")).unwrap().0
    }

    /// Returns the relative luminance of a colour (WCAG 2.2).
    fn luminance(colour: Color) -> f64 {
        let Color::Rgb(r, g, b) = colour else { panic!("{colour} is not RGB") };
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(one: Color, other: Color) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn contrast_is_computed_as_in_the_guideline() {
        let ratio = contrast(Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255));
        assert!((ratio - 21.0).abs() < 1e-9, "{ratio}");
        let grey = contrast(Color::Rgb(0x76, 0x76, 0x76), Color::Rgb(255, 255, 255));
        assert!((grey - 4.54).abs() < 0.01, "{grey}");
    }

    #[test]
    fn every_role_with_text_has_enough_contrast() {
        for (name, least) in [("dark", 4.5), ("light", 4.5), ("high-contrast", 7.0)] {
            let p = built_in(name);
            let read = [
                ("text", p.text),
                ("quiet", p.quiet),
                ("focus", p.focus),
                ("accent", p.accent),
                ("active", p.active),
                ("paused", p.paused),
                ("ok", p.ok),
                ("warn", p.warn),
                ("crit", p.crit),
            ];
            for (role, colour) in read {
                let ratio = contrast(colour, p.background);
                assert!(ratio >= least, "{name}: {role} has {ratio:.2} to 1");
            }
        }
    }

    #[test]
    fn every_role_with_text_can_be_read_where_there_are_fewer_colours() {
        for (depth, least) in [(ColourDepth::Sixteen, 2.5), (ColourDepth::Palette256, 4.0)] {
            let shown = |colour| match depth.nearest(colour) {
                Color::Indexed(index) => {
                    let RgbColor(r, g, b) = xterm_to_rgb(Ansi256Color(index), palette::VGA);
                    Color::Rgb(r, g, b)
                }
                other => panic!("{other}"),
            };
            for name in ["dark", "light", "high-contrast"] {
                let p = built_in(name).map(shown);
                let roles =
                    [p.text, p.quiet, p.focus, p.accent, p.active, p.paused, p.ok, p.warn, p.crit];
                for (nth, colour) in roles.into_iter().enumerate() {
                    let ratio = contrast(colour, p.background);
                    assert!(ratio >= least, "{depth:?} {name} {nth}: {ratio:.2} to 1");
                }
            }
        }
    }

    #[test]
    fn every_theme_has_every_role_and_no_other_name() {
        for (name, text) in BUILT_IN {
            let (_, warnings) = parse(text, Path::new(name)).unwrap();
            assert_eq!(warnings, Vec::<String>::new(), "{name}");
            let table: toml::Table = text.parse().unwrap();
            assert!(ROLES.iter().all(|role| table.contains_key(*role)), "{name}");
        }
    }

    #[test]
    fn ansi_has_no_background_and_mono_has_no_colour() {
        assert_eq!(built_in("ansi").background, Color::Reset);
        assert_eq!(built_in("mono"), Palette::mono());
    }

    #[test]
    fn a_colour_has_a_name_or_six_digits() {
        assert_eq!(colour("#0a0B0c"), Some(Color::Rgb(10, 11, 12)));
        assert_eq!(colour("white"), Some(Color::Gray));
        for wrong in ["", "#fff", "#12345g", "#+12345", "blu"] {
            assert_eq!(colour(wrong), None, "{wrong}");
        }
    }
}
