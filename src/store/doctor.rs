//! Checks the whole store, and mends what can be mended.
//!
//! A check reads everything once: every checksum, every number, the chain of segments, the state
//! file against the journal. A repair copies aside what it cannot read, never deletes, and goes on
//! from the most that is known.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::birth::{self, new_store_id};
use super::disk::{Disk, FileKind, Open};
use super::error::StoreError;
use super::io::{Told, if_there, open_ours, read_ours};
use super::line::{self, Checkpoint};
use super::load::{Loaded, load, segments, state_target};
use super::log::{Lost, lost_beginning};
use super::segment::SegmentName;
use super::state_file::{self, Parsed};
use super::{index, lock, quarantine};
use crate::core::{Recorded, Watch, apply};
use crate::paths::Paths;

/// What a check found, and what a repair did.
#[derive(Debug, Default)]
pub struct Report {
    /// What is not as it should be.
    pub troubles: Vec<Finding>,
    /// What is worth knowing and needs nobody.
    pub notes: Vec<Finding>,
    /// What a repair did.
    pub done: Vec<String>,
    /// How many segments were read.
    pub segments: usize,
    /// How many events were checked.
    pub events: u64,
}

/// One thing a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which file.
    pub path: PathBuf,
    /// Where in it, bytes; nothing when the file as a whole is meant.
    pub byte: Option<u64>,
    /// What is wrong.
    pub cause: String,
}

impl Report {
    /// Tells whether the store is sound.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.troubles.is_empty()
    }

    fn trouble(&mut self, path: &Path, byte: Option<u64>, cause: impl Into<String>) {
        self.troubles.push(Finding { path: path.to_owned(), byte, cause: cause.into() });
    }

    fn note(&mut self, path: &Path, cause: impl Into<String>) {
        self.notes.push(Finding { path: path.to_owned(), byte: None, cause: cause.into() });
    }
}

/// Checks the whole store; writes nothing, and waits until nobody else writes.
///
/// # Errors
/// [`StoreError`] when the store cannot even be looked at.
pub fn check(disk: &dyn Disk, paths: &Paths) -> Result<Report, StoreError> {
    let _calm = lock::shared(disk, &paths.lock())?;
    let mut report = Report::default();
    check_chain(disk, paths, &mut report)?;
    check_state(disk, paths, &mut report)?;
    check_list(disk, paths, &mut report)?;
    check_files(disk, paths, &mut report)?;
    Ok(report)
}

/// Mends what can be mended, then checks again.
///
/// # Errors
/// [`StoreError`] when the store is a newer program's, another user's, has no journal to be mended
/// from, or the system refuses an operation.
pub fn repair(
    disk: &dyn Disk,
    paths: &Paths,
    now: DateTime<Utc>,
    waiting: &dyn Fn(Option<&str>),
) -> Result<Report, StoreError> {
    match load(disk, paths) {
        Ok(Loaded { read_only: Some(error), .. }) => return Err(error),
        Ok(Loaded { journal: None, .. }) => return check(disk, paths),
        _ => super::io::ensure_dir(disk, &paths.history())?,
    }
    let mut done = Vec::new();
    {
        let hint = format!("process {}, doctor\n", std::process::id());
        let _lock = lock::exclusive(disk, &paths.lock(), &hint, waiting)?;
        keep_damaged(disk, paths, &mut done)?;
        mend(disk, paths, now, &mut done)?;
        mend_list(disk, paths, &mut done)?;
    }
    let mut report = check(disk, paths)?;
    report.done = done;
    Ok(report)
}

/// Starts a new history, under a new store id, from a state file that has none.
///
/// # Errors
/// [`StoreError`] when there is a history already, or no readable state.
pub fn adopt(
    disk: &dyn Disk,
    paths: &Paths,
    now: DateTime<Utc>,
    waiting: &dyn Fn(Option<&str>),
) -> Result<Report, StoreError> {
    let history = paths.history();
    super::io::ensure_dir(disk, &history)?;
    let mut done = Vec::new();
    {
        let hint = format!("process {}, doctor\n", std::process::id());
        let _lock = lock::exclusive(disk, &paths.lock(), &hint, waiting)?;
        let path = state_target(disk, &paths.state())?;
        if let Some(newest) = segments(disk, &history)?.pop() {
            let path = history.join(newest.to_string());
            return Err(StoreError::WrongKind {
                path,
                what: "a history already; nothing to adopt",
            });
        }
        let bytes = read_ours(disk, &path)?.unwrap_or_default();
        let state = match state_file::read(&bytes) {
            Parsed::State(state) => state,
            Parsed::Newer(what) => return Err(StoreError::Newer { path, what }),
            Parsed::Unreadable(cause) => return Err(StoreError::Damaged { path, byte: 0, cause }),
        };
        begin_anew(disk, paths, now, new_store_id(), &state.watch)?;
        done.push(format!(
            "began a new history at event {} from {}",
            state.watch.seq,
            path.display()
        ));
    }
    let mut report = check(disk, paths)?;
    report.done = done;
    Ok(report)
}

