//! The rules of the lifecycle as stories: `tests/replay/*.toml`, each named for what it shows.
//!
//! A story is a list of steps. Each may let time pass (`after`), step the wall clock (`wall`) or
//! boot the machine anew (`boot`), may give one command (`do`), and says what is to be seen then
//! (`is`), or why it is refused. `README.md` beside them explains every word.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Timelike, Utc};
use onwatch::config::directives;
use onwatch::core::{
    Activity, AlertState, At, CheckCode, CheckItem, CheckLevel, CheckRules, Command, Correction,
    DeskGlance, DeskName, Edit, Expect, FrameGlance, GapGlance, Glance, Phase, PlaybookProgress,
    PolicyGlance, Refusal, RefusalKind, Reminder, Request, RunGlance, RunStatus, RunStep, Session,
    SessionGlance, SessionId, SessionKey, SessionRecord, StepGlance, StepStanding, Task, Trend,
    Until, Watch, Workflows, seconds_text,
};
use onwatch::failure::Words;
use onwatch::paths::Paths;
use serde::Deserialize;

use crate::paper::place::Place;
use crate::paper::{Clocks, PaperDesk, by};
use crate::words::{command, ms, read_at};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    #[serde(default = "monday_morning")]
    starts: DateTime<Utc>,
    boot: Option<String>,
    #[serde(default)]
    zone: Place,
    /// The agents that are known; any, if it is not there.
    agents: Option<Vec<String>>,
    /// The statuses of workflows.
    #[serde(default)]
    statuses: BTreeMap<String, Vec<String>>,
    /// How much checks matter that matter otherwise than usual.
    #[serde(default)]
    levels: BTreeMap<CheckCode, CheckLevel>,
    /// The settings file, which has the policy.
    #[serde(default)]
    settings: String,
    /// The playbook files: the main one is called `playbook`.
    #[serde(default)]
    playbooks: BTreeMap<String, String>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    after: Option<String>,
    wall: Option<String>,
    asleep: Option<String>,
    down: Option<String>,
    #[serde(default)]
    seen: bool,
    boot: Option<String>,
    r#do: Option<String>,
    at: Option<String>,
    ago: Option<String>,
    estimate: Option<String>,
    saw: Option<String>,
    operation: Option<String>,
    measured_by: Option<String>,
    /// For how long what it sets counts, such as `2h`.
    until: Option<String>,
    #[serde(default = "ana")]
    by: String,
    refused: Option<Sort>,
    because: Option<String>,
    /// Why it completes something although a check fails.
    reason: Option<String>,
    /// Why it is done although a policy or a playbook is against it.
    r#override: Option<String>,
    /// What policy and playbooks say of it: the level, the rule and the cause.
    judged: Option<Vec<String>>,
    /// The settings file since then.
    settings: Option<String>,
    /// Playbook files that are others since then.
    playbooks: Option<BTreeMap<String, String>>,
    /// What the checks say of what it completes, in full.
    checks: Option<Vec<String>>,
    says: Option<String>,
    is: Option<Seen>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Sort {
    Usage,
    NothingThere,
    Refused,
    Policy,
}

