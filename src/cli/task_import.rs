//! Adds the tasks in a file. A file with a fault adds nothing.

use super::args::TaskImport;
use super::cli_session::{CliSession, say_waiting};
use super::error::CliError;
use super::markup::{LinePart, part, typed};
use super::reply::{NOTHING_THERE, Output, Reply, warning_lines};
use super::source_file;
use super::world::World;
use crate::contract::{self, RefusedRecord, TasksImported};
use crate::core::{
    Command, Expect, FrameKind, Hint, NewTask, Refusal, RefusalKind, Request, TaskClass,
    TaskCommand, TaskQuery, count_text,
};
use crate::desk::{Asked, Desk};
use crate::failure::FailedCommand;
use crate::import::tasks::{KnownTasks, TASK_FILE_MAX, TasksOfFile, check, read, take_tasks};
use crate::import::{Refused, TaskFormat};
use crate::zone::Zone as _;

/// The exit code of a file with a fault.
const FAULTY: u8 = 4;
/// What begins a line about a known task.
const DIFFERS: &str = "onwatch: warning:";
/// How many lines of the file are named on stderr, of each kind.
const SHOWN: usize = 100;

impl CliSession<'_> {
    /// Adds the tasks in a file, or says what it would add.
    pub(super) fn import_tasks(
        self,
        import: &TaskImport,
        usual: &FrameKind,
        world: &World<'_>,
    ) -> Result<Reply, CliError> {
        let format = format(import)?;
        let bytes = source_file::read(&import.file, world.read_input)?;
        let this = Self { desk: self.desk.say_when_waiting(say_waiting), ..self };
        // Until this one is whole or undone, no other import counts its tasks as known.
        let _alone = if import.dry_run { None } else { Some(this.desk.lock_imports()?) };
        let (tasks, mut warnings) = this.known_tasks()?;
        let (known, again) = (KnownTasks::new(tasks.iter()), KnownTasks::new(tasks.iter()));
        let file = read(format, &bytes, usual, &known);
        drop(bytes);
        let checked = check(&file, again);
        let TasksOfFile { new, known, differs, faults, warnings: of_file } = checked;
        warnings.extend(of_file);
        if new.len() > TASK_FILE_MAX {
            let why = format!("{} has more than {TASK_FILE_MAX} tasks", name(import));
            return Err(refused(why, "split it and import the parts one by one").into());
        }
        warnings.splice(0..0, this.warnings.iter().cloned());
        let by_line = |all: Vec<Refused>| {
            all.into_iter().map(|one| RefusedRecord { line: one.line, why: one.why }).collect()
        };
        let mut done = TasksImported {
            format: format.word().to_owned(),
            file: (!source_file::is_stdin(&import.file)).then(|| name(import)),
            dry_run: import.dry_run,
            added: 0,
            changes: 0,
            known,
            differs: by_line(differs),
            faults: by_line(faults),
            warnings,
        };
        if import.dry_run {
            done.added = new.len();
        } else {
            let by = this.by();
            let batches = Batches { rest: &new, seqs: Vec::new() };
            let request = |tasks| {
                let command = Command::Task(TaskCommand::Add { tasks });
                Request::new(command, by.clone())
            };
            (done.changes, done.added) = batches.add(&this.desk, &request, &mut done.warnings)?;
        }
        answer(&done, this.json)
    }

    /// Returns everything that is known, and warnings.
    fn known_tasks(&self) -> Result<(Vec<crate::core::Task>, Vec<String>), CliError> {
        let (mut tasks, mut all) = (Vec::new(), Vec::new());
        let zone = self.day_zone();
        for class in [TaskClass::Tasks, TaskClass::Sprints, TaskClass::Projects] {
            let query = TaskQuery { class, ..TaskQuery::default() };
            let Asked { answer, warnings, .. } =
                self.desk.tasks(&query, &|at| zone.day_clock(at))?;
            tasks.extend(answer.into_iter().map(|row| row.task));
            all.extend(warnings.into_iter().filter(|one| !all.contains(one)).collect::<Vec<_>>());
        }
        Ok((tasks, all))
    }
}

/// The tasks that are added, in as many changes as they need.
struct Batches<'t> {
    rest: &'t [NewTask],
    /// The numbers of the changes.
    seqs: Vec<u64>,
}

