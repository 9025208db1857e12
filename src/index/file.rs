//! The file of the index: found, opened, built anew when it cannot be used.
//!
//! Whoever asks holds a shared lock on a file beside it for as long as it is open; whoever builds it
//! anew holds the lock alone. So nobody has the old file open when it is removed, and `SQLite` never
//! meets the log of another file. The index is built under another name, and gets its own name when
//! it is whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::asked::{Asked, MissingDesk, OnProgress};
use super::catch_up::{CaughtUp, copies, is_behind, left_out, take_in};
use super::close_runs::close_runs;
use super::error::IndexError;
use super::pace::Pace;
use super::schema::{create, is_current};
use crate::core::DeskName;
use crate::paths::Paths;
use crate::store::{Disk, Store};

/// How long somebody waits for another process that writes to it.
const BUSY: Duration = Duration::from_secs(20);
/// How often the index is built anew for one question.
const ATTEMPTS: u32 = 3;
/// How much of the index is kept in memory while it is asked, KiB.
const ASK_CACHE: i64 = 1_024;

/// The index of all desks of this machine.
pub struct Index {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) paths: Paths,
    /// The index in memory, if no file can be used.
    pub(super) memory: Mutex<Option<Connection>>,
    /// The names in the directories that list the desks, as they could be listed last.
    pub(super) listed: Mutex<BTreeMap<PathBuf, Vec<String>>>,
}

/// A question: it may be asked again.
pub(super) type Question<'q, T> = &'q dyn Fn(&Connection) -> rusqlite::Result<T>;

/// What came of a try to use the file.
pub(super) enum Tried<T> {
    Answered(T),
    BuildAnew,
}

impl Index {
    /// Returns the index for a desk, without reading or writing anything.
    #[must_use]
    pub fn new(disk: Arc<dyn Disk>, paths: Paths) -> Self {
        Self { disk, paths, memory: Mutex::default(), listed: Mutex::default() }
    }

    /// Returns the same index for another desk.
    #[must_use]
    pub fn of_desk(&self, paths: Paths) -> Self {
        Self::new(Arc::clone(&self.disk), paths)
    }

    /// Asks the index, which has all journals by then.
    ///
    /// Without a file that can be used, an index in memory answers, with a warning that says why.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read. One of another desk is left out,
    /// with a warning.
    pub(super) fn ask<T>(
        &self,
        say: OnProgress<'_>,
        question: Question<'_, T>,
    ) -> Result<Asked<T>, IndexError> {
        let why = match self.disk.database(&self.paths.index()) {
            Ok(None) => return self.in_memory(say, question),
            Ok(Some(path)) => match self.ask_file(&path, say, question) {
                Err(IndexError::Store(error)) => return Err(error.into()),
                Err(error) => error.to_string(),
                answered => return answered,
            },
            // Nothing was ever recorded here.
            Err(error) if is_nothing(&error) => return self.in_memory(say, question),
            Err(error) => error.to_string(),
        };
        let mut asked = self.in_memory(say, question)?;
        asked.warnings.insert(
            0,
            format!("the index cannot be kept in its file, so it is made in memory: {why}"),
        );
        Ok(asked)
    }

    /// Returns the desks that had a history and have none.
    fn without_history(&self, stores: &[(DeskName, Store)]) -> Vec<MissingDesk> {
        let is_lost = |paths: &Paths| {
            self.disk.stat(&paths.history()).is_err_and(|error| is_nothing(&error))
                && (paths.desk.run().is_some() || self.disk.stat(&paths.state()).is_ok())
        };
        let lost = stores.iter().filter(|(_, store)| is_lost(store.paths()));
        lost.map(|(name, _)| MissingDesk::unread(name, &"its history is missing")).collect()
    }

    fn ask_file<T>(
        &self,
        path: &Path,
        say: OnProgress<'_>,
        question: Question<'_, T>,
    ) -> Result<Asked<T>, IndexError> {
        if self.has_left_log(path)? {
            self.discard(path, say)?;
        }
        for _ in 0..ATTEMPTS {
            match self.try_shared(path, say, question) {
                Ok(Tried::Answered(answered)) => return Ok(answered),
                Ok(Tried::BuildAnew) => {}
                Err(error) if error.is_damage() => {}
                Err(error) => return Err(error),
            }
            self.build(path, say)?;
        }
        match self.try_shared(path, say, question)? {
            Tried::Answered(answered) => Ok(answered),
            Tried::BuildAnew => self.in_memory(say, question),
        }
    }

    fn try_shared<T>(
        &self,
        path: &Path,
        say: OnProgress<'_>,
        question: Question<'_, T>,
    ) -> Result<Tried<Asked<T>>, IndexError> {
        let lock = self.lock(true, say)?;
        let tried = self.try_file(path, say, question);
        self.leave(path, lock);
        tried
    }

