//! Whether band and health are told apart without colour, and by people who see fewer colours.

use onwatch::core::{AlertOf, Band, Light};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use crate::common::governance::{ack, asked};
use crate::common::panel::{Panel, text_of};
use crate::common::story::{Story, band, health};

const THEMES: [&str; 5] = ["ansi", "dark", "light", "high-contrast", "mono"];

/// How somebody sees who lacks one kind of cone: of linear red, green and blue.
///
/// From G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of
/// Color Vision Deficiency", IEEE Transactions on Visualization and Computer Graphics 15 (6), 2009: severity
/// 1.0.
const SEEN: [(&str, [[f64; 3]; 3]); 2] = [
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
];

fn measured(light: Light, letter: Band) -> Story {
    let mut story = Story::new();
    story.measured("a", health(Light::Green, &[])).measured("a", band(Band::A, ""));
    story.wait(10, 0).measured("a", health(light, &[])).measured("a", band(letter, ""));
    story.wait(3, 0);
    asked(&mut story, &[("a", 2, 60)]);
    story
}

/// Each state that must be told apart from every other one, by its name.
fn states() -> Vec<(&'static str, Story)> {
    let known = |light, letter| {
        let mut story = measured(light, letter);
        story.by("ops", ack(AlertOf::Health, None, None));
        story.by("ops", ack(AlertOf::Band, None, None)).wait(2, 0);
        asked(&mut story, &[("a", 2, 60)]);
        story
    };
    let mut over = measured(Light::Red, Band::D);
    over.measured("a", health(Light::Green, &[])).measured("a", band(Band::A, "")).wait(2, 0);
    asked(&mut over, &[("a", 2, 60)]);
    let mut doubt = measured(Light::Green, Band::A);
    asked(&mut doubt, &[("a", 240, 60)]);
    vec![
        ("green", measured(Light::Green, Band::A)),
        ("in doubt", doubt),
        ("unknown", measured(Light::Unknown, Band::B)),
        ("yellow, new", measured(Light::Yellow, Band::C)),
        ("red, new", measured(Light::Red, Band::D)),
        ("yellow, acknowledged", known(Light::Yellow, Band::C)),
        ("red, acknowledged", known(Light::Red, Band::D)),
        ("over, unseen", over),
    ]
}

fn drawn(theme: &str, story: Story, (width, height): (u16, u16)) -> Buffer {
    Panel::set(&format!("[panel]\ntheme = '{theme}'\n"), story, width, height).draw().0
}

/// Returns the rows that say band and health, without times.
fn words(buffer: &Buffer) -> String {
    let shown = text_of(buffer);
    shown.chars().filter(|c| !c.is_ascii_digit()).collect()
}

#[test]
fn without_any_colour_each_state_has_its_own_words() {
    for size in [(140, 40), (80, 24), (50, 20), (38, 6)] {
        let all = states();
        let told: Vec<_> = all
            .iter()
            .map(|(name, story)| (name, words(&drawn("mono", story.clone(), size))))
            .collect();
        for (nth, (name, one)) in told.iter().enumerate() {
            for (other, two) in told.iter().skip(nth + 1) {
                assert_ne!(one, two, "{name} and {other} at {size:?}");
            }
        }
    }
}

#[test]
fn without_any_colour_the_signs_and_words_alone_say_it() {
    for (name, story) in states() {
        let text = text_of(&drawn("mono", story, (140, 40)));
        let expected: &[&str] = match name {
            "green" => &["● GREEN", "● A"],
            "in doubt" => &["? GREEN 4m", "? A", "stale"],
            "unknown" => &["? UNKNOWN", "▲ B"],
            "yellow, new" => &["▲ YELLOW new", "▲ C STABILIZE new", "new since"],
            "red, new" => &["■ RED new", "■ D SURVIVAL new", "new since"],
            "yellow, acknowledged" => {
                &["▲ YELLOW seen", "▲ C STABILIZE seen", "acknowledged by ops"]
            }
            "red, acknowledged" => &["■ RED seen", "■ D SURVIVAL seen", "acknowledged by ops"],
            _ => &["was RED", "was D", "● GREEN"],
        };
        for words in expected {
            assert!(text.contains(words), "{name}: no {words:?} on\n{text}");
        }
    }
}

