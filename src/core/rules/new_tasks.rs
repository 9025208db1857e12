//! Builds the event that makes tasks known.
//!
//! One command may add many tasks that name one another, in any order.

use crate::core::base::{Argument, Hint, Refusal, RefusalKind, Verb};
use crate::core::command::NewTask;
use crate::core::history::{Event, Fact, TaskFact};
use crate::core::rules::event_builder::some_text;
use crate::core::rules::meant_task::in_line;
use crate::core::rules::{EventBuilder, Evidence, KnownTask};
use crate::core::session::{FrameKind, FrameRef, unfit_id};
use crate::core::task::{ByName, EstimateChange, TaskName, TaskStatus, TaskUpdate};

/// The tasks that a command names.
pub(super) struct NamedTasks<'e> {
    /// Those that are known.
    known: ByName<&'e KnownTask>,
    /// Those that are new, each with its place among them.
    new: ByName<usize>,
    /// The names of the new ones.
    names: Vec<FrameRef>,
}

impl<'e> NamedTasks<'e> {
    /// Returns those that are known.
    pub(super) fn known(evidence: &'e Evidence) -> Self {
        let mut known = ByName::new();
        for task in evidence.tasks.iter().flat_map(|tasks| &tasks.known) {
            known.add(&task.task.name, task);
        }
        Self { known, new: ByName::new(), names: Vec::new() }
    }

    /// Returns the name of a task as it is known, or as it is new.
    fn name(&self, name: &TaskName) -> Option<&FrameRef> {
        let known = self.known.find(name).map(|known| &known.task.name);
        known.or_else(|| self.names.get(*self.new.find(name)?))
    }

    /// Reports whether a task is above another one that is known, or is that one.
    pub(super) fn is_above(&self, name: &FrameRef, below: &FrameRef) -> bool {
        let (name, mut passed) = (TaskName::of(name), ByName::new());
        let mut at = Some(below);
        // What is a circle already is passed once.
        while let Some(task) = at.filter(|task| passed.add(task, ())) {
            if name.is(task) {
                return true;
            }
            let known = self.known.find(&TaskName::of(task));
            at = known.and_then(|known| known.task.parent.as_ref());
        }
        false
    }
}

