//! Everything that somebody needs to go on with the work of a desk, the most important first.

use chrono::{DateTime, Utc};

use crate::core::base::{DeskName, Verb};
use crate::core::history::{Activity, SessionRecord};
use crate::core::read::{
    BriefAbout, BriefCheck, BriefContext, BriefGovernance, BriefHead, BriefItem, BriefLast,
    BriefLeft, BriefNote, BriefPart, BriefQuestion, BriefSession, BriefStep, FrameGlance, Glance,
    OpenPlaybook, SessionGlance, SinceItem, SomeOf, Standup, TaskRow, VerbNow,
};
use crate::core::session::{ClosedFrame, FrameRef, Phase, Session, open_at_the_end};
use crate::core::task::TaskName;

/// How many notes come before what is less important than they are.
const NEWEST_NOTES: usize = 10;
/// How many of each kind of what happened come before the notes.
const NEWEST_SINCE: usize = 3;
/// How many steps to do next are told at most.
const STEPS_MOST: usize = 5;

/// What somebody needs to go on.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    /// What is always said.
    pub head: BriefHead,
    /// The rest, the most important first.
    pub items: Vec<BriefItem>,
    /// What is not among them because it is too much, and how many of it.
    pub unlisted: Vec<(BriefPart, usize)>,
    /// Whether the session has older notes, which were not read.
    pub has_older_notes: bool,
    /// The words of the command that shows all of it.
    pub again: String,
}

/// What a brief is made from.
#[derive(Debug, Clone)]
pub struct BriefSources<'a> {
    /// What the desk shows.
    pub glance: &'a Glance,
    /// The session on the desk.
    pub session: Option<&'a Session>,
    /// The desk.
    pub desk: DeskName,
    /// Who asks.
    pub asked_by: String,
    /// Why nothing can be written: what happened, why, and what to do next.
    pub read_only: Option<[String; 3]>,
    /// What is known of the contexts of [`Brief::contexts_of`]; empty if it is not known.
    pub rows: &'a [TaskRow],
    /// What was done in the session, newest first.
    pub activities: Vec<Activity>,
    /// Whether the session has older notes than those.
    pub has_older_notes: bool,
    /// What to do next, the first step first.
    pub next: Vec<BriefStep>,
    /// The playbooks that are begun and not complete.
    pub playbooks: Vec<OpenPlaybook>,
    /// The words of the command that shows all of it.
    pub again: String,
    /// The checks that fail now.
    pub checks: Vec<BriefCheck>,
    /// What happened since a time, UTC.
    pub since: Option<(DateTime<Utc>, Standup)>,
    /// The session that ended last; `None` if there is none, or it is the one on the desk.
    pub last: Option<SessionRecord>,
}

impl Brief {
    /// Returns the contexts that a brief is about, outermost first: the open ones, or those that were open
    /// when the session ended.
    #[must_use]
    pub fn contexts_of(session: &Session) -> Vec<FrameRef> {
        if session.phase.is_live() {
            return session.context_stack.path();
        }
        let Some(ended) = session.ended_at_utc else { return Vec::new() };
        let left = &session.closed_frames;
        let first = open_at_the_end(left, ended);
        // The innermost one is left first.
        left.iter().skip(first).rev().map(ClosedFrame::name).collect()
    }

