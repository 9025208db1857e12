//! Fills in templates. Each line of the result is an action, a command or a reminder.

use std::collections::BTreeSet;

use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior};

use super::advice::Advice;
use super::scenario::Scenario;
use super::shell::quoted;
use super::situation::Situation;
use super::values::TemplateValues;
use crate::safe_text::SafeText;

/// A character before a value that did not pass the filter `sh`, and one after it. Unicode reserves them for
/// the use within a program; those in values are made visible.
const VALUE: char = '\u{fdd8}';
const END: char = '\u{fdd9}';

/// How much work one template may do. A built-in one does a hundredth of it.
const FUEL: u64 = 20_000;

/// Somebody's own template of a scenario; `None` if the built-in one is used.
pub type OwnTemplates<'a> = &'a dyn Fn(Scenario) -> Option<String>;

/// Why a template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// Its scenario.
    pub scenario: Scenario,
    /// The line, from 1; 0 if the fault is in no particular line.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// Returns what to do in a situation, and the faults of somebody's own templates: a built-in one is used in
/// the place of each.
#[must_use]
pub fn advice(now: &Situation<'_>, own: OwnTemplates<'_>) -> (Advice, Vec<TemplateFault>) {
    let context = TemplateValues::of(now);
    let (mut all, mut faults) = (Advice::default(), Vec::new());
    for scenario in Scenario::of(now) {
        let own = own(scenario).and_then(|text| {
            let filled = known_names(scenario, &text, &context);
            let filled = filled.and_then(|()| filled_in(scenario, &text, &context));
            filled.map_err(|fault| faults.push(fault)).ok()
        });
        let filled = own.map_or_else(|| filled_in(scenario, scenario.built_in(), &context), Ok);
        match filled {
            Ok(more) => all.add(more),
            Err(fault) => faults.push(fault),
        }
    }
    (all, faults)
}

/// Checks a template of a scenario: with no value and with every value.
///
/// # Errors
/// [`TemplateFault`] if it cannot be used.
pub fn check(scenario: Scenario, text: &str) -> Result<(), TemplateFault> {
    known_names(scenario, text, &TemplateValues::without_any())?;
    filled_in(scenario, text, &TemplateValues::without_any())?;
    filled_in(scenario, text, &TemplateValues::with_each()).map(drop)
}

/// Checks that each name in a template is that of a value.
fn known_names(
    scenario: Scenario,
    text: &str,
    values: &TemplateValues,
) -> Result<(), TemplateFault> {
    let environment = environment();
    let template = environment.template_from_named_str(scenario.word(), text);
    let template = template.map_err(|error| fault_of(scenario, text, &error))?;
    let used: BTreeSet<String> = template.undeclared_variables(true).into_iter().collect();
    match used.iter().find(|name| !values.have(name)) {
        None => Ok(()),
        Some(name) => Err(unknown(scenario, text, name)),
    }
}

/// Returns the fault of a name that is that of no value.
fn unknown(scenario: Scenario, text: &str, name: &str) -> TemplateFault {
    let has_name = |line: &str| {
        let words = line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
        words.into_iter().any(|word| word == name)
    };
    let line = text.lines().position(has_name).map_or(0, |at| at + 1);
    let name = SafeText::new(name);
    TemplateFault { scenario, line, message: format!("there is no value '{name}'") }
}

fn fault_of(scenario: Scenario, text: &str, error: &Error) -> TemplateFault {
    let line = error.line().unwrap_or_default().min(text.lines().count());
    TemplateFault { scenario, line, message: worded(error) }
}

/// Returns what a template says with some values.
fn filled_in(
    scenario: Scenario,
    text: &str,
    values: &TemplateValues,
) -> Result<Advice, TemplateFault> {
    let rendered = environment().render_named_str(scenario.word(), text, values.value());
    let rendered = rendered.map_err(|error| fault_of(scenario, text, &error))?;
    let mut advice = Advice::default();
    for line in rendered.lines() {
        read_line(line, &mut advice).map_err(|message| TemplateFault {
            scenario,
            line: line_of(text, line),
            message,
        })?;
    }
    Ok(advice)
}

/// Adds what one line says.
fn read_line(line: &str, advice: &mut Advice) -> Result<(), String> {
    let unmarked = |text: &str| text.replace([VALUE, END], "").trim().to_owned();
    let is_of = |sign: char| line.strip_prefix(sign).filter(|rest| rest.starts_with(' '));
    if let Some(command) = is_of('$') {
        if command.contains(VALUE) {
            return Err("a value in a command needs the filter `sh`, as in {{ task|sh }}".into());
        }
        let command = command.trim();
        return if command.is_empty() {
            Err("this command is empty".to_owned())
        } else {
            advice.add_command(command.to_owned());
            Ok(())
        };
    }
    let (action, reminder) = (is_of('-').map(unmarked), is_of('>').map(unmarked));
    match (action, reminder) {
        (Some(action), _) if !action.is_empty() => advice.add_action(action),
        (_, Some(reminder)) if !reminder.is_empty() => advice.reminders.push(reminder),
        (Some(_), _) | (_, Some(_)) => {}
        (None, None) if line.trim().is_empty() => {}
        (None, None) => return Err("a line begins with `- `, `$ ` or `> `".to_owned()),
    }
    Ok(())
}

/// Returns the line of a template from which a line of its result came, as far as its beginning tells; 0 if it
/// does not.
fn line_of(template: &str, line: &str) -> usize {
    let begin = line.split(VALUE).next().unwrap_or_default();
    let same = |of: &str| {
        let text = of.split_once("{%").map_or(of, |_| of.rsplit("%}").next().unwrap_or(of));
        let fixed = text.split("{{").next().unwrap_or_default();
        !fixed.trim().is_empty() && begin.starts_with(fixed.trim_end())
    };
    template.lines().position(same).map_or(0, |at| at + 1)
}

/// Returns an error of a template in words.
fn worded(error: &Error) -> String {
    let text = match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => "it does too much work".to_owned(),
        (kind, Some(detail)) => format!("{kind}: {detail}"),
        (kind, None) => kind.to_string(),
    };
    SafeText::new(&text).into_string()
}

/// Returns the rules by which templates are filled in. A template has no access to files or other templates.
fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_formatter(write_value);
    environment
        .add_filter("sh", |value: &Value| Value::from_safe_string(quoted(&in_one_line(value))));
    environment
}

/// Writes a value, marked unless it may stand in a command.
fn write_value(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let written = if value.is_safe() || value.is_number() {
        write!(out, "{value}")
    } else {
        write!(out, "{VALUE}{}{END}", in_one_line(value))
    };
    written.map_err(|_| Error::from(ErrorKind::WriteFailure))
}

/// Returns a value in one line, in which no character acts on a terminal.
fn in_one_line(value: &Value) -> String {
    let text = value.to_string().replace([VALUE, END], "\u{fffd}");
    SafeText::new(&text).into_string()
}