/// What one segment holds of the chain.
struct Link {
    path: PathBuf,
    len: u64,
    store_id: String,
    /// The event that its checkpoint reflects.
    begins_after: u64,
    last_seq: u64,
    /// A copy of the segment is kept: what it lacks is known.
    kept: bool,
}

fn check_chain(disk: &dyn Disk, paths: &Paths, report: &mut Report) -> Result<(), StoreError> {
    let names = segments(disk, &paths.history())?;
    report.segments = names.len();
    match lost_beginning(disk, paths, &names)? {
        Some(Lost { path, noted: true }) => {
            report.note(&path, "the history's first segments are missing, as a repair has noted");
        }
        Some(Lost { path, noted: false }) => {
            report.trouble(&path, None, "the history's first segments are missing");
        }
        None => {}
    }
    let mut before: Option<Link> = None;
    for (nth, name) in names.iter().enumerate() {
        let path = paths.history().join(name.to_string());
        let newest = nth + 1 == names.len();
        let void_after = match names.get(nth + 1) {
            Some(next) => first_line(disk, &paths.history().join(next.to_string()))?
                .and_then(|first| line::checkpoint(&first).ok())
                .map(|next| next.seq),
            None => None,
        };
        let bytes = read_ours(disk, &path)?.unwrap_or_default();
        let mut found = Report::default();
        let link = check_segment(&path, &bytes, before.as_ref(), newest, void_after, &mut found);
        report.events = report.events.saturating_add(found.events);
        report.notes.append(&mut found.notes);
        let kept = quarantine::is_kept(disk, &paths.quarantine(), &path, &bytes)?;
        if !found.is_sound() && kept {
            report.note(&path, "it is damaged; a copy is kept and the history goes on after it");
        } else {
            report.troubles.append(&mut found.troubles);
        }
        if let (Some(before), Some(link)) = (&before, &link) {
            check_follows(before, link, report);
        }
        before = link.map(|link| Link { kept, ..link });
    }
    Ok(())
}

/// Checks that a segment goes on where the one before it ends.
fn check_follows(before: &Link, link: &Link, report: &mut Report) {
    if before.store_id != link.store_id {
        report.trouble(&link.path, Some(0), "it belongs to another store than the one before");
    }
    if before.last_seq < link.begins_after && !before.kept {
        let cause = format!(
            "it ends at event {} and the next segment begins after event {}",
            before.last_seq, link.begins_after
        );
        report.trouble(&before.path, Some(before.len), cause);
    }
}

fn first_line(disk: &dyn Disk, path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(file) = open_ours(disk, path, Open::Read)? else { return Ok(None) };
    let mut len = 64 * 1_024;
    loop {
        let mut bytes = file.read_at(0, len).told("read", path)?;
        if let Some(end) = bytes.iter().position(|b| *b == b'\n') {
            bytes.truncate(end + 1);
            return Ok(Some(bytes));
        }
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) < len {
            return Ok(None);
        }
        len = len.saturating_mul(4);
    }
}

