//! Operation ids: a repeated command is answered again, and an id belongs to one command.

use crate::core::base::{Hint, Moment, Refusal, RefusalKind, ms_ago_text, ms_between};
use crate::core::command::Request;
use crate::core::history::{Operation, OperationRef, Watch};

/// Returns the operation that a request repeats; `None` if it is new.
///
/// # Errors
/// A refusal if its operation id was used for another command.
pub(in crate::core) fn repeated(
    watch: &Watch,
    request: &Request,
    now: &Moment,
) -> Result<Option<Operation>, Refusal> {
    let Some(asked) = OperationRef::of(request) else { return Ok(None) };
    let Some(known) = watch.answered(&asked.id) else { return Ok(None) };
    if known.request == asked {
        return Ok(Some(known.clone()));
    }
    let (id, ago, done) =
        (asked.id, ms_ago_text(ms_between(known.at_utc, now.utc)), &known.message);
    Err(Refusal::new(
        RefusalKind::Refused,
        request.command.verb().spec().not_done,
        format!("the operation id '{id}' was used for another command ({done}), in effect {ago}"),
        Hint::say("use a new operation id for each new command"),
    ))
}
