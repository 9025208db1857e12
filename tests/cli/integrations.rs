//! The files in `assets/integrations`: what they run is understood, and the documentation has them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::help::verbs;

/// Returns the text of each file, by its name.
fn files() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/integrations");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let file = |path: &Path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    paths.map(|path| file(&path)).collect()
}

/// Returns the command lines of a file, each as the words after `onwatch`: all in its code, and in
/// its comments those that begin with a verb.
fn commands(text: &str) -> Vec<Vec<String>> {
    let verbs = verbs();
    let mut commands = Vec::new();
    for line in text.lines() {
        let comment = line.trim_start().starts_with(['#', ';', '/', '*', '<']);
        for (at, _) in line.match_indices("onwatch ") {
            let before = line[..at].chars().next_back().unwrap_or(' ');
            let is_word = " \"'`(=".contains(before) || line[..at].ends_with("bin/");
            let words = shell_words(&line[at + "onwatch ".len()..]);
            let begins = words.first().is_some_and(|word| verbs.contains(word));
            if is_word && (begins || !comment) {
                commands.push(words);
            }
        }
    }
    commands
}

/// Returns the words of a command up to its end: a sign that a shell acts on, or a quote that was
/// open before.
fn shell_words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in text.chars() {
        let word = words.last_mut().unwrap();
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') if word.is_empty() => quote = Some(c),
            (None, ' ') => words.push(String::new()),
            (None, '\'' | '"' | '`' | ')' | '|' | ';' | '<' | '>') => break,
            (Some(_) | None, _) => word.push(c),
        }
    }
    // The number of a stream that is sent elsewhere.
    words.retain(|word| !word.is_empty() && word != "2");
    words
}

