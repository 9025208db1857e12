//! What is known of tasks before a file is imported.

use std::collections::HashMap;

use crate::core::{FrameKind, FrameRef, Task, TaskName, id_key};

/// What is known of tasks before a file is imported.
#[derive(Debug, Default)]
pub struct KnownTasks {
    /// By the id as ids are compared.
    by_id: HashMap<String, Vec<(FrameRef, Option<String>)>>,
    /// How many tasks of a type have a title and a sprint.
    titles: HashMap<(FrameKind, String, Option<String>), usize>,
}

impl KnownTasks {
    /// Returns what is known.
    pub fn new<'t>(tasks: impl Iterator<Item = &'t Task>) -> Self {
        let mut known = Self::default();
        for task in tasks {
            let all = known.by_id.entry(id_key(&task.name.kind, &task.name.id)).or_default();
            all.push((task.name.clone(), task.title.clone()));
            if let Some(title) = &task.title {
                let sprint = task.sprint.as_ref().map(|id| id.to_lowercase());
                let key = (task.name.kind.clone(), title.clone(), sprint);
                *known.titles.entry(key).or_default() += 1;
            }
        }
        known
    }

    /// Returns the name of a task as it is known, and its title.
    #[must_use]
    pub fn find(&self, name: &TaskName) -> Option<(&FrameRef, Option<&str>)> {
        let usual = FrameKind::task();
        let kinds = match &name.kind {
            Some(kind) => vec![kind.clone()],
            None => vec![usual],
        };
        let ids = kinds.iter().map(|kind| id_key(kind, &name.id));
        let candidates = ids.filter_map(|id| self.by_id.get(&id)).flatten();
        let first = candidates.clone().find(|(known, _)| kinds.contains(&known.kind));
        let found = first.or_else(|| candidates.clone().find(|(known, _)| name.is(known)))?;
        Some((&found.0, found.1.as_deref()))
    }

    /// Takes one of the tasks that have a type, a title and a sprint; returns whether there was one.
    pub(super) fn take_titled(
        &mut self,
        kind: &FrameKind,
        title: &str,
        sprint: Option<&str>,
    ) -> bool {
        let key = (kind.clone(), title.to_owned(), sprint.map(str::to_lowercase));
        let Some(left) = self.titles.get_mut(&key).filter(|left| **left > 0) else { return false };
        *left -= 1;
        true
    }
}
