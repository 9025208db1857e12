//! The values that a template gets. Each name is always there: what there is not is empty.

use std::collections::BTreeMap;

use minijinja::value::{Value, ValueKind};

use super::situation::{Situation, SprintRest, nameable};
use crate::core::{
    DeskName, FrameGlance, FrameKind, FrameRef, Glance, Moment, Phase, SessionGlance, Trend, Verb,
    Watch, count_text, seconds_text, short_text,
};

/// The unit of a new estimate, seconds.
const HALF_HOUR: u64 = 30 * 60;

/// The value of each name.
pub(super) struct TemplateValues(BTreeMap<&'static str, Value>);

impl TemplateValues {
    /// Returns the values in a situation.
    pub(super) fn of(now: &Situation<'_>) -> Self {
        let all = [
            of_the_desk(now),
            of_the_session(now),
            of_the_task(now),
            of_the_questions(now),
            of_governance(now.glance),
        ];
        Self(all.into_iter().flatten().collect())
    }

    /// Returns the values of a desk on which nothing was ever done.
    pub(super) fn without_any() -> Self {
        let glance = Glance::of(&Watch::default(), &Moment::any());
        Self::of(&Situation::asked(&glance, &DeskName::default(), &|_| String::new()))
    }

    /// Returns values of which none is empty.
    pub(super) fn with_each() -> Self {
        let filled = |value: Value| match value.kind() {
            ValueKind::Bool => Value::from(true),
            ValueKind::Number => Value::from(2),
            ValueKind::String if !value.is_safe() => Value::from("X"),
            _ => value,
        };
        let mut all = Self::without_any();
        all.0 = all.0.into_iter().map(|(name, value)| (name, filled(value))).collect();
        all.0.insert("may", may(|_| true));
        all
    }

    /// Returns them as a template gets them.
    pub(super) fn value(&self) -> Value {
        Value::from(self.0.clone())
    }

    /// Reports whether there is a value of a name, such as `task` or `may.reopen`.
    pub(super) fn have(&self, name: &str) -> bool {
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        let Some(value) = self.0.get(first) else { return false };
        rest.is_empty() || value.get_attr(rest).is_ok_and(|inner| !inner.is_undefined())
    }

    /// Returns every name.
    #[cfg(test)]
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }
}

/// Returns which verbs are allowed.
fn may(is_allowed: impl Fn(Verb) -> bool) -> Value {
    let each = Verb::ALL.iter();
    let each = each.map(|verb| (verb.word().replace('-', "_"), Value::from(is_allowed(*verb))));
    Value::from(each.collect::<BTreeMap<String, Value>>())
}

fn text(text: Option<impl AsRef<str>>) -> Value {
    Value::from(text.map(|text| text.as_ref().to_owned()).unwrap_or_default())
}

fn of_the_desk(now: &Situation<'_>) -> Vec<(&'static str, Value)> {
    // It is one of the program's own commands: no shell has to be kept from it.
    let command = format!("onwatch {}", now.desk.option());
    let is_allowed = |verb: Verb| now.glance.refusal(verb).is_none();
    let (problem, remedy) = now.problem.clone().unzip();
    vec![
        ("onwatch", Value::from_safe_string(command.trim_end().to_owned())),
        ("desk", text(Some(now.desk.as_str()))),
        ("run", text(now.desk.run().as_ref().map(ToString::to_string))),
        ("is_deleted", Value::from(now.is_deleted)),
        ("verb", text(now.verb.map(Verb::word))),
        ("may", may(is_allowed)),
        ("problem", text(problem)),
        ("remedy", text(remedy)),
    ]
}

fn of_the_session(now: &Situation<'_>) -> Vec<(&'static str, Value)> {
    let shown = now.glance.shown();
    let live = now.glance.session.as_ref();
    let is_paused = live.filter(|live| live.phase == Phase::Paused);
    let reason = is_paused.and_then(|paused| paused.pause_reason.clone());
    vec![
        ("session", text(shown.map(|session| session.key.to_string()))),
        ("phase", text(live.map(|live| live.phase.word()))),
        ("notes", text(shown.map(SessionGlance::notes_text))),
        ("active", text(shown.map(|session| short_text(session.active_ms)))),
        ("started_at", text(shown.map(|session| (now.clock)(session.started_at_utc)))),
        ("ended_at", text(shown.and_then(|session| session.ended_at_utc).map(now.clock))),
        ("paused_since", text(is_paused.map(|paused| (now.clock)(paused.phase_since_utc)))),
        ("reason", text(reason.or_else(|| now.stand.as_ref()?.reason.clone()))),
        ("context", text(live.map(context_text))),
    ]
}

