//! The panel on a desk in memory: keys in, a screen and requests out. It has no terminal and no
//! clock.

use std::sync::Arc;

use chrono::{DateTime, Datelike, FixedOffset, NaiveTime, TimeDelta, Utc, Weekday};
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use onwatch::config::{ConfigError, LoadedSettings, PanelSetup};
use onwatch::core::{
    self, By, Calendar, CheckRules, DecidedChange, Decision, DeskName, DeskSession, Evidence, Hint,
    Interface, LookAt, Period, Preview, Refusal, RefusalKind, Request, SessionName, SessionRecord,
    SourceTimes, SprintPage, Tally, TaskChoices, Verb, WaitsFor, completion_check, decide,
};
use onwatch::desk::{Asked, Became, DeskView, Outcome, View};
use onwatch::failure::{FailedCommand, Failure, Incomplete};
use onwatch::index::MissingDesk;
use onwatch::signs::Signs;
use onwatch::store::StoreError;
use onwatch::tui::{
    ColourDepth, Effect, Environment, LookedInto, Message, Model, PageRequest, PanelEvent,
    PanelExit, PastAnswer, PastRequest, SessionMarks, SourcesNow, TaskBoard, TaskList,
    TerminalCapabilities, draw, update,
};
use onwatch::zone::{DayZone, Zone};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};

use super::evidence::evidence;
use super::pages::Pages;
use super::story::{Obeyed, Story};

/// One hour east of UTC.
pub const ZONE: FixedOffset = FixedOffset::east_opt(3_600).unwrap();

/// The panel on a desk in memory.
pub struct Panel {
    pub story: Story,
    pub model: Model,
    /// The requests that the panel sent to the desk.
    pub given: Vec<Request>,
    /// Requests that a slow desk has not answered yet.
    unanswered: Vec<Request>,
    /// How the panel ended.
    pub farewell: Option<PanelExit>,
    slow: bool,
    /// Reads are kept in `asked` and not answered at once.
    pub reads_slowly: bool,
    /// The least sessions of a page of the history.
    pub page_least: usize,
    /// The past sessions that are on file.
    pub past: Vec<SessionRecord>,
    /// How often the panel asked for their sums.
    pub tallies: u32,
    /// How often it looked whether the files were replaced.
    pub looks: u32,
    /// The other desks of this machine, with what they have: the live ones first.
    pub desks: Vec<DeskView>,
    /// The tasks and sprints of all desks.
    pub board: TaskBoard,
    /// The pages of tasks and sprints.
    pub pages: Vec<SprintPage>,
    /// The sources, and what they answered.
    pub sources: SourcesNow,
    /// What can be entered; `None` if the own desk knows everything.
    pub choices: Option<TaskChoices>,
    /// What the desk warns of when it is asked about the past.
    pub warnings: Vec<String>,
    /// The desks of which it warns.
    pub missing: Vec<MissingDesk>,
    /// What the settings say of checks.
    pub checks: CheckRules,
    /// All other effects that the panel asked for.
    pub asked: Vec<Effect>,
}

impl Panel {
    /// Opens the panel on a story, at 80×24, in a zone one hour east of UTC.
    pub fn open(story: Story) -> Self {
        Self::sized(story, 80, 24, true)
    }

    /// Opens the panel at a size, with or without colour.
    pub fn sized(story: Story, width: u16, height: u16, colour: bool) -> Self {
        Self::with(PanelSetup::defaults().unwrap(), story, width, height, colour)
    }

    /// Opens the panel with the settings of a file with this text.
    pub fn set(text: &str, story: Story, width: u16, height: u16) -> Self {
        Self::with(settings(text).unwrap().settings, story, width, height, true)
    }

    fn with(settings: PanelSetup, story: Story, width: u16, height: u16, colour: bool) -> Self {
        let mut panel = Self::unread(settings, story, width, height, colour);
        panel.hear(PanelEvent::StoreChanged);
        panel
    }

