//! Runs the command of a source: in a process group of its own, which is ended at the timeout.

use std::io::{ErrorKind, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionbio};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::outcome::{Came, NoAnswer, bytes_text, timeout_text};
use super::running::{ENDED, RunningCommand, RunningCommands};
use super::secrets::Secrets;
use crate::formats::Code;

/// The most bytes that are kept of stderr.
const ERRORS_MOST: usize = 64 * 1_024;
/// How long a command may take to end after it was asked to.
const GRACE: Duration = Duration::from_millis(200);
/// How often it is asked whether a command has ended, if the system cannot tell it by itself.
const LOOK: Duration = Duration::from_millis(100);

/// Runs a command, and returns what it wrote. It ends at its timeout, and with whoever asks.
pub(super) fn run(
    argv: &[String],
    secrets: &Secrets,
    running: &RunningCommands,
    (timeout_ms, most): (u64, u64),
) -> Came {
    // Counted before it is started: whoever ends all of them misses none.
    let ran = running.enter().and_then(|entered| {
        let child = start(argv, &secrets.directory())?;
        Ok(follow(child, &entered, (timeout_ms, most)))
    });
    ran.unwrap_or_else(Came::from)
}

fn start(argv: &[String], directory: &Path) -> Result<Child, NoAnswer> {
    let Some((program, arguments)) = argv.split_first() else {
        return Err(NoAnswer::new("it names no program", "change `argv`"));
    };
    let mut command = Command::new(program);
    command.args(arguments).current_dir(directory).process_group(0);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(Secrets::is_kept_back) {
            command.env_remove(name);
        }
    }
    command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            NoAnswer::new("there is no such program", "change `argv`; an absolute path is safest")
        }
        ErrorKind::PermissionDenied => {
            NoAnswer::new("the program may not be executed", "chmod +x it, or change `argv`")
        }
        _ => NoAnswer::new(format!("the program cannot be started ({error})"), "change `argv`"),
    })
}

/// One end of a pipe that is read without waiting, and what came through it.
struct Stream<R> {
    pipe: Option<R>,
    bytes: Vec<u8>,
    most: usize,
    is_over: bool,
}

impl<R: Read + AsFd> Stream<R> {
    fn of(pipe: Option<R>, most: usize) -> Self {
        // A pipe that could make the reader wait is not read at all.
        let pipe = pipe.filter(|pipe| ioctl_fionbio(pipe, true).is_ok());
        Self { pipe, bytes: Vec::new(), most, is_over: false }
    }

