//! Where the panel is drawn: the whole terminal, or a few rows at the cursor.

use ratatui::layout::{Position, Size};

/// Where the panel is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewport {
    /// The whole alternate screen.
    Whole,
    /// This many rows of the normal screen.
    Inline(u16),
}

/// How to free rows: the bytes to write, and the first free row after that, from 0.
#[derive(Debug, PartialEq, Eq)]
pub struct FreedRows {
    pub bytes: String,
    pub top: u16,
}

impl Viewport {
    /// Returns the size of the panel on a terminal of this size.
    pub(in crate::tui) fn size(self, terminal: Size) -> Size {
        match self {
            Self::Whole => terminal,
            Self::Inline(rows) => Size { height: rows.min(terminal.height), ..terminal },
        }
    }

    /// Returns how to free rows below the cursor; the terminal scrolls up if there are too few. Without
    /// a known cursor they are the bottom rows.
    pub(in crate::tui) fn free_rows(self, cursor: Option<Position>, terminal: Size) -> FreedRows {
        let rows = self.size(terminal).height;
        let Some(Position { x, y }) = cursor else {
            // After that many lines the bottom rows are below the cursor.
            let bytes = "\r\n".repeat(rows.into());
            return FreedRows { bytes, top: terminal.height - rows };
        };
        // A line that has text stays.
        let begun = u16::from(x > 0);
        let lines = begun + rows.saturating_sub(1);
        let top = y.saturating_add(begun).min(terminal.height - rows);
        FreedRows { bytes: "\r\n".repeat(lines.into()), top }
    }

    /// Returns how to free rows again after a resize, with the cursor `down` rows below the first one.
    ///
    /// The terminal has moved the rows, and asked now it would answer among the keys. But the cursor
    /// moved with them: they are cleared there, and freed at the bottom.
    pub(in crate::tui) fn free_rows_again(self, down: u16, terminal: Size) -> FreedRows {
        let rows = self.size(terminal).height;
        let up = if down == 0 { String::new() } else { format!("\x1b[{down}A") };
        let lines = "\r\n".repeat(rows.saturating_sub(1).into());
        FreedRows { bytes: format!("\r{up}\x1b[J{lines}"), top: terminal.height - rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMINAL: Size = Size { width: 80, height: 24 };
    const THREE: Viewport = Viewport::Inline(3);

    fn at(x: u16, y: u16) -> Position {
        Position { x, y }
    }

    #[test]
    fn rows_are_freed_at_the_cursor_and_above_it_where_the_terminal_ends() {
        for (cursor, lines, top) in
            [(at(0, 4), 2, 4), (at(0, 21), 2, 21), (at(0, 23), 2, 21), (at(0, 22), 2, 21)]
        {
            let freed = FreedRows { bytes: "\r\n".repeat(lines), top };
            assert_eq!(THREE.free_rows(Some(cursor), TERMINAL), freed, "{cursor:?}");
        }
    }

    #[test]
    fn a_line_that_somebody_began_is_left_alone() {
        let freed = FreedRows { bytes: "\r\n\r\n\r\n".into(), top: 5 };
        assert_eq!(THREE.free_rows(Some(at(7, 4)), TERMINAL), freed);
    }

    #[test]
    fn where_the_cursor_is_not_known_the_bottom_rows_are_freed() {
        let freed = FreedRows { bytes: "\r\n\r\n\r\n".into(), top: 21 };
        assert_eq!(THREE.free_rows(None, TERMINAL), freed);
    }

    #[test]
    fn a_terminal_with_fewer_rows_gives_all_it_has() {
        let low = Size { width: 80, height: 2 };
        assert_eq!(THREE.size(low), low);
        assert_eq!(
            THREE.free_rows(Some(at(0, 1)), low),
            FreedRows { bytes: "\r\n".into(), top: 0 }
        );
    }

    #[test]
    fn after_a_resize_the_rows_are_wiped_where_they_are_and_taken_at_the_bottom() {
        let wiped = |bytes: &str| FreedRows { bytes: bytes.into(), top: 21 };
        assert_eq!(THREE.free_rows_again(0, TERMINAL), wiped("\r\x1b[J\r\n\r\n"));
        assert_eq!(THREE.free_rows_again(2, TERMINAL), wiped("\r\x1b[2A\x1b[J\r\n\r\n"));
    }
}
