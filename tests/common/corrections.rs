//! Corrections of the past, and the desk on which they are tried.

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::core::{At, Command, NewPastSession, SessionEdit, SessionKey, SessionName};

use super::request::{end, note};

/// Two sessions that are over, and a live one. In the first one a task was pushed, and there is a break. A
/// minute passes before each command, so the first one is from 08:01 to 08:07, the second one from 08:08
/// to 08:09, and the third one starts at 08:10.
pub fn two_past_and_a_live_one() -> Vec<Command> {
    let first = [
        Command::start(Some("the first".into())),
        super::memory_desk::push(),
        Command::Pause { reason: None },
        Command::Resume,
        note("in the first"),
        Command::Pop { kind: None, summary: None, complete: false },
        end(),
    ];
    let others = [Command::start(None), end(), Command::start(Some("the third".into()))];
    first.into_iter().chain(others).collect()
}

/// Returns the name of a session by the number of its key.
pub fn session(key: u32) -> SessionName {
    SessionName::Key(SessionKey(key))
}

/// Returns a correction of a session.
pub fn edit(key: u32, how: impl FnOnce(&mut SessionEdit)) -> Command {
    let mut edit = SessionEdit { session: Some(session(key)), ..SessionEdit::default() };
    how(&mut edit);
    Command::Edit(Box::new(edit))
}

/// Returns a session that was never started, of some minutes.
pub fn new_session(from: DateTime<Utc>, minutes: i64) -> NewPastSession {
    let to = from + TimeDelta::minutes(minutes);
    let notes = Some(format!("added at {}", from.format("%H:%M")));
    NewPastSession { notes, ..NewPastSession::between(At::Second(from), At::Second(to)) }
}

/// Returns every correction of the past that is possible after [`two_past_and_a_live_one`], which began at
/// a time.
pub fn every_correction(began: DateTime<Utc>) -> Vec<Command> {
    let at = |minute: i64| began + TimeDelta::minutes(minute);
    let minute = |minute: i64| At::Minute(at(minute));
    let live = |edit: SessionEdit| Command::Edit(Box::new(edit));
    let sources = |mut new: NewPastSession, hash: &str| {
        new.source_hash = Some(hash.to_owned());
        new
    };
    vec![
        edit(1, |edit| edit.start = Some(minute(-30))),
        edit(1, |edit| edit.start = Some(minute(2))),
        edit(1, |edit| edit.end = Some(minute(6))),
        edit(2, |edit| {
            edit.notes = Some("corrected".into());
            edit.closing = Some("corrected too".into());
        }),
        edit(2, |edit| {
            edit.operator = Some("eve".into());
            edit.target_seconds = Some(600);
        }),
        live(SessionEdit { start: Some(minute(9)), ..SessionEdit::default() }),
        Command::Add { sessions: vec![new_session(at(-60), 20)] },
        Command::Add {
            sessions: vec![
                sources(new_session(at(-90), 20), "one"),
                sources(new_session(at(-120), 20), "two"),
            ],
        },
        Command::AddBreak { session: Some(session(1)), from: minute(4), to: minute(5) },
        Command::RemoveBreak { session: Some(session(1)), at: minute(3) },
        Command::Cancel { session: Some(session(1)) },
        Command::Cancel { session: Some(session(2)) },
    ]
}
