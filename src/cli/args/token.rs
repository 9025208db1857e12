//! The options of `token`: which programs may ask over HTTP.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use strum::IntoEnumIterator as _;

use crate::config::GrantedScope;

/// The options of `token`.
#[derive(Debug, Args)]
pub struct TokenArgs {
    /// What to do with the tokens
    #[command(subcommand)]
    pub action: TokenVerb,
}

/// A question about the tokens, or a change of them.
#[derive(Debug, Clone, Subcommand)]
pub enum TokenVerb {
    /// Make a token, print it once, and add its hash to the settings
    #[command(
        after_help = "Example:\n  onwatch token add board --scope read --desk default --desk 'team-*'\n\n\
        Stdout has the token alone. It is kept nowhere else: revoke a lost token, and make another one.\n\
        The scope `operate` includes to read, and `admin` includes everything."
    )]
    Add {
        /// Its name: the operator of everything that it commands
        #[arg(value_name = "NAME")]
        name: String,
        /// What it may do
        #[arg(long, value_name = "SCOPE", default_value = "read")]
        #[arg(value_parser = PossibleValuesParser::new(GrantedScope::iter().map(GrantedScope::word)).map(scope_of))]
        scope: GrantedScope,
        /// A desk for which it is; `*` stands for any characters. Repeat it for several [default: all desks]
        #[arg(long = "desk", value_name = "DESK")]
        desks: Vec<String>,
    },
    /// List the tokens: name, scope, desks, and when each was made
    #[command(after_help = "Example:\n  onwatch token list --json\n\nExits 3 if there is none.")]
    List,
    /// Revoke a token: a running server refuses it from its next request on
    #[command(after_help = "Example:\n  onwatch token revoke board\n\n\
        It removes the table of the token from the settings; everything else in the file stays as it is. Exits 3\n\
        if there is no such token.")]
    Revoke {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// Returns the scope of a word that the parser has accepted.
#[expect(clippy::needless_pass_by_value, reason = "the parser hands it over")]
fn scope_of(word: String) -> GrantedScope {
    GrantedScope::iter().find(|scope| scope.word() == word).unwrap_or(GrantedScope::Read)
}
