//! The checks of a task, a sprint or a session.

use std::sync::Arc;

use crate::core::base::{Argument, Hint, LookAt, Verb, count_text, seconds_text, short_text};
use crate::core::check::{
    CheckCode, CheckFacts, CheckItem, CheckLevel, CheckReport, CheckRules, CheckSubject,
    LiveSessionFacts, TaskFacts, UPDATES_MAX,
};
use crate::core::session::FrameRef;

/// How many unfinished tasks are named in a sentence.
const NAMED: usize = 5;

/// What is to be completed, and all that its checks need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompletionCheck {
    /// What is to be completed.
    pub subject: CheckSubject,
    /// The facts.
    pub facts: CheckFacts,
    /// What the settings say of checks.
    pub rules: Arc<CheckRules>,
}

impl CompletionCheck {
    /// Returns the same with another summary; an empty one is none.
    #[must_use]
    pub fn with_summary(mut self, text: &str) -> Self {
        match &mut self.facts {
            CheckFacts::Task(facts) | CheckFacts::Sprint(facts) => {
                let text = Some(text.trim().to_owned());
                facts.summary = text.filter(|text| !text.is_empty());
            }
            CheckFacts::Session(_) => {}
        }
        self
    }

    /// Returns what the checks say.
    #[must_use]
    pub fn report(&self) -> CheckReport {
        let items = match (&self.facts, &self.subject) {
            (CheckFacts::Task(facts), CheckSubject::Context(name)) => {
                vec![
                    self.summary(facts, name),
                    self.updates(facts, name),
                    self.below(facts, CheckCode::SubtasksOpen, name),
                    self.time(facts, name),
                ]
            }
            (CheckFacts::Sprint(facts), CheckSubject::Context(name)) => {
                vec![
                    self.below(facts, CheckCode::SprintTasksOpen, name),
                    self.sprint_summary(facts, name),
                ]
            }
            (CheckFacts::Session(facts), CheckSubject::Session(_)) => self.session(facts),
            (CheckFacts::Task(_) | CheckFacts::Sprint(_), CheckSubject::Session(_))
            | (CheckFacts::Session(_), CheckSubject::Context(_)) => Vec::new(),
        };
        CheckReport {
            subject: self.subject.clone(),
            items: items.into_iter().flatten().collect(),
            facts: self.facts.clone(),
        }
    }

    /// Returns the result of a check; `None` if it is off.
    fn item(
        &self,
        code: CheckCode,
        is_met: bool,
        text: impl Into<String>,
        next: impl Into<Option<Hint>>,
    ) -> Option<CheckItem> {
        let level = self.rules.level(code);
        let next = next.into().filter(|_| !is_met);
        let text = text.into();
        (level != CheckLevel::Off).then_some(CheckItem { code, level, is_met, text, next })
    }

    fn summary(&self, facts: &TaskFacts, name: &FrameRef) -> Option<CheckItem> {
        let hint = || of_task("say what was done", Verb::Summary, (Argument::Text, "TEXT"), name);
        let Some(summary) = &facts.summary else {
            return self.item(CheckCode::SummaryMissing, false, "it has no summary", hint());
        };
        let (has, needed) = (summary.chars().count(), self.rules.summary_characters);
        let is_long = u64::try_from(has).is_ok_and(|has| has >= needed);
        let text = if is_long {
            "its summary says what was done".to_owned()
        } else {
            format!("its summary has {has} of {needed} characters")
        };
        let short = self.item(CheckCode::SummaryShort, is_long, text, hint());
        let there = || {
            let text = "its summary says what was done";
            self.item(CheckCode::SummaryMissing, true, text, hint())
        };
        short.filter(|item| !item.is_met).or_else(there)
    }

    fn updates(&self, facts: &TaskFacts, name: &FrameRef) -> Option<CheckItem> {
        let (has, needed) = (facts.progress.as_ref()?.updates, self.rules.updates);
        let hint = of_task("note how it went", Verb::Note, (Argument::Text, "TEXT"), name);
        if has == 0 && needed > 0 {
            return self.item(CheckCode::UpdatesNone, false, "nothing was noted in it", hint);
        }
        let is_enough = has >= needed;
        let text = if is_enough {
            let or_more = if has == UPDATES_MAX { "or more " } else { "" };
            format!("{} {or_more}written in it", were(has, "note"))
        } else {
            format!("{} written in it; {needed} are better", were(has, "note"))
        };
        self.item(CheckCode::UpdatesFew, is_enough, text, hint)
    }

    /// Checks the tasks below a task, or those of a sprint. One without any is not checked.
    fn below(&self, facts: &TaskFacts, code: CheckCode, name: &FrameRef) -> Option<CheckItem> {
        let progress = facts.progress.as_ref()?;
        let all = progress.open_count.saturating_add(progress.done_count);
        let noun = if code == CheckCode::SprintTasksOpen { "task" } else { "task below it" };
        if all == 0 {
            return None;
        }
        let Some(first) = progress.open.first() else {
            let text = match all {
                1 => format!("the {noun} is done"),
                _ if code == CheckCode::SprintTasksOpen => format!("all {all} tasks are done"),
                _ => format!("all {all} tasks below it are done"),
            };
            return self.item(
                code,
                true,
                text,
                Hint::show("see it", LookAt::Task(name.id.clone())),
            );
        };
        let mut named: Vec<String> =
            progress.open.iter().take(NAMED).map(ToString::to_string).collect();
        let more = progress.open_count.saturating_sub(u64::try_from(named.len()).unwrap_or(0));
        named.extend((more > 0).then(|| format!("{more} more")));
        let open = progress.open_count;
        let are = if open == 1 { "is" } else { "are" };
        let tasks = match (open, code) {
            (1, CheckCode::SprintTasksOpen) => "1 task".to_owned(),
            (1, _) => "1 task below it".to_owned(),
            (_, CheckCode::SprintTasksOpen) => format!("{open} tasks"),
            _ => format!("{open} tasks below it"),
        };
        let text = format!("{tasks} {are} not finished: {}", named.join(", "));
        let done = of_task("finish them", Verb::Done, (Argument::Summary, "TEXT"), first);
        self.item(code, false, text, done)
    }

