//! The loop: waits for news, hands it to `update`, does what that asks for, draws what differs.
//! The only place that performs an effect.

use std::io;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::config::Settings;
use crate::desk::Desk;
use crate::tui::geometry::Place;
use crate::tui::message::{Effect, Farewell, Message, News, Read};
use crate::tui::model::{Model, Setting};
use crate::tui::outside::background::{self, Told};
use crate::tui::outside::{Late, Terminal, extras};
use crate::tui::threads::worker::{self, Task};
use crate::tui::threads::{listener, reader, signals};
use crate::tui::update::{said, update};
use crate::tui::view::draw;
use crate::watcher::{self, FileChange};

/// How long the first drawing waits for the first look at the store.
const FIRST_LOOK: Duration = Duration::from_millis(10);

/// Runs the panel until somebody leaves it.
pub fn run(
    desk: Arc<Desk>,
    setting: Setting,
    settings: Settings,
    place: Place,
) -> io::Result<Farewell> {
    // What fails here fails before the terminal is taken, and is told as any program tells it.
    let zone = setting.zone;
    let mut model = Model::new(setting, settings, place.frame(Terminal::size()?), desk.moment());
    let (tell, news) = channel();
    let _hook = Hook::set(tell.clone());
    let terminal = Terminal::take(place)?;
    let (give, tasks) = channel();
    signals::listen(tell.clone())?;
    listener::listen(&tell, see_background(&mut model, &tell)?)?;
    let worker = worker::start(Arc::clone(&desk), tasks, tell.clone())?;
    let (ask, asked) = channel();
    reader::start(Arc::clone(&desk), zone, asked, tell.clone())?;
    watcher::watch(
        desk.paths().clone(),
        Box::new(move |change| {
            let news = match change {
                FileChange::Files => News::StoreChanged,
                FileChange::Settings => News::SettingsChanged,
                FileChange::Polling(why) => News::Polling(why),
            };
            tell.send(news).is_ok()
        }),
    )?;

    let mut panel = Panel { desk, model, place, terminal, worker, tasks: give, reads: ask, news };
    let ended = catch_unwind(AssertUnwindSafe(|| panel.run()));
    let gave_back = panel.terminal.give_back();
    let farewell = match ended {
        Ok(farewell) => farewell,
        Err(_) => panel.last_words(),
    };
    // A terminal that is gone cannot be given back, and need not be.
    drop(gave_back);
    Ok(farewell)
}

/// Asks what lies behind the text, where the colours depend on it; returns what is to be kept from
/// the keys.
fn see_background(model: &mut Model, tell: &Sender<News>) -> io::Result<Late> {
    if !model.asks_for_background() {
        return Ok(Late::none());
    }
    let Told { background, typed, late } = background::ask()?;
    if let Some(background) = background {
        model.see_background(background);
    }
    for key in typed {
        // The receiver is this thread's own.
        let _ = tell.send(News::Key(key));
    }
    Ok(late)
}

struct Panel {
    desk: Arc<Desk>,
    model: Model,
    place: Place,
    terminal: Terminal,
    worker: JoinHandle<()>,
    tasks: Sender<Task>,
    reads: Sender<Read>,
    news: Receiver<News>,
}

impl Panel {
    fn run(&mut self) -> Farewell {
        let mut rest = FIRST_LOOK;
        if let Some(farewell) = self.hear(News::StoreChanged) {
            return farewell;
        }
        loop {
            let first = match self.news.recv_timeout(rest) {
                Ok(news) => news,
                Err(RecvTimeoutError::Timeout) => News::Tick,
                Err(RecvTimeoutError::Disconnected) => News::Stop,
            };
            let mut heard = Some(first);
            while let Some(news) = heard {
                if let Some(farewell) = self.hear(news) {
                    return farewell;
                }
                heard = self.news.try_recv().ok();
            }
            if let Err(_gone) = self.draw()
                && let Some(farewell) = self.hear(News::TerminalGone)
            {
                return farewell;
            }
            rest = Duration::from_millis(self.model.rest_ms());
        }
    }

    /// Takes one piece of news in; returns how the panel ends, when it does.
    fn hear(&mut self, news: News) -> Option<Farewell> {
        let news = match news {
            News::Resized(terminal) => News::Resized(self.place.frame(terminal)),
            News::Mouse(event) => News::Mouse(self.terminal.within(event)),
            news => news,
        };
        let message = Message { at: self.desk.moment(), news };
        for effect in update(&mut self.model, message) {
            let done = match effect {
                Effect::Obey(request) => {
                    // The worker ends only by breaking, and that is news of its own.
                    let _ = self.tasks.send(Task::Obey(request));
                    Ok(())
                }
                Effect::Look => {
                    let _ = self.tasks.send(Task::Look);
                    Ok(())
                }
                Effect::Read(read) => {
                    // As with the worker.
                    let _ = self.reads.send(read);
                    Ok(())
                }
                Effect::Beat => {
                    let _ = self.tasks.send(Task::Beat);
                    Ok(())
                }
                Effect::ReadSettings => {
                    let _ = self.tasks.send(Task::ReadSettings);
                    Ok(())
                }
                Effect::Tell(name) => {
                    let _ = self.tasks.send(Task::Tell(name));
                    Ok(())
                }
                Effect::Copy(text) => extras::copy(&text, &mut io::stdout()),
                Effect::Notify(_) if self.model.is_suspended() => Ok(()),
                Effect::Notify(notice) => extras::notify(&notice, &mut io::stdout()),
                Effect::Suspend => self.terminal.give_back().and_then(|()| signals::stop()),
                Effect::Restore => self.terminal.retake(),
                Effect::Leave(farewell) => return Some(farewell),
            };
            if done.is_err() {
                return self.hear(News::TerminalGone);
            }
        }
        None
    }

    fn draw(&mut self) -> io::Result<()> {
        if self.model.is_suspended() {
            return Ok(());
        }
        // News of a size may be lost: a key that arrives at the same moment is read instead of it.
        self.model.resize(self.terminal.frame()?);
        let mut buffer = Buffer::empty(Rect::from(self.model.size()));
        let cursor = draw(&self.model, &mut buffer);
        self.terminal.screen.show(buffer, cursor)?;
        self.terminal.ask(self.model.title(), self.model.wants_mouse())
    }

    /// Returns what is left to say after the loop itself broke: also the outcome of the command
    /// that was under way, which the worker still brings to its end.
    fn last_words(self) -> Farewell {
        drop(self.tasks);
        // Broken too, it has said so.
        let _ = self.worker.join();
        let mut text = String::from("the panel broke");
        let mut outcome = None;
        for news in self.news.try_iter() {
            match news {
                News::Broke { text: broke, .. } => text = broke,
                News::Answered(answer) => outcome = Some(said(&answer)),
                _ => {}
            }
        }
        Farewell::Broke { text, outcome }
    }
}

type PanicHook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// While it lives, a panic in any thread is told to the loop instead of to the screen.
struct Hook(Option<PanicHook>);

impl Hook {
    fn set(tell: Sender<News>) -> Self {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |broke| {
            let thread = thread::current().name().unwrap_or("unnamed").to_owned();
            // Nobody listens when the panel has ended; then there is nothing to protect either.
            let _ = tell.send(News::Broke { thread, text: broke.to_string() });
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
