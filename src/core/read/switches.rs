//! The switches of context in a session, from the stays in its contexts.

use chrono::{DateTime, Utc};

use crate::core::base::{KEPT_MAX, SessionKey, Verb};
use crate::core::history::{Activity, ContextTime, SessionRecord};
use crate::core::session::FrameRef;

/// A switch of context: what was left and what was entered at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextSwitch {
    /// When, UTC.
    pub at_utc: DateTime<Utc>,
    /// In which session.
    pub session: SessionKey,
    /// What was left, innermost first, each with its active time in this stay, milliseconds.
    pub left: Vec<(FrameRef, u64)>,
    /// What was entered; `None` if contexts were only left.
    pub entered: Option<FrameRef>,
    /// The title of what was entered.
    pub title: Option<String>,
    /// The contexts since then, outermost first.
    pub context: Vec<FrameRef>,
}

impl ContextSwitch {
    /// Returns the switch that an activity made; `None` if it made none, or if it was undone.
    #[must_use]
    pub fn of_activity(activity: &Activity) -> Option<Self> {
        let left = activity.left.iter();
        let left: Vec<(FrameRef, u64)> = left
            .map(|left| (left.name.clone(), left.active_seconds.saturating_mul(1_000)))
            .collect();
        let entered = activity.context.last().filter(|_| activity.verb == Verb::Push).cloned();
        let is_switch = !activity.undone && (entered.is_some() || !left.is_empty());
        let session = activity.session.filter(|_| is_switch)?;
        Some(Self {
            at_utc: activity.at_utc,
            session,
            left,
            title: activity.subject.clone().filter(|_| entered.is_some()),
            context: if entered.is_some() { activity.context.clone() } else { Vec::new() },
            entered,
        })
    }
}

/// A stay that begins or ends.
enum Turn<'s> {
    Enters(&'s ContextTime),
    Leaves(&'s ContextTime),
}

impl Turn<'_> {
    fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Enters(stay) => stay.from_utc,
            Self::Leaves(stay) => stay.until_utc.unwrap_or(stay.from_utc),
        }
    }
}

impl SessionRecord {
    /// Returns its switches of context, oldest first. At its end, what was open was left.
    #[must_use]
    pub fn switches(&self) -> Vec<ContextSwitch> {
        let mut all: Vec<ContextSwitch> = Vec::new();
        let mut open: Vec<FrameRef> = Vec::new();
        for turn in turns(&self.contexts) {
            let at_utc = turn.at();
            match turn {
                Turn::Leaves(stay) => {
                    open.retain(|frame| *frame != stay.frame);
                    let left = (stay.frame.clone(), stay.active_ms);
                    let same =
                        |last: &&mut ContextSwitch| last.at_utc == at_utc && last.entered.is_none();
                    if let Some(last) = all.last_mut().filter(same) {
                        last.left.push(left);
                        last.context.clone_from(&open);
                        continue;
                    }
                    all.push(self.switch(at_utc, vec![left], &open));
                }
                Turn::Enters(stay) => {
                    open.push(stay.frame.clone());
                    // What was left for it is the context of its type, with all that was in it.
                    let is_instead = |last: &ContextSwitch| {
                        let outermost = last.left.last().map(|(frame, _)| &frame.kind);
                        last.at_utc == at_utc
                            && last.entered.is_none()
                            && outermost == Some(&stay.frame.kind)
                    };
                    if !all.last().is_some_and(is_instead) {
                        all.push(self.switch(at_utc, Vec::new(), &open));
                    }
                    if let Some(last) = all.last_mut() {
                        last.entered = Some(stay.frame.clone());
                        last.title.clone_from(&stay.title);
                        last.context.clone_from(&open);
                    }
                }
            }
        }
        all
    }

    /// Reports whether it may have had more stays than it lists.
    #[must_use]
    pub fn lists_the_newest_stays(&self) -> bool {
        self.contexts.iter().filter(|stay| stay.until_utc.is_some()).count() >= KEPT_MAX
    }

    fn switch(
        &self,
        at_utc: DateTime<Utc>,
        left: Vec<(FrameRef, u64)>,
        open: &[FrameRef],
    ) -> ContextSwitch {
        ContextSwitch {
            at_utc,
            session: self.key,
            left,
            entered: None,
            title: None,
            context: open.to_vec(),
        }
    }
}

/// Returns when stays begin and end, in order. What ends at a time ends before others begin.
fn turns(stays: &[ContextTime]) -> Vec<Turn<'_>> {
    let mut all: Vec<(DateTime<Utc>, u8, Turn<'_>)> = Vec::new();
    for stay in stays {
        let is_instant = stay.until_utc == Some(stay.from_utc);
        // A stay of no time begins after what ends at that time, and before what stays.
        let place = if is_instant { 1 } else { 2 };
        all.push((stay.from_utc, place, Turn::Enters(stay)));
        if let Some(until) = stay.until_utc {
            let place = u8::from(is_instant);
            all.push((until, place, Turn::Leaves(stay)));
        }
    }
    all.sort_by_key(|(at, place, _)| (*at, *place));
    all.into_iter().map(|(_, _, turn)| turn).collect()
}
