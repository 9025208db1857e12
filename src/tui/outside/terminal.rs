//! Takes the terminal from the shell, and gives it back as it was.

use std::io::{self, Write};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste, MouseEvent};
use crossterm::style::{Print, ResetColor};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};
use rustix::termios::tcgetwinsize;

use crate::tui::geometry::{FreedRows, Viewport};

use super::frame_writer::FrameWriter;
use super::input_reader::InputReader;
use super::output::TerminalOutput;
use super::title_mouse::{NO_MOUSE, TitleAndMouse};

/// The terminal while the panel has it; it is given back when dropped.
pub struct Terminal {
    output: TerminalOutput,
    frames: FrameWriter<TerminalOutput>,
    viewport: Viewport,
    size: Size,
    title_and_mouse: TitleAndMouse,
    taken: bool,
}

impl Terminal {
    /// Takes the terminal: raw, on its other screen or in some rows, with marked pastes. `input` reads
    /// the reply if the terminal is asked for its cursor.
    pub fn take(
        viewport: Viewport,
        output: TerminalOutput,
        input: &mut InputReader,
    ) -> io::Result<Self> {
        let mut terminal = Self {
            frames: FrameWriter::new(output.clone()),
            output,
            viewport,
            size: Self::size()?,
            title_and_mouse: TitleAndMouse::default(),
            taken: true,
        };
        enable_raw_mode()?;
        let cursor = match viewport {
            Viewport::Whole => None,
            Viewport::Inline(_) => input.cursor(&mut terminal.output)?,
        };
        terminal.begin(cursor)?;
        Ok(terminal)
    }

    /// Takes the terminal again; the next frame is drawn whole.
    pub fn retake(&mut self) -> io::Result<()> {
        let had = self.taken;
        self.taken = true;
        // Another program may have set its modes.
        disable_raw_mode()?;
        enable_raw_mode()?;
        self.title_and_mouse.forget_modes();
        if had && self.viewport != Viewport::Whole {
            // The panel still has its rows.
            self.frames.forget();
            return execute!(self.output, Print(NO_MOUSE), EnableBracketedPaste, Hide);
        }
        self.size = Self::size()?;
        self.begin(None)
    }

    fn begin(&mut self, cursor: Option<Position>) -> io::Result<()> {
        self.frames.forget();
        match self.viewport {
            Viewport::Whole => execute!(self.output, EnterAlternateScreen)?,
            Viewport::Inline(_) => self.begin_in(&self.viewport.free_rows(cursor, self.size))?,
        }
        execute!(self.output, Print(NO_MOUSE), EnableBracketedPaste, Hide)
    }

    fn begin_in(&mut self, rows: &FreedRows) -> io::Result<()> {
        self.frames.begin_at(rows.top);
        self.output.write_all(rows.bytes.as_bytes())?;
        self.output.flush()
    }

    /// Returns the output, for what is beyond the cells.
    pub fn output(&mut self) -> &mut TerminalOutput {
        &mut self.output
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
        self.title_and_mouse.ask(title, mouse, &mut self.output)
    }

    /// Gives the terminal back as it was; rows of its first screen are left blank, with the cursor in
    /// the first of them.
    pub fn give_back(&mut self) -> io::Result<()> {
        if !self.taken {
            return Ok(());
        }
        let screen = self.stand_aside();
        disable_raw_mode().and(screen)
    }

    /// Gives the screen back, but not the modes of the line: a shell in the foreground has set its own.
    pub fn stand_aside(&mut self) -> io::Result<()> {
        if !std::mem::take(&mut self.taken) {
            return Ok(());
        }
        let out = &mut self.output;
        let modes = self.title_and_mouse.give_back(out);
        let left = match self.viewport {
            Viewport::Whole => {
                // A terminal without another screen goes on where the cursor is: below the panel.
                let last = MoveTo(0, self.size.height.saturating_sub(1));
                queue!(out, ResetColor, last, Print("\r\n"), Show, DisableBracketedPaste)?;
                execute!(out, LeaveAlternateScreen)
            }
            Viewport::Inline(_) => {
                let top = MoveTo(0, self.frames.top());
                execute!(out, top, Clear(ClearType::FromCursorDown), Show, DisableBracketedPaste)
            }
        };
        self.output.drain();
        modes.and(left)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Nobody is left to report an error to.
        let _ = self.give_back();
    }
}
