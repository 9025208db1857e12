//! A source from the text of its table.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use onwatch::config::{Settings, SourceSettings};
use onwatch::sources::{FetchFailure, Fetched, Fetcher, Secrets};
use tempfile::TempDir;

/// A directory with what sources need, which is also the home directory.
pub struct Home {
    dir: TempDir,
    env: BTreeMap<String, OsString>,
}

impl Home {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let env = BTreeMap::from([("HOME".to_owned(), dir.path().as_os_str().to_owned())]);
        Self { dir, env }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// Writes a file that only its owner reads.
    pub fn private(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;

        let path = self.file(name, content);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.env.insert(name.to_owned(), value.into());
    }

    pub fn secrets(&self) -> Secrets {
        let env = self.env.clone();
        Secrets::of(move |name| env.get(name).cloned())
    }

    /// Returns the source of a table, which has a name already.
    pub fn source(&self, table: &str) -> SourceSettings {
        let text = format!("[[source]]\nname = \"it\"\n{table}\n");
        let loaded =
            Settings::load(&self.file("config.toml", text), Some(self.dir.path())).unwrap();
        assert_eq!(loaded.warnings, Vec::<String>::new(), "{table}");
        loaded.settings.sources.into_iter().next().unwrap()
    }

    /// Asks the source of a table once. Its timeout is in milliseconds, which settings have not.
    pub fn ask(&self, table: &str, timeout_ms: u64) -> Fetched {
        let source = SourceSettings { timeout_ms, ..self.source(table) };
        Fetcher::new(source).fetch(&self.secrets(), None, now())
    }
}

pub fn now() -> DateTime<Utc> {
    "2026-11-25T14:05:00Z".parse().unwrap()
}

/// Returns why nobody knows what a source says.
#[track_caller]
pub fn failure(fetched: &Fetched) -> FetchFailure {
    match &fetched.statement {
        Ok(statement) => panic!("it says {statement:?}"),
        Err(failure) => failure.clone(),
    }
}

/// Checks why nobody knows what a source says, and which setting is to be changed.
#[track_caller]
pub fn assert_failure(fetched: &Fetched, cause: &str, next: &str) {
    let failure = failure(fetched);
    assert!(failure.cause.contains(cause), "{failure}");
    assert!(failure.next.contains(next), "{failure}");
    assert_eq!(failure.source, "it");
}
