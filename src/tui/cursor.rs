//! Where the cursor stands, asked of the terminal itself before anybody else listens to it: later
//! its answer would be read together with the keys.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use ratatui::layout::Position;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read};

/// The longest the terminal may take; what comes later the reader of keys passes over.
const PATIENCE: Duration = Duration::from_millis(100);

const WHERE: &[u8] = b"\x1b[6n";

/// Returns where the cursor stands, from 0; nothing when the terminal does not say so in time.
pub(super) fn ask() -> io::Result<Option<Position>> {
    let mut out = io::stdout();
    out.write_all(WHERE)?;
    out.flush()?;
    let until = Instant::now() + PATIENCE;
    let mut heard = Vec::new();
    while read_before(until, &mut heard)? {
        if let Some(position) = position(&heard) {
            return Ok(Some(position));
        }
    }
    Ok(None)
}

/// Reads what has been sent, or waits for it; tells whether anything came in time.
fn read_before(until: Instant, heard: &mut Vec<u8>) -> io::Result<bool> {
    let stdin = io::stdin();
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let left = Timespec {
            tv_sec: left.as_secs().try_into().unwrap_or_default(),
            tv_nsec: left.subsec_nanos().into(),
        };
        match poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&left)) {
            Ok(0) => return Ok(false),
            Ok(_) => break,
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut piece = [0; 256];
    let count = read(&stdin, &mut piece)?;
    heard.extend_from_slice(piece.get(..count).unwrap_or_default());
    Ok(count > 0)
}

/// Returns the position in an answer, which may stand among other bytes.
fn position(heard: &[u8]) -> Option<Position> {
    let text = String::from_utf8_lossy(heard);
    text.split("\x1b[").skip(1).find_map(|sequence| {
        let (row, column) = sequence.split_once('R')?.0.split_once(';')?;
        let from_0 = |number: &str| number.parse::<u16>().ok()?.checked_sub(1);
        Some(Position { x: from_0(column)?, y: from_0(row)? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_found_among_other_bytes() {
        let at = |x, y| Some(Position { x, y });
        for (heard, expected) in [
            ("\x1b[5;1R", at(0, 4)),
            ("ls\x1b[A\x1b[24;80R", at(79, 23)),
            ("\x1b[24;8", None),
            ("\x1b[0;0R", None),
            ("\x1b[;R", None),
            ("5;1R", None),
            ("", None),
        ] {
            assert_eq!(position(heard.as_bytes()), expected, "{heard:?}");
        }
    }
}