/// Returns the open contexts, as in "sprint SPRINT-1 › task TASK-7 Importer".
fn context_text(live: &SessionGlance) -> String {
    let frame = |frame: &FrameGlance| {
        let title = frame.title.as_deref().map(|title| format!(" {title}"));
        format!("{}{}", frame.name, title.unwrap_or_default())
    };
    live.context_stack.iter().map(frame).collect::<Vec<_>>().join(" › ")
}

fn of_the_task(now: &Situation<'_>) -> Vec<(&'static str, Value)> {
    let live = now.glance.session.as_ref();
    let task = live.and_then(Situation::task_of);
    let sprint = live.and_then(Situation::sprint_of);
    let completed = now.tasks.iter().find(|task| task.kind.is_of_tasks());
    let completed = completed.filter(|_| now.verb == Some(Verb::Done));
    let rest = now.rest.clone().unwrap_or_default();
    let SprintRest { open, closed, next } = &rest;
    let next = next.as_ref().and_then(|(name, title)| Some((name, nameable(name)?, title)));
    let is_finished = now.rest.is_some() && *open == 0 && *closed > 0;
    let finished = sprint.clone().filter(|id| {
        let name = FrameRef { kind: FrameKind::sprint(), id: id.clone() };
        is_finished && nameable(&name).is_some()
    });
    let are = if *open == 1 { "is" } else { "are" };
    let left = (*open > 0).then(|| format!("{} {are}", count_text(*open, "task")));
    let seconds = |seconds: u64| seconds_text(seconds);
    vec![
        ("task", text(task.map(|task| &task.name.id))),
        ("task_type", text(task.map(|task| task.name.kind.as_str()))),
        ("named_task", text(task.and_then(|task| nameable(&task.name)))),
        ("task_status", text(now.stand.as_ref().map(|stand| stand.status.to_string()))),
        ("task_title", text(task.and_then(|task| task.title.as_ref()))),
        ("spent", text(task.map(|task| seconds(task.all_seconds())))),
        ("estimate", text(task.and_then(|task| task.estimate_seconds).map(seconds))),
        ("new_estimate", text(task.map(|task| new_estimate(task.all_seconds())))),
        ("sprint", text(sprint)),
        ("finished_sprint", text(finished)),
        ("tasks_left", text(left)),
        ("next_task", text(next.map(|(_, id, _)| id))),
        ("next_type", text(next.map(|(name, ..)| name.kind.as_str()))),
        ("next_title", text(next.and_then(|(_, _, title)| title.as_ref()))),
        ("completed", text(completed.map(|task| &task.id))),
    ]
}

/// Returns an estimate that leaves half an hour or more, as a command takes it.
fn new_estimate(spent_seconds: u64) -> String {
    let halves = spent_seconds / HALF_HOUR + 2;
    match (halves / 2, halves % 2) {
        (hours, 0) => format!("{hours}h"),
        (hours, _) => format!("{hours}h30m"),
    }
}

fn of_the_questions(now: &Situation<'_>) -> Vec<(&'static str, Value)> {
    let Glance { gaps, forgotten, .. } = now.glance;
    let gap = gaps.first();
    vec![
        ("gaps", Value::from(gaps.len())),
        ("gap", text(gap.map(|gap| gap.id.to_string()))),
        ("gap_from", text(gap.map(|gap| (now.clock)(gap.from_utc)))),
        ("gap_until", text(gap.map(|gap| (now.clock)(gap.until_utc)))),
        ("gap_absence", text(gap.map(crate::core::GapGlance::absence))),
        ("idle", text(forgotten.as_ref().map(|it| seconds_text(it.idle_seconds)))),
        ("idle_since", text(forgotten.as_ref().map(|it| (now.clock)(it.since_utc)))),
    ]
}

fn of_governance(glance: &Glance) -> Vec<(&'static str, Value)> {
    let governance = &glance.governance;
    let start = governance.at_start.as_ref().filter(|_| glance.session.is_some());
    let (band, health) = glance.drift();
    let health_reason = governance.health.reasons.join("; ");
    vec![
        ("band", text(Some(governance.cone.band.letter()))),
        ("band_at_start", text(start.map(|start| start.cone.band.letter()))),
        ("band_reason", text(Some(&governance.cone.reason))),
        ("band_is_worse", Value::from(band == Trend::Worse)),
        ("health", text(Some(governance.health.status.word()))),
        ("health_at_start", text(start.map(|start| start.status.status.word()))),
        ("health_reason", text(Some(health_reason))),
        ("health_is_worse", Value::from(health == Trend::Worse)),
    ]
}
