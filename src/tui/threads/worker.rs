//! The one thread that writes files: it carries out commands and reads the store, in order, so that
//! the screen never waits for a disk or a lock.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::{self, JoinHandle};

use crate::config::{PanelSetup, Settings, SourceSettings};
use crate::core::{Request, SessionName};
use crate::desk::Desk;
use crate::sources::{RunningCommands, Secrets};
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
    (desk, running): (Arc<Desk>, RunningCommands),
    tasks: Receiver<Job>,
    events: Sender<PanelEvent>,
) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(WORKER.into()).spawn(move || {
        let mut sources = Vec::new();
        for task in tasks {
            let answer = match task {
                Job::GiveCommand(request) => {
                    let request = with_heard((&desk, &running), *request, &mut sources);
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

/// Returns a command that would start a session with what the sources say now. They are those of the settings
/// as they are saved; of settings that are broken, the last good ones.
fn with_heard(
    (desk, running): (&Desk, &RunningCommands),
    request: Request,
    sources: &mut Vec<SourceSettings>,
) -> Request {
    if !request.command.would_start(false) {
        return request;
    }
    let paths = desk.paths();
    if let Ok(loaded) = Settings::load(&paths.settings(), paths.home()) {
        *sources = loaded.settings.sources;
    }
    desk.with_heard(request, sources, (&Secrets::of_process(), running))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use std::fs;
    use std::sync::mpsc::channel;

    use super::*;
    use crate::clock::FixedClock;
    use crate::core::{By, Command, Interface, Light};
    use crate::paths::Paths;

    #[test]
    fn a_session_that_starts_has_what_the_sources_say_at_that_moment() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::under(home.path());
        let file = home.path().join("health.json");
        fs::write(&file, r#"{"status": "red"}"#).unwrap();
        fs::create_dir_all(paths.settings().parent().unwrap()).unwrap();
        let table = "[[source]]\nname = \"f\"\nkind = \"file\"\nformat = \"status_ryg\"\npath = ";
        fs::write(paths.settings(), format!("{table}\"{}\"\n", file.display())).unwrap();
        let clock = FixedClock::at("2026-01-05T09:00:00Z".parse().unwrap());
        let desk = Arc::new(Desk::new(paths.clone(), Arc::new(clock)));
        let (give, tasks) = channel();
        let (tell, events) = channel();
        let worker = start((desk, RunningCommands::default()), tasks, tell).unwrap();
        let obeyed = |command: Command| {
            let by = By::new("ana", Interface::Tui, "here");
            give.send(Job::GiveCommand(Box::new(Request::new(command, by)))).unwrap();
            let PanelEvent::CommandAnswered(answer) = events.recv().unwrap() else { panic!() };
            answer.unwrap().watch
        };
        let frozen = |watch: crate::core::Watch| watch.live().unwrap().snapshot.status.status;
        assert_eq!(frozen(obeyed(Command::start(None))), Light::Red);
        // Broken settings: the last good sources.
        fs::write(paths.settings(), "broken").unwrap();
        obeyed(Command::End { notes: None });
        fs::write(&file, r#"{"status": "yellow"}"#).unwrap();
        assert_eq!(frozen(obeyed(Command::start(None))), Light::Yellow);
        drop(give);
        worker.join().unwrap();
    }
}
