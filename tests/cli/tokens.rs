//! The tokens of programs: made once, kept as a hash, revoked without a trace.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use sha2::{Digest, Sha256};

use crate::shell::Shell;

const BEFORE: &str = "# mine\noperator = \"ana\"   # é\n\n[serve]\nrate = \"5/s\"\n";

#[test]
fn a_token_is_printed_once_and_only_its_hash_is_kept() {
    let shell = Shell::new();
    let path = shell.settings(BEFORE);
    let said = shell.say("token add board --scope operate --desk default --desk team-*");
    assert_eq!((said.exit, said.out.lines().count()), (0, 1), "{said:?}");
    let token = said.out.trim();
    let secret = token.strip_prefix("owt_").unwrap();
    assert!(secret.len() == 64 && secret.bytes().all(|byte| byte.is_ascii_hexdigit()), "{token}");
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains(secret) && !said.err.contains(secret));
    let digest: [u8; 32] = Sha256::digest(token).into();
    let hash = data_encoding::HEXLOWER.encode(&digest);
    let table = format!(
        "\n[serve.tokens.board]\nhash = \"sha256:{hash}\"\nscopes = [\"operate\"]\n\
         desks = [\"default\", \"team-*\"]\nmade = \"2026-01-01\"\n"
    );
    assert_eq!(text, format!("{BEFORE}{table}"));
    // It is shown nowhere, and neither is its hash.
    for line in
        ["token list", "token list --json", "config show", "config show --json", "config check"]
    {
        let said = shell.say(line);
        assert_eq!(said.exit, 0, "{line}: {said:?}");
        assert!(!format!("{said:?}").contains(secret) && !said.out.contains(&hash), "{said:?}");
    }
    let list = shell.good("token list");
    assert_eq!(list.trim_end(), "board  operate  default, team-*  made 2026-01-01");
}

#[test]
fn a_revoked_token_leaves_every_other_byte_and_the_mode_of_the_file() {
    let shell = Shell::new();
    let path = shell.settings(BEFORE);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    shell.good("token add a");
    let with_a = fs::read_to_string(&path).unwrap();
    shell.good("token add b");
    assert_eq!(shell.object("token revoke b")["name"], "b");
    assert_eq!(fs::read_to_string(&path).unwrap(), with_a);
    assert!(shell.good("token revoke a").starts_with("Revoked token a;"));
    assert_eq!(fs::read_to_string(&path).unwrap(), BEFORE);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(shell.say("token revoke a").exit, 3);
    assert_eq!(shell.say("token list").exit, 3);
}

#[test]
fn a_token_is_revoked_although_the_settings_are_broken_elsewhere() {
    let shell = Shell::new();
    let path = shell.settings("");
    shell.good("token add a");
    let broken = format!("[panel]\nclock = \"no\"\n{}", fs::read_to_string(&path).unwrap());
    shell.settings(&broken);
    assert_eq!(shell.say("start").exit, 1);
    shell.good("token revoke a");
    assert_eq!(fs::read_to_string(&path).unwrap(), "[panel]\nclock = \"no\"\n");
}

#[test]
fn two_tokens_differ_and_no_name_is_given_twice() {
    let shell = Shell::new();
    let first = shell.object("token add a --scope admin");
    let second = shell.object("token add b");
    assert_ne!(first["token"], second["token"]);
    assert_eq!((&first["scopes"][0], &second["scopes"][0]), (&"admin".into(), &"read".into()));
    assert!(first["desks"].is_null() && first["file"].is_string());
    let again = shell.say("token add a");
    assert_eq!(again.exit, 4, "{again:?}");
    for name in ["a.b", "owner", "loopback", "anonymous", "a/b", "-x", &"x".repeat(65)] {
        assert_ne!(shell.give(&["token", "add", name]).exit, 0, "{name}");
    }
    for words in [&["--scope", "write"][..], &["--desk", "a/b"], &["--desk", ""]] {
        let said = shell.give(&[&["token", "add", "c"], words].concat());
        assert_ne!(said.exit, 0, "{words:?}");
        assert!(!said.out.contains("owt_"), "{said:?}");
    }
    assert_eq!(shell.object("token list")["tokens"].as_array().unwrap().len(), 2);
}

#[test]
fn a_table_that_cannot_be_added_at_the_end_makes_no_token() {
    let shell = Shell::new();
    let text = "serve = { rate = \"5/s\" }\n";
    let path = shell.settings(text);
    let said = shell.say("token add a");
    assert_eq!((said.exit, said.out.as_str()), (1, ""), "{said:?}");
    assert_eq!(fs::read_to_string(path).unwrap(), text);
}
