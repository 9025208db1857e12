//! Reads what a command stands on that is known of tasks: the index says it, and each line that it
//! stands on is checked in its journal.
//!
//! The locks are taken in this order: that of the tasks, then those of the index, then that of the
//! desk. Whoever holds the lock of the desk waits for no other one.

use std::collections::BTreeSet;

use super::obey::Desk;
use super::tasks_in_hand::{Patience, ReadTasks, TasksFound, TasksInHand, WantedTasks, no_lock};
use crate::core::{
    DeskName, Fact, FrameRef, KnownTask, OpenElsewhere, Recorded, RedoneTasks, Request, Session,
    Task, TaskEvidence, TaskFact, TaskName, TaskStatus, TaskUpdate, Watch,
};
use crate::failure::Failure;
use crate::index::{Asked, IndexError, KnownLines, MissingDesk, TaskLine, TaskLines, TaskRows};
use crate::store::{Store, StoreError};

impl Desk {
    /// Takes the lock of imports of tasks, which is held until the value is dropped.
    ///
    /// # Errors
    /// If somebody else holds it too long, or its file cannot be written.
    pub fn lock_imports(&self) -> Result<impl Sized + use<>, Failure> {
        Ok(self.store.lock_imports("task import", self.waiting.as_ref())?)
    }

    /// Takes the lock of the tasks if a request needs it, and reads what is known of its tasks.
    pub(super) fn tasks_in_hand(
        &self,
        request: &Request,
        patience: Patience,
    ) -> Result<Option<TasksInHand>, Failure> {
        // Only what an undo reverses depends on the desk.
        let is_step = request.command.verb().is_a_step();
        if is_step && patience == Patience::First {
            return Ok(None);
        }
        let watch = if is_step { self.look()?.watch } else { Watch::default() };
        if !watch.needs_tasks_lock(request) {
            return Ok(None);
        }
        let verb = request.command.verb().word();
        let lock = match self.store.lock_tasks(verb, self.waiting.as_ref()) {
            // What gives out nothing goes on without it.
            Err(
                error @ (StoreError::Io { .. }
                | StoreError::WrongKind { .. }
                | StoreError::NotOurs { .. }),
            ) => Err(error),
            lock => Ok(lock?),
        };
        let mut held = TasksInHand { lock, read: None, failed: None, missing: Vec::new() };
        let watch = self.look()?.watch;
        let Some(wanted) = WantedTasks::of(&watch, request, None) else {
            return Ok(Some(held));
        };
        if wanted.needs.needs_all_desks || wanted.redone.is_some() {
            held.missing = self.desks_with_losses();
        }
        let search = TaskSearch { desk: self, wanted: &wanted };
        match self.index.tasks(&self.progress, &|rows| search.read(rows)) {
            Ok(Asked { answer: evidence, missing, .. }) => {
                held.read = Some(ReadTasks { seq: watch.seq, wanted, evidence });
                let is_new = |one: &MissingDesk| held.missing.iter().all(|it| it.desk != one.desk);
                let missing: Vec<MissingDesk> = missing.into_iter().filter(is_new).collect();
                held.missing.extend(missing);
            }
            Err(error) if patience != Patience::Last && error.may_be_mended() => {
                return Err(error.into());
            }
            Err(error) => held.failed = Some(error),
        }
        Ok(Some(held))
    }

    /// Returns what is known of the tasks of a request. The caller holds the lock of the desk.
    ///
    /// # Errors
    /// As [`crate::index::Index::tasks_at_once`], if the request must not be decided without.
    pub(super) fn tasks_of(
        &self,
        (held, patience): (Option<TasksInHand>, Patience),
        (watch, request): (&Watch, &Request),
        subject: Option<&Session>,
    ) -> Result<TasksFound, IndexError> {
        if held.is_none() && watch.needs_tasks_lock(request) {
            // Only under the lock of the desk was it known that it needs that of the tasks.
            return Err(IndexError::NotNow { path: self.paths().tasks_lock() });
        }
        let wanted = WantedTasks::of(watch, request, subject);
        let Some(held) = held else { return Ok(TasksFound::default()) };
        let TasksInHand { lock, read, failed, missing } = held;
        let (lock, unlocked) = match lock {
            Ok(lock) => (Some(lock), None),
            Err(error) => (None, Some(error)),
        };
        let Some(wanted) = wanted else {
            return Ok(TasksFound { lock, unlocked, ..TasksFound::default() });
        };
        let unlocked = match unlocked {
            Some(cause) if wanted.needs.is_exclusive => return Err(no_lock(cause).into()),
            unlocked => unlocked,
        };
        let is_new = |read: &ReadTasks| read.seq == watch.seq && read.wanted == wanted;
        let found = match (read.filter(is_new), failed) {
            (Some(read), _) => Ok(read.evidence),
            (None, Some(error)) => Err(error),
            (None, None) => {
                let search = TaskSearch { desk: self, wanted: &wanted };
                self.index.tasks_at_once((&self.store, watch.seq), &|rows| search.read(rows))
            }
        };
        let mut warnings: Vec<String> = missing.into_iter().map(|one| one.warning).collect();
        let makes_known =
            |found: &TaskEvidence| found.redone.as_ref().is_some_and(|redone| redone.made_known);
        let needs_all = wanted.needs.needs_all_desks || found.as_ref().is_ok_and(makes_known);
        if let Some(warning) = warnings.first().filter(|_| needs_all) {
            return Err(IndexError::DeskMissing { warning: warning.clone() });
        }
        let evidence = match found {
            Ok(evidence) => Some(evidence),
            Err(error) if wanted.needs.is_exclusive => return Err(error),
            Err(error) if patience != Patience::Last && error.may_be_mended() => {
                return Err(error);
            }
            Err(error) => {
                let what = "what is known of the task was not looked up";
                warnings.push(format!("{what}: {error}"));
                None
            }
        };
        if let Some(error) = &unlocked {
            let what = "the lock of the tasks was not taken, so another desk may change the task";
            warnings.push(format!("{what}: {error}"));
        }
        Ok(TasksFound { lock, unlocked, evidence, warnings })
    }

