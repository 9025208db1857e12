//! Completion in real shells, typed through a terminal: bash, zsh, fish and elvish.
//!
//! They need these programs, so they are run by their own command: see `docs/testing.md`.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::pty::{ONWATCH, Terminal, home, shell};

/// A shell, and how it is made ready.
struct Real {
    command: &'static [&'static str],
    /// Sets the path to `BIN`, a plain prompt and the completion.
    setup: &'static str,
    /// Gives up the line.
    kill: &'static str,
}

const BASH: Real = Real {
    command: &["bash", "--norc", "--noprofile", "-i"],
    setup: "export LC_ALL=C.UTF-8; PATH=BIN:$PATH; PS1='%''% '; HISTFILE=; source <(onwatch completions bash); clear",
    kill: "\u{15}\u{c}",
};
const ZSH: Real = Real {
    command: &["zsh", "-f", "-i"],
    setup: "export LC_ALL=C.UTF-8; PATH=BIN:$PATH; PS1='%%''%% '; autoload -Uz compinit; compinit -u -D; \
            source <(onwatch completions zsh); clear",
    kill: "\u{15}\u{c}",
};
const FISH: Real = Real {
    command: &["fish", "--no-config", "-i"],
    setup: "set -x LC_ALL C.UTF-8; set PATH BIN $PATH; function fish_prompt; echo '%''% '; end; \
            onwatch completions fish | source; clear",
    kill: "\u{15}",
};
/// Its list may be drawn later than the line, so nobody can wait for it. Its keys do what those of the line do.
const ELVISH: Real = Real {
    command: &["elvish", "-norc"],
    setup: "set paths = [BIN $@paths]; set edit:prompt = { put '%'; put '% ' }; set edit:rprompt = { }; \
            set edit:completion:binding[Ctrl-U] = { edit:close-mode; edit:kill-line-left }; \
            set edit:completion:binding[Enter] = { edit:completion:accept; edit:return-line }; \
            eval (onwatch completions elvish | slurp); clear",
    kill: "\u{15}",
};

/// What a name may hold at worst, without what cannot be typed.
const HOSTILE: &str = r#"$(touch HACK) `touch HACK` 'q' "d" a:b=c; touch HACK & x | y > HACK !! * ? [~] {a,b} # \ é tail"#;

/// A shell in a terminal, in which onwatch is completed.
struct Prompt {
    terminal: Terminal,
    kill: &'static str,
    home: TempDir,
}

impl Prompt {
    /// Starts a shell in a home with sessions, contexts, profiles and runs.
    fn of(real: &Real) -> Self {
        let home = home();
        let path = home.path();
        shell(path, &["start", "-n", "Weekly review"]);
        shell(path, &["push", "task", "7", "Import: all of it"]);
        shell(path, &["--profile", "night", "start", "-n", "Night watch"]);
        shell(path, &["run", "start", "--name", "first", "--agent", "importer"]);
        for quote in ["u", "d", "q"] {
            shell(path, &["run", "start", "--name", &format!("{quote} {HOSTILE}{quote}")]);
        }
        fs::write(path.join("two words.csv"), "start,end\n").unwrap();
        fs::create_dir(path.join("bin")).unwrap();
        symlink(ONWATCH, path.join("bin/onwatch")).unwrap();
        let mut terminal = Terminal::sized(real.command, path, 240, 40);
        let bin = path.join("bin").display().to_string();
        let cd = format!("cd {}", path.display());
        terminal.send(&format!("{cd}; {}\r", real.setup.replace("BIN", &bin)));
        terminal.wait("%%");
        Self { terminal, kill: real.kill, home }
    }

    /// Types a line and a Tab, and waits until the line is another one. Then gives it up.
    #[track_caller]
    fn becomes(&mut self, typed: &str, line: &str) -> &mut Self {
        let line = format!("%% {line}");
        self.terminal.send(&format!("{typed}\t")).wait(&line);
        self.give_up(&line)
    }

    /// Types a line and some Tabs, and waits until texts are shown. Then gives it up.
    #[track_caller]
    fn shows(&mut self, typed: &str, texts: &[&str]) -> &mut Self {
        self.terminal.send(typed);
        for text in texts {
            self.terminal.wait(text);
        }
        self.give_up(&format!("%% {}", typed.trim_end_matches('\t')))
    }

