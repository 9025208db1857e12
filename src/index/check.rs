//! The doctor's check of the index: compares it with one that is made from the journals.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::Connection;

use super::asked::OnProgress;
use super::catch_up::{CaughtUp, catch_up_to, cursor, cursor_in};
use super::compare::{Kept, different_rows, different_words};
use super::error::IndexError;
use super::file::{Index, is_nothing, open};
use super::pace::Pace;
use super::schema::{create, is_current};
use crate::core::{CountedTimes, DeskName, Watch};
use crate::store::{Finding, JournalCursor, Report, Store};

/// What becomes of a file that nobody can use.
const NEXT: &str = "it is built anew when it is next asked";

/// The memory of the index that is built for the comparison, KiB.
const CACHE: i64 = 65_536;

impl Index {
    /// Compares the file with the journals as far as it has read them, and looks for sessions of this
    /// desk that a command made overlap. Changes nothing. Without a file there is nothing to
    /// compare.
    ///
    /// Takes as long as building the index anew, and then some.
    #[must_use]
    pub fn check(&self, live: Option<CountedTimes>, say: OnProgress<'_>) -> Report {
        let mut report = Report::default();
        let path = self.paths.index();
        let anew = match new_without_a_name() {
            Ok(anew) => anew,
            Err(error) => {
                report.notes.push(finding(&path, format!("it cannot be compared: {error}")));
                return report;
            }
        };
        if let Ok(Some(path)) = self.disk.database(&path) {
            match self.compare(&path, &anew, &mut report, say) {
                Ok(()) => {}
                Err(error) if error.is_damage() => {
                    report.troubles.push(finding(&path, format!("it is damaged: {error}")));
                }
                Err(error) => report.notes.push(finding(&path, format!("it is not used: {error}"))),
            }
        }
        if let Err(error) = self.add_overlaps(&anew, live, &mut report, say) {
            let cause = format!("whether sessions overlap is not known: {error}");
            report.notes.push(finding(&self.paths.history(), cause));
        }
        report
    }

    /// Removes the file if it does not say what the journals say. It is built anew when it is next
    /// asked.
    ///
    /// # Errors
    /// [`IndexError`] if it cannot be removed.
    pub fn repair(
        &self,
        live: Option<CountedTimes>,
        say: OnProgress<'_>,
    ) -> Result<Report, IndexError> {
        let mut report = self.check(live, say);
        // What only the index knows of stays in it.
        let is_lost = |found: &Finding| found.path.starts_with(self.paths.runs());
        let (lost, of_index): (Vec<_>, Vec<_>) =
            std::mem::take(&mut report.troubles).into_iter().partition(is_lost);
        report.troubles = lost;
        if let Some(Finding { path, .. }) = of_index.first() {
            self.discard(path, say)?;
            report.done.push(format!("removed {}: {NEXT}", path.display()));
        }
        Ok(report)
    }

    fn compare(
        &self,
        path: &Path,
        anew: &Connection,
        report: &mut Report,
        say: OnProgress<'_>,
    ) -> Result<(), IndexError> {
        if !self.is_ours(path)? {
            return Ok(());
        }
        if self.has_left_log(path)? {
            report
                .notes
                .push(finding(path, format!("a process that was killed wrote to it; {NEXT}")));
            return Ok(());
        }
        let Some(name) = path.to_str() else {
            report.notes.push(finding(path, "it cannot be compared: its path is not UTF-8".into()));
            return Ok(());
        };
        let lock = self.lock(true, say)?;
        let compared = self.compare_open_file((path, name), anew, report, say);
        self.leave(path, lock);
        compared
    }

    fn compare_open_file(
        &self,
        (path, name): (&Path, &str),
        anew: &Connection,
        report: &mut Report,
        say: OnProgress<'_>,
    ) -> Result<(), IndexError> {
        let file = open(path)?;
        if !is_current(&file)? {
            report.notes.push(finding(path, format!("another version made it; {NEXT}")));
            return Ok(());
        }
        let state: String = file.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if state != "ok" {
            report.troubles.push(finding(path, format!("it is damaged: {state}")));
            return Ok(());
        }
        drop(file);
        anew.execute("ATTACH ?1 AS kept", [name])?;
        let compared = self.compare_attached(path, anew, report, say);
        anew.execute_batch("DETACH kept")?;
        compared
    }

    /// Compares the file that is attached as `kept`, as it is at one moment: others may go on writing.
    fn compare_attached(
        &self,
        path: &Path,
        anew: &Connection,
        report: &mut Report,
        say: OnProgress<'_>,
    ) -> Result<(), IndexError> {
        let moment = anew.unchecked_transaction()?;
        let kept = self.read_again(anew, path, report, say)?;
        let differences = differences(anew, &kept)?;
        moment.commit()?;
        report.troubles.extend(differences.into_iter().map(|cause| finding(path, cause)));
        Ok(())
    }

