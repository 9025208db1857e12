//! Every command that a failure advises is understood.

use onwatch::cli::CliOutcome;

use crate::shell::Shell;

/// Checks the commands that failures and warnings name, in a shell of their own: whatever they do there, none
/// may have a word that is not understood.
pub fn can_be_followed(err: &str) {
    let commands = err.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    for command in commands.filter(|command| command.starts_with("onwatch ")) {
        let words = words_of(command);
        let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let (shell, mut out, mut said) = (Shell::new(), Vec::new(), Vec::new());
        if let CliOutcome::Exit(exit) = shell.run(&words, &mut out, &mut said) {
            let said = String::from_utf8_lossy(&said);
            assert_ne!(exit, 2, "`{command}` is advised, and not understood:\n{said}\nIn:\n{err}");
        }
    }
}

/// Returns the words of a command as a shell reads them. A word for a time is one.
fn words_of(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for letter in command.chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            letter => word.push(letter),
        }
    }
    words.push(word);
    let time = |word: String| if word == "TIME" { "9:00".to_owned() } else { word };
    words.into_iter().map(time).collect()
}
