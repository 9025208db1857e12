//! Reads what was done in one session: from where the index says that its lines stand, or else from
//! the whole journal.

use super::obey::Desk;
use crate::core::{
    Activity, LastFiled, Refusal, RefusalKind, SessionName, SessionRef, Story, Verb, Watch,
    no_such_session,
};
use crate::failure::Failure;
use crate::index::{Asked, IndexError, SessionLines};
use crate::store::StoreError;

/// How many activities of a session are kept in memory at most.
const STORY_MOST: usize = 10_000;

/// How many activities are read at most to find the newest notes.
const READ_FOR_NOTES: usize = 1_000;

/// A session, and where to read what was done in it.
#[derive(Debug)]
pub struct SessionTrail {
    /// The session, without its activities.
    pub story: Story,
    source: TrailSource,
}

/// Where the activities of a session are.
#[derive(Debug)]
enum TrailSource {
    /// In these lines of the journal, which were checked.
    Lines(SessionLines),
    /// Here, newest first: the index does not fit the journal.
    Memory(Vec<Activity>),
}

impl Desk {
    /// Returns the newest `count` activities that concern a session, newest first.
    ///
    /// # Errors
    /// [`Failure`] if there is no such session, or the history cannot be read.
    pub fn log_of(
        &self,
        name: &SessionName,
        count: usize,
    ) -> Result<Asked<Vec<Activity>>, Failure> {
        let watch = self.look()?.watch;
        let most = count.max(1);
        let (mut activities, warnings) = if is_on_the_desk(&watch, name) {
            // Its lines are the newest of the journal.
            (self.trail_in_journal(&watch, name, most)?.1, Vec::new())
        } else {
            let Asked { answer: lines, warnings, .. } = self.lines_of(name)?;
            let newest = lines.and_then(|lines| self.newest_of(&lines, most).ok());
            let newest = match newest {
                Some(newest) => newest,
                None => self.trail_in_journal(&watch, name, most)?.1,
            };
            (newest, warnings)
        };
        if activities.is_empty() {
            return Err(no_such_session(name).into());
        }
        activities.truncate(count);
        Ok(Asked { answer: activities, warnings, missing: Vec::new() })
    }

    /// Returns the story of a session, with its newest activities: of the one with this name, or else
    /// of the usual one ([`Watch::usual_session`]).
    ///
    /// # Errors
    /// [`Failure`] if there is no such session, or the history cannot be read.
    pub fn story(&self, name: Option<SessionName>) -> Result<Story, Failure> {
        let watch = self.look()?.watch;
        let name = named(name, &watch)?;
        let (mut story, mut activities) = if is_on_the_desk(&watch, &name) {
            let (last, activities) = self.trail_in_journal(&watch, &name, STORY_MOST + 1)?;
            let now = self.moment_with_heartbeat();
            (Story::without_activities(last, true, &watch, &now)?, activities)
        } else {
            let SessionTrail { story, source } = self.trail_of(&watch, &name)?.answer;
            let activities = match source {
                TrailSource::Lines(lines) => self.newest_of(&lines, STORY_MOST + 1)?,
                TrailSource::Memory(activities) => activities,
            };
            (story, activities)
        };
        story.is_cut = activities.len() > STORY_MOST;
        activities.truncate(STORY_MOST);
        activities.reverse();
        story.activities = activities;
        Ok(story)
    }

    /// Returns the newest notes of the usual session ([`Watch::usual_session`]), newest first, and whether
    /// it may have older ones. However long the session is, only its newest activities are read.
    ///
    /// # Errors
    /// [`Failure`] if there is no session, or the journal cannot be read.
    pub fn newest_notes(&self, most: usize) -> Result<(Vec<Activity>, bool), Failure> {
        let watch = self.look()?.watch;
        let name = named(None, &watch)?;
        let read = || {
            let (mut notes, mut count, mut has_older) = (Vec::new(), 0_usize, false);
            self.store.each_activity_back(1..=watch.seq, &name, &mut |activity| {
                count += 1;
                let is_note = activity.verb == Verb::Note && !activity.undone;
                has_older = count > READ_FOR_NOTES || (is_note && notes.len() == most);
                notes.extend(Some(activity).filter(|_| is_note && !has_older));
                !has_older
            })?;
            Ok((notes, has_older))
        };
        Ok(self.store.retry_when_quiet(read)?)
    }

    /// Returns a session and where to read what was done in it: the one with this name, or else the
    /// usual one ([`Watch::usual_session`]).
    ///
    /// # Errors
    /// [`Failure`] if there is no such session, or the history cannot be read.
    pub fn trail(&self, name: Option<SessionName>) -> Result<Asked<SessionTrail>, Failure> {
        let watch = self.look()?.watch;
        let name = named(name, &watch)?;
        self.trail_of(&watch, &name)
    }

