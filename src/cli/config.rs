//! Questions about the settings: the check, the path, all settings in force.

use std::ffi::OsString;
use std::io;
use std::path::Path;

use super::args::{ConfigVerb, GlobalOptions};
use super::editor;
use super::error::CliError;
use super::instructions;
use super::reply::{Output, Reply, warning_lines};
use super::world::World;
use crate::config::{
    EffectiveSetting, LoadedSettings, PanelSetup, PlaybookNotices, Settings, entries,
    playbook_notices,
};
use crate::contract::{
    self, Document, SettingEntry, SettingSource, SettingsCheck, SettingsList, SettingsPath,
};
use crate::failure::Failure;
use crate::paths::Paths;

/// Answers a question about the settings, or opens an editor on them.
///
/// # Errors
/// [`CliError`] if the file or a theme cannot be used.
pub fn answer(
    verb: ConfigVerb,
    options: &GlobalOptions,
    world: &World<'_>,
) -> Result<Reply, CliError> {
    let paths = Paths::find(None, world.env).map_err(Failure::from)?;
    let (file, home, json) = (paths.settings(), paths.home(), options.json);
    match verb {
        ConfigVerb::Check => check(&file, home, json),
        ConfigVerb::Path => path(&file, json),
        ConfigVerb::Show => {
            let loaded = Settings::load(&file, home).map_err(Failure::from)?;
            show((&file, home), &loaded.warnings, options.operator.as_deref(), world.env, json)
        }
        ConfigVerb::Edit => {
            editor::edit(&file, world)?;
            check(&file, home, json)
        }
    }
}

fn check(file: &Path, home: Option<&Path>, json: bool) -> Result<Reply, CliError> {
    let loaded = PanelSetup::check(file, home).map_err(Failure::from)?;
    let LoadedSettings { mut warnings, settings } = loaded;
    let left_out = settings.settings.sources_left_out.len();
    warnings.extend(instructions::checked(file));
    let PlaybookNotices { broken, warnings: of_playbooks } = playbook_notices(file);
    warnings.extend(of_playbooks);
    let path = text(file);
    let line = match (file.exists(), warnings.is_empty(), left_out) {
        (false, _, _) => format!("{path} does not exist: the defaults are used"),
        (true, true, _) => format!("{path} is valid"),
        (true, false, 0) => format!("{path} can be used"),
        (true, false, 1) => format!("{path} can be used, without one of its sources"),
        (true, false, more) => format!("{path} can be used, without {more} of its sources"),
    };
    let without = match broken {
        0 => None,
        1 => Some("one playbook cannot be used".to_owned()),
        more => Some(format!("{more} playbooks cannot be used")),
    };
    let notices = warning_lines(&warnings);
    let sound = left_out == 0 && broken == 0;
    let body = SettingsCheck { file: path, sound, warnings };
    let answer = answer_with(&body, json, || [line].into_iter().chain(without).collect())?;
    Ok(Reply { exit: u8::from(!sound), notices, ..Reply::done(answer) })
}

fn path(file: &Path, json: bool) -> Result<Reply, CliError> {
    let body = SettingsPath { file: text(file) };
    Ok(Reply::done(answer_with(&body, json, || vec![body.file.clone()])?))
}

fn show(
    (file, home): (&Path, Option<&Path>),
    warnings: &[String],
    operator: Option<&str>,
    env: &dyn Fn(&str) -> Option<OsString>,
    json: bool,
) -> Result<Reply, CliError> {
    let settings = entries(file, home).map_err(Failure::from)?.into_iter();
    let settings = settings.map(|setting| entry(setting, operator, env)).collect();
    let body = SettingsList { file: text(file), settings };
    let answer = answer_with(&body, json, || lines(&body))?;
    Ok(Reply { notices: warning_lines(warnings), ..Reply::done(answer) })
}

fn answer_with<T: Document>(
    body: &T,
    json: bool,
    lines: impl FnOnce() -> Vec<String>,
) -> io::Result<Output> {
    Ok(if json { Output::Json(vec![contract::line(body)?]) } else { Output::Lines(lines()) })
}

fn text(file: &Path) -> String {
    file.display().to_string()
}

fn lines(list: &SettingsList) -> Vec<String> {
    let texts: Vec<String> = list.settings.iter().map(|one| one.value.to_string()).collect();
    let widest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or(0);
    let names = widest(&mut list.settings.iter().map(|one| one.name.len()));
    let values = widest(&mut texts.iter().map(|text| text.chars().count()));
    let rows = list
        .settings
        .iter()
        .zip(&texts)
        .map(|(one, text)| format!("{:<names$}  {text:<values$}  {}", one.name, source(one)));
    [format!("file: {}", list.file)].into_iter().chain(rows).collect()
}

fn source(setting: &SettingEntry) -> String {
    match (setting.from, setting.line) {
        (SettingSource::File, Some(line)) => format!("line {line}"),
        (SettingSource::File, None) => "file".to_owned(),
        (SettingSource::Default, _) => "default".to_owned(),
        (SettingSource::Option(name) | SettingSource::Variable(name), _) => name.to_owned(),
    }
}

/// Returns a setting in force. An option or a variable may set it instead of the file.
fn entry(
    setting: EffectiveSetting,
    operator: Option<&str>,
    env: &dyn Fn(&str) -> Option<OsString>,
) -> SettingEntry {
    let EffectiveSetting { name, value, line } = setting;
    if let Some((value, from)) = instead_of_file(&name, operator, env) {
        return SettingEntry { name, value: value.into(), from, line: None };
    }
    let from = if line.is_some() { SettingSource::File } else { SettingSource::Default };
    SettingEntry { name, value, from, line }
}

fn instead_of_file(
    name: &str,
    operator: Option<&str>,
    env: &dyn Fn(&str) -> Option<OsString>,
) -> Option<(String, SettingSource)> {
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    if name == "operator" {
        let by_option = operator.map(|name| (name.to_owned(), SettingSource::Option("--operator")));
        let by_variable = || {
            let name = set("ONWATCH_OPERATOR")?.to_string_lossy().into_owned();
            Some((name, SettingSource::Variable("ONWATCH_OPERATOR")))
        };
        return by_option.or_else(by_variable);
    }
    if name == "panel.theme" {
        return set("NO_COLOR").map(|_| ("mono".to_owned(), SettingSource::Variable("NO_COLOR")));
    }
    None
}