/// What is to be seen; what is not named is not looked at.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Seen {
    session: Option<String>,
    active: Option<String>,
    paused: Option<String>,
    this_pause: Option<String>,
    breaks: Option<u32>,
    since: Option<DateTime<Utc>>,
    started: Option<DateTime<Utc>>,
    ended: Option<DateTime<Utc>>,
    notes: Option<String>,
    start_notes: Option<String>,
    closing_notes: Option<String>,
    #[serde(rename = "type")]
    session_type: Option<String>,
    reason: Option<String>,
    stack: Option<Vec<String>>,
    left: Option<Vec<String>>,
    stretches: Option<Vec<String>>,
    band: Option<String>,
    health: Option<String>,
    /// What is known of the band and of the health.
    alerts: Option<[String; 2]>,
    /// What a source says of the health that is worse than a person's word; empty if none does.
    overruled: Option<String>,
    /// Why the desk waits for a person; empty if it does not.
    waits: Option<String>,
    undoes: Option<String>,
    redoes: Option<String>,
    newest: Option<String>,
    newest_context: Option<Vec<String>>,
    undone: Option<Vec<String>>,
    filed: Option<Vec<String>>,
    days: Option<Vec<String>>,
    gaps: Option<Vec<String>>,
    forgotten: Option<String>,
    /// Sessions that are over, each in full.
    past: Option<Vec<String>>,
    /// What was corrected of past sessions, by whom.
    corrections: Option<Vec<String>>,
    last_ended: Option<String>,
    /// The run of the desk: its status, its agent, its workflow and its user; or `none`.
    run: Option<String>,
    /// The steps that the run completed.
    run_steps: Option<Vec<String>>,
    /// The data of the run.
    run_data: Option<Vec<String>>,
    /// When the run changed last.
    run_updated: Option<String>,
    /// What is known of some tasks.
    tasks: Option<Vec<String>>,
    /// What came out of the session.
    artifacts: Option<Vec<String>>,
    /// The steps of playbooks, each with its number, where it stands, its value and what blocks it.
    playbooks: Option<BTreeMap<String, Vec<String>>>,
    /// Where playbooks were left: name, number, and the number to repeat.
    held: Option<Vec<String>>,
    /// What was done in the session against a rule.
    overrides: Option<Vec<String>>,
    /// The steps of playbooks that were done or skipped in the session.
    session_steps: Option<Vec<String>>,
    /// What got bad since the start, and whether the operator is asked or told.
    turned: Option<Vec<String>>,
    /// What the policy reminds of.
    reminders: Option<Vec<String>>,
}

fn monday_morning() -> DateTime<Utc> {
    "2026-01-05T09:00:00Z".parse().unwrap()
}

fn ana() -> String {
    "ana".to_owned()
}

