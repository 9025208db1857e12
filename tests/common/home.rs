//! A home of its own on a real disk, and a desk that is at it anew for each command.

use std::sync::Arc;

use onwatch::clock::FixedClock;
use onwatch::core::Command;
use onwatch::desk::{Desk, Outcome};
use onwatch::failure::Failure;
use onwatch::paths::Paths;
use tempfile::TempDir;

use super::request::request;

pub struct Home {
    pub dir: TempDir,
    pub clock: Arc<FixedClock>,
}

impl Home {
    pub fn new() -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-21T08:00:00Z".parse().unwrap()));
        Self { dir: TempDir::new().unwrap(), clock }
    }

    pub fn paths(&self) -> Paths {
        Paths::under(self.dir.path())
    }

    pub fn desk(&self) -> Desk {
        Desk::new(self.paths(), self.clock.clone())
    }

    /// Gives a command a minute later.
    pub fn obey(&self, command: Command) -> Result<Outcome, Failure> {
        self.clock.advance(60);
        self.desk().obey(&request(command))
    }

    /// Gives a command some minutes later; `None` if it was refused.
    pub fn obeyed(&self, command: Command, minutes: i64) -> Option<Outcome> {
        self.clock.advance(minutes * 60);
        match self.desk().obey(&request(command)) {
            Ok(outcome) => {
                assert_eq!(outcome.warnings, Vec::<String>::new());
                Some(outcome)
            }
            Err(Failure::Refused(_)) => None,
            Err(failure) => panic!("{failure}"),
        }
    }
}
