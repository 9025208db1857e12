//! What is wrong with one value of an argument that another front end gives.

use std::error::Error;

use clap::builder::ValueParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

/// The name of the only option of a parser.
const VALUE: &str = "value";

/// A value that does not fit its argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoorMisfit {
    /// What would fit.
    Form(&'static str),
    /// The words of which it must be one.
    Words(Vec<String>),
    /// What the parser of the argument says.
    Said(String),
}

impl DoorMisfit {
    /// Returns it as a sentence about a name.
    #[must_use]
    pub fn sentence(&self, name: &str) -> String {
        match self {
            Self::Form(form) => format!("`{name}` must be {form}"),
            Self::Words(words) => format!("`{name}` must be one of {}", words.join(", ")),
            Self::Said(why) => format!("`{name}` was not understood: {why}"),
        }
    }
}

/// Reads the value of one argument, and nothing else.
#[derive(Debug, Clone)]
pub struct DoorParser {
    parser: ValueParser,
    delimiter: Option<char>,
}

impl PartialEq for DoorParser {
    fn eq(&self, other: &Self) -> bool {
        (self.parser.type_id(), self.delimiter) == (other.parser.type_id(), other.delimiter)
    }
}

impl DoorParser {
    /// Returns what reads the value of an argument.
    #[must_use]
    pub fn of(arg: &Arg) -> Self {
        Self { parser: arg.get_value_parser().clone(), delimiter: arg.get_value_delimiter() }
    }

    /// Checks a value.
    ///
    /// # Errors
    /// [`DoorMisfit`] if the argument does not take it.
    pub fn check(&self, text: &str) -> Result<(), DoorMisfit> {
        let arg = Arg::new(VALUE).long(VALUE).value_parser(self.parser.clone());
        let arg = match self.delimiter {
            Some(delimiter) => arg.value_delimiter(delimiter),
            None => arg,
        };
        let command = Command::new(VALUE).no_binary_name(true).disable_help_flag(true).arg(arg);
        match command.try_get_matches_from([format!("--{VALUE}={text}")]) {
            Ok(_) => Ok(()),
            Err(error) => Err(misfit(&error)),
        }
    }
}

fn misfit(error: &clap::Error) -> DoorMisfit {
    match (error.kind(), error.get(ContextKind::ValidValue), error.source()) {
        (ErrorKind::InvalidValue, Some(ContextValue::Strings(words)), _) if !words.is_empty() => {
            DoorMisfit::Words(words.clone())
        }
        (_, _, Some(said)) => DoorMisfit::Said(said.to_string()),
        (_, _, None) => DoorMisfit::Form("a value that is not empty"),
    }
}
