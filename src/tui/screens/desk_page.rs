//! The page of one desk of the list: its session as it was last read. Nothing is changed there.

use crate::core::{DeskName, Phase, Story};
use crate::desk::DeskView;
use crate::failure::Words;

/// The page of one desk.
#[derive(Debug)]
pub struct DeskPage {
    desk: DeskName,
    view: Option<DeskView>,
    refusal: Option<Words>,
    /// How far it is scrolled, in lines.
    pub scroll: usize,
}

impl DeskPage {
    /// Returns the page of a desk before it was read.
    pub fn new(desk: DeskName) -> Self {
        Self { desk, view: None, refusal: None, scroll: 0 }
    }

    /// Returns the name of the desk.
    pub fn desk(&self) -> &DeskName {
        &self.desk
    }

    /// Returns the desk; `None` before it was read.
    pub fn view(&self) -> Option<&DeskView> {
        self.view.as_ref()
    }

    /// Returns its live or last session.
    pub fn story(&self) -> Option<&Story> {
        self.view.as_ref()?.story.as_ref()
    }

    /// Returns why it could not be read.
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }

    /// Reports whether the clock of the session runs.
    pub fn is_active(&self) -> bool {
        self.story().is_some_and(|story| story.session.phase == Phase::Active)
    }

    /// Takes in a desk, or why it could not be read. Another desk is ignored.
    pub fn take(&mut self, desk: &DeskName, view: Result<DeskView, Words>) {
        if *desk != self.desk {
            return;
        }
        match view {
            Ok(view) => (self.view, self.refusal) = (Some(view), None),
            Err(words) => (self.view, self.refusal) = (None, Some(words)),
        }
    }
}
