//! A program in a real terminal: type, wait for what shows, resize, signal, wait for the end.
//! It waits for bytes, never for a fixed time.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::fd::OwnedFd;
use rustix::fs::{Mode, OFlags, open};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{Action, tcflow};
use tempfile::TempDir;

/// The longest that any wait may take on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// The real program.
pub const ONWATCH: &str = env!("CARGO_BIN_EXE_onwatch");

/// Makes an empty home.
pub fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Writes the settings of a home.
pub fn settings(home: &Path, text: &str) {
    std::fs::create_dir_all(home.join("config")).unwrap();
    std::fs::write(home.join("config/config.toml"), text).unwrap();
}

/// Runs a command line that has to succeed, as another operator than the panel's.
pub fn shell(home: &Path, args: &[&str]) {
    let mut command = Command::new(ONWATCH);
    command.args(args).env("ONWATCH_HOME", home).env("ONWATCH_OPERATOR", "bo");
    assert!(command.stdout(Stdio::null()).status().unwrap().success(), "{args:?}");
}

/// A program in a terminal.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    heard: Arc<(Mutex<Heard>, Condvar)>,
    /// The modes it had before the program started.
    modes: String,
}

/// What has come out of the terminal so far.
struct Heard {
    screen: vt100::Parser,
    bytes: Vec<u8>,
    closed: bool,
}

impl Terminal {
    /// Opens the panel on the files under `home`.
    pub fn panel(home: &Path) -> Self {
        Self::run(&[ONWATCH], home)
    }

    /// Runs a program at 80×24, with an environment of its own.
    pub fn run(command: &[&str], home: &Path) -> Self {
        Self::sized(command, home, 80, 24)
    }

