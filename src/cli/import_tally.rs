//! Counts what becomes of the records of a file, and words it.

use std::collections::BTreeMap;

use super::args::ImportArgs;
use super::markup::{LinePart, part, typed};
use super::source_file;
use crate::contract::{ImportDone, RefusedRecord};
use crate::core::{FrameRef, NewPastSession, UNDO_MAX, count_text, expand_id, ms_between};
use crate::desk::Addition;
use crate::export::exact_text;
use crate::failure::FailedCommand;
use crate::import::{ImportFile, Imported};
use crate::zone::Zone;

/// How many refused records are named on stderr.
const REFUSED_SHOWN: usize = 50;
/// How many contexts are shown with their times.
const CONTEXTS_SHOWN: usize = 20;

/// Counts what becomes of the records of a file.
pub(super) struct ImportTally {
    done: ImportDone,
    /// The active time in milliseconds and the number of sessions of each outermost context.
    contexts: BTreeMap<String, (u64, usize)>,
    active_ms: u64,
}

impl ImportTally {
    pub(super) fn new(args: &ImportArgs, warnings: Vec<String>) -> Self {
        let done = ImportDone {
            format: args.format.to_string(),
            file: (!source_file::is_stdin(&args.file)).then(|| args.file.display().to_string()),
            dry_run: args.dry_run,
            added: 0,
            changes: 0,
            first_start_utc: None,
            last_end_utc: None,
            active_seconds: 0,
            known: 0,
            refused: 0,
            refused_records: Vec::new(),
            warnings,
        };
        Self { done, contexts: BTreeMap::new(), active_ms: 0 }
    }

    /// Counts what was judged of some sessions; returns those to add.
    pub(super) fn judged<'a>(
        &mut self,
        from: Vec<&'a Imported>,
        sessions: Vec<NewPastSession>,
        additions: Vec<Addition>,
    ) -> (Vec<&'a Imported>, Vec<NewPastSession>) {
        let mut fitting = (Vec::new(), Vec::new());
        for ((from, session), addition) in from.into_iter().zip(sessions).zip(additions) {
            match addition {
                Addition::New => {
                    fitting.0.push(from);
                    fitting.1.push(session);
                }
                Addition::Known => self.done.known += 1,
                Addition::Refused(refusal) => {
                    let (line, why) = (from.line, refusal.why.clone());
                    self.done.refused_records.push(RefusedRecord { line, why });
                }
            }
        }
        fitting
    }

    /// Counts sessions that were added in one change.
    pub(super) fn added(&mut self, all: &[&Imported]) {
        let done = &mut self.done;
        done.added += all.len();
        done.changes += 1;
        for one in all {
            let ms = ms_between(one.from_utc, one.to_utc);
            self.active_ms = self.active_ms.saturating_add(ms);
            done.first_start_utc = done.first_start_utc.or(Some(one.from_utc));
            done.last_end_utc = done.last_end_utc.max(Some(one.to_utc));
            let outermost = one.contexts.first().map_or("no context".to_owned(), |frame| {
                let (kind, id) = (frame.kind.clone(), expand_id(&frame.kind, &frame.id));
                typed(&FrameRef { kind, id }.to_string())
            });
            let sum = self.contexts.entry(outermost).or_default();
            *sum = (sum.0.saturating_add(ms), sum.1 + 1);
        }
    }

    pub(super) fn known(&mut self, count: usize) {
        self.done.known += count;
    }

    pub(super) fn warn(&mut self, warnings: Vec<String>) {
        self.done.warnings.extend(warnings);
    }

    /// Adds to a failure what was added before it.
    pub(super) fn with_what_was_added(&self, failed: FailedCommand) -> FailedCommand {
        let mut warnings = [self.done.warnings.clone(), failed.warnings].concat();
        if self.done.added > 0 {
            warnings.push(format!(
                "{} had been added before that; run the import again to add the rest",
                count_text(self.done.added, "session")
            ));
        }
        FailedCommand { warnings, ..failed }
    }

    /// Returns the answer, as an object and as lines.
    pub(super) fn finish(self, file: &ImportFile, zone: &dyn Zone) -> (ImportDone, Vec<String>) {
        let Self { mut done, contexts, active_ms } = self;
        done.active_seconds = active_ms / 1_000;
        let unread = file.refused.iter();
        let unread = unread.map(|one| RefusedRecord { line: one.line, why: one.why.clone() });
        done.refused_records.extend(unread);
        done.refused_records.sort_by_key(|one| one.line);
        done.refused = done.refused_records.len() + file.more_refused;
        let mut lines = vec![added_line(&done, zone)];
        lines.extend(context_lines(contexts));
        if done.known > 0 {
            lines.push(format!("{} known already", were(done.known, "session")));
        }
        if done.refused > 0 {
            lines.push(format!("{} refused", were(done.refused, "record")));
        }
        lines.extend(undo_line(&done));
        (done, lines)
    }

    /// Returns a line for each refused record, up to a number of them.
    pub(super) fn refused_lines(done: &ImportDone) -> Vec<String> {
        let head = part(LinePart::Caution, "onwatch: refused:");
        let all = done.refused_records.iter();
        let line = |one: &RefusedRecord| format!("{head} line {}: {}", one.line, typed(&one.why));
        let mut lines: Vec<String> = all.take(REFUSED_SHOWN).map(line).collect();
        let more = done.refused.saturating_sub(lines.len());
        if more > 0 {
            lines.push(format!("{head} {more} more; see them with --json"));
        }
        lines
    }
}

fn added_line(done: &ImportDone, zone: &dyn Zone) -> String {
    let (Some(first), Some(last)) = (done.first_start_utc, done.last_end_utc) else {
        return if done.dry_run { "No session would be added" } else { "No session was added" }
            .into();
    };
    let sessions = count_text(done.added, "session");
    let time = exact_text(done.active_seconds);
    let (first, last) = (zone.date(first), zone.date(last));
    let days = if first == last { first.to_string() } else { format!("{first} to {last}") };
    let what = format!("{sessions}: {time} active, {days}");
    if done.dry_run {
        format!("Would add {what}; nothing was written")
    } else {
        format!("Added {what}")
    }
}

/// Returns the time in each outermost context, the longest first.
fn context_lines(contexts: BTreeMap<String, (u64, usize)>) -> Vec<String> {
    let mut all: Vec<_> = contexts.into_iter().collect();
    all.sort_by_key(|(_, (ms, _))| std::cmp::Reverse(*ms));
    let line = |(name, (ms, count)): &(String, (u64, usize))| {
        format!("  {:>9}  {name}  {}", exact_text(ms / 1_000), count_text(*count, "session"))
    };
    let mut lines: Vec<String> = all.iter().take(CONTEXTS_SHOWN).map(line).collect();
    let more = all.len().saturating_sub(CONTEXTS_SHOWN);
    if more > 0 {
        lines.push(format!("  and {} more", count_text(more, "context")));
    }
    lines
}

fn were(count: usize, what: &str) -> String {
    let verb = if count == 1 { "was" } else { "were" };
    format!("{} {verb}", count_text(count, what))
}

fn undo_line(done: &ImportDone) -> Option<String> {
    if done.dry_run {
        return None;
    }
    match done.changes {
        0 => None,
        1 => Some("To remove them: onwatch undo".to_owned()),
        changes if changes <= UNDO_MAX => {
            Some(format!("They are {changes} changes; onwatch undo removes one of them"))
        }
        changes => Some(format!(
            "They are {changes} changes; onwatch undo removes one of them, up to {UNDO_MAX} times"
        )),
    }
}
