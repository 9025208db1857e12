//! One damaged home, and the law: everything is there, or it is said what is not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memchr::memmem;
use onwatch::core::{Command, Watch};
use onwatch::desk::{Became, Desk, Outcome};
use onwatch::failure::Failure;
use onwatch::store::{Disk, Report, StoreError};

use super::super::day::{Day, first_command, is_segment, second_command};
use super::hit::name;
use super::visit::{Depth, Loss, Said, Source, Visit, found, refusal};
use crate::common::home::Home;
use crate::common::request::request;

/// What became of a damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Everything is there.
    Whole,
    /// The doctor names the loss.
    Found,
    /// A warning names the loss.
    Warned,
    /// Something was refused with the file and the cause.
    Refused,
    /// Every file is as it was at some earlier time or absent: nothing can know of the loss.
    NoTrace,
    /// Something is lost, and nothing says so.
    Silent,
}

/// The judgement on one damaged home.
pub struct Verdict {
    pub fate: Fate,
    /// The laws that were broken, and how.
    pub broken: Vec<(&'static str, String)>,
    /// What was lost without a word.
    pub unsaid: BTreeSet<Loss>,
    /// Everything that was said.
    pub said: Vec<Said>,
}

/// A file without its content: its kind, its length and its checksum.
type Print = String;

struct Case<'a> {
    day: &'a Day,
    home: &'a Home,
    disk: Arc<dyn Disk>,
    /// The files that are not as they were, by their path below the home.
    touched: Vec<PathBuf>,
    /// The newest event that any file still tells of. Nothing can know of a later one.
    traced: u64,
    /// Whether something is lost that no file tells of.
    has_untraced: bool,
    said: Vec<Said>,
    lost: BTreeSet<Loss>,
    verdict: Verdict,
}

/// Runs what a user runs in a damaged home, with a repair in the middle.
///
/// `nth` says which past session's story is asked for.
pub fn judge(day: &Day, home: &Home, disk: Arc<dyn Disk>, nth: usize) -> Verdict {
    let files = day.files.iter().filter(|(path, bytes)| !is_same(home, path, bytes));
    let touched = files.map(|(path, _)| path.clone()).collect();
    let verdict =
        Verdict { fate: Fate::Whole, broken: vec![], unsaid: BTreeSet::new(), said: vec![] };
    let (said, lost) = (Vec::new(), BTreeSet::new());
    let mut case =
        Case { day, home, disk, touched, traced: 0, has_untraced: false, said, lost, verdict };
    case.traced = case.newest_traced();
    case.run(nth);
    Verdict { said: case.said, ..case.verdict }
}

fn is_same(home: &Home, path: &Path, bytes: &[u8]) -> bool {
    let at = home.dir.path().join(path);
    at.is_file() && !at.is_symlink() && fs::read(at).unwrap() == bytes
}

