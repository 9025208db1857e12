//! The desk, and how it executes a command: lock → load → decide → commit.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::asked_sources::AskedSources;
use super::known_readings::KnownReadings;
use super::tasks_in_hand::{Patience, TasksFound, TasksInHand, no_lock, notices};
use crate::clock::Clock;
use crate::config::KnownDirectives;
use crate::core::{
    CheckReport, CheckRules, Decision, DeskName, Directives, Evidence, Fact, Forgotten, FrameRef,
    Glance, Hint, Moment, Request, Sentence, SourceTimes, Stamp, Thresholds, Verb, Watch,
    Workflows, completion_check, decide, judge,
};
use crate::failure::{FailedCommand, Failure, Incomplete};
use crate::index::{Index, IndexError, WorkProgress};
use crate::paths::Paths;
use crate::store::{Disk, Finished, Store, StoreError, SystemDisk, Writer};

/// The only writer of one store, and its reader.
pub struct Desk {
    pub(super) store: Store,
    pub(super) index: Index,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) waiting: OnWaiting,
    pub(super) progress: OnWorking,
    thresholds: Thresholds,
    pub(super) workflows: Arc<Workflows>,
    pub(super) checks: Arc<CheckRules>,
    pub(super) sources: AskedSources,
    pub(super) readings: KnownReadings,
    pub(super) known_directives: KnownDirectives,
}

/// Called with the lock holder's process and verb while a command waits for another writer.
type OnWaiting = Box<dyn Fn(Option<&str>) + Send + Sync>;

/// Called when work takes longer than a second.
type OnWorking = Box<dyn Fn(WorkProgress) + Send + Sync>;

/// The result of a command that was executed now or before.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The number of its event.
    pub seq: u64,
    /// When it took effect, UTC.
    pub at: DateTime<Utc>,
    /// What was done.
    pub verb: Verb,
    /// The sentence that answers it.
    pub message: Sentence,
    /// What to do next, if the answer leaves that open.
    pub next: Option<Hint>,
    /// What became of the command.
    pub became: Became,
    /// The tasks and other contexts that it made known or changed, each once.
    pub tasks: Vec<FrameRef>,
    /// What the checks say of what it completed; `None` if it completed nothing.
    pub check: Option<CheckReport>,
    /// The live session had seen no activity for long when the command came.
    pub forgotten: Option<Forgotten>,
    /// Problems that do no harm: the command *is* recorded.
    pub warnings: Vec<String>,
    /// What the desk knows now.
    pub watch: Watch,
    /// When the command was executed.
    pub moment: Moment,
}

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It was recorded as an event.
    Recorded,
    /// It had been obeyed before: the first answer is given again.
    Repeated,
    /// Everything was as it asks already: nothing was written.
    Unchanged,
}

/// What a reader finds.
#[derive(Debug)]
pub struct View {
    /// What the desk knows.
    pub watch: Watch,
    /// The last heartbeat of an open panel.
    pub heartbeat: Option<Stamp>,
    /// When the sources were right last.
    pub sources: SourceTimes,
    /// What the operator's policy and playbooks say.
    pub directives: Arc<Directives>,
    /// Why writing is blocked; `None` if there is no problem.
    pub read_only: Option<StoreError>,
    /// Warnings for the reader.
    pub warnings: Vec<String>,
}

impl View {
    /// Adds the last heartbeat to a moment, and when the sources were right last.
    #[must_use]
    pub fn moment(&self, now: Moment) -> Moment {
        Moment { heartbeat: self.heartbeat.clone(), sources: self.sources.clone(), ..now }
    }
}

/// How often a command is decided if its lock is removed, or others use the index, each time.
const ATTEMPTS: u32 = 8;

/// Adds the warnings of earlier attempts to an answer.
fn with_warnings(
    earlier: Vec<String>,
    answer: Result<Outcome, FailedCommand>,
) -> Result<Outcome, FailedCommand> {
    let joined = |later| [earlier, later].concat();
    match answer {
        Ok(outcome) => Ok(Outcome { warnings: joined(outcome.warnings), ..outcome }),
        Err(failed) => Err(FailedCommand { warnings: joined(failed.warnings), ..failed }),
    }
}

impl Desk {
    /// Returns a desk on the disk of this machine. Reads and writes nothing.
    #[must_use]
    pub fn new(paths: Paths, clock: Arc<dyn Clock>) -> Self {
        Self::on(paths, clock, Arc::new(SystemDisk))
    }

    /// Returns a desk on a given disk. Reads and writes nothing.
    #[must_use]
    pub fn on(paths: Paths, clock: Arc<dyn Clock>, disk: Arc<dyn Disk>) -> Self {
        let index = Index::new(Arc::clone(&disk), paths.clone());
        Self {
            store: Store::new(disk, paths),
            index,
            clock,
            waiting: Box::new(|_| {}),
            progress: Box::new(|_| {}),
            thresholds: Thresholds::default(),
            workflows: Arc::default(),
            checks: Arc::default(),
            sources: AskedSources::default(),
            readings: KnownReadings::default(),
            known_directives: KnownDirectives::default(),
        }
    }