    /// Asks the file, if it can be used.
    pub(super) fn try_file<T>(
        &self,
        path: &Path,
        say: OnProgress<'_>,
        question: Question<'_, T>,
    ) -> Result<Tried<Asked<T>>, IndexError> {
        if !self.is_ours(path)? {
            return Ok(Tried::BuildAnew);
        }
        let mut connection = open(path)?;
        if !is_current(&connection)? {
            return Ok(Tried::BuildAnew);
        }
        // Listed each time: a run that could not be read while the file was built is open since then.
        let listed = self.stores(self.desks());
        let (stores, mut missing) = (listed.answer.as_slice(), Vec::new());
        if !has_only(&connection, stores)? {
            return Ok(Tried::BuildAnew);
        }
        let mut behind = false;
        for (nth, (name, store)) in stores.iter().enumerate() {
            match is_behind(&connection, name, store) {
                Err(IndexError::Store(error)) if nth > 0 => {
                    missing.push(MissingDesk::unread(name, &error));
                }
                is_behind => behind |= is_behind?,
            }
        }
        if behind {
            flush_runs(&connection, stores.iter().map(|(name, _)| name))?;
            let mut pace = Pace::begin(say);
            let whole = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            match take_in(&whole, stores, &mut pace, &mut missing)? {
                CaughtUp::Whole => whole.commit()?,
                CaughtUp::DoesNotFit => return Ok(Tried::BuildAnew),
            }
        }
        close_runs(&connection, stores)?;
        let asked = answered(&connection, missing, question)?;
        Ok(Tried::Answered(self.about_listed(asked, listed)))
    }

    /// Answers from an index in memory, which is kept for the next question.
    fn in_memory<T>(
        &self,
        say: OnProgress<'_>,
        question: Question<'_, T>,
    ) -> Result<Asked<T>, IndexError> {
        // Others close runs that this index has not read.
        let listed = self.stores(self.all_desks());
        let stores = listed.answer.as_slice();
        let mut kept = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut pace, mut missing) = (Pace::begin(say), Vec::new());
        let mut connection = match kept.take() {
            Some(known) if has_only(&known, stores)? => known,
            Some(_) | None => new_in_memory()?,
        };
        if take_in(&connection, stores, &mut pace, &mut missing)? == CaughtUp::DoesNotFit {
            missing.clear();
            connection = new_in_memory()?;
            take_in(&connection, stores, &mut pace, &mut missing)?;
        }
        let asked = answered(&connection, missing, question)?;
        *kept = Some(connection);
        Ok(self.about_listed(asked, listed))
    }

    /// Returns an answer that also says what the desks lack that were listed for it.
    fn about_listed<T>(
        &self,
        mut asked: Asked<T>,
        listed: Asked<Vec<(DeskName, Store)>>,
    ) -> Asked<T> {
        let stores = asked.add_warnings(listed);
        asked.add_missing(self.without_history(&stores));
        asked
    }
}

/// Answers a question, and says what the answer lacks.
fn answered<T>(
    connection: &Connection,
    mut missing: Vec<MissingDesk>,
    question: Question<'_, T>,
) -> rusqlite::Result<Asked<T>> {
    missing.extend(left_out(connection)?);
    let mut asked = Asked::lacking(question(connection)?, missing);
    asked.warnings.extend(copies(connection)?);
    Ok(asked)
}

pub(super) fn new_in_memory() -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    keep_plans(&connection)?;
    create(&connection)?;
    Ok(connection)
}

/// Has the plan of a statement not depend on its values. Otherwise many a statement is prepared anew each
/// time it is used, which takes longer than to run it.
fn keep_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// Opens the file.
pub fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    // What a power cut takes from the end of the log is read from the journals again.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    // An open panel keeps what was ever used; the system caches the file as well.
    connection.pragma_update(None, "cache_size", -ASK_CACHE)?;
    keep_plans(&connection)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Has the next commit flushed if a run is among the desks that are read. Once the end of a run is in the
/// file, the run is closed: it is not read from its journal again.
pub(super) fn flush_runs<'d>(
    connection: &Connection,
    desks: impl IntoIterator<Item = &'d DeskName>,
) -> rusqlite::Result<()> {
    if desks.into_iter().any(|name| name.run().is_some()) {
        connection.pragma_update(None, "synchronous", "FULL")?;
    }
    Ok(())
}

/// Reports whether all profiles of the index still exist.
fn has_only(connection: &Connection, stores: &[(DeskName, Store)]) -> rusqlite::Result<bool> {
    let mut names = connection.prepare_cached("SELECT name FROM desks WHERE NOT is_run")?;
    let names = names.query_map([], |row| row.get::<_, String>(0))?;
    for name in names {
        let name = name?;
        if !stores.iter().any(|(known, _)| known.as_str() == name) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Returns the path of a file beside another one, whose name begins like it.
pub fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Reports whether an error says that there is no such file.
pub fn is_nothing(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::NotFound
}
