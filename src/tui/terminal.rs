//! The terminal: taken from the shell, and given back to it as it was.

use std::io::{self, Stdout};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::layout::Size;
use rustix::termios::tcgetwinsize;

use super::screen::Screen;

/// The terminal while the panel has it; dropped, it is given back.
pub(super) struct Terminal {
    /// What it shows.
    pub(super) screen: Screen<Stdout>,
    taken: bool,
}

impl Terminal {
    /// Takes the terminal: raw, on its other screen, with pastes marked as such.
    pub(super) fn take() -> io::Result<Self> {
        let mut terminal = Self { screen: Screen::new(io::stdout()), taken: false };
        terminal.retake()?;
        Ok(terminal)
    }

    /// Takes the terminal again, whatever became of it meanwhile; the next frame is drawn whole.
    pub(super) fn retake(&mut self) -> io::Result<()> {
        if self.taken {
            // Somebody else may have set its modes: the way there is from the beginning.
            disable_raw_mode()?;
        }
        self.taken = true;
        enable_raw_mode()?;
        self.screen.forget();
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)
    }

    /// Returns its size; of one that does not know, the usual one.
    pub(super) fn size() -> io::Result<Size> {
        let known = tcgetwinsize(io::stdout())?;
        Ok(match (known.ws_col, known.ws_row) {
            (0, _) | (_, 0) => Size { width: 80, height: 24 },
            (width, height) => Size { width, height },
        })
    }

    /// Gives the terminal back as it was.
    pub(super) fn give_back(&mut self) -> io::Result<()> {
        if !self.taken {
            return Ok(());
        }
        self.taken = false;
        let left = execute!(io::stdout(), Show, DisableBracketedPaste, LeaveAlternateScreen);
        disable_raw_mode().and(left)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // There is nobody left to tell.
        let _ = self.give_back();
    }
}
