//! Who gives a command: operator, user, terminal, interface and machine.

use std::ffi::OsString;
use std::io::{stderr, stdin, stdout};

use nix::unistd::{Uid, User};
use rustix::termios::ttyname;

use crate::core::{By, ID, Interface};

/// Returns who gives a command. The operator is `named`, or `ONWATCH_OPERATOR`, or the one in the
/// settings, or the login name, or the name that the system has for the user.
#[must_use]
pub fn by(
    interface: Interface,
    named: Option<&str>,
    settings: Option<&str>,
    env: &dyn Fn(&str) -> Option<OsString>,
) -> By {
    let variable = |name| {
        let value = env(name)?.to_string_lossy().trim().to_owned();
        (!value.is_empty()).then_some(value)
    };
    // Who asks over HTTP is not at the terminal that the server was started from.
    let is_at_a_terminal = matches!(interface, Interface::Tui | Interface::Cli);
    let operator = named
        .map(|name| name.trim().to_owned())
        .or_else(|| variable("ONWATCH_OPERATOR"))
        .or_else(|| settings.map(|name| name.trim().to_owned()))
        // Nobody chose the login name, so a long one is shortened instead of refused.
        .or_else(|| variable("USER").or_else(|| variable("LOGNAME")).map(|name| shorten(&name)))
        .or_else(|| user_name(Uid::current()).map(|name| shorten(&name)))
        .unwrap_or_else(|| format!("uid {}", Uid::current()));
    By {
        operator,
        uid: Some(Uid::current().as_raw()),
        tty: tty().filter(|_| is_at_a_terminal).map(|name| shorten(&name)),
        interface,
        host: host(),
    }
}

/// Returns the name of a user in the user database of the system.
fn user_name(uid: Uid) -> Option<String> {
    // A database that cannot be read has no name to give.
    let user = User::from_uid(uid).ok().flatten()?;
    Some(user.name).filter(|name| !name.trim().is_empty())
}

/// Returns the terminal of this program without its directory, such as `pts/3`.
fn tty() -> Option<String> {
    let name = ttyname(stdin(), Vec::new())
        .or_else(|_| ttyname(stdout(), Vec::new()))
        .or_else(|_| ttyname(stderr(), Vec::new()));
    let name = name.ok()?.to_string_lossy().into_owned();
    Some(name.strip_prefix("/dev/").unwrap_or(&name).to_owned())
}

fn host() -> String {
    shorten(&rustix::system::uname().nodename().to_string_lossy())
}

fn shorten(name: &str) -> String {
    name.chars().take(ID.max).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operator(named: Option<&str>, settings: Option<&str>, vars: &[(&str, &str)]) -> String {
        by(Interface::Cli, named, settings, &|name| {
            vars.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
        })
        .operator
    }

    #[test]
    fn an_option_comes_before_the_variable_the_settings_and_the_login_name() {
        let vars = [("ONWATCH_OPERATOR", "eve"), ("USER", "login")];
        assert_eq!(operator(Some(" ana "), Some("bo"), &vars), "ana");
        assert_eq!(operator(None, Some("bo"), &vars), "eve");
        assert_eq!(operator(None, Some("bo"), &vars[1..]), "bo");
        assert_eq!(operator(None, None, &vars[1..]), "login");
        assert_eq!(operator(None, None, &[("LOGNAME", "log")]), "log");
    }

    #[test]
    fn a_blank_variable_is_ignored() {
        assert_eq!(operator(None, None, &[("ONWATCH_OPERATOR", " "), ("USER", "ana")]), "ana");
    }

    #[test]
    fn without_a_name_the_user_database_has_one_or_the_user_id_is_used() {
        let known = user_name(Uid::current());
        let expected = known.unwrap_or_else(|| format!("uid {}", Uid::current()));
        assert_eq!(operator(None, None, &[]), expected);
        assert_eq!(user_name(Uid::from_raw(0)).as_deref(), Some("root"));
        assert_eq!(user_name(Uid::from_raw(4_294_967_000)), None);
    }

    #[test]
    fn the_user_number_is_recorded_whatever_name_is_given() {
        let by = by(Interface::Cli, Some("ana"), None, &|_| None);
        assert_eq!((by.operator.as_str(), by.uid), ("ana", Some(Uid::current().as_raw())));
    }

    #[test]
    fn a_long_login_name_is_shortened_to_the_bound_of_the_core() {
        let long = "x".repeat(200);
        assert_eq!(operator(None, None, &[("USER", &long)]).chars().count(), ID.max);
    }
}
