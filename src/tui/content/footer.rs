//! The keys of the last row: those that do something now.

use ratatui::layout::Rect;

use crate::config::Action;
use crate::core::TaskStatus;
use crate::tui::dialogs::{ChoiceField, Dialog, DialogKind, FieldValue};
use crate::tui::geometry::Pane;
use crate::tui::look::width;
use crate::tui::model::{Model, Overlay, Screen, SessionsInView};
use crate::tui::screens::{DesksScreen, History, TasksScreen};

use super::screen_keys::{Key, NARROW, ScreenKey, named, screen_keys};

/// The rank of a screen's key that gives way before the key that ends the session.
const AFTER_END: u8 = 4;

/// The rank of a key that gives way first, but after `quit`.
const LEAST: u8 = 19;

/// Returns the name of the key at a column.
pub fn key_at(model: &Model, area: Rect, column: u16) -> Option<String> {
    let column = usize::from(column.checked_sub(area.x)?);
    let keys = keys(model, area);
    let gap = gap(&keys, area);
    let mut start = 1;
    keys.into_iter().find_map(|(key, word)| {
        let end = start + width(&key) + 1 + width(&word);
        let stands = (start..end).contains(&column);
        start = end + gap;
        stands.then_some(key)
    })
}

/// Returns the keys of the footer, each with a word.
pub fn keys(model: &Model, area: Rect) -> Vec<Key> {
    let columns = columns(area);
    let mut keys = match (&model.overlay, &model.screen) {
        (Overlay::Help { .. }, _) => help_keys(model),
        (Overlay::Dialog(dialog), _) => dialog_keys(model, dialog),
        (Overlay::Palette(palette), _) if model.chosen_action(palette).is_none() => fixed(&[BACK]),
        (Overlay::Palette(_), _) => fixed(&[("Enter", "run"), ("Up Down", "choose"), BACK]),
        (Overlay::None, _) if model.is_filtering() => {
            fixed(&[("Enter", "keep filter"), ("Esc Esc", "clear filter"), ("Up Down", "move")])
        }
        (Overlay::None, Screen::Panes) if model.focus == Pane::Tasks => {
            screen_keys(model, pane_keys(model), &[Action::Done, Action::Block], columns)
        }
        (Overlay::None, Screen::Panes) if model.focus == Pane::Playbook => {
            screen_keys(model, pane_keys(model), &[Action::Done, Action::Playbook], columns)
        }
        (Overlay::None, Screen::Panes) => screen_keys(model, pane_keys(model), &[], columns),
        (Overlay::None, Screen::Week) => week_keys(model, columns),
        (Overlay::None, Screen::History(history)) => list_keys(model, history, columns),
        (Overlay::None, Screen::Session { .. }) => page_keys(model, columns),
        (Overlay::None, Screen::Desks(screen)) => desks_keys(model, screen, columns),
        (Overlay::None, Screen::Tasks(screen)) => tasks_keys(model, screen, columns),
        (Overlay::None, Screen::Task { .. }) => task_page_keys(model, columns),
        (Overlay::None, Screen::Desk { .. }) => desk_page_keys(model, columns),
        (Overlay::None, Screen::Sources(_)) => sources_keys(model, columns),
        (Overlay::None, Screen::Playbook(_)) => playbook_keys(model, columns),
    };
    // The first key is shown in any width.
    while keys.len() > 1 && used(&keys, 1) > columns {
        keys.pop();
    }
    keys
}

/// Returns the blanks between keys: two if they fit.
pub fn gap(keys: &[Key], area: Rect) -> usize {
    if used(keys, 2) > columns(area) { 1 } else { 2 }
}

/// Returns how many columns the keys may take: the last one is left blank if there is room.
fn columns(area: Rect) -> usize {
    let all = usize::from(area.width);
    if all > NARROW { all - 1 } else { all }
}

/// Returns how many columns keys take, with one blank before the first.
fn used(keys: &[Key], gap: usize) -> usize {
    let each = keys.iter().map(|(key, word)| width(key) + 1 + width(word) + gap);
    (each.sum::<usize>() + 1).saturating_sub(gap)
}

const BACK: (&str, &str) = ("Esc", "back");

