//! Where the files are.

use crate::contract::FilePaths;

/// Returns a line for each path.
#[must_use]
pub fn lines(paths: &FilePaths) -> Vec<String> {
    let FilePaths { profile: _, config, data, state, history, settings, witness, quarantine } =
        paths;
    let all = [
        ("config", config),
        ("data", data),
        ("state", state),
        ("history", history),
        ("settings", settings),
        ("witness", witness),
        ("quarantine", quarantine),
    ];
    all.into_iter().map(|(label, path)| format!("{label:<10}  {path}")).collect()
}
