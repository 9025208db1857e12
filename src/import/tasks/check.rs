//! Checks the tasks of a file against each other and against what is known.

use std::collections::HashMap;

use super::file::TaskFile;
use super::known::KnownTasks;
use crate::core::{FrameKind, FrameRef, NewTask, TaskName, expand_id, id_key};
use crate::import::Refused;

/// The tasks of a file after the check.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TasksOfFile {
    /// Those to add: sprints first, and each parent before its children.
    pub new: Vec<NewTask>,
    /// How many are known already.
    pub known: usize,
    /// Everything that is wrong, by line.
    pub faults: Vec<Refused>,
}

/// Checks the tasks of a file.
///
/// A task with a known id and the same title is known, and so is a task without an id whose title and sprint
/// are those of a known one. So an import that was interrupted can be repeated.
#[must_use]
pub fn check(file: TaskFile, mut known: KnownTasks) -> TasksOfFile {
    let TaskFile { tasks, mut faults } = file;
    let names = NamesOfFile::of(&tasks, &mut faults);
    let above: Vec<Option<usize>> = tasks.iter().map(|task| names.parent_of(task)).collect();
    let in_circle = circles(&above);
    let all = tasks.iter().zip(&above).zip(&in_circle);
    for ((task, above), in_circle) in all {
        let mut refuse = |why: String| faults.push(Refused { line: task.line.unwrap_or(0), why });
        let is_missing =
            |sprint: &TaskName| known.find(sprint).is_none() && !names.has(&sprint.if_new());
        let sprint = task.sprint.clone().map(TaskName::sprint);
        if let Some(sprint) = sprint.filter(is_missing) {
            refuse(format!("no sprint {} is known, and the file has none", sprint.if_new().id));
        }
        if let Some(parent) = task.parent.clone().map(TaskName::task) {
            if above.is_none() && known.find(&parent).is_none() {
                refuse(format!("no task {} is known, and the file has none", parent.if_new().id));
            }
            if *in_circle {
                let parent = above.and_then(|at| name_of(tasks.get(at)?));
                let parent = parent.map(|name| name.to_string()).unwrap_or_default();
                refuse(format!("its parent {parent} is also below it: they go in a circle"));
            }
        }
        let name = name_of(task).map(|name| TaskName::of(&name));
        let found = name.and_then(|name| known.find(&name));
        if let Some((name, title)) = found.filter(|(_, title)| *title != task.title.as_deref()) {
            let title = title.map(|title| format!(": {title}")).unwrap_or_default();
            refuse(format!("{name} is known already{title}"));
        }
    }
    faults.sort_by_key(|fault| fault.line);
    if !faults.is_empty() {
        return TasksOfFile { faults, ..TasksOfFile::default() };
    }
    let order = parents_first(&above, &tasks);
    let (mut new, mut known_count) = (Vec::new(), 0);
    for task in order.into_iter().filter_map(|at| tasks.get(at)) {
        if is_known(task, &mut known) { known_count += 1 } else { new.push(task.clone()) }
    }
    TasksOfFile { new, known: known_count, faults }
}

fn is_known(task: &NewTask, known: &mut KnownTasks) -> bool {
    match (name_of(task), &task.title) {
        (Some(name), _) => known.find(&TaskName::of(&name)).is_some(),
        (None, Some(title)) => {
            let sprint = task.sprint.clone().map(|id| TaskName::sprint(id).if_new().id);
            known.take_titled(&task.kind, title, sprint.as_deref())
        }
        (None, None) => false,
    }
}

/// Where the named tasks of a file are.
struct NamesOfFile {
    by_name: HashMap<String, usize>,
    /// The types that a parent may have: `task` comes first.
    kinds: Vec<FrameKind>,
}

impl NamesOfFile {
    /// Finds the named tasks, and refuses ids that are there twice.
    fn of(tasks: &[NewTask], faults: &mut Vec<Refused>) -> Self {
        let mut all = Self { by_name: HashMap::new(), kinds: vec![FrameKind::task()] };
        for (at, task) in tasks.iter().enumerate() {
            let Some(name) = name_of(task) else { continue };
            let first = all.by_name.get(&key(&name)).and_then(|first| tasks.get(*first));
            if let Some(first) = first.and_then(|first| first.line) {
                let why = format!("{name} is there twice: it is on line {first} too");
                faults.push(Refused { line: task.line.unwrap_or(0), why });
                continue;
            }
            all.by_name.insert(key(&name), at);
            if name.kind.is_of_tasks() && !all.kinds.contains(&name.kind) {
                all.kinds.push(name.kind);
            }
        }
        all
    }

    fn has(&self, name: &FrameRef) -> bool {
        self.by_name.contains_key(&key(name))
    }

    /// Returns which task of the file is the parent of a task.
    fn parent_of(&self, task: &NewTask) -> Option<usize> {
        let id = task.parent.as_ref()?;
        self.kinds.iter().find_map(|kind| {
            let name = TaskName { kind: Some(kind.clone()), id: id.clone() };
            self.by_name.get(&key(&name.if_new())).copied()
        })
    }
}

fn name_of(task: &NewTask) -> Option<FrameRef> {
    let id = expand_id(&task.kind, task.id.as_deref()?.trim());
    Some(FrameRef { kind: task.kind.clone(), id })
}

fn key(name: &FrameRef) -> String {
    format!("{} {}", name.kind, id_key(&name.kind, &name.id))
}

/// Returns which tasks are above themselves. `above` has the parent of each.
fn circles(above: &[Option<usize>]) -> Vec<bool> {
    let mut in_circle = vec![false; above.len()];
    // On which way up each was met; a way that meets its own goes in a circle.
    let mut met: Vec<Option<usize>> = vec![None; above.len()];
    for first in 0..above.len() {
        let mut at = Some(first);
        while let Some(task) = at {
            match met.get(task).copied() {
                Some(None) => {
                    met.iter_mut().skip(task).take(1).for_each(|met| *met = Some(first));
                    at = above.get(task).copied().flatten();
                }
                Some(Some(way)) if way == first => {
                    mark_circle(task, above, &mut in_circle);
                    break;
                }
                Some(Some(_)) | None => break,
            }
        }
    }
    in_circle
}

/// Marks the tasks of the circle in which a task is.
fn mark_circle(first: usize, above: &[Option<usize>], in_circle: &mut [bool]) {
    let mut at = Some(first);
    while let Some(task) = at.filter(|at| in_circle.get(*at) == Some(&false)) {
        in_circle.iter_mut().skip(task).take(1).for_each(|is_in| *is_in = true);
        at = above.get(task).copied().flatten();
    }
}

/// Returns the order in which tasks are added: sprints first, and each parent before its children.
fn parents_first(above: &[Option<usize>], tasks: &[NewTask]) -> Vec<usize> {
    let mut order = Vec::with_capacity(tasks.len());
    let mut is_placed = vec![false; tasks.len()];
    let is_sprint = |at: &usize| tasks.get(*at).is_some_and(|task| task.kind.is_of_sprints());
    let (sprints, others): (Vec<usize>, Vec<usize>) = (0..tasks.len()).partition(is_sprint);
    for first in sprints.into_iter().chain(others) {
        let mut way = Vec::new();
        let mut at = Some(first);
        while let Some(task) = at.filter(|at| is_placed.get(*at) == Some(&false)) {
            is_placed.iter_mut().skip(task).take(1).for_each(|placed| *placed = true);
            way.push(task);
            at = above.get(task).copied().flatten();
        }
        order.extend(way.into_iter().rev());
    }
    order
}
