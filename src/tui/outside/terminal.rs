//! Takes the terminal from the shell, and gives it back as it was.

use std::io::{self, Stdout, Write};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste, MouseEvent};
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};
use rustix::termios::tcgetwinsize;

use crate::tui::geometry::{FreedRows, Viewport};

use super::frame_writer::FrameWriter;
use super::input_reader::InputReader;
use super::title_mouse::{NO_MOUSE, TitleAndMouse};

/// The terminal while the panel has it; it is given back when dropped.
pub struct Terminal {
    frames: FrameWriter<Stdout>,
    viewport: Viewport,
    size: Size,
    title_and_mouse: TitleAndMouse,
    taken: bool,
}

impl Terminal {
    /// Takes the terminal: raw, on its other screen or in some rows, with marked pastes. `input` reads
    /// the reply if the terminal is asked for its cursor.
    pub fn take(viewport: Viewport, input: &mut InputReader) -> io::Result<Self> {
        let mut terminal = Self {
            frames: FrameWriter::new(io::stdout()),
            viewport,
            size: Self::size()?,
            title_and_mouse: TitleAndMouse::default(),
            taken: true,
        };
        enable_raw_mode()?;
        let cursor = match viewport {
            Viewport::Whole => None,
            Viewport::Inline(_) => input.cursor(&mut io::stdout())?,
        };
        terminal.begin(cursor)?;
        Ok(terminal)
    }

    /// Takes the terminal again; the next frame is drawn whole.
    pub fn retake(&mut self) -> io::Result<()> {
        let had = self.taken;
        if had {
            // Another program may have set its modes.
            disable_raw_mode()?;
        }
        self.taken = true;
        enable_raw_mode()?;
        self.title_and_mouse.forget_modes();
        if had && self.viewport != Viewport::Whole {
            // The panel still has its rows.
            self.frames.forget();
            return execute!(io::stdout(), Print(NO_MOUSE), EnableBracketedPaste, Hide);
        }
        self.size = Self::size()?;
        self.begin(None)
    }

    fn begin(&mut self, cursor: Option<Position>) -> io::Result<()> {
        self.frames.forget();
        let mut out = io::stdout();
        match self.viewport {
            Viewport::Whole => execute!(out, EnterAlternateScreen)?,
            Viewport::Inline(_) => self.begin_in(&self.viewport.free_rows(cursor, self.size))?,
        }
        execute!(out, Print(NO_MOUSE), EnableBracketedPaste, Hide)
    }

    fn begin_in(&mut self, rows: &FreedRows) -> io::Result<()> {
        self.frames.begin_at(rows.top);
        let mut out = io::stdout();
        out.write_all(rows.bytes.as_bytes())?;
        out.flush()
    }

    /// Shows a frame, with the cursor where text is typed.
    pub fn show(&mut self, frame: Buffer, cursor: Option<Position>) -> io::Result<()> {
        self.frames.show(frame, cursor)
    }

    /// Returns the size of the terminal; 80×24 if it does not report one.
    pub fn size() -> io::Result<Size> {
        let known = tcgetwinsize(io::stdout())?;
        Ok(match (known.ws_col, known.ws_row) {
            (0, _) | (_, 0) => Size { width: 80, height: 24 },
            (width, height) => Size { width, height },
        })
    }

    /// Returns the size of the panel, and frees rows again if the terminal was resized.
    pub fn panel_size(&mut self) -> io::Result<Size> {
        let size = Self::size()?;
        if size != self.size {
            self.size = size;
            if self.viewport != Viewport::Whole {
                let down = self.frames.cursor_down();
                self.begin_in(&self.viewport.free_rows_again(down, size))?;
            }
        }
        Ok(self.viewport.size(size))
    }

    /// Returns an event of the mouse with its row counted from the first row of the panel.
    pub fn within(&self, event: MouseEvent) -> MouseEvent {
        // A row above the panel counts as one below it: neither is on the panel.
        let row = event.row.checked_sub(self.frames.top()).unwrap_or(u16::MAX);
        MouseEvent { row, ..event }
    }

    /// Asks for a title and the mouse, if that differs from before.
    pub fn ask(&mut self, title: Option<String>, mouse: bool) -> io::Result<()> {
        self.title_and_mouse.ask(title, mouse, &mut io::stdout())
    }

    /// Gives the terminal back as it was; rows of its first screen are left blank, with the cursor in
    /// the first of them.
    pub fn give_back(&mut self) -> io::Result<()> {
        if !self.taken {
            return Ok(());
        }
        self.taken = false;
        let mut out = io::stdout();
        let modes = self.title_and_mouse.give_back(&mut out);
        let left = match self.viewport {
            Viewport::Whole => execute!(out, Show, DisableBracketedPaste, LeaveAlternateScreen),
            Viewport::Inline(_) => {
                let top = MoveTo(0, self.frames.top());
                execute!(out, top, Clear(ClearType::FromCursorDown), Show, DisableBracketedPaste)
            }
        };
        disable_raw_mode().and(modes).and(left)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Nobody is left to report an error to.
        let _ = self.give_back();
    }
}
