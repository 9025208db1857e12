//! The loop: waits for events, gives them to `update`, performs the effects, draws what differs.
//! Nothing else performs an effect.

use std::io;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::config::PanelSetup;
use crate::core::Moment;
use crate::desk::Desk;
use crate::sources::RunningCommands;
use crate::watcher::{self, DeskWatch, DesksChange, FileChange, FileWatch, WatchedDesks};

use super::geometry::Viewport;
use super::message::{Effect, Message, PanelEvent, PanelExit};
use super::model::{Environment, Model};
use super::outside::{InputReader, OutputNews, Terminal, TerminalOutput, has_terminal, osc};
use super::past::PastRequest;
use super::threads::poller::SourceAsks;
use super::threads::worker::{self, Job};
use super::threads::{listener, reader, signals};
use super::update::{outcome_line, update};
use super::view::draw;

/// How often a panel in the background looks whether it is in the foreground.
const BEHIND: Duration = Duration::from_millis(250);
/// How long the first drawing waits for the first answer of the store.
const FIRST_READ: Duration = Duration::from_millis(10);

/// Runs the panel until the operator leaves it.
pub fn run(
    desk: Arc<Desk>,
    environment: Environment,
    setup: PanelSetup,
    viewport: Viewport,
) -> io::Result<PanelExit> {
    // Errors before the terminal is taken are reported as by any other command.
    let (zone, by) = (environment.zone, environment.by.clone());
    let size = viewport.size(Terminal::size()?);
    let sources = setup.settings.sources.clone();
    let source_times = desk.source_times();
    let now = Moment { sources: source_times.clone(), ..desk.moment() };
    let mut model = Model::new(environment, setup, size, now);
    let (tell, events) = channel();
    let _hook = Hook::set(tell.clone());
    signals::stay_awake_behind()?;
    let heard = tell.clone();
    let output = TerminalOutput::start(move |news| {
        let event = match news {
            OutputNews::Idle => PanelEvent::Tick,
            OutputNews::Failed => PanelEvent::TerminalGone,
        };
        // Nobody listens once the panel has ended.
        let _ = heard.send(event);
    })?;
    let mut input = InputReader::default();
    let mut terminal = Terminal::take(viewport, output, &mut input)?;
    if model.asks_for_background()
        && let Some(background) = input.background(terminal.output())?
    {
        model.see_background(background);
    }
    let (give, tasks) = channel();
    signals::listen(tell.clone())?;
    listener::listen(&tell, input)?;
    let running = RunningCommands::default();
    let worker = worker::start((Arc::clone(&desk), running.clone()), tasks, tell.clone())?;
    let (ask, requests) = channel();
    reader::start(Arc::clone(&desk), zone, requests, tell.clone())?;
    let of_desks = tell.clone();
    let desks = watcher::watch_desks(
        desk.paths().clone(),
        WatchedDesks::Others,
        Box::new(move |change| {
            let event = match change {
                DesksChange::Desks => PanelEvent::DesksChanged,
                DesksChange::Polling(why) => PanelEvent::DesksPolling(why),
            };
            of_desks.send(event).is_ok()
        }),
    )?;
    let asks = SourceAsks::new((&desk, by), sources, source_times, tell.clone());
    let files = watcher::watch(
        desk.paths().clone(),
        Box::new(move |change| {
            let event = match change {
                FileChange::Files => PanelEvent::StoreChanged,
                FileChange::Settings => PanelEvent::SettingsChanged,
                FileChange::Polling(why) => PanelEvent::Polling(why),
            };
            tell.send(event).is_ok()
        }),
    )?;

    let mut panel = PanelLoop {
        desk,
        model,
        viewport,
        terminal,
        worker,
        tasks: give,
        past: ask,
        files,
        desks,
        asks,
        events,
        behind: false,
    };
    let ended = catch_unwind(AssertUnwindSafe(|| panel.run()));
    // A terminal that is gone cannot be given back, and need not be.
    let _ = panel.terminal.give_back();
    // No command of a source outlives the panel.
    panel.asks.pause();
    running.end(COMMANDS_END);
    let is_read = panel.terminal.output().is_idle();
    let exit = match ended {
        Ok(exit) => exit,
        Err(_) => panel.into_broken(),
    };
    Ok(match exit {
        // To print a last line would wait for ever.
        PanelExit::Left(_) if !is_read => PanelExit::Left(String::new()),
        exit => exit,
    })
}

/// How long the end of the panel waits for the end of commands that a start waits for.
const COMMANDS_END: Duration = Duration::from_secs(1);

struct PanelLoop {
    desk: Arc<Desk>,
    model: Model,
    viewport: Viewport,
    terminal: Terminal,
    worker: JoinHandle<()>,
    tasks: Sender<Job>,
    past: Sender<PastRequest>,
    files: FileWatch,
    desks: DeskWatch,
    asks: SourceAsks,
    events: Receiver<PanelEvent>,
    /// Whether the panel is a job in the background: it leaves the terminal alone.
    behind: bool,
}