    /// Opens the panel with the settings of a file with this text, before its first look at the
    /// store is answered.
    pub fn before_the_first_look(text: &str, story: Story) -> Self {
        Self::unread(settings(text).unwrap().settings, story, 80, 24, true)
    }

    fn unread(settings: PanelSetup, story: Story, width: u16, height: u16, colour: bool) -> Self {
        let signs = Signs::Unicode;
        let colours = if colour { ColourDepth::TrueColour } else { ColourDepth::Mono };
        let capabilities = TerminalCapabilities { colours, signs, background: None };
        Self::unread_on(capabilities, settings, story, Size { width, height })
    }

    /// Opens the panel on a terminal that shows these signs.
    pub fn showing(signs: Signs, story: Story, width: u16, height: u16) -> Self {
        let colours = ColourDepth::TrueColour;
        let capabilities = TerminalCapabilities { colours, signs, background: None };
        Self::on_terminal(capabilities, story, Size { width, height })
    }

    /// Opens the panel on a terminal with these capabilities.
    pub fn on_terminal(capabilities: TerminalCapabilities, story: Story, size: Size) -> Self {
        let settings = PanelSetup::defaults().unwrap();
        let mut panel = Self::unread_on(capabilities, settings, story, size);
        panel.hear(PanelEvent::StoreChanged);
        panel
    }

    fn unread_on(
        capabilities: TerminalCapabilities,
        settings: PanelSetup,
        story: Story,
        size: Size,
    ) -> Self {
        let environment = Environment {
            by: By::new("ana", Interface::Tui, "desk"),
            desk: DeskName::of(None),
            zone: &ZONE,
            job_control: true,
            capabilities,
        };
        let model = Model::new(environment, settings, size, story.now.clone());
        Self {
            story,
            model,
            given: vec![],
            unanswered: vec![],
            farewell: None,
            slow: false,
            reads_slowly: false,
            page_least: 0,
            past: vec![],
            tallies: 0,
            looks: 0,
            desks: vec![],
            board: TaskBoard::default(),
            pages: vec![],
            sources: SourcesNow::default(),
            choices: None,
            warnings: vec![],
            missing: vec![],
            checks: CheckRules::default(),
            asked: vec![],
        }
    }