    /// Runs a program at a size; one that does not know its size is shown at 80×24.
    pub fn sized(command: &[&str], home: &Path, cols: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut builder = CommandBuilder::new(command[0]);
        builder.args(&command[1..]);
        builder.env_clear();
        for name in ["PATH", "LD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(name) {
                builder.env(name, value);
            }
        }
        builder.env("TERM", "xterm-256color");
        builder.env("COLORTERM", "truecolor");
        builder.env("HOME", home);
        builder.env("ONWATCH_HOME", home);
        builder.env("ONWATCH_OPERATOR", "ana");
        let modes = modes(pair.master.as_ref());
        let child = pair.slave.spawn_command(builder).unwrap();
        drop(pair.slave);
        let (rows, cols) = if rows == 0 { (24, 80) } else { (rows, cols) };
        let screen = vt100::Parser::new(cells(rows), cells(cols), 0);
        let heard = Heard { screen, bytes: vec![], closed: false };
        let heard = Arc::new((Mutex::new(heard), Condvar::new()));
        listen(pair.master.try_clone_reader().unwrap(), Arc::clone(&heard));
        let keys = pair.master.take_writer().unwrap();
        Self { master: pair.master, keys, child, heard, modes }
    }

    /// Types keys.
    pub fn send(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub fn wait(&mut self, text: &str) -> &mut Self {
        self.wait_until(text, |heard| heard.screen.screen().contents().contains(text))
    }

    /// Waits until the screen no longer shows a text.
    #[track_caller]
    pub fn wait_gone(&mut self, text: &str) -> &mut Self {
        self.wait_until(text, |heard| !heard.screen.screen().contents().contains(text))
    }

    /// Waits until the program has written a text or a sequence.
    #[track_caller]
    pub fn wait_said(&mut self, text: &str) -> &mut Self {
        self.wait_until(text, |heard| {
            heard.bytes.windows(text.len()).any(|window| window == text.as_bytes())
        })
    }

    /// Waits until the program has drawn as many more frames.
    #[track_caller]
    pub fn wait_frames(&mut self, count: usize) -> &mut Self {
        let drawn = |heard: &Heard| {
            let end = b"\x1b[?2026l";
            heard.bytes.windows(end.len()).filter(|window| *window == end).count()
        };
        let before = drawn(&self.heard.0.lock().unwrap());
        self.wait_until("more frames", |heard| drawn(heard) >= before + count)
    }

    /// Waits until the screen shows a text or the program has ended; tells whether it shows it.
    #[track_caller]
    pub fn wait_or_end(&mut self, text: &str) -> bool {
        let shows = |heard: &Heard| heard.screen.screen().contents().contains(text);
        self.wait_until(text, |heard| shows(heard) || heard.closed);
        shows(&self.heard.0.lock().unwrap())
    }

    /// Waits until the program has ended; returns all that it wrote.
    #[track_caller]
    pub fn wait_all(&mut self) -> Vec<u8> {
        self.wait_until("the end", |heard| heard.closed);
        self.heard.0.lock().unwrap().bytes.clone()
    }

    /// Waits until the terminal is as a shell left it: main screen, cursor shown, no bracketed
    /// paste.
    #[track_caller]
    pub fn wait_given_back(&mut self) -> &mut Self {
        self.wait_until("the terminal given back", |heard| {
            let screen = heard.screen.screen();
            !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
        })
    }

    #[track_caller]
    fn wait_until(&mut self, what: &str, done: impl Fn(&Heard) -> bool) -> &mut Self {
        let (heard, changed) = &*self.heard;
        let (heard, timeout) = changed
            .wait_timeout_while(heard.lock().unwrap(), DEADLINE, |heard| {
                !done(heard) && !heard.closed
            })
            .unwrap();
        let shown = heard.screen.screen().contents();
        let came = done(&heard);
        drop(heard);
        assert!(came, "{what:?} did not come (timeout: {timeout:?}):\n{shown}");
        self
    }

    /// Returns the screen as text.
    pub fn screen(&self) -> String {
        self.heard.0.lock().unwrap().screen.screen().contents()
    }

    /// Reads the screen with its colours.
    pub fn read<T>(&self, screen: impl FnOnce(&vt100::Screen) -> T) -> T {
        screen(self.heard.0.lock().unwrap().screen.screen())
    }

    /// Waits until the program asks for the cursor position, and answers it.
    #[track_caller]
    pub fn answer_cursor(&mut self) -> &mut Self {
        self.wait_said("\u{1b}[6n");
        let (row, column) = self.heard.0.lock().unwrap().screen.screen().cursor_position();
        self.send(&format!("\u{1b}[{};{}R", row + 1, column + 1))
    }

    /// Tells whether the program ever wrote a text.
    pub fn said(&self, text: &str) -> bool {
        let heard = self.heard.0.lock().unwrap();
        heard.bytes.windows(text.len()).any(|window| window == text.as_bytes())
    }

    /// Makes the terminal take no output, as if nobody read it.
    pub fn hold_output(&mut self) -> &mut Self {
        tcflow(self.slave(), Action::OOff).unwrap();
        self
    }

    /// Makes the terminal take output again.
    pub fn let_output_go(&mut self) -> &mut Self {
        tcflow(self.slave(), Action::OOn).unwrap();
        self
    }

    /// Opens the terminal beside the program.
    fn slave(&self) -> OwnedFd {
        let path = self.master.tty_name().unwrap();
        open(&path, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).unwrap()
    }

    /// Resizes the terminal.
    pub fn resize(&mut self, cols: u16, rows: u16) -> &mut Self {
        self.heard.0.lock().unwrap().screen.screen_mut().set_size(cells(rows), cells(cols));
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).unwrap();
        self
    }

    /// Sends the program a signal.
    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        let pid = i32::try_from(self.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
        self
    }

    /// Tells whether its modes are the same as before the program started, with line editing and
    /// echo.
    pub fn is_cooked(&self) -> bool {
        modes(self.master.as_ref()) == self.modes && self.modes.contains("ICANON")
    }

    /// Tells whether the program still runs.
    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for the end; returns the exit code.
    pub fn exit_code(&mut self) -> u32 {
        self.ended().exit_code()
    }

    /// Waits for the end; returns the system's name of the signal that caused it.
    pub fn ended_by(&mut self) -> Option<String> {
        self.ended().signal().map(str::to_owned)
    }

    fn ended(&mut self) -> ExitStatus {
        let mut killer = self.child.clone_killer();
        let (done, ended) = mpsc::channel::<()>();
        let watchdog = std::thread::spawn(move || {
            if ended.recv_timeout(DEADLINE).is_err() {
                let _ = killer.kill();
            }
        });
        let started = Instant::now();
        let status = self.child.wait().unwrap();
        let _ = done.send(());
        watchdog.join().unwrap();
        assert!(started.elapsed() < DEADLINE, "it did not end:\n{}", self.screen());
        status
    }
}

fn modes(terminal: &dyn MasterPty) -> String {
    format!("{:?}", terminal.get_termios().unwrap())
}

/// Returns a count of rows or columns.
pub fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

fn listen(mut from: Box<dyn Read + Send>, heard: Arc<(Mutex<Heard>, Condvar)>) {
    std::thread::spawn(move || {
        let mut buffer = [0; 8_192];
        loop {
            // A read that meets the end of the program can say so before its last bytes: Linux looks for bytes
            // first and then whether the other side is closed. Once it is, a second read finds them.
            let read = match from.read(&mut buffer) {
                Ok(read @ 1..) => read,
                Ok(0) | Err(_) => from.read(&mut buffer).unwrap_or(0),
            };
            let (lock, changed) = &*heard;
            let mut heard = lock.lock().unwrap();
            heard.screen.process(&buffer[..read]);
            heard.bytes.extend_from_slice(&buffer[..read]);
            heard.closed = read == 0;
            changed.notify_all();
            if read == 0 {
                return;
            }
        }
    });
}
