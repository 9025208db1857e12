//! The settings on the command line: whether they are sound, where they are, what is in force, and
//! an editor to change them.

use std::ffi::{OsStr, OsString};
use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::process::{Command, ExitStatus};

use serde::Serialize;

use super::args::{ConfigVerb, GlobalOptions};
use super::error::CliError;
use super::reply::{Output, Reply, object, warning_lines};
use super::world::World;
use crate::config::{EffectiveSetting, LoadedSettings, Settings, commented_out, entries};
use crate::failure::{Failure, Words};
use crate::paths::Paths;

/// Answers a question about the settings, or has them edited.
///
/// # Errors
/// [`CliError`] when the file, or a theme beside it, cannot be used.
pub fn answer(
    verb: ConfigVerb,
    options: &GlobalOptions,
    world: &World<'_>,
) -> Result<Reply, CliError> {
    let paths = Paths::find(options.profile.as_deref(), world.env).map_err(Failure::from)?;
    let (file, json) = (paths.settings(), options.json);
    match verb {
        ConfigVerb::Check => check(&file, json),
        ConfigVerb::Path => path(&file, json),
        ConfigVerb::Show => show(&file, options.operator.as_deref(), world.env, json),
        ConfigVerb::Edit => {
            edit(&file, world)?;
            check(&file, json)
        }
    }
}

/// Opens an editor on a file and waits until it is left.
///
/// # Errors
/// What the system says, when the shell that starts the editor cannot be started.
pub fn open_editor(editor: &OsStr, file: &Path) -> io::Result<ExitStatus> {
    // What names it may hold options and quotes: it is words of a shell, as everywhere else.
    let mut words = editor.to_owned();
    words.push(OsStr::new(" \"$1\""));
    Command::new("sh").arg("-c").arg(words).arg("sh").arg(file).status()
}

fn check(file: &Path, json: bool) -> Result<Reply, CliError> {
    let LoadedSettings { warnings, .. } = Settings::check(file).map_err(Failure::from)?;
    let path = file.display();
    let line = match (file.exists(), warnings.is_empty()) {
        (false, _) => format!("{path} is not there: the defaults hold"),
        (true, true) => format!("{path} is sound"),
        (true, false) => format!("{path} can be used"),
    };
    let body = CheckJson { file: path.to_string(), sound: true, warnings: &warnings };
    let answer = one(json, "onwatch.config_check/1", &body, line)?;
    Ok(Reply { asides: warning_lines(&warnings), ..Reply::done(answer) })
}

fn path(file: &Path, json: bool) -> Result<Reply, CliError> {
    let path = file.display().to_string();
    let body = PathJson { file: &path };
    Ok(Reply::done(one(json, "onwatch.config_path/1", &body, path.clone())?))
}

fn show(
    file: &Path,
    operator: Option<&str>,
    env: &dyn Fn(&str) -> Option<OsString>,
    json: bool,
) -> Result<Reply, CliError> {
    let LoadedSettings { warnings, .. } = Settings::load(file).map_err(Failure::from)?;
    let entries = entries(file).map_err(Failure::from)?;
    let shown: Vec<ShownSetting> =
        entries.into_iter().map(|one| ShownSetting::of(one, operator, env)).collect();
    let answer = if json {
        let body = ShowJson { file: file.display().to_string(), settings: &shown };
        Output::Json(vec![object("onwatch.config/1", &body)?])
    } else {
        Output::Lines(lines(file, &shown))
    };
    Ok(Reply { asides: warning_lines(&warnings), ..Reply::done(answer) })
}

fn lines(file: &Path, shown: &[ShownSetting]) -> Vec<String> {
    let texts: Vec<String> = shown.iter().map(|one| one.value.to_string()).collect();
    let widest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or(0);
    let names = widest(&mut shown.iter().map(|one| one.name.len()));
    let values = widest(&mut texts.iter().map(|text| text.chars().count()));
    let rows = shown.iter().zip(&texts).map(|(one, text)| {
        let from = match (&one.from, one.line) {
            (SettingSource::File, Some(line)) => format!("line {line}"),
            (from, _) => from.text(),
        };
        format!("{:<names$}  {text:<values$}  {from}", one.name)
    });
    [format!("file: {}", file.display())].into_iter().chain(rows).collect()
}

/// A setting in force, and what put it there.
#[derive(Serialize)]
struct ShownSetting {
    name: String,
    value: toml::Value,
    from: SettingSource,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
}

/// What put a setting in force.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum SettingSource {
    Default,
    File,
    Option(&'static str),
    Variable(&'static str),
}

impl SettingSource {
    fn text(&self) -> String {
        match self {
            Self::Default => "default".to_owned(),
            Self::File => "file".to_owned(),
            Self::Option(name) | Self::Variable(name) => (*name).to_owned(),
        }
    }
}

impl ShownSetting {
    fn of(
        entry: EffectiveSetting,
        operator: Option<&str>,
        env: &dyn Fn(&str) -> Option<OsString>,
    ) -> Self {
        let EffectiveSetting { name, value, line } = entry;
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        let operator = || match (operator, set("ONWATCH_OPERATOR")) {
            (Some(named), _) => Some((named.to_owned(), SettingSource::Option("--operator"))),
            (None, Some(named)) => {
                let named = named.to_string_lossy().into_owned();
                Some((named, SettingSource::Variable("ONWATCH_OPERATOR")))
            }
            (None, None) => None,
        };
        let no_color =
            || set("NO_COLOR").map(|_| ("mono".to_owned(), SettingSource::Variable("NO_COLOR")));
        let instead = if name == "operator" {
            operator()
        } else if name == "panel.theme" {
            no_color()
        } else {
            None
        };
        if let Some((value, from)) = instead {
            return Self { name, value: value.into(), from, line: None };
        }
        let from = if line.is_some() { SettingSource::File } else { SettingSource::Default };
        Self { name, value, from, line }
    }
}

#[derive(Serialize)]
struct CheckJson<'a> {
    file: String,
    sound: bool,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct PathJson<'a> {
    file: &'a str,
}

#[derive(Serialize)]
struct ShowJson<'a> {
    file: String,
    settings: &'a [ShownSetting],
}

fn one<T: Serialize>(json: bool, schema: &str, body: &T, line: String) -> io::Result<Output> {
    Ok(if json { Output::Json(vec![object(schema, body)?]) } else { Output::Lines(vec![line]) })
}

fn edit(file: &Path, world: &World<'_>) -> Result<(), CliError> {
    let failed = |why: String, next: String| {
        CliError::Settings(Words { what: "The settings were not edited".into(), why, next })
    };
    let path = file.display();
    let set = |name: &str| (world.env)(name).filter(|value| !value.is_empty());
    let editor = set("VISUAL").or_else(|| set("EDITOR")).ok_or_else(|| {
        let next = format!("set one of them, or open {path} in an editor of yours");
        failed("neither VISUAL nor EDITOR names an editor".into(), next)
    })?;
    begin(file).map_err(|error| {
        let next = "change its permissions, or set ONWATCH_HOME to your own directory";
        failed(format!("{path} could not be created ({error})"), next.into())
    })?;
    let name = editor.to_string_lossy();
    let why = match (world.edit)(&editor, file) {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => format!("`{name}` ended with {status}"),
        Err(error) => format!("`{name}` could not be started ({error})"),
    };
    Err(failed(why, format!("see what VISUAL and EDITOR name; the file is {path}")))
}

/// Creates the file where there is none: the defaults, all of them commented out.
fn begin(file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Ok(mut fresh) => fresh.write_all(commented_out().as_bytes()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
