//! Builds the events of runs.

use serde_json::{Map, Value};

use crate::core::base::{METADATA, RUN_DATA, Refusal, STEPS_MAX, Verb};
use crate::core::history::{Event, Fact, HistoryUpdate};
use crate::core::rules::event_builder::some_text;
use crate::core::rules::run_desk::{nothing_there, refused};
use crate::core::rules::{Decision, EventBuilder};
use crate::core::session::{COMPLETED, ERROR, Phase, Run, RunStatus, RunStep};

impl EventBuilder<'_> {
    /// Says where a run stands. The words for an end end it.
    pub(in crate::core) fn set_run_status(mut self, status: &RunStatus) -> Event {
        match status.0.as_str() {
            COMPLETED => return self.end(None),
            ERROR => return self.fail_run(None),
            _ => {}
        }
        let from = self.change_run(|run| std::mem::replace(&mut run.status, status.clone()));
        let from = from.unwrap_or_else(|| status.clone());
        self.event(Fact::StatusSet { from, to: status.clone() })
    }

    /// Records a completed step.
    pub(in crate::core) fn complete_step(
        mut self,
        (name, ms, data): (&str, Option<u64>, Option<&Value>),
    ) -> Result<Event, Refusal> {
        let at_utc = self.effect.at;
        let step = RunStep { name: name.to_owned(), at_utc, ms, data: data.cloned() };
        let after = self.change_run(|run| {
            run.complete(step);
            (run.steps.len(), run.data())
        });
        let (count, data) = after.unwrap_or_default();
        if count > STEPS_MAX {
            let why = format!("the run has {STEPS_MAX} steps, and may have no more");
            return Err(refused(Verb::RunStep, why, "use the name of a known step again".into()));
        }
        RUN_DATA.check_json(&data)?;
        Ok(self.event(Fact::StepCompleted { name: name.to_owned(), ms }))
    }

    /// Changes fields of the metadata.
    pub(in crate::core) fn update_run(
        mut self,
        set: &Map<String, Value>,
        unset: &[String],
    ) -> Result<Decision, Refusal> {
        let Some(session) = &mut self.after else {
            return Err(nothing_there(Verb::RunUpdate, "there is no run".to_owned()));
        };
        let before = session.metadata.clone();
        session.metadata.extend(set.clone());
        session.metadata.retain(|name, _| !unset.contains(name));
        METADATA.check_json(&session.metadata)?;
        if session.metadata == before {
            return Ok(Decision::Unchanged { message: "It is so already; nothing changed".into() });
        }
        self.file_again();
        let set = set.keys().cloned().collect();
        let unset = unset.iter().filter(|name| before.contains_key(*name)).cloned().collect();
        Ok(self.event(Fact::RunUpdated { set, unset }).into())
    }

    /// Ends a run that failed.
    pub(in crate::core) fn fail_run(mut self, reason: Option<&str>) -> Event {
        self.finish(Phase::Ended, some_text(reason));
        self.change_run(|run| run.status = RunStatus(ERROR.to_owned()));
        self.history_updates.0 = self.after.iter().map(HistoryUpdate::of).collect();
        let now = self.effect.now;
        let active_ms = self.after.as_ref().map_or(0, |session| session.active_ms(now));
        self.event(Fact::Failed { active_ms, reason: some_text(reason) })
    }

    /// Deletes a run. A live one is cancelled first.
    pub(in crate::core) fn delete_run(mut self) -> Event {
        let effect = self.effect;
        let governance = self.watch.governance.snapshot();
        let was_live = self.watch.live().is_some();
        if let Some(session) = &mut self.after {
            if was_live {
                session.finish(Phase::Cancelled, governance, effect);
            }
            if let Some(run) = &mut session.run {
                run.deleted_at_utc = Some(effect.at);
            }
        }
        if let Some(before) = self.normalized.as_ref().filter(|_| !was_live) {
            self.history_updates.0.push(HistoryUpdate::without(before));
            self.history_updates.1.push(HistoryUpdate::of(before));
        }
        self.last_ended = None;
        let active_ms = self.after.as_ref().map_or(0, |session| session.active_ms(effect.now));
        self.event(Fact::Deleted { active_ms })
    }

    fn change_run<T>(&mut self, how: impl FnOnce(&mut Run) -> T) -> Option<T> {
        self.after.as_mut().and_then(|session| session.run.as_mut()).map(how)
    }
}