    /// Returns the brief of a desk.
    #[must_use]
    pub fn of(sources: &BriefSources<'_>) -> Self {
        let glance = sources.glance;
        let shown = glance.shown();
        let head = BriefHead {
            now_utc: glance.now_utc,
            desk: sources.desk.clone(),
            asked_by: sources.asked_by.clone(),
            since_utc: sources.since.as_ref().map(|(at, _)| *at),
            session: shown.map(BriefSession::of),
        };
        let mut unlisted = Vec::new();
        let mut items: Vec<BriefItem> = Vec::new();
        items.extend(shown.and_then(BriefAbout::of).map(BriefItem::About));
        items.extend(questions(sources).map(BriefItem::Question));
        items.extend(contexts(sources).into_iter().map(BriefItem::Context));
        items.extend(sources.checks.iter().cloned().map(BriefItem::Check));
        items.extend(sources.next.iter().take(STEPS_MOST).cloned().map(BriefItem::Next));
        items.extend(sources.playbooks.iter().cloned().map(BriefItem::Playbook));
        // The newest first, as the notes.
        let steps = shown.into_iter().flat_map(|shown| shown.playbook_steps.iter().rev());
        items.extend(steps.cloned().map(BriefItem::Step));
        let overrides = shown.into_iter().flat_map(|shown| shown.overrides.iter().rev());
        items.extend(overrides.cloned().map(BriefItem::Override));
        let since = sources.since.as_ref().map(|(_, standup)| since(standup, &mut unlisted));
        let (first, rest) = since.unwrap_or_default();
        items.extend(first.into_iter().map(BriefItem::Since));
        let notes = sources.activities.iter().filter_map(BriefNote::of).map(BriefItem::Note);
        let notes: Vec<BriefItem> = notes.collect();
        items.extend(notes.iter().take(NEWEST_NOTES).cloned());
        items.push(BriefItem::Governance(BriefGovernance::of(glance)));
        let over = glance.last_session.as_ref().and_then(BriefLast::over);
        let before = sources.last.as_ref().map(BriefLast::of);
        items.extend(over.or(before).map(BriefItem::Last));
        items.extend(rest.into_iter().map(BriefItem::Since));
        items.extend(notes.into_iter().skip(NEWEST_NOTES));
        let (allowed, refused): (Vec<VerbNow>, Vec<VerbNow>) =
            VerbNow::all(glance, &sources.desk).into_iter().partition(|verb| verb.allowed);
        items.extend(allowed.into_iter().map(BriefItem::Allowed));
        items.extend(refused.into_iter().map(BriefItem::Refused));
        let items = items.into_iter().map(BriefItem::cut).collect();
        let (has_older_notes, again) = (sources.has_older_notes, sources.again.clone());
        Self { head, items, unlisted, has_older_notes, again }
    }

    /// Returns this without what only programs ask for: the commands that are refused now.
    #[must_use]
    pub fn for_a_reader(mut self) -> Self {
        self.items.retain(|item| item.part() != BriefPart::Refused);
        self
    }

    /// Returns what is left out if only so many items are shown, in the order of their importance.
    #[must_use]
    pub fn left_out(&self, shown: usize) -> Vec<BriefLeft> {
        let mut left: Vec<BriefLeft> = Vec::new();
        let items = self.items.iter().skip(shown).map(|item| (item.part(), 1));
        let older = self.has_older_notes.then_some((BriefPart::Notes, 0));
        for (part, more) in items.chain(self.unlisted.iter().copied()).chain(older) {
            if let Some(left) = left.iter_mut().find(|left| left.part == part) {
                left.count = left.count.saturating_add(more);
            } else {
                let has_more = part == BriefPart::Notes && self.has_older_notes;
                left.push(BriefLeft { part, count: more, has_more, command: self.command(part) });
            }
        }
        left
    }

    /// Returns the same in one line, for a small budget.
    #[must_use]
    pub fn left_out_in_short(&self, shown: usize) -> Vec<BriefLeft> {
        let unlisted = self.unlisted.iter().map(|(_, count)| *count);
        let left = self.items.len().saturating_sub(shown);
        let count = unlisted.fold(left, usize::saturating_add);
        let (part, has_more) = (BriefPart::Rest, self.has_older_notes);
        let left = BriefLeft { part, count, has_more, command: self.command(part) };
        (count > 0 || has_more).then_some(left).into_iter().collect()
    }