#[test]
fn every_story_goes_as_it_is_told() {
    let stories = stories();
    assert!(stories.len() > 40, "only {} stories were found", stories.len());
    let failures: Vec<String> = stories.iter().filter_map(|path| tell(path).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

fn stories() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replay");
    let mut stories: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    stories.sort();
    stories
}

fn tell(path: &Path) -> Result<(), String> {
    let name = path.file_stem().unwrap().to_string_lossy();
    let story: Story = toml::from_str(&std::fs::read_to_string(path).unwrap())
        .map_err(|error| format!("{name}: {error}"))?;
    let mut teller = Teller {
        clocks: Clocks::at(story.starts, story.boot.as_deref()),
        desk: PaperDesk::with_settings(workflows(&story), rules(&story)),
        place: story.zone,
        clock_was_set: false,
        ids: BTreeMap::new(),
        settings: story.settings.clone(),
        playbooks: story.playbooks.clone(),
    };
    teller.read_directives();
    for (nth, step) in story.steps.iter().enumerate() {
        let told = catch_unwind(AssertUnwindSafe(|| teller.take(step)));
        let what = step.r#do.as_deref().unwrap_or("(look)");
        told.map_err(|_| "a law was broken (above)".to_owned())
            .and_then(|told| told)
            .map_err(|why| format!("{name}, step {} `{what}`: {why}", nth + 1))?;
    }
    Ok(())
}

/// Returns what is known of a task, as in "TASK-7 done, completed: Import, 2h 00m after 1h 00m, in SPRINT-1,
/// below T-00, for ana; all rows; blocked: why".
fn task_line(task: &Task) -> String {
    let some = |before: &str, text: Option<&str>| {
        text.map(|text| format!("{before}{text}")).unwrap_or_default()
    };
    let old = task.old_estimates.iter().filter_map(|old| old.seconds).map(seconds_text);
    let old = old.fold(String::new(), |all, old| all + " after " + &old);
    let estimate = task.estimate_seconds.map(seconds_text);
    let estimate = estimate.map(|estimate| format!(", {estimate}{old}")).unwrap_or_default();
    let claim = task.claim.as_ref().map(|claim| claim.operator.as_str());
    let parent = task.parent.as_ref().map(|parent| parent.id.as_str());
    [
        format!("{} {}, {}", task.name.id, task.status, task.delegation.words()),
        some(": ", task.title.as_deref()),
        estimate,
        some(", in ", task.sprint.as_deref()),
        some(", below ", parent),
        some(", for ", task.assignee.as_deref()),
        some(", claimed by ", claim),
        some("; ", task.summary.as_deref()),
        some("; because ", task.reason.as_deref()),
    ]
    .concat()
}

/// Returns the result of a check: how much it matters, its code and its sentence.
fn check_line(item: &CheckItem) -> String {
    let level = match (item.is_met, item.level) {
        (true, _) => "done",
        (false, CheckLevel::Error) => "error",
        (false, CheckLevel::Warning) => "warning",
        (false, CheckLevel::Advice) => "advice",
        (false, CheckLevel::Off) => "off",
    };
    format!("{level} {}: {}", item.code, item.text)
}

/// Returns a step: its number, where it stands, its value, its note, and what blocks it.
fn step_line(step: &StepStanding) -> String {
    let state = format!("{:?}", step.state).to_lowercase();
    let mark = step.mark.as_ref();
    let some = |sign: &str, text: Option<&String>| {
        text.map(|text| format!("{sign}{text}")).unwrap_or_default()
    };
    let value = some(" = ", mark.and_then(|mark| mark.value.as_ref()));
    let note = some(", ", mark.and_then(|mark| mark.note.as_ref()));
    let against = some(", against the rule: ", mark.and_then(|mark| mark.overridden.as_ref()));
    let by = mark.map(|mark| format!(" by {}", mark.by)).unwrap_or_default();
    let blocked: Vec<String> = step.blocked.iter().map(|why| format!(": {why}")).collect();
    format!("{} {state}{by}{value}{note}{against}{}", step.number, blocked.concat())
}

fn rules(story: &Story) -> Arc<CheckRules> {
    Arc::new(CheckRules { levels: story.levels.clone(), ..CheckRules::default() })
}

fn workflows(story: &Story) -> Arc<Workflows> {
    let words = |words: &Vec<String>| words.iter().cloned().map(RunStatus).collect();
    let statuses = story.statuses.iter();
    Arc::new(Workflows {
        known_agents: story.agents.as_ref().map(|agents| agents.iter().cloned().collect()),
        statuses: statuses.map(|(workflow, list)| (workflow.clone(), words(list))).collect(),
    })
}

struct Teller {
    clocks: Clocks,
    desk: PaperDesk,
    place: Place,
    /// Somebody set the wall clock: then its two times do not say how long it was.
    clock_was_set: bool,
    ids: BTreeMap<String, SessionId>,
    settings: String,
    playbooks: BTreeMap<String, String>,
}

impl Teller {
    /// Reads policy and playbooks as the desk reads them: from files.
    fn read_directives(&mut self) {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::under(home.path());
        let settings = paths.settings();
        let folder = settings.parent().unwrap();
        std::fs::create_dir_all(folder.join("playbooks")).unwrap();
        std::fs::write(&settings, &self.settings).unwrap();
        for (name, text) in &self.playbooks {
            let file = match name.as_str() {
                "playbook" => folder.join("playbook.toml"),
                name => folder.join(format!("playbooks/{name}.toml")),
            };
            std::fs::write(file, text).unwrap();
        }
        let mut directives = directives(&paths);
        // The folder has another name at each telling.
        let told = |cause: &String| cause.replace(folder.to_str().unwrap(), "CONFIG");
        directives.policy_fault = directives.policy_fault.as_ref().map(told);
        for broken in &mut directives.playbooks.broken {
            broken.cause = told(&broken.cause);
        }
        self.desk.directives = Arc::new(directives);
    }

    fn take(&mut self, step: &Step) -> Result<(), String> {
        if step.settings.is_some() || step.playbooks.is_some() {
            self.settings = step.settings.clone().unwrap_or(self.settings.clone());
            self.playbooks.extend(step.playbooks.clone().unwrap_or_default());
            self.read_directives();
        }
        if let Some(after) = &step.after {
            self.clocks.pass(ms(after));
        }
        if let Some(wall) = &step.wall {
            self.clocks.step_wall(ms(wall));
            self.clock_was_set = true;
        }
        if step.seen {
            self.desk.heartbeat(&mut self.clocks);
        }
        if let Some(asleep) = &step.asleep {
            self.clocks.sleep(ms(asleep));
        }
        if let Some(down) = &step.down {
            self.clocks.step_wall(ms(down));
        }
        if let Some(boot) = &step.boot {
            self.clocks.reboot(boot);
        }
        if let Some(words) = &step.r#do {
            let request = self.request(words, step);
            if let Some(wanted) = &step.checks {
                let report = self.desk.checks(&request, &self.clocks.now);
                let items = report.iter().flat_map(|report| &report.items);
                same("checks", &items.map(check_line).collect::<Vec<_>>(), wanted)?;
            }
            if let Some(wanted) = &step.judged {
                same("judged", &self.desk.judgement(&request, &self.clocks.now), wanted)?;
            }
            let answer = self.desk.obey(&request, &self.clocks.now);
            match (answer, step.refused) {
                (Ok(message), None) => includes(&message, step.says.as_deref())?,
                (Ok(message), Some(_)) => return Err(format!("was obeyed: {message}")),
                (Err(refusal), None) => return Err(format!("was refused: {refusal}")),
                (Err(refusal), Some(sort)) => {
                    same("kind", &refusal.kind, &kind(sort))?;
                    includes(&in_full(&refusal), step.because.as_deref())?;
                }
            }
        }
        if let Some(session) = &self.desk.watch.session {
            self.ids.insert(session.key.to_string(), session.id.clone());
        }
        self.agree()?;
        step.is.as_ref().map_or(Ok(()), |seen| self.look(seen))
    }

    /// What the panel shows, what the store holds and what the reports tell is the same time.
    fn agree(&self) -> Result<(), String> {
        let now = &self.clocks.now;
        let Some(shown) = Glance::of(&self.desk.watch, now).shown().cloned() else { return Ok(()) };
        let saved = serde_json::to_value(&self.desk.watch).unwrap();
        let stored = self.desk.watch.session.as_ref().map(Session::closed_ms);
        self.comes_to_all_of_it(&shown)?;
        if shown.phase != Phase::Active {
            same("active time in the state file", &stored, &Some(shown.active_ms))?;
        }
        let loaded: Watch = serde_json::from_value(saved).unwrap();
        let read = Glance::of(&loaded, now).shown().map(|shown| shown.active_ms);
        same("active time as loaded", &read, &Some(shown.active_ms))?;
        // The reports know past sessions: aside, this one ends now.
        let mut aside = self.desk.clone();
        if shown.phase.is_live() {
            let reason = Some("the reports know past sessions".to_owned());
            let end = Request { reason, ..Request::new(Command::End { notes: None }, by("ana")) };
            aside.obey(&end, now).map_err(|refusal| refusal.to_string())?;
        }
        if let Some(record) = aside.filed().get(&shown.id) {
            same("active time as filed", &record.active_ms, &shown.active_ms)?;
        }
        let days: u64 = aside.days(|at| self.place.local(at)).iter().map(|day| day.active_ms).sum();
        let filed: u64 = aside.filed().values().map(|record| record.active_ms).sum();
        same("active time by day", &days, &filed)?;
        for record in aside.filed().values() {
            let told = aside.story(record.key, now).map_err(|refusal| refusal.to_string())?.session;
            same("active time as told in full", &told.active_ms(now), &record.active_ms)?;
            let pieces: u64 = told.worked_pieces(now).iter().map(|piece| piece.ms).sum();
            same("active time piece by piece", &pieces, &record.active_ms)?;
        }
        Ok(())
    }

    /// Active, paused and not counted is all the time from the start to the end, and what is not
    /// counted lies in the gaps that are told.
    fn comes_to_all_of_it(&self, shown: &SessionGlance) -> Result<(), String> {
        let sum_ms = shown.active_ms + shown.paused_ms + shown.uncounted_ms;
        same("active, paused and not counted", &sum_ms, &shown.wall_ms)?;
        if self.clock_was_set {
            return Ok(());
        }
        let end = shown.ended_at_utc.unwrap_or(self.clocks.now.utc);
        let all_ms = (end - shown.started_at_utc).num_milliseconds().unsigned_abs();
        same("wall time", &shown.wall_ms, &all_ms)?;
        let rest = |gap: &GapGlance| gap.seconds - gap.kept_seconds;
        let gaps: u64 = shown.gaps.iter().map(rest).sum();
        let floored = gaps..=gaps + shown.gaps.len() as u64;
        if floored.contains(&shown.uncounted_seconds) {
            return Ok(());
        }
        Err(format!("{}s are not counted, {gaps}s lie in gaps", shown.uncounted_seconds))
    }

    fn request(&self, words: &str, step: &Step) -> Request {
        let now = self.clocks.now.utc;
        let at = step.at.as_deref().map(|at| read_at(at, now));
        let ago = step.ago.as_deref().map(|ago| At::Ago(ms(ago).unsigned_abs()));
        Request {
            at: at.or(ago).unwrap_or_default(),
            expect: step.saw.as_deref().map(|saw| self.expectation(saw)),
            operation: step.operation.clone(),
            reason: step.reason.clone(),
            override_reason: step.r#override.clone(),
            provenance: step.measured_by.clone().into(),
            until: step.until.as_deref().map(|long| Until::For(ms(long).unsigned_abs() / 1_000)),
            ..Request::new(command(words, step.estimate.as_deref(), now), by(&step.by))
        }
    }

    fn expectation(&self, saw: &str) -> Expect {
        match saw.split_once(' ').unwrap() {
            ("activity", at) => Expect::LastActivity(Some(at.parse().unwrap())),
            ("no", "session") => Expect::Session(None),
            ("event", seq) => Expect::Seq(seq.parse().unwrap()),
            ("undo", seq) => Expect::Undoes(seq.parse().unwrap()),
            ("redo", seq) => Expect::Redoes(seq.parse().unwrap()),
            ("band", band) => Expect::Band(band.parse().unwrap()),
            ("health", light) => Expect::Health(light.parse().unwrap()),
            (key, "active") => Expect::Session(Some((self.ids[key].clone(), Phase::Active))),
            (key, "paused") => Expect::Session(Some((self.ids[key].clone(), Phase::Paused))),
            other => panic!("{other:?} is nothing to see"),
        }
    }

    fn look(&self, seen: &Seen) -> Result<(), String> {
        for wanted in seen.tasks.iter().flatten() {
            let all: Vec<String> = self.desk.tasks().iter().map(task_line).collect();
            if !all.contains(wanted) {
                return Err(format!("of tasks there is {all:?} and not {wanted:?}"));
            }
        }
        if let Some(wanted) = &seen.artifacts {
            let session = self.desk.watch.session.iter();
            let all = session.flat_map(|session| &session.artifacts);
            let all: Vec<String> = all.map(|artifact| artifact.location.clone()).collect();
            same("artifacts", &all, wanted)?;
        }
        self.look_at_playbooks(seen)?;
        let glance = Glance::of(&self.desk.watch, &self.clocks.now);
        let shown = glance.shown();
        let seconds = |duration: &String| u64::try_from(ms(duration) / 1_000).unwrap();
        if let Some(session) = &seen.session {
            let there = shown.map(|s| format!("{} {}", s.key, s.phase.word()));
            same("session", &there.unwrap_or("none".into()), session)?;
        }
        if let Some(shown) = shown {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            check("active", seen.active.as_ref().map(seconds), &shown.active_seconds)?;
            check("paused", seen.paused.as_ref().map(seconds), &shown.paused_seconds)?;
            let pause = seen.this_pause.as_ref().map(seconds);
            check("this pause", pause, &shown.present_pause_seconds)?;
            check("breaks", seen.breaks, &shown.breaks)?;
            check("since", seen.since, &shown.phase_since_utc)?;
            check("started", seen.started, &shown.started_at_utc)?;
            check("ended", seen.ended.map(Some), &shown.ended_at_utc)?;
            check("notes", seen.notes.clone(), &text(&shown.notes))?;
            check("start notes", seen.start_notes.clone(), &text(&shown.start_notes))?;
            let closing = seen.closing_notes.clone().map(Some);
            check("closing notes", closing, &shown.closing_notes)?;
            check("type", seen.session_type.clone(), &shown.session_type.to_string())?;
            check("reason", seen.reason.clone(), &text(&shown.pause_reason))?;
            check("stack", seen.stack.clone(), &frames(&shown.context_stack))?;
            check("left", seen.left.clone(), &frames(&shown.closed_frames))?;
            let strip = shown.stretches.iter().map(|stretch| {
                let kind = format!("{:?}", stretch.kind).to_lowercase();
                format!("{kind} {}", duration(stretch.seconds))
            });
            check("stretches", seen.stretches.clone(), &strip.collect())?;
        } else if seen.active.is_some()
            || seen.notes.is_some()
            || seen.stack.is_some()
            || seen.session_type.is_some()
        {
            return Err("there is no session to look at".into());
        }
        let governance = &glance.governance;
        let drift = |what: fn(&onwatch::core::Drift) -> Trend| {
            let trend = governance.drift.as_ref().map(what);
            trend.map(|trend| format!(" {trend:?}").to_lowercase()).unwrap_or_default()
        };
        let band = format!("{}{}", governance.cone.band.letter(), drift(|d| d.band));
        check("band", seen.band.clone(), &band)?;
        let health = format!("{}{}", governance.health.status, drift(|d| d.health));
        check("health", seen.health.clone(), &health)?;
        let both = [&governance.band_alert, &governance.health_alert];
        check("alerts", seen.alerts.clone(), &both.map(alert_text))?;
        let over = governance.health_overruled.as_ref();
        let over = over.map(|over| over.text(&over.source, "")).unwrap_or_default();
        check("overruled", seen.overruled.clone(), &over.trim().to_owned())?;
        let desk = DeskGlance::of(DeskName::of(None), &self.desk.watch, &self.clocks.now);
        let waits = desk.waits_for.map(|waits| waits.text()).unwrap_or_default();
        check("waits", seen.waits.clone(), &waits)?;
        let step = |step: Option<StepGlance>| {
            step.map_or("nothing".into(), |step| format!("{} {}", step.seq, step.text))
        };
        check("undoes", seen.undoes.clone(), &step(glance.undoes))?;
        check("redoes", seen.redoes.clone(), &step(glance.redoes))?;
        let newest = glance.recent.first().map(activity);
        check("newest", seen.newest.clone(), &newest.unwrap_or_default())?;
        let context = glance.recent.first().map(|newest| newest.context.iter());
        let context = context.into_iter().flatten().map(ToString::to_string).collect();
        check("newest context", seen.newest_context.clone(), &context)?;
        let undone = glance.recent.iter().filter(|a| a.undone).map(activity);
        check("undone", seen.undone.clone(), &undone.collect())?;
        let gaps = glance.gaps.iter().map(|gap| {
            let why = format!("{:?}", gap.why).to_lowercase();
            format!("{} {why} {}", gap.id, duration(gap.seconds))
        });
        check("gaps", seen.gaps.clone(), &gaps.collect())?;
        let idle = glance.forgotten.as_ref().map(|live| duration(live.idle_seconds));
        check("forgotten", seen.forgotten.clone(), &idle.unwrap_or("no".into()))?;
        let filed = self.desk.filed().values();
        let filed =
            filed.map(|record| format!("{} {}", record.key, duration(record.active_ms / 1_000)));
        check("filed", seen.filed.clone(), &filed.collect())?;
        let days = self.desk.days(|at| self.place.local(at));
        let days =
            days.iter().map(|day| format!("{} {}", day.date, duration(day.active_ms / 1_000)));
        check("days", seen.days.clone(), &days.collect())?;
        self.look_at_the_past(seen)
    }

    fn look_at_playbooks(&self, seen: &Seen) -> Result<(), String> {
        let (watch, now, directives) = (&self.desk.watch, &self.clocks.now, &self.desk.directives);
        for (name, wanted) in seen.playbooks.iter().flatten() {
            let playbook = directives.playbooks.find(Some(name)).ok_or(format!("no {name}"))?;
            let standing = watch.playbook_standing(playbook, now);
            let steps: Vec<String> = standing.steps.iter().map(step_line).collect();
            same(name, &steps, wanted)?;
        }
        let held = watch.playbooks.iter().filter_map(|(name, progress)| {
            let held = progress.held.as_ref()?;
            let after = held.repeat.map_or("-".to_owned(), |repeat| repeat.to_string());
            let name = PlaybookProgress::playbook_of(name);
            Some(format!("{name} {} after {after}", held.number))
        });
        check("held", seen.held.clone(), &held.collect())?;
        let session = || watch.session.iter();
        let overrides = session().flat_map(|session| &session.overrides).map(|one| {
            format!("{} by {}: {}; {}", one.verb.word(), one.by, one.rules.join(", "), one.reason)
        });
        check("overrides", seen.overrides.clone(), &overrides.collect())?;
        let steps = session().flat_map(|session| &session.playbook_steps).map(|one| {
            let skipped = if one.skipped { " skipped" } else { "" };
            let value = one.value.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
            format!("{} {}{skipped}{value} by {}", one.playbook, one.number, one.by)
        });
        check("session steps", seen.session_steps.clone(), &steps.collect())?;
        let policy = PolicyGlance::of(watch, now, directives);
        let turned = policy.turned.iter().map(|turned| {
            let level = if turned.asks { "asks" } else { "tells" };
            format!("{level} {}: {}", clock(turned.since_utc), turned.why)
        });
        check("turned", seen.turned.clone(), &turned.collect())?;
        let reminders = policy.reminders.iter().map(Reminder::sentence);
        check("reminders", seen.reminders.clone(), &reminders.collect())
    }

    fn look_at_the_past(&self, seen: &Seen) -> Result<(), String> {
        let past = || self.desk.past().values();
        if let Some(told) = &seen.past {
            let is_named = |session: &&Session| {
                told.iter().any(|told| told.starts_with(&session.key.to_string()))
            };
            let named = past().filter(is_named).map(in_one_line);
            same("past", &sorted(named), &sorted(told.iter().cloned()))?;
        }
        let corrections = past().flat_map(|session| {
            let line = |correction: &Correction| {
                let edits: Vec<String> = correction.edits.iter().map(edit).collect();
                format!("{} by {}: {}", session.key, correction.by.operator, edits.join(", "))
            };
            session.corrections.iter().map(line)
        });
        check("corrections", seen.corrections.clone(), &corrections.collect())?;
        let last = self.desk.watch.last_ended.as_ref();
        let last = last.map(|last| format!("{} {}", last.key, clock(last.ended_at_utc)));
        check("last ended", seen.last_ended.clone(), &last.unwrap_or("none".into()))?;
        self.look_at_the_run(seen)
    }

    fn look_at_the_run(&self, seen: &Seen) -> Result<(), String> {
        let run = RunGlance::of(&self.desk.watch, &self.clocks.now);
        let run = run.as_ref();
        let in_one_line = run.map(|run| {
            let [agent, workflow, user] = [&run.agent_id, &run.workflow_id, &run.user_id]
                .map(|word| word.as_deref().unwrap_or("-"));
            format!("{} {agent} {workflow} {user}", run.status)
        });
        check("run", seen.run.clone(), &in_one_line.unwrap_or("none".into()))?;
        let step = |step: &RunStep| {
            let ms = step.ms.map(|ms| format!(" {ms} ms")).unwrap_or_default();
            let data = step.data.as_ref().map(|data| format!(" {data}")).unwrap_or_default();
            format!("{} {}{ms}{data}", clock(step.at_utc), step.name)
        };
        let steps = run.map(|run| run.steps.iter().map(step).collect()).unwrap_or_default();
        check("run steps", seen.run_steps.clone(), &steps)?;
        let fields = run.into_iter().flat_map(|run| &run.metadata);
        let fields = fields.map(|(name, value)| format!("{name}={value}")).collect();
        check("run data", seen.run_data.clone(), &fields)?;
        let updated = run.map(|run| clock(run.updated_at_utc));
        check("run updated", seen.run_updated.clone(), &updated.unwrap_or_default())
    }
}

