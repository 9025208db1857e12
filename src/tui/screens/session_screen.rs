//! The screen of one session: its story as it was read last.

use crate::core::{Phase, SessionName, SessionRef, Story, Watch};
use crate::failure::Words;

/// The screen of one session.
#[derive(Debug)]
pub struct SessionScreen {
    name: SessionName,
    story: Option<Story>,
    refusal: Option<Words>,
    /// The newest event when it was asked for last.
    asked_at: u64,
    waits: bool,
    /// How far it is scrolled, lines.
    pub scroll: usize,
}

impl SessionScreen {
    /// Returns the screen of a session whose story is being read, where event `seq` is the newest.
    #[must_use]
    pub fn new(name: SessionName, seq: u64) -> Self {
        Self { name, story: None, refusal: None, asked_at: seq, waits: true, scroll: 0 }
    }

    /// Returns what the session is called.
    #[must_use]
    pub fn name(&self) -> &SessionName {
        &self.name
    }

    /// Returns the story as far as it is known.
    #[must_use]
    pub fn story(&self) -> Option<&Story> {
        self.story.as_ref()
    }

    /// Returns why it cannot be told.
    #[must_use]
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }

    /// Tells whether the session's clock runs.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.story.as_ref().is_some_and(|story| story.session.phase == Phase::Active)
    }

    /// Takes in the story of the session `name`, or why it cannot be told.
    pub fn take(&mut self, name: &SessionName, answer: Result<Story, Words>) {
        if *name != self.name {
            return;
        }
        self.waits = false;
        match answer {
            Ok(story) => {
                self.story = Some(story);
                self.refusal = None;
            }
            Err(words) => {
                self.story = None;
                self.refusal = Some(words);
            }
        }
    }

    /// Returns the session to be read again, if something was done in it; asks no more until it was
    /// read. A session that was not on the desk meanwhile has not changed.
    pub fn falls_behind(&mut self, watch: &Watch) -> Option<SessionName> {
        let on_the_desk =
            watch.session.as_ref().is_some_and(|session| SessionRef::of(session).is(&self.name));
        let was_live = self.story.as_ref().is_some_and(|story| story.session.phase.is_live());
        if self.waits || watch.seq <= self.asked_at || !(on_the_desk || was_live) {
            return None;
        }
        self.asked_at = watch.seq;
        self.waits = true;
        Some(self.name.clone())
    }
}
