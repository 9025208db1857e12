//! What the manual says and no verb does: the files and the variables of the environment.

/// The files, each with its content. Those of one desk; a profile has its own below `profiles`.
pub const FILES: [(&str, &str); 6] = [
    ("~/.config/onwatch/state.json", "The current state, for any program to read."),
    ("~/.config/onwatch/config.toml", "The settings; `onwatch config edit` explains each one."),
    (
        "~/.local/share/onwatch/history/",
        "The journal: every change, each line with the hash of the one before.",
    ),
    (
        "~/.local/share/onwatch/index.db",
        "The past, for reports and searches. onwatch builds it again from the journals if it is missing.",
    ),
    (
        "~/.local/share/onwatch/witness",
        "How far the journal reached, so that a lost end is noticed.",
    ),
    ("~/.local/share/onwatch/quarantine/", "Copies of data that could not be read."),
];

/// The variables, each with what it does.
pub const VARIABLES: [(&str, &str); 8] = [
    ("ONWATCH_HOME", "The directory for all files. It must be an absolute path."),
    ("ONWATCH_PROFILE", "The profile, unless --profile or --run is given."),
    ("ONWATCH_OPERATOR", "Who gives the commands, unless --operator is given."),
    (
        "XDG_CONFIG_HOME, XDG_DATA_HOME",
        "The directories of the settings and of the data, unless ONWATCH_HOME is set.",
    ),
    ("NO_COLOR", "If it is not empty, nothing has colours, unless --color is given."),
    ("CLICOLOR_FORCE", "If it is not empty and not 0, lines have colours in a pipe too."),
    ("VISUAL, EDITOR", "The editor of `onwatch config edit`."),
    ("TERM, COLORTERM", "What the terminal can show."),
];
