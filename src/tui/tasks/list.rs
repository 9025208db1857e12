//! What can be entered, ready to be searched.

use std::collections::HashMap;

use crate::core::{
    Activity, DeskName, FrameKind, FrameRef, KnownTask, Session, Task, TaskChoice, TaskChoices,
    TaskEvidence, TaskName, TaskStatus, Verb, Watch, expand_id, has_words, id_key, plain_words,
};
use crate::input::KnownContexts;

/// What can be entered: the contexts of all desks as they were read, the open ones first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TaskList {
    choices: Vec<TaskChoice>,
    /// The words of each, as they are compared.
    words: Vec<String>,
    /// The places of each id, in lower case.
    places: HashMap<String, Vec<usize>>,
    /// The task that was entered on this desk before the current one.
    previous: Option<FrameRef>,
    kinds: Vec<FrameKind>,
    /// The number that the next new task gets.
    next_free: u64,
    /// Whether everything was read, and not only what the own desk knows.
    is_complete: bool,
}

impl TaskList {
    /// Returns a list of everything that can be entered.
    #[must_use]
    pub fn new(read: TaskChoices) -> Self {
        let TaskChoices { previous, open, closed, kinds, next_free } = read;
        let mut list = Self { previous, kinds, next_free, is_complete: true, ..Self::default() };
        open.into_iter().chain(closed).for_each(|choice| list.add(choice));
        list
    }

    fn add(&mut self, choice: TaskChoice) {
        let title = choice.title.as_deref().unwrap_or_default();
        self.words.push(plain_words(&format!("{} {title}", choice.name)));
        let key = id_key(&choice.name.kind, &choice.name.id);
        self.places.entry(key).or_default().push(self.choices.len());
        if !self.kinds.contains(&choice.name.kind) {
            self.kinds.push(choice.name.kind.clone());
        }
        self.choices.push(choice);
    }

    /// Returns the contexts that a desk alone knows and the list lacks.
    pub(in crate::tui) fn lacking(&self, watch: &Watch) -> Vec<TaskChoice> {
        let mut lacking: Vec<TaskChoice> = Vec::new();
        let of_others = watch.recent.iter().filter_map(entered);
        for choice in watch.session.iter().flat_map(contexts).chain(of_others) {
            let is_same = |other: &TaskChoice| other.name == choice.name;
            if self.place(&choice.name).is_none() && !lacking.iter().any(is_same) {
                lacking.push(choice);
            }
        }
        lacking
    }

    /// Returns the list with more contexts.
    #[must_use]
    pub fn with(&self, more: Vec<TaskChoice>) -> Self {
        let mut list = self.clone();
        for choice in more {
            let number = number(&choice.name).map_or(0, |number| number.saturating_add(1));
            list.next_free = list.next_free.max(number);
            list.add(choice);
        }
        list
    }

    /// Returns the contexts.
    pub(in crate::tui) fn choices(&self) -> &[TaskChoice] {
        &self.choices
    }

    /// Returns a context by its place.
    pub(in crate::tui) fn get(&self, nth: usize) -> Option<&TaskChoice> {
        self.choices.get(nth)
    }

    /// Returns the place of a context.
    pub(in crate::tui) fn place(&self, name: &FrameRef) -> Option<usize> {
        let places = self.places.get(&id_key(&name.kind, &name.id))?;
        let is = |nth: &&usize| self.get(**nth).is_some_and(|choice| choice.name.kind == name.kind);
        places.iter().find(is).copied()
    }

    /// Returns the task that was entered on this desk before the current one.
    pub(in crate::tui) fn previous(&self) -> Option<&FrameRef> {
        self.previous.as_ref()
    }

    /// Returns the number that the next new context of a type gets.
    pub(in crate::tui) fn next_free(&self, kind: &FrameKind) -> u64 {
        if *kind == FrameKind::task() {
            return self.next_free.max(1);
        }
        let numbers = self.choices.iter().filter(|choice| choice.name.kind == *kind);
        let most = numbers.filter_map(|choice| number(&choice.name)).max();
        most.unwrap_or(0).saturating_add(1)
    }

