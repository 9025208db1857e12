//! Checks the tasks of a file against each other and against what is known.

use std::collections::HashMap;

use super::differing::differences;
use super::file::{StatusSaid, TaskFile};
use super::known::KnownTasks;
use crate::core::{FrameKind, FrameRef, NewTask, Task, TaskName, expand_id, id_key};
use crate::import::Refused;

/// The tasks of a file after the check.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TasksOfFile {
    /// Those to add: sprints first, and each parent before its children.
    pub new: Vec<NewTask>,
    /// How many are known already.
    pub known: usize,
    /// What the file says of known tasks that is not so, by line.
    pub differs: Vec<Refused>,
    /// Everything that is wrong, by line.
    pub faults: Vec<Refused>,
    /// Problems that do no harm.
    pub warnings: Vec<String>,
}

/// Checks the tasks of a file.
///
/// A task with a known id is known, and so is a task without an id whose title is that of a known one, in its
/// sprint if it says one. So an import that was interrupted can be repeated. An id with another title is a
/// fault: it names another task.
#[must_use]
pub fn check<'t>(file: &'t TaskFile, mut known: KnownTasks<'t>) -> TasksOfFile {
    let TaskFile { tasks: rows, faults, warnings } = file;
    let (mut faults, warnings) = (faults.clone(), warnings.clone());
    let tasks: Vec<&NewTask> = rows.iter().map(|row| &row.task).collect();
    let names = NamesOfFile::of(&tasks, &mut faults);
    refuse_same_titles(&tasks, &known, &mut faults);
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
        let found = name_of(task).and_then(|name| known.find(&TaskName::of(&name)));
        let is_other = |found: &&Task| task.title.is_some() && found.title != task.title;
        if let Some(Task { name, title, .. }) = found.filter(is_other) {
            let title = title.as_ref().map(|title| format!(": {title}")).unwrap_or_default();
            refuse(format!("{name} is known already{title}"));
        }
    }
    faults.sort_by_key(|fault| fault.line);
    if !faults.is_empty() {
        return TasksOfFile { faults, warnings, ..TasksOfFile::default() };
    }
    let (mut new, mut known_count, mut differs) = (Vec::new(), 0, Vec::new());
    for at in parents_first(&above, &tasks) {
        let Some(row) = rows.get(at) else { continue };
        let Some(found) = known_as(&row.task, &mut known) else {
            new.push(row.task.clone());
            continue;
        };
        known_count += 1;
        let line = row.task.line.unwrap_or(0);
        let is_over =
            row.task.id.is_none() && row.status == StatusSaid::Nothing && !found.status.is_open();
        let over = is_over.then(|| {
            let (name, status) = (&found.name, found.status);
            format!(
                "{name} has this title already and is {status}; to add another task, give it an id"
            )
        });
        let all = over.into_iter().chain(differences(row, found, &known));
        differs.extend(all.map(|why| Refused { line, why }));
    }
    differs.sort_by_key(|one| one.line);
    TasksOfFile { new, known: known_count, differs, faults, warnings }
}

fn known_as<'t>(task: &'t NewTask, known: &mut KnownTasks<'t>) -> Option<&'t Task> {
    match (name_of(task), &task.title) {
        (Some(name), _) => known.find(&TaskName::of(&name)),
        (None, Some(title)) => known.take_titled(&task.kind, title, task.sprint.as_deref()),
        (None, None) => None,
    }
}

/// Refuses tasks without ids that have the same type, title, sprint and parent: a later import could not
/// tell them apart, and neither could a person who enters one by its title.
fn refuse_same_titles(tasks: &[&NewTask], known: &KnownTasks<'_>, faults: &mut Vec<Refused>) {
    let mut lines = HashMap::new();
    for task in tasks.iter().filter(|task| task.id.is_none()) {
        let Some(title) = &task.title else { continue };
        let sprint = task.sprint.as_deref().map(|id| known.sprint_id(id).to_lowercase());
        let line = task.line.unwrap_or(0);
        let first = *lines.entry((&task.kind, title, sprint, &task.parent)).or_insert(line);
        if first != line {
            let why = format!("line {first} has the same title; give each an id, or take one away");
            faults.push(Refused { line, why });
        }
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
    fn of(tasks: &[&NewTask], faults: &mut Vec<Refused>) -> Self {
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
fn parents_first(above: &[Option<usize>], tasks: &[&NewTask]) -> Vec<usize> {
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