impl Batches<'_> {
    /// Adds the tasks; returns how many changes and how many tasks. If a change is refused, those before
    /// are undone.
    fn add(
        mut self,
        desk: &Desk,
        request: &dyn Fn(Vec<NewTask>) -> Request,
        warnings: &mut Vec<String>,
    ) -> Result<(usize, usize), FailedCommand> {
        let mut added = 0;
        loop {
            let batch = take_tasks(&mut self.rest);
            if batch.is_empty() {
                return Ok((self.seqs.len(), added));
            }
            let count = batch.len();
            match desk.obey(&request(batch)) {
                Ok(outcome) => {
                    self.seqs.push(outcome.seq);
                    warnings.extend(outcome.warnings);
                    added += count;
                }
                Err(failed) => return Err(self.undone(desk, request, failed, added)),
            }
        }
    }

    /// Undoes what was added before a refusal, and says what stays.
    fn undone(
        mut self,
        desk: &Desk,
        request: &dyn Fn(Vec<NewTask>) -> Request,
        failed: FailedCommand,
        added: usize,
    ) -> FailedCommand {
        let by = request(Vec::new()).by;
        // An undo is an event of its own: the next one expects it.
        let mut newest = self.seqs.last().copied();
        while let (Some(_), Some(seq)) = (self.seqs.last(), newest) {
            let undo = Request::new(Command::Undo, by.clone());
            match desk.obey(&Request { expect: Some(Expect::Seq(seq)), ..undo }) {
                Ok(outcome) => {
                    self.seqs.pop();
                    newest = Some(outcome.seq);
                }
                Err(_) => break,
            }
        }
        let mut warnings = failed.warnings.clone();
        if !self.seqs.is_empty() {
            let before = count_text(added, "task");
            warnings.push(format!(
                "{before} had been added before that, and not all were removed; run the import \
                 again to add the rest"
            ));
        }
        FailedCommand { warnings, ..failed }
    }
}

/// Returns the format of a file: the one that was named, or the one that its name says.
fn format(import: &TaskImport) -> Result<TaskFormat, Refusal> {
    import.format.or_else(|| TaskFormat::of_file(&import.file)).ok_or_else(|| {
        let why = format!("the name {} does not say its format", name(import));
        let next = "name it: --format json, --format csv or --format todo.txt";
        Refusal::new(RefusalKind::Usage, source_file::NOT_DONE, why, next)
    })
}

fn name(import: &TaskImport) -> String {
    source_file::name(&import.file)
}

fn refused(why: String, next: &'static str) -> Refusal {
    Refusal::new(RefusalKind::Refused, source_file::NOT_DONE, why, Hint::from(next))
}

fn answer(done: &TasksImported, json: bool) -> Result<Reply, CliError> {
    let exit = match (done.faults.is_empty(), done.added + done.known) {
        (false, _) => FAULTY,
        (true, 0) => NOTHING_THERE,
        (true, _) => 0,
    };
    let mut notices = warning_lines(&done.warnings);
    notices.extend(by_line(DIFFERS, &done.differs));
    notices.extend(by_line("onwatch: fault:", &done.faults));
    let answer =
        if json { Output::Json(vec![contract::line(done)?]) } else { Output::Lines(lines(done)) };
    Ok(Reply { exit, notices, ..Reply::done(answer) })
}

/// Returns the lines of what is said of lines of the file, as many as are shown.
fn by_line(head: &str, all: &[RefusedRecord]) -> Vec<String> {
    let head = part(LinePart::Caution, head);
    let line = |one: &RefusedRecord| format!("{head} line {}: {}", one.line, typed(&one.why));
    let mut lines: Vec<String> = all.iter().take(SHOWN).map(line).collect();
    let more = all.len().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(format!("{head} {more} more; see them with --json"));
    }
    lines
}

fn lines(done: &TasksImported) -> Vec<String> {
    if !done.faults.is_empty() {
        let faults = count_text(done.faults.len(), "fault");
        return vec![format!("{}: the file has {faults}", source_file::NOT_DONE)];
    }
    if done.added + done.known == 0 {
        return vec!["The file has no task".to_owned()];
    }
    let added = count_text(done.added, "task");
    let mut lines = vec![if done.dry_run {
        format!("Would add {added}; nothing was written")
    } else {
        format!("Added {added}")
    }];
    if done.known > 0 {
        let verb = if done.known == 1 { "was" } else { "were" };
        lines.push(format!("{} {verb} known already", count_text(done.known, "task")));
    }
    if !done.differs.is_empty() {
        lines.push("To change a known task: onwatch task edit ID".to_owned());
    }
    match done.changes {
        0 => {}
        1 => lines.push("To remove them: onwatch undo".to_owned()),
        changes => {
            lines.push(format!("They are {changes} changes; onwatch undo removes one of them"));
        }
    }
    lines
}
