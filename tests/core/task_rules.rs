//! What may be done with tasks, and what is remembered of them.

use onwatch::core::{
    Artifact, Claim, Command, Decision, DeskName, Entering, Evidence, Fact, FieldEdit, FrameKind,
    FrameRef, KnownTask, Moment, NewFrame, NewTask, OpenElsewhere, Recorded, Refusal, RefusalKind,
    Request, Task, TaskCommand, TaskEdit, TaskEvidence, TaskFact, TaskName, TaskStatus, Watch,
    apply, decide,
};

use crate::evidence::{evidence, incomplete, tasks};
use crate::paper::{Clocks, by};

/// A desk with its journal, which knows what it was told of tasks.
struct TaskDesk {
    clocks: Clocks,
    watch: Watch,
    journal: Vec<Recorded>,
}

impl TaskDesk {
    fn started() -> Self {
        let clocks = Clocks::at("2026-01-05T09:00:00Z".parse().unwrap(), Some("a"));
        let mut desk = Self { clocks, watch: Watch::default(), journal: Vec::new() };
        desk.does(Command::start(None)).unwrap();
        desk
    }

    fn now(&self) -> &Moment {
        &self.clocks.now
    }

    fn does(&mut self, command: Command) -> Result<String, Refusal> {
        self.does_knowing(command, |_| {})
    }

    fn does_knowing(
        &mut self,
        command: Command,
        add: impl Fn(&mut TaskEvidence),
    ) -> Result<String, Refusal> {
        self.clocks.pass(1_000);
        let request = Request::new(command, by("ana"));
        let mut known = evidence(&self.watch, &request, self.now(), &self.journal);
        known.tasks.iter_mut().for_each(&add);
        self.obey(&request, &known)
    }

    fn obey(&mut self, request: &Request, known: &Evidence) -> Result<String, Refusal> {
        let decided = decide(&self.watch, request, &self.clocks.now, known)?;
        let event = match decided {
            Decision::Event(event) => event,
            Decision::Incomplete(report) => return Err(incomplete(request, &report)),
            other => panic!("{other:?}"),
        };
        let line = self.watch.next_line(request, *event, &self.clocks.now);
        apply(&mut self.watch, &line);
        let said = line.message();
        self.journal.push(line);
        Ok(said)
    }

    fn does_all(&mut self, commands: impl IntoIterator<Item = Command>) {
        for command in commands {
            self.does(command).unwrap();
        }
    }

    fn task(&self, id: &str) -> Task {
        tasks(&self.journal).into_iter().find(|task| task.name.id == id).unwrap()
    }

    fn newest(&self) -> &Recorded {
        self.journal.last().unwrap()
    }

    fn pass_minutes(&mut self, minutes: i64) {
        self.clocks.pass(minutes * 60_000);
    }
}

fn frame(id: &str, title: Option<&str>, estimate_seconds: Option<u64>) -> NewFrame {
    let title = title.map(str::to_owned);
    NewFrame { title, estimate_seconds, ..NewFrame::new(FrameKind::task(), id) }
}

fn push(id: &str) -> Command {
    Command::Push(frame(id, None, None))
}

fn new_task(id: &str) -> NewTask {
    NewTask {
        kind: FrameKind::task(),
        id: Some(id.to_owned()).filter(|id| !id.is_empty()),
        title: id.is_empty().then(|| "Fix the importer".to_owned()),
        estimate_seconds: None,
        assignee: None,
        sprint: None,
        parent: None,
        status: TaskStatus::Todo,
        line: None,
    }
}

fn add(tasks: impl IntoIterator<Item = NewTask>) -> Command {
    Command::Task(TaskCommand::Add { tasks: tasks.into_iter().collect() })
}

fn done(summary: &str) -> Command {
    let summary = Some(summary.to_owned());
    Command::Task(TaskCommand::Complete { task: None, summary, force: false })
}

fn edit(id: &str, edit: TaskEdit) -> Command {
    Command::Task(TaskCommand::Edit { task: TaskName::task(id), edit: Box::new(edit) })
}

/// Adds that another desk claims every task of a command.
fn claimed(tasks: &mut TaskEvidence) {
    for known in &mut tasks.known {
        let (desk, operator) = (DeskName::named("night"), "bo".to_owned());
        known.task.claim = Some(Claim { desk, operator, until_utc: None });
    }
}

