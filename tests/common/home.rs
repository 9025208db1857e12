//! A home of its own on a real disk, and a desk that is at it anew for each command.

#[path = "request.rs"]
#[allow(dead_code)]
pub mod request;

use std::sync::Arc;

use onwatch::clock::FixedClock;
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use tempfile::TempDir;

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
}
