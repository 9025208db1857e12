//! What the panel makes of each message. Pure: no clock, no file, no terminal.

use std::collections::VecDeque;

use crate::config::{Action, ConfigError, Loaded};
use crate::core::{
    Activity, Command, Glance, Phase, Request, Verb, Watch, short_text, undo_message,
};
use crate::desk::{Outcome, View};
use crate::failure::{Failure, Words};
use crate::safe_text::SafeText;
use crate::tui::dialogs::{Meant, expectation};
use crate::tui::input::spoken;
use crate::tui::message::{Effect, Farewell, Message, News};
use crate::tui::model::{
    Known, Leaving, Look, Model, Over, Pane, Rest, Taste, Toast, Tone, Trouble, UnderWay, days,
};

use super::{copy, keys, mouse, notice, screens};

/// Takes a message in and returns what the panel asks of the world for it.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    model.advance(message.at);
    let mut effects = Vec::new();
    if model.held.wait_ms(&model.now) == Some(0) {
        effects.extend(keys::normalize(model));
    }
    effects.extend(match message.news {
        News::Tick if model.trouble.is_some() => look(model),
        News::Tick => vec![],
        News::Key(key) => keys::pressed(model, key),
        News::Mouse(event) => mouse::used(model, event),
        News::Pasted(text) => {
            keys::pasted(model, &text);
            vec![]
        }
        News::Resized(size) => {
            model.resize(size);
            vec![]
        }
        News::StoreChanged => look(model),
        News::Polling(why) => {
            model.polling = Some(why);
            vec![]
        }
        News::SettingsChanged => vec![Effect::ReadSettings],
        News::Settings(answer) => {
            settings(model, *answer);
            vec![]
        }
        News::Looked(answer) => looked(model, *answer),
        News::Found(found) => {
            screens::found(model, found);
            vec![]
        }
        News::Answered(answer) => answered(model, *answer),
        News::Told(answer) => copy::told(model, *answer),
        News::Suspend => suspend(model),
        News::Continued => {
            model.suspended = false;
            vec![Effect::Restore]
        }
        News::Stop | News::TerminalGone => leave(model, None),
        News::Broke { thread, text } => {
            if thread == crate::tui::threads::worker::NAME {
                // Its answer will never come.
                model.under_way = None;
                model.rest = None;
            }
            leave(model, Some(text))
        }
    });
    effects.extend(screens::follow(model));
    effects.extend(beat(model));
    effects.extend(notice::due(model));
    effects.extend(days::ask(model));
    effects
}

/// How often a sight of the running machine is kept, milliseconds.
const BEAT_MS: u64 = 60_000;

/// Has a sight of the running machine kept once a minute while a session is active, so that a
/// gap later begins where it began.
fn beat(model: &mut Model) -> Option<Effect> {
    if model.trouble.is_some() || model.beat.elapsed_ms(&model.now) < BEAT_MS {
        return None;
    }
    model.known.as_ref().filter(|known| known.watch.keeps_sights(&model.now))?;
    model.beat = model.now.stamp();
    model.now.seen = Some(model.beat.clone());
    Some(Effect::Beat)
}

/// Gives the desk a command.
pub fn give(model: &mut Model, request: Request, from_prompt: bool) -> Vec<Effect> {
    let since = model.now.stamp();
    let verb = request.command.verb();
    model.under_way = Some(UnderWay { verb, since, from_prompt });
    vec![Effect::Obey(Box::new(request))]
}

/// Gives the desk the command that an answer means; what is to follow waits for its answer.
pub fn give_all(model: &mut Model, meant: Meant) -> Vec<Effect> {
    let by = meant.request.by.clone();
    let left = VecDeque::from(meant.then);
    model.rest = (!left.is_empty()).then(|| Rest { done: String::new(), left, by });
    give(model, meant.request, true)
}

/// Gives the desk the next of what is to follow the command it has obeyed.
fn go_on(model: &mut Model) -> Vec<Effect> {
    let Some(rest) = &mut model.rest else { return vec![] };
    let Some(frame) = rest.left.pop_front() else {
        model.rest = None;
        return vec![];
    };
    let by = rest.by.clone();
    let expect = model.glance().map(|glance| expectation(glance, Verb::Push));
    give(model, Request { expect, ..Request::new(Command::Push(frame), by) }, false)
}

/// Stands aside for the shell.
pub fn suspend(model: &mut Model) -> Vec<Effect> {
    if !model.setting.job_control {
        let words = Words {
            what: "The panel was not suspended".into(),
            why: "no shell with job control started it, so nothing could bring it back".into(),
            next: format!("leave it with {}; the session stays live", model.key_of(Action::Quit)),
        };
        refused(model, words, false);
        return vec![];
    }
    // A stopped process keeps its lock: whatever is under way comes to its end first.
    model.suspends = model.under_way.is_some();
    model.suspended = !model.suspends;
    if model.suspends { vec![] } else { vec![Effect::Suspend] }
}