    /// Reports whether a context has each of some plain words.
    pub(in crate::tui) fn has_words(&self, nth: usize, wanted: &str) -> bool {
        self.words.get(nth).is_some_and(|words| has_words(words, wanted))
    }

    /// Returns what a command on a desk would know of a context.
    pub(in crate::tui) fn evidence(&self, desk: &DeskName, name: &FrameRef) -> TaskEvidence {
        let choice = self.place(name).and_then(|nth| self.get(nth));
        let known = choice.map(|choice| KnownTask {
            task: Task {
                title: choice.title.clone(),
                estimate_seconds: choice.estimate_seconds,
                status: choice.status,
                sprint: choice.sprint.clone(),
                ..Task::new(choice.name.clone(), choice.touched_at_utc)
            },
            earlier_ms: 0,
            newest_utc: choice.touched_at_utc,
            elsewhere: Vec::new(),
            progress: None,
        });
        TaskEvidence {
            desk: desk.clone(),
            known: known.into_iter().collect(),
            next_free: vec![(name.kind.clone(), self.next_free(&name.kind))],
            redone: None,
            used: None,
        }
    }
}

impl KnownContexts for TaskList {
    fn find(&self, name: &TaskName) -> Option<FrameRef> {
        let kinds = match &name.kind {
            Some(kind) => vec![kind.clone()],
            // A task first, then one of another type.
            None => [FrameKind::task()].into_iter().chain(self.kinds.iter().cloned()).collect(),
        };
        let kinds = kinds.into_iter().filter(|kind| name.kind.is_some() || kind.is_of_tasks());
        let found = kinds.map(|kind| FrameRef { id: expand_id(&kind, name.id.trim()), kind });
        let mut places = found.filter_map(|name| self.place(&name));
        places.next().and_then(|nth| self.get(nth)).map(|choice| choice.name.clone())
    }

    fn has_type(&self, kind: &FrameKind) -> bool {
        self.kinds.contains(kind)
    }

    fn titled(&self, title: &str) -> Option<FrameRef> {
        let folded = title.to_lowercase();
        let is_it = |choice: &&TaskChoice| {
            let is_task = choice.name.kind.is_of_tasks() && choice.status.is_open();
            is_task && choice.title.as_ref().is_some_and(|title| title.to_lowercase() == folded)
        };
        let with_title = self.choices.iter().filter(is_it);
        with_title.max_by_key(|choice| choice.touched_at_utc).map(|choice| choice.name.clone())
    }

    fn is_complete(&self) -> bool {
        self.is_complete
    }
}

/// Returns the contexts of a session: the open ones, the innermost first, then the one left last.
fn contexts(session: &Session) -> impl Iterator<Item = TaskChoice> {
    let choice = |name, title: &Option<String>, estimate_seconds, sprint, touched_at_utc| {
        let (title, status) = (title.clone(), TaskStatus::InProgress);
        TaskChoice { name, title, status, sprint, estimate_seconds, touched_at_utc }
    };
    let open = session.context_stack.frames().iter().rev().map(move |frame| {
        let sprint = frame.sprint.clone();
        choice(frame.name(), &frame.title, frame.estimate_seconds, sprint, frame.pushed_at_utc)
    });
    let closed = session.closed_frames.iter().rev().map(move |frame| {
        choice(frame.name(), &frame.title, frame.estimate_seconds, None, frame.pushed_at_utc)
    });
    open.chain(closed)
}

/// Returns the context that an activity entered.
fn entered(activity: &Activity) -> Option<TaskChoice> {
    let name = activity.context.last().filter(|_| activity.verb == Verb::Push)?.clone();
    let (title, status) = (activity.subject.clone(), TaskStatus::InProgress);
    let (sprint, estimate_seconds) = (None, None);
    let touched_at_utc = activity.at_utc;
    Some(TaskChoice { name, title, status, sprint, estimate_seconds, touched_at_utc })
}

/// Returns the number of an id such as `TASK-7`.
fn number(name: &FrameRef) -> Option<u64> {
    let digits = name.id.rsplit('-').next()?;
    let is_numbered = expand_id(&name.kind, digits).eq_ignore_ascii_case(&name.id);
    digits.parse().ok().filter(|_| is_numbered)
}
