//! The past: asks for what the screens lack, and takes in what was read.

use crate::core::{Hint, Request, Week};
use crate::failure::{Failure, Words};
use crate::tui::dialogs::Dialog;
use crate::tui::geometry::{Pane, page};
use crate::tui::input::{HintContext, hint};
use crate::tui::layout;
use crate::tui::look::Tone;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay, Screen, Toast, first_of};
use crate::tui::past::{PastAnswer, PastRequest};
use crate::tui::screens::{LiveDesk, WeekVersion};
use crate::zone::{DayZone, Zone};

use super::{complete, desks, sources_screen, tasks};

/// Takes in what the reader has read.
pub fn take(model: &mut Model, answer: PastAnswer) {
    if let PastAnswer::Desks { is_all, desks, into } = answer {
        let warnings = desks::take(model, is_all, desks, into);
        return warn(model, warnings);
    }
    if let PastAnswer::Sources(now) = answer {
        return sources_screen::take(model, *now);
    }
    // The screens change while the words are made.
    let context = HintContext {
        bindings: &model.settings.bindings,
        place: model.place(),
        zone: model.environment.zone,
    };
    let words = |failure: Failure| unread(&failure, context);
    let zone = model.environment.zone;
    match (answer, model.screen.history_mut()) {
        (PastAnswer::Sessions(asked), Some(history)) => {
            // Before the first look at the store, nothing is asked for.
            if let Some(known) = &model.known {
                let desk = LiveDesk { watch: &known.watch, now: &model.now, zone };
                history.take_page(asked.answer, desk);
            }
            warn(model, asked.warnings);
        }
        (PastAnswer::Sums(asked), Some(history)) => {
            history.take_sums(asked.answer);
            warn(model, asked.warnings);
        }
        (PastAnswer::HistoryFailed { ticket, failure }, Some(history)) => {
            history.refuse(ticket, words(failure));
        }
        // The screen that asked for them is closed; or it was taken in before.
        (
            PastAnswer::Sessions(_) | PastAnswer::Sums(_) | PastAnswer::HistoryFailed { .. },
            None,
        )
        | (PastAnswer::Desks { .. } | PastAnswer::Sources(_), _) => {}
        (PastAnswer::Tally(answer), _) => model.days.take(answer),
        (PastAnswer::Week { first, sessions }, _) => match (&mut model.week, sessions) {
            (Some(week), Ok(asked)) => week.take(first, asked),
            (Some(week), Err(failure)) => week.refuse(first, words(failure)),
            // The screen that asked for it is closed.
            (None, _) => {}
        },
        (PastAnswer::Story { name, story }, _) => {
            if let Some(session) = model.screen.session_mut() {
                session.take(&name, story.map_err(words));
            }
        }
        (PastAnswer::Activities { count, activities: Ok(activities) }, _) => {
            let recent = model.known.as_ref().map_or(&[][..], |known| &known.glance.recent);
            model.log.take(recent, count, activities);
        }
        (PastAnswer::Activities { activities: Err(failure), .. }, _) => {
            model.log.refuse(words(failure));
        }
        (PastAnswer::Tasks(Ok(asked)), _) => {
            tasks::take_board(model, Ok(asked.answer));
            warn(model, asked.warnings);
        }
        (PastAnswer::Tasks(Err(failure)), _) => tasks::take_board(model, Err(words(failure))),
        (PastAnswer::Task { name, page }, _) => {
            let page = page.map(|asked| asked.answer).map_err(words);
            tasks::take_page(model, &name, page);
        }
        (PastAnswer::Choices(list), _) => tasks::take_list(model, list.map_err(words)),
        (PastAnswer::Marks { session, marks }, _) => model.marks.take(&session, marks),
        (PastAnswer::Preview { question, preview }, _) => {
            let preview = preview.map_err(|failure| words(while_typing(failure)));
            if let Overlay::Dialog(Dialog { past: Some(past), .. }) = &mut model.overlay {
                past.take(question, preview);
            }
        }
        (PastAnswer::Completion { question, check }, _) => {
            complete::take(model, question, check.ok().flatten());
        }
    }
}

/// Shows each warning about the past that was not shown with the answer before.
fn warn(model: &mut Model, warnings: Vec<String>) {
    for warning in &warnings {
        if !model.past_warnings.contains(warning) {
            model.show(Toast::new(Tone::Warning, warning.clone(), &model.now));
        }
    }
    model.past_warnings = warnings;
}

/// Returns a failure without the hints that lead to another screen, as long as others remain: no key
/// works while a dialog is typed into.
fn while_typing(failure: Failure) -> Failure {
    let Failure::Refused(mut refusal) = failure else { return failure };
    let is_view = |hint: &Hint| matches!(hint, Hint::Show { .. });
    if !refusal.next.iter().all(is_view) {
        refusal.next.retain(|hint| !is_view(hint));
    }
    Failure::Refused(refusal)
}