    /// Types each character as a key: `⏎` Enter, `⎋` Escape, `⇥` Tab, `⇤` Shift-Tab, `⌃` Ctrl-C,
    /// `␚` Ctrl-Z, `↓` `↑` a page down and up, `⌂` Home, `⤓` End, `⌫` Backspace,
    /// `△` `▽` `◁` `▷` the arrows. A second passes before each.
    pub fn type_keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.chars() {
            self.story.wait(0, 1);
            self.press(key);
        }
        self
    }

    /// Presses a letter with Control, now.
    pub fn control(&mut self, letter: char) {
        let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        self.hear(PanelEvent::Key(key));
    }

    /// Presses one key, now.
    pub fn press(&mut self, key: char) {
        let (code, modifiers) = match key {
            '⏎' => (KeyCode::Enter, KeyModifiers::NONE),
            '⎋' => (KeyCode::Esc, KeyModifiers::NONE),
            '⇥' => (KeyCode::Tab, KeyModifiers::NONE),
            '⇤' => (KeyCode::BackTab, KeyModifiers::SHIFT),
            '⌫' => (KeyCode::Backspace, KeyModifiers::NONE),
            '↓' => (KeyCode::PageDown, KeyModifiers::NONE),
            '△' => (KeyCode::Up, KeyModifiers::NONE),
            '▽' => (KeyCode::Down, KeyModifiers::NONE),
            '◁' => (KeyCode::Left, KeyModifiers::NONE),
            '▷' => (KeyCode::Right, KeyModifiers::NONE),
            '↑' => (KeyCode::PageUp, KeyModifiers::NONE),
            '⌂' => (KeyCode::Home, KeyModifiers::NONE),
            '⤓' => (KeyCode::End, KeyModifiers::NONE),
            '⌃' => (KeyCode::Char('c'), KeyModifiers::CONTROL),
            '␚' => (KeyCode::Char('z'), KeyModifiers::CONTROL),
            letter => (KeyCode::Char(letter), KeyModifiers::NONE),
        };
        self.hear(PanelEvent::Key(KeyEvent::new(code, modifiers)));
    }

    /// Repeats or releases a key.
    pub fn key_of_kind(&mut self, letter: char, kind: KeyEventKind) {
        let key = KeyEvent::new_with_kind(KeyCode::Char(letter), KeyModifiers::NONE, kind);
        self.hear(PanelEvent::Key(key));
    }

    /// Lets milliseconds pass, with a tick whenever the panel asked to be woken.
    pub fn pass_ms(&mut self, ms: u64) -> &mut Self {
        let mut left = ms;
        while left > 0 {
            let step = self.model.rest_ms().clamp(1, left);
            self.story.now.utc += chrono::TimeDelta::milliseconds(i64::try_from(step).unwrap());
            left -= step;
            self.hear(PanelEvent::Tick);
        }
        self
    }

    /// Gives the panel one event, and performs the effects it returns.
    pub fn hear(&mut self, event: PanelEvent) {
        let message = Message { at: self.story.now.clone(), event };
        for effect in update(&mut self.model, message) {
            match effect {
                Effect::ReadStore => self.look(None),
                Effect::GiveCommand(request) => {
                    self.given.push((*request).clone());
                    self.unanswered.push(*request);
                    if !self.slow {
                        self.answer();
                    }
                }
                Effect::ReadPast(PastRequest::Tally { since, day_start }) => {
                    self.tally(since, day_start);
                }
                Effect::ReadPast(read) if !self.reads_slowly => self.find(&read),
                Effect::LookAgain => self.looks += 1,
                Effect::Leave(farewell) => self.farewell = Some(farewell),
                other => self.asked.push(other),
            }
        }
    }

    /// Adds up the past sessions again, even if nothing asks for it.
    pub fn days_again(&mut self) {
        self.tally(DateTime::UNIX_EPOCH, NaiveTime::MIN);
    }

    /// Answers with the sums of the past sessions.
    fn tally(&mut self, since: DateTime<Utc>, day_start: NaiveTime) {
        self.tallies += 1;
        let (mut tally, period) = (Tally::default(), Period { since: Some(since), until: None });
        let past = self.past.iter().filter(|record| period.touches(record));
        past.for_each(|record| {
            tally.add(record, &period, |at| {
                DayZone { zone: &ZONE, begins: day_start }.day_clock(at)
            });
        });
        let filed = self.story.watch.filed_seq;
        self.hear(PanelEvent::PastRead(PastAnswer::Tally(Ok((filed, tally)))));
    }

    /// Makes the desk slow: it answers only in `answer`.
    pub fn slow(&mut self) -> &mut Self {
        self.slow = true;
        self
    }

    /// Lets the desk answer the requests it has.
    fn outcome(&self, request: &Request, obeyed: Obeyed) -> Outcome {
        let watch = self.story.watch.clone();
        let (seq, at, verb, message, became) = match obeyed {
            Obeyed::Recorded(line) => {
                let message = line.answer(request, &watch);
                (line.seq, line.at, line.event.verb(), message, Became::Recorded)
            }
            Obeyed::Unchanged(message) => {
                let verb = request.command.verb();
                (watch.seq, self.story.now.utc, verb, message.into(), Became::Unchanged)
            }
        };
        Outcome {
            seq,
            at,
            verb,
            message,
            next: None,
            became,
            tasks: vec![],
            check: None,
            forgotten: None,
            warnings: vec![],
            watch,
            moment: self.story.now.clone(),
        }
    }

    pub fn answer(&mut self) {
        for request in std::mem::take(&mut self.unanswered) {
            let answer = self.obey(&request).map_err(FailedCommand::from);
            let answer = answer.map(|obeyed| self.outcome(&request, obeyed));
            self.hear(PanelEvent::CommandAnswered(Box::new(answer)));
        }
    }

    /// Obeys a request as the desk would: a completion that checks block is one.
    fn obey(&mut self, request: &Request) -> Result<Obeyed, Failure> {
        let (watch, now) = (&self.story.watch, &self.story.now);
        let evidence = self.evidence(request);
        if let Ok(Decision::Incomplete(report)) = decide(watch, request, now, &evidence) {
            let verb = request.command.verb();
            return Err(Failure::Incomplete(Box::new(Incomplete {
                verb,
                report: *report,
                seq: 0,
            })));
        }
        Ok(self.story.obey(request)?)
    }

    /// Answers a read of the panel from the story.
    pub fn find(&mut self, read: &PastRequest) {
        let found = match read {
            PastRequest::Sessions(request) => {
                let count = request.count.max(self.page_least);
                let request = PageRequest { count, ..request.clone() };
                let answer = Pages(self.story.past()).answer(&request);
                PastAnswer::Sessions(Asked { answer, warnings: vec![], missing: vec![] })
            }
            PastRequest::Sums(request) => {
                let answer = Pages(self.story.past()).sums(request);
                PastAnswer::Sums(Asked { answer, warnings: vec![], missing: vec![] })
            }
            PastRequest::Tally { since, day_start } => return self.tally(*since, *day_start),
            PastRequest::Week { first, period } => {
                PastAnswer::Week { first: *first, sessions: Ok(self.sessions_within(period)) }
            }
            PastRequest::Story(name) => {
                let trail = self.story.events(|event| event.concerns(name));
                let story = core::Story::of(name, &trail, &self.story.watch, &self.story.now);
                let story = Box::new(story.map_err(Failure::Refused));
                PastAnswer::Story { name: name.clone(), story }
            }
            PastRequest::Activities { count } => {
                let events = self.story.events(|_| true);
                let mut activities = core::Activity::of_all(&events);
                activities.truncate(*count);
                PastAnswer::Activities { count: *count, activities: Ok(activities) }
            }
            PastRequest::Marks { session } => {
                let name = SessionName::Id(session.clone());
                let events = self.story.events(|event| event.concerns(&name));
                let marked = SessionMarks::of(&core::Activity::of_all(&events));
                PastAnswer::Marks { session: session.clone(), marks: Ok(marked) }
            }
            PastRequest::Desks { is_all, into } => {
                let glances = self.desks.iter().map(|view| view.glance.clone());
                let listed = glances.filter(|desk| *is_all || desk.is_live());
                let answer = listed.collect();
                let (warnings, missing) = (self.warnings.clone(), self.missing.clone());
                let desks = Ok(Asked { answer, warnings, missing });
                let into = into.clone().map(|desk| {
                    let view = self.look_into(&desk);
                    Box::new(LookedInto { desk, view })
                });
                PastAnswer::Desks { is_all: *is_all, desks, into }
            }
            PastRequest::Tasks { .. } => {
                let answer = self.board.clone();
                PastAnswer::Tasks(Ok(Asked { answer, warnings: vec![], missing: vec![] }))
            }
            PastRequest::Task { name, .. } => {
                let answer = self.pages.iter().find(|it| it.page.row.task.name == *name).unwrap();
                let (warnings, missing) = (vec![], vec![]);
                let page = Box::new(Ok(Asked { answer: answer.clone(), warnings, missing }));
                PastAnswer::Task { name: name.clone(), page }
            }
            PastRequest::Sources => PastAnswer::Sources(Box::new(self.sources.clone())),
            PastRequest::Choices => {
                let list = self.choices.clone().map(TaskList::new);
                PastAnswer::Choices(Ok(list.unwrap_or_default()))
            }
            PastRequest::Preview { question, request, day_start, week_start } => {
                let preview = self.preview(request, *day_start, *week_start);
                let preview = Box::new(preview.map_err(Failure::Refused));
                PastAnswer::Preview { question: *question, preview }
            }
            PastRequest::Completion { question, request } => {
                let evidence = self.evidence(request);
                let (watch, now) = (&self.story.watch, &self.story.now);
                let check = completion_check(watch, request, now, &evidence);
                let check = Box::new(check.map_err(Failure::Refused));
                PastAnswer::Completion { question: *question, check }
            }
        };
        self.hear(PanelEvent::PastRead(found));
    }

    /// Returns what the desk knows for a request, with the checks of the settings.
    fn evidence(&self, request: &Request) -> Evidence {
        let Story { watch, now, journal, directives } = &self.story;
        let (checks, directives) = (Arc::new(self.checks.clone()), Arc::clone(directives));
        Evidence { checks, directives, ..evidence(watch, request, now, journal) }
    }

    /// Returns one of the other desks, or why it cannot be read.
    fn look_into(&self, name: &DeskName) -> Result<DeskView, Failure> {
        let Some(view) = self.desks.iter().find(|view| view.glance.desk == *name) else {
            let next = Hint::show("see which runs there are", LookAt::Runs);
            let why = format!("there is no desk {name}");
            let kind = RefusalKind::NothingThere;
            return Err(Refusal::new(kind, "Nothing was shown", why, next).into());
        };
        match &view.glance.waits_for {
            Some(WaitsFor::Attention { .. }) => Err(damage().into()),
            _ => Ok(DeskView { glance: view.glance.clone(), story: view.story.clone() }),
        }
    }

    /// Returns what a request would do, as the desk says.
    fn preview(
        &self,
        request: &Request,
        day_start: NaiveTime,
        week_start: Weekday,
    ) -> Result<Preview, Refusal> {
        let Story { watch, now, journal, .. } = &self.story;
        let zone = DayZone { zone: &ZONE, begins: day_start };
        let calendar = Calendar { local: &|at| zone.day_clock(at), week_start };
        let evidence = evidence(watch, request, now, journal);
        let decision = decide(watch, request, now, &evidence)?;
        let change = DecidedChange::of((watch, now), request, &evidence, decision, &calendar);
        let desk = DeskName::of(None);
        let of_desk = |record| DeskSession { desk: desk.clone(), record, readings: vec![] };
        let within = self.sessions_within(&change.weeks(&calendar)).answer;
        let sessions: Vec<DeskSession> = within.into_iter().map(of_desk).collect();
        Ok(change.with_sums(&calendar, &desk, &sessions))
    }

    /// Returns the sessions that a period touches, as the desk answers.
    fn sessions_within(&self, period: &Period) -> Asked<Vec<SessionRecord>> {
        let live = self.story.watch.live_record(&self.story.now);
        let all = self.story.past().into_iter().rev().chain(live);
        let within = all.filter(|record| period.touches(record));
        Asked { answer: within.collect(), warnings: self.warnings.clone(), missing: vec![] }
    }

    /// Gives the panel a look at the story's desk.
    pub fn look(&mut self, read_only: Option<StoreError>) {
        let watch = self.story.watch.clone();
        let view = View {
            watch,
            heartbeat: None,
            sources: SourceTimes::default(),
            directives: Arc::clone(&self.story.directives),
            read_only,
            warnings: vec![],
        };
        self.hear(PanelEvent::StoreRead(Box::new(Ok(view))));
    }

    /// Draws the panel.
    pub fn draw(&self) -> (Buffer, Option<Position>) {
        let mut buffer = Buffer::empty(Rect::from(self.model.size()));
        let cursor = draw(&self.model, &mut buffer);
        (buffer, cursor)
    }

    /// Returns the screen at each of these sizes, one below the other.
    pub fn at_sizes(&mut self, sizes: &[(u16, u16)]) -> String {
        let look = |&(width, height): &(u16, u16)| {
            self.model.resize(Size { width, height });
            format!("{width}×{height}\n{}", self.screen())
        };
        sizes.iter().map(look).collect::<Vec<_>>().join("\n")
    }

    /// Returns the screen as text.
    pub fn screen(&self) -> String {
        text_of(&self.draw().0)
    }
}

