//! What is shown, and what lies over it.

use crate::tui::dialogs::Prompt;
use crate::tui::screens::Palette as Actions;

/// What lies over the panes.
#[derive(Debug)]
pub enum Over {
    Nothing,
    Help { scroll: usize },
    Prompt(Prompt),
    Palette(Actions),
}

/// What fills the space between header and footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    Panel,
    History,
    Story,
}
