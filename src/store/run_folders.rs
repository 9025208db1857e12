//! The folders of the runs: how one is made before the run begins, and how one is found.
//!
//! The id of a run names its folder, so it is found without a search. A name that a client gives, and an
//! operation id, is a link to it. One step names both, so a process that is killed leaves no name
//! without an id. One start with a name or an operation goes on at a time, until it is recorded. So a
//! link to a run in which nothing was recorded is that of a start that died, and its claim is free.
//! The name of a deleted run is free too.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::disk::{Disk, DiskFile, Open};
use super::error::{IoContext, StoreError};
use super::files::{Store, if_there};
use super::report::{Finding, Report};
use crate::core::{Moment, SessionId};
use crate::paths::Paths;

/// How often another id is tried if a folder has that name.
const ATTEMPTS: u32 = 64;
/// The file in a directory of runs that says that the directory is on the device.
const MADE: &str = ".made";
/// The longest name of a link that is a name in plain; a longer one is its hash.
const PLAIN_MAX: usize = 200;
/// The file in the directory of names that a start locks.
const LOCK: &str = ".lock";
/// What the names of links begin with.
const KINDS: [&str; 2] = ["name", "operation"];
/// What is wrong with a name that can never lead to a run.
const DEAD: &str =
    "it is no link to a run; `onwatch doctor --all --repair` moves it away, and the name is free";
/// The directory of a run's journal.
const HISTORY: &str = "history";