    fn time(&self, facts: &TaskFacts, name: &FrameRef) -> Option<CheckItem> {
        let actual = facts.actual_ms / 1_000;
        let took = short_text(facts.actual_ms);
        let Some(estimate) = facts.estimate_seconds else {
            let hint = of_task(
                "say how long it should take",
                Verb::Estimate,
                (Argument::Length, "2h"),
                name,
            );
            let text = format!("it took {took} and was not estimated");
            return (actual > 0)
                .then(|| self.item(CheckCode::EstimateMissing, false, text, hint))
                .flatten();
        };
        let estimated = seconds_text(estimate);
        if actual == 0 {
            let text = format!("it was estimated at {estimated}, and no time was measured");
            return self.item(CheckCode::TimeMissing, false, text, None);
        }
        let percent = variance_percent(facts.actual_ms, estimate);
        let is_near = percent.unsigned_abs() <= u128::from(self.rules.variance_percent);
        let text = match percent {
            _ if is_near => format!("it took {took} of the estimated {estimated}"),
            1.. => format!("it took {took}, {percent} % more than the estimated {estimated}"),
            _ => format!(
                "it took {took}, {} % less than the estimated {estimated}",
                percent.unsigned_abs()
            ),
        };
        self.item(CheckCode::VarianceHigh, is_near, text, None)
    }

    fn sprint_summary(&self, facts: &TaskFacts, name: &FrameRef) -> Option<CheckItem> {
        let is_there = facts.summary.is_some();
        let text = if is_there { "its summary says what was done" } else { "it has no summary" };
        let kind = (Argument::Type, name.kind.as_str());
        let arguments = [kind, (Argument::Task, name.id.as_str()), (Argument::Summary, "TEXT")];
        let hint = Hint::give_with("say what was done", Verb::Done, arguments);
        self.item(CheckCode::SprintSummaryMissing, is_there, text, hint)
    }

    fn session(&self, facts: &LiveSessionFacts) -> Vec<Option<CheckItem>> {
        let enter = [(Argument::Type, "task"), (Argument::Id, "7")];
        let enter = Hint::give_with("enter what you work on", Verb::Push, enter);
        let text =
            if facts.has_context { "a context was entered" } else { "no context was entered" };
        let context = self.item(CheckCode::ContextMissing, facts.has_context, text, enter);

        let needed = self.rules.activities;
        let note = Hint::give_with("note what was done", Verb::Note, [(Argument::Text, "TEXT")]);
        let is_enough = facts.activities.is_none_or(|has| has >= needed);
        let text = match facts.activities {
            None => "it has many activities".to_owned(),
            Some(1) if is_enough => "it has 1 activity".to_owned(),
            Some(has) if is_enough => format!("it has {has} activities"),
            Some(0) => format!("it has no activities; {needed} are better"),
            Some(1) => format!("it has 1 activity; {needed} are better"),
            Some(has) => format!("it has {has} activities; {needed} are better"),
        };
        let activities = self.item(CheckCode::ActivitiesFew, is_enough, text, note);

        let leave = Hint::give("leave it", Verb::Pop);
        let is_left = facts.open.is_empty();
        let names: Vec<String> = facts.open.iter().map(ToString::to_string).collect();
        let text = match facts.open.len() {
            0 => "no context is open".to_owned(),
            1 => format!("a context is still open: {}", names.join("")),
            count => format!("{count} contexts are still open: {}", names.join(" › ")),
        };
        let open = self.item(CheckCode::ContextsOpen, is_left, text, leave);

        let answer = Hint::show("answer it", LookAt::Gaps);
        let text = match facts.gaps {
            0 => "no gap waits for an answer".to_owned(),
            1 => "a gap waits for an answer".to_owned(),
            count => format!("{count} gaps wait for an answer"),
        };
        let gaps = self.item(CheckCode::GapsOpen, facts.gaps == 0, text, answer);
        vec![context, activities, open, gaps]
    }
}

/// Returns how far a time is from its estimate, percent of the estimate, rounded away from zero.
#[must_use]
pub fn variance_percent(actual_ms: u64, estimate_seconds: u64) -> i128 {
    let estimate_ms = i128::from(estimate_seconds) * 1_000;
    if estimate_ms == 0 {
        return 0;
    }
    let off = (i128::from(actual_ms) - estimate_ms) * 100;
    let away = if off < 0 { 1 - estimate_ms } else { estimate_ms - 1 };
    (off + away) / estimate_ms
}

/// Returns the hint to give a verb about a task, with one argument.
fn of_task(
    purpose: &'static str,
    verb: Verb,
    (argument, value): (Argument, &str),
    task: &FrameRef,
) -> Hint {
    // Options come before a text.
    Hint::give_with(purpose, verb, [(Argument::Task, task.id.as_str()), (argument, value)])
}

fn were(count: u64, noun: &str) -> String {
    let (count, was) = match usize::try_from(count) {
        Ok(1) => (1, "was"),
        Ok(count) => (count, "were"),
        Err(_) => (usize::MAX, "were"),
    };
    format!("{} {was}", count_text(count, noun))
}