/// Checks one segment; returns what the next one has to follow.
fn check_segment(
    path: &Path,
    bytes: &[u8],
    before: Option<&Link>,
    newest: bool,
    void_after: Option<u64>,
    report: &mut Report,
) -> Option<Link> {
    let mut lines = bytes.split_inclusive(|b| *b == b'\n');
    let first = lines.next().unwrap_or_default();
    let mut at = first.len();
    let (store_id, begins_after) = match line::checkpoint(first) {
        Ok(first) => (first.store_id, first.seq),
        Err(bad) => {
            report.trouble(path, Some(0), format!("its first line cannot be read: {}", say(&bad)));
            before.map(|before| (before.store_id.clone(), before.last_seq))?
        }
    };
    let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let (path, last_seq) = (path.to_owned(), begins_after);
    let mut next = Link { path, len, store_id, begins_after, last_seq, kept: false };
    let path = next.path.clone();
    for text in lines {
        let byte = u64::try_from(at).ok();
        at += text.len();
        let void = void_after.is_some_and(|seq| next.last_seq >= seq);
        let expected = next.last_seq.saturating_add(1);
        match (line::check(text), line::seq(text)) {
            _ if void => break,
            (Ok(()), Some(seq)) if seq == expected => {
                next.last_seq = seq;
                report.events = report.events.saturating_add(1);
            }
            (Ok(()), Some(seq)) => {
                let cause = format!("event {seq} stands where {expected} belongs");
                report.trouble(&path, byte, cause);
                next.last_seq = seq.max(next.last_seq);
            }
            (Ok(()), None) => report.trouble(&path, byte, "the line is no event"),
            (Err(_), _) if newest && at == bytes.len() => {
                report
                    .note(&path, "its last line was never finished; the next command cuts it off");
            }
            (Err(cause), _) => {
                report.trouble(&path, byte, cause);
                next.last_seq = expected;
            }
        }
    }
    Some(next)
}

fn say(bad: &line::BadLine) -> &str {
    match bad {
        line::BadLine::Broken(cause) => cause,
        line::BadLine::Newer(what) => what,
    }
}

fn check_state(disk: &dyn Disk, paths: &Paths, report: &mut Report) -> Result<(), StoreError> {
    let state = paths.state();
    match load(disk, paths) {
        Ok(Loaded { read_only: Some(error), .. }) | Err(error) => {
            if let Some((path, byte, cause)) = finding(&error) {
                if !report.troubles.iter().any(|known| known.path == path && known.byte == byte) {
                    report.trouble(&path, byte, cause);
                }
                return Ok(());
            }
            return Err(error);
        }
        Ok(Loaded { set_aside: Some(stranger), .. }) => {
            report.trouble(&state, None, stranger.reason);
        }
        Ok(Loaded { journal: Some(_), .. })
            if if_there(disk.stat(&state)).told("look at", &state)?.is_none() =>
        {
            report.note(&state, "it is not there; the next command makes it again");
        }
        Ok(_) => {}
    }
    Ok(())
}

/// Returns an error as a finding; nothing when the store could not be looked at.
fn finding(error: &StoreError) -> Option<(PathBuf, Option<u64>, String)> {
    match error {
        StoreError::Damaged { path, byte, cause } => {
            Some((path.clone(), Some(*byte), cause.clone()))
        }
        StoreError::Newer { path, what } => {
            Some((path.clone(), None, format!("a newer onwatch wrote it ({what})")))
        }
        StoreError::StateAhead { path, state_seq, journal_seq } => {
            let cause = format!("it knows event {state_seq} and the journal ends at {journal_seq}");
            Some((path.clone(), None, cause))
        }
        StoreError::NoJournal { path } => {
            Some((path.clone(), None, "it has no history beside it".to_owned()))
        }
        _ => None,
    }
}

/// Checks the list of past sessions, where it is known what it has to hold.
fn check_list(disk: &dyn Disk, paths: &Paths, report: &mut Report) -> Result<(), StoreError> {
    let Ok(Loaded { watch, read_only: None, .. }) = load(disk, paths) else { return Ok(()) };
    let mut checked = index::check(disk, paths, &watch)?;
    report.troubles.append(&mut checked.troubles);
    report.notes.append(&mut checked.notes);
    Ok(())
}

/// Makes the list of past sessions again when anything is wrong with it.
fn mend_list(disk: &dyn Disk, paths: &Paths, done: &mut Vec<String>) -> Result<(), StoreError> {
    let Loaded { watch, .. } = load(disk, paths)?;
    if !index::check(disk, paths, &watch)?.is_whole() {
        index::rebuild(disk, paths, watch.seq)?;
        done.push(format!("made {} again from the history", paths.sessions().display()));
    }
    Ok(())
}