/// Runs a command in an empty home until its first line; returns its exit code, if it ended.
fn run(words: &[String]) -> Option<i32> {
    let home = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
    command.args(words).env_clear().env("ONWATCH_HOME", home.path()).current_dir(home.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    let read = BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    if read > 0 && words.iter().any(|word| word == "--follow") {
        child.kill().unwrap();
    }
    child.wait().unwrap().code()
}

#[test]
fn every_command_in_the_integrations_is_understood() {
    let mut count = 0;
    for (name, text) in files() {
        let template = text.split_once("ONWATCH_PROMPT:-").or(text.split_once("ONWATCH_PROMPT="));
        let template = template.and_then(|(_, after)| after.split('\'').nth(1)).unwrap_or_default();
        // tmux leaves this out if the option is not set.
        let option = "#{?@onwatch_format,--format #{q:@onwatch_format},}";
        for mut words in commands(&text.replace(option, "").replace("\\\n  ", "")) {
            let target = words.iter().position(|word| word == "-o").map(|at| at + 1);
            if let Some(target) = target {
                words[target] = "file".to_owned();
            }
            if words.last().is_some_and(|word| word == "--") {
                words.push("a note".to_owned());
            }
            for word in &mut words {
                *word = word.replace("$ONWATCH_PROMPT", template);
                *word = word.replace("TEMPLATE", "{glyph}").replace("$style", "bash");
            }
            if words.first().is_some_and(|word| word == "daemon") {
                // It does not end by itself.
                words.push("--help".to_owned());
            }
            assert_ne!(run(&words), Some(2), "{name}: onwatch {words:?}");
            count += 1;
        }
    }
    assert!(count > 12, "only {count} commands were found");
}

#[test]
fn a_command_that_is_not_understood_would_be_found() {
    let line = r#"set -ga status-right " #(onwatch status --tmucks --follow)""#;
    let found = commands(line);
    assert_eq!(found, [["status", "--tmucks", "--follow"]]);
    assert_eq!(run(&found[0]), Some(2));
}

#[test]
fn every_integration_says_first_how_to_install_and_what_to_change() {
    for (name, text) in files() {
        let lines = text.lines().take_while(|line| !line.is_empty());
        let head: Vec<&str> = lines.collect();
        for told in ["Install", "Change"] {
            assert!(head.iter().any(|line| line.contains(told)), "{name} does not say: {told}");
        }
        assert!(text.lines().all(|line| line.chars().count() <= 105), "{name} has a long line");
    }
}

#[test]
fn the_page_about_bars_has_every_integration() {
    let page = include_str!("../../docs/bars.md");
    for name in files().into_keys() {
        assert!(page.contains(&format!("(../assets/integrations/{name})")), "{name}");
    }
}

#[cfg(unix)]
mod in_a_shell {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// Returns the text between two texts of a file, without the escapes of quotes.
    fn between(name: &str, before: &str, after: &str) -> String {
        let text = files().remove(name).unwrap();
        let (_, text) = text.split_once(before).unwrap();
        text.split_once(after).unwrap().0.to_owned()
    }

    /// Runs a command line as `sh` does, where `onwatch` is in the path; returns stdout and the exit code.
    fn sh(home: &Path, line: &str, path: &str) -> (String, Option<i32>) {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", line]).env_clear().env("ONWATCH_HOME", home).env("PATH", path);
        command.env("HOME", home).env("TERM", "xterm-256color").stdin(Stdio::null());
        let said = command.output().unwrap();
        (String::from_utf8(said.stdout).unwrap(), said.status.code())
    }

    /// Returns a path with `onwatch`.
    fn path() -> String {
        let own = Path::new(env!("CARGO_BIN_EXE_onwatch")).parent().unwrap();
        format!("{}:/usr/bin:/bin", own.display())
    }

    fn damage(home: &Path) {
        for entry in fs::read_dir(home).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                damage(&entry);
            } else {
                fs::write(&entry, "no longer what it was").unwrap();
            }
        }
    }

    #[test]
    fn a_click_pauses_or_resumes_and_starts_nothing() {
        let clicks = [
            between("waybar.jsonc", "\"on-click\": \"", "\"\n"),
            between("polybar.ini", "\nclick-left = ", "\n"),
        ];
        for click in clicks {
            let home = TempDir::new().unwrap();
            let phase = || sh(home.path(), "onwatch status --format '{phase}'", &path()).0;
            sh(home.path(), &click, &path());
            assert_eq!(phase(), "idle\n", "{click}");
            sh(home.path(), "onwatch start -q", &path());
            for expected in ["paused\n", "active\n"] {
                sh(home.path(), &click, &path());
                assert_eq!(phase(), expected, "{click}");
            }
        }
    }

    #[test]
    fn starship_shows_damage_and_leaves_out_that_no_session_is_live() {
        let command = between("starship.toml", "command = \"\"\"\n", "\"\"\"");
        let home = TempDir::new().unwrap();
        // starship shows nothing of a command that fails.
        assert_ne!(sh(home.path(), &command, &path()).1, Some(0));
        sh(home.path(), "onwatch start -q", &path());
        let (text, code) = sh(home.path(), &command, &path());
        assert!(text.contains('●') && code == Some(0), "{text} {code:?}");
        damage(&home.path().join("data"));
        let (text, code) = sh(home.path(), &command, &path());
        assert!(text.contains("needs attention") && code == Some(0), "{text} {code:?}");
    }

    #[test]
    fn i3status_keeps_its_own_line_if_onwatch_has_none() {
        let line = r#",[{"name":"time","full_text":"12:00"}]"#;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/integrations/i3status.sh");
        let home = TempDir::new().unwrap();
        let program = |name: &str, text: &str| {
            let file = home.path().join(name);
            fs::write(&file, format!("#!/bin/sh\n{text}\n")).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        };
        program("i3status", &format!("printf '%s\\n' '[' '{line}'"));
        let path = format!("{}:/usr/bin:/bin", home.path().display());
        let run = || sh(home.path(), script.to_str().unwrap(), &path).0;
        let old = format!("[\n{line}\n");
        assert_eq!(run(), old, "without onwatch");
        for wrong in ["exit 1", "echo not JSON", "echo '{\"cut\":'"] {
            program("onwatch", wrong);
            assert_eq!(run(), old, "{wrong}");
        }
        program("onwatch", "echo '{\"full_text\":\"1h\"}'");
        let new = format!("[\n{}\n", line.replace("[{", "[{\"full_text\":\"1h\"},{"));
        assert_eq!(run(), new);
    }
}