/// A name that belongs to one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunClaim<'a> {
    /// The name that a client gives it.
    Name(&'a str),
    /// The operation id of its start.
    Operation(&'a str),
}

/// A run that is to begin, or one to which its name or its operation belongs already.
///
/// Whoever starts it keeps this until the start is recorded: no other run with a name or an operation
/// begins meanwhile.
pub struct Birth {
    /// Its id.
    pub id: SessionId,
    _lock: Option<Box<dyn DiskFile>>,
}

/// The folders of the runs of a machine.
pub struct RunFolders {
    store: Store,
}

impl Store {
    /// Returns the folders of the runs of this machine.
    #[must_use]
    pub fn run_folders(&self) -> RunFolders {
        RunFolders { store: self.beside(self.paths.of_profile(None)) }
    }
}

impl RunFolders {
    /// Returns the folders below the directories of any desk. Reads and writes nothing.
    #[must_use]
    pub fn new(disk: Arc<dyn Disk>, paths: &Paths) -> Self {
        Store::new(disk, paths.clone()).run_folders()
    }

    /// Makes the folder of a run that is to begin, on the device. If the operation, or else the name,
    /// belongs to a run that has begun, it is that one. A deleted run keeps its operation, and not its
    /// name.
    ///
    /// # Errors
    /// [`StoreError`] if a directory or a link cannot be made, or others start runs for ten seconds.
    pub fn make(
        &self,
        (operation, name): (Option<&str>, Option<&str>),
        now: &Moment,
    ) -> Result<Birth, StoreError> {
        self.ensure_made(&self.store.paths.open_runs())?;
        let claims = [operation.map(RunClaim::Operation), name.map(RunClaim::Name)];
        if claims == [None, None] {
            let id = self.make_folder(now)?;
            return self.on_device(id).map(|id| Birth { id, _lock: None });
        }
        let dir = self.store.paths.named_runs();
        self.ensure_made(&dir)?;
        // Until its start is recorded: whoever comes next sees whether it began, or died.
        let lock = Some(self.store.lock_at(&dir.join(LOCK), "run start")?);
        for claim in claims.into_iter().flatten() {
            // A name that is taken must not bind the operation: its start is refused, and comes again.
            if let Some(id) = self.taken(claim)? {
                return Ok(Birth { id, _lock: lock });
            }
        }
        // The folder of a start that died is used again by a repeat. No other operation leads there.
        let known = operation.map_or(Ok(None), |id| self.find(RunClaim::Operation(id)))?;
        let id = known.map_or_else(|| self.make_folder(now), Ok)?;
        for claim in claims.into_iter().flatten() {
            self.link_to(claim, &id)?;
        }
        let id = self.on_device(id)?;
        self.store.sync_dir(&dir)?;
        Ok(Birth { id, _lock: lock })
    }

    /// Returns the run to which a claim belongs; `None` if it is free. The caller holds the lock.
    fn taken(&self, claim: RunClaim<'_>) -> Result<Option<SessionId>, StoreError> {
        let Some(id) = self.find(claim)? else { return Ok(None) };
        // A start that died before anything was recorded: nobody was told that id.
        if !self.has_begun(&id)? {
            return Ok(None);
        }
        let is_deleted = |run: Store| -> Result<bool, StoreError> {
            let session = run.look()?.reached.watch.session;
            Ok(session.is_some_and(|session| session.is_deleted()))
        };
        let paths = self.store.paths.of_run(&id).filter(|_| matches!(claim, RunClaim::Name(_)));
        let deleted = paths.map_or(Ok(false), |paths| is_deleted(self.store.beside(paths)))?;
        Ok((!deleted).then_some(id))
    }

    /// Makes a claim lead to a run. The caller holds the lock.
    fn link_to(&self, claim: RunClaim<'_>, id: &SessionId) -> Result<(), StoreError> {
        let (dir, link) = (self.dir(id), self.link(claim));
        let target = dir.strip_prefix(self.store.paths.runs()).unwrap_or(&dir);
        if self.run_behind(&link)?.as_ref() == Some(id) {
            return Ok(());
        }
        if_there(self.store.disk.remove(&link)).context("remove", &link)?;
        let linked = self.store.disk.link_new(&Path::new("..").join(target), &link);
        linked.context("create the link", &link)
    }

    /// Puts the folder of a run on the device.
    fn on_device(&self, id: SessionId) -> Result<SessionId, StoreError> {
        self.store.ensure_dir(&self.dir(&id).join(HISTORY))?;
        Ok(id)
    }

    /// Reports whether anything was recorded in a run.
    fn has_begun(&self, id: &SessionId) -> Result<bool, StoreError> {
        let Some(paths) = self.store.paths.of_run(id) else { return Ok(false) };
        let run = self.store.beside(paths);
        if !run.segments()?.is_empty() {
            return Ok(true);
        }
        // What is written after the first event shows that there was one.
        for path in [run.paths.state(), run.paths.witness()] {
            if run.stat(&path)?.is_some() {
                return Ok(true);
            }
        }
        // One that was lost had begun.
        run.look().map(|_| false)
    }

    /// Returns the run of a claim; `None` if nobody made it.
    ///
    /// # Errors
    /// [`StoreError`] if the link cannot be read, or does not lead to a run.
    pub fn find(&self, claim: RunClaim<'_>) -> Result<Option<SessionId>, StoreError> {
        self.run_behind(&self.link(claim))
    }

    /// Returns the run to which a link leads; `None` if there is no link.
    fn run_behind(&self, link: &Path) -> Result<Option<SessionId>, StoreError> {
        let dead = || StoreError::DeadName { path: link.to_owned() };
        let target = match if_there(self.store.disk.read_link(link)) {
            Ok(target) => target,
            // The system says so of what is no link.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Err(dead()),
            Err(error) => return Err(error).context("read", link),
        };
        let Some(target) = target else { return Ok(None) };
        let name = target.file_name().and_then(|name| name.to_str());
        name.and_then(SessionId::parse).map(Some).ok_or_else(dead)
    }

    /// Returns the names that lead to no run. Those that can never lead to one are troubles. A start
    /// takes over another one.
    #[must_use]
    pub fn check_names(&self) -> Report {
        let mut report = Report::default();
        let (links, unlisted) = self.named();
        report.notes.extend(unlisted);
        for link in links {
            match self.run_behind(&link) {
                Ok(Some(id)) if self.has(&id).unwrap_or(false) => {}
                Ok(Some(_)) => report.note(&link, "this name leads to no run"),
                // Somebody has just removed it.
                Ok(None) => {}
                Err(StoreError::DeadName { .. }) => report.trouble(&link, None, DEAD),
                Err(error) => report.note(&link, error.to_string()),
            }
        }
        report
    }

    /// Moves to the quarantine what is in the place of a name and can never lead to a run. Then the
    /// names are free.
    ///
    /// # Errors
    /// [`StoreError`] if something cannot be moved.
    pub fn repair_names(&self) -> Result<Report, StoreError> {
        let before = self.check_names();
        if before.is_sound() {
            return Ok(before);
        }
        let _lock = self.store.lock_at(&self.store.paths.named_runs().join(LOCK), "doctor")?;
        let mut done = Vec::new();
        for link in self.named().0 {
            // Somebody else may have moved it away, and the name may lead to a run now.
            if let Err(StoreError::DeadName { .. }) = self.run_behind(&link)
                && let Some(kept) =
                    self.store.move_to_quarantine(&link, "it is no link to a run")?
            {
                done.push(format!("moved {} to {}", link.display(), kept.display()));
            }
        }
        Ok(Report { done, ..self.check_names() })
    }

    /// Returns the paths of all names, and why they cannot be listed.
    fn named(&self) -> (Vec<PathBuf>, Option<Finding>) {
        let dir = self.store.paths.named_runs();
        let is_name = |name: &String| {
            let kind = name.split(['-', '~']).next().unwrap_or_default();
            KINDS.contains(&kind) && kind.len() < name.len()
        };
        match if_there(self.store.disk.list(&dir)) {
            Ok(names) => {
                let names = names.unwrap_or_default().into_iter().filter(is_name);
                (names.map(|name| dir.join(name)).collect(), None)
            }
            Err(error) => {
                let cause = format!("it cannot be listed: {error}");
                (Vec::new(), Some(Finding::new(&dir, None, cause)))
            }
        }
    }

    /// Reports whether a run has a folder, or a mark: then it had one.
    ///
    /// # Errors
    /// [`StoreError`] if something else is in the place of its folder.
    pub fn has(&self, id: &SessionId) -> Result<bool, StoreError> {
        let mark = || self.store.paths.of_run(id).and_then(|paths| paths.open_mark());
        Ok(self.store.has_dir(&self.dir(id))?
            || mark().map_or(Ok(None), |mark| self.store.stat(&mark))?.is_some())
    }

    /// Makes an empty folder under an id that no other run has.
    fn make_folder(&self, now: &Moment) -> Result<SessionId, StoreError> {
        let mut tried = Ok(());
        for attempt in 0..ATTEMPTS {
            // Another process may have drawn the same bits in the same second.
            let id =
                SessionId::new(now.utc, now.nonce.wrapping_add(attempt.wrapping_mul(0x9e_3779)));
            let dir = self.dir(&id);
            if let Some(day) = dir.parent() {
                self.ensure_made(day)?;
            }
            tried = self.store.disk.create_dir(&dir).context("create the directory", &dir);
            match &tried {
                Ok(()) => {
                    let history = dir.join(HISTORY);
                    let made = self.store.disk.create_dir(&history);
                    made.context("create the directory", &history)?;
                    return Ok(id);
                }
                Err(StoreError::Io { source, .. })
                    if source.kind() == io::ErrorKind::AlreadyExists => {}
                Err(_) => break,
            }
        }
        tried.map(|()| SessionId::new(now.utc, now.nonce))
    }

    /// Makes a directory for runs, and flushes it the first time.
    fn ensure_made(&self, dir: &Path) -> Result<(), StoreError> {
        let made = dir.join(MADE);
        if self.store.stat(&made)?.is_some() {
            return Ok(());
        }
        self.store.ensure_dir(dir)?;
        // Others may have made it, and died before they flushed it.
        self.store.sync_ancestors(dir)?;
        drop(self.store.disk.open(&made, Open::OverOrCreate).context("create", &made)?);
        Ok(())
    }

    fn dir(&self, id: &SessionId) -> PathBuf {
        let paths = self.store.paths.of_run(id);
        paths.map_or_else(|| self.store.paths.runs().join(id.as_str()), |paths| paths.data)
    }

    fn link(&self, claim: RunClaim<'_>) -> PathBuf {
        let (kind, name) = match claim {
            RunClaim::Name(name) => ("name", name),
            RunClaim::Operation(id) => ("operation", id),
        };
        self.store.paths.named_runs().join(encoded(kind, name))
    }
}

/// Returns the name of the link of a claim. It differs for two names, also where a file system takes
/// upper case for lower case.
fn encoded(kind: &str, name: &str) -> String {
    let mut link = format!("{kind}-");
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' => link.push(char::from(byte)),
            // Writing to a text does not fail.
            other => write!(link, "%{other:02x}").unwrap_or_default(),
        }
    }
    if link.len() <= PLAIN_MAX {
        return link;
    }
    format!("{kind}~{}", HEXLOWER.encode(&Sha256::digest(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_never_have_the_same_link() {
        let long = "x".repeat(300);
        let names = ["a", "A", "%41", "a/b", "a%2fb", "..", "ä", &long, &format!("{long}y")];
        let links: std::collections::BTreeSet<String> =
            names.iter().map(|name| encoded("name", name).to_ascii_lowercase()).collect();
        assert_eq!(links.len(), names.len());
        assert!(links.iter().all(|link| link.len() <= PLAIN_MAX && !link.contains('/')));
        assert_ne!(encoded("name", "a"), encoded("operation", "a"));
    }
}