fn check_files(disk: &dyn Disk, paths: &Paths, report: &mut Report) -> Result<(), StoreError> {
    let history = paths.history();
    let names = if_there(disk.list(&history)).told("list", &history)?.unwrap_or_default();
    let dirs = [paths.config.clone(), paths.data.clone(), history.clone(), paths.quarantine()];
    let files = names.iter().map(|name| history.join(name)).chain([paths.state()]);
    let all = dirs.into_iter().map(|dir| (dir, "700")).chain(files.map(|file| (file, "600")));
    for (path, closed) in all {
        let Some(stat) = if_there(disk.stat(&path)).told("look at", &path)? else { continue };
        if stat.kind != FileKind::Link && stat.mode & 0o077 != 0 {
            let cause = format!(
                "others may look into it (mode {:04o}); `chmod {closed}` closes it",
                stat.mode
            );
            report.note(&path, cause);
        }
    }
    let leftovers = [
        paths.config.join(state_file::NEW),
        history.join(birth::NEW),
        history.join(index::NEW),
        paths.quarantine().join(quarantine::NEW),
    ];
    for path in leftovers {
        if if_there(disk.stat(&path)).told("look at", &path)?.is_some() {
            report.note(&path, "a command that was cut short left it; the next one overwrites it");
        }
    }
    Ok(())
}

/// Copies every segment aside that lacks something acknowledged, and notes a lost beginning.
fn keep_damaged(disk: &dyn Disk, paths: &Paths, done: &mut Vec<String>) -> Result<(), StoreError> {
    let mut found = Report::default();
    check_chain(disk, paths, &mut found)?;
    for Finding { path, byte, cause } in &found.troubles {
        let reason = match byte {
            Some(byte) => format!("damaged at byte {byte}: {cause}"),
            None => cause.clone(),
        };
        if if_there(disk.stat(path)).told("look at", path)?.is_none() {
            // Nothing to copy: the note itself is kept.
            quarantine::keep(disk, &paths.quarantine(), path, b"", &reason)?;
            done.push("noted that the history's first segments are missing".to_owned());
        } else {
            keep_segment(disk, paths, path, &reason, done)?;
        }
    }
    Ok(())
}

fn keep_segment(
    disk: &dyn Disk,
    paths: &Paths,
    path: &Path,
    reason: &str,
    done: &mut Vec<String>,
) -> Result<(), StoreError> {
    let bytes = read_ours(disk, path)?.unwrap_or_default();
    let dir = paths.quarantine();
    if !quarantine::is_kept(disk, &dir, path, &bytes)? {
        let kept = quarantine::keep(disk, &dir, path, &bytes, reason)?;
        done.push(format!("copied {} to {}", path.display(), kept.display()));
    }
    Ok(())
}

/// Brings journal and state together, from the most that is known.
fn mend(
    disk: &dyn Disk,
    paths: &Paths,
    now: DateTime<Utc>,
    done: &mut Vec<String>,
) -> Result<(), StoreError> {
    let state_path = state_target(disk, &paths.state())?;
    let keep_state = |reason: &str, done: &mut Vec<String>| -> Result<(), StoreError> {
        let bytes = read_ours(disk, &state_path)?.unwrap_or_default();
        if bytes.is_empty() {
            return Ok(());
        }
        let kept = quarantine::keep(disk, &paths.quarantine(), &state_path, &bytes, reason)?;
        done.push(format!("copied {} to {}", state_path.display(), kept.display()));
        Ok(())
    };
    match load(disk, paths) {
        Ok(Loaded { read_only: Some(error), .. }) => Err(error),
        Ok(Loaded { journal: None, .. }) => Ok(()),
        Ok(Loaded { journal: Some(journal), set_aside, watch, .. }) => {
            let absent = if_there(disk.stat(&state_path)).told("look at", &state_path)?.is_none();
            let bytes = read_ours(disk, &journal.path)?.unwrap_or_default();
            let damaged = quarantine::is_kept(disk, &paths.quarantine(), &journal.path, &bytes)?;
            if set_aside.is_none() && !absent && !damaged {
                return Ok(());
            }
            if let Some(stranger) = set_aside {
                keep_state(&stranger.reason, done)?;
            }
            if damaged {
                // It must not grow any more, or it would no longer be the one that is kept.
                begin_anew(disk, paths, now, journal.store_id, &watch)?;
                done.push(begun(&watch));
                return Ok(());
            }
            let place = state_file::Place {
                segment: journal.name.to_string(),
                offset: journal.good,
                crc: journal.crc,
            };
            state_file::renew(disk, paths, &journal.store_id, &place, &watch)?;
            done.push(format!("made {} again from the history", state_path.display()));
            Ok(())
        }
        Err(StoreError::Damaged { path, .. }) if path == state_path => {
            // Nothing but a state that cannot be read: copied aside, the next command begins anew.
            keep_state("it cannot be read and has no history", done)?;
            disk.remove(&state_path).told("move away", &state_path)?;
            done.push(format!("moved {} away", state_path.display()));
            Ok(())
        }
        Err(StoreError::Damaged { .. } | StoreError::StateAhead { .. }) => {
            if let Some(newest) = segments(disk, &paths.history())?.last() {
                let path = paths.history().join(newest.to_string());
                keep_segment(disk, paths, &path, "it lacks events that were acknowledged", done)?;
            }
            keep_state("the history beside it was damaged", done)?;
            let (store_id, watch) = most_known(disk, paths, &state_path)?;
            begin_anew(disk, paths, now, store_id, &watch)?;
            done.push(begun(&watch));
            Ok(())
        }
        Err(error) => Err(error),
    }
}

