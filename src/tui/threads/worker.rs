//! The one thread that writes files: it carries out commands and reads the store, in order, so that
//! the screen never waits for a disk or a lock.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::{self, JoinHandle};

use crate::config::PanelSetup;
use crate::core::{Request, SessionName};
use crate::desk::Desk;
use crate::tui::message::{PanelEvent, WORKER};

/// What the worker can do.
#[derive(Debug)]
pub enum Job {
    /// Give the desk a command.
    GiveCommand(Box<Request>),
    /// Read the store.
    ReadStore,
    /// Keep a heartbeat of the running machine; there is no answer.
    KeepHeartbeat,
    /// Read one session in full.
    ReadStory(SessionName),
    /// Read the user's settings.
    ReadSettings,
}

/// Starts the worker; it ends when nobody can send tasks any more.
pub fn start(
    desk: Arc<Desk>,
    tasks: Receiver<Job>,
    events: Sender<PanelEvent>,
) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(WORKER.into()).spawn(move || {
        for task in tasks {
            let answer = match task {
                Job::GiveCommand(request) => {
                    PanelEvent::CommandAnswered(Box::new(desk.obey(&request)))
                }
                Job::ReadStore => PanelEvent::StoreRead(Box::new(desk.look())),
                Job::KeepHeartbeat => {
                    // Without it a gap is measured from the last event; that does no harm.
                    let _ = desk.keep_heartbeat();
                    continue;
                }
                Job::ReadStory(name) => PanelEvent::StoryRead(Box::new(desk.story(Some(name)))),
                Job::ReadSettings => {
                    let paths = desk.paths();
                    let loaded = PanelSetup::load(&paths.settings(), paths.home());
                    PanelEvent::SettingsRead(Box::new(loaded))
                }
            };
            if events.send(answer).is_err() {
                return;
            }
        }
    })
}
