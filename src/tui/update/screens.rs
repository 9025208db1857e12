//! The screens beside the panel, what keys do there, and the past that is read for them.
//!
//! They are for reading: no key of theirs gives a command, so that nobody who types at a list
//! ends a session. The palette does, on every screen.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use crate::config::Action;
use crate::core::SessionName;
use crate::failure::{Failure, Words};
use crate::tui::input::{Binding, Bindings, spoken};
use crate::tui::message::{Effect, Found, Read};
use crate::tui::model::{Model, Over, Pane, Screen, days};
use crate::tui::screens::{Filter, History, Palette, Telling};
use crate::tui::view;

use super::copy;
use super::dispatch::{leave, refused, suspend};
use super::keys::{self, moved};

/// Takes a key where nothing lies over the screen.
pub fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if model.is_filtering() {
        in_filter(model, key);
        return vec![];
    }
    match (key.code, key.kind) {
        (KeyCode::Esc, _) => return back(model),
        (KeyCode::Enter, KeyEventKind::Press) => return open(model),
        (KeyCode::Enter, _) => return vec![],
        _ => {}
    }
    let Some(binding) = model.taste.bindings.of(key) else { return vec![] };
    match model.screen() {
        Screen::Panel => keys::in_panel(model, binding, key.kind),
        Screen::History | Screen::Story if binding.verb.is_some() => vec![],
        Screen::History | Screen::Story => act(model, binding.action),
    }
}

/// Takes pasted text where nothing lies over the screen: into a filter, or not at all.
pub fn pasted(model: &mut Model, text: &str) {
    if model.is_filtering() {
        with_filter(model, |filter| filter.paste(text));
    }
}

/// Does what an action of the palette does.
fn run(model: &mut Model, binding: &Binding) -> Vec<Effect> {
    model.over = Over::Nothing;
    match binding.verb_in(model.phase()) {
        Some(verb) => keys::with_verb(model, binding.action, verb),
        None => act(model, binding.action),
    }
}

/// Does what an action without a verb does on the screen that is shown.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Help => model.over = Over::Help { scroll: 0 },
        Action::Palette => model.over = Over::Palette(Palette::default()),
        Action::Quit => return leave(model, None),
        Action::Suspend => return suspend(model),
        Action::History => return open_history(model),
        Action::Session => return open_shown(model),
        Action::Filter => with_filter(model, Filter::begin),
        Action::CopyKey | Action::CopyId | Action::CopySummary => return copy::copy(model, action),
        Action::FocusNext => keys::focus(model, Pane::next),
        Action::FocusBack => keys::focus(model, Pane::back),
        Action::Earlier | Action::Later => keys::along_strip(model, action),
        _ => scroll(model, action),
    }
    vec![]
}

fn scroll(model: &mut Model, action: Action) {
    match model.screen() {
        Screen::Panel => {
            let reach = view::reach(model, model.focus);
            let page = view::page(model.size);
            let lines = model.scroll.of(model.focus).min(reach);
            let line = moved(lines, action, page);
            // The end of what was done is the end also of what is still to be read.
            let to_the_last =
                action == Action::Bottom && model.focus == Pane::Activities && reach > 0;
            model.scroll.set(model.focus, if to_the_last { line } else { line.min(reach) });
        }
        Screen::History => {
            let rows = view::history_rows(model);
            if let Some(history) = &mut model.history {
                let page = rows.saturating_sub(1).max(1);
                history.select(moved(history.selected(), action, page), rows);
            }
        }
        Screen::Story => {
            let (reach, page) = view::story_reach(model);
            if let Some(telling) = &mut model.telling {
                telling.scroll = moved(telling.scroll.min(reach), action, page).min(reach);
            }
        }
    }
}

fn in_filter(model: &mut Model, key: KeyEvent) {
    match key.code {
        KeyCode::Esc => {
            with_filter(model, Filter::back);
        }
        KeyCode::Enter => with_filter(model, Filter::keep),
        KeyCode::Down => scroll(model, Action::Down),
        KeyCode::Up => scroll(model, Action::Up),
        KeyCode::PageDown => scroll(model, Action::PageDown),
        KeyCode::PageUp => scroll(model, Action::PageUp),
        _ => {
            with_filter(model, |filter| filter.key(key));
        }
    }
}

