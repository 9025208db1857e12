//! Policy and playbooks are read by the desk, at each command, under the lock.

use std::fs;
use std::sync::Arc;

use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{Band, Command, Light, PlaybookCommand, RefusalKind, Request};
use onwatch::desk::{Desk, Runs};
use onwatch::failure::{FailedCommand, Failure};
use onwatch::paths::Paths;

use crate::common::memory_desk::request;

struct Home {
    folder: tempfile::TempDir,
    clock: Arc<FixedClock>,
}

impl Home {
    fn new() -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-21T08:00:00Z".parse().unwrap()));
        let home = Self { folder: tempfile::tempdir().unwrap(), clock };
        fs::create_dir_all(home.paths().settings().parent().unwrap().join("playbooks")).unwrap();
        home
    }

    fn paths(&self) -> Paths {
        Paths::under(self.folder.path())
    }

    fn desk(&self) -> Desk {
        Desk::new(self.paths(), self.clock.clone())
    }

    fn settings(&self, text: &str) {
        // A file that is saved gets another time, also within one tick of the file system.
        let (file, new) = (self.paths().settings(), self.folder.path().join("new"));
        fs::write(&new, text).unwrap();
        fs::rename(new, file).unwrap();
    }

    fn playbook(&self, name: &str, text: &str) {
        let folder = self.paths().settings().parent().unwrap().join("playbooks");
        fs::write(folder.join(name), text).unwrap();
    }
}

fn red() -> Request {
    request(Command::SetHealth { status: Light::Red, reasons: vec!["db down".into()] })
}

/// Returns why a command was refused.
fn kind(failed: FailedCommand) -> RefusalKind {
    let Failure::Refused(refusal) = failed.failure else { panic!("{failed:?}") };
    refusal.kind
}

#[test]
fn a_policy_that_is_saved_while_a_desk_is_open_counts_for_its_next_command() {
    let home = Home::new();
    let desk = home.desk();
    desk.obey(&red()).unwrap();
    let start = request(Command::start(None));
    home.settings("[policy]\nred_at_start = \"refuse\"\n");
    assert_eq!(kind(desk.obey(&start).unwrap_err()), RefusalKind::Policy);
    home.settings("[policy]\nred_at_start = \"warn\"\n");
    let started = desk.obey(&start).unwrap();
    assert_eq!(started.warnings.len(), 1, "{:?}", started.warnings);
    assert!(started.warnings[0].contains("health is RED: it was set by hand at 08:00 UTC"));
    desk.obey(&request(Command::End { notes: None })).unwrap();
    home.settings("");
    assert_eq!(desk.obey(&start).unwrap().warnings, Vec::<String>::new());
}

#[test]
fn every_desk_has_the_same_policy() {
    let home = Home::new();
    home.settings("[policy]\nred_at_start = \"refuse\"\n");
    let profile = Desk::new(home.paths().of_profile(Some("atlas")), home.clock.clone());
    profile.obey(&red()).unwrap();
    let start = request(Command::start(None));
    assert_eq!(kind(profile.obey(&start).unwrap_err()), RefusalKind::Policy);
    // One desk is red, and another one is not.
    home.desk().obey(&start).unwrap();
}

#[test]
fn a_run_that_a_policy_refuses_leaves_nothing() {
    let home = Home::new();
    home.settings("[policy]\nfault");
    let runs = Runs::new(&home.paths(), home.clock.clone());
    let id = onwatch::core::SessionId::new(home.clock.now().utc, 7);
    let mut start = Command::start(None);
    if let Command::Start { run, .. } = &mut start {
        *run = Some(Box::new(onwatch::core::NewRun { id, name: None, user_id: None }));
    }
    let refused = runs.make(&request(start)).err().unwrap();
    assert!(refused.to_string().contains("the policy cannot be read"), "{refused}");
    assert!(!home.paths().runs().exists());
}

#[test]
fn a_broken_playbook_hinders_nothing_but_itself() {
    let home = Home::new();
    home.playbook("broken.toml", "title = 5\n");
    home.playbook("good.toml", "title = \"Good\"\n[[step]]\nid = \"a\"\ntitle = \"A\"\n");
    let desk = home.desk();
    let done = |playbook: &str| {
        request(Command::Playbook(PlaybookCommand::Done {
            playbook: Some(playbook.to_owned()),
            step: "1".into(),
            value: None,
            note: None,
        }))
    };
    desk.obey(&request(Command::SetBand { band: Band::A, reason: String::new() })).unwrap();
    desk.obey(&request(Command::start(None))).unwrap();
    desk.obey(&done("good")).unwrap();
    let refused = desk.obey(&done("broken")).unwrap_err().failure;
    let Failure::Refused(refusal) = refused else { panic!("{refused:?}") };
    assert!(refusal.why.contains("playbooks/broken.toml:1: "), "{}", refusal.why);
    let view = desk.look().unwrap();
    assert_eq!(view.directives.playbooks.broken.len(), 1);
    assert_eq!(view.watch.playbooks["good"].marks.len(), 1);
}
