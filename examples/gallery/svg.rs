//! A drawn panel as an SVG picture: text as text, but blocks and lines as shapes, so that they join
//! in every font.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// A cell, in pixels.
const WIDE: f32 = 8.4;
const HIGH: f32 = 18.0;
/// The distance from the top of a cell to its baseline.
const BASE: f32 = 13.5;
const MARGIN: f32 = 10.0;

/// The colours of the terminal, used where the panel sets none.
#[derive(Debug, Clone, Copy)]
pub struct Ground {
    /// The background, as `#rrggbb`.
    pub background: &'static str,
    /// The text, as `#rrggbb`.
    pub text: &'static str,
    /// The sixteen colours of a terminal.
    pub sixteen: [&'static str; 16],
}

/// A terminal with light text on a dark background.
pub const DARK: Ground = Ground {
    background: "#16181d",
    text: "#d4d8df",
    sixteen: [
        "#16181d", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#abb2bf",
        "#7f8897", "#ff8b92", "#b5e08f", "#ffd98f", "#8cc8ff", "#e0a0f0", "#7fd5e0", "#ffffff",
    ],
};

/// A terminal with dark text on a light background.
pub const LIGHT: Ground = Ground {
    background: "#fbfbf9",
    text: "#24292f",
    sixteen: [
        "#24292f", "#b3261e", "#1a7f37", "#8a6100", "#0a58ca", "#8250df", "#0b7285", "#6e7781",
        "#57606a", "#cf222e", "#2da44e", "#9a6700", "#218bff", "#a475f9", "#3192aa", "#8c959f",
    ],
};

/// How one cell looks: the colours of its text and background, and its text attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Look {
    text: String,
    behind: Option<String>,
    bold: bool,
    crossed: bool,
    dim: bool,
}

/// Returns a picture of a buffer in a terminal of these colours.
pub fn of(buffer: &Buffer, ground: &Ground) -> String {
    let area = buffer.area;
    let width = f32::from(area.width) * WIDE + 2.0 * MARGIN;
    let height = f32::from(area.height) * HIGH + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.1} {height:.1}\">\n\
         <style>text{{font:14px 'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace;\
         white-space:pre}}path{{fill:none}}.b{{font-weight:bold}}.x{{text-decoration:line-through}}\
         .d{{opacity:.6}}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n<g fill=\"{}\">\n",
        canvas(buffer, ground),
        ground.text,
    );
    for y in 0..area.height {
        row(buffer, y, ground, &mut svg);
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// Returns the colour of the whole picture: the theme's background, or else the terminal's.
fn canvas(buffer: &Buffer, ground: &Ground) -> String {
    let corner = buffer.cell((0, 0)).map_or(Color::Reset, |cell| cell.bg);
    colour(corner, ground).unwrap_or_else(|| ground.background.to_owned())
}

fn row(buffer: &Buffer, y: u16, ground: &Ground, svg: &mut String) {
    let canvas = canvas(buffer, ground);
    let mut x = 0;
    while x < buffer.area.width {
        let look = look(&buffer[(x, y)], ground);
        let (from, mut signs) = (x, Vec::new());
        while x < buffer.area.width && self::look(&buffer[(x, y)], ground) == look {
            let sign = buffer[(x, y)].symbol();
            let columns = u16::try_from(sign.width().max(1)).unwrap_or(1);
            signs.push((x, columns, sign));
            x += columns;
        }
        let top = f32::from(y) * HIGH + MARGIN;
        if let Some(behind) = look.behind.as_ref().filter(|behind| **behind != canvas) {
            let (left, wide) = (left(from), f32::from(x - from) * WIDE);
            let _ = writeln!(
                svg,
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{HIGH:.1}\" \
                 fill=\"{behind}\"/>"
            );
        }
        shapes(&signs, top, &look, svg);
        words(&signs, top, &look, ground.text, svg);
    }
}

fn left(x: u16) -> f32 {
    f32::from(x) * WIDE + MARGIN
}

/// Draws blocks and lines; equal neighbours become one shape.
fn shapes(signs: &[(u16, u16, &str)], top: f32, look: &Look, svg: &mut String) {
    let mut at = 0;
    while let Some((x, _, sign)) = signs.get(at) {
        let alike = signs[at..].iter().take_while(|(_, _, next)| next == sign).count();
        let (left, wide) = (left(*x), f32::from(u16::try_from(alike).unwrap_or(1)) * WIDE);
        if let Some((from, high, solid)) = block(sign) {
            let (y, high) = (top + from * HIGH, high * HIGH);
            let shade = if solid < 1.0 { format!(" opacity=\"{solid}\"") } else { String::new() };
            let _ = writeln!(
                svg,
                "<rect x=\"{left:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" \
                 fill=\"{}\"{shade}/>",
                look.text
            );
        } else if matches!(*sign, "─" | "━") {
            let (y, weight) = (top + HIGH / 2.0, if *sign == "━" { 3.0 } else { 1.0 });
            line(&format!("M{left:.1} {y:.1}h{wide:.1}"), weight, look, svg);
        } else if let Some((from, to)) = upright(sign) {
            for (nth, _) in (0u16..).zip(&signs[at..at + alike]) {
                let x = self::left(*x + nth) + WIDE / 2.0;
                let path = format!("M{x:.1} {:.1}V{:.1}", top + from * HIGH, top + to * HIGH);
                line(&path, 1.0, look, svg);
            }
        } else if let Some((dx, dy)) = corner(sign) {
            let (x, y) = (left + WIDE / 2.0, top + HIGH / 2.0);
            let (across, down) = (x + dx * WIDE / 2.0, y + dy * HIGH / 2.0);
            let path = format!("M{across:.1} {y:.1}Q{x:.1} {y:.1} {x:.1} {down:.1}");
            line(&path, 1.0, look, svg);
        }
        at += alike;
    }
}

fn line(path: &str, weight: f32, look: &Look, svg: &mut String) {
    let _ =
        writeln!(svg, "<path d=\"{path}\" stroke=\"{}\" stroke-width=\"{weight}\"/>", look.text);
}

/// Writes the text, one element for each run of letters.
fn words(signs: &[(u16, u16, &str)], top: f32, look: &Look, plain: &str, svg: &mut String) {
    let mut piece: Option<(u16, u16, String)> = None;
    let is_text = |sign: &str| !sign.trim().is_empty() && !is_shape(sign);
    for (x, columns, sign) in signs {
        // One blank belongs to the run; two or more end it.
        match &mut piece {
            Some((_, end, text)) if *end == *x && is_text(sign) => {
                text.push_str(sign);
                *end += columns;
            }
            Some((_, end, text)) if *end + 1 == *x && is_text(sign) => {
                text.push(' ');
                text.push_str(sign);
                *end += columns + 1;
            }
            _ if is_text(sign) => {
                if let Some(done) = piece.replace((*x, x + columns, (*sign).to_owned())) {
                    write(&done, top, look, plain, svg);
                }
            }
            _ => {}
        }
    }
    if let Some(done) = piece {
        write(&done, top, look, plain, svg);
    }
}

fn write(
    (from, _, text): &(u16, u16, String),
    top: f32,
    look: &Look,
    plain: &str,
    svg: &mut String,
) {
    let marks = [(look.bold, "b"), (look.crossed, "x"), (look.dim, "d")];
    let marks: Vec<&str> = marks.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    let class =
        if marks.is_empty() { String::new() } else { format!(" class=\"{}\"", marks.join(" ")) };
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let colour =
        if look.text == plain { String::new() } else { format!(" fill=\"{}\"", look.text) };
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\"{colour}{class}>{text}</text>",
        left(*from),
        top + BASE,
    );
}

