//! Takes each message in. Pure: no clock, no file, no terminal.

use crate::tui::message::{Effect, Message, PanelEvent, WORKER};
use crate::tui::model::{Model, Suspension};

use super::{
    commands, complete, copy, desks, heartbeat, keys, leaving, mouse, notification, past, scroll,
    settings, sources, sources_screen, store, tasks,
};

/// Takes a message in; returns the effects it asks for.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    model.advance(message.at);
    let mut effects = Vec::new();
    if model.key_repeat.wait_ms(&model.now) == Some(0) {
        effects.extend(commands::settle(model));
    }
    effects.extend(match message.event {
        PanelEvent::Tick if model.problem.is_some() => store::read(model),
        PanelEvent::Tick => vec![],
        PanelEvent::Key(key) => keys::pressed(model, key),
        PanelEvent::Mouse(event) => mouse::used(model, event),
        PanelEvent::Pasted(text) => {
            keys::pasted(model, &text);
            vec![]
        }
        PanelEvent::Resized(size) => {
            model.resize(size);
            vec![]
        }
        PanelEvent::StoreChanged => store::read(model),
        PanelEvent::DesksChanged => {
            model.desks.fall_behind();
            model.tasks.fall_behind();
            vec![]
        }
        PanelEvent::DesksPolling(why) => {
            model.desks.poll(why);
            vec![]
        }
        PanelEvent::Polling(why) => {
            model.polling = Some(why);
            vec![]
        }
        PanelEvent::SettingsChanged => {
            // The policy and the playbooks come with the desk.
            let mut effects = store::read(model);
            effects.push(Effect::ReadSettings);
            effects
        }
        PanelEvent::SettingsRead(answer) => settings::take(model, *answer),
        PanelEvent::SourcesAnswered(answers) => {
            sources::take(model, *answers);
            vec![]
        }
        PanelEvent::SourcesFailed(why) => {
            sources::failed(model, why);
            vec![]
        }
        PanelEvent::StoreRead(answer) => store::take(model, *answer),
        PanelEvent::PastRead(answer) => {
            past::take(model, answer);
            vec![]
        }
        PanelEvent::CommandAnswered(answer) => {
            let mut effects = commands::answered(model, *answer);
            effects.extend(keys::take_typed_ahead(model));
            effects
        }
        PanelEvent::StoryRead(answer) => copy::copy_summary(model, *answer),
        PanelEvent::Suspend => leaving::suspend(model),
        PanelEvent::Continued => {
            if model.is_suspended() {
                model.suspension = Suspension::None;
            }
            vec![Effect::Restore]
        }
        PanelEvent::Stop | PanelEvent::TerminalGone => leaving::leave(model, None),
        PanelEvent::ThreadBroke { thread, text } => {
            if thread == WORKER {
                // There will be no answer.
                model.pending_command = None;
            }
            leaving::leave(model, Some(text))
        }
    });
    scroll::keep_to_map(model);
    model.count_activity_lines();
    effects.extend(past::follow(model));
    model.count_activity_lines();
    let looks_again = store::look_again(model);
    if looks_again.is_some() && model.screen.is_of_desks() {
        // A machine that slept changes no file, and leaves a gap all the same.
        model.desks.fall_behind();
    }
    effects.extend(looks_again);
    effects.extend(desks::follow(model));
    effects.extend(heartbeat::due(model));
    effects.extend(notification::due(model));
    effects.extend(past::follow_days(model));
    effects.extend(past::follow_week(model));
    effects.extend(past::follow_answer(model));
    effects.extend(complete::follow(model));
    effects.extend(tasks::follow(model));
    effects.extend(sources_screen::follow(model));
    effects
}