impl Case<'_> {
    fn desk(&self) -> Desk {
        Desk::on(self.home.paths(), self.home.clock.clone(), self.disk.clone())
    }

    fn run(&mut self, nth: usize) {
        let (whole_lines, kept) = (self.whole_lines(), self.bytes_to_keep());
        let visit = Visit::of(&self.desk(), &self.day.known, Depth::Story(nth));
        self.check_doctor(&visit);
        let losses = self.hear(&visit, false, false);
        let (first, refused) = self.first_command(&visit);
        let again = Visit::of(&self.desk(), self.day.known_with(first, false), Depth::Lists);
        let losses = [losses, self.hear(&again, first, false)].concat();
        let was_refused = self.said.iter().any(|(source, _)| *source == Source::Refusal);
        let fate = self.fate(&losses);
        self.judge(losses);
        self.repair();
        let visit = Visit::of(&self.desk(), self.day.known_with(first, false), Depth::Story(nth));
        let mended = self.hear(&visit, first, false);
        self.check_repaired(&visit, &whole_lines, &kept);
        let second = self.second_command();
        let again = Visit::of(&self.desk(), self.day.known_with(first, second), Depth::Lists);
        let mended = [mended, self.hear(&again, first, second)].concat();
        if again.check.as_ref().is_ok_and(|report| !report.is_sound()) {
            self.breaks("not sound after repair and command", format!("{:?}", again.check));
        }
        self.judge(mended);
        let fate = if was_refused || refused { fate.max(Fate::Refused) } else { fate };
        self.verdict.fate = match self.verdict.unsaid.is_empty() {
            false => Fate::Silent,
            true if self.has_untraced => Fate::NoTrace,
            true => fate,
        };
    }

    /// Takes in what was said. Returns what is missing.
    fn hear(&mut self, visit: &Visit, first: bool, second: bool) -> Vec<Loss> {
        self.said.extend(visit.said());
        for failure in visit.failures() {
            self.is_clear(failure);
        }
        let losses = visit.losses(self.day.known_with(first, second));
        losses.into_iter().collect()
    }

    fn is_clear(&mut self, failure: &Failure) {
        match failure {
            Failure::Refused(_) => {}
            Failure::Store(_) if failure.exit_code() == 6 => {
                let words = failure.words(&|next| {
                    onwatch::cli::hint::text(next, &onwatch::core::DeskName::of(None), &chrono::Utc)
                });
                let root = self.home.dir.path().to_string_lossy();
                if !words.why.contains(&*root) || words.next.trim().is_empty() {
                    self.breaks("a refusal without file or cause", format!("{words:?}"));
                }
            }
            other => {
                self.breaks("a failure that is not exit 6", format!("{other}"));
            }
        }
    }

    fn breaks(&mut self, law: &'static str, how: String) {
        if self.verdict.broken.iter().all(|(known, _)| *known != law) {
            self.verdict.broken.push((law, how));
        }
    }

    /// Gives a command before the repair. Returns whether it was taken as the next event, and
    /// whether it was refused because of the damage.
    fn first_command(&mut self, visit: &Visit) -> (bool, bool) {
        let before = self.prints();
        let outcome = self.obey(first_command());
        // A refusal by the rules comes after the store was prepared for writing.
        if matches!(outcome, Err(Failure::Store(_))) && self.prints() != before {
            self.breaks("a refused command wrote", self.differences(&before));
        }
        match outcome {
            Ok(outcome) => (outcome.seq == self.day.known.watch.seq + 1, false),
            Err(Failure::Refused(_)) => {
                // A user who is told that there is no session starts one.
                let _ = self.obey(Command::start(None));
                (false, false)
            }
            Err(_) => {
                if visit.check.as_ref().is_ok_and(Report::is_sound) {
                    let said = format!("{:?}", visit.check);
                    self.breaks("a sound store that refuses a command", said);
                }
                (false, true)
            }
        }
    }

    fn second_command(&mut self) -> bool {
        match self.obey(second_command()) {
            Ok(outcome) => outcome.seq > self.day.known.watch.seq,
            Err(failure) => {
                self.breaks("no command after a repair", failure.to_string());
                false
            }
        }
    }

    /// Gives a command a minute later. Its number and its key must be new.
    fn obey(&mut self, command: Command) -> Result<Outcome, Failure> {
        self.home.clock.advance(60);
        let outcome = self.desk().obey(&request(command));
        let outcome = outcome.map_err(|failed| {
            let warnings = failed.warnings.into_iter();
            self.said.extend(warnings.map(|text| (Source::Warning, text)));
            failed.failure
        });
        match &outcome {
            Ok(outcome) => {
                let warnings = outcome.warnings.iter();
                self.said.extend(warnings.map(|text| (Source::Warning, text.clone())));
                if outcome.became == Became::Recorded {
                    self.is_new(outcome);
                }
            }
            Err(failure) => {
                self.said.extend(refusal(failure));
                self.is_clear(failure);
            }
        }
        outcome
    }

    fn is_new(&mut self, outcome: &Outcome) {
        let known = &self.day.known.watch;
        let key = |watch: &Watch| watch.session.as_ref().map(|session| session.key);
        let used = known.counters.session_keys;
        let is_given_again = outcome.seq <= known.seq
            || key(&outcome.watch) != key(known)
                && key(&outcome.watch).is_some_and(|key| key.0 <= used)
                && outcome.verb == onwatch::core::Verb::Start;
        if !is_given_again {
            return;
        }
        let witness = PathBuf::from("data/witness");
        let is_witnessed =
            self.day.files.contains_key(&witness) && !self.touched.contains(&witness);
        let what = format!("event {}, {:?}", outcome.seq, key(&outcome.watch));
        let is_traced = self.is_traced(&Loss::Event(outcome.seq.min(known.seq)));
        if is_witnessed || is_traced && !self.is_named(&Loss::Event(known.seq)) {
            self.breaks("a number or key given twice", what);
        }
    }

    /// Returns what became of these losses, if all of them were named.
    fn fate(&self, losses: &[Loss]) -> Fate {
        let sources = losses.iter().flat_map(|loss| self.naming(loss));
        match sources.max() {
            None => Fate::Whole,
            Some(Source::Doctor) => Fate::Found,
            Some(Source::Warning) => Fate::Warned,
            Some(Source::Refusal) => Fate::Refused,
        }
    }

    fn judge(&mut self, losses: Vec<Loss>) {
        self.lost.extend(losses.iter().cloned());
        for loss in losses {
            if self.is_named(&loss) {
                continue;
            }
            if self.is_traced(&loss) {
                self.verdict.unsaid.insert(loss);
            } else {
                self.has_untraced = true;
            }
        }
    }

    fn is_named(&self, loss: &Loss) -> bool {
        !self.naming(loss).is_empty()
    }

    /// Returns who named a loss: the damaged file that contained it, or where the journal ends.
    ///
    /// That the state was not used names no lost event: the events are in the journal.
    fn naming(&self, loss: &Loss) -> Vec<Source> {
        let names = self.bearing(loss);
        let last = self.day.known.watch.seq;
        let event = if let Loss::Event(seq) = loss { *seq } else { last };
        let is_session = matches!(loss, Loss::Session(_) | Loss::Story(_));
        let is_within = |text: &str, from: &str| {
            let ranges = text.split_once(from).map_or("", |(_, rest)| rest);
            let first = |range: &str| number_after(range, "");
            ranges.split(", ").any(|range| {
                let range = range.trim_start_matches("events ").trim_start_matches("event ");
                let last = number_after(range, " to ").or(first(range));
                is_session && last.is_some()
                    || first(range).zip(last).is_some_and(|it| (it.0..=it.1).contains(&event))
            })
        };
        let ends_before = |text: &str, words: &str| {
            number_after(text, words).is_some_and(|end| end < event || is_session)
        };
        let is_naming = |text: &str| {
            names.iter().any(|name| text.contains(name.as_str()))
                || text.contains("history is missing")
                || text.contains("there is no history")
                || *loss == Loss::State && text.contains("can no longer be undone")
                || text.contains("first segments are missing")
                    && (self.is_in_first(loss) || is_within(text, "with events "))
                || is_within(text, "lost: ")
                // Then all of it is foreign.
                || text.contains("belongs to another store than")
                || text.contains("is the state of another store")
                || text.contains("the history may be that of another store")
                || ends_before(text, "the journal ends at event ")
                || text.contains("no other file tells") && ends_before(text, " ends at event ")
                || number_after(text, "it ends at event ").is_some_and(|end| end < event)
                    && number_after(text, "begins after event ")
                        .is_some_and(|seq| event <= seq || is_session)
        };
        let naming = self.said.iter().filter(|(_, text)| is_naming(text));
        naming.map(|(source, _)| *source).collect()
    }

    /// Returns the names of the damaged files that contained what is lost.
    fn bearing(&self, loss: &Loss) -> Vec<String> {
        let touched: Vec<String> = self.touched.iter().map(|path| name(path)).collect();
        let segments = touched.iter().filter(|file| is_segment(Path::new(file)));
        let own = match loss {
            Loss::Event(seq) => self.day.segment_of(*seq),
            Loss::State => self.day.segment_of(self.day.known.watch.seq),
            Loss::Session(_) | Loss::Story(_) => return segments.cloned().collect(),
        };
        let is_state = *loss == Loss::State && touched.iter().any(|file| file == "state.json");
        let state = is_state.then(|| "state.json".to_owned());
        if touched.contains(&own) {
            return [own].into_iter().chain(state).collect();
        }
        segments.cloned().chain(state).collect()
    }

    fn is_in_first(&self, loss: &Loss) -> bool {
        match loss {
            Loss::Event(seq) => self.day.segment_of(*seq) == self.day.segment_of(1),
            Loss::Session(_) | Loss::Story(_) => true,
            Loss::State => false,
        }
    }

    /// The doctor says something of every damaged file of the record.
    fn check_doctor(&mut self, visit: &Visit) {
        let Ok(report) = &visit.check else { return };
        if !self.is_traced(&Loss::State) {
            return;
        }
        let is_clean = report.troubles.is_empty() && report.notes.is_empty();
        let is_record = |path: &&PathBuf| {
            !matches!(&*name(path), "seen" | "witness" | "tasks.lock" | "imports.lock")
        };
        let is_linked = |path: &&PathBuf| self.home.dir.path().join(path).is_symlink();
        // A line after the end of an older segment does not count: its flush failed.
        let newest = self.day.segment_of(self.day.known.watch.seq);
        let has_grown = |path: &&PathBuf| {
            let bytes = fs::read(self.home.dir.path().join(path)).unwrap_or_default();
            is_segment(path) && name(path) != newest && bytes.starts_with(&self.day.files[*path])
        };
        let record = self.touched.iter().filter(is_record);
        let record = record.filter(|path| !is_linked(path));
        let unseen = record.into_iter().find(|path| !has_grown(path));
        if let Some(path) = unseen.filter(|_| is_clean).cloned() {
            self.breaks("the doctor says nothing", path.display().to_string());
        }
    }

    fn repair(&mut self) {
        for _ in 0..6 {
            match self.desk().repair() {
                Ok(report) => {
                    self.said.extend(found(&report));
                    let has_no_journal =
                        report.troubles.iter().any(|it| it.cause == "its history is missing");
                    if !has_no_journal {
                        if !report.is_sound() && self.move_away(&format!("{report:?}")) {
                            continue;
                        }
                        if !report.is_sound() {
                            self.breaks("not sound after a repair", format!("{report:?}"));
                        }
                        return;
                    }
                    self.adopt();
                }
                Err(Failure::Store(StoreError::NoJournal { .. })) => self.adopt(),
                Err(failure) => {
                    self.said.extend(refusal(&failure));
                    if !self.move_away(&failure.to_string()) {
                        self.breaks("no repair", failure.to_string());
                        return;
                    }
                }
            }
        }
    }

    fn adopt(&mut self) {
        match self.desk().adopt() {
            Ok(report) => self.said.extend(found(&report)),
            Err(failure) => self.breaks("no repair", failure.to_string()),
        }
    }

    /// Moves the directory or link away that a text names, as the text asks. Returns whether there
    /// was one.
    fn move_away(&self, text: &str) -> bool {
        let paths = self.day.files.keys().cloned().chain(["data/history/.lock".into()]);
        let mut moved = false;
        for path in paths.map(|path| self.home.dir.path().join(path)) {
            // The target of a link is named, but the link is moved.
            let is_target = path.ends_with("state.json") && text.contains("the state of another");
            if !is_target && !text.contains(&*path.to_string_lossy()) {
                continue;
            }
            if path.is_symlink() {
                fs::remove_file(&path).unwrap();
                moved = true;
            } else if path.is_dir() {
                fs::remove_dir(&path).unwrap();
                moved = true;
            }
        }
        moved
    }

    fn check_repaired(
        &mut self,
        visit: &Visit,
        whole_lines: &BTreeSet<u64>,
        kept: &BTreeMap<PathBuf, Vec<u8>>,
    ) {
        // What the rules refuse is a loss, and judged as one.
        let of_files = |failure: &&Failure| !matches!(failure, Failure::Refused(_));
        let failures = visit.failures().filter(of_files).map(ToString::to_string);
        let failures: Vec<_> = failures.collect();
        if !failures.is_empty() {
            self.breaks("something refused after a repair", format!("{failures:?}"));
        }
        let logged = visit.logged().unwrap_or_default();
        let gone: Vec<_> = whole_lines.difference(&logged).collect();
        if !gone.is_empty() {
            self.breaks("a whole line is not shown after a repair", format!("{gone:?}"));
        }
        for (path, bytes) in kept {
            if !self.keeps(path, bytes) {
                self.breaks("replaced bytes are not kept", path.display().to_string());
            }
        }
        let before = self.prints();
        match self.desk().repair() {
            Ok(report) if report.done.is_empty() && self.prints() == before => {}
            Ok(report) => {
                let how = format!("{:?}, {}", report.done, self.differences(&before));
                self.breaks("a second repair does something", how);
            }
            Err(failure) => self.breaks("no second repair", failure.to_string()),
        }
    }

    /// Returns the acknowledged events whose line is whole in some segment.
    fn whole_lines(&self) -> BTreeSet<u64> {
        let Ok(entries) = fs::read_dir(self.home.paths().history()) else { return BTreeSet::new() };
        let paths = entries.map(|entry| entry.unwrap().path());
        let segments =
            paths.filter(|path| is_segment(path) && path.is_file() && !path.is_symlink());
        let mut there = BTreeSet::new();
        for path in segments.filter(|path| fs::metadata(path).unwrap().len() < 10_000_000) {
            let bytes = fs::read(path).unwrap();
            for line in bytes.split(|b| *b == b'\n') {
                let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                let nth = self.day.lines.iter().position(|known| known == line);
                there.extend(nth.map(|nth| u64::try_from(nth).unwrap() + 1));
            }
        }
        there
    }

    /// Returns what a repair must not throw away: damaged files that nothing else can make again.
    fn bytes_to_keep(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let is_own = |path: &&PathBuf| is_segment(path) || name(path) == "state.json";
        let mut kept = BTreeMap::new();
        for path in self.touched.iter().filter(is_own) {
            let at = self.home.dir.path().join(path);
            let is_plain = at.is_file() && !at.is_symlink();
            let Some(bytes) = is_plain.then(|| fs::read(&at).unwrap()) else { continue };
            let is_older = self.day.backups.iter().any(|files| files.get(path) == Some(&bytes));
            if !bytes.is_empty() && !is_older && bytes.len() < 10_000_000 {
                kept.insert(at, bytes);
            }
        }
        kept
    }

    /// Tells whether bytes are still there: in their place, in the quarantine, or their beginning
    /// in the one and the rest in the other.
    fn keeps(&self, path: &Path, bytes: &[u8]) -> bool {
        let kept = self.home.kept();
        let there = fs::read(path).unwrap_or_default();
        let is_rest = |rest: &[u8]| kept.iter().any(|kept| kept.starts_with(rest));
        let wholes = kept.iter().chain([&there]);
        wholes.clone().any(|whole| whole.starts_with(bytes))
            || wholes.clone().any(|whole| {
                let common = whole.iter().zip(bytes).take_while(|(a, b)| a == b).count();
                is_rest(&bytes[common..])
                    || kept
                        .iter()
                        .any(|rest| bytes.ends_with(rest) && bytes.len() - rest.len() <= common)
            })
    }

    /// Tells whether any file still tells of what is lost.
    fn is_traced(&self, loss: &Loss) -> bool {
        match loss {
            Loss::Event(seq) => *seq <= self.traced,
            Loss::State | Loss::Session(_) | Loss::Story(_) => {
                self.traced >= self.day.known.watch.seq
            }
        }
    }

    /// Returns the newest event that any file tells of: by the checksum of its line, or its number.
    fn newest_traced(&self) -> u64 {
        let paths = self.day.files.keys().map(|path| self.home.dir.path().join(path));
        // The files of another store tell nothing of this one.
        let is_own = |bytes: &Vec<u8>| self.day.foreign.values().all(|foreign| foreign != bytes);
        let files: Vec<_> = paths.filter_map(|path| fs::read(path).ok()).filter(is_own).collect();
        let is_told = |text: &[u8]| files.iter().any(|bytes| memmem::find(bytes, text).is_some());
        let told = (1..).zip(&self.day.lines).filter(|(seq, line)| {
            let crc = &line[line.len() - 10..line.len() - 2];
            let state = format!("\n  \"seq\": {seq},");
            let list = format!("\"seq\":{seq},\"crc\"");
            is_told(crc) || is_told(state.as_bytes()) || is_told(list.as_bytes())
        });
        told.map(|(seq, _)| seq).last().unwrap_or_default()
    }

    fn prints(&self) -> BTreeMap<PathBuf, Print> {
        let mut prints = BTreeMap::new();
        let mut dirs = vec![self.home.dir.path().to_owned()];
        while let Some(dir) = dirs.pop() {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                let paths = self.home.paths();
                if [paths.lock(), paths.tasks_lock(), paths.imports_lock()].contains(&path) {
                    continue;
                }
                if path.is_symlink() {
                    prints.insert(path, "a link".to_owned());
                } else if path.is_dir() {
                    dirs.push(path);
                } else {
                    let len = fs::metadata(&path).unwrap().len();
                    let bytes = if len < 10_000_000 { fs::read(&path).unwrap() } else { vec![] };
                    prints.insert(path, format!("{len} {:08x}", crc32c::crc32c(&bytes)));
                }
            }
        }
        prints
    }

    fn differences(&self, before: &BTreeMap<PathBuf, Print>) -> String {
        let now = self.prints();
        let paths: BTreeSet<_> = before.keys().chain(now.keys()).collect();
        let differ = paths.into_iter().filter(|path| before.get(*path) != now.get(*path));
        let all: Vec<_> = differ.map(|path| path.display().to_string()).collect();
        all.join(", ")
    }
}

/// Returns the number that follows some words of a text.
fn number_after(text: &str, words: &str) -> Option<u64> {
    let (_, rest) = text.split_once(words)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
