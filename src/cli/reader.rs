//! The other end of the streams: lines typed at stdin, a reader of stdout.

use std::io::{self, BufRead, Read};
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::termios::{QueueSelector, tcflush, tcgetwinsize};

/// The longest line, in bytes. The longest note takes a quarter of it.
pub const LINE_MAX: usize = 65_536;

/// A line of the input.
#[derive(Debug, PartialEq, Eq)]
pub enum InputLine {
    /// Its text, without the line break.
    Text(String),
    /// It is not UTF-8.
    NotUtf8,
    /// It is longer than [`LINE_MAX`]. It was skipped.
    TooLong,
}

/// Returns the next line of stdin; `None` at its end.
///
/// # Errors
/// If stdin cannot be read.
pub fn next_line() -> io::Result<Option<InputLine>> {
    read_line(&mut io::stdin().lock())
}

/// Asks a question at a terminal by calling a function, and returns the answer; `None` at its end.
///
/// What was typed before the question is no answer to it. Lines that come at once were pasted: they are one
/// answer. What comes after it is not left to the shell, which would take it as a command.
///
/// # Errors
/// If stdin cannot be read.
pub fn answer(ask: &mut dyn FnMut()) -> io::Result<Option<InputLine>> {
    drop_waiting();
    ask();
    let mut input = io::stdin().lock();
    let mut answer = read_line(&mut input)?;
    while is_waiting() {
        let Some(more) = read_line(&mut input)? else { break };
        answer = match (answer, more) {
            (Some(InputLine::Text(text)), InputLine::Text(more)) => {
                let joined = format!("{text}\n{more}");
                let fits = joined.len() <= LINE_MAX;
                Some(if fits { InputLine::Text(joined) } else { InputLine::TooLong })
            }
            (Some(InputLine::Text(_)) | None, bad) => Some(bad),
            (bad, _) => bad,
        };
    }
    drop_waiting();
    Ok(answer)
}

/// Reports whether another line comes at once, faster than anybody types.
fn is_waiting() -> bool {
    let stdin = io::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
    poll(&mut fds, Some(&at_once)).is_ok_and(|ready| ready > 0)
        && fds.iter().all(|fd| fd.revents().contains(PollFlags::IN))
}

/// Drops what was typed and not read. An input that is no terminal keeps it.
fn drop_waiting() {
    let _ = tcflush(io::stdin(), QueueSelector::IFlush);
}

/// Returns the next line of an input; `None` at its end. A line ends in LF or CRLF; the last one may
/// have neither.
///
/// # Errors
/// If the input cannot be read.
pub fn read_line(input: &mut impl BufRead) -> io::Result<Option<InputLine>> {
    let mut line = Vec::new();
    let most = u64::try_from(LINE_MAX + 1).unwrap_or(u64::MAX);
    if input.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.pop_if(|byte| *byte == b'\n').is_some() {
        line.pop_if(|byte| *byte == b'\r');
    } else if line.len() > LINE_MAX {
        input.skip_until(b'\n')?;
        return Ok(Some(InputLine::TooLong));
    }
    Ok(Some(String::from_utf8(line).map_or(InputLine::NotUtf8, InputLine::Text)))
}

/// Reads stdin to its end, up to a number of bytes.
///
/// # Errors
/// If stdin cannot be read.
pub fn input(most: usize) -> io::Result<Vec<u8>> {
    up_to(io::stdin().lock(), most)
}

/// Reads a stream to its end, up to a number of bytes.
///
/// # Errors
/// If it cannot be read.
pub fn up_to(stream: impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(u64::try_from(most).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns the columns of the terminal that stdout is; `None` if it is none.
#[must_use]
pub fn columns() -> Option<u16> {
    let size = tcgetwinsize(io::stdout()).ok()?;
    Some(size.ws_col).filter(|columns| *columns > 0)
}

/// Returns when nobody reads stdout any more. If that cannot be known, it never returns.
pub fn until_gone() {
    let out = std::io::stdout();
    // Errors and hang-ups are reported without a request.
    let mut fds = [PollFd::new(&out, PollFlags::empty())];
    while poll(&mut fds, None) == Err(Errno::INTR) {}
    let gone = |fd: &PollFd<'_>| fd.revents().intersects(PollFlags::ERR | PollFlags::HUP);
    while !fds.iter().any(gone) {
        thread::park();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(mut input: &[u8]) -> Vec<InputLine> {
        std::iter::from_fn(|| read_line(&mut input).ok().flatten()).collect()
    }

    fn text(text: &str) -> InputLine {
        InputLine::Text(text.to_owned())
    }

    #[test]
    fn every_line_is_read_whatever_the_one_before_it_was() {
        for (input, expected) in [
            (&b""[..], vec![]),
            (b"\n", vec![text("")]),
            (b"a\n\nb", vec![text("a"), text(""), text("b")]),
            (b"a\r\nb\rc\r\n", vec![text("a"), text("b\rc")]),
            (b"a\0b\nc\n", vec![text("a\0b"), text("c")]),
            (b"a\n\xff\xfe\nb\n", vec![text("a"), InputLine::NotUtf8, text("b")]),
            (b"\xc3", vec![InputLine::NotUtf8]),
            ("ü→\n".as_bytes(), vec![text("ü→")]),
        ] {
            assert_eq!(lines(input), expected, "{input:?}");
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_only_that_one() {
        let longest = "x".repeat(LINE_MAX);
        for end in ["", "\n"] {
            assert_eq!(lines(format!("{longest}{end}").as_bytes()), [text(&longest)]);
            assert_eq!(lines(format!("{longest}x{end}").as_bytes()), [InputLine::TooLong]);
        }
        let flood = format!("a\n{}\nb\n", longest.repeat(20));
        assert_eq!(lines(flood.as_bytes()), [text("a"), InputLine::TooLong, text("b")]);
    }
}