    /// Sets a function to call if a command waits more than one second for another writer. It gets
    /// the process and verb of that writer.
    #[must_use]
    pub fn say_when_waiting(
        mut self,
        waiting: impl Fn(Option<&str>) + Send + Sync + 'static,
    ) -> Self {
        self.waiting = Box::new(waiting);
        self
    }

    /// Sets a function to call if work takes longer than a second.
    #[must_use]
    pub fn say_progress(self, progress: impl Fn(WorkProgress) + Send + Sync + 'static) -> Self {
        Self { progress: Box::new(progress), ..self }
    }

    /// Sets the thresholds after which the operator is asked.
    #[must_use]
    pub fn with_thresholds(self, thresholds: Thresholds) -> Self {
        Self { thresholds, ..self }
    }

    /// Sets the policy and the playbooks as others know them already, so that they are read once.
    #[must_use]
    pub fn with_known_directives(self, known_directives: KnownDirectives) -> Self {
        Self { known_directives, ..self }
    }

    /// Sets what the settings say of agents and workflows.
    #[must_use]
    pub fn with_workflows(self, workflows: Workflows) -> Self {
        Self { workflows: Arc::new(workflows), ..self }
    }

    /// Sets what the settings say of checks.
    #[must_use]
    pub fn with_checks(self, checks: CheckRules) -> Self {
        Self { checks: Arc::new(checks), ..self }
    }

    /// Returns another desk of this machine; `None` if it has not the name of one.
    pub(super) fn beside(&self, name: &DeskName) -> Option<Self> {
        let store = self.store.beside(self.paths().of_desk(name)?);
        Some(Self {
            index: self.index.of_desk(store.paths().clone()),
            store,
            clock: Arc::clone(&self.clock),
            waiting: Box::new(|_| {}),
            progress: Box::new(|_| {}),
            thresholds: self.thresholds,
            workflows: Arc::clone(&self.workflows),
            checks: Arc::clone(&self.checks),
            sources: self.sources.clone(),
            readings: KnownReadings::default(),
            known_directives: self.known_directives.clone(),
        })
    }

    /// Returns the paths of its files.
    #[must_use]
    pub fn paths(&self) -> &Paths {
        self.store.paths()
    }

    /// Returns what the operator's policy and playbooks say; their files are read if they have changed.
    #[must_use]
    pub fn directives(&self) -> Arc<Directives> {
        self.known_directives.get(self.paths())
    }