/// Ends the panel, once the command under way has been answered.
pub fn leave(model: &mut Model, broke: Option<String>) -> Vec<Effect> {
    let leaving = model.leaving.get_or_insert_with(Leaving::default);
    leaving.broke = leaving.broke.take().or(broke);
    farewell(model)
}

fn farewell(model: &Model) -> Vec<Effect> {
    let Some(leaving) = &model.leaving else { return vec![] };
    if model.under_way.is_some() {
        return vec![];
    }
    let outcome = leaving.outcome.clone();
    vec![Effect::Leave(match &leaving.broke {
        Some(text) => Farewell::Broke { text: text.clone(), outcome },
        None => Farewell::Bye(lines(outcome, standing(model))),
    })]
}

fn lines(outcome: Option<String>, standing: String) -> String {
    match outcome {
        Some(outcome) => format!("{outcome}\n{standing}"),
        None => standing,
    }
}

/// Returns how the desk stands when the panel is left.
fn standing(model: &Model) -> String {
    if let Some(trouble) = &model.trouble {
        return SafeText::new(&sentence(&trouble.words)).into_string();
    }
    match model.glance().and_then(|glance| glance.session.as_ref()) {
        Some(live) => format!(
            "{} stays {}: {} active. `onwatch` opens the panel again.",
            live.key,
            if live.phase == Phase::Paused { "paused" } else { "live" },
            short_text(live.active_ms),
        ),
        None => "No session is live. `onwatch` opens the panel again.".to_owned(),
    }
}

fn look(model: &mut Model) -> Vec<Effect> {
    match model.look {
        Look::Idle => {
            model.look = Look::UnderWay;
            vec![Effect::Look]
        }
        Look::UnderWay | Look::Again => {
            model.look = Look::Again;
            vec![]
        }
    }
}

fn looked(model: &mut Model, answer: Result<View, Failure>) -> Vec<Effect> {
    match answer {
        Ok(view) => {
            let words = view.read_only.map(|error| Failure::Store(error).words());
            set_trouble(model, words);
            model.now.seen.clone_from(&view.seen);
            learn(model, view.watch, None);
            for warning in &view.warnings {
                if !model.warnings.contains(warning) {
                    let toast = Toast::new(Tone::Warning, warning.clone(), &model.now);
                    model.show(toast);
                }
            }
            model.warnings = view.warnings;
        }
        Err(failure) => set_trouble(model, Some(failure.words())),
    }
    match std::mem::replace(&mut model.look, Look::Idle) {
        Look::Again => look(model),
        Look::Idle | Look::UnderWay => vec![],
    }
}

/// Takes changed settings in; broken ones leave those in force that are.
fn settings(model: &mut Model, answer: Result<Loaded, ConfigError>) {
    match answer {
        Ok(Loaded { settings, warnings }) => {
            let mended = model.unread_settings.take().is_some();
            let taste = Taste::of(settings, model.setting.shows);
            let changed = mended || taste != model.taste;
            if !changed && warnings == model.settings_warnings {
                return;
            }
            model.taste = taste;
            model.settings_warnings.clone_from(&warnings);
            model.toasts.retain(|toast| toast.tone != Tone::Warning);
            let tone = if warnings.is_empty() { Tone::Done } else { Tone::Warning };
            let head = if changed || warnings.is_empty() {
                "The changed settings are in force"
            } else {
                "Something in the settings was passed over"
            };
            let mut toast = Toast::new(tone, head, &model.now);
            toast.rest = warnings;
            model.show(toast);
        }
        Err(error) => {
            let why = error.to_string();
            if model.unread_settings.as_ref() == Some(&why) {
                return;
            }
            let head = "The changed settings were not read; those before them stay in force";
            let mut toast = Toast::new(Tone::Warning, head, &model.now);
            toast.rest = vec![why.clone(), "`onwatch config check` says it again".to_owned()];
            model.toasts.retain(|toast| toast.tone != Tone::Warning);
            model.show(toast);
            model.unread_settings = Some(why);
        }
    }
}

fn set_trouble(model: &mut Model, words: Option<Words>) {
    if model.trouble.is_some() && words.is_none() {
        // What was refused because of it is no longer true.
        model.toasts.retain(|toast| toast.tone != Tone::Refused);
    }
    let since = model.trouble.as_ref().map_or(model.now.utc, |known| known.since);
    model.trouble = words.map(|words| Trouble { words, since });
}

