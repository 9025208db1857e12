//! The runs of this machine: how one begins, and how one is found.

use std::sync::Arc;

use crate::clock::Clock;
use crate::config::directives;
use crate::core::{Command, Evidence, Request, SessionId, Watch, Workflows, decide};
use crate::failure::Failure;
use crate::paths::Paths;
use crate::store::{Birth, Disk, RunClaim, RunFolders, SystemDisk};

/// The runs of this machine.
pub struct Runs {
    folders: RunFolders,
    clock: Arc<dyn Clock>,
    workflows: Arc<Workflows>,
    paths: Paths,
}

impl Runs {
    /// Returns the runs below the directories of any desk. Reads and writes nothing.
    #[must_use]
    pub fn new(paths: &Paths, clock: Arc<dyn Clock>) -> Self {
        Self::on(paths, clock, Arc::new(SystemDisk))
    }

    /// Returns the runs on a given disk. Reads and writes nothing.
    #[must_use]
    pub fn on(paths: &Paths, clock: Arc<dyn Clock>, disk: Arc<dyn Disk>) -> Self {
        let workflows = Arc::default();
        let paths = paths.clone();
        Self { folders: RunFolders::new(disk, &paths), clock, workflows, paths }
    }

    /// Sets what the settings say of agents and workflows.
    #[must_use]
    pub fn with_workflows(self, workflows: Workflows) -> Self {
        Self { workflows: Arc::new(workflows), ..self }
    }

    /// Makes the folder of a run that is to begin, unless its start would be refused. Its desk then
    /// starts the session; until then the answer is kept. A repeat with the same operation id, or else
    /// with the same name, gets the id of the first one.
    ///
    /// # Errors
    /// [`Failure`] if the start would be refused, or the folder cannot be made.
    pub fn make(&self, start: &Request) -> Result<Birth, Failure> {
        let now = self.clock.now();
        let evidence = Evidence {
            workflows: Arc::clone(&self.workflows),
            directives: Arc::new(directives(&self.paths)),
            of_run: true,
            ..Evidence::default()
        };
        // On a desk without a past. That nothing is left if it is refused.
        decide(&Watch::default(), start, &now, &evidence)?;
        let name = match &start.command {
            Command::Start { run: Some(new), .. } => new.name.as_deref(),
            _ => None,
        };
        Ok(self.folders.make((start.operation.as_deref(), name), &now)?)
    }

    /// Returns the id of the run that an operation began; `None` if it began none.
    ///
    /// # Errors
    /// [`Failure`] if it cannot be looked for.
    pub fn began_by(&self, operation: &str) -> Result<Option<SessionId>, Failure> {
        Ok(self.folders.find(RunClaim::Operation(operation))?)
    }

    /// Returns the id of a run by its id, or by the name that a client gave it; `None` if there is none.
    ///
    /// # Errors
    /// [`Failure`] if it cannot be looked for.
    pub fn find(&self, name: &str) -> Result<Option<SessionId>, Failure> {
        if let Some(id) = SessionId::parse(name)
            && self.folders.has(&id)?
        {
            return Ok(Some(id));
        }
        let Some(id) = self.folders.find(RunClaim::Name(name))? else { return Ok(None) };
        // Of a start that died, or that a power cut undid, only the name may be left.
        Ok(self.folders.has(&id)?.then_some(id))
    }
}