#[test]
fn title_estimate_and_time_come_back_with_a_push() {
    let mut desk = TaskDesk::started();
    desk.does(Command::Push(frame("7", Some("Fix the importer"), Some(9_000)))).unwrap();
    desk.pass_minutes(10);
    desk.does_all([push("12"), Command::End { notes: None }, Command::start(None)]);
    desk.does(push("task-7")).unwrap();
    let top = desk.watch.live().unwrap().context_stack.top().unwrap();
    assert_eq!(top.id, "TASK-7");
    assert_eq!(top.title.as_deref(), Some("Fix the importer"));
    assert_eq!(top.estimate_seconds, Some(9_000));
    assert_eq!(top.earlier_ms, 601_000);
}

#[test]
fn a_new_title_gets_the_next_free_id_and_says_so() {
    let mut desk = TaskDesk::started();
    desk.does(add([new_task("12"), new_task("T-99")])).unwrap();
    let new = NewFrame { entering: Entering::New, ..frame("", Some("Fix the importer"), None) };
    let said = desk.does(Command::Push(new)).unwrap();
    assert_eq!(said, "Entered the new TASK-13: Fix the importer");
    assert_eq!(desk.task("TASK-13").title.as_deref(), Some("Fix the importer"));
}

#[test]
fn an_id_that_somebody_took_meanwhile_is_not_entered_as_new() {
    let mut desk = TaskDesk::started();
    desk.does(add([new_task("13")])).unwrap();
    let new = NewFrame { entering: Entering::New, ..frame("13", Some("Fix"), None) };
    let refusal = desk.does(Command::Push(new)).unwrap_err();
    assert!(refusal.why.contains("TASK-13 is known by now"), "{refusal}");
}

#[test]
fn done_completes_the_task_and_leaves_it_as_one_change() {
    let mut desk = TaskDesk::started();
    desk.does(Command::Push(frame("7", None, Some(3_600)))).unwrap();
    desk.pass_minutes(41);
    let said = desk.does(done("all rows are there")).unwrap();
    assert_eq!(said, "Done: TASK-7: 41m of 1h 00m");
    assert!(desk.watch.live().unwrap().context_stack.frames().is_empty());
    let task = desk.task("TASK-7");
    assert_eq!(
        (task.status, task.summary.as_deref()),
        (TaskStatus::Done, Some("all rows are there"))
    );
    assert_eq!(desk.newest().context.last().unwrap().id, "TASK-7");
    desk.does(Command::Undo).unwrap();
    assert_eq!(desk.task("TASK-7").status, TaskStatus::InProgress);
    assert_eq!(desk.watch.live().unwrap().context_stack.frames().len(), 1);
    desk.does(Command::Redo).unwrap();
    assert_eq!(desk.task("TASK-7").status, TaskStatus::Done);
}

#[test]
fn leaving_a_task_can_complete_it_and_its_summary_is_kept() {
    let mut desk = TaskDesk::started();
    desk.does(push("7")).unwrap();
    let pop = |complete| Command::Pop { kind: None, summary: Some("half".into()), complete };
    desk.does(pop(false)).unwrap();
    let left = desk.task("TASK-7");
    assert_eq!((left.status, left.summary.as_deref()), (TaskStatus::InProgress, Some("half")));
    desk.does_all([push("7"), pop(true)]);
    assert_eq!(desk.task("TASK-7").status, TaskStatus::Done);
}

#[test]
fn an_estimate_that_was_passed_is_replaced_and_the_old_one_is_told() {
    let mut desk = TaskDesk::started();
    desk.does(Command::Push(frame("7", None, Some(7_200)))).unwrap();
    desk.pass_minutes(161);
    let estimate = Command::Task(TaskCommand::Estimate { task: None, seconds: 10_800 });
    let said = desk.does(estimate).unwrap();
    assert_eq!(said, "TASK-7: estimated 2h 00m → 3h 00m, actual 2h 41m");
    let top = desk.watch.live().unwrap().context_stack.top().unwrap();
    assert_eq!(top.estimate_seconds, Some(10_800));
    let old = &desk.task("TASK-7").old_estimates[0];
    assert_eq!((old.seconds, old.actual_ms / 1_000), (Some(7_200), 161 * 60 + 1));
}

