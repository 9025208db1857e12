//! A home with a real day in it, and everything that was acknowledged there: the truth.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use chrono::TimeDelta;
use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{
    Activity, Anchor, Band, Command, Entering, GapAnswer, Light, Moment, NewFrame, NotesKind,
    Period, Provenance, Request, SessionEdit, SessionKey, SessionName, SessionRecord, Story, Watch,
};
use onwatch::desk::{Became, Desk};

use crate::common::home::{Home, memory_dir};
use crate::common::request::{end, note, request, switch};

/// Files by their path below the home.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Everything that a reader is shown.
#[derive(Clone)]
pub struct Known {
    pub watch: Watch,
    /// Newest first.
    pub log: Vec<Activity>,
    pub sessions: Vec<SessionRecord>,
    pub stories: Vec<(SessionKey, Story)>,
}

impl Known {
    pub fn of(desk: &Desk) -> Self {
        let sessions = desk.history(&Period::default(), usize::MAX).unwrap();
        let story = |key| (key, desk.story(Some(SessionName::Key(key))).unwrap());
        let stories = sessions.iter().map(|session| story(session.key)).collect();
        let log = desk.log(usize::MAX).unwrap();
        Self { watch: desk.look().unwrap().watch, log, sessions, stories }
    }
}

/// The truth.
pub struct Day {
    /// The line of each event, without its line end; event 1 first.
    pub lines: Vec<Vec<u8>>,
    /// What is known at the end.
    pub known: Known,
    /// What is known if one more command, the other, or both were taken.
    pub then: [Known; 3],
    pub moment: Moment,
    pub files: Files,
    /// The files after each event: event 1 first.
    pub backups: Vec<Files>,
    /// The files of another store with such a day.
    pub foreign: Files,
}

pub static DAY: LazyLock<Day> = LazyLock::new(Day::make);

/// The command that is given before a repair.
pub fn first_command() -> Command {
    note("after the damage")
}

/// The command that is given after a repair. It is possible in every state.
pub fn second_command() -> Command {
    switch()
}

impl Day {
    fn make() -> Self {
        let foreign = lived("2026-11-29T16:20:00Z").0;
        let (home, lines, backups) = lived("2026-11-29T18:00:00Z");
        let known = Known::of(&home.desk());
        assert_eq!(known.log.len(), lines.len());
        let (files, moment) = (relative(&home), home.clock.now());
        let then = [(true, false), (false, true), (true, true)].map(|(first, second)| {
            let home = home_of(&files, &moment);
            for (command, is_given) in [(first_command(), first), (second_command(), second)] {
                home.clock.advance(60);
                if is_given {
                    home.desk().obey(&request(command)).unwrap();
                }
            }
            Known::of(&home.desk())
        });
        Self { lines, known, then, moment, files, backups, foreign: relative(&foreign) }
    }

    /// Returns what is known after these commands were taken too.
    pub fn known_with(&self, first: bool, second: bool) -> &Known {
        match (first, second) {
            (false, false) => &self.known,
            (true, false) => &self.then[0],
            (false, true) => &self.then[1],
            (true, true) => &self.then[2],
        }
    }

    /// Returns the name of the segment that contains an event.
    pub fn segment_of(&self, seq: u64) -> String {
        let nth = usize::try_from(seq).unwrap().clamp(1, self.backups.len()) - 1;
        newest(&self.backups[nth]).file_name().unwrap().to_string_lossy().into_owned()
    }

    /// Returns a home with this day.
    pub fn home(&self) -> Home {
        home_of(&self.files, &self.moment)
    }

    /// Returns a home with this day, but for its last event.
    pub fn home_before_last(&self) -> Home {
        home_of(&self.backups[self.backups.len() - 2], &self.moment)
    }
}

/// Writes a file that only its owner may read, as the store does.
pub fn put(path: &Path, bytes: &[u8]) {
    let mut dirs = fs::DirBuilder::new();
    dirs.recursive(true).mode(0o700).create(path.parent().unwrap()).unwrap();
    let mut file = fs::OpenOptions::new();
    let file = file.write(true).create(true).truncate(true).mode(0o600).open(path);
    file.unwrap().write_all(bytes).unwrap();
}

fn home_of(files: &Files, moment: &Moment) -> Home {
    let home = Home::on(memory_dir(), moment.utc);
    home.clock.set(moment.clone());
    for (path, bytes) in files {
        put(&home.dir.path().join(path), bytes);
    }
    put(&home.paths().lock(), b"");
    home
}

fn relative(home: &Home) -> Files {
    let own = |path: &Path| path.strip_prefix(home.dir.path()).unwrap().to_owned();
    home.files().into_iter().map(|(path, bytes)| (own(&path), bytes)).collect()
}

/// What happens next in the day.
enum Next {
    Do(Command),
    /// A source measures it.
    Measured(Command),
    /// Minutes pass.
    Wait(i64),
    /// The machine sleeps for minutes.
    Sleep(i64),
    /// The machine starts again.
    Reboot,
}