impl EventBuilder<'_> {
    pub(super) fn add_tasks(
        mut self,
        tasks: &[NewTask],
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let named = self.named_tasks(tasks, evidence)?;
        let mut above: Vec<Option<usize>> = Vec::new();
        let mut added: Vec<TaskUpdate> = Vec::new();
        for (new, name) in tasks.iter().zip(&named.names) {
            let text = |text: &Option<String>| some_text(text.as_deref());
            let sprint = text(&new.sprint).map(TaskName::sprint);
            let sprint = sprint.map(|sprint| self.sprint_of(&sprint, new.line, &named));
            let parent_name = text(&new.parent).map(TaskName::task);
            let parent = parent_name.as_ref().map(|name| self.parent_of(name, new.line, &named));
            // What is known is below no new one.
            let parent_is_new = parent_name.filter(|name| named.known.find(name).is_none());
            above.push(parent_is_new.and_then(|name| named.new.find(&name).copied()));
            let estimate = new.estimate_seconds;
            added.push(TaskUpdate {
                title: text(&new.title).map(Some),
                estimate: estimate
                    .map(|seconds| EstimateChange { seconds: Some(seconds), actual_ms: 0 }),
                assignee: text(&new.assignee).map(Some),
                sprint: sprint.transpose()?.map(Some),
                parent: parent.transpose()?.map(Some),
                status: Some(new.status).filter(|status| *status != TaskStatus::Todo),
                ..TaskUpdate::of(name.clone())
            });
        }
        if let Some((new, update)) =
            in_a_circle(&above).and_then(|nth| tasks.get(nth).zip(added.get(nth)))
        {
            let parent = update.parent.as_ref().and_then(Option::as_ref);
            return Err(self.above_itself(&update.task, parent, new.line));
        }
        let Some(first) = added.first() else {
            return Err(self.refused("no task was given", "give its id"));
        };
        let (task, count) = (first.task.clone(), added.len());
        let title = first.title.clone().flatten().filter(|_| count == 1);
        self.tasks = added;
        Ok(self.event(Fact::Task(TaskFact::Added { task, title, count })))
    }

    /// Refuses the id of a new context.
    pub(super) fn unfit(&self, line: Option<usize>, why: &str) -> Refusal {
        let why = in_line(line, why);
        let next = "give another id, such as T-01, or only a title";
        Refusal::new(RefusalKind::Usage, self.verb().spec().not_done, why, next)
    }

    /// Returns the names of new tasks: the ids that were given, then for the others the next free ones.
    fn named_tasks<'e>(
        &self,
        tasks: &[NewTask],
        evidence: &'e Evidence,
    ) -> Result<NamedTasks<'e>, Refusal> {
        let mut named = NamedTasks::known(evidence);
        for (nth, new) in tasks.iter().enumerate() {
            let Some(id) = &new.id else { continue };
            let name = TaskName { kind: Some(new.kind.clone()), id: id.clone() };
            if let Some(known) = named.known.find(&name) {
                let why = in_line(new.line, &format!("{} is known already", known.task.name));
                let name = &known.task.name;
                let (kind, id) = (name.kind.as_str(), name.id.as_str());
                let change =
                    [(Argument::Type, kind), (Argument::Id, id), (Argument::Title, "TITLE")];
                let next = Hint::give_with("change it", Verb::TaskEdit, change);
                return Err(self.refused(why, next));
            }
            if let Some(why) = unfit_id(&new.kind, id) {
                return Err(self.unfit(new.line, &why));
            }
            if !named.new.add(&name.if_new(), nth) {
                let why = in_line(new.line, &format!("{name} is there twice"));
                return Err(self.refused(why, "give each task another id"));
            }
        }
        let mut next: Vec<(&FrameKind, u64)> = Vec::new();
        for (nth, new) in tasks.iter().enumerate() {
            let (kind, id) = (Some(new.kind.clone()), new.id.clone());
            let name = if let Some(id) = id {
                TaskName { kind, id }.if_new()
            } else {
                let first = evidence.tasks.as_ref().map_or(1, |it| it.next_free(&new.kind));
                let last = next.iter().find(|(of, _)| **of == new.kind);
                let mut number = last.map_or(first, |(_, last)| last.saturating_add(1));
                let of =
                    |number: u64| TaskName { kind: kind.clone(), id: number.to_string() }.if_new();
                while !named.new.add(&of(number), nth) {
                    number = number.saturating_add(1);
                }
                next.retain(|(of, _)| **of != new.kind);
                next.push((&new.kind, number));
                of(number)
            };
            named.names.push(name);
        }
        Ok(named)
    }

    pub(super) fn sprint_of(
        &self,
        sprint: &TaskName,
        line: Option<usize>,
        named: &NamedTasks<'_>,
    ) -> Result<String, Refusal> {
        named.name(sprint).map(|name| name.id.clone()).ok_or_else(|| {
            let id = sprint.if_new().id;
            let why = in_line(line, &format!("no sprint {id} is known"));
            self.refused(why, add_first("sprint", &id))
        })
    }

    /// Returns the name of a parent.
    fn parent_of(
        &self,
        parent: &TaskName,
        line: Option<usize>,
        named: &NamedTasks<'_>,
    ) -> Result<FrameRef, Refusal> {
        named.name(parent).cloned().ok_or_else(|| {
            let id = parent.if_new().id;
            let why = in_line(line, &format!("no task {id} is known"));
            self.refused(why, add_first("task", &id))
        })
    }

    /// Returns the new parent of a known task. Its parents must not lead back to the task.
    pub(super) fn new_parent_of(
        &self,
        name: &FrameRef,
        parent: &TaskName,
        named: &NamedTasks<'_>,
    ) -> Result<FrameRef, Refusal> {
        let parent = self.parent_of(parent, None, named)?;
        if named.is_above(name, &parent) {
            return Err(self.above_itself(name, Some(&parent), None));
        }
        Ok(parent)
    }

    pub(super) fn above_itself(
        &self,
        name: &FrameRef,
        parent: Option<&FrameRef>,
        line: Option<usize>,
    ) -> Refusal {
        let below = parent.map(|parent| format!(": {parent} is below it")).unwrap_or_default();
        let why = in_line(line, &format!("{name} would be above itself{below}"));
        self.refused(why, "give another parent")
    }
}

/// Returns how to make known what is named and not known.
fn add_first(kind: &str, id: &str) -> Hint {
    let add = [(Argument::Type, kind), (Argument::Id, id)];
    Hint::give_with("add it first", Verb::TaskAdd, add)
}

/// Returns the first item of a circle; `above` has the item above each, if there is one.
fn in_a_circle(above: &[Option<usize>]) -> Option<usize> {
    // The walk that passed each item. Each item is passed once, so this takes as long as there are items.
    let mut passed: Vec<Option<usize>> = vec![None; above.len()];
    for walk in 0..above.len() {
        let mut at = Some(walk);
        while let Some(nth) = at {
            let Some(by) = passed.get_mut(nth) else { break };
            match by {
                None => *by = Some(walk),
                Some(by) if *by == walk => return Some(nth),
                Some(_) => break,
            }
            at = above.get(nth).copied().flatten();
        }
    }
    None
}
