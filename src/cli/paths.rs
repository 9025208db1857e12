//! Where the files are.

use std::borrow::Cow;

use serde::Serialize;

use crate::paths::Paths;

/// Where the files are, as JSON.
#[derive(Serialize)]
pub struct PathsJson<'a> {
    profile: Option<&'a str>,
    config: String,
    data: String,
    state: String,
    history: String,
    settings: String,
    quarantine: String,
}

impl<'a> From<&'a Paths> for PathsJson<'a> {
    fn from(paths: &'a Paths) -> Self {
        let text = |path: &std::path::Path| Cow::into_owned(path.to_string_lossy());
        Self {
            profile: paths.profile.as_deref(),
            config: text(&paths.config),
            data: text(&paths.data),
            state: text(&paths.state()),
            history: text(&paths.history()),
            settings: text(&paths.settings()),
            quarantine: text(&paths.quarantine()),
        }
    }
}

/// Returns where the files are, a line each.
#[must_use]
pub fn lines(paths: &Paths) -> Vec<String> {
    let PathsJson { config, data, state, history, settings, quarantine, .. } = paths.into();
    let all = [
        ("config", config),
        ("data", data),
        ("state", state),
        ("history", history),
        ("settings", settings),
        ("quarantine", quarantine),
    ];
    all.into_iter().map(|(label, path)| format!("{label:<10}  {path}")).collect()
}
