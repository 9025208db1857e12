//! The states in which a command may start, on a disk in memory, and every command.

use std::sync::Arc;

use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{
    Artifact, Band, Command, Entering, Light, NewFrame, NewTask, TaskCommand, TaskEdit, TaskName,
    TaskStatus, Watch,
};

use super::mem_disk::{Image, MemDisk};
pub use super::memory_desk::*;
pub use super::request::{end, switch};

pub fn set_band() -> Command {
    Command::SetBand { band: Band::D, reason: "drill".into() }
}

/// A disk after some commands, its clock, and the state of the desk.
pub struct Start {
    pub name: &'static str,
    pub disk: MemDisk,
    pub clock: Arc<FixedClock>,
    pub before: Watch,
}

impl Start {
    /// Returns a disk of its own in this state, and a clock of its own.
    pub fn again(&self) -> (MemDisk, Arc<FixedClock>) {
        let clock = Arc::new(FixedClock::at(self.clock.now().utc));
        (MemDisk::from_image(self.disk.image()), clock)
    }
}

pub fn start(name: &'static str, commands: Vec<Command>) -> Start {
    let (disk, clock) = (MemDisk::default(), clock());
    let mut before = Watch::default();
    for command in commands {
        before = obey(&disk, &clock, command);
    }
    disk.flush();
    Start { name, disk, clock, before }
}

pub fn live() -> Vec<Command> {
    vec![Command::start(Some("review".into())), push(), note("one")]
}

pub fn paused() -> Vec<Command> {
    [live(), vec![Command::Pause { reason: None }]].concat()
}

pub fn ended() -> Vec<Command> {
    [live(), vec![end()]].concat()
}

pub fn undone() -> Vec<Command> {
    [live(), vec![Command::Undo]].concat()
}

pub fn torn(name: &'static str, commands: Vec<Command>) -> Start {
    let start = start(name, commands);
    let mut bytes = start.disk.read(&segment()).unwrap();
    bytes.extend(b"{\"seq\":9,\"recorded_at\":\"2026");
    start.disk.put(&segment(), &bytes);
    start
}

pub fn month_later(name: &'static str, commands: Vec<Command>) -> Start {
    let start = start(name, commands);
    start.clock.advance(40 * 24 * 3_600);
    start
}

pub fn every_command() -> Vec<Command> {
    vec![
        Command::Pause { reason: None },
        Command::Toggle { notes: None },
        Command::End { notes: Some("done".into()) },
        Command::Cancel { session: None },
        Command::Undo,
        note("two"),
        // Another title: who is in a task already enters it no second time.
        Command::Push(NewFrame {
            title: Some("Another".into()),
            ..NewFrame::new("task".parse().unwrap(), "7")
        }),
        Command::Pop { kind: None, summary: None, complete: false },
        switch(),
        set_band(),
        Command::SetHealth { status: Light::Red, reasons: vec!["disk".into()] },
    ]
}

/// Every command of tasks, which a live session in TASK-7 takes.
pub fn every_task_command() -> Vec<Command> {
    let seven = || TaskName::task("7");
    let complete =
        || TaskCommand::Complete { task: None, summary: Some("all".into()), force: false };
    let artifact = Artifact {
        location: "https://example.org/report".into(),
        title: None,
        bytes: None,
        sha256: None,
    };
    let of_task = vec![
        TaskCommand::Add { tasks: vec![new_task(None)] },
        TaskCommand::Edit {
            task: seven(),
            edit: Box::new(TaskEdit { title: Some("Mend it".into()), ..TaskEdit::default() }),
        },
        TaskCommand::Drop { task: seven(), reason: None, force: false },
        complete(),
        TaskCommand::Block { task: None, reason: "waits".into() },
        TaskCommand::Estimate { task: None, seconds: 3_600 },
        TaskCommand::Summarize { task: None, text: "half of it".into() },
        TaskCommand::Claim { task: seven(), seconds: Some(600), force: false },
        TaskCommand::AddArtifact { task: None, artifact },
    ];
    let new = NewFrame { entering: Entering::New, ..NewFrame::new("task".parse().unwrap(), "") };
    let others = [
        Command::Push(new),
        Command::Pop { kind: None, summary: Some("all".into()), complete: true },
        Command::Note { text: "seen".into(), task: Some(seven()) },
    ];
    of_task.into_iter().map(Command::Task).chain(others).collect()
}

/// Returns a task to add; without an id, it gets the next free one.
pub fn new_task(id: Option<&str>) -> NewTask {
    NewTask {
        kind: "task".parse().unwrap(),
        id: id.map(str::to_owned),
        title: Some("Mend the importer".into()),
        estimate_seconds: Some(3_600),
        assignee: None,
        sprint: None,
        parent: None,
        status: TaskStatus::Todo,
        line: None,
    }
}

/// Checks the law on one disk: its state is one of `known`, it opens without help, takes the next
/// command, and is sound.
pub fn check(image: &Image, clock: &Arc<FixedClock>, known: &[&Watch], story: &str) {
    let disk = MemDisk::from_image(image.clone());
    let opened = desk(&disk, clock);
    let view = opened.look().unwrap_or_else(|failure| panic!("{story}: {failure}"));
    assert!(view.read_only.is_none(), "{story}: {:?}", view.read_only);
    assert!(known.contains(&&view.watch), "{story}: knows event {}", view.watch.seq);
    clock.advance(1);
    // Another reason each time: a reading that says nothing new would not be written.
    let reason = format!("after event {}", view.watch.seq);
    let next = Command::SetBand { band: Band::D, reason };
    let next = opened.obey(&request(next)).unwrap_or_else(|f| panic!("{story}: {f}"));
    assert_eq!(next.seq, view.watch.seq + 1, "{story}");
    let report = opened.check().unwrap();
    assert!(report.is_sound(), "{story}: {report:?}");
}
