//! The text of a playbook: its name, its title, and its steps in order.

use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fields::{AcceptedValues, TableFields};
use super::names::suggestion;
use super::playbook_faults::{FoundFaults, PlaybookFaults};
use super::playbook_step::{self, PlacedStep, STEPS_MOST, one_line};
use super::text::{ConfigError, Fault};
use super::word;
use crate::core::{Playbook, PlaybookScope, TITLE};

/// The playbook of those who have no `playbook.toml`.
pub const DEFAULT_PLAYBOOK: &str = include_str!("../../assets/playbook.toml");

/// The name of a playbook whose file says none.
pub(super) const USUAL_NAME: &str = "playbook";

/// The names outside the steps, each with the values it accepts.
const KEYS: AcceptedValues = &[
    ("name", "one word of at most 64 characters, such as name = \"launch\""),
    ("title", "a text of 1 to 200 characters, such as title = \"Open the shop\""),
    ("scope", "\"desk\" or \"session\""),
    ("step", "the steps; write [[step]] above each"),
];

/// Where the name of a playbook comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedBy<'n> {
    /// Its key `name`; without it, the usual name.
    Key,
    /// The name of its file.
    File(&'n str),
}

/// Reads a playbook.
pub(super) fn read(
    text: &str,
    path: &Path,
    named: NamedBy<'_>,
) -> Result<Playbook, Box<PlaybookFaults>> {
    let usual = match named {
        NamedBy::Key => USUAL_NAME,
        NamedBy::File(name) => name,
    };
    let (parsed, errors) = DeTable::parse_recoverable(text);
    let fields = TableFields { table: parsed.get_ref(), at: 0, of: "a playbook", keys: KEYS };
    let mut faults = FoundFaults::default();
    if let Some(error) = errors.first() {
        let at = error.span().map_or(0, |span| span.start);
        faults.add([Fault { at, message: error.message().replace('\n', ", ") }]);
        // What follows a fault of the language may be anything; only the name is still of use.
        let name = name(&fields, named).unwrap_or_else(|_| usual.to_owned());
        return Err(Box::new(faults.all(&name, text, path).unwrap_or_default()));
    }
    faults.add(fields.unknown());
    let name = faults.kept(name(&fields, named)).unwrap_or_else(|| usual.to_owned());
    let scopes = [("desk", PlaybookScope::Desk), ("session", PlaybookScope::Session)];
    let title = faults.kept(one_line(&fields, "title", TITLE)).flatten();
    let scope = faults.kept(fields.word("scope", &scopes)).flatten().unwrap_or_default();
    let steps = steps(&fields, &mut faults);
    if let Some(faults) = faults.all(&name, text, path) {
        return Err(Box::new(faults));
    }
    Ok(Playbook {
        title: title.unwrap_or_else(|| name.clone()),
        name,
        scope,
        hash: HEXLOWER.encode(&Sha256::digest(text.as_bytes())),
        steps: steps.into_iter().map(|placed| placed.step).collect(),
    })
}

/// Returns the fault of a file whose text nobody could read.
pub(super) fn unread(named: NamedBy<'_>, error: ConfigError) -> PlaybookFaults {
    match named {
        NamedBy::Key => PlaybookFaults::one(USUAL_NAME, error),
        NamedBy::File(name) => PlaybookFaults::one(name, error),
    }
}

fn name(fields: &TableFields<'_>, named: NamedBy<'_>) -> Result<String, Fault> {
    let own = fields.text("name")?;
    match (named, own) {
        (NamedBy::Key, None) => Ok(USUAL_NAME.to_owned()),
        (NamedBy::Key, Some(own)) => {
            let why = |why| fields.fault("name", &format!("'{own}' is no name: {why}"));
            word::check(own).map_err(why)?;
            Ok(own.to_owned())
        }
        (NamedBy::File(file), Some(own)) if own != file => {
            let at = fields.fault("name", "").at;
            let message = format!("the name of this playbook is that of its file, '{file}'");
            Err(Fault { at, message: format!("{message}; leave out `name`, or rename the file") })
        }
        (NamedBy::File(file), None | Some(_)) => match word::check(file) {
            Ok(()) => Ok(file.to_owned()),
            Err(why) => {
                let message = format!("'{file}' is no name of a playbook: {why}; rename the file");
                Err(Fault { at: 0, message })
            }
        },
    }
}