    /// Returns the command that shows a part.
    fn command(&self, part: BriefPart) -> String {
        let session = self.head.session.as_ref();
        let is_over = session.is_some_and(|session| !session.phase.is_live());
        let show = session.map_or_else(|| "status".to_owned(), |it| format!("show {}", it.key));
        let words = match part {
            BriefPart::Next => "next".to_owned(),
            BriefPart::About | BriefPart::Notes | BriefPart::Steps | BriefPart::Overrides => show,
            BriefPart::Playbooks => "playbook list".to_owned(),
            BriefPart::Stack if is_over => show,
            BriefPart::Stack => "context".to_owned(),
            BriefPart::LastSession => "history -n 1".to_owned(),
            BriefPart::Questions | BriefPart::Governance | BriefPart::Readings => {
                "status".to_owned()
            }
            BriefPart::Allowed | BriefPart::Refused => "status --json".to_owned(),
            BriefPart::Checks => "end --check".to_owned(),
            BriefPart::Done => "task list --status done".to_owned(),
            BriefPart::Dropped => "task list --status dropped".to_owned(),
            BriefPart::Blocked => "task list --status blocked".to_owned(),
            BriefPart::Doing => "task list --status in_progress".to_owned(),
            BriefPart::Added => "task list --all".to_owned(),
            BriefPart::NotesSince | BriefPart::Sessions => "history".to_owned(),
            BriefPart::Rest => self.again.clone(),
        };
        format!("onwatch {}{words}", self.head.desk.option())
    }
}

/// Returns the newest of what happened, and the rest of it, and adds how much more there is.
fn since(
    standup: &Standup,
    more: &mut Vec<(BriefPart, usize)>,
) -> (Vec<SinceItem>, Vec<SinceItem>) {
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    let mut some = |part: BriefPart, all: Vec<SinceItem>, unlisted: usize| {
        more.extend((unlisted > 0).then_some((part, unlisted)));
        let mut all = all.into_iter();
        first.extend(all.by_ref().take(NEWEST_SINCE));
        rest.extend(all);
    };
    let of = standup;
    some(BriefPart::Done, items(&of.done, SinceItem::Done), of.done.more);
    some(BriefPart::Blocked, items(&of.blocked, SinceItem::Blocked), of.blocked.more);
    some(BriefPart::Doing, items(&of.doing, SinceItem::Doing), of.doing.more);
    some(BriefPart::Added, items(&of.added, SinceItem::Added), of.added.more);
    some(BriefPart::Dropped, items(&of.dropped, SinceItem::Dropped), of.dropped.more);
    some(BriefPart::NotesSince, items(&of.notes, SinceItem::Note), of.notes.more);
    some(BriefPart::Sessions, items(&of.sessions, SinceItem::Session), of.sessions.more);
    some(BriefPart::Readings, items(&of.readings, SinceItem::Reading), of.readings.more);
    (first, rest)
}

/// Returns what is listed of a kind.
fn items<T: Clone>(of: &SomeOf<T>, item: fn(T) -> SinceItem) -> Vec<SinceItem> {
    of.listed.iter().cloned().map(item).collect()
}

/// Returns what waits for a person.
fn questions(sources: &BriefSources<'_>) -> impl Iterator<Item = BriefQuestion> {
    let read_only = sources.read_only.clone();
    let read_only = read_only.map(|[what, why, next]| BriefQuestion::ReadOnly { what, why, next });
    let gaps = sources.glance.gaps.iter().cloned().map(BriefQuestion::Gap);
    let forgotten = sources.glance.forgotten.clone().map(BriefQuestion::Forgotten);
    read_only.into_iter().chain(gaps).chain(forgotten)
}

/// Returns the contexts, innermost first: the current one is the most important.
fn contexts(sources: &BriefSources<'_>) -> Vec<BriefContext> {
    let (Some(session), Some(shown)) = (sources.session, sources.glance.shown()) else {
        return Vec::new();
    };
    let names = Brief::contexts_of(session);
    names.iter().rev().map(|name| BriefContext::of(name, shown, sources.rows)).collect()
}

impl BriefSession {
    fn of(shown: &SessionGlance) -> Self {
        Self {
            key: shown.key,
            id: shown.id.clone(),
            session_type: shown.session_type.clone(),
            phase: shown.phase,
            phase_since_utc: shown.phase_since_utc,
            started_at_utc: shown.started_at_utc,
            ended_at_utc: shown.ended_at_utc,
            active_seconds: shown.active_seconds,
            paused_seconds: shown.paused_seconds,
            operator: shown.operator.clone(),
        }
    }
}

