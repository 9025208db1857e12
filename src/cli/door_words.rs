//! The words of a command line that another front end makes: no value in them is read as an option.

use std::any::TypeId;
use std::ffi::OsString;
use std::num::NonZero;

use clap::{Arg, ArgAction, Command};
use serde_json::Value;

use super::args::Cli;
use super::artifact_file::address;
use super::door_misfit::{DoorMisfit, DoorParser};
use super::door_sentences::about;
use crate::core::DeskName;

/// The name of the program, which is the first word.
const PROGRAM: &str = "onwatch";
/// The option whose values are fields of metadata.
const FIELDS: &str = "set";
/// The argument that is a file or an address.
const LOCATION: &str = "location";
/// The name of the value that was read at a step.
const STEP_VALUE: &str = "value";

/// One argument of a verb.
#[derive(Debug, Clone, PartialEq)]
pub struct DoorArgument {
    /// Its name: that of the option, with `_` for `-`, or of the place.
    pub name: String,
    /// What it is, in one sentence.
    pub about: String,
    /// What its value is.
    pub kind: DoorKind,
    /// The words that it takes; none if it takes others too.
    pub words: Vec<String>,
    /// Whether the verb is refused without it.
    pub is_required: bool,
    /// Whether it is known by its place.
    pub is_placed: bool,
    /// The name of the option; `None` for one that is known by its place.
    long: Option<String>,
    /// Reads its value.
    parser: DoorParser,
}

/// What the value of an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorKind {
    /// Whether it is so.
    Flag,
    /// A whole number that is not negative.
    Whole,
    /// A text.
    Text,
    /// A text, a number, or whether something is so: its text counts.
    Scalar,
    /// An address such as `https://example.com/change/7`, and no file.
    Address,
    /// Several texts.
    Texts,
    /// An object: the name of each field with its value.
    Fields,
    /// Any JSON.
    Json,
}

/// The words of a command line.
#[derive(Debug, Clone)]
pub struct DoorWords {
    before: Vec<OsString>,
    placed: Vec<(usize, String)>,
    places: Vec<String>,
}

/// Returns the arguments of a verb, such as `task edit`, in the order of its help. Global options are left out.
#[must_use]
pub fn door_arguments(verb: &str) -> Vec<DoorArgument> {
    let root = Cli::command_of(verb.split(' ').next().unwrap_or_default());
    let command = verb.split(' ').try_fold(&root, |command, word| command.find_subcommand(word));
    let arguments = command.into_iter().flat_map(Command::get_arguments);
    arguments
        .filter(|arg| !arg.is_global_set() && is_offered(arg))
        .map(|arg| argument(verb, arg))
        .collect()
}

/// Help is no argument of a verb.
fn is_offered(arg: &Arg) -> bool {
    !matches!(
        arg.get_action(),
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
    )
}

fn argument(verb: &str, arg: &Arg) -> DoorArgument {
    let long = arg.get_long().map(str::to_owned);
    let name = long.clone().unwrap_or_else(|| arg.get_id().to_string()).replace('-', "_");
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let words = arg.get_possible_values().into_iter().map(|word| word.get_name().to_owned());
    let kind = kind(arg, &name);
    DoorArgument {
        about: about(verb, &name, &help),
        kind,
        words: if kind == DoorKind::Flag { Vec::new() } else { words.collect() },
        is_required: arg.is_required_set(),
        is_placed: arg.is_positional(),
        parser: DoorParser::of(arg),
        name,
        long,
    }
}

fn kind(arg: &Arg, name: &str) -> DoorKind {
    let value = arg.get_value_parser().type_id();
    let many = arg.get_num_args().is_some_and(|range| range.max_values() > 1);
    if !arg.get_action().takes_values() {
        DoorKind::Flag
    } else if name == FIELDS {
        DoorKind::Fields
    } else if name == STEP_VALUE {
        DoorKind::Scalar
    } else if name == LOCATION {
        DoorKind::Address
    } else if value == TypeId::of::<Value>() {
        DoorKind::Json
    } else if value == TypeId::of::<u64>()
        || value == TypeId::of::<usize>()
        || value == TypeId::of::<NonZero<usize>>()
    {
        DoorKind::Whole
    } else if arg.is_positional() && many {
        // Its words are one text.
        DoorKind::Text
    } else if matches!(arg.get_action(), ArgAction::Append) {
        DoorKind::Texts
    } else {
        DoorKind::Text
    }
}

impl DoorArgument {
    /// Reports whether it may be given several times.
    #[must_use]
    pub fn repeats(&self) -> bool {
        self.kind == DoorKind::Texts
    }
}

impl DoorWords {
    /// Begins the words of a verb, whose arguments are known. They ask for JSON.
    #[must_use]
    pub fn of(verb: &str, arguments: &[DoorArgument], desk: Option<&DeskName>) -> Self {
        let mut before: Vec<OsString> = [PROGRAM, "--json"].map(OsString::from).into();
        if let Some(desk) = desk {
            let option = if desk.run().is_some() { "run" } else { "profile" };
            before.push(format!("--{option}={desk}").into());
        }
        before.extend(verb.split(' ').map(OsString::from));
        let places = arguments.iter().filter(|one| one.is_placed).map(|one| one.name.clone());
        Self { before, placed: Vec::new(), places: places.collect() }
    }