fn sorted(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

/// Returns a session that is over, in full: its times, its pauses, its contexts and its gaps.
fn in_one_line(session: &Session) -> String {
    let record = SessionRecord::of(session);
    let span = |from, until| format!("{}-{}", clock(from), clock(until));
    let mut parts = vec![
        format!("{} {}", record.key, span(record.started_at_utc, record.ended_at_utc)),
        format!("active {}", exactly(record.active_ms)),
    ];
    if record.phase != Phase::Ended {
        parts.insert(1, record.phase.word().to_owned());
    }
    if let Some(word) = record.session_type.special() {
        parts.insert(1, format!("type {word}"));
    }
    if record.breaks > 0 || record.paused_ms > 0 {
        parts.push(format!("paused {} in {}", exactly(record.paused_ms), record.breaks));
    }
    parts.extend(record.contexts.iter().map(|stay| {
        let until = stay.until_utc.unwrap_or(record.ended_at_utc);
        format!("{} {} {}", stay.frame, span(stay.from_utc, until), exactly(stay.active_ms))
    }));
    parts.extend(record.gaps.iter().map(|gap| {
        let kept =
            if gap.is_answered { format!(" kept {}", exactly(gap.kept_ms)) } else { String::new() };
        format!("{} {}{kept}", gap.id, span(gap.from_utc, gap.until_utc))
    }));
    parts.join(", ")
}

fn edit(edit: &Edit) -> String {
    let name = edit.name();
    match edit {
        Edit::Start { from, to } | Edit::End { from, to } => {
            format!("{name} {} → {}", clock(*from), clock(*to))
        }
        Edit::Notes { .. } => name.to_owned(),
        Edit::Target { from, to } => {
            let text = |target: &Option<u64>| target.map_or("none".into(), duration);
            format!("{name} {} → {}", text(from), text(to))
        }
        Edit::Operator { from, to } => format!("{name} {from} → {to}"),
        Edit::Type { from, to } => format!("{name} {from} → {to}"),
        Edit::BreakAdded { from, to } | Edit::BreakRemoved { from, to } => {
            format!("{name} {}-{}", clock(*from), clock(*to))
        }
    }
}

/// Returns a time; with its day if that is not the Monday on which stories usually begin.
fn clock(at: DateTime<Utc>) -> String {
    let day = if at.date_naive() == monday_morning().date_naive() { "" } else { "%m-%d " };
    let time = match (at.second(), at.nanosecond()) {
        (0, 0) => "%H:%M",
        (_, 0) => "%H:%M:%S",
        (_, _) => "%H:%M:%S%.3f",
    };
    at.format(&format!("{day}{time}")).to_string()
}

fn exactly(ms: u64) -> String {
    humantime::format_duration(std::time::Duration::from_millis(ms)).to_string()
}

/// Returns a refusal as somebody at a shell reads it, on one line.
fn in_full(refusal: &Refusal) -> String {
    let Words { what, why, next } = Words::of(refusal, &|next| {
        onwatch::cli::hint::text(next, &onwatch::core::DeskName::of(None), &Utc)
    });
    format!("{what}: {why}; {next}")
}

fn kind(sort: Sort) -> RefusalKind {
    match sort {
        Sort::Usage => RefusalKind::Usage,
        Sort::NothingThere => RefusalKind::NothingThere,
        Sort::Refused => RefusalKind::Refused,
        Sort::Policy => RefusalKind::Policy,
    }
}

fn frames(frames: &[FrameGlance]) -> Vec<String> {
    let text = |frame: &FrameGlance| {
        let title = frame.title.as_ref().map(|title| format!(" {title}")).unwrap_or_default();
        let of = frame.estimate_seconds.map(|of| format!(" of {}", duration(of)));
        let of = of.unwrap_or_default();
        format!("{}{title}: {}{of}", frame.name, duration(frame.active_seconds))
    };
    frames.iter().map(text).collect()
}

fn activity(activity: &Activity) -> String {
    let key = activity.session.map(|key: SessionKey| format!("{key} ")).unwrap_or_default();
    format!("{key}{} {}", activity.verb.past(), activity.text).trim_end().to_owned()
}

fn duration(seconds: u64) -> String {
    humantime::format_duration(std::time::Duration::from_secs(seconds)).to_string()
}

fn check<T: PartialEq + Debug>(what: &str, told: Option<T>, seen: &T) -> Result<(), String> {
    told.map_or(Ok(()), |told| same(what, seen, &told))
}

fn same<T: PartialEq + Debug>(what: &str, seen: &T, told: &T) -> Result<(), String> {
    if seen == told {
        return Ok(());
    }
    Err(format!("{what}\n  is   {seen:?}\n  told {told:?}"))
}

fn includes(whole: &str, part: Option<&str>) -> Result<(), String> {
    match part {
        Some(part) if !whole.contains(part) => Err(format!("{whole:?} does not say {part:?}")),
        _ => Ok(()),
    }
}

/// Returns what is known of a band or a health, as in `new 09:03` and `was D 09:03-09:10`.
fn alert_text(state: &AlertState) -> String {
    let time = |at: &DateTime<Utc>| at.format("%H:%M").to_string();
    match state {
        AlertState::Normal => "normal".to_owned(),
        AlertState::New { since_utc, acknowledged: None } => format!("new {}", time(since_utc)),
        AlertState::New { acknowledged: Some(ack), .. } => {
            format!("still, acknowledged by {} {}", ack.by, time(&ack.at_utc))
        }
        AlertState::Acknowledged(ack) => {
            format!("acknowledged by {} {} {}", ack.by, time(&ack.at_utc), ack.reason)
                .trim_end()
                .to_owned()
        }
        AlertState::Returned(unseen) => {
            let until = unseen.until_utc.as_ref().map(time).unwrap_or_default();
            format!("was {} {}-{until}", unseen.word, time(&unseen.from_utc))
        }
        AlertState::Shelved(shelved) => {
            format!(
                "shelved by {} until {} {}",
                shelved.by,
                time(&shelved.until_utc),
                shelved.reason
            )
        }
    }
}