impl BriefAbout {
    /// Returns what a session is about; `None` if nothing was said.
    fn of(shown: &SessionGlance) -> Option<Self> {
        let about = Self {
            notes: shown.start_notes.clone(),
            pause_reason: shown.pause_reason.clone(),
            agent_id: shown.agent_id.clone(),
            workflow_id: shown.workflow_id.clone(),
            target_seconds: shown.target_seconds,
            target_due_utc: shown.target_due_utc,
            is_cut: false,
        };
        let texts = [&about.notes, &about.pause_reason, &about.agent_id, &about.workflow_id];
        let is_said = texts.iter().any(|text| text.is_some()) || about.target_seconds.is_some();
        is_said.then_some(about)
    }
}

impl BriefContext {
    fn of(name: &FrameRef, shown: &SessionGlance, rows: &[TaskRow]) -> Self {
        let frames = shown.context_stack.iter().chain(&shown.closed_frames);
        let frame = frames.clone().find(|frame| frame.name == *name);
        let row = rows.iter().find(|row| TaskName::of(&row.task.name).is(name));
        let in_session = frame.map_or(0, |it| it.session_seconds.unwrap_or(it.active_seconds));
        let of_frame = |text: Option<&Option<String>>| text.cloned().flatten();
        Self {
            name: name.clone(),
            title: row
                .and_then(|row| row.task.title.clone())
                .or_else(|| of_frame(frame.map(|frame| &frame.title))),
            estimate_seconds: row
                .and_then(|row| row.task.estimate_seconds)
                .or_else(|| frame.and_then(|frame| frame.estimate_seconds)),
            total_seconds: row.map_or_else(
                || frame.map_or(0, FrameGlance::all_seconds),
                |row| row.total_ms / 1_000,
            ),
            today_seconds: row.map(|row| row.today_ms / 1_000),
            session_seconds: in_session,
            sprint: row
                .and_then(|row| row.task.sprint.clone())
                .or_else(|| of_frame(frame.map(|frame| &frame.sprint))),
            status: row.map(|row| row.task.status),
            reason: row.and_then(|row| row.task.reason.clone()),
            elsewhere: row.map(|row| row.elsewhere.clone()).unwrap_or_default(),
            is_cut: false,
        }
    }
}

impl BriefNote {
    /// Returns the notes of the session that the desk has at hand, newest first, and whether there may be more.
    #[must_use]
    pub fn at_hand(glance: &Glance) -> (Vec<Self>, bool) {
        let Some(shown) = glance.shown() else { return (Vec::new(), false) };
        let of_it = glance.recent.iter().filter(|activity| activity.session == Some(shown.key));
        let is_start = |activity: &Activity| {
            activity.at_utc <= shown.started_at_utc && activity.verb != Verb::Note
        };
        let has_more = !of_it.clone().any(is_start);
        (of_it.filter_map(Self::of).collect(), has_more)
    }

    /// Returns a note; `None` if the activity is none, or was undone.
    pub(in crate::core) fn of(activity: &Activity) -> Option<Self> {
        let is_note = activity.verb == Verb::Note && !activity.undone;
        let text = activity.subject.clone().filter(|_| is_note)?;
        Some(Self {
            seq: activity.seq,
            at_utc: activity.at_utc,
            text,
            operator: activity.by.operator.clone(),
            context: activity.context.clone(),
            is_cut: false,
        })
    }
}

impl BriefLast {
    /// Returns a listed session.
    fn of(record: &SessionRecord) -> Self {
        Self {
            key: record.key,
            ended_at_utc: record.ended_at_utc,
            active_seconds: record.active_ms / 1_000,
            operator: record.operator.clone(),
            notes: record.start_notes.clone(),
            closing_notes: record.closing_notes.clone(),
            is_cut: false,
        }
    }

    /// Returns the session on the desk; `None` if it did not end.
    fn over(shown: &SessionGlance) -> Option<Self> {
        let ended_at_utc = shown.ended_at_utc.filter(|_| shown.phase == Phase::Ended)?;
        Some(Self {
            key: shown.key,
            ended_at_utc,
            active_seconds: shown.active_seconds,
            operator: shown.operator.clone(),
            notes: shown.start_notes.clone(),
            closing_notes: shown.closing_notes.clone(),
            is_cut: false,
        })
    }
}