fn begun(watch: &Watch) -> String {
    format!("began a new segment at event {}, the most that is known", watch.seq)
}

/// Returns the most that journal and state know together.
///
/// A segment's checkpoint outweighs whatever stood before it. The state, where it can be read,
/// outweighs a journal that has lost lines, and the newest lines lead on from it.
fn most_known(
    disk: &dyn Disk,
    paths: &Paths,
    state_path: &Path,
) -> Result<(String, Watch), StoreError> {
    let bytes = read_ours(disk, state_path)?.unwrap_or_default();
    let state = match state_file::read(&bytes) {
        Parsed::State(state) => Some((state.store_id, state.watch)),
        Parsed::Newer(what) => return Err(StoreError::Newer { path: state_path.to_owned(), what }),
        Parsed::Unreadable(_) => None,
    };
    let mut known: Option<(String, Watch)> = None;
    let mut newest = Vec::new();
    for name in segments(disk, &paths.history())? {
        let path = paths.history().join(name.to_string());
        newest = read_ours(disk, &path)?.unwrap_or_default();
        if let Some(checkpoint) = whole_lines(&newest).find_map(|text| line::checkpoint(&text).ok())
        {
            known = Some((checkpoint.store_id, checkpoint.watch));
        }
        if let Some((_, watch)) = &mut known {
            follow(watch, &newest);
        }
    }
    if let Some((store_id, mut watch)) = state {
        follow(&mut watch, &newest);
        let same_store = known.as_ref().is_none_or(|(known, _)| *known == store_id);
        if same_store && known.as_ref().is_none_or(|(_, known)| known.seq <= watch.seq) {
            return Ok((store_id, watch));
        }
    }
    known.ok_or_else(|| StoreError::Damaged {
        path: paths.history(),
        byte: 0,
        cause: "no checkpoint in it can be read, and no state file either".to_owned(),
    })
}

/// Applies every event that can be read and comes after what is known.
fn follow(watch: &mut Watch, bytes: &[u8]) {
    for event in whole_lines(bytes).filter_map(|text| line::event(&text).ok()) {
        if event.seq > watch.seq {
            apply(watch, &event);
        }
    }
}

/// Returns the lines of a segment, each with its newline: an editor may have taken the last one,
/// and the line is whole all the same.
fn whole_lines(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let lines = bytes.split_inclusive(|b| *b == b'\n');
    lines.map(|text| [text.strip_suffix(b"\n").unwrap_or(text), b"\n"].concat())
}

/// Opens a segment that begins with what is known, and makes the state file again.
fn begin_anew(
    disk: &dyn Disk,
    paths: &Paths,
    now: DateTime<Utc>,
    store_id: String,
    watch: &Watch,
) -> Result<(), StoreError> {
    let history = paths.history();
    let number = segments(disk, &history)?.last().map_or(0, |newest| newest.number);
    let name = SegmentName::after(number, now);
    let checkpoint = Checkpoint {
        seq: watch.seq,
        recorded_at: now,
        v: Recorded::VERSION,
        store_id,
        watch: watch.clone(),
    };
    let place = birth::bear(disk, &history, name, &checkpoint, b"")?;
    state_file::renew(disk, paths, &checkpoint.store_id, &place, watch)
}
