//! Options that are defined only if their verb is given.

use clap::{ArgMatches, Args, Command, Error, FromArgMatches};

/// The options of a verb. The parser defines them once it meets the verb: to define those of every verb took
/// longer than to answer one.
#[derive(Debug)]
pub struct Later<T>(pub T);

impl<T: Args> Args for Later<T> {
    fn augment_args(command: Command) -> Command {
        command.defer(define::<T>)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// Defines the options, and keeps the description of the verb: the type of the options has another one.
fn define<T: Args>(verb: Command) -> Command {
    let (about, long_about) = (verb.get_about().cloned(), verb.get_long_about().cloned());
    let verb = about.into_iter().fold(T::augment_args(verb), Command::about);
    long_about.into_iter().fold(verb, Command::long_about)
}

impl<T: FromArgMatches> FromArgMatches for Later<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(Self)
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches_mut(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}
