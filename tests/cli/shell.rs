//! A shell with a home, an environment and a clock of its own; the command line runs within it.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Utc};
use onwatch::cli::reader::InputLine;
use onwatch::cli::{self, CliOutcome, OutputTerminals, World};
use onwatch::clock::FixedClock;
use onwatch::core::Interface;
use serde_json::Value;
use tempfile::TempDir;

/// A shell two hours east of Greenwich, on a Thursday morning.
pub struct Shell {
    pub home: TempDir,
    pub clock: Arc<FixedClock>,
    pub env: BTreeMap<&'static str, OsString>,
    pub terminal: bool,
    pub columns: fn() -> Option<u16>,
    pub dir: Option<PathBuf>,
    pub input: fn(usize) -> std::io::Result<Vec<u8>>,
}

thread_local! {
    /// The lines that are typed next at the terminal of this test.
    static TYPED: RefCell<VecDeque<String>> = const { RefCell::new(VecDeque::new()) };
}

thread_local! {
    /// What happens elsewhere before the next typed line is read.
    static MEANWHILE: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Lets something happen elsewhere while the next question waits for its answer.
pub fn meanwhile(happens: impl FnOnce() + 'static) {
    MEANWHILE.with(|cell| *cell.borrow_mut() = Some(Box::new(happens)));
}

/// Types lines at the terminal, for the next command line.
pub fn types(lines: &[&str]) {
    TYPED.with(|typed| typed.borrow_mut().extend(lines.iter().map(|line| (*line).to_owned())));
}

/// Returns how many typed lines nobody has read.
pub fn unread() -> usize {
    TYPED.with(|typed| typed.borrow().len())
}

#[expect(clippy::unnecessary_wraps, reason = "as the reader of a real terminal")]
fn next_typed(ask: &mut dyn FnMut()) -> std::io::Result<Option<InputLine>> {
    ask();
    if let Some(happens) = MEANWHILE.with(|cell| cell.borrow_mut().take()) {
        happens();
    }
    Ok(TYPED.with(|typed| typed.borrow_mut().pop_front()).map(InputLine::Text))
}

/// The result of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub exit: u8,
    pub out: String,
    pub err: String,
}

impl Said {
    fn new(exit: u8, out: Vec<u8>, err: Vec<u8>) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { exit, out: text(out), err: text(err) }
    }
}

/// Returns the lines of an answer.
pub fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

/// Reads an answer of one JSON object per line.
pub fn objects(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Returns a command that runs the real program in a cleared environment.
pub fn program(home: &TempDir, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
    command.args(line.split_whitespace()).env_clear().env("ONWATCH_HOME", home.path());
    command.stdin(Stdio::null());
    command
}

impl Shell {
    pub fn new() -> Self {
        let home = TempDir::new().unwrap();
        let start: DateTime<Utc> = "2026-01-01T07:00:00Z".parse().unwrap();
        let env = [("ONWATCH_HOME", home.path().into()), ("USER", "ana".into())];
        Self {
            clock: Arc::new(FixedClock::at(start)),
            env: env.into_iter().collect(),
            terminal: false,
            columns: || None,
            dir: None,
            input: |_| Ok(Vec::new()),
            home,
        }
    }

    /// Returns a shell in which these lines have been run, all with success.
    pub fn after(lines: &[&str]) -> Self {
        let shell = Self::new();
        for line in lines {
            shell.good(line);
        }
        shell
    }

    /// Runs a line, split at its spaces.
    pub fn say(&self, line: &str) -> Said {
        self.give(&line.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs a line that has to succeed; returns its stdout.
    pub fn good(&self, line: &str) -> String {
        let said = self.say(line);
        assert_eq!(said.exit, 0, "{line}: {said:?}");
        said.out
    }

    /// Runs a line with `--json`; returns the one object it prints.
    pub fn object(&self, line: &str) -> Value {
        let said = self.say(&format!("--json {line}"));
        assert_eq!(said.out.lines().count(), 1, "{line}: {said:?}");
        serde_json::from_str(&said.out).unwrap()
    }

    /// Runs a command line of these words.
    pub fn give(&self, words: &[&str]) -> Said {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = match self.run(words, &mut out, &mut err) {
            CliOutcome::Exit(code) => code,
            CliOutcome::Panel { .. } => panic!("{words:?} opened the panel"),
        };
        Said::new(exit, out, err)
    }

    /// Prints a text as the program does after the panel.
    pub fn told(&self, text: &str) -> Said {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = self.within(&mut out, &mut err, |world| cli::print_lines(text, world));
        Said::new(exit, out, err)
    }

    pub fn run(
        &self,
        words: &[&str],
        out: &mut dyn std::io::Write,
        err: &mut dyn std::io::Write,
    ) -> CliOutcome {
        let words = ["onwatch"].iter().chain(words).map(OsString::from);
        self.within(out, err, |world| cli::run(words, world))
    }

    fn within<T>(
        &self,
        out: &mut dyn std::io::Write,
        err: &mut dyn std::io::Write,
        act: impl FnOnce(&mut World<'_>) -> T,
    ) -> T {
        const ZONE: FixedOffset = FixedOffset::east_opt(2 * 3_600).unwrap();
        let env = |name: &str| self.env.get(name).cloned();
        let (terminal, clock) = (self.terminal, self.clock.clone());
        let until_unread = || loop {
            std::thread::park();
        };
        let mut world = World {
            dir: self.dir.clone(),
            spoke_to: std::cell::RefCell::default(),
            env: &env,
            out,
            err,
            until_unread,
            read_line: || Ok(None),
            read_answer: next_typed,
            read_input: self.input,
            written_to: OutputTerminals { out: terminal, err: terminal },
            columns: self.columns,
            look: std::cell::Cell::default(),
            terminal,
            typed: terminal,
            clock,
            zone: &ZONE,
            edit: &cli::open_editor,
            running: &cli::running_commands,
            interface: Interface::Cli,
            serve: &|_| panic!("the server began"),
        };
        act(&mut world)
    }

    pub fn pass(&self, minutes: i64) {
        self.clock.advance(minutes * 60);
    }

    /// Writes the settings file; returns its path.
    pub fn settings(&self, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home.path().join("config/config.toml");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}
