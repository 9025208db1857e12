//! The tokens of programs that may ask over HTTP.

use serde::Serialize;

use super::document::Document;
use crate::config::ServeToken;

/// A token was made. Its hash was added to the settings.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TokenAdded {
    /// The path of the settings file.
    pub file: String,
    /// The token itself. It is not kept: nobody can see it again.
    pub token: String,
    /// What the settings say about it.
    #[serde(flatten)]
    pub listed: TokenListed,
}

impl Document for TokenAdded {
    const SCHEMA: &'static str = "onwatch.token_added/1";
}

/// The tokens that are valid.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TokensListed {
    /// The tokens, by their names.
    pub tokens: Vec<TokenListed>,
}

impl Document for TokensListed {
    const SCHEMA: &'static str = "onwatch.tokens/1";
}

/// A token that is valid, without anything from which it could be made.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TokenListed {
    /// Its name: the operator of what it commands.
    pub name: String,
    /// What it may do: `read`, `operate` or `admin`.
    pub scopes: Vec<&'static str>,
    /// The desks for which it is, `*` stands for any characters; null for all.
    pub desks: Option<Vec<String>>,
    /// The day on which it was made, as the settings say it; null if they do not.
    pub made: Option<String>,
}

impl TokenListed {
    /// Returns what is shown of a token.
    #[must_use]
    pub fn of(token: &ServeToken) -> Self {
        Self {
            name: token.name.clone(),
            scopes: token.scopes.iter().map(|scope| scope.word()).collect(),
            desks: token.desks.as_ref().map(|desks| desks.0.clone()),
            made: token.made.clone(),
        }
    }
}

/// A token was revoked. A running server refuses it from its next request on.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TokenRevoked {
    /// The path of the settings file.
    pub file: String,
    /// The name of the token.
    pub name: String,
}

impl Document for TokenRevoked {
    const SCHEMA: &'static str = "onwatch.token_revoked/1";
}