fn answered(model: &mut Model, answer: Result<Outcome, Failure>) -> Vec<Effect> {
    let from_prompt = model.under_way.take().is_some_and(|command| command.from_prompt);
    let mut effects = Vec::new();
    if let Some(leaving) = &mut model.leaving {
        leaving.outcome = Some(said(&answer));
    }
    match answer {
        Ok(outcome) => {
            obeyed(model, outcome, from_prompt);
            effects.extend(go_on(model));
        }
        Err(failure) => {
            let words = stopped(model, failure.words());
            refused(model, words, from_prompt);
            effects.extend(look(model));
        }
    }
    if model.suspends {
        effects.extend(suspend(model));
    }
    effects.extend(farewell(model));
    effects
}

/// Returns the answer to a command as one line, for whoever no longer has a screen to show it on.
pub fn said(answer: &Result<Outcome, Failure>) -> String {
    let text = match answer {
        Ok(outcome) => format!("{}.", outcome.message),
        Err(failure) => sentence(&failure.words()),
    };
    SafeText::new(&text).into_string()
}

fn sentence(words: &Words) -> String {
    format!("{}: {}; {}.", words.what, words.why, words.next)
}

/// Says also what had been done before a command that was to follow it was refused.
fn stopped(model: &mut Model, words: Words) -> Words {
    let Some(rest) = model.rest.take().filter(|rest| !rest.done.is_empty()) else { return words };
    let more = match rest.left.len() {
        0 => String::new(),
        left => format!(", nor the {left} within it"),
    };
    Words { what: format!("{}; the next context was not entered{more}", rest.done), ..words }
}

fn obeyed(model: &mut Model, outcome: Outcome, from_prompt: bool) {
    if from_prompt && let Over::Prompt(prompt) = std::mem::replace(&mut model.over, Over::Nothing) {
        for field in &prompt.fields {
            model.earlier.keep(field.name, field.value());
        }
    }
    model.trouble = None;
    learn(model, outcome.watch, Some(outcome.seq));
    if matches!(outcome.verb, Verb::Band | Verb::Health) {
        // Whoever set it knows.
        notice::pass_over(model);
    }
    let tone = if outcome.warnings.is_empty() { Tone::Done } else { Tone::Warning };
    let clock = |at| model.time_of(at);
    let known = model.known.as_ref();
    let told = known.and_then(|known| undo_message(&known.watch, outcome.verb, &clock));
    let mut message = told.unwrap_or(outcome.message);
    if let Some(rest) = &mut model.rest {
        message = after(&rest.done, message);
        rest.done.clone_from(&message);
    }
    let mut toast = Toast::new(tone, message, &model.now);
    toast.rest = outcome.warnings;
    // What was said before the command is answered by it.
    model.toasts.retain(|older| older.tone == Tone::Elsewhere);
    model.show(toast);
}

/// Returns a sentence that goes on with what was done before.
fn after(done: &str, message: String) -> String {
    let mut letters = message.chars();
    match letters.next().filter(|_| !done.is_empty()) {
        Some(first) => format!("{done}, {}{}", first.to_lowercase(), letters.as_str()),
        None => message,
    }
}

/// Says why a command was not obeyed: in the prompt it came from, else in a toast.
pub fn refused(model: &mut Model, words: Words, from_prompt: bool) {
    let words = spoken::in_panel(words, &model.taste.bindings);
    match &mut model.over {
        Over::Prompt(prompt) if from_prompt => prompt.refuse(words),
        _ => {
            let toast = Toast::refused(words, &model.now);
            model.toasts.retain(|older| older.tone == Tone::Elsewhere);
            model.show(toast);
        }
    }
}

/// Takes in what the desk knows now, and announces what others did meanwhile.
fn learn(model: &mut Model, watch: Watch, own: Option<u64>) {
    if let Some(known) = &model.known {
        let seq = known.watch.seq;
        let fresh = || watch.recent.iter().filter(move |activity| activity.seq > seq);
        let others: Vec<&Activity> = fresh().filter(|activity| Some(activity.seq) != own).collect();
        let toast = Toast::elsewhere(&others, &model.now);
        // What somebody reads further down stays where it is.
        let new = model.log.learn(&known.watch.recent, &watch.recent);
        let read = model.scroll.of(Pane::Activities);
        if read > 0 {
            model.scroll.set(Pane::Activities, read.saturating_add(new));
        }
        if let Some(toast) = toast {
            model.show(toast);
        }
    }
    days::keep_live(model);
    let glance = Glance::of(&watch, &model.now);
    model.marks.learn(&glance);
    model.known = Some(Known { watch, glance });
}