fn is_shape(sign: &str) -> bool {
    block(sign).is_some()
        || upright(sign).is_some()
        || corner(sign).is_some()
        || matches!(sign, "─" | "━")
}

/// Returns the top and the height of a block, in cells, and its opacity.
fn block(sign: &str) -> Option<(f32, f32, f32)> {
    Some(match sign {
        "█" => (0.0, 1.0, 1.0),
        "▀" => (0.0, 0.5, 1.0),
        "▄" => (0.5, 0.5, 1.0),
        "░" => (0.0, 1.0, 0.25),
        "▒" => (0.0, 1.0, 0.5),
        "▓" => (0.0, 1.0, 0.75),
        _ => return None,
    })
}

/// Returns the top and the bottom of a vertical line, in cells.
fn upright(sign: &str) -> Option<(f32, f32)> {
    (sign == "│").then_some((0.0, 1.0))
}

/// Returns the directions of the two arms of a corner.
fn corner(sign: &str) -> Option<(f32, f32)> {
    Some(match sign {
        "╭" | "┌" => (1.0, 1.0),
        "╮" | "┐" => (-1.0, 1.0),
        "╰" | "└" => (1.0, -1.0),
        "╯" | "┘" => (-1.0, -1.0),
        _ => return None,
    })
}

fn look(cell: &Cell, ground: &Ground) -> Look {
    let mut text = colour(cell.fg, ground).unwrap_or_else(|| ground.text.to_owned());
    let mut behind = colour(cell.bg, ground);
    if cell.modifier.contains(Modifier::REVERSED) {
        let below = behind.unwrap_or_else(|| ground.background.to_owned());
        behind = Some(std::mem::replace(&mut text, below));
    }
    Look {
        text,
        behind,
        bold: cell.modifier.contains(Modifier::BOLD),
        crossed: cell.modifier.contains(Modifier::CROSSED_OUT),
        dim: cell.modifier.contains(Modifier::DIM),
    }
}

/// Returns a colour as `#rrggbb`; `None` for the terminal's own.
fn colour(colour: Color, ground: &Ground) -> Option<String> {
    let nth = match colour {
        Color::Rgb(r, g, b) => return Some(format!("#{r:02x}{g:02x}{b:02x}")),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(_) | Color::Reset => return None,
    };
    ground.sixteen.get(nth).map(|hex| (*hex).to_owned())
}
