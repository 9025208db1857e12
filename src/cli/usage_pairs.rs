//! What to do about options that exclude each other, or that need another one.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Returns which options to leave out or to add; `None` if the mistake is another one.
pub fn what_to_change(words: &[OsString], error: &clap::Error) -> Option<String> {
    match error.kind() {
        ErrorKind::ArgumentConflict => {
            let one = names(error, ContextKind::InvalidArg);
            let others = names(error, ContextKind::PriorArg);
            // Free words are a mistake of another kind: quotes are missing.
            if one.iter().chain(&others).any(|name| !name.starts_with("`-")) {
                return None;
            }
            if one == others {
                return Some(format!("write {} once", one.first()?));
            }
            Some(format!("leave out {} or {}", one.first()?, alternatives(&others)?))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = strings(error, ContextKind::InvalidArg);
            let group = missing.iter().find_map(|names| names.strip_prefix('<')?.strip_suffix('>'));
            let choices: Vec<String> =
                group.filter(|group| group.contains('|'))?.split('|').map(quoted).collect();
            let typed = words.iter().take_while(|word| *word != "--");
            let typed = typed.filter_map(|word| word.to_str()?.starts_with("--").then_some(word));
            let typed: Vec<String> =
                typed.filter_map(|word| word.to_str()?.split('=').next().map(quoted)).collect();
            let leave = alternatives(&typed).map(|typed| format!(", or leave out {typed}"));
            Some(format!("add {}{}", alternatives(&choices)?, leave.unwrap_or_default()))
        }
        _ => None,
    }
}

/// Returns names as in "`--a`, `--b` or `--c`"; `None` if there is none.
fn alternatives(names: &[String]) -> Option<String> {
    match names.split_last()? {
        (last, []) => Some(last.clone()),
        (last, others) => Some(format!("{} or {last}", others.join(", "))),
    }
}

fn names(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    strings(error, kind).iter().map(|name| quoted(name)).collect()
}

fn strings(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(name)) => vec![name.clone()],
        Some(ContextValue::Strings(names)) => names.clone(),
        _ => Vec::new(),
    }
}

/// Returns an option without its value.
fn quoted(name: &str) -> String {
    let option = name.split(' ').next().filter(|name| name.starts_with('-'));
    format!("`{}`", option.unwrap_or(name))
}