/// Returns a colour as red, green and blue. Names are those of xterm; a reset one is that of the theme.
fn rgb(colour: Color, reset: [u8; 3]) -> [u8; 3] {
    match colour {
        Color::Rgb(r, g, b) => [r, g, b],
        Color::Black => [0, 0, 0],
        Color::Red => [205, 0, 0],
        Color::Green => [0, 205, 0],
        Color::Yellow => [205, 205, 0],
        Color::Blue => [0, 0, 238],
        Color::Magenta => [205, 0, 205],
        Color::Cyan => [0, 205, 205],
        Color::Gray => [229, 229, 229],
        Color::DarkGray => [127, 127, 127],
        Color::LightRed => [255, 0, 0],
        Color::LightGreen => [0, 255, 0],
        Color::LightYellow => [255, 255, 0],
        Color::LightBlue => [92, 92, 255],
        Color::LightMagenta => [255, 0, 255],
        Color::LightCyan => [0, 255, 255],
        Color::White => [255, 255, 255],
        Color::Reset => reset,
        Color::Indexed(_) => panic!("no theme has colours by number"),
    }
}

/// Returns linear red, green and blue.
fn linear(colour: [u8; 3]) -> [f64; 3] {
    colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn seen(colour: [f64; 3], matrix: &[[f64; 3]; 3]) -> [f64; 3] {
    let [r, g, b] = colour;
    matrix.map(|[x, y, z]| (x * r + y * g + z * b).clamp(0.0, 1.0))
}

/// Returns the contrast of two colours, as WCAG 2 defines it.
fn contrast(one: [f64; 3], two: [f64; 3]) -> f64 {
    let light = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    let (one, two) = (light(one), light(two));
    one.max(two) / one.min(two)
}

/// Returns the least contrast of text. Nobody knows the colours of a terminal; its own are taken to be those
/// of xterm, whose red is dark.
fn least(theme: &str) -> f64 {
    if theme == "ansi" { 2.0 } else { 3.0 }
}

/// Returns text and background of a cell as somebody sees them.
fn cell_seen(cell: &Cell, theme: &str, matrix: &[[f64; 3]; 3]) -> ([f64; 3], [f64; 3]) {
    let (text, ground) = match theme {
        "light" => ([40, 40, 40], [250, 250, 250]),
        _ => ([220, 220, 220], [20, 20, 20]),
    };
    let (mut fg, mut bg) = (rgb(cell.fg, text), rgb(cell.bg, ground));
    if cell.modifier.contains(Modifier::REVERSED) {
        (fg, bg) = (bg, fg);
    }
    (seen(linear(fg), matrix), seen(linear(bg), matrix))
}

/// Returns the cells of a text on the screen.
fn cells<'a>(buffer: &'a Buffer, text: &str) -> Vec<&'a Cell> {
    let width = usize::from(buffer.area.width);
    let wanted: Vec<String> = text.chars().map(String::from).collect();
    let rows = buffer.content.chunks(width);
    let found = rows
        .flat_map(|row| row.windows(wanted.len()))
        .find(|cells| cells.iter().zip(&wanted).all(|(cell, wanted)| cell.symbol() == wanted));
    found.unwrap_or_else(|| panic!("no {text:?} on\n{}", text_of(buffer))).iter().collect()
}

#[test]
fn who_sees_fewer_colours_tells_each_state_apart_in_every_theme() {
    for theme in THEMES {
        for (sight, matrix) in &SEEN {
            // What is new is lit, also for them; what is acknowledged is not.
            for (new, known, text) in [
                (Light::Yellow, "yellow, acknowledged", "▲ YELLOW"),
                (Light::Red, "red, acknowledged", "■ RED"),
            ] {
                let letter = if new == Light::Red { Band::D } else { Band::C };
                let lit = drawn(theme, measured(new, letter), (140, 40));
                let story = states().into_iter().find(|(name, _)| *name == known).unwrap().1;
                let unlit = drawn(theme, story, (140, 40));
                let bright = |buffer: &Buffer| {
                    let cells = cells(buffer, text);
                    let (fg, bg) = cell_seen(cells[2], theme, matrix);
                    let ground = cell_seen(&buffer.content[0], theme, matrix).1;
                    assert!(
                        contrast(fg, bg) >= least(theme),
                        "{text} cannot be read: {theme}, {sight}"
                    );
                    contrast(bg, ground)
                };
                assert!(bright(&lit) >= 1.5, "{text} is not lit: {theme}, {sight}");
                assert!(bright(&unlit) < 1.05, "{text} is lit: {theme}, {sight}");
            }
            // The words and signs are there, and can be read.
            for (name, text) in [
                ("green", "● GREEN"),
                ("in doubt", "? GREEN 4m"),
                ("unknown", "? UNKNOWN"),
                ("over, unseen", "was RED"),
            ] {
                let story = states().into_iter().find(|(known, _)| *known == name).unwrap().1;
                let buffer = drawn(theme, story, (140, 40));
                for cell in cells(&buffer, text).into_iter().filter(|cell| cell.symbol() != " ") {
                    let (fg, bg) = cell_seen(cell, theme, matrix);
                    assert!(
                        contrast(fg, bg) >= least(theme),
                        "{text} cannot be read: {theme}, {sight}"
                    );
                }
            }
        }
    }
}