    /// Returns the same for a caller without locks: others may change tasks meanwhile.
    pub(super) fn tasks_without_lock(
        &self,
        watch: &Watch,
        request: &Request,
        subject: Option<&Session>,
    ) -> Result<Option<TaskEvidence>, Failure> {
        let Some(wanted) = WantedTasks::of(watch, request, subject) else { return Ok(None) };
        let search = TaskSearch { desk: self, wanted: &wanted };
        let read = || self.index.tasks(&self.progress, &|rows| search.read(rows));
        match read() {
            Err(IndexError::DoesNotFit { .. }) => {
                self.index.build_anew(&self.progress)?;
                Ok(Some(read()?.answer))
            }
            read => Ok(Some(read?.answer)),
        }
    }

    /// Returns the other desks that cannot be written, because something of theirs is lost or damaged. The
    /// index reads only journals: that one lost its end is seen beside the state of its desk.
    fn desks_with_losses(&self) -> Vec<MissingDesk> {
        let Asked { answer: desks, mut missing, .. } = self.index.desks();
        let others = desks.into_iter().filter(|(name, _)| *name != self.name());
        missing.extend(others.filter_map(|(name, paths)| {
            let why = match self.store.beside(paths).look() {
                Ok(loaded) => loaded.read_only?,
                Err(error) => error,
            };
            Some(MissingDesk::unread(&name, &why))
        }));
        missing
    }

    /// Returns the desks among some on which a task is open now, each with who works there.
    pub(super) fn open_on(&self, desks: &[DeskName], task: &FrameRef) -> Vec<OpenElsewhere> {
        let name = TaskName::of(task);
        let open = desks.iter().filter_map(|desk| {
            let store = self.store.beside(self.paths().of_desk(desk)?);
            let watch = store.peek().ok()?.reached.watch;
            let session = watch.live()?;
            let is_open = session.context_stack.frames().iter().any(|frame| name.is(&frame.name()));
            let operator = session.operator.clone();
            is_open.then(|| OpenElsewhere { desk: desk.clone(), operator })
        });
        open.collect()
    }
}

/// The search for what a request needs of tasks.
struct TaskSearch<'a> {
    desk: &'a Desk,
    wanted: &'a WantedTasks,
}

