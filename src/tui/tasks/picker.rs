//! The picker: the contexts below the line that is typed, and the selected one.
//!
//! Without a text the task before this one comes first, then the open tasks of the sprint, then other
//! open contexts, the newest first. With one: what it names by an id, then what has its words, and last a
//! new task with it as the title.

use std::sync::Arc;

use crate::core::{
    ClosedFrame, Entering, FrameKind, FrameRef, NewFrame, Refusal, RefusalKind, Verb, Watch,
    plain_words,
};
use crate::input::{ContextWish, KnownContexts, context_line};

use super::list::TaskList;

/// The contexts below the line that is typed.
#[derive(Debug)]
pub struct TaskPicker {
    list: Arc<TaskList>,
    /// The task before this one.
    previous: Option<FrameRef>,
    /// The open contexts, outermost first.
    open: Vec<FrameRef>,
    /// The places of what is open, in its order without a text.
    order: Vec<usize>,
    line: String,
    /// Why the line cannot be read.
    refusal: Option<Refusal>,
    rows: Vec<PickerRow>,
    selected: usize,
}

/// A row of the picker.
#[derive(Debug, Clone, PartialEq)]
pub struct PickerRow {
    /// The place of a known context in the list; `None` of a new one.
    pub known: Option<usize>,
    /// Its name.
    pub name: FrameRef,
    /// What is entered.
    pub frame: NewFrame,
}

impl TaskPicker {
    /// Opens the picker over what can be entered.
    pub fn new(list: &Arc<TaskList>, watch: &Watch) -> Self {
        let mut picker = Self {
            list: Arc::default(),
            previous: None,
            open: Vec::new(),
            order: Vec::new(),
            line: String::new(),
            refusal: None,
            rows: Vec::new(),
            selected: 0,
        };
        picker.learn(list, watch);
        picker
    }

    /// Takes in what is known by now. What somebody selected stays selected.
    pub fn learn(&mut self, list: &Arc<TaskList>, watch: &Watch) {
        let was = self.chosen().map(|row| row.name.clone()).filter(|_| self.selected > 0);
        let lacking = list.lacking(watch);
        self.list =
            if lacking.is_empty() { Arc::clone(list) } else { Arc::new(list.with(lacking)) };
        self.open = watch.live().map(|live| live.context_stack.path()).unwrap_or_default();
        let previous = left_last(watch, &self.list);
        self.previous = previous.or_else(|| self.list.previous().cloned());
        self.order = self.ordered(watch);
        self.fill();
        let at = was.and_then(|was| self.rows.iter().position(|row| row.name == was));
        self.selected = at.unwrap_or(0);
    }

    /// Takes the line as it is typed by now; another line selects the first row.
    pub fn see(&mut self, line: &str) {
        if line != self.line {
            line.clone_into(&mut self.line);
            self.fill();
            self.selected = 0;
        }
    }

    /// Returns the rows.
    pub fn rows(&self) -> &[PickerRow] {
        &self.rows
    }

    /// Returns the number of the selected row.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Returns the selected row.
    pub fn chosen(&self) -> Option<&PickerRow> {
        self.rows.get(self.selected)
    }

    /// Selects the row after this one; after the last one comes the first.
    pub fn next(&mut self) {
        self.selected = if self.selected + 1 < self.rows.len() { self.selected + 1 } else { 0 };
    }

    /// Selects the row before this one; before the first one comes the last.
    pub fn back(&mut self) {
        let last = self.rows.len().saturating_sub(1);
        self.selected = self.selected.checked_sub(1).unwrap_or(last);
    }

    /// Selects a row by its number.
    pub fn select(&mut self, nth: usize) {
        self.selected = nth.min(self.rows.len().saturating_sub(1));
    }

    /// Returns the line.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Returns the list with everything that can be entered.
    pub fn list(&self) -> &TaskList {
        &self.list
    }

    /// Returns how many rows there are without a text.
    pub fn count(&self) -> usize {
        self.order.len()
    }

    /// Reports whether a context is open now.
    pub fn is_open(&self, name: &FrameRef) -> bool {
        self.open.contains(name)
    }

    /// Reports whether a context is the one before this one.
    pub fn is_previous(&self, name: &FrameRef) -> bool {
        self.previous.as_ref() == Some(name)
    }

    /// Returns the context to enter.
    ///
    /// # Errors
    /// A refusal if the line means nothing.
    pub fn frame(&self) -> Result<NewFrame, Refusal> {
        if let Some(row) = self.chosen() {
            return Ok(row.frame.clone());
        }
        Err(self.refusal.clone().unwrap_or_else(|| {
            let next = "type the title of a new task, or an id such as TASK-7";
            let what = Verb::Push.spec().not_done;
            Refusal::new(RefusalKind::Usage, what, "nothing was typed", next)
        }))
    }