fn push(kind: &str, id: &str) -> Command {
    Command::Push(NewFrame {
        kind: kind.parse().unwrap(),
        id: id.into(),
        title: Some("Import".into()),
        estimate_seconds: Some(5_400),
        entering: Entering::Usual,
    })
}

fn start(notes: &str) -> Command {
    Command::start(Some(notes.into()))
}

fn pause() -> Command {
    Command::Pause { reason: Some("handover".into()) }
}

fn band(band: Band, reason: &str) -> Command {
    Command::SetBand { band, reason: reason.into() }
}

fn health(status: Light) -> Command {
    Command::SetHealth { status, reasons: vec!["queue".into()] }
}

fn keep_gap() -> Command {
    Command::AnswerGap { session: None, id: None, answer: GapAnswer::Keep }
}

/// Three segments: two evenings of November, one of December, and one of January that goes on.
fn plan() -> Vec<Next> {
    use Command::{Cancel, Pop, Redo, Reopen, Resume, Undo};
    use Next::{Do, Measured, Reboot, Sleep, Wait};
    let amend =
        Command::Edit(Box::new(SessionEdit::of_notes(NotesKind::Closing, "checked twice".into())));
    vec![
        Do(start("evening watch")),
        Do(note("the queue is empty")),
        Do(push("task", "7")),
        Do(band(Band::C, "load")),
        Do(pause()),
        Wait(20),
        Do(Resume),
        Sleep(35),
        Do(note("back at the desk")),
        Do(keep_gap()),
        Do(end()),
        Wait(700),
        Do(start("a mistake")),
        Do(note("not wanted")),
        Do(Cancel { session: None }),
        Do(start("second evening")),
        Do(push("task", "8")),
        Do(push("ticket", "9")),
        Measured(band(Band::D, "deny rate 25 %")),
        Do(Pop { kind: None, summary: None, complete: false }),
        Do(note("to be undone")),
        Do(Undo),
        Do(Redo),
        Do(Undo),
        Do(Command::End { notes: Some("handed over".into()) }),
        Do(amend),
        Wait(24 * 60),
        Reboot,
        Do(start("december")),
        Do(note("one")),
        Do(pause()),
        Wait(10),
        Do(Resume),
        Measured(health(Light::Red)),
        Do(note("two")),
        Do(switch()),
        Do(note("three")),
        Do(end()),
        Do(Reopen { session: None }),
        Do(note("four")),
        Do(end()),
        Do(Undo),
        Do(end()),
        Wait(32 * 24 * 60),
        Reboot,
        Do(start("january")),
        Do(note("five")),
        Measured(band(Band::B, "deny rate 9 %")),
        Do(push("task", "11")),
        Do(health(Light::Green)),
        Sleep(12),
        Do(note("six")),
        Do(note("to be undone too")),
        Do(Undo),
        Do(note("last")),
    ]
}

/// Lives through a day that begins at a time. Returns its home, each line, and the files after each event.
fn lived(since: &str) -> (Home, Vec<Vec<u8>>, Vec<Files>) {
    let home = Home::on(memory_dir(), since.parse().unwrap());
    let (mut lines, mut backups, mut boot) = (Vec::new(), Vec::new(), 0);
    restart(&home.clock, boot);
    for next in plan() {
        let (command, provenance) = match next {
            Next::Do(command) => (command, Provenance::Given),
            Next::Measured(command) => (command, Provenance::Measured { source: "probe".into() }),
            Next::Wait(minutes) => {
                home.clock.advance(minutes * 60);
                continue;
            }
            Next::Sleep(minutes) => {
                sleep(&home.clock, minutes);
                continue;
            }
            Next::Reboot => {
                boot += 1;
                restart(&home.clock, boot);
                continue;
            }
        };
        home.clock.advance(60);
        let operation = Some(format!("operation {}", lines.len()));
        let request = Request { provenance, operation, ..request(command) };
        let outcome = home.desk().obey(&request).unwrap();
        assert_eq!((outcome.became, &outcome.warnings), (Became::Recorded, &Vec::new()));
        home.desk().keep_heartbeat().unwrap();
        let files = relative(&home);
        let text = files[newest(&files)].strip_suffix(b"\n").unwrap();
        lines.push(text.rsplit(|b| *b == b'\n').next().unwrap().to_owned());
        backups.push(files);
    }
    (home, lines, backups)
}

fn newest(files: &Files) -> &PathBuf {
    files.keys().rfind(|path| is_segment(path)).unwrap()
}

fn sleep(clock: &Arc<FixedClock>, minutes: i64) {
    let mut moment = clock.now();
    moment.utc += TimeDelta::minutes(minutes);
    if let Some(steady) = &mut moment.steady {
        steady.boot_ms += minutes * 60_000;
    }
    clock.set(moment);
}

fn restart(clock: &Arc<FixedClock>, boot: u32) {
    let steady = Anchor { clock: format!("boot-{boot}"), boot_ms: 60_000, mono_ms: 60_000 };
    clock.set(Moment { steady: Some(steady), ..clock.now() });
}

/// Tells whether a file is a segment of the journal.
pub fn is_segment(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy();
    name.ends_with(".jsonl") && name.starts_with(|first: char| first.is_ascii_digit())
}
