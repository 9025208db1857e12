//! The colour of the background in the terminal's reply (OSC 11).

use crate::config::Background;

/// The luminance at which black and white text are equally readable (WCAG 2.2).
const MIDDLE: f64 = 0.179;

/// Returns the background that the text of an OSC reports, such as `11;rgb:1e1e/1e1e/2e2e`.
pub fn background(text: &str) -> Option<Background> {
    let colour = text.strip_prefix("11;")?;
    let parts = colour.strip_prefix("rgb:").or_else(|| colour.strip_prefix("rgba:"))?;
    let mut parts = parts.split('/').map(part);
    let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
    let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    Some(if luminance > MIDDLE { Background::Light } else { Background::Dark })
}

/// Returns a part of a colour, of one to four digits, as linear light from 0 to 1.
fn part(digits: &str) -> Option<f64> {
    let most = match digits.len() {
        1 => 0xf,
        2 => 0xff,
        3 => 0xfff,
        4 => 0xffff,
        _ => return None,
    };
    let part = f64::from(u16::from_str_radix(digits, 16).ok()?) / f64::from(most);
    Some(if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_dark_or_light_in_any_number_of_digits() {
        for (colour, expected) in [
            ("11;rgb:0/0/0", Some(Background::Dark)),
            ("11;rgb:fff/fff/fff", Some(Background::Light)),
            ("11;rgb:fdfd/f6f6/e3e3", Some(Background::Light)),
            ("11;rgba:0000/2b2b/3636/ffff", Some(Background::Dark)),
            ("11;rgb:8080/8080/8080", Some(Background::Light)),
            ("10;rgb:0/0/0", None),
            ("11;rgb:00/00", None),
            ("11;rgb:12345/0/0", None),
            ("11;rgb:gg/00/00", None),
            ("11;", None),
            ("", None),
        ] {
            assert_eq!(background(colour), expected, "{colour}");
        }
    }
}