impl TaskSearch<'_> {
    fn read(&self, rows: &TaskRows<'_>) -> Result<TaskEvidence, IndexError> {
        let WantedTasks { needs, redone, undone } = self.wanted;
        let changed_by = |seq: &Option<u64>| match seq {
            Some(seq) => self.changed_by(rows, *seq),
            None => Ok(None),
        };
        let redone = changed_by(redone)?;
        let makes_unknown = changed_by(undone)?.is_some_and(|undone| undone.made_known);
        let used = match undone.filter(|_| makes_unknown) {
            Some(seq) => rows.used(seq)?,
            None => None,
        };
        let mut wanted: Vec<TaskName> = needs.names.clone();
        if let Some(redone) = &redone {
            wanted.extend(redone.names());
        }
        let (mut known, mut met) = (Vec::new(), BTreeSet::new());
        while let Some(name) = wanted.pop() {
            for KnownLines { mut task, earlier_ms, newest_utc, lines, desks } in
                rows.named(&name)?
            {
                if !met.insert(task.name.to_string().to_lowercase()) {
                    continue;
                }
                self.check(&task, &lines)?;
                rows.drop_ended_claim(&mut task)?;
                let parent = task.parent.as_ref().filter(|_| needs.with_parents);
                wanted.extend(parent.map(TaskName::of));
                let elsewhere = self.desk.open_on(&desks, &task.name);
                let is_completed = redone.is_some()
                    || needs.completed.as_ref().is_some_and(|it| it.is(&task.name));
                let progress = is_completed.then(|| rows.progress(&task.name)).transpose()?;
                known.push(KnownTask { task, earlier_ms, newest_utc, elsewhere, progress });
            }
        }
        let mut next_free = Vec::new();
        for kind in &needs.next_free {
            next_free.push((kind.clone(), rows.next_free(kind)?));
        }
        Ok(TaskEvidence { desk: self.desk.name(), known, next_free, redone, used })
    }

    /// Returns what the event of a step changed of tasks; `None` if nothing.
    fn changed_by(&self, rows: &TaskRows<'_>, seq: u64) -> Result<Option<RedoneTasks>, IndexError> {
        let lines = rows.of_event(seq)?;
        let Some(first) = lines.first() else { return Ok(None) };
        let recorded = self.line(first)?;
        let updates: Vec<TaskUpdate> = lines.into_iter().map(|line| line.update).collect();
        if recorded.change.set.tasks != updates {
            return Err(self.does_not_fit(&recorded, None));
        }
        let made_known = match &recorded.event {
            Fact::Pushed { is_new, .. } => *is_new,
            Fact::Task(TaskFact::Added { .. }) => true,
            _ => false,
        };
        Ok(Some(RedoneTasks { updates, made_known }))
    }

    /// Checks in the journals what the index says of a task.
    fn check(&self, task: &Task, lines: &TaskLines) -> Result<(), IndexError> {
        let TaskLines { title, estimate, status, claim } = lines;
        let says = |line: &Option<TaskLine>, is_it: &dyn Fn(&TaskUpdate) -> bool, without: bool| {
            match line {
                Some(line) => self.check_line(line, is_it),
                None if without => Ok(()),
                None => Err(self.nothing_says_it()),
            }
        };
        says(title, &|it| it.title.as_ref() == Some(&task.title), task.title.is_none())?;
        let seconds = task.estimate_seconds;
        let is_it = |it: &TaskUpdate| it.estimate.is_some_and(|new| new.seconds == seconds);
        says(estimate, &is_it, seconds.is_none())?;
        // What is to do gets in progress as it is entered.
        let follows = |status| {
            let is_begun = (status, task.status) == (TaskStatus::Todo, TaskStatus::InProgress);
            status == task.status || is_begun
        };
        let is_it = |it: &TaskUpdate| it.status.is_some_and(follows);
        says(status, &is_it, follows(TaskStatus::Todo))?;
        let is_it = |it: &TaskUpdate| match &it.claim {
            Some(claim) => *claim == task.claim,
            None => task.claim.is_none(),
        };
        says(claim, &is_it, task.claim.is_none())
    }

    fn check_line(
        &self,
        line: &TaskLine,
        says: &dyn Fn(&TaskUpdate) -> bool,
    ) -> Result<(), IndexError> {
        let recorded = self.line(line)?;
        let update = recorded.change.set.tasks.get(line.nth);
        let is_it = |update: &&TaskUpdate| **update == line.update && says(update);
        update.filter(is_it).map(drop).ok_or_else(|| self.does_not_fit(&recorded, Some(line)))
    }

    /// Reads a line in its journal.
    fn line(&self, line: &TaskLine) -> Result<Recorded, IndexError> {
        let paths = self.desk.paths().of_desk(&line.desk).ok_or_else(|| self.nothing_says_it())?;
        match self.desk.store.beside(paths).event_at(&line.at) {
            Ok(recorded) if recorded.seq == line.seq => Ok(recorded),
            Ok(recorded) => Err(self.does_not_fit(&recorded, Some(line))),
            Err(cause @ StoreError::Damaged { .. }) => Err(IndexError::DoesNotFit { cause }),
            Err(error) => Err(error.into()),
        }
    }

    fn does_not_fit(&self, found: &Recorded, line: Option<&TaskLine>) -> IndexError {
        let store: &Store = &self.desk.store;
        let (path, byte) = match line {
            Some(line) => (store.paths().history().join(&line.at.segment), line.at.offset),
            None => (store.paths().history(), 0),
        };
        let cause = format!("event {} changes something else of the task", found.seq);
        IndexError::DoesNotFit { cause: StoreError::damaged(&path, byte, cause) }
    }

    fn nothing_says_it(&self) -> IndexError {
        let path = self.desk.store.paths().index();
        let cause = "it has a task of which no line says so";
        IndexError::DoesNotFit { cause: StoreError::damaged(&path, 0, cause) }
    }
}