/// Returns why something of the past could not be read.
fn unread(failure: &Failure, context: HintContext<'_>) -> Words {
    let words = hint::words(failure, context);
    match failure {
        // The words of the store are about writing.
        Failure::Store(_) => Words { what: "The history could not be read".into(), ..words },
        Failure::Refused(_)
        | Failure::Incomplete(_)
        | Failure::Index(_)
        | Failure::Config(_)
        | Failure::UnknownDesk(_)
        | Failure::Paths(_) => words,
    }
}

/// Asks for what the screens lack: what is new since they were read, and what comes into view.
pub fn follow(model: &mut Model) -> Vec<Effect> {
    let near_end = is_near_end(model);
    let shows_strip = model.problem.is_none() && layout::shows_strip(model);
    let marks = if shows_strip { model.marks.wants() } else { None };
    let history_rows = model.screen.history().map(|history| layout::history_rows(model, history));
    let Some(known) = &model.known else { return vec![] };
    let watch = &known.watch;
    let (now, begins, zone) = (&model.now, model.settings.day_start, model.environment.zone);
    let history = model.screen.history_mut().zip(history_rows).map(|(history, rows)| {
        history.turn_day(now.utc, DayZone { zone, begins });
        history.see_live(LiveDesk { watch, now, zone });
        history.requests(watch.filed_seq, rows, &mut model.tickets)
    });
    let (page, sums) = history.unwrap_or_default();
    let session = model.screen.session_mut().and_then(|session| session.falls_behind(watch));
    if model.scroll.of(Pane::Activities) == 0 {
        model.log.drop_older();
    }
    let count = model.log.wants(&known.glance.recent, near_end);
    let requests = [
        page.map(PastRequest::Sessions),
        sums.map(PastRequest::Sums),
        session.map(PastRequest::Story),
        count.map(|count| PastRequest::Activities { count }),
        marks.map(|session| PastRequest::Marks { session }),
    ];
    requests.into_iter().flatten().map(Effect::ReadPast).collect()
}

/// Reports whether the end of the activities is in view soon, or looked through by a filter.
fn is_near_end(model: &Model) -> bool {
    if !matches!(model.screen, Screen::Panes) {
        return false;
    }
    let scroll = model.scroll.of(Pane::Activities);
    if scroll == 0 && !model.log.filter().is_on() {
        return false;
    }
    scroll.saturating_add(2 * page(model.size)) >= layout::reach(model, Pane::Activities)
}

/// Asks for the week that is shown, if it is not known as it is now.
pub fn follow_week(model: &mut Model) -> Option<Effect> {
    let known = model.known.as_ref().filter(|_| model.problem.is_none())?;
    let first = model.week_first(model.week.as_ref()?);
    let live = known.watch.live_record(&model.now);
    let version = WeekVersion {
        first,
        day_start: model.settings.day_start,
        filed_seq: known.watch.filed_seq,
        live: live.as_ref().map(|live| live.id.clone()),
    };
    let zone = DayZone { zone: model.environment.zone, begins: model.settings.day_start };
    let week = model.week.as_mut()?;
    if let Some(live) = live {
        week.see_live(live);
    }
    let wants = matches!(model.screen, Screen::Week) && week.wants(version);
    let period = || Week::period(first, |at| zone.day_clock(at));
    wants.then(|| Effect::ReadPast(PastRequest::Week { first, period: period() }))
}

/// Asks what the answer in a dialog about the past would do, if that is not known.
pub fn follow_answer(model: &mut Model) -> Option<Effect> {
    let Overlay::Dialog(dialog) = &model.overlay else { return None };
    dialog.past.as_ref().filter(|_| model.problem.is_none())?;
    let request = dialog.request(model.dialog_context()?).ok()?.request;
    let request = Request { expect: None, ..request };
    let seq = model.known.as_ref()?.watch.seq;
    let Overlay::Dialog(Dialog { past: Some(past), .. }) = &mut model.overlay else { return None };
    let question = past.wants(&request, seq, &mut model.questions)?;
    Some(Effect::ReadPast(PastRequest::Preview {
        question,
        request: Box::new(request),
        day_start: model.settings.day_start,
        week_start: model.settings.week_start.day(),
    }))
}

/// Asks for the days that are shown and not yet known.
pub fn follow_days(model: &mut Model) -> Option<Effect> {
    let known = model.known.as_ref().filter(|_| model.problem.is_none())?;
    let weeks = layout::weeks(model)?;
    let first = first_of(weeks, model.today(), model.settings.week_start.day());
    let (since, day_start) = (model.day_zone().midnight(first), model.settings.day_start);
    let wants = model.days.falls_behind(known.watch.filed_seq, first, day_start);
    wants.then_some(Effect::ReadPast(PastRequest::Tally { since, day_start }))
}
