//! Asks the terminal for the position of its cursor.

use std::io;

use ratatui::layout::Position;

use super::query;

const WHERE: &[u8] = b"\x1b[6n";

/// Returns the position of the cursor, from 0; `None` if the terminal does not answer in time. The
/// reader of keys ignores a late answer.
///
/// # Errors
/// If the terminal cannot be written to or read.
pub fn ask() -> io::Result<Option<Position>> {
    let (mut bytes, mut found) = (Vec::new(), None);
    query::ask(WHERE, |piece| {
        bytes.extend_from_slice(piece);
        found = position(&bytes);
        found.is_some()
    })?;
    Ok(found)
}

/// Returns the position in an answer, which may be among other bytes.
fn position(bytes: &[u8]) -> Option<Position> {
    let text = String::from_utf8_lossy(bytes);
    text.split("\x1b[").skip(1).find_map(|sequence| {
        let (row, column) = sequence.split_once('R')?.0.split_once(';')?;
        let from_0 = |number: &str| number.parse::<u16>().ok()?.checked_sub(1);
        Some(Position { x: from_0(column)?, y: from_0(row)? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_found_among_other_bytes() {
        let at = |x, y| Some(Position { x, y });
        for (bytes, expected) in [
            ("\x1b[5;1R", at(0, 4)),
            ("ls\x1b[A\x1b[24;80R", at(79, 23)),
            ("\x1b[24;8", None),
            ("\x1b[0;0R", None),
            ("\x1b[;R", None),
            ("5;1R", None),
            ("", None),
        ] {
            assert_eq!(position(bytes.as_bytes()), expected, "{bytes:?}");
        }
    }
}