#[test]
fn every_activity_records_its_task_and_the_sprint_of_that_task() {
    let mut desk = TaskDesk::started();
    let sprint = NewTask { kind: FrameKind::sprint(), ..new_task("1") };
    let task = NewTask { sprint: Some("1".into()), ..new_task("T-01") };
    desk.does_all([add([sprint]), add([task]), push("t-01")]);
    desk.does(Command::Note { text: "begun".into(), task: None }).unwrap();
    let path: Vec<_> = desk.newest().context.iter().map(|frame| frame.id.as_str()).collect();
    assert_eq!(path, ["SPRINT-1", "T-01"]);
    desk.does(push("2")).unwrap();
    let about = Some(TaskName::task("T-01"));
    desk.does(Command::Note { text: "about another one".into(), task: about }).unwrap();
    let path: Vec<_> = desk.newest().context.iter().map(|frame| frame.id.as_str()).collect();
    assert_eq!(path, ["SPRINT-1", "T-01"]);
}

#[test]
fn a_task_that_is_entered_within_a_sprint_belongs_to_it() {
    let mut desk = TaskDesk::started();
    desk.does_all([Command::Push(NewFrame::new(FrameKind::sprint(), "1")), push("7")]);
    assert_eq!(desk.task("TASK-7").sprint.as_deref(), Some("SPRINT-1"));
}

#[test]
fn what_another_desk_claims_is_refused_unless_it_is_forced_and_that_is_recorded() {
    let claim = |force| {
        let (task, seconds) = (TaskName::task("7"), Some(7_200));
        Command::Task(TaskCommand::Claim { task, seconds, force })
    };
    let complete = |force| {
        let (task, summary) = (Some(TaskName::task("7")), Some("all of it".into()));
        Command::Task(TaskCommand::Complete { task, summary, force })
    };
    let drop = |force| {
        let (task, reason) = (TaskName::task("7"), None);
        Command::Task(TaskCommand::Drop { task, reason, force })
    };
    let closes = |verb: &str, refusal: &Refusal| {
        let hint = format!("{:?}", refusal.next);
        assert!(hint.contains(verb) && hint.contains("Force"), "{hint}");
    };
    for (status, verb) in [(TaskStatus::Done, "Done"), (TaskStatus::Dropped, "TaskDrop")] {
        let mut desk = TaskDesk::started();
        desk.does(add([new_task("7")])).unwrap();
        let set = |status| edit("7", TaskEdit { status: Some(status), ..TaskEdit::default() });
        let refusal = desk.does_knowing(set(status), claimed).unwrap_err();
        assert!(refusal.why.contains("bo claims TASK-7 on the desk night"), "{refusal}");
        closes(verb, &refusal);
        desk.does_knowing(set(TaskStatus::Blocked), claimed).unwrap();
    }
    let enter = |force| {
        let entering = if force { Entering::Forced } else { Entering::Usual };
        Command::Push(NewFrame { entering, ..frame("7", None, None) })
    };
    let all: [&dyn Fn(bool) -> Command; 4] = [&claim, &complete, &drop, &enter];
    for command in all {
        let mut desk = TaskDesk::started();
        desk.does(add([new_task("7")])).unwrap();
        let refusal = desk.does_knowing(command(false), claimed).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Refused);
        assert!(refusal.why.contains("bo claims TASK-7 on the desk night"), "{refusal}");
        desk.does_knowing(command(true), claimed).unwrap();
        let text = desk.watch.recent[0].text.clone();
        assert!(text.contains("against the claim of night"), "{text}");
    }
}

#[test]
fn a_desk_is_not_kept_out_by_its_own_claim() {
    let mut desk = TaskDesk::started();
    let claim = TaskCommand::Claim { task: TaskName::task("7"), seconds: None, force: false };
    desk.does_all([add([new_task("7")]), Command::Task(claim), push("7"), done("all of it")]);
    assert_eq!(desk.task("TASK-7").claim, None);
}

