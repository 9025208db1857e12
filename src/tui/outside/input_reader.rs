//! Reads what the terminal sends, and asks it questions whose replies come among the keys.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::layout::Position;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read};

use crate::config::Background;
use crate::tui::decoder::{Decoder, Token};

use super::foreground::has_terminal;

/// The colour of the background (OSC 11), then the terminal's attributes (DA1). Every terminal answers
/// the second question: after that reply the first one will not come.
const BACKGROUND: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";
const CURSOR: &[u8] = b"\x1b[6n";
/// The longest wait for a reply.
const PATIENCE: Duration = Duration::from_millis(100);
/// The time between two attempts to read from the background.
const BEHIND: Duration = Duration::from_millis(250);
/// The most bytes of one read.
const PIECE: usize = 4_096;

/// Reads the terminal. What came while a reply was awaited is kept in order.
pub struct InputReader {
    decoder: Decoder,
    since: Instant,
    tokens: VecDeque<Token>,
}

impl Default for InputReader {
    fn default() -> Self {
        Self { decoder: Decoder::default(), since: Instant::now(), tokens: VecDeque::new() }
    }
}

impl InputReader {
    /// Waits for what the terminal sends next; `None` if the terminal is gone.
    ///
    /// # Errors
    /// If the terminal cannot be read.
    pub fn next(&mut self) -> io::Result<Option<Token>> {
        loop {
            if let Some(token) = self.tokens.pop_front() {
                return Ok(Some(token));
            }
            if self.hear(None)? == Hearing::Gone {
                return Ok(None);
            }
        }
    }

    /// Asks the terminal, which must be raw, for its background; `None` if it does not answer in time.
    /// A late reply is one more token, and no key.
    ///
    /// # Errors
    /// If the terminal cannot be written to or read.
    pub fn background(&mut self, terminal: &mut impl Write) -> io::Result<Option<Background>> {
        let mut background = None;
        self.ask(BACKGROUND, terminal, |token| match token {
            Token::Background(reported) => {
                background = Some(*reported);
                ReplyPart::First
            }
            Token::Attributes => ReplyPart::Last,
            Token::Key(_) | Token::Paste(_) | Token::Mouse(_) | Token::Cursor(_) => ReplyPart::None,
        })?;
        Ok(background)
    }

    /// Asks the terminal, which must be raw, for the position of its cursor, from 0; `None` if it does
    /// not answer in time.
    ///
    /// # Errors
    /// If the terminal cannot be written to or read.
    pub fn cursor(&mut self, terminal: &mut impl Write) -> io::Result<Option<Position>> {
        let mut position = None;
        self.ask(CURSOR, terminal, |token| match token {
            Token::Cursor(reported) => {
                position = Some(*reported);
                ReplyPart::Last
            }
            Token::Key(_)
            | Token::Paste(_)
            | Token::Mouse(_)
            | Token::Background(_)
            | Token::Attributes => ReplyPart::None,
        })?;
        Ok(position)
    }

    fn ask(
        &mut self,
        question: &[u8],
        terminal: &mut impl Write,
        mut judge: impl FnMut(&Token) -> ReplyPart,
    ) -> io::Result<()> {
        terminal.write_all(question)?;
        terminal.flush()?;
        let until = Instant::now() + PATIENCE;
        let mut kept = std::mem::take(&mut self.tokens);
        let mut is_answered = false;
        while !is_answered && self.hear(Some(until))? == Hearing::Goes && Instant::now() < until {
            for token in self.tokens.drain(..) {
                match judge(&token) {
                    ReplyPart::None => kept.push_back(token),
                    ReplyPart::First => {}
                    ReplyPart::Last => is_answered = true,
                }
            }
        }
        self.tokens = kept;
        Ok(())
    }

    /// Waits for one read or until the decoder or the caller has waited long enough.
    fn hear(&mut self, until: Option<Instant>) -> io::Result<Hearing> {
        let due = self.decoder.deadline().map(|ms| self.since + Duration::from_millis(ms));
        let until = due.into_iter().chain(until).min();
        let wait = until.map(|until| until.saturating_duration_since(Instant::now()));
        // Rounded up: to wake before it is due is to wake twice.
        let wait = wait.map(|wait| wait + Duration::from_millis(1));
        let wait = wait.map(|wait| Timespec::try_from(wait).unwrap_or_default());
        let stdin = io::stdin();
        let ready = poll(&mut [PollFd::new(&stdin, PollFlags::IN)], wait.as_ref());
        match ready {
            Ok(0) => self.tokens.extend(self.decoder.tick(self.now_ms())),
            Ok(_) => {
                let mut piece = [0; PIECE];
                let count = match read(&stdin, &mut piece) {
                    Ok(count) => count,
                    Err(Errno::INTR | Errno::AGAIN) => return Ok(Hearing::Goes),
                    // In the background the keys are the shell's; else the terminal hung up.
                    Err(Errno::IO) if !has_terminal() => {
                        thread::sleep(BEHIND);
                        return Ok(Hearing::Goes);
                    }
                    Err(Errno::IO) => return Ok(Hearing::Gone),
                    Err(error) => return Err(error.into()),
                };
                let Some(bytes) = piece.get(..count).filter(|bytes| !bytes.is_empty()) else {
                    return Ok(Hearing::Gone);
                };
                self.tokens.extend(self.decoder.feed(bytes, self.now_ms()));
            }
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(Hearing::Goes)
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// What a token is to a question.
enum ReplyPart {
    None,
    First,
    Last,
}

/// Whether the terminal is still there.
#[derive(PartialEq)]
enum Hearing {
    Goes,
    Gone,
}
