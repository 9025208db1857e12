//! Takes each message in. Pure: no clock, no file, no terminal.

use crate::tui::message::{Effect, Message, News, WORKER};
use crate::tui::model::Model;

use super::{commands, copy, heartbeat, keys, leaving, mouse, notice, past, settings, store};

/// Takes a message in and returns what the panel asks of the world for it.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    model.advance(message.at);
    let mut effects = Vec::new();
    if model.held.wait_ms(&model.now) == Some(0) {
        effects.extend(commands::settle(model));
    }
    effects.extend(match message.news {
        News::Tick if model.trouble.is_some() => store::look(model),
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
        News::StoreChanged => store::look(model),
        News::Polling(why) => {
            model.polling = Some(why);
            vec![]
        }
        News::SettingsChanged => vec![Effect::ReadSettings],
        News::Settings(answer) => {
            settings::take(model, *answer);
            vec![]
        }
        News::Looked(answer) => store::looked(model, *answer),
        News::Found(found) => {
            past::found(model, found);
            vec![]
        }
        News::Answered(answer) => commands::answered(model, *answer),
        News::Told(answer) => copy::told(model, *answer),
        News::Suspend => leaving::suspend(model),
        News::Continued => {
            model.suspended = false;
            vec![Effect::Restore]
        }
        News::Stop | News::TerminalGone => leaving::leave(model, None),
        News::Broke { thread, text } => {
            if thread == WORKER {
                // Its answer will never come.
                model.under_way = None;
                model.rest = None;
            }
            leaving::leave(model, Some(text))
        }
    });
    effects.extend(past::follow(model));
    effects.extend(heartbeat::beat(model));
    effects.extend(notice::due(model));
    effects.extend(past::follow_days(model));
    effects
}