    fn trail_of(&self, watch: &Watch, name: &SessionName) -> Result<Asked<SessionTrail>, Failure> {
        let Asked { answer: lines, warnings, missing } = match name {
            // A key that was never used need not be looked for.
            SessionName::Key(key) if key.0 > watch.counters.session_keys => {
                Asked { answer: Some(SessionLines::default()), ..Asked::default() }
            }
            name => self.lines_of(name)?,
        };
        let found = lines.and_then(|lines| Some((self.filed_in(name, &lines).ok()?, lines)));
        let (last, source) = if let Some((last, lines)) = found {
            (last, TrailSource::Lines(lines))
        } else {
            let (last, activities) = self.trail_in_journal(watch, name, usize::MAX)?;
            (last, TrailSource::Memory(activities))
        };
        let is_known = match &source {
            TrailSource::Lines(lines) => !lines.ranges.is_empty(),
            TrailSource::Memory(activities) => !activities.is_empty(),
        };
        let now = self.moment_with_heartbeat();
        let story = Story::without_activities(last, is_known, watch, &now)?;
        Ok(Asked { answer: SessionTrail { story, source }, warnings, missing })
    }

    /// Calls `each` with what was done in a session, oldest first, until it returns `false`. Keeps
    /// nothing in memory.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn each_activity(
        &self,
        trail: &SessionTrail,
        each: &mut dyn FnMut(Activity) -> bool,
    ) -> Result<(), Failure> {
        match &trail.source {
            TrailSource::Memory(activities) => {
                let mut oldest_first = activities.iter().rev().cloned();
                oldest_first.all(each);
            }
            TrailSource::Lines(lines) => {
                for range in &lines.ranges {
                    let goes_on = self.store.each_event_of_range(range, &mut |event| {
                        each(Activity::marked(&event, lines.is_undone(event.seq)))
                    })?;
                    if !goes_on {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns where the lines of a session stand; `None` if the index cannot be made because the
    /// journal is damaged.
    fn lines_of(&self, name: &SessionName) -> Result<Asked<Option<SessionLines>>, Failure> {
        match self.index.lines_of(&self.progress, name) {
            Ok(Asked { answer, warnings, missing }) => {
                Ok(Asked { answer: Some(answer), warnings, missing })
            }
            Err(IndexError::Store(StoreError::Damaged { .. })) => Ok(Asked::default()),
            Err(error) => Err(error.into()),
        }
    }

    /// Checks the lines of a session; returns the session as it was when it was over.
    fn filed_in(&self, name: &SessionName, lines: &SessionLines) -> Result<LastFiled, StoreError> {
        let mut last = LastFiled::new(name.clone());
        if let Some(at) = &lines.filed {
            last.add(&self.store.event_at(at)?);
        }
        lines.ranges.iter().try_for_each(|range| self.store.check_range(range))?;
        Ok(last)
    }

    /// Returns the newest activities in some lines, newest first.
    fn newest_of(&self, lines: &SessionLines, count: usize) -> Result<Vec<Activity>, StoreError> {
        let mut activities = Vec::new();
        for range in lines.ranges.iter().rev() {
            let goes_on = self.store.each_event_of_range_back(range, &mut |event| {
                activities.push(Activity::marked(&event, lines.is_undone(event.seq)));
                activities.len() < count
            })?;
            if !goes_on {
                break;
            }
        }
        Ok(activities)
    }

    /// Reads a session from the journal alone, newest first: as far as it is damaged, from what a
    /// repair has kept.
    fn trail_in_journal(
        &self,
        watch: &Watch,
        name: &SessionName,
        count: usize,
    ) -> Result<(LastFiled, Vec<Activity>), Failure> {
        let read = || {
            let mut last = LastFiled::new(name.clone());
            let each = &mut |event: &_| last.add(event);
            let activities = self.store.newest_activities_of(1..=watch.seq, name, count, each)?;
            Ok((last, activities))
        };
        Ok(self.store.retry_when_quiet(read)?)
    }
}

/// Returns the session that is meant: by default the newest one.
fn named(name: Option<SessionName>, watch: &Watch) -> Result<SessionName, Refusal> {
    name.or_else(|| watch.usual_session()).ok_or_else(no_session)
}

fn is_on_the_desk(watch: &Watch, name: &SessionName) -> bool {
    watch.session.as_ref().is_some_and(|session| SessionRef::of(session).is(name))
}

fn no_session() -> Refusal {
    Refusal::new(
        RefusalKind::NothingThere,
        "Nothing was shown",
        "there has been no session yet",
        "start one: `onwatch start`",
    )
}