    /// Makes the rows for the line.
    fn fill(&mut self) {
        self.refusal = None;
        self.rows = if self.line.trim().is_empty() {
            self.order.iter().filter_map(|nth| self.known(*nth, None)).collect()
        } else {
            match context_line(&self.line, &*self.list) {
                Ok(read) => self.meant(read.wish, read.others),
                Err(refusal) => {
                    self.refusal = Some(refusal);
                    // It may be the beginning of an id, or a new number.
                    let number = Some(self.line.trim()).filter(|line| is_number(line));
                    let new = number.map(|number| NewFrame::new(FrameKind::task(), number));
                    let new = new.map(|frame| self.row(ContextWish::Named(frame)));
                    self.found(None, &self.line).into_iter().chain(new).collect()
                }
            }
        };
    }

    /// Returns the rows of a line: what it names first, then what has its words, then what else it means.
    fn meant(&self, wish: ContextWish, others: Vec<ContextWish>) -> Vec<PickerRow> {
        let estimate = wish.frame().estimate_seconds;
        // An estimate alone is for what is found.
        let title = match &wish {
            ContextWish::Next(frame) => frame.title.clone().unwrap_or_default(),
            ContextWish::Known(_) | ContextWish::Named(_) | ContextWish::OfNewType(_) => {
                self.line.clone()
            }
        };
        let is_title = matches!(wish, ContextWish::Next(_));
        let named = self.row(wish);
        let mut found = self.found(estimate, &title);
        found.retain(|row| row.name != named.name);
        let mut less_likely: Vec<PickerRow> = Vec::new();
        for other in others.into_iter().map(|other| self.row(other)) {
            let is_there = |row: &PickerRow| row.name == other.name;
            if !is_there(&named) && !found.iter().chain(&less_likely).any(is_there) {
                less_likely.push(other);
            }
        }
        let (first, last) = if is_title { (None, Some(named)) } else { (Some(named), None) };
        first.into_iter().chain(found).chain(last).chain(less_likely).collect()
    }

    /// Returns the rows of what is open and has some words.
    fn found(&self, estimate_seconds: Option<u64>, line: &str) -> Vec<PickerRow> {
        let wanted = plain_words(line);
        if wanted.is_empty() {
            return Vec::new();
        }
        let found = self.order.iter().filter(|nth| self.list.has_words(**nth, &wanted));
        found.filter_map(|nth| self.known(*nth, estimate_seconds)).collect()
    }

    fn known(&self, nth: usize, estimate_seconds: Option<u64>) -> Option<PickerRow> {
        let name = self.list.get(nth)?.name.clone();
        let frame = NewFrame::new(name.kind.clone(), name.id.clone());
        Some(PickerRow { known: Some(nth), name, frame: NewFrame { estimate_seconds, ..frame } })
    }

    fn row(&self, wish: ContextWish) -> PickerRow {
        let next_free = self.list.next_free(&wish.frame().kind);
        let name = wish.name(next_free);
        let known = self.list.place(&name);
        let mut frame = wish.numbered(next_free);
        frame.id.clone_from(&name.id);
        if known.is_none() && self.list.is_complete() {
            // Its operator is told that it is new.
            frame.entering = Entering::New;
        }
        PickerRow { known, name, frame }
    }

    /// Returns the places of what is open: the task before this one, those of the sprint, all others.
    fn ordered(&self, watch: &Watch) -> Vec<usize> {
        let path = watch.live().map(|live| live.context_stack.path_with_sprint());
        let sprint = path.unwrap_or_default().into_iter().find(|it| it.kind.is_of_sprints());
        let sprint = sprint.map(|sprint| sprint.id);
        let top = self.open.last();
        let group = |nth: usize| {
            let choice = self.list.get(nth)?;
            let is_previous = self.is_previous(&choice.name);
            if top == Some(&choice.name) || !choice.status.is_open() {
                return None;
            }
            let is_of_the_sprint = sprint.is_some() && choice.sprint == sprint;
            Some(match () {
                () if is_previous => 0,
                // To enter an outer context is to leave those inside it.
                () if self.is_open(&choice.name) => 3,
                () if is_of_the_sprint && choice.name.kind.is_of_tasks() => 1,
                () => 2,
            })
        };
        let mut order: Vec<(u8, usize)> =
            (0..self.list.choices().len()).filter_map(|nth| Some((group(nth)?, nth))).collect();
        // What was touched last comes first; the list has that order, but not what was added to it.
        order.sort_by_key(|(group, nth)| {
            let touched = self.list.get(*nth).map(|choice| choice.touched_at_utc);
            (*group, std::cmp::Reverse(touched), *nth)
        });
        order.into_iter().map(|(_, nth)| nth).collect()
    }
}

/// Returns the task that the session on the desk left last, and that is neither open there nor over.
fn left_last(watch: &Watch, list: &TaskList) -> Option<FrameRef> {
    let session = watch.session.as_ref()?;
    let open = session.context_stack.path();
    let is_over = |name: &FrameRef| {
        let known = list.place(name).and_then(|nth| list.get(nth));
        session.completed.contains(name) || known.is_some_and(|known| !known.status.is_open())
    };
    let mut left = session.closed_frames.iter().rev().map(ClosedFrame::name);
    left.find(|name| name.kind.is_of_tasks() && !open.contains(name) && !is_over(name))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
