//! Lines in the real programs that read them: what somebody typed is shown there, and does nothing.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::shell::program;

/// The longest that a program may take to show a line.
const PATIENCE: Duration = Duration::from_secs(30);
/// What a hostile text would make.
const MADE: &str = "made";

/// Returns a home whose session has these notes. `FILE` in them is a file that must not appear.
fn home(notes: &str) -> TempDir {
    let home = TempDir::new().unwrap();
    let made = home.path().join(MADE).display().to_string();
    let notes = notes.replace("FILE", &made);
    let mut start = program(&home, "start");
    assert!(start.arg(notes).stdout(Stdio::null()).status().unwrap().success());
    home
}

/// Returns a command of a program that finds `onwatch` and the home of a test.
fn other(name: &str, home: &TempDir) -> Command {
    let onwatch = Path::new(env!("CARGO_BIN_EXE_onwatch")).parent().unwrap();
    let mut command = Command::new(name);
    command.env_clear().env("ONWATCH_HOME", home.path()).env("HOME", home.path());
    command.env("PATH", format!("{}:/usr/bin:/bin", onwatch.display()));
    command.env("LC_ALL", "C.UTF-8").env("TERM", "xterm-256color").stdin(Stdio::null());
    command
}

fn output(command: &mut Command) -> String {
    let done = command.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&done.stderr), "", "{command:?}");
    String::from_utf8(done.stdout).unwrap()
}

fn check_nothing_made(home: &TempDir, how: &str) {
    assert!(!home.path().join(MADE).exists(), "a note was obeyed: {how}");
}

/// Texts that a shell would obey, each with what is shown for a backtick.
const FOR_A_SHELL: [(&str, &str); 11] = [
    ("$(touch FILE)", "$(touch FILE)"),
    ("`touch FILE`", "'touch FILE'"),
    ("\\044(touch FILE)", "\\044(touch FILE)"),
    ("\\$(touch FILE)", "\\$(touch FILE)"),
    ("!$(touch FILE) !! a!b %!", "!$(touch FILE) !! a!b %!"),
    ("%F{red}red %n %# %(!.a.b)", "%F{red}red %n %# %(!.a.b)"),
    ("${HOME} $HOME $((1+1)) $[1+1]", "${HOME} $HOME $((1+1)) $[1+1]"),
    ("\\u \\h \\w \\! !! \\\\", "\\u \\h \\w \\! !! \\\\"),
    ("a\\\\b \\\\\\c \\$HOME \\\\$HOME \\` \\\"", "a\\\\b \\\\\\c \\$HOME \\\\$HOME \\' \\\""),
    ("\"; touch FILE; '", "\"; touch FILE; '"),
    ("%{%} $%{%}(touch FILE)", "%{%} $%{%}(touch FILE)"),
];

#[test]
#[ignore = "needs zsh: see docs/testing.md"]
fn a_prompt_of_zsh_shows_what_was_typed_and_obeys_nothing() {
    for (typed, shown) in FOR_A_SHELL {
        let home = home(typed);
        let shown = shown.replace("FILE", &home.path().join(MADE).display().to_string());
        let line = "onwatch status --style zsh --format \"[{notes}](green)\"";
        let (again, once) = (format!("PROMPT='$({line})'"), format!("PROMPT=\"$({line})\""));
        for (options, prompt) in [
            ("promptsubst nopromptbang", &again),
            ("promptsubst nopromptbang", &once),
            ("promptsubst promptbang", &again),
            ("promptsubst promptbang", &once),
            ("nopromptsubst nopromptbang", &once),
            ("nopromptsubst promptbang", &once),
        ] {
            // It is shown as a prompt is.
            let script = format!("setopt {options}; {prompt}; print -rnP -- \"$PROMPT\"");
            let out = output(other("zsh", &home).args(["-f", "-c", &script]));
            let out = out.replace("\u{1b}[32m", "").replace("\u{1b}[39m", "");
            let cut = out.strip_suffix('…').unwrap_or(&out);
            assert!(!cut.is_empty() && shown.starts_with(cut), "{script}: {out}");
            check_nothing_made(&home, &script);
        }
    }
}

