//! The doctor's search for sessions of this desk that a command made overlap.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::ask::lines_of;
use super::asked::OnProgress;
use super::catch_up::{CaughtUp, catch_up, cursor};
use super::error::IndexError;
use super::file::Index;
use super::pace::Pace;
use super::sessions::time;
use super::words::us;
use crate::core::{CountedTimes, DeskName, MadeOverlap, Recorded, SessionKey, SessionName};
use crate::store::{Report, Store, StoreError};

/// How many overlaps are named.
const NAMED: usize = 10;

/// How many pairs of sessions that overlap are looked at. Under a clock that was set, there may be any
/// number.
const PAIRS: usize = 10_000;

/// The sessions that count, in the order of their starts. The live one has no end.
const IN_ORDER: &str = "
    SELECT key, started, ended FROM sessions
    WHERE desk = ?1 AND phase = 'ended' AND ended > started
    UNION ALL SELECT ?2, ?3, NULL WHERE ?2 IS NOT NULL
    ORDER BY 2, 1";

impl Index {
    /// Adds the overlaps to a report, if `anew` has the beginning of the journal of this desk: it has, once
    /// a file was compared. Without a file, no correction can have been made with a damaged one, and the
    /// doctor need not read the whole past for it.
    pub(super) fn add_overlaps(
        &self,
        anew: &Connection,
        live: Option<CountedTimes>,
        report: &mut Report,
        say: OnProgress<'_>,
    ) -> Result<(), IndexError> {
        let Some((name, store)) = self.stores(self.desks()).answer.into_iter().next() else {
            return Ok(());
        };
        if cursor(anew, &name)?.is_none() {
            return Ok(());
        }
        let mut pace = Pace::begin(say);
        let read = anew.unchecked_transaction()?;
        match catch_up(anew, (&name, &store), Store::read_on_patiently, &mut pace) {
            Ok(CaughtUp::Whole) => read.commit()?,
            // Another journal came in its place just now, or the doctor has named its damage.
            Ok(CaughtUp::DoesNotFit) | Err(IndexError::Store(StoreError::Damaged { .. })) => {
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        let Some((desk, _)) = cursor(anew, &name)? else { return Ok(()) };
        let pairs = overlapping(anew, desk, live)?;
        report.more_overlaps = pairs.len() > PAIRS;
        for (one, other) in pairs.into_iter().take(PAIRS) {
            let lines = lines_of_both(anew, (&name, &store), (one.key, other.key))?;
            let Some(found) = MadeOverlap::of(one, other, &lines) else { continue };
            if report.overlaps.len() >= NAMED {
                report.more_overlaps = true;
                break;
            }
            report.overlaps.push(found);
        }
        Ok(())
    }
}

/// Returns the pairs of sessions that overlap, at most one more than [`PAIRS`]. Keeps only those
/// sessions in memory that are not over at the start of the next one.
fn overlapping(
    anew: &Connection,
    desk: i64,
    live: Option<CountedTimes>,
) -> rusqlite::Result<Vec<(CountedTimes, CountedTimes)>> {
    let mut find = anew.prepare(IN_ORDER)?;
    let (key, started) = (live.map(|live| live.key.0), live.map(|live| us(live.from_utc)));
    let mut rows = find.query(params![desk, key, started])?;
    let mut pairs = Vec::new();
    let mut open: Vec<CountedTimes> = Vec::new();
    while let Some(row) = rows.next()? {
        let until_utc = if live.is_some_and(|live| row.get(0) == Ok(live.key.0)) {
            None
        } else {
            Some(time(row, 2)?)
        };
        let next =
            CountedTimes { key: SessionKey(row.get(0)?), from_utc: time(row, 1)?, until_utc };
        open.retain(|other| other.until_utc.is_none_or(|until| until > next.from_utc));
        pairs.extend(open.iter().filter(|other| other.key != next.key).map(|other| (*other, next)));
        if pairs.len() > PAIRS {
            return Ok(pairs);
        }
        open.push(next);
    }
    Ok(pairs)
}

/// Returns the lines of two sessions that say when they were, in their order, without those that were
/// undone.
fn lines_of_both(
    anew: &Connection,
    (name, store): (&DeskName, &Store),
    (one, other): (SessionKey, SessionKey),
) -> Result<Vec<Recorded>, IndexError> {
    let mut lines = BTreeMap::new();
    for key in [one, other] {
        let of = lines_of(anew, name, &SessionName::Key(key))?;
        for range in &of.ranges {
            store.each_event_of_range(range, &mut |event| {
                if MadeOverlap::depends_on(&event) && !of.is_undone(event.seq) {
                    lines.insert(event.seq, event);
                }
                true
            })?;
        }
    }
    Ok(lines.into_values().collect())
}
