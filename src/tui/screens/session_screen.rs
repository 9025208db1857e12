//! The screen of one session: its story as it was last read.

use crate::core::{Phase, SessionName, SessionRef, Story, Watch};
use crate::failure::Words;

/// The screen of one session.
#[derive(Debug)]
pub struct SessionScreen {
    name: SessionName,
    story: Option<Story>,
    refusal: Option<Words>,
    /// The newest event at the last request.
    asked_at: u64,
    waits: bool,
    /// How far it is scrolled, in lines.
    pub scroll: usize,
}

impl SessionScreen {
    /// Returns the screen of a session whose story is being read; `seq` is the newest event.
    pub fn new(name: SessionName, seq: u64) -> Self {
        Self { name, story: None, refusal: None, asked_at: seq, waits: true, scroll: 0 }
    }

    /// Returns the name of the session.
    pub fn name(&self) -> &SessionName {
        &self.name
    }

    /// Returns the story; `None` before it was read.
    pub fn story(&self) -> Option<&Story> {
        self.story.as_ref()
    }

    /// Returns why the story could not be read.
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }

    /// Reports whether the clock of the session runs.
    pub fn is_active(&self) -> bool {
        self.story.as_ref().is_some_and(|story| story.session.phase == Phase::Active)
    }

    /// Takes in the story of the session `name`, or why it could not be read.
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

    /// Returns the session if it must be read again; not again until it was. A session that was not
    /// on the desk meanwhile has changed only if a past session was corrected.
    pub fn falls_behind(&mut self, watch: &Watch) -> Option<SessionName> {
        let on_the_desk =
            watch.session.as_ref().is_some_and(|session| SessionRef::of(session).is(&self.name));
        let was_live = self.story.as_ref().is_some_and(|story| story.session.phase.is_live());
        let may_be_corrected = watch.filed_seq > self.asked_at;
        let may_differ = on_the_desk || was_live || may_be_corrected;
        if self.waits || watch.seq <= self.asked_at || !may_differ {
            return None;
        }
        self.asked_at = watch.seq;
        self.waits = true;
        Some(self.name.clone())
    }
}
