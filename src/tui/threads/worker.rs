//! The one thread that touches files: it runs commands and looks, one after the other, so that
//! the screen never waits for a disk or a lock.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::{self, JoinHandle};

use crate::config::Settings;
use crate::core::{Request, SessionName};
use crate::desk::Desk;
use crate::tui::message::{News, WORKER};

/// What the worker can do.
#[derive(Debug)]
pub enum Task {
    /// Give the desk a command.
    Obey(Box<Request>),
    /// Look at the store.
    Look,
    /// Keep a sight of the running machine; that is answered by nothing.
    Beat,
    /// Read one session in full.
    Tell(SessionName),
    /// Read the user's settings.
    ReadSettings,
}

/// Starts the worker; it ends when nobody hands it tasks any more.
pub fn start(
    desk: Arc<Desk>,
    tasks: Receiver<Task>,
    news: Sender<News>,
) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(WORKER.into()).spawn(move || {
        for task in tasks {
            let answer = match task {
                Task::Obey(request) => News::Answered(Box::new(desk.obey(&request))),
                Task::Look => News::Looked(Box::new(desk.look())),
                Task::Beat => {
                    // Without it a gap is measured from the last event; no harm is done.
                    let _ = desk.keep_heartbeat();
                    continue;
                }
                Task::Tell(name) => News::Told(Box::new(desk.story(Some(name)))),
                Task::ReadSettings => {
                    let path = desk.paths().settings();
                    News::Settings(Box::new(Settings::load(&path)))
                }
            };
            if news.send(answer).is_err() {
                return;
            }
        }
    })
}