fn fixed(keys: &[(&str, &'static str)]) -> Vec<Key> {
    keys.iter().map(|(key, word)| ((*key).to_owned(), (*word).into())).collect()
}

/// Returns the keys of the pane in focus.
fn pane_keys(model: &Model) -> Vec<ScreenKey> {
    match model.focus {
        Pane::Weeks => vec![ScreenKey::fixed("Enter", "list day")],
        Pane::Tasks => task_keys(model),
        Pane::Playbook => playbook_pane_keys(model),
        Pane::Session | Pane::Governance | Pane::Context | Pane::Activities => {
            hidden_playbook(model).into_iter().collect()
        }
    }
}

/// Returns the key of the pane of a playbook that is begun and open, if the pane is hidden and there is room.
fn hidden_playbook(model: &Model) -> Option<ScreenKey> {
    let is_hidden = model.playbooks.is_under_way() && !model.shows_playbook();
    let key = named(model, Action::Playbook).filter(|_| is_hidden)?;
    Some(ScreenKey { rank: LEAST, ..key })
}

fn week_keys(model: &Model, columns: usize) -> Vec<Key> {
    let back = ScreenKey::fixed("Esc", "back");
    let own = [ScreenKey::fixed("Enter", "list day"), back].into_iter();
    let is_this = model.week.as_ref().is_some_and(|it| model.week_first(it) == model.this_week());
    let later = (!is_this).then_some((Action::Later, "week after"));
    let moves = [(Action::Earlier, "week before")].into_iter().chain(later);
    let moves = moves.into_iter().filter_map(|(action, word)| {
        Some(ScreenKey { word: word.into(), ..named(model, action)? })
    });
    // A day without sessions has nothing to correct.
    let has_sessions = !matches!(model.sessions_in_view(), SessionsInView::None);
    let edit = has_sessions.then(|| named(model, Action::Edit)).flatten();
    let past = edit.into_iter().chain(named(model, Action::Add));
    let own = own.chain(past).chain(moves).collect();
    screen_keys(model, own, &[Action::Week], columns)
}

fn list_keys(model: &Model, history: &History, columns: usize) -> Vec<Key> {
    let filter = history.filter();
    let clears = filter.is_on() && !model.is_of_opened_day(filter);
    let back = if clears { "clear filter" } else { "back" };
    // An empty list has nothing to open, and without sessions nothing to filter.
    let open = history.selected_name().map(|_| ScreenKey::fixed("Enter", "open"));
    let filter = (history.filter().is_on() || history.list().len() > 0)
        .then(|| named(model, Action::Filter))
        .flatten();
    let edit = history.selected_name().and_then(|_| named(model, Action::Edit));
    let past = edit.into_iter().chain(named(model, Action::Add));
    let own = open.into_iter().chain([ScreenKey::fixed("Esc", back)]).chain(filter).chain(past);
    screen_keys(model, own.collect(), &[Action::History], columns)
}

fn desks_keys(model: &Model, screen: &DesksScreen, columns: usize) -> Vec<Key> {
    let own = model.environment.desk.clone();
    let open = screen.selected_desk().map(|desk| {
        ScreenKey::fixed("Enter", if desk.desk == own { "go back to it" } else { "look into" })
    });
    let back = if screen.filter().is_on() { "clear filter" } else { "back" };
    let all = if screen.shows_all() { "live only" } else { "all desks" };
    let all = named(model, Action::DesksAll).map(|key| ScreenKey { word: all.into(), ..key });
    let filter = (screen.filter().is_on() || !screen.rows().is_empty())
        .then(|| named(model, Action::Filter))
        .flatten();
    let own = open.into_iter().chain([ScreenKey::fixed("Esc", back)]).chain(all).chain(filter);
    screen_keys(model, own.collect(), &[Action::Desks], columns)
}

/// Returns the keys of the pane of a playbook.
fn playbook_pane_keys(model: &Model) -> Vec<ScreenKey> {
    let has_next = model.step_in_view().is_some();
    let done = has_next.then(|| named(model, Action::StepDone)).flatten();
    let hide = named(model, Action::Playbook);
    let hide = hide.map(|key| ScreenKey { word: "hide".into(), ..key });
    done.into_iter().chain([ScreenKey::fixed("Enter", "steps")]).chain(hide).collect()
}

/// Returns the keys of the screen of a playbook.
fn playbook_keys(model: &Model, columns: usize) -> Vec<Key> {
    let own = match model.step_in_view() {
        Some(step) if step.is_open() => &[Action::StepDone, Action::StepSkip][..],
        Some(_) => &[Action::StepUndo],
        None => &[],
    };
    let others = if model.playbooks.all().len() > 1 { &[Action::PlaybookNext][..] } else { &[] };
    let named = |action: &Action| named(model, *action);
    let keys = own.iter().filter_map(named).chain([ScreenKey::fixed("Esc", "back")]);
    let keys = keys.chain(others.iter().filter_map(named)).collect();
    screen_keys(model, keys, &[Action::Done, Action::Playbook], columns)
}

/// Returns the keys of the selected task.
fn task_keys(model: &Model) -> Vec<ScreenKey> {
    let Some(row) = model.selected_task() else { return vec![] };
    let is_top = model.top_task().is_some_and(|top| top.name == row.task.name);
    let is_sprint = row.task.name.kind.is_of_sprints();
    let is_over = !row.task.status.is_open();
    let enter = if is_top || is_sprint || is_over { "page" } else { "enter" };
    let mut keys = vec![ScreenKey::fixed("Enter", enter)];
    let mut add = |action, word: Option<&'static str>| {
        let key = named(model, action);
        keys.extend(key.map(|key| match word {
            Some(word) => ScreenKey { word: word.into(), ..key },
            None => key,
        }));
    };
    if !is_over {
        let blocked = row.task.status == TaskStatus::Blocked;
        add(Action::Done, None);
        add(Action::Block, Some(if blocked { "unblock" } else { "block" }));
        add(Action::Estimate, None);
    }
    if enter == "enter" {
        add(Action::Task, None);
    }
    keys
}

fn tasks_keys(model: &Model, screen: &TasksScreen, columns: usize) -> Vec<Key> {
    let back = if screen.filter().is_on() { "clear filter" } else { "back" };
    let filter = named(model, Action::Filter);
    let own = task_keys(model).into_iter().chain([ScreenKey::fixed("Esc", back)]).chain(filter);
    let without = [Action::Tasks, Action::Done, Action::Block];
    screen_keys(model, own.collect(), &without, columns)
}

fn task_page_keys(model: &Model, columns: usize) -> Vec<Key> {
    let own = task_keys(model).into_iter().filter(|key| key.word != "page");
    let moves = [Action::Down, Action::Up].into_iter().filter_map(|action| named(model, action));
    let own = own.chain([ScreenKey::fixed("Esc", "back")]).chain(moves).collect();
    let without = [Action::Tasks, Action::Done, Action::Block];
    screen_keys(model, own, &without, columns)
}

fn desk_page_keys(model: &Model, columns: usize) -> Vec<Key> {
    let own = [Action::Down, Action::Up, Action::CopyId].into_iter();
    let own = own.filter_map(|action| named(model, action));
    let own = [ScreenKey::fixed("Esc", "back")].into_iter().chain(own);
    screen_keys(model, own.collect(), &[], columns)
}

fn sources_keys(model: &Model, columns: usize) -> Vec<Key> {
    let own = [Action::Down, Action::Up].into_iter().filter_map(|action| named(model, action));
    let own = [ScreenKey::fixed("Esc", "back")].into_iter().chain(own);
    screen_keys(model, own.collect(), &[], columns)
}

fn page_keys(model: &Model, columns: usize) -> Vec<Key> {
    let own = [Action::Edit, Action::Add, Action::Down, Action::Up].into_iter();
    let own = own.filter_map(|action| {
        let key = named(model, action)?;
        // A page is about one session: to end it matters more than to add another.
        let rank = if action == Action::Add { AFTER_END } else { key.rank };
        Some(ScreenKey { rank, ..key })
    });
    let own = [ScreenKey::fixed("Esc", "back")].into_iter().chain(own);
    screen_keys(model, own.collect(), &[], columns)
}

fn help_keys(model: &Model) -> Vec<Key> {
    let bindings = &model.settings.bindings;
    let keys = [(Action::Down, "down"), (Action::Up, "up")];
    let named = keys
        .into_iter()
        .filter_map(|(action, word)| Some((bindings.first_everywhere(action)?, word.into())));
    fixed(&[BACK]).into_iter().chain(named).collect()
}

fn dialog_keys(model: &Model, dialog: &Dialog) -> Vec<Key> {
    let picks = dialog.picker.is_some() && dialog.at == 0;
    let walks = match dialog.field().map(|field| &field.value) {
        _ if picks => Some(("Up Down".to_owned(), "choose")),
        Some(FieldValue::Text(text)) if text.has_earlier() => Some(("Up".to_owned(), "earlier")),
        Some(FieldValue::Choice(choice)) => Some((choosing(choice), "choose")),
        _ => None,
    };
    let several = (dialog.fields.len() > 1).then_some(("Tab", "next"));
    let enter = if dialog.is_shelving() { "shelve" } else { act(model, dialog.kind) };
    let enter = ("Enter", enter);
    let enter = model.blocked(dialog).is_none().then_some(enter);
    let own = enter.into_iter().chain([BACK]).chain(several);
    let own = own.map(|(key, word)| (key.to_owned(), word));
    own.chain(walks).map(|(key, word)| (key, word.into())).collect()
}

/// Returns the word for what Enter does in a dialog.
fn act(model: &Model, kind: DialogKind) -> &'static str {
    match kind {
        DialogKind::Start => "start session",
        DialogKind::Switch if model.phase().is_none() => "start session",
        DialogKind::Switch => "switch session",
        DialogKind::End => "end session",
        DialogKind::Pause => "pause session",
        DialogKind::Break | DialogKind::PastBreak => "add break",
        DialogKind::RemoveBreak => "remove break",
        DialogKind::Edit => "correct session",
        DialogKind::Add => "add session",
        DialogKind::Note => "save note",
        DialogKind::Context => "open context",
        DialogKind::Done => "complete task",
        DialogKind::Block => "block task",
        DialogKind::Estimate => "estimate task",
        DialogKind::Band => "set band",
        DialogKind::Health => "set health",
        DialogKind::Ack => "acknowledge",
        DialogKind::StepDone => "mark as done",
        DialogKind::StepSkip => "skip the step",
        DialogKind::Override(_) => "go on",
        DialogKind::Gap(_) | DialogKind::PastGap(_) | DialogKind::Forgotten => "save answer",
    }
}

/// Returns the keys of a choice, as in `A B C D Left Right`.
fn choosing(choice: &ChoiceField) -> String {
    let letters = choice.letters().into_iter().map(|letter| format!("{letter} "));
    letters.collect::<String>() + "Left Right"
}
