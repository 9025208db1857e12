//! Builds the event that makes tasks known.

use crate::core::base::{Argument, Hint, Refusal, Verb};
use crate::core::command::NewTask;
use crate::core::history::{Event, Fact, TaskFact};
use crate::core::rules::event_builder::some_text;
use crate::core::rules::meant_task::in_line;
use crate::core::rules::{EventBuilder, Evidence};
use crate::core::session::{FrameKind, FrameRef, expand_id};
use crate::core::task::{EstimateChange, TaskName, TaskStatus, TaskUpdate};

impl EventBuilder<'_> {
    pub(super) fn add_tasks(
        mut self,
        tasks: &[NewTask],
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let mut added: Vec<TaskUpdate> = Vec::new();
        let mut next: Vec<(FrameKind, u64)> = Vec::new();
        for new in tasks {
            let name = self.new_name(new, (&added, &mut next), evidence)?;
            let text = |text: &Option<String>| some_text(text.as_deref());
            let sprint = text(&new.sprint).map(TaskName::sprint);
            let sprint = sprint.map(|sprint| self.sprint_of(&sprint, new.line, (&added, evidence)));
            let parent = text(&new.parent).map(TaskName::task);
            let parent =
                parent.map(|parent| self.parent_of(&name, &parent, new.line, (tasks, evidence)));
            added.push(TaskUpdate {
                title: text(&new.title).map(Some),
                estimate: new
                    .estimate_seconds
                    .map(|seconds| EstimateChange { seconds: Some(seconds), actual_ms: 0 }),
                assignee: text(&new.assignee).map(Some),
                sprint: sprint.transpose()?.map(Some),
                parent: parent.transpose()?.map(Some),
                status: Some(new.status).filter(|status| *status != TaskStatus::Todo),
                ..TaskUpdate::of(name)
            });
        }
        let Some(first) = added.first() else {
            return Err(self.refused("no task was given", "give its id"));
        };
        let (task, count) = (first.task.clone(), added.len());
        let title = first.title.clone().flatten().filter(|_| count == 1);
        self.tasks = added;
        Ok(self.event(Fact::Task(TaskFact::Added { task, title, count })))
    }

    /// Returns the name of a new task: the id that was given, or the next free one.
    fn new_name(
        &self,
        new: &NewTask,
        (added, next): (&[TaskUpdate], &mut Vec<(FrameKind, u64)>),
        evidence: &Evidence,
    ) -> Result<FrameRef, Refusal> {
        let kind = new.kind.clone();
        let is_added = |name: &TaskName| added.iter().any(|other| name.is(&other.task));
        let Some(id) = &new.id else {
            let first = evidence.tasks.as_ref().map_or(1, |tasks| tasks.next_free(&kind));
            let known = next.iter().find(|(of, _)| *of == kind).map(|(_, number)| *number);
            let mut number = known.unwrap_or(first);
            let name = |number: u64| TaskName { kind: Some(kind.clone()), id: number.to_string() };
            while is_added(&name(number)) {
                number = number.saturating_add(1);
            }
            next.retain(|(of, _)| *of != kind);
            next.push((kind.clone(), number.saturating_add(1)));
            return Ok(name(number).if_new());
        };
        let name = TaskName { kind: Some(kind), id: id.clone() };
        if let Some(known) = evidence.task(&name) {
            let why = in_line(new.line, &format!("{} is known already", known.task.name));
            let id = known.task.name.id.as_str();
            let next = Hint::give_with("change it", Verb::TaskEdit, [(Argument::Id, id)]);
            return Err(self.refused(why, next));
        }
        if is_added(&name) {
            let why = in_line(new.line, &format!("{name} is there twice"));
            return Err(self.refused(why, "give each task another id"));
        }
        Ok(name.if_new())
    }

    pub(super) fn sprint_of(
        &self,
        sprint: &TaskName,
        line: Option<usize>,
        (added, evidence): (&[TaskUpdate], &Evidence),
    ) -> Result<String, Refusal> {
        if let Some(known) = evidence.task(sprint) {
            return Ok(known.task.name.id.clone());
        }
        let before = added.iter().find(|other| sprint.is(&other.task));
        before.map(|other| other.task.id.clone()).ok_or_else(|| {
            let id = sprint.if_new().id;
            let why = in_line(line, &format!("no sprint {id} is known"));
            self.refused(why, Hint::say(format!("add it first: sprint add {id}")))
        })
    }

    /// Returns the parent of a task. Its parents must not lead back to the task.
    pub(super) fn parent_of(
        &self,
        name: &FrameRef,
        parent: &TaskName,
        line: Option<usize>,
        (new, evidence): (&[NewTask], &Evidence),
    ) -> Result<FrameRef, Refusal> {
        let is_new = |wanted: &TaskName| {
            new.iter().find(|other| {
                let id = other.id.as_deref().map(|id| expand_id(&other.kind, id.trim()));
                id.is_some_and(|id| wanted.is(&FrameRef { kind: other.kind.clone(), id }))
            })
        };
        let first = evidence.task(parent).map(|known| known.task.name.clone());
        let first = first.or_else(|| {
            let other = is_new(parent)?;
            let id = expand_id(&other.kind, other.id.as_deref()?.trim());
            Some(FrameRef { kind: other.kind.clone(), id })
        });
        let Some(first) = first else {
            let id = parent.if_new().id;
            let why = in_line(line, &format!("no task {id} is known"));
            return Err(self.refused(why, Hint::say(format!("add it first: task add {id}"))));
        };
        let (mut seen, mut at) = (Vec::new(), Some(first.clone()));
        while let Some(ancestor) = at {
            let is_circle = TaskName::of(name).is(&ancestor);
            if is_circle {
                let why =
                    in_line(line, &format!("{name} would be above itself: {first} is below it"));
                return Err(self.refused(why, "give another parent"));
            }
            if seen.contains(&ancestor) {
                break;
            }
            let of = TaskName::of(&ancestor);
            at = match is_new(&of) {
                Some(other) => other.parent.clone().map(|id| {
                    let above = TaskName::task(id);
                    evidence.task(&above).map_or_else(|| above.if_new(), |k| k.task.name.clone())
                }),
                None => evidence.task(&of).and_then(|known| known.task.parent.clone()),
            };
            seen.push(ancestor);
        }
        Ok(first)
    }
}
