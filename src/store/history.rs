//! The past sessions, and the whole story of one.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use memchr::memmem;

use super::disk::Disk;
use super::error::StoreError;
use super::{index, log};
use crate::core::{Activity, Fact, Filing, Marks, Recorded, SessionName, SessionRecord, Watch};
use crate::paths::Paths;

/// Calls `each` with every past session, the one filed last first, until it says enough.
///
/// # Errors
/// [`StoreError`] when the history cannot be read.
pub fn each_session(
    disk: &dyn Disk,
    paths: &Paths,
    watch: &Watch,
    each: &mut dyn FnMut(SessionRecord) -> bool,
) -> Result<(), StoreError> {
    // The last word on an id counts, and it comes first.
    let mut settled = HashSet::new();
    index::each_backwards(disk, paths, watch, &mut |filing| match filing {
        Filing::Filed(record) => !settled.insert(record.id.clone()) || each(*record),
        Filing::Withdrawn { id } => {
            settled.insert(id);
            true
        }
    })
}

/// Returns what the events in `seqs` say of the past sessions, in the order it was said.
///
/// # Errors
/// [`StoreError`] when the journal cannot be read.
pub fn filings(
    disk: &dyn Disk,
    paths: &Paths,
    seqs: RangeInclusive<u64>,
) -> Result<Vec<Filing>, StoreError> {
    let mut filings = Vec::new();
    index::filed_in_journal(disk, paths, seqs, &mut |event| {
        filings.extend(event.change.set.filings.into_iter().rev());
        true
    })?;
    filings.reverse();
    Ok(filings)
}

/// Returns the events in `seqs` that concern a session, back to its start, newest first.
///
/// # Errors
/// [`StoreError`] when the journal cannot be read.
pub fn trail(
    disk: &dyn Disk,
    paths: &Paths,
    seqs: RangeInclusive<u64>,
    name: &SessionName,
) -> Result<Vec<Recorded>, StoreError> {
    let mut events = Vec::new();
    each_of(disk, paths, seqs, name, &mut |event| {
        events.push(event);
        true
    })?;
    Ok(events)
}

/// Returns the newest `count` activities in `seqs` that concern a session, back to its start,
/// newest first. No event is kept: each takes several times as much as its activity.
///
/// # Errors
/// [`StoreError`] when the journal cannot be read.
pub fn newest_of(
    disk: &dyn Disk,
    paths: &Paths,
    seqs: RangeInclusive<u64>,
    name: &SessionName,
    count: usize,
) -> Result<Vec<Activity>, StoreError> {
    let (mut marks, mut activities) = (Marks::default(), Vec::new());
    each_of(disk, paths, seqs, name, &mut |event| {
        activities.push(marks.activity(&event));
        activities.len() < count
    })?;
    Ok(activities)
}

/// Calls `each` with the events in `seqs` that concern a session, the newest first, back to its
/// start, until it says enough.
fn each_of(
    disk: &dyn Disk,
    paths: &Paths,
    seqs: RangeInclusive<u64>,
    name: &SessionName,
    each: &mut dyn FnMut(Recorded) -> bool,
) -> Result<(), StoreError> {
    let text = format!("\"{name}\"");
    let finder = memmem::Finder::new(&text);
    let mut holds_name = |line: &[u8]| finder.find(line).is_some();
    log::each_backwards(disk, paths, seqs, &mut holds_name, &mut |event| {
        if !event.concerns(name) {
            return true;
        }
        let starts = matches!(event.event, Fact::Started { .. })
            && event.session.as_ref().is_some_and(|session| session.is(name));
        each(event) && !starts
    })
}