/// Changes the filter of the list in focus. In the panel that is the activities; one session has
/// none.
fn with_filter<T: Default>(model: &mut Model, change: impl FnOnce(&mut Filter) -> T) -> T {
    match model.screen() {
        Screen::Panel => {
            let recent = model.known.as_ref().map_or(&[][..], |known| &known.glance.recent);
            let (done, differs) = model.log.with_filter(recent, change);
            if differs {
                model.scroll.set(Pane::Activities, 0);
            }
            model.focus = Pane::Activities;
            done
        }
        Screen::History => match &mut model.history {
            Some(history) => history.with_filter(change),
            None => T::default(),
        },
        Screen::Story => T::default(),
    }
}

/// Goes one step back: out of a filter, then out of the screen.
fn back(model: &mut Model) -> Vec<Effect> {
    if model.telling.take().is_some() {
        return vec![];
    }
    let is_shown = match &model.history {
        Some(history) => history.filter().is_shown(),
        None => model.log.filter().is_shown(),
    };
    if is_shown {
        with_filter(model, Filter::back);
        return vec![];
    }
    // What was read for it is dropped.
    model.history.take().map(|_| Effect::Read(Read::Enough)).into_iter().collect()
}

/// Opens what Enter opens: the selected session, or the one that the panel shows.
fn open(model: &mut Model) -> Vec<Effect> {
    match model.screen() {
        Screen::Panel => open_shown(model),
        Screen::History => match model.history.as_ref().and_then(History::selected_name) {
            Some(name) => open_story(model, name),
            None => vec![],
        },
        Screen::Story => vec![],
    }
}

/// Selects a past session that was clicked; a click on the one selected opens it. An action of the
/// palette runs at once.
pub fn row_clicked(model: &mut Model, nth: usize) -> Vec<Effect> {
    if let Over::Palette(palette) = &mut model.over {
        palette.select(nth);
        return palette.chosen().map_or_else(Vec::new, |binding| run(model, binding));
    }
    let rows = view::history_rows(model);
    let Some(history) = &mut model.history else { return vec![] };
    if history.selected() == nth {
        return open(model);
    }
    history.select(nth, rows);
    vec![]
}

fn open_history(model: &mut Model) -> Vec<Effect> {
    model.telling = None;
    if model.history.is_some() {
        return vec![];
    }
    model.tickets = model.tickets.wrapping_add(1);
    model.history = Some(History::new(model.tickets));
    vec![Effect::Read(Read::Sessions { ticket: model.tickets })]
}

fn open_shown(model: &mut Model) -> Vec<Effect> {
    let shown = model.glance().and_then(|glance| glance.shown());
    if let Some(name) = shown.map(|session| SessionName::Id(session.id.clone())) {
        return open_story(model, name);
    }
    let words = Words {
        what: "No session was opened".into(),
        why: "there has been no session yet".into(),
        next: format!("start one with {}", model.key_of(Action::Start)),
    };
    refused(model, words, false);
    vec![]
}

fn open_story(model: &mut Model, name: SessionName) -> Vec<Effect> {
    let seq = model.known.as_ref().map_or(0, |known| known.watch.seq);
    model.telling = Some(Telling::new(name.clone(), seq));
    vec![Effect::Read(Read::Story(name))]
}

/// Takes a key in the palette.
pub fn in_palette(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let page = view::page(model.size);
    let Over::Palette(palette) = &mut model.over else { return vec![] };
    let action = match key.code {
        KeyCode::Esc => {
            model.over = Over::Nothing;
            return vec![];
        }
        KeyCode::Enter if key.kind == KeyEventKind::Press => {
            return palette.chosen().map_or_else(Vec::new, |binding| run(model, binding));
        }
        KeyCode::Enter => return vec![],
        KeyCode::Down => Action::Down,
        KeyCode::Up => Action::Up,
        KeyCode::PageDown => Action::PageDown,
        KeyCode::PageUp => Action::PageUp,
        _ => {
            palette.with_line(|line| {
                line.key(key);
            });
            return vec![];
        }
    };
    palette.select(moved(palette.selected(), action, page));
    vec![]
}

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
                    Ok((seq, history_updates)) => history.take_filings(seq, history_updates),
                    Err(failure) => history.refuse(unread(&failure, bindings)),
                }
            }
        }
        Found::Tallied(answer) => days::read(model, answer),
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
    let marked = (model.trouble.is_none() && view::shows_strip(model))
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
    let pages = 2 * view::page(model.size);
    (scroll > 0 || filters) && scroll.saturating_add(pages) >= view::reach(model, Pane::Activities)
}