    /// Says who gives the command.
    #[must_use]
    pub fn by(mut self, operator: Option<&str>) -> Self {
        if let Some(name) = operator {
            // After `edit`, the option says who worked.
            self.before.insert(1, format!("--operator={name}").into());
        }
        self
    }

    /// Adds an option that takes a value.
    pub fn option(&mut self, name: &str, value: &str) {
        self.before.push(format!("--{name}={value}").into());
    }

    /// Adds an option that takes no value.
    pub fn flag(&mut self, name: &str) {
        self.before.push(format!("--{name}").into());
    }

    /// Adds a value of an argument as text, as it stands behind `?`.
    ///
    /// # Errors
    /// [`DoorMisfit`] if it does not fit.
    pub fn text(&mut self, argument: &DoorArgument, text: &str) -> Result<(), DoorMisfit> {
        if text.contains('\0') {
            return Err(DoorMisfit::Form("text without the character NUL"));
        }
        match argument.kind {
            DoorKind::Flag => match text {
                "true" => self.flag(argument.long.as_deref().unwrap_or_default()),
                "false" => {}
                _ => return Err(DoorMisfit::Form("true or false")),
            },
            DoorKind::Whole if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) => {
                return Err(DoorMisfit::Form("a whole number that is not negative"));
            }
            // A path would name a file of this machine.
            DoorKind::Address if address(text).is_none() => {
                return Err(DoorMisfit::Form("an address, such as https://example.com/change/7"));
            }
            DoorKind::Whole
            | DoorKind::Text
            | DoorKind::Scalar
            | DoorKind::Address
            | DoorKind::Texts
            | DoorKind::Fields
            | DoorKind::Json => {
                argument.parser.check(text)?;
                self.give(argument, text);
            }
        }
        Ok(())
    }

    /// Adds a value of an argument as JSON, as it stands in a body.
    ///
    /// # Errors
    /// [`DoorMisfit`] if it does not fit.
    pub fn json(&mut self, argument: &DoorArgument, value: &Value) -> Result<(), DoorMisfit> {
        match (argument.kind, value) {
            (DoorKind::Flag, Value::Bool(is_so)) => self.text(argument, &is_so.to_string()),
            (DoorKind::Flag, _) => Err(DoorMisfit::Form("true or false")),
            (DoorKind::Whole, Value::Number(number)) if number.is_u64() => {
                self.text(argument, &number.to_string())
            }
            (DoorKind::Whole, _) => Err(DoorMisfit::Form("a whole number that is not negative")),
            (DoorKind::Text | DoorKind::Address | DoorKind::Scalar, Value::String(text)) => {
                self.text(argument, text)
            }
            (DoorKind::Scalar, Value::Number(_) | Value::Bool(_)) => {
                self.text(argument, &value.to_string())
            }
            (DoorKind::Scalar, _) => Err(DoorMisfit::Form("a text, a number, true or false")),
            (DoorKind::Text | DoorKind::Address, _) => Err(DoorMisfit::Form("a text")),
            (DoorKind::Texts, Value::Array(values)) => values.iter().try_for_each(|value| {
                let text = value.as_str().ok_or(DoorMisfit::Form("a list of texts"))?;
                self.text(argument, text)
            }),
            (DoorKind::Texts, _) => Err(DoorMisfit::Form("a list of texts")),
            (DoorKind::Fields, Value::Object(fields)) => {
                fields.iter().try_for_each(|(name, value)| {
                    if name.contains('=') {
                        return Err(DoorMisfit::Form("an object, in whose names there is no `=`"));
                    }
                    self.text(argument, &format!("{name}:={value}"))
                })
            }
            (DoorKind::Fields, _) => Err(DoorMisfit::Form("an object")),
            (DoorKind::Json, value) => self.text(argument, &value.to_string()),
        }
    }

    fn give(&mut self, argument: &DoorArgument, text: &str) {
        if let Some(long) = &argument.long {
            self.option(long, text);
        } else {
            let place = self.places.iter().position(|name| *name == argument.name);
            self.placed.push((place.unwrap_or(usize::MAX), text.to_owned()));
        }
    }

    /// Returns the words.
    ///
    /// # Errors
    /// The name of a value that is not there, and of one that is known by its place after it.
    pub fn finish(mut self) -> Result<Vec<OsString>, (String, String)> {
        self.placed.sort_by_key(|(place, _)| *place);
        for (nth, (place, _)) in self.placed.iter().enumerate() {
            if *place != nth
                && let (Some(lacking), Some(given)) =
                    (self.places.get(nth), self.places.get(*place))
            {
                return Err((lacking.clone(), given.clone()));
            }
        }
        // Behind the two dashes nothing is an option.
        if !self.placed.is_empty() {
            self.before.push("--".into());
        }
        self.before.extend(self.placed.into_iter().map(|(_, text)| OsString::from(text)));
        Ok(self.before)
    }
}
