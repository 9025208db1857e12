//! Writes frames to the terminal: what differs, in one piece, and nothing if nothing differs.

use std::io::{self, BufWriter, Write};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Room for one frame, bytes.
const FRAME: usize = 64 * 1_024;

/// Writes frames, and remembers the last one.
pub struct FrameWriter<W: Write> {
    backend: CrosstermBackend<BufWriter<W>>,
    shown: Buffer,
    cursor: Option<Position>,
    /// The first row of the panel on the terminal, from 0; `None` if the panel has all rows.
    below: Option<u16>,
}

impl<W: Write> FrameWriter<W> {
    /// Returns a writer that knows nothing of the terminal.
    pub fn new(terminal: W) -> Self {
        Self {
            backend: CrosstermBackend::new(BufWriter::with_capacity(FRAME, terminal)),
            shown: Buffer::empty(Rect::ZERO),
            cursor: None,
            below: None,
        }
    }

    /// Returns the first row of the panel on the terminal, from 0.
    pub fn top(&self) -> u16 {
        self.below.unwrap_or_default()
    }

    /// Sets the first row of the panel; the next frame is drawn whole.
    pub fn begin_at(&mut self, top: u16) {
        self.below = Some(top);
        self.shown = Buffer::empty(Rect::ZERO);
    }

    /// Returns the row of the cursor within the frame.
    pub fn cursor_down(&self) -> u16 {
        self.cursor.map_or(0, |cursor| cursor.y)
    }

    /// Forgets the last frame: the next one is drawn whole.
    pub fn forget(&mut self) {
        self.shown = Buffer::empty(Rect::ZERO);
        self.cursor = None;
    }

    /// Shows `next`, with the cursor where text is typed.
    pub fn show(&mut self, next: Buffer, cursor: Option<Position>) -> io::Result<()> {
        let whole = next.area != self.shown.area;
        if whole {
            self.shown = Buffer::empty(next.area);
        }
        let mut changed = self.shown.diff_iter(&next).peekable();
        if !whole && changed.peek().is_none() && cursor == self.cursor {
            return Ok(());
        }
        let out = &mut self.backend;
        queue!(out, BeginSynchronizedUpdate)?;
        let top = self.below.unwrap_or_default();
        match self.below {
            None if whole => queue!(out, Clear(ClearType::All))?,
            Some(_) if whole => queue!(out, MoveTo(0, top), Clear(ClearType::FromCursorDown))?,
            _ => {}
        }
        if cursor.is_none() && self.cursor.is_some() {
            queue!(out, Hide)?;
        }
        if changed.peek().is_some() {
            out.draw(changed.map(|(x, y, cell)| (x, y + top, cell)))?;
        }
        match cursor {
            Some(Position { x, y }) => queue!(out, MoveTo(x, y + top), Show)?,
            // The hidden cursor marks the rows: the terminal moves it with them.
            None if self.below.is_some() => queue!(out, MoveTo(0, top))?,
            None => {}
        }
        queue!(out, EndSynchronizedUpdate)?;
        Write::flush(out)?;
        self.shown = next;
        self.cursor = cursor;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use std::cell::RefCell;
    use std::rc::Rc;

    use ratatui::style::Style;

    use super::*;

    /// A terminal that keeps what is written to it.
    #[derive(Clone, Default)]
    struct Paper(Rc<RefCell<Vec<u8>>>);

    impl Paper {
        fn taken(&self) -> String {
            String::from_utf8(std::mem::take(&mut self.0.borrow_mut())).unwrap()
        }
    }

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn frame(text: &str) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
        buffer.set_string(0, 0, text, Style::new());
        buffer
    }

    #[test]
    fn an_unchanged_frame_writes_not_a_byte() {
        let paper = Paper::default();
        let mut screen = FrameWriter::new(paper.clone());
        for cursor in [None, Some(Position { x: 3, y: 0 })] {
            screen.show(frame("one"), cursor).unwrap();
            assert_ne!(paper.taken(), "");
            screen.show(frame("one"), cursor).unwrap();
            assert_eq!(paper.taken(), "");
        }
    }

    #[test]
    fn a_change_writes_what_differs_and_no_more() {
        let paper = Paper::default();
        let mut screen = FrameWriter::new(paper.clone());
        screen.show(frame("0:00:01"), None).unwrap();
        paper.taken();
        screen.show(frame("0:00:02"), None).unwrap();
        let written = paper.taken();
        assert!(written.contains('2') && !written.contains("0:00"), "{written:?}");
    }

    #[test]
    fn a_frame_that_begins_further_down_touches_nothing_above() {
        let paper = Paper::default();
        let mut screen = FrameWriter::new(paper.clone());
        screen.begin_at(7);
        screen.show(frame("one"), Some(Position { x: 3, y: 1 })).unwrap();
        let written = paper.taken();
        let rows = "\u{1b}[8;1H\u{1b}[J\u{1b}[8;1Hone";
        assert!(written.contains(rows), "{written:?}");
        assert!(written.contains("\u{1b}[9;4H"), "{written:?}");
        assert!(!written.contains("[2J") && !written.contains("[1;1H"), "{written:?}");
    }

    #[test]
    fn what_was_forgotten_is_drawn_whole() {
        let paper = Paper::default();
        let mut screen = FrameWriter::new(paper.clone());
        screen.show(frame("one"), None).unwrap();
        paper.taken();
        screen.forget();
        screen.show(frame("one"), None).unwrap();
        assert!(paper.taken().contains("one"));
    }
}