    /// Reads what is there.
    fn drain(&mut self) {
        let mut buffer = [0; 16 * 1_024];
        while let Some(pipe) = &mut self.pipe {
            match pipe.read(&mut buffer) {
                Ok(0) => self.pipe = None,
                Ok(read) => {
                    let room = self.most - self.bytes.len();
                    let kept = buffer.get(..read.min(room)).unwrap_or_default();
                    self.bytes.extend_from_slice(kept);
                    self.is_over |= read > room;
                    // Somebody who writes without end must not keep the reader here.
                    if self.is_over {
                        return;
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => self.pipe = None,
            }
        }
    }
}

/// Why the waiting is over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    Ended,
    TimedOut,
    TooMuch,
    /// Nobody asks any more.
    GivenUp,
}

fn follow(mut child: Child, running: &RunningCommand<'_>, (timeout_ms, most): (u64, u64)) -> Came {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let most_bytes = usize::try_from(most).unwrap_or(usize::MAX);
    let mut stdout = Stream::of(child.stdout.take(), most_bytes);
    let mut stderr = Stream::of(child.stderr.take(), ERRORS_MOST);
    let end = group.and_then(end_of);
    let timeout = Duration::from_millis(timeout_ms);
    let mut wait =
        |running, until| wait(group, (end.as_ref(), running), (&mut stdout, &mut stderr), until);
    let over = wait(Some(running), Instant::now() + timeout);
    if matches!(over, Over::TimedOut | Over::GivenUp) {
        signal(group, Signal::TERM);
        // A command that is stopped gets no signal before it goes on.
        signal(group, Signal::CONT);
        wait(None, Instant::now() + GRACE);
    }
    // Also ends what a command has left behind in its group: it would be one more each time.
    signal(group, Signal::KILL);
    let status = reap(child, group);
    let failure = match over {
        Over::Ended => None,
        Over::TimedOut => {
            let cause =
                format!("it did not end within {}, and was killed", timeout_text(timeout_ms));
            Some(NoAnswer::new(cause, "raise `timeout`"))
        }
        Over::TooMuch => {
            let cause = format!("it printed more than {}, and was killed", bytes_text(most));
            Some(NoAnswer::new(cause, "raise `max_bytes`, or let it print less"))
        }
        Over::GivenUp => Some(NoAnswer::new(ENDED, "ask again")),
    };
    Came {
        code: status.and_then(code),
        body: stdout.bytes,
        errors: stderr.bytes,
        failure,
        ..Came::default()
    }
}

/// Waits until the command has ended or printed too much, or until nobody asks any more. Nobody waits for
/// a child of it that keeps the
/// pipe open: what is in the pipe when the command ends is all.
fn wait<O: Read + AsFd, E: Read + AsFd>(
    group: Option<Pid>,
    (end, running): (Option<&OwnedFd>, Option<&RunningCommand<'_>>),
    (stdout, stderr): (&mut Stream<O>, &mut Stream<E>),
    until: Instant,
) -> Over {
    loop {
        let has_ended = has_ended(group);
        stdout.drain();
        stderr.drain();
        if stdout.is_over {
            return Over::TooMuch;
        }
        if has_ended {
            return Over::Ended;
        }
        if running.is_some_and(RunningCommand::is_over) {
            return Over::GivenUp;
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Over::TimedOut;
        }
        let left = if end.is_some() { left } else { left.min(LOOK) };
        // What is over its bound is dropped unread, so that its writer does not wait.
        if stderr.is_over {
            stderr.most = stderr.bytes.len();
            stderr.is_over = false;
        }
        let fds = [end.map(AsFd::as_fd), stdout.pipe.as_ref().map(AsFd::as_fd)];
        let given_up = running.and_then(RunningCommand::over);
        let fds =
            fds.into_iter().chain([stderr.pipe.as_ref().map(AsFd::as_fd), given_up]).flatten();
        let mut fds: Vec<PollFd<'_>> =
            fds.map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)).collect();
        let timeout = Timespec::try_from(left).ok();
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => thread::sleep(left.min(LOOK)),
        }
    }
}

/// Returns what becomes readable when a process ends.
#[cfg(target_os = "linux")]
fn end_of(pid: Pid) -> Option<OwnedFd> {
    rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty()).ok()
}

#[cfg(not(target_os = "linux"))]
fn end_of(_: Pid) -> Option<OwnedFd> {
    None
}

/// Reports whether a process has ended. Leaves it there, so that its number is given to no other.
fn has_ended(pid: Option<Pid>) -> bool {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    pid.is_none_or(|pid| !matches!(waitid(WaitId::Pid(pid), options), Ok(None)))
}

fn signal(group: Option<Pid>, signal: Signal) {
    if let Some(group) = group {
        // It may have ended.
        let _ = kill_process_group(group, signal);
    }
}

/// Takes the status of a process that was killed. If the system does not let go of it, somebody else waits.
fn reap(mut child: Child, pid: Option<Pid>) -> Option<ExitStatus> {
    let until = Instant::now() + GRACE;
    let end = pid.and_then(end_of);
    while !has_ended(pid) {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            thread::spawn(move || child.wait());
            return None;
        }
        let mut fds: Vec<PollFd<'_>> =
            end.iter().map(|fd| PollFd::new(fd, PollFlags::IN)).collect();
        let left = if end.is_some() { left } else { left.min(LOOK) };
        let _ = poll(&mut fds, Timespec::try_from(left).ok().as_ref());
    }
    child.wait().ok()
}

fn code(status: ExitStatus) -> Option<Code> {
    status.code().map(Code::Exit).or_else(|| status.signal().map(Code::Signal))
}
