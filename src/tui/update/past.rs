//! The past: asks for what the screens lack, and takes in what was read.

use crate::failure::{Failure, Words};
use crate::tui::geometry::{Pane, page};
use crate::tui::input::{Bindings, spoken};
use crate::tui::layout;
use crate::tui::message::{Effect, Found, Read};
use crate::tui::model::{Model, Screen, first_of};

/// Takes in what the reader has found.
pub fn found(model: &mut Model, found: Found) {
    let bindings = &model.taste.bindings;
    match found {
        Found::Sessions(page) => {
            if let Some(history) = &mut model.history {
                history.take_page(page);
            }
        }
        Found::NoSessions { ticket, failure } => {
            if let Some(history) = model.history.as_mut().filter(|_| ticket == model.tickets) {
                history.refuse(unread(&failure, bindings));
            }
        }
        Found::Filed(answer) => {
            if let Some(history) = &mut model.history {
                match answer {
                    Ok((seq, filings)) => history.take_filings(seq, filings),
                    Err(failure) => history.refuse(unread(&failure, bindings)),
                }
            }
        }
        Found::Tallied(answer) => model.days.take(answer),
        Found::Story { name, story } => {
            if let Some(telling) = &mut model.telling {
                telling.take(&name, story.map_err(|failure| unread(&failure, bindings)));
            }
        }
        Found::Activities { count, activities } => match activities {
            Ok(activities) => {
                let recent = model.known.as_ref().map_or(&[][..], |known| &known.glance.recent);
                model.log.take(recent, count, activities);
            }
            Err(failure) => model.log.refuse(unread(&failure, bindings)),
        },
        Found::Marks { session, marked } => model.marks.take(&session, marked),
    }
}

/// Returns why something of the past is not to be seen.
fn unread(failure: &Failure, bindings: &Bindings) -> Words {
    let words = spoken::in_panel(failure.words(), bindings);
    match failure {
        // Nobody wanted to write.
        Failure::Store(_) => Words { what: "The past could not be read".into(), ..words },
        _ => words,
    }
}

/// Asks for what the screens lack: what came since they were read, and what somebody scrolls to.
pub fn follow(model: &mut Model) -> Vec<Effect> {
    let near_end = is_near_end(model);
    let marked = (model.trouble.is_none() && layout::shows_strip(model))
        .then(|| model.marks.wants())
        .flatten();
    let Some(known) = &model.known else { return vec![] };
    let watch = &known.watch;
    let filed = model.history.as_mut().and_then(|history| history.falls_behind(watch.filed_seq));
    let story = model.telling.as_mut().and_then(|telling| {
        telling.falls_behind(watch).then(|| Read::Story(telling.name().clone()))
    });
    if model.scroll.of(Pane::Activities) == 0 {
        model.log.drop_older();
    }
    let count = model.log.wants(&known.glance.recent, near_end);
    let reads = filed.map(|after| Read::Filed { after }).into_iter().chain(story);
    let reads = reads.chain(count.map(|count| Read::Activities { count }));
    reads.chain(marked.map(|session| Read::Marks { session })).map(Effect::Read).collect()
}

/// Tells whether somebody reads, or looks through, what lies near the end of the activities.
fn is_near_end(model: &Model) -> bool {
    if model.screen() != Screen::Panel {
        return false;
    }
    let scroll = model.scroll.of(Pane::Activities);
    let filters = model.log.filter().is_on();
    let pages = 2 * page(model.size);
    (scroll > 0 || filters)
        && scroll.saturating_add(pages) >= layout::reach(model, Pane::Activities)
}

/// Asks for the days that are to be seen and not yet known.
pub fn follow_days(model: &mut Model) -> Option<Effect> {
    let known = model.known.as_ref().filter(|_| model.trouble.is_none())?;
    let weeks = layout::weeks(model)?;
    let first = first_of(weeks, model.today(), model.taste.week_start.day());
    let since = model.setting.zone.midnight(first);
    let wants = model.days.falls_behind(known.watch.filed_seq, first);
    wants.then_some(Effect::Read(Read::Tally { since }))
}
