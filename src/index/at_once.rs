//! Asks the index without waiting for anybody, but for a moment.
//!
//! A writer asks while it holds the lock of its desk. Whoever reads a journal into the index holds the
//! locks of the index, and may wait for that lock of the desk. So a writer that waited for the index
//! until it is free could wait for somebody who waits for it. The moment is enough for those who ask
//! the index or add a few lines to it.

use std::path::Path;
use std::sync::TryLockError;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::catch_up::{CaughtUp, catch_up, cursor, is_behind};
use super::error::IndexError;
use super::file::{Index, Question, flush_runs, open};
use super::pace::Pace;
use super::schema::is_current;
use crate::store::Store;

/// How long the lock and the log of the index may be somebody else's.
const MOMENT: Duration = Duration::from_millis(50);

impl Index {
    /// Asks the index, which then has the journal of this desk up to event `seq`, the last one. Returns
    /// `None` if somebody else uses it, or it must be built first.
    ///
    /// # Errors
    /// [`IndexError::Store`] if the journal of this desk cannot be read.
    pub(super) fn ask_at_once<T>(
        &self,
        (store, seq): (&Store, u64),
        question: Question<'_, T>,
    ) -> Result<Option<T>, IndexError> {
        let in_file = match self.disk.database(&self.paths.index()) {
            Ok(Some(path)) => self.ask_file_at_once(&path, (store, seq), question),
            Ok(None) | Err(_) => Ok(None),
        };
        match in_file {
            Err(IndexError::Store(error)) => Err(error.into()),
            Ok(Some(answer)) => Ok(Some(answer)),
            // Why the file cannot be used is told when it is asked with patience.
            Ok(None) | Err(_) => match self.ask_memory_at_once((store, seq), question) {
                Err(IndexError::Database(_)) => Ok(None),
                answered => answered,
            },
        }
    }

    fn ask_file_at_once<T>(
        &self,
        path: &Path,
        (store, seq): (&Store, u64),
        question: Question<'_, T>,
    ) -> Result<Option<T>, IndexError> {
        if !self.is_ours(path)? || self.has_left_log(path)? {
            return Ok(None);
        }
        let lock = match self.lock_within(MOMENT, true, &|_| {}) {
            Err(IndexError::Busy { .. }) => return Ok(None),
            lock => lock?,
        };
        let asked = self.ask_open_file(path, (store, seq), question);
        self.leave(path, lock);
        asked
    }

    fn ask_open_file<T>(
        &self,
        path: &Path,
        (store, seq): (&Store, u64),
        question: Question<'_, T>,
    ) -> Result<Option<T>, IndexError> {
        let mut connection = open(path)?;
        connection.busy_timeout(MOMENT)?;
        if !is_current(&connection)? {
            return Ok(None);
        }
        if is_behind(&connection, &self.own_desk(), store)? {
            flush_runs(&connection, &[self.own_desk()])?;
            let whole = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if self.read_at_once(&whole, store)? == CaughtUp::DoesNotFit {
                return Ok(None);
            }
            whole.commit()?;
        }
        self.answer_at_once(&connection, seq, question)
    }

    fn ask_memory_at_once<T>(
        &self,
        (store, seq): (&Store, u64),
        question: Question<'_, T>,
    ) -> Result<Option<T>, IndexError> {
        let mut kept = match self.memory.try_lock() {
            Ok(kept) => kept,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(None),
        };
        // If this fails, it is made anew.
        let Some(connection) = kept.take() else { return Ok(None) };
        if self.read_at_once(&connection, store)? == CaughtUp::DoesNotFit {
            return Ok(None);
        }
        let answer = self.answer_at_once(&connection, seq, question)?;
        *kept = Some(connection);
        Ok(answer)
    }

    /// Takes in what was appended to the journal of this desk since the index was asked with patience.
    fn read_at_once(&self, connection: &Connection, store: &Store) -> Result<CaughtUp, IndexError> {
        let name = self.own_desk();
        // The caller keeps writers out: what looks damaged is.
        catch_up(connection, (&name, store), Store::read_on, &mut Pace::begin(&|_| {}))
    }

    fn answer_at_once<T>(
        &self,
        connection: &Connection,
        seq: u64,
        question: Question<'_, T>,
    ) -> Result<Option<T>, IndexError> {
        // All of it is what one moment of the index knows.
        let moment = connection.unchecked_transaction()?;
        let known = cursor(&moment, &self.own_desk())?.map_or(0, |(_, cursor)| cursor.seq);
        if known != seq {
            return Ok(None);
        }
        Ok(Some(question(&moment)?))
    }
}