impl PanelLoop {
    fn run(&mut self) -> PanelExit {
        let mut wait = FIRST_READ;
        if let Some(exit) = self.take(PanelEvent::StoreChanged) {
            return exit;
        }
        loop {
            let first = match self.events.recv_timeout(wait) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => PanelEvent::Tick,
                Err(RecvTimeoutError::Disconnected) => PanelEvent::Stop,
            };
            let mut next = Some(first);
            while let Some(event) = next {
                if let Some(exit) = self.take(event) {
                    return exit;
                }
                next = self.events.try_recv().ok();
            }
            if let Err(_gone) = self.draw()
                && let Some(exit) = self.take(PanelEvent::TerminalGone)
            {
                return exit;
            }
            wait = Duration::from_millis(self.model.rest_ms());
            if self.behind {
                // Not every shell sends a signal to a job that it brings to the foreground.
                wait = wait.min(BEHIND);
                if has_terminal()
                    && let Some(exit) = self.take(PanelEvent::Continued)
                {
                    return exit;
                }
            }
        }
    }

    /// Reports whether another program has the terminal.
    fn leaves_terminal_alone(&self) -> bool {
        self.behind || self.model.is_suspended()
    }

    /// Takes one event in and performs its effects; returns how the panel ends, if it does.
    fn take(&mut self, event: PanelEvent) -> Option<PanelExit> {
        let event = match event {
            PanelEvent::Resized(terminal) => PanelEvent::Resized(self.viewport.size(terminal)),
            PanelEvent::Mouse(event) => PanelEvent::Mouse(self.terminal.within(event)),
            PanelEvent::Continued => {
                self.behind = !has_terminal();
                if self.behind {
                    // A terminal that is gone is reported by its reader.
                    let _ = self.terminal.stand_aside();
                    return None;
                }
                event
            }
            event => event,
        };
        if let PanelEvent::SourcesAnswered(answers) = &event {
            self.asks.times = self.desk.times_of(answers);
        }
        let at = Moment { sources: self.asks.times.clone(), ..self.desk.moment() };
        let message = Message { at, event };
        for effect in update(&mut self.model, message) {
            let performed = match effect {
                Effect::GiveCommand(request) => self.work(Job::GiveCommand(request)),
                Effect::ReadStore => self.work(Job::ReadStore),
                Effect::LookAgain => {
                    self.files.look_again();
                    Ok(())
                }
                Effect::FollowDesks(is_soon) => {
                    self.desks.pace(is_soon);
                    Ok(())
                }
                Effect::KeepHeartbeat => self.work(Job::KeepHeartbeat),
                Effect::ReadSettings => self.work(Job::ReadSettings),
                Effect::ReadStory(name) => self.work(Job::ReadStory(name)),
                Effect::ReadPast(request) => {
                    // The reader ends only by breaking, and that is an event of its own.
                    let _ = self.past.send(request);
                    Ok(())
                }
                Effect::Copy(text) => osc::copy(&text, self.terminal.output()),
                Effect::Notify(_) if self.leaves_terminal_alone() => Ok(()),
                Effect::Notify(notification) => osc::notify(&notification, self.terminal.output()),
                Effect::AskSources(sources) => {
                    self.asks.begin(sources);
                    Ok(())
                }
                Effect::Suspend => {
                    self.asks.pause();
                    self.terminal.give_back().and_then(|()| signals::stop())
                }
                Effect::Restore => {
                    self.asks.resume();
                    self.terminal.retake()
                }
                Effect::Leave(exit) => return Some(exit),
            };
            if performed.is_err() {
                return self.take(PanelEvent::TerminalGone);
            }
        }
        None
    }

    /// Gives the worker a task.
    #[expect(clippy::unnecessary_wraps, reason = "it stands beside effects that can fail")]
    fn work(&self, task: Job) -> io::Result<()> {
        // The worker ends only by breaking, and that is an event of its own.
        let _ = self.tasks.send(task);
        Ok(())
    }

    fn draw(&mut self) -> io::Result<()> {
        if self.leaves_terminal_alone() || !self.terminal.output().is_idle() {
            return Ok(());
        }
        // A key may arrive before the event of a new size.
        self.model.resize(self.terminal.panel_size()?);
        let mut buffer = Buffer::empty(Rect::from(self.model.size()));
        let cursor = draw(&self.model, &mut buffer);
        self.terminal.show(buffer, cursor)?;
        self.terminal.ask(self.model.title(), self.model.wants_mouse())
    }

    /// Returns how the panel ends after the loop itself broke: the worker still finishes the
    /// pending command, and its outcome is reported.
    fn into_broken(self) -> PanelExit {
        drop(self.tasks);
        // If the worker broke too, it has sent an event.
        let _ = self.worker.join();
        let mut text = String::from("the panel broke");
        let mut outcome = None;
        for event in self.events.try_iter() {
            match event {
                PanelEvent::ThreadBroke { text: broke, .. } => text = broke,
                PanelEvent::CommandAnswered(answer) => {
                    outcome = Some(outcome_line(&answer, self.model.hint_context()));
                }
                _ => {}
            }
        }
        PanelExit::Broke { text, outcome }
    }
}

type PanicHook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// While it lives, a panic in any thread is sent to the loop instead of being printed.
struct Hook(Option<PanicHook>);

impl Hook {
    fn set(tell: Sender<PanelEvent>) -> Self {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |broke| {
            let thread = thread::current().name().unwrap_or("unnamed").to_owned();
            // Nobody listens once the panel has ended; then there is no screen to protect.
            let _ = tell.send(PanelEvent::ThreadBroke { thread, text: broke.to_string() });
        }));
        Self(Some(before))
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        if let Some(before) = self.0.take() {
            panic::set_hook(before);
        }
    }
}
