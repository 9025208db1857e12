//! Builds the event of an undo or a redo: it reverses the newest line of a step.

use crate::core::base::{Argument, Hint, MANUAL, Refusal, Verb};
use crate::core::history::{Delta, Event, Fact, Recorded, UndoStep};
use crate::core::rules::available::no_such_step;
use crate::core::rules::event_builder::new_gaps;
use crate::core::rules::meant_task::MeantTask;
use crate::core::rules::new_tasks::NamedTasks;
use crate::core::rules::{EventBuilder, Evidence, RedoneTasks, TaskUser, UsedTask};
use crate::core::session::Session;
use crate::core::task::TaskName;

impl EventBuilder<'_> {
    /// `line` is the newest line of the step.
    pub(in crate::core) fn undo(
        self,
        line: Option<&Recorded>,
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let Some(step) = self.watch.undo.last() else { return Err(no_such_step()) };
        if let Some(used) = evidence.tasks.as_ref().and_then(|tasks| tasks.used.as_ref()) {
            return Err(self.is_used(used));
        }
        let fact = Fact::Undone { of: step.seq, verb: step.verb, text: step.text.clone() };
        self.reverse(step, line, fact)
    }

    /// `line` is the newest line of the step.
    pub(in crate::core) fn redo(
        self,
        line: Option<&Recorded>,
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let Some(step) = self.watch.redo.last() else { return Err(no_such_step()) };
        self.may_count_again(evidence)?;
        let fact = Fact::Redone { of: step.seq, verb: step.verb, text: step.text.clone() };
        self.reverse(step, line, fact)
    }

    /// Returns why what was made known stays known.
    fn is_used(&self, UsedTask { task, user }: &UsedTask) -> Refusal {
        let why = match user {
            TaskUser::Desk(desk) => format!("the desk {desk} uses {task} by now"),
            TaskUser::Task(other) if task.kind.is_of_sprints() => {
                format!("{other} is in {task} by now")
            }
            TaskUser::Task(other) => format!("{task} is the parent of {other} by now"),
        };
        let name = [(Argument::Type, task.kind.as_str()), (Argument::Id, task.id.as_str())];
        let title = (Argument::Title, "TITLE");
        let change = name.into_iter().chain([title]);
        let drop = Hint::give_all("if it will not be done", Verb::TaskDrop, name);
        self.refused(why, drop).or(Hint::give_all("change it", Verb::TaskEdit, change))
    }

    /// Refuses a redo that would take an id, a claim or a completion from another desk, which has got it
    /// since the undo, or that would put a task above itself.
    fn may_count_again(&self, evidence: &Evidence) -> Result<(), Refusal> {
        let redone = evidence.tasks.as_ref().and_then(|tasks| tasks.redone.as_ref());
        let Some(RedoneTasks { updates, made_known }) = redone else { return Ok(()) };
        for update in updates {
            let known = evidence.task(&TaskName::of(&update.task));
            if let Some(known) = known.filter(|_| *made_known) {
                let title = known.task.title.as_deref().map(|title| format!(": {title}"));
                let why =
                    format!("{} is known by now{}", known.task.name, title.unwrap_or_default());
                return Err(self.refused(why, "look at the tasks, and give the command again"));
            }
            if let Some(Some(parent)) = &update.parent
                && NamedTasks::known(evidence).is_above(&update.task, parent)
            {
                return Err(self.above_itself(&update.task, Some(parent), None));
            }
            let meant = MeantTask { name: update.task.clone(), known };
            let closes = update.status.is_some_and(|status| !status.is_open());
            if update.entered || closes || update.claim.is_some() {
                self.against_claim(&meant, false, evidence)?;
            }
            if closes && known.is_some() {
                self.must_be_open(&meant)?;
            }
        }
        Ok(())
    }

    /// Reverses the change of a line. An open span that it restores may belong to an older clock.
    fn reverse(
        mut self,
        step: &UndoStep,
        line: Option<&Recorded>,
        fact: Fact,
    ) -> Result<Event, Refusal> {
        let line = line.filter(|line| line.step() == step.seq);
        let Some((line, change)) = line.and_then(|line| Some((line, line.change.was.as_ref()?)))
        else {
            return Err(no_such_step());
        };
        // A correction of the past is undone for the session that it was about.
        self.subject = line.session.clone().filter(|subject| {
            let is = |session: &Session| session.id == subject.id;
            change.session.is_none() && !self.normalized.as_ref().is_some_and(is)
        });
        self.is_elsewhere = line.session.is_none()
            && change.session.is_none()
            && change.reading.is_none()
            && change.alerts.is_none();
        for progress in &change.playbooks {
            progress.apply(&mut self.playbooks);
        }
        if let Some(session) = &change.session {
            session.apply(&mut self.after);
        }
        let restored = self.after.clone();
        if let Some(session) = &mut self.after {
            let (before, behind) = (self.normalized.as_ref(), self.behind);
            session.normalize_step(before, &line.reading(), behind, self.effect);
        }
        self.found.extend(new_gaps(restored.as_ref(), self.after.as_ref()));
        if let Some(last) = &change.last_ended {
            self.last_ended.clone_from(last);
        }
        let after = self.after.as_ref();
        let over = self.normalized.as_ref().filter(|session| !session.phase.is_live());
        let updates = change.history_updates.iter().map(|update| update.with(over).with(after));
        let updates = updates.collect();
        self.history_updates = (updates, line.change.set.history_updates.clone());
        let reading = change.reading.clone().map(|reading| {
            let back = reading.reversal(&self.watch.governance.readings);
            // What a source measured since the line stays: it is newer.
            let measured_since =
                back.source() != MANUAL && line.change.set.reading.as_ref() != Some(&back);
            let brought = (!measured_since).then(|| reading.clone());
            let merged = self.merge(if measured_since { back.clone() } else { reading })?;
            Ok((back, merged, brought))
        });
        let reading = reading.transpose()?;
        let mut readings = self.watch.governance.readings.clone();
        if let Some(set) = reading.as_ref().and_then(|(_, merged, _)| merged.set.reading.as_ref()) {
            set.apply(&mut readings);
        }
        readings.drop_lapsed(self.effect.now.utc);
        let brought = reading.as_ref().and_then(|(_, _, brought)| brought.as_ref());
        let then = change.alerts.as_ref();
        let alerts = then.map(|then| self.restored_alerts(then, (brought, &readings), line.at));
        let known = self.watch.governance.alerts.clone();
        let mut event = self.event(fact);
        let back = reading.map(|(back, merged, _)| {
            event.change.set.reading = merged.set.reading;
            (event.change.cone, event.change.health) = (merged.cone, merged.health);
            event.change.alerts = merged.alerts;
            back
        });
        event.change.alerts = alerts.or(event.change.alerts);
        let alerts = event.change.alerts.as_ref().map(|_| known);
        event.change.was = event.change.was.map(|was| Delta { reading: back, alerts, ..was });
        Ok(event)
    }
}