#[test]
#[ignore = "needs bash: see docs/testing.md"]
fn a_prompt_of_bash_shows_what_was_typed_and_obeys_nothing() {
    for (typed, shown) in FOR_A_SHELL {
        let home = home(typed);
        let shown = shown.replace("FILE", &home.path().join(MADE).display().to_string());
        let shown = shown.replace('!', "ǃ");
        let line = "onwatch status --style bash --format \"[{notes}](green)\"";
        let (again, once) = (format!("PS1='$({line})'"), format!("PS1=\"$({line})\""));
        for (options, prompt) in [
            ("set +o posix; shopt -s promptvars", &again),
            ("set +o posix; shopt -s promptvars", &once),
            ("set +o posix; shopt -u promptvars", &once),
            ("set -o posix; shopt -s promptvars", &again),
            ("set -o posix; shopt -s promptvars", &once),
            ("set -o posix; shopt -u promptvars", &again),
            ("set -o posix; shopt -u promptvars", &once),
        ] {
            let script = format!("{options}; {prompt}; printf %s \"${{PS1@P}}\"");
            let out = output(other("bash", &home).args(["--norc", "-c", &script]));
            assert!(out.starts_with("\u{1}\u{1b}[32m\u{2}"), "{script}: {out:?}");
            let text = out.replace("\u{1b}[32m", "").replace("\u{1b}[0m", "");
            let text = text.replace(['\u{1}', '\u{2}'], "");
            let cut = text.strip_suffix('…').unwrap_or(&text);
            assert!(!cut.is_empty() && shown.starts_with(cut), "{script}: {text:?}");
            check_nothing_made(&home, &script);
        }
    }
}

#[test]
#[ignore = "needs bash: see docs/testing.md"]
fn the_ready_prompt_of_bash_obeys_nothing_in_any_mode() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/integrations/prompt.bash");
    for (typed, _) in FOR_A_SHELL {
        let home = home(typed);
        for posix in ["set +o posix", "set -o posix"] {
            for promptvars in ["shopt -s promptvars", "shopt -u promptvars"] {
                let script = format!(
                    "{posix}; {promptvars}; PS1='> '; ONWATCH_PROMPT='{{notes}}'; source {}; \
                     _onwatch_prompt; printf %s \"${{PS1@P}}\"",
                    file.display()
                );
                let out = output(other("bash", &home).args(["--norc", "-c", &script]));
                // Without either of them the prompt cannot show a text that it does not hold.
                let expands = posix.contains('-') || promptvars.contains("-s");
                assert_eq!(out.len() > 6, expands, "{script}: {out}");
                assert!(out.ends_with("> "), "{script}: {out}");
                check_nothing_made(&home, &script);
            }
        }
    }
}

/// Two servers of tmux: the inner one has the line, the outer one is the terminal that shows it.
struct Servers<'a> {
    home: &'a TempDir,
}

impl Servers<'_> {
    fn tmux(&self, which: &str, words: &[&str]) -> String {
        let socket = self.home.path().join(which);
        let mut command = other("tmux", self.home);
        command.args(["-f", "/dev/null", "-S"]).arg(socket).args(words);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    }

    /// Returns what the terminal shows once `is_shown` finds what it waits for.
    fn wait(&self, is_shown: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let screen = self.tmux("outer", &["capture-pane", "-p", "-e"]);
            if is_shown(&screen) {
                return screen;
            }
            assert!(begun.elapsed() < PATIENCE, "it was not shown: {screen}");
        }
    }
}

impl Drop for Servers<'_> {
    fn drop(&mut self) {
        for which in ["inner", "outer"] {
            self.tmux(which, &["kill-server"]);
        }
    }
}