#[test]
fn who_enters_a_task_is_told_where_it_stands_and_who_else_works_on_it() {
    let mut task = TaskDesk::started();
    task.does(push("7")).unwrap();
    let block = TaskCommand::Block { task: None, reason: "no access".into() };
    task.does(Command::Task(block)).unwrap();
    let elsewhere = vec![OpenElsewhere { desk: DeskName::named("night"), operator: "bo".into() }];
    let newest_utc = task.now().utc;
    let known = KnownTask {
        task: task.task("TASK-7"),
        earlier_ms: 0,
        newest_utc,
        elsewhere,
        progress: None,
    };
    let notices = known.notices();
    let told = ["TASK-7 is blocked: no access", "bo also works on TASK-7, on the desk night"];
    assert_eq!(notices, told);
}

#[test]
fn new_tasks_are_refused_by_line() {
    let on = |line, task: NewTask| NewTask { line: Some(line), ..task };
    let below = |id: &str, parent: &str| NewTask { parent: Some(parent.into()), ..new_task(id) };
    let mut desk = TaskDesk::started();
    desk.does_all([add([new_task("T-00")]), add([below("T-01", "t-00")])]);
    let within = NewTask { sprint: Some("9".into()), ..new_task("T-05") };
    for (tasks, why) in [
        (vec![on(3, new_task("t-01"))], "line 3: task T-01 is known already"),
        (
            vec![on(1, new_task("T-02")), on(2, new_task("t-02"))],
            "line 2: task t-02 is there twice",
        ),
        (vec![on(4, within)], "line 4: no sprint SPRINT-9 is known"),
        (vec![on(5, below("T-03", "T-77"))], "line 5: no task T-77 is known"),
        (vec![on(6, below("T-03", "t-03"))], "line 6: task T-03 would be above itself"),
        (
            vec![
                on(7, below("A-1", "A-2")),
                on(8, below("A-2", "A-3")),
                on(9, below("A-3", "A-1")),
            ],
            "line 7: task A-1 would be above itself",
        ),
    ] {
        let refusal = desk.does(add(tasks)).unwrap_err();
        assert!(refusal.why.starts_with(why), "{refusal}");
    }
    let below = TaskEdit { parent: Some("T-01".into()), ..TaskEdit::default() };
    let refusal = desk.does(edit("T-00", below)).unwrap_err();
    assert!(refusal.why.contains("task T-00 would be above itself"), "{refusal}");
}

#[test]
fn what_is_done_after_the_clock_was_set_back_counts_after_what_was_known() {
    let mut desk = TaskDesk::started();
    desk.does_all([add([new_task("7")]), push("7"), done("all of it")]);
    desk.clocks.step_wall(-3_600_000);
    let title = TaskEdit { title: Some("Import".into()), ..TaskEdit::default() };
    let status = TaskEdit { status: Some(TaskStatus::Todo), ..TaskEdit::default() };
    for (change, title, status) in
        [(title, Some("Import"), TaskStatus::Done), (status, Some("Import"), TaskStatus::Todo)]
    {
        let before = desk.newest().recorded_at;
        let known = |tasks: &mut TaskEvidence| {
            // Another desk, whose clock was right, has recorded the newest event.
            tasks
                .known
                .iter_mut()
                .for_each(|known| known.newest_utc = known.newest_utc.max(before));
        };
        desk.does_knowing(edit("7", change), known).unwrap();
        let update = &desk.newest().change.set.tasks[0];
        assert!(update.after.is_some_and(|after| after >= desk.newest().recorded_at));
        let task = desk.task("TASK-7");
        assert_eq!((task.title.as_deref(), task.status), (title, status));
    }
}

#[test]
fn many_tasks_in_one_chain_are_added_in_a_moment() {
    let nth = |nth: usize| {
        let parent = (nth > 0).then(|| format!("T-{}", nth - 1));
        NewTask { parent, ..new_task(&format!("T-{nth}")) }
    };
    let mut desk = TaskDesk::started();
    desk.does(add((0..1_000).rev().map(nth))).unwrap();
    let circle = NewTask { parent: Some("C-999".into()), ..new_task("C-0") };
    let below = |nth: usize| {
        let parent = Some(format!("C-{}", nth - 1));
        NewTask { parent, ..new_task(&format!("C-{nth}")) }
    };
    let all = [circle].into_iter().chain((1..1_000).map(below));
    let refusal = desk.does(add(all)).unwrap_err();
    assert!(refusal.why.contains("task C-0 would be above itself: task C-999"), "{refusal}");
}

