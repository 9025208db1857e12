//! Who gives a command: operator, interface and machine.

use std::ffi::OsString;

use crate::core::{By, ID, Interface};

/// Returns who gives a command. The operator is `named`, or `ONWATCH_OPERATOR`, or the one in the
/// settings, or the login name.
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
    let operator = named
        .map(|name| name.trim().to_owned())
        .or_else(|| variable("ONWATCH_OPERATOR"))
        .or_else(|| settings.map(|name| name.trim().to_owned()))
        // Nobody chose the login name, so a long one is shortened instead of refused.
        .or_else(|| variable("USER").or_else(|| variable("LOGNAME")).map(|name| shorten(&name)))
        .unwrap_or_else(|| format!("uid {}", rustix::process::getuid().as_raw()));
    By { operator, interface, host: host() }
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
    fn without_a_name_the_user_id_is_used() {
        let name = operator(None, None, &[]);
        assert_eq!(name, format!("uid {}", rustix::process::getuid().as_raw()));
    }

    #[test]
    fn a_long_login_name_is_shortened_to_the_bound_of_the_core() {
        let long = "x".repeat(200);
        assert_eq!(operator(None, None, &[("USER", &long)]).chars().count(), ID.max);
    }
}
