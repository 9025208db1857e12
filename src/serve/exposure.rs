//! Whether the server may listen where other machines reach it.

use std::net::SocketAddr;

use crate::config::ServeSettings;
use crate::failure::Words;

/// Checks that nobody without a token reaches the server from another machine. Returns what its operator should
/// know about the place; `None` if there is nothing.
///
/// # Errors
/// Why the server does not begin there, and what to do next.
pub fn check(
    address: Option<SocketAddr>,
    insecure_loopback: bool,
    settings: &ServeSettings,
) -> Result<Option<String>, Words> {
    let Some(address) = address.filter(|at| !at.ip().to_canonical().is_loopback()) else {
        return Ok(None);
    };
    let refused = |why: &str, next: &str| Words {
        what: "The server did not begin".to_owned(),
        why: format!("{address}: {why}"),
        next: next.to_owned(),
    };
    if insecure_loopback {
        let why =
            "other machines reach this address, and --insecure-loopback is for this machine only";
        return Err(refused(why, "leave out --insecure-loopback, or listen on 127.0.0.1"));
    }
    if settings.tokens.is_empty() {
        let why = "other machines reach this address, and there is no token";
        let next =
            "make a token with `onwatch token add NAME`, or listen on 127.0.0.1 or a Unix socket";
        return Err(refused(why, next));
    }
    let told = "what is sent there is not encrypted; put a proxy with TLS in front of it";
    Ok(Some(format!("other machines reach {address}, and {told}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::config::{GrantedScope, ServeToken};

    #[test]
    fn a_place_that_other_machines_reach_needs_a_token_and_says_that_it_is_not_encrypted() {
        let token = ServeToken {
            name: "a".to_owned(),
            hash: [0; 32],
            scopes: vec![GrantedScope::Read],
            desks: None,
            rate: None,
            starts: None,
            made: None,
        };
        let none = ServeSettings::default();
        let some = ServeSettings { tokens: vec![token], ..none.clone() };
        for (place, insecure, settings, begins, warns) in [
            ("127.0.0.1:1", false, &none, true, false),
            ("127.9.9.9:1", true, &none, true, false),
            ("[::1]:1", true, &none, true, false),
            ("[::ffff:127.0.0.1]:1", true, &none, true, false),
            ("0.0.0.0:1", false, &none, false, false),
            ("[::]:1", false, &none, false, false),
            ("10.0.0.7:1", false, &none, false, false),
            ("10.0.0.7:1", true, &some, false, false),
            ("10.0.0.7:1", false, &some, true, true),
        ] {
            let checked = check(Some(place.parse().unwrap()), insecure, settings);
            assert_eq!(checked.is_ok(), begins, "{place}");
            assert_eq!(checked.is_ok_and(|told| told.is_some()), warns, "{place}");
        }
        assert_eq!(check(None, true, &none), Ok(None));
    }
}