#[test]
fn a_parent_may_come_after_its_child_in_one_command() {
    let mut desk = TaskDesk::started();
    let child = NewTask { parent: Some("P-1".into()), ..new_task("C-1") };
    desk.does(add([child, new_task("P-1")])).unwrap();
    assert_eq!(desk.task("C-1").parent.unwrap().id, "P-1");
}

#[test]
fn tasks_without_ids_get_those_that_are_free() {
    let mut desk = TaskDesk::started();
    desk.does(add([new_task("3")])).unwrap();
    desk.does(add([new_task(""), new_task("5"), new_task("")])).unwrap();
    let mut ids: Vec<_> = tasks(&desk.journal).into_iter().map(|task| task.name.id).collect();
    ids.sort();
    assert_eq!(ids, ["TASK-3", "TASK-4", "TASK-5", "TASK-6"]);
}

#[test]
fn an_edit_says_what_changed_and_one_that_changes_nothing_is_refused() {
    let mut desk = TaskDesk::started();
    desk.does(add([NewTask { title: Some("Import".into()), ..new_task("7") }])).unwrap();
    let title = |title: &str| TaskEdit { title: Some(title.into()), ..TaskEdit::default() };
    desk.does(edit("7", title("Importer"))).unwrap();
    let Fact::Task(TaskFact::Edited { edits, .. }) = &desk.newest().event else { panic!() };
    let (from, to) = ("Import".to_owned(), "Importer".to_owned());
    assert_eq!(*edits, [FieldEdit { field: "title".into(), from, to }]);
    let refusal = desk.does(edit("7", title("Importer"))).unwrap_err();
    assert!(refusal.why.contains("like that already"), "{refusal}");
}

#[test]
fn an_edit_of_an_open_task_changes_its_frame() {
    let mut desk = TaskDesk::started();
    desk.does(push("7")).unwrap();
    let changes = TaskEdit {
        title: Some("Importer".into()),
        estimate_seconds: Some(Some(60)),
        ..TaskEdit::default()
    };
    desk.does(edit("7", changes)).unwrap();
    let top = desk.watch.live().unwrap().context_stack.top().unwrap();
    assert_eq!((top.title.as_deref(), top.estimate_seconds), (Some("Importer"), Some(60)));
    desk.does(Command::Undo).unwrap();
    let top = desk.watch.live().unwrap().context_stack.top().unwrap();
    assert_eq!((top.title.as_deref(), top.estimate_seconds), (None, None));
}

#[test]
fn what_is_over_is_not_completed_dropped_or_blocked_again() {
    let mut desk = TaskDesk::started();
    desk.does_all([push("7"), done("all of it")]);
    let task = || Some(TaskName::task("7"));
    for command in [
        TaskCommand::Complete { task: task(), summary: None, force: false },
        TaskCommand::Drop { task: TaskName::task("7"), reason: None, force: false },
        TaskCommand::Block { task: task(), reason: "late".into() },
        TaskCommand::Claim { task: TaskName::task("7"), seconds: None, force: false },
    ] {
        let refusal = desk.does(Command::Task(command)).unwrap_err();
        assert!(refusal.why.contains("TASK-7 is done already"), "{refusal}");
    }
}

#[test]
fn a_task_is_changed_by_its_name_without_a_session_and_belongs_to_none() {
    let mut desk = TaskDesk::started();
    desk.does_all([add([new_task("7")]), Command::End { notes: None }]);
    let summary = TaskCommand::Summarize { task: Some(TaskName::task("7")), text: "ok".into() };
    desk.does(Command::Task(summary)).unwrap();
    assert_eq!((desk.newest().session.clone(), desk.newest().context.len()), (None, 0));
    let unnamed = TaskCommand::Summarize { task: None, text: "ok".into() };
    let refusal = desk.does(Command::Task(unnamed)).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::NothingThere);
}

#[test]
fn an_unknown_task_is_not_there() {
    let mut desk = TaskDesk::started();
    let title = TaskEdit { title: Some("x".into()), ..TaskEdit::default() };
    let refusal = desk.does(edit("99", title)).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::NothingThere);
    assert!(refusal.why.contains("no task TASK-99 is known"), "{refusal}");
}

