//! Takes changed settings in.

use crate::config::{ConfigError, LoadedSettings, PanelSetup};
use crate::tui::look::Tone;
use crate::tui::message::Effect;
use crate::tui::model::{Model, PanelSettings, Toast};

use super::sources;

/// Takes changed settings in; invalid ones leave the present settings in force.
pub fn take(
    model: &mut Model,
    answer: Result<LoadedSettings<PanelSetup>, ConfigError>,
) -> Vec<Effect> {
    match answer {
        Ok(LoadedSettings { settings, warnings }) => {
            let asked = sources::ask(model, settings.settings.sources.clone());
            let mended = model.unread_settings.take().is_some();
            let settings = PanelSettings::of(settings, model.environment.capabilities);
            let changed = mended || !asked.is_empty() || settings != model.settings;
            if !changed && warnings == model.settings_warnings {
                return asked;
            }
            if let Some(history) = model.screen.history_mut() {
                history.begin_days(settings.day_start);
            }
            model.settings = settings;
            // Whether a value is stale depends on them.
            model.advance(model.now.clone());
            model.log.forget_lines();
            model.settings_warnings.clone_from(&warnings);
            model.toasts.retain(|toast| toast.tone != Tone::Warning);
            let tone = if warnings.is_empty() { Tone::Done } else { Tone::Warning };
            let head = if changed || warnings.is_empty() {
                "The new settings are in use"
            } else {
                "Some settings were ignored"
            };
            let mut toast = Toast::new(tone, head, &model.now);
            toast.rest = warnings;
            model.show(toast);
            asked
        }
        Err(error) => {
            let why = error.to_string();
            if model.unread_settings.as_ref() == Some(&why) {
                return vec![];
            }
            let head = "The settings have an error; the previous settings stay in use";
            let mut toast = Toast::new(Tone::Warning, head, &model.now);
            toast.rest = vec![why.clone(), "`onwatch config check` checks the file".to_owned()];
            model.toasts.retain(|toast| toast.tone != Tone::Warning);
            model.show(toast);
            model.unread_settings = Some(why);
            vec![]
        }
    }
}