    /// Reads the clocks, but no files, so a panel may call it for every frame.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment { thresholds: self.thresholds, ..self.clock.now() }
    }

    /// Reads the clocks, the last heartbeat, and when the sources were right last.
    pub(super) fn moment_with_heartbeat(&self) -> Moment {
        self.moment_at(&self.store, &self.moment())
    }

    /// Adds to a moment what the files of a store say of it.
    pub(super) fn moment_at(&self, store: &Store, now: &Moment) -> Moment {
        let sources = self.sources.times_at(store.paths());
        Moment { heartbeat: store.heartbeat(), sources, ..now.clone() }
    }

    /// Writes a heartbeat, from which a gap is measured.
    ///
    /// A panel calls this once a minute while [`Watch::keeps_heartbeat`] is true and the store can be
    /// written. It does not read the store first: that would wake every panel that watches the
    /// files.
    ///
    /// # Errors
    /// [`Failure`] if the heartbeat cannot be written; this does no harm.
    pub fn keep_heartbeat(&self) -> Result<(), Failure> {
        Ok(self.store.keep_heartbeat(&self.moment().stamp())?)
    }

    /// Executes a command: when this returns `Ok`, its event is on the disk.
    ///
    /// # Errors
    /// [`FailedCommand`]; nothing was changed unless it says that the outcome is unknown.
    pub fn obey(&self, request: &Request) -> Result<Outcome, FailedCommand> {
        let mut warnings = Vec::new();
        let mut rebuilt = false;
        let mut patience = Patience::First;
        for _ in 1..ATTEMPTS {
            let tried = self.try_to_obey(request, patience);
            patience = Patience::Again;
            let FailedCommand { failure, warnings: more } = match tried {
                Err(failed) => failed,
                answer => return with_warnings(warnings, answer),
            };
            match failure {
                // Nothing was written. The files may have changed, so it is decided again.
                Failure::Store(StoreError::LockRemoved { .. }) => warnings.extend(more),
                Failure::Index(IndexError::NotNow { .. }) => {
                    warnings.extend(more);
                    // Only under the lock was it known that it needs the past.
                    if !request.command.can_concern_the_past() {
                        self.prepare_evidence(request)?;
                    }
                }
                Failure::Index(IndexError::DoesNotFit { .. }) if !rebuilt => {
                    rebuilt = true;
                    warnings.extend(more);
                    self.index.build_anew(&self.progress)?;
                }
                failure => {
                    let failed = FailedCommand { failure, warnings: more };
                    return with_warnings(warnings, Err(failed));
                }
            }
        }
        with_warnings(warnings, self.try_to_obey(request, Patience::Last))
    }

    fn try_to_obey(&self, request: &Request, patience: Patience) -> Result<Outcome, FailedCommand> {
        let (clock, verb) = (self.clock.as_ref(), request.command.verb().word());
        if request.command.can_concern_the_past() {
            self.prepare_evidence(request)?;
        }
        let tasks = self.tasks_in_hand(request, patience)?;
        let writer = self.store.writer(clock, verb, self.waiting.as_ref())?;
        let warnings = writer.warnings().to_vec();
        self.obey_with(writer, request, (tasks, patience))
            .map_err(|failure| FailedCommand { failure, warnings })
    }

    fn obey_with(
        &self,
        writer: Writer<'_>,
        request: &Request,
        tasks: (Option<TasksInHand>, Patience),
    ) -> Result<Outcome, Failure> {
        // The clock is read under the lock, so the events are in the order of their times.
        let now = self.moment_with_heartbeat();
        // A reading that a source measured is no sign of a person, who could be asked.
        let is_asked = request.provenance.is_given();
        let forgotten = Glance::of(writer.watch(), &now).forgotten.filter(|_| is_asked);
        let step = writer.watch().step_for(&request.command);
        let step = step.map(|step| writer.step_line(step.seq)).transpose()?;
        let workflows = Arc::clone(&self.workflows);
        let of_run = self.name().run().is_some();
        let evidence = self.evidence(writer.watch(), request, &now)?;
        let subject = evidence.subject.as_ref();
        let found = self.tasks_of(tasks, (writer.watch(), request), subject)?;
        let TasksFound { lock: tasks_lock, unlocked, evidence: tasks, warnings: of_tasks } = found;
        let checks = Arc::clone(&self.checks);
        // Read under the lock, and by nobody else: no front end can forget it.
        let directives = self.directives();
        let evidence = Evidence { step, tasks, checks, directives, workflows, of_run, ..evidence };
        let judged = judge(writer.watch(), request, &now, &evidence).unwrap_or_default();
        let check = completion_check(writer.watch(), request, &now, &evidence).ok().flatten();
        let (became, seq, at, verb, message) =
            match decide(writer.watch(), request, &now, &evidence)? {
                Decision::Event(event) => {
                    let recorded = writer.watch().next_line(request, *event, &now);
                    let is_new = matches!(recorded.event, Fact::Pushed { is_new: true, .. });
                    if let Some(cause) = unlocked.filter(|_| is_new) {
                        return Err(no_lock(cause).into());
                    }
                    if let Some(lock) = &tasks_lock {
                        self.store.check_tasks_lock(lock)?;
                    }
                    let Finished { watch, warnings } = writer.commit(&recorded)?;
                    let notices = notices(&evidence, &recorded);
                    let warnings = [warnings, of_tasks, notices, judged.warnings()].concat();
                    return Ok(Outcome {
                        seq: recorded.seq,
                        at: recorded.at,
                        verb: recorded.event.verb(),
                        message: recorded.answer(request, &watch),
                        next: recorded.next().or_else(|| recorded.way_back(request)),
                        became: Became::Recorded,
                        tasks: recorded.change.set.task_names(),
                        check: check.map(|check| check.report()),
                        forgotten,
                        warnings,
                        watch,
                        moment: now,
                    });
                }
                Decision::Incomplete(report) => {
                    let (verb, seq) = (request.command.verb(), writer.watch().seq);
                    let incomplete = Incomplete { verb, report: *report, seq };
                    return Err(Failure::Incomplete(Box::new(incomplete)));
                }
                Decision::Unchanged { message } => {
                    let verb = request.command.verb();
                    (Became::Unchanged, writer.watch().seq, now.utc, verb, message.into())
                }
                Decision::Repeated(known) => {
                    (Became::Repeated, known.seq, known.at_utc, known.verb, known.message.into())
                }
            };
        let Finished { watch, warnings } = writer.close();
        Ok(Outcome {
            seq,
            at,
            verb,
            message,
            next: None,
            became,
            tasks: Vec::new(),
            check: None,
            forgotten: None,
            warnings: [warnings, of_tasks].concat(),
            watch,
            moment: now,
        })
    }

    /// Reads the store without writing. Waits for a writer only if something looks damaged.
    ///
    /// # Errors
    /// [`Failure`] if it cannot be read.
    pub fn look(&self) -> Result<View, Failure> {
        let loaded = self.store.look()?;
        Ok(View {
            watch: loaded.reached.watch,
            heartbeat: self.store.heartbeat(),
            sources: self.sources.times_at(self.paths()),
            directives: self.directives(),
            read_only: loaded.read_only,
            warnings: loaded.warnings,
        })
    }
}
