//! What is known of tasks before a file is imported.

use std::collections::HashMap;

use crate::core::{FrameKind, Task, TaskName, id_key};

/// What is known of tasks before a file is imported.
#[derive(Debug, Default)]
pub struct KnownTasks<'t> {
    /// By the id as ids are compared.
    by_id: HashMap<String, Vec<&'t Task>>,
    /// Those of a type with a title that were not taken.
    titled: HashMap<(FrameKind, &'t str), Vec<&'t Task>>,
}

impl<'t> KnownTasks<'t> {
    /// Returns what is known.
    pub fn new(tasks: impl Iterator<Item = &'t Task>) -> Self {
        let mut known = Self::default();
        for task in tasks {
            known.by_id.entry(id_key(&task.name.kind, &task.name.id)).or_default().push(task);
            if let Some(title) = &task.title {
                let key = (task.name.kind.clone(), title.as_str());
                known.titled.entry(key).or_default().push(task);
            }
        }
        known
    }

    /// Returns a task.
    #[must_use]
    pub fn find(&self, name: &TaskName) -> Option<&'t Task> {
        let kind = name.kind.clone().unwrap_or_else(FrameKind::task);
        let candidates = self.by_id.get(&id_key(&kind, &name.id))?;
        let first = candidates.iter().find(|known| known.name.kind == kind);
        first.or_else(|| candidates.iter().find(|known| name.is(&known.name))).copied()
    }

    /// Returns the id of a sprint as it is known.
    pub(super) fn sprint_id(&self, id: &str) -> String {
        let sprint = TaskName::sprint(id);
        let known = self.find(&sprint).map(|known| known.name.id.clone());
        known.unwrap_or_else(|| sprint.if_new().id)
    }

    /// Takes one of the tasks with a type, a title and a sprint, open ones first. If no sprint is said, it may be
    /// in any.
    pub(super) fn take_titled(
        &mut self,
        kind: &FrameKind,
        title: &'t str,
        sprint: Option<&str>,
    ) -> Option<&'t Task> {
        let sprint = sprint.map(|id| self.sprint_id(id).to_lowercase());
        let left = self.titled.get_mut(&(kind.clone(), title))?;
        let of = |task: &Task| task.sprint.as_ref().map(|id| id.to_lowercase());
        let is_meant = |task: &Task| sprint.is_none() || of(task) == sprint;
        let rank = |task: &Task| (!task.status.is_open(), of(task) != sprint);
        let meant = left.iter().enumerate().filter(|(_, task)| is_meant(task));
        let (at, _) = meant.min_by_key(|(_, task)| rank(task))?;
        Some(left.remove(at))
    }
}