    /// Reads the journals as far as the file has read them. Returns the desks that can be compared.
    fn read_again(
        &self,
        anew: &Connection,
        path: &Path,
        report: &mut Report,
        say: OnProgress<'_>,
    ) -> Result<Kept, IndexError> {
        let mut kept = Kept::of(anew)?;
        let mut pace = Pace::begin(say);
        let listed = self.stores(self.all_desks());
        if listed.missing.is_empty() {
            report.troubles.extend(self.lost_runs(anew, &listed.answer)?);
        }
        for (name, store) in listed.answer {
            let known = cursor_in(anew, "kept", &name)?.map(|(_, known)| known);
            if self.is_passed_over(path, (&name, &store), known.as_ref())? {
                let cause =
                    format!("it lacks the end of the run {name}, which is looked at no more");
                report.troubles.push(finding(path, cause));
            }
            let Some(known) = known else { continue };
            anew.execute_batch("SAVEPOINT desk")?;
            let left_out = match catch_up_to(
                anew,
                (&name, &store),
                (Store::read_on_patiently, known.seq),
                &mut pace,
            ) {
                Ok(CaughtUp::Whole) if cursor(anew, &name)?.is_some_and(|(_, at)| at == known) => {
                    anew.execute_batch("RELEASE desk")?;
                    kept.add(&name);
                    continue;
                }
                Ok(CaughtUp::Whole | CaughtUp::DoesNotFit) => {
                    format!("it has read another journal of the desk {name}; {NEXT}")
                }
                Err(IndexError::Store(error)) => {
                    format!("the desk {name} was not compared: {error}")
                }
                Err(error) => return Err(error),
            };
            anew.execute_batch("ROLLBACK TO desk; RELEASE desk")?;
            report.notes.push(finding(path, left_out));
        }
        Ok(kept)
    }

    /// Returns the runs that the file has and of which nothing else is left.
    fn lost_runs(
        &self,
        anew: &Connection,
        stores: &[(DeskName, Store)],
    ) -> Result<Vec<Finding>, IndexError> {
        let there: HashSet<&str> = stores.iter().map(|(name, _)| name.as_str()).collect();
        let mut names = anew.prepare("SELECT name FROM kept.desks WHERE is_run ORDER BY name")?;
        let names = names.query_map([], |row| row.get::<_, String>(0))?;
        let names = names.collect::<Result<Vec<_>, _>>()?.into_iter();
        let lost = names.filter(|name| !there.contains(name.as_str()));
        let paths = lost.filter_map(|name| self.paths.of_desk(&DeskName::named(&name)));
        let cause = "it is missing, and only the index knows this run: restore it from a copy; to give the run up, remove index.db";
        Ok(paths.map(|paths| finding(&paths.data, cause.to_owned())).collect())
    }

    /// Reports whether a run that is over has no mark, although the file has not read its journal to
    /// the end. The check of its desk names one that is live.
    fn is_passed_over(
        &self,
        path: &Path,
        (name, store): (&DeskName, &Store),
        known: Option<&JournalCursor>,
    ) -> Result<bool, IndexError> {
        let Some(mark) = store.paths().open_mark() else { return Ok(false) };
        let is_closed = || self.disk.stat(&mark).is_err_and(|error| is_nothing(&error));
        if !is_closed() || store.ends_at(known).unwrap_or(false) {
            return Ok(false);
        }
        // Somebody may have read its end, and closed it, since the comparison began.
        let read = cursor(&open(path)?, name)?.map_or(0, |(_, cursor)| cursor.seq);
        let has_more = |watch: &Watch| watch.live().is_none() && watch.seq > read;
        Ok(store.look().is_ok_and(|found| has_more(&found.reached.watch)) && is_closed())
    }
}

/// Returns an index without rows, in a file without a name: it goes away by itself.
fn new_without_a_name() -> rusqlite::Result<Connection> {
    let anew = Connection::open("")?;
    anew.pragma_update(None, "journal_mode", "MEMORY")?;
    anew.pragma_update(None, "synchronous", "OFF")?;
    anew.pragma_update(None, "cache_size", -CACHE)?;
    create(&anew)?;
    Ok(anew)
}

/// Returns how the file that is attached differs.
fn differences(anew: &Connection, kept: &Kept) -> rusqlite::Result<Vec<String>> {
    let rows = different_rows(anew, kept)?;
    if rows.is_empty() && kept.is_whole() { different_words(anew) } else { Ok(rows) }
}

fn finding(path: &Path, cause: String) -> Finding {
    Finding { path: path.to_owned(), byte: None, cause }
}
