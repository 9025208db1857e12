//! Who asks, and what they may do.

use std::net::SocketAddr;

use super::scope::TokenScope;
use crate::config::{DeskPatterns, GrantedScope, MaybeRate, ServeSettings, ServeToken};
use crate::core::DeskName;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The name in the audit trail: that of the token; `None` for a caller that needs none.
    pub name: Option<String>,
    /// What the caller may do.
    pub scope: TokenScope,
    /// How the server knows who it is.
    pub known: KnownBy,
    /// The SHA-256 of the token; `None` without one.
    pub hash: Option<[u8; 32]>,
    /// The desks that the caller may use; `None` for all.
    pub desks: Option<DeskPatterns>,
    /// How many requests the caller may send, if that is not the number of all tokens.
    pub rate: Option<MaybeRate>,
    /// How many sessions and runs the caller may start, if that is not the number of all callers.
    pub starts: Option<MaybeRate>,
}

/// How the server knows who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KnownBy {
    /// By a token.
    Token,
    /// By the Unix socket: it is the user who runs the server.
    Socket,
    /// By its address: it is a program of this machine, and the server was told to believe all of them.
    Loopback,
    /// It is not known.
    Nothing,
}

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// A program at an address.
    Address {
        /// Its address.
        from: SocketAddr,
        /// The address of the server that it connected to.
        to: SocketAddr,
    },
    /// A user of this machine, by the number of the user; `None` if the system does not say.
    User(Option<u32>),
}

impl Caller {
    /// Reports whether the caller may ask about every desk.
    #[must_use]
    pub fn may_use_all(&self) -> bool {
        self.desks.is_none()
    }

    /// Returns a caller that needs no token.
    #[must_use]
    pub fn without_token(known: KnownBy) -> Self {
        let scope = match known {
            KnownBy::Socket | KnownBy::Loopback => TokenScope::Admin,
            KnownBy::Token | KnownBy::Nothing => TokenScope::Open,
        };
        Self { name: None, scope, known, hash: None, desks: None, rate: None, starts: None }
    }

    /// Returns the caller with a token.
    #[must_use]
    pub fn of_token(token: &ServeToken) -> Self {
        let scope = token.scopes.iter().max().map_or(TokenScope::Open, |scope| match scope {
            GrantedScope::Read => TokenScope::Read,
            GrantedScope::Operate => TokenScope::Operate,
            GrantedScope::Admin => TokenScope::Admin,
        });
        Self {
            name: Some(token.name.clone()),
            scope,
            known: KnownBy::Token,
            hash: Some(token.hash),
            desks: token.desks.clone(),
            rate: token.rate,
            starts: token.starts,
        }
    }

    /// Reports whether the token is in the settings still, as it was. Without a token, nothing can be revoked.
    #[must_use]
    pub fn is_still_known(&self, settings: &ServeSettings) -> bool {
        self.known != KnownBy::Token
            || settings.tokens.iter().any(|token| Self::of_token(token) == *self)
    }

    /// Reports whether the caller may ask about a desk.
    #[must_use]
    pub fn may_use(&self, desk: &DeskName) -> bool {
        self.desks.as_ref().is_none_or(|desks| desks.fit(desk))
    }

    /// Returns what the caller is called in the access log. No token has a name of this list.
    #[must_use]
    pub fn label(&self) -> &str {
        match (&self.name, self.known) {
            (Some(name), _) => name,
            (None, KnownBy::Socket) => "owner",
            (None, KnownBy::Loopback) => "loopback",
            (None, KnownBy::Token | KnownBy::Nothing) => "anonymous",
        }
    }
}
