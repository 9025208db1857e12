//! The contexts of the last session, offered to the session that is about to start.

use chrono::{DateTime, Utc};

use crate::core::{ClosedFrame, Entering, FrameRef, NewFrame, Watch};

/// Returns the contexts that the end of the last session closed, outermost first; if it closed none,
/// those around the last one entered.
pub fn of(watch: &Watch) -> Vec<NewFrame> {
    let Some(last) = watch.session.as_ref().filter(|session| !session.phase.is_live()) else {
        return Vec::new();
    };
    let frames = &last.closed_frames;
    let open_at = |at: DateTime<Utc>| {
        move |frame: &&ClosedFrame| frame.pushed_at_utc <= at && at < frame.popped_at_utc
    };
    let until_the_end = |frame: &&ClosedFrame| Some(frame.popped_at_utc) == last.ended_at_utc;
    let mut last_open: Vec<&ClosedFrame> = frames.iter().filter(until_the_end).collect();
    if last_open.is_empty()
        && let Some(newest) = frames.iter().map(|frame| frame.pushed_at_utc).max()
    {
        last_open = frames.iter().filter(open_at(newest)).collect();
    }
    // They are kept in the order in which they were left, innermost first.
    last_open.iter().rev().map(|frame| again(frame)).collect()
}

fn again(frame: &ClosedFrame) -> NewFrame {
    NewFrame {
        kind: frame.kind.clone(),
        id: frame.id.clone(),
        title: frame.title.clone(),
        estimate_seconds: frame.estimate_seconds,
        entering: Entering::Usual,
    }
}

/// Returns contexts as one reads them, as in `project ACME › TASK-7`.
pub fn path(frames: &[NewFrame]) -> String {
    let name = |frame: &NewFrame| FrameRef { kind: frame.kind.clone(), id: frame.id.clone() };
    let names: Vec<String> = frames.iter().map(|frame| name(frame).to_string()).collect();
    names.join(" › ")
}
