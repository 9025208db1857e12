//! The options of a search.

use std::num::NonZero;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::shared::whole_number;
use crate::core::TextKind;

/// What is searched for.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// Words that must all be there, in any order; the beginning of a word is enough. Words in quotes
    /// follow one another
    #[arg(required = true, value_name = "WORDS")]
    pub words: Vec<String>,
    /// Only what was written at this time or later; a day counts from its start
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub since: Option<String>,
    /// Only what was written before this time; a day counts to its end
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub until: Option<String>,
    /// Only texts of this kind; may be given several times
    #[arg(long = "kind", value_name = "KIND")]
    #[arg(value_parser = PossibleValuesParser::new(TextKind::ALL.map(TextKind::word))
        .try_map(|word| word.parse::<TextKind>()))]
    pub kinds: Vec<TextKind>,
    /// Only texts of this desk: the name of a profile, default, or the name or id of a run
    #[arg(long, value_name = "NAME")]
    pub desk: Option<String>,
    /// List the best match first, not the newest
    #[arg(long)]
    pub ranked: bool,
    /// The most texts that are listed
    #[arg(short = 'n', long, value_name = "COUNT", default_value = "20")]
    #[arg(value_parser = whole_number::<NonZero<usize>>)]
    pub count: NonZero<usize>,
}
