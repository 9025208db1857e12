//! The desk, and how it obeys a command: lock → load → decide → commit.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::core::{Forgotten, Glance, Moment, Request, Stamp, Thresholds, Verb, Watch, decide};
use crate::failure::Failure;
use crate::paths::Paths;
use crate::store::{Committed, Disk, Report, Store, StoreError, SystemDisk};

/// The only writer of one store, and its reader.
pub struct Desk {
    pub(super) store: Store,
    clock: Arc<dyn Clock>,
    waiting: Waiting,
    thresholds: Thresholds,
}

/// Called with the holder's process and verb when a command has to wait for another writer.
type Waiting = Box<dyn Fn(Option<&str>) + Send + Sync>;

/// A command that was obeyed, or had been before.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The number of its event.
    pub seq: u64,
    /// When it took effect, UTC.
    pub at: DateTime<Utc>,
    /// What was done.
    pub verb: Verb,
    /// The sentence that answers it.
    pub message: String,
    /// It had been obeyed before: this is the first answer again.
    pub repeated: bool,
    /// The live session had seen no activity for long when the command came.
    pub forgotten: Option<Forgotten>,
    /// What went wrong without harm: the command *is* recorded.
    pub warnings: Vec<String>,
    /// What the desk knows now.
    pub watch: Watch,
    /// When it was done.
    pub moment: Moment,
}

/// What a reader finds.
#[derive(Debug)]
pub struct View {
    /// What the desk knows.
    pub watch: Watch,
    /// The last sight of the running machine that an open panel kept.
    pub seen: Option<Stamp>,
    /// What stands against writing; nothing when all is well.
    pub read_only: Option<StoreError>,
    /// What a reader should hear of.
    pub warnings: Vec<String>,
}

impl View {
    /// Returns a moment that knows of the last sight.
    #[must_use]
    pub fn moment(&self, now: Moment) -> Moment {
        Moment { seen: self.seen.clone(), ..now }
    }
}

impl Desk {
    /// Returns a desk on this machine's disk. Touches nothing.
    #[must_use]
    pub fn new(paths: Paths, clock: Arc<dyn Clock>) -> Self {
        Self::on(paths, clock, Arc::new(SystemDisk))
    }

    /// Returns a desk on the disk given. Touches nothing.
    #[must_use]
    pub fn on(paths: Paths, clock: Arc<dyn Clock>, disk: Arc<dyn Disk>) -> Self {
        let store = Store::new(disk, paths);
        Self { store, clock, waiting: Box::new(|_| {}), thresholds: Thresholds::default() }
    }

    /// Has `waiting` called, with the holder's process and verb, when a command waits for another
    /// writer for more than a second.
    #[must_use]
    pub fn say_when_waiting(
        mut self,
        waiting: impl Fn(Option<&str>) + Send + Sync + 'static,
    ) -> Self {
        self.waiting = Box::new(waiting);
        self
    }

    /// Sets the bounds of what may pass unasked.
    #[must_use]
    pub fn with_thresholds(self, thresholds: Thresholds) -> Self {
        Self { thresholds, ..self }
    }

    /// Returns where its files are.
    #[must_use]
    pub fn paths(&self) -> &Paths {
        self.store.paths()
    }

    /// Reads the clocks, and no file: whoever draws a screen may ask at any time.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment { thresholds: self.thresholds, ..self.clock.now() }
    }

    /// Reads the clocks, and the last sight that an open panel kept.
    pub(super) fn moment_with_heartbeat(&self) -> Moment {
        Moment { seen: self.store.heartbeat(), ..self.moment() }
    }

    /// Keeps a sight of the running machine, from which a gap is measured.
    ///
    /// To be called once a minute by whoever stays open, while what they know of a store that may
    /// be written says [`Watch::keeps_sights`]. It does not look at the store again: the looks of a
    /// panel would wake every panel that watches the files, itself included.
    ///
    /// # Errors
    /// [`Failure`] when the sight cannot be written; no harm is done.
    pub fn keep_heartbeat(&self) -> Result<(), Failure> {
        Ok(self.store.keep_heartbeat(&self.moment().stamp())?)
    }

    /// Obeys a command: when this returns `Ok`, it is on the disk.
    ///
    /// # Errors
    /// [`Failure`]; nothing has changed, unless it says that the outcome is unknown.
    pub fn obey(&self, request: &Request) -> Result<Outcome, Failure> {
        let (clock, verb) = (self.clock.as_ref(), request.command.verb().word());
        let writer = self.store.writer(clock, verb, self.waiting.as_ref())?;
        // The clock is read under the lock: the order of events is the order of their times.
        let now = self.moment_with_heartbeat();
        if let Some(known) = request.operation.as_deref().and_then(|id| writer.watch().answered(id))
        {
            let known = known.clone();
            let watch = writer.watch().clone();
            return Ok(Outcome {
                seq: known.seq,
                at: known.at_utc,
                verb: known.verb,
                message: known.message,
                repeated: true,
                forgotten: None,
                warnings: writer.into_warnings(),
                watch,
                moment: now,
            });
        }
        let forgotten = Glance::of(writer.watch(), &now).forgotten;
        let event = decide(writer.watch(), request, &now)?;
        let recorded = writer.watch().next_line(request, event, &now);
        let Committed { watch, warnings } = writer.commit(&recorded)?;
        Ok(Outcome {
            seq: recorded.seq,
            at: recorded.at,
            verb: recorded.event.verb(),
            message: recorded.message(),
            repeated: false,
            forgotten,
            warnings,
            watch,
            moment: now,
        })
    }

    /// Looks at the store without writing anything. A writer is waited for only where what stands
    /// there looks like damage.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be read.
    pub fn look(&self) -> Result<View, Failure> {
        let loaded = self.store.look()?;
        Ok(View {
            watch: loaded.watch,
            seen: self.store.heartbeat(),
            read_only: loaded.read_only,
            warnings: loaded.warnings,
        })
    }

    /// Checks the whole store; writes nothing.
    ///
    /// # Errors
    /// [`Failure`] when it cannot even be looked at.
    pub fn check(&self) -> Result<Report, Failure> {
        Ok(self.store.check()?)
    }

    /// Mends what can be mended: what is unreadable is copied aside first, nothing is deleted.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be mended.
    pub fn repair(&self) -> Result<Report, Failure> {
        Ok(self.store.repair(self.clock.now().utc, self.waiting.as_ref())?)
    }

    /// Starts a new history from a state file that has none.
    ///
    /// # Errors
    /// [`Failure`] when there is a history, or no readable state.
    pub fn adopt(&self) -> Result<Report, Failure> {
        Ok(self.store.adopt(self.clock.now().utc, self.waiting.as_ref())?)
    }
}