#[test]
fn an_artifact_belongs_to_the_session_and_to_its_task() {
    let mut desk = TaskDesk::started();
    let artifact =
        |at: &str| Artifact { location: at.into(), title: None, sha256: None, bytes: None };
    let add =
        |at: &str| Command::Task(TaskCommand::AddArtifact { task: None, artifact: artifact(at) });
    desk.does(add("https://example.org/plan")).unwrap();
    desk.does_all([push("7"), add("/srv/report.pdf")]);
    assert_eq!(desk.task("TASK-7").artifacts, [artifact("/srv/report.pdf")]);
    assert_eq!(desk.watch.live().unwrap().artifacts.len(), 2);
    desk.does(Command::Undo).unwrap();
    assert_eq!(desk.watch.live().unwrap().artifacts.len(), 1);
    assert_eq!(desk.task("TASK-7").artifacts, []);
    for nth in 1..100 {
        desk.does(add(&format!("/srv/{nth}"))).unwrap();
    }
    let refusal = desk.does(add("/srv/100")).unwrap_err();
    assert!(refusal.why.contains("100 artifacts already"), "{refusal}");
}

#[test]
fn a_blocked_task_goes_on_where_it_was() {
    let mut desk = TaskDesk::started();
    let block = |id| TaskCommand::Block { task: Some(TaskName::task(id)), reason: "key".into() };
    let unblock = |id| TaskCommand::Unblock { task: Some(TaskName::task(id)) };
    desk.does_all([add([new_task("1")]), push("2")]);
    for (id, status) in [("1", TaskStatus::Todo), ("2", TaskStatus::InProgress)] {
        desk.does_all([Command::Task(block(id)), Command::Task(unblock(id))]);
        assert_eq!(desk.task(&format!("TASK-{id}")).status, status);
    }
    let refusal = desk.does(Command::Task(unblock("1"))).unwrap_err();
    assert!(refusal.why.contains("TASK-1 is not blocked"), "{refusal}");
}

#[test]
fn a_redo_puts_no_task_above_itself() {
    let mut desk = TaskDesk::started();
    desk.does(add([new_task("21"), new_task("22")])).unwrap();
    let parent = |id: &str| TaskEdit { parent: Some(id.into()), ..TaskEdit::default() };
    desk.does_all([edit("21", parent("22")), Command::Undo]);
    let refusal = desk
        .does_knowing(Command::Redo, |tasks| {
            for known in &mut tasks.known {
                let is_above = known.task.name.id == "TASK-22";
                known.task.parent =
                    is_above.then(|| FrameRef { kind: FrameKind::task(), id: "TASK-21".into() });
            }
        })
        .unwrap_err();
    assert!(refusal.why.contains("TASK-21 would be above itself: TASK-22 is below it"));
    desk.does(Command::Redo).unwrap();
    assert_eq!(desk.task("TASK-21").parent.unwrap().id, "TASK-22");
}

#[test]
fn who_continues_a_session_is_told_that_another_desk_claims_its_task() {
    let mut desk = TaskDesk::started();
    desk.does(push("7")).unwrap();
    let (task, newest_utc) = (desk.task("TASK-7"), desk.now().utc);
    let mut known =
        [KnownTask { task, earlier_ms: 0, newest_utc, elsewhere: Vec::new(), progress: None }];
    let own = DeskName::default();
    assert_eq!(known[0].claimed_elsewhere(&own, newest_utc), None);
    let (night, operator) = (DeskName::named("night"), "bo".to_owned());
    let claim = Claim { desk: night.clone(), operator, until_utc: None };
    known[0].task.claim = Some(claim);
    let told = known[0].claimed_elsewhere(&own, newest_utc);
    assert_eq!(told.as_deref(), Some("bo claims TASK-7 on the desk night"));
    assert_eq!(known[0].claimed_elsewhere(&night, newest_utc), None);
}

#[test]
fn a_session_that_is_continued_knows_its_tasks_again() {
    let mut desk = TaskDesk::started();
    desk.does(Command::Push(frame("7", Some("Import"), None))).unwrap();
    desk.pass_minutes(5);
    desk.does(Command::End { notes: None }).unwrap();
    let title = TaskEdit { title: Some("Importer".into()), ..TaskEdit::default() };
    desk.does_all([edit("7", title), Command::Continue { session: None }]);
    let top = desk.watch.live().unwrap().context_stack.top().unwrap();
    assert_eq!((top.title.as_deref(), top.earlier_ms), (Some("Importer"), 301_000));
}