/// Opens the panel before the first session.
pub fn idle() -> Panel {
    Panel::open(Story::new())
}

/// Opens the panel on a morning of work whose session is active.
pub fn active() -> Panel {
    Panel::open(Story::morning())
}

/// Reads a settings file with this text.
pub fn settings(text: &str) -> Result<LoadedSettings<PanelSetup>, ConfigError> {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("config.toml");
    std::fs::write(&path, text).unwrap();
    PanelSetup::load(&path, None)
}

/// Returns a buffer as text, one line per row; a wide character takes two columns.
pub fn text_of(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in buffer.area.rows() {
        let mut skip = 0;
        let mut line = String::new();
        for at in row.columns() {
            let symbol = buffer[at.as_position()].symbol();
            if skip == 0 {
                line.push_str(symbol);
                skip = unicode_width::UnicodeWidthStr::width(symbol).max(1);
            }
            skip -= 1;
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Returns a damage error as the store reports it.
pub fn damage() -> StoreError {
    StoreError::Damaged {
        path: "/desk/data/history/000007-2026-03.jsonl".into(),
        byte: 48_123,
        cause: "the checksum does not match".into(),
    }
}

/// Returns the record of a session that was active for some minutes without a break.
pub fn filed(start: DateTime<Utc>, minutes: u64) -> SessionRecord {
    let end = start + TimeDelta::minutes(minutes.try_into().unwrap());
    serde_json::from_value(serde_json::json!({
        "id": format!("sess_{}_a1b2c3", start.format("%Y%m%d_%H%M%S")),
        "key": "SESSION-001",
        "phase": "ended",
        "started_at_utc": start,
        "ended_at_utc": end,
        "active_ms": minutes * 60_000,
        "paused_ms": 0,
        "breaks": 0,
        "start_notes": null,
        "closing_notes": null,
        "operator": "ana",
        "interface": "cli",
        "band": ["B", "B"],
        "health": ["green", "green"],
        "contexts": [],
        "spans": [[start, minutes * 60_000]],
        "pauses": [],
        "gaps": [],
    }))
    .unwrap()
}

/// Returns thirty weeks of past sessions, the newest on `last`: one each workday, an hour and a
/// half on Mondays and as much more each day after.
pub fn half_a_year(last: DateTime<Utc>) -> Vec<SessionRecord> {
    (0..210)
        .map(|nth| last - TimeDelta::days(nth))
        .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
        .map(|day| filed(day, 90 * u64::from(day.weekday().number_from_monday())))
        .collect()
}

/// Checks that a text is on the screen.
#[track_caller]
pub fn shows(panel: &Panel, text: &str) {
    let screen = panel.screen();
    assert!(screen.contains(text), "no {text:?} on\n{screen}");
}

/// Checks that a text is not on the screen.
#[track_caller]
pub fn hides(panel: &Panel, text: &str) {
    let screen = panel.screen();
    assert!(!screen.contains(text), "{text:?} on\n{screen}");
}

/// Returns the verbs of the requests sent to the desk, in order.
pub fn verbs(panel: &Panel) -> Vec<Verb> {
    panel.given.iter().map(|request| request.command.verb()).collect()
}

/// Returns the cell in which a text starts.
#[track_caller]
pub fn cell_of<'a>(buffer: &'a Buffer, text: &str) -> &'a Cell {
    for row in buffer.area.rows() {
        let symbols: Vec<&Cell> = row.columns().map(|at| &buffer[at.as_position()]).collect();
        for start in 0..symbols.len() {
            let run: String = symbols[start..].iter().map(|cell| cell.symbol()).collect();
            if run.starts_with(text) {
                return symbols[start];
            }
        }
    }
    panic!("no {text:?}")
}
