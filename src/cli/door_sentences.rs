//! What arguments are for a front end without a command line, if their help speaks of one.

/// Returns what an argument of a verb is, in one sentence; `help` is what the command line says.
#[must_use]
pub fn about(verb: &str, name: &str, help: &str) -> String {
    if let Some(own) = own(verb, name) {
        return own.to_owned();
    }
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    // "The gap [default: the oldest open one]"
    match help.split_once(" [default: ") {
        Some((what, usual)) => format!("{what}; without it: {}", usual.replacen(']', "", 1)),
        None => help,
    }
}

fn own(verb: &str, name: &str) -> Option<&'static str> {
    Some(match (verb, name) {
        (_, "set") => "Fields of its metadata: an object with the name and the value of each",
        ("add", "break") => "Breaks in it, such as 12:00-12:45",
        ("add", "context") => "Contexts of another type, such as incident:42@10:30",
        ("add", "project") => "Projects that it was in, as in `task`",
        ("add", "sprint") => "Sprints that it was in, as in `task`",
        ("add", "task") => {
            "Tasks that it was in, from its start or from a time: 7, TASK-7, 7@10:30 or 7@10:30 Fix the importer"
        }
        ("artifact add", "location") => "The address, such as https://example.com/change/7",
        ("break add", "from") => {
            "When the pause was, such as 12:00-12:45; or when it began, and `to` says when it ended. \
             With `session`, a time of day is the one in that session"
        }
        ("brief", "budget") => "The most characters; the least important is left out first",
        ("edit", "operator") => "Who worked; without it: it stays",
        ("health set", "reason") => "Why it is set: ten reasons at most",
        ("note", "text") => "The note",
        ("playbook done", "value") => "The value that was read, if the step asks for one",
        ("policy check", "id") => "The id of the context, or the number of the step",
        ("pop", "reason") => "With `complete`: why it is complete although a check fails",
        ("sprint edit" | "task edit", "reason") => {
            "With the `status` done: why it is complete although a check fails"
        }
        ("sprint list" | "task list", "count") => "The most that are listed; without it: all",
        ("summary", "text") => "The summary",
        ("task list", "mine") => "Only those that the caller should do, or has claimed",
        _ => return None,
    })
}