#[test]
#[ignore = "needs tmux: see docs/testing.md"]
fn the_status_of_tmux_shows_what_was_typed_and_obeys_nothing() {
    for (typed, shown) in [
        ("#(touch FILE) end", "#(touch"),
        ("##(touch FILE) end", "##(touch"),
        ("###(touch FILE) end", "###(touch"),
        ("#[fg=red]red#[default] end", "#[fg=red]red#[default] end"),
        ("###[fg=red]red end", "###[fg=red]red end"),
        ("# ## ### #### #####", "# ## ### #### #####"),
        ("#[ ##[ ###[ ####[ #####[", "#[ ##[ ###[ ####[ #####["),
        ("#( ##( ###( ####( #####(", "#( ##( ###( ####( #####("),
        ("#{ ##{ ###{ ####{ #####{", "#{ ##{ ###{ ####{ #####{"),
        ("#, #} ##, ##} #", "#, #} ##, ##} #"),
        ("a####", "a####"),
        ("#{session_name} #S #H %H %M end", "#{session_name} #S #H %H %M end"),
        ("#{?1,yes,no}, } end#", "#{?1,yes,no}, } end#"),
    ] {
        let home = home(typed);
        let servers = Servers { home: &home };
        let inner = home.path().join("inner").display().to_string();
        servers.tmux("inner", &["new-session", "-d", "-s", "name", "-x", "180", "-y", "5", "cat"]);
        for (option, value) in [
            ("status-interval", "1"),
            ("status-left", ""),
            ("status-right-length", "160"),
            ("status-right", "#(onwatch status --tmux --format '[{notes}](green)[E](bold)')"),
        ] {
            servers.tmux("inner", &["set", "-g", option, value]);
        }
        let attach = format!("env -u TMUX tmux -S {inner} attach");
        servers.tmux("outer", &["new-session", "-d", "-x", "180", "-y", "8", &attach]);
        let screen = servers.wait(|screen| screen.contains(shown));
        assert!(!screen.contains("\u{1b}[31m"), "{typed}: {screen:?}");
        // Twice, because tmux expands what a command printed when it draws the line again.
        servers.tmux("inner", &["refresh-client", "-S"]);
        servers.wait(|screen| screen.contains(shown));
        check_nothing_made(&home, typed);
    }
}

#[test]
#[ignore = "needs tmux: see docs/testing.md"]
fn tmux_shows_a_followed_line_that_never_changes() {
    let home = home("first");
    assert!(program(&home, "pause").stdout(Stdio::null()).status().unwrap().success());
    let servers = Servers { home: &home };
    let inner = home.path().join("inner").display().to_string();
    servers.tmux("inner", &["new-session", "-d", "-x", "80", "-y", "5", "cat"]);
    for (option, value) in [
        // tmux draws the line only when it is told to.
        ("status-interval", "0"),
        ("status-left", ""),
        ("status-right-length", "60"),
        ("status-right", "#(onwatch status --tmux --follow --format '{phase} {notes}')"),
    ] {
        servers.tmux("inner", &["set", "-g", option, value]);
    }
    let attach = format!("env -u TMUX tmux -S {inner} attach");
    servers.tmux("outer", &["new-session", "-d", "-x", "80", "-y", "8", &attach]);
    servers.wait(|screen| screen.contains("paused first"));
}

#[test]
#[ignore = "needs bash and tmux: see docs/testing.md"]
fn bash_knows_how_wide_a_prompt_with_styles_is() {
    let home = home("notes");
    let servers = Servers { home: &home };
    servers
        .tmux("outer", &["new-session", "-d", "-x", "40", "-y", "8", "bash --norc --noprofile -i"]);
    let line =
        "PS1='$(onwatch status --style bash --format \"[{notes}](green bold) [{key}](dim)\")> '";
    servers.tmux("outer", &["send-keys", "-l", &format!("{line}; clear")]);
    servers.tmux("outer", &["send-keys", "Enter"]);
    servers.wait(|screen| screen.lines().next().is_some_and(|line| line.contains("SESSION-001")));
    // 19 columns of the prompt and 20 letters are one row. If the styles counted, it would be two.
    servers.tmux("outer", &["send-keys", "-l", "abcdefghijklmnopqrst"]);
    let screen = servers.wait(|screen| screen.contains("qrst"));
    let first = screen.lines().next().unwrap_or_default();
    assert!(first.ends_with("abcdefghijklmnopqrst"), "{screen:?}");
    let at = servers.tmux("outer", &["display-message", "-p", "#{cursor_x},#{cursor_y}"]);
    assert_eq!(at.trim(), "39,0");
}