    #[track_caller]
    fn give_up(&mut self, line: &str) -> &mut Self {
        self.terminal.send(self.kill).wait_gone(line);
        self
    }

    /// Completes the hostile name of a run behind a quote, and ends that run with the line as it is
    /// completed.
    #[track_caller]
    fn ends_hostile_run(&mut self, name: &str, quote: &str) {
        self.terminal
            .send(&format!("onwatch run end {quote}{name}\t"))
            .wait(&format!("tail{name}"));
        self.terminal.send("\r").wait("Ended SESSION-001");
        self.terminal.send("clear\r").wait_gone("Ended SESSION-001");
        let name = format!("{name} {HOSTILE}{name}");
        assert_eq!(status(self.home.path(), &name), "completed", "{quote}{name}");
        assert!(!self.home.path().join("HACK").exists(), "a name acted");
    }

    /// Completes verbs, options, values and files, and the hostile names in each kind of quotes.
    #[track_caller]
    fn completes_what_every_shell_does(&mut self) {
        for (typed, becomes) in [
            ("onwatch sh", "onwatch show "),
            ("onwatch show ", "onwatch show SESSION-001 "),
            ("onwatch --js", "onwatch --json "),
            ("onwatch --profile=n", "onwatch --profile=night "),
            ("onwatch run end f", "onwatch run end first "),
            ("onwatch push task ", "onwatch push task TASK-7 "),
            ("onwatch add --context task:TA", "onwatch add --context task:TASK-7 "),
            ("onwatch import csv tw", r"onwatch import csv two\ words.csv "),
            ("onwatch report --output=tw", r"onwatch report --output=two\ words.csv "),
            ("FOO=1 onwatch sh", "FOO=1 onwatch show "),
        ] {
            self.becomes(typed, becomes);
        }
        for (name, quote) in [("u", ""), ("d", "\""), ("q", "'")] {
            self.ends_hostile_run(name, quote);
        }
    }
}

/// Returns where a run stands.
fn status(home: &Path, name: &str) -> String {
    let mut command = Command::new(ONWATCH);
    let said = command.args(["run", "show", name, "--json"]).env("ONWATCH_HOME", home).output();
    let run: Value = serde_json::from_slice(&said.unwrap().stdout).unwrap();
    run["status"].as_str().unwrap().to_owned()
}

#[test]
#[ignore = "needs bash: see docs/testing.md"]
fn bash_completes_verbs_options_values_and_files() {
    let mut prompt = Prompt::of(&BASH);
    prompt.completes_what_every_shell_does();
    prompt.becomes("onwatch --profile n", "onwatch --profile night ");
    prompt.shows("onwatch --profile \t\t", &["default", "night"]);
    prompt.becomes("onwatch add --context ta", "onwatch add --context task:TASK-7 ");
    prompt.becomes("true; onwatch sh", "true; onwatch show ");
}

#[test]
#[ignore = "needs zsh: see docs/testing.md"]
fn zsh_completes_with_descriptions() {
    let mut prompt = Prompt::of(&ZSH);
    prompt.completes_what_every_shell_does();
    prompt.shows("onwatch --profile \t", &["default", "Weekly review", "night", "Night watch"]);
}

#[test]
#[ignore = "needs fish: see docs/testing.md"]
fn fish_completes_with_descriptions() {
    let mut prompt = Prompt::of(&FISH);
    prompt.completes_what_every_shell_does();
    prompt.shows("onwatch --profile \t", &["default", "Weekly review", "night", "Night watch"]);
}

#[test]
#[ignore = "needs elvish: see docs/testing.md"]
fn elvish_completes_with_descriptions() {
    let mut prompt = Prompt::of(&ELVISH);
    prompt
        .becomes("onwatch sh", "onwatch show")
        .becomes("onwatch show ", "onwatch show SESSION-001");
    prompt.becomes("onwatch --js", "onwatch --json");
    prompt.shows("onwatch --profile \t", &["default", "Weekly review", "night", "Night watch"]);
    prompt.becomes("onwatch run end f", "onwatch run end first");
    prompt.becomes("onwatch push task ", "onwatch push task TASK-7");
    prompt.becomes("onwatch import csv tw", "onwatch import csv 'two words.csv'");
    for (name, quote) in [("u", ""), ("d", "\""), ("q", "'")] {
        prompt.ends_hostile_run(name, quote);
    }
}