fn steps(fields: &TableFields<'_>, faults: &mut FoundFaults) -> Vec<PlacedStep> {
    let Some(value) = fields.get("step") else {
        let message = "a playbook has one step or more; write [[step]] above each".to_owned();
        faults.add([Fault { at: 0, message }]);
        return Vec::new();
    };
    let tables = value.get_ref().as_array().filter(|list| !list.is_empty());
    let Some(list) = tables else {
        let message = "the steps are a list of tables; write [[step]] above each".to_owned();
        faults.add([Fault { at: value.span().start, message }]);
        return Vec::new();
    };
    let mut steps: Vec<PlacedStep> = Vec::new();
    for entry in list.iter().take(STEPS_MOST) {
        if let Some(placed) = faults.kept(table(entry)) {
            steps.push(playbook_step::read(&placed, faults));
        }
    }
    if let Some(entry) = list.get(STEPS_MOST) {
        let message = format!("this is step 65, and a playbook has at most {STEPS_MOST} steps");
        faults.add([Fault { at: entry.span().start, message }]);
    }
    for (nth, placed) in steps.iter().enumerate() {
        let (before, after) = steps.split_at(nth);
        if before.iter().any(|one| one.step.id == placed.step.id) && !placed.step.id.is_empty() {
            let message = format!("an earlier step has the id '{}' already", placed.step.id);
            faults.add([Fault { at: placed.id_at, message }]);
        }
        faults.add(required(placed, before, after.get(1..).unwrap_or_default()));
    }
    steps
}

fn table<'a>(entry: &'a Spanned<DeValue<'a>>) -> Result<TableFields<'a>, Fault> {
    let at = entry.span().start;
    let table = entry.get_ref().as_table().ok_or_else(|| {
        let message = "each step is a table; write [[step]] above it".to_owned();
        Fault { at, message }
    })?;
    Ok(TableFields { table, at, of: "a step", keys: playbook_step::KEYS })
}

/// Returns the fault of each step that a step requires and that does not come before it.
fn required(placed: &PlacedStep, before: &[PlacedStep], after: &[PlacedStep]) -> Vec<Fault> {
    let PlacedStep { step, requires_at, .. } = placed;
    let is_there = |steps: &[PlacedStep], id: &str| steps.iter().any(|one| one.step.id == id);
    let ids = step.requires.iter().zip(requires_at).enumerate();
    let faults = ids.filter_map(|(nth, (id, at))| {
        let message = if step.requires.iter().take(nth).any(|known| known == id) {
            format!("'{id}' is there twice")
        } else if is_there(before, id) {
            return None;
        } else if *id == step.id {
            format!("the step '{id}' cannot require itself")
        } else if is_there(after, id) && waits_for(after, id, &step.id) {
            format!("the steps '{}' and '{id}' would wait for each other", step.id)
        } else if is_there(after, id) {
            format!("the step '{id}' comes later; a step can only require earlier ones")
        } else {
            let known = before.iter().chain(after).map(|one| one.step.id.as_str());
            let meant = suggestion(id, known);
            format!("there is no step '{id}'{meant}; `requires` takes ids of earlier steps")
        };
        Some(Fault { at: *at, message })
    });
    faults.collect()
}

/// Reports whether a step waits for another one, directly or through others.
fn waits_for(steps: &[PlacedStep], from: &str, to: &str) -> bool {
    let mut waiting = vec![from];
    let mut known: Vec<&str> = Vec::new();
    while let Some(id) = waiting.pop() {
        if known.contains(&id) {
            continue;
        }
        known.push(id);
        let found = steps.iter().find(|one| one.step.id == id);
        let ids = found.map(|one| one.step.requires.as_slice()).unwrap_or_default();
        if ids.iter().any(|id| id == to) {
            return true;
        }
        waiting.extend(ids.iter().map(String::as_str));
    }
    false
}
