//! Asks sources now, and says what they answer. Nothing is recorded.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::Duration;

use super::alert_text::SpokenTime;
use super::cli_session::CliSession;
use super::error::CliError;
use super::reply::Reply;
use super::source_lines;
use crate::config::{HttpLogin, SecretFrom, SourceSettings, SourceWay};
use crate::contract::{SourceChecked, SourceFault, SourcesChecked};
use crate::core::{Hint, Light, MANUAL, Refusal, RefusalKind, near_name};
use crate::sources::{Heard, Secrets, ask_all};

/// The most bytes of an answer that are printed.
const BODY_MOST: usize = 64 * 1_024;
/// How much longer than the longest timeout all sources together may take.
const SPARE: Duration = Duration::from_secs(1);

impl CliSession<'_> {
    /// Asks the source of a name now, or all of them.
    pub(super) fn check_sources(
        &self,
        name: Option<&str>,
        verbose: bool,
    ) -> Result<Reply, CliError> {
        let is_meant = |other: Option<&str>| name.is_none() || name == other;
        let chosen = self.settings.sources.iter().filter(|source| is_meant(Some(&source.name)));
        let chosen: Vec<SourceSettings> = chosen.cloned().collect();
        let left_out = self.faults();
        let left_out: Vec<SourceFault> =
            left_out.into_iter().filter(|fault| is_meant(fault.name.as_deref())).collect();
        if chosen.is_empty() && left_out.is_empty() {
            return Err(self.no_source(name).into());
        }
        let heard = self.hear(&chosen, None);
        let checked = heard.iter().map(|one| SourceChecked::of(one, verbose.then(|| body(one))));
        let body = SourcesChecked { sources: checked.collect(), left_out };
        let time = SpokenTime { now: self.desk.moment().utc, zone: self.zone };
        let answer = self.answer(&body, || {
            let sources = body.sources.iter().map(|one| source_lines::checked(one, time));
            let left_out = body.left_out.iter().map(source_lines::left_out);
            blank_between(sources.chain(left_out))
        })?;
        let is_good = body.left_out.is_empty() && body.sources.iter().all(|one| one.understood);
        Ok(Reply { exit: u8::from(!is_good), ..Reply::done(answer) })
    }

    /// Asks sources once, at the same time, each for at most its timeout, and all for at most `most`.
    pub(super) fn hear(&self, sources: &[SourceSettings], most: Option<Duration>) -> Vec<Heard> {
        let longest = sources.iter().map(|source| source.timeout_ms).max().unwrap_or(0);
        let most = most.unwrap_or(Duration::from_millis(longest) + SPARE);
        // A store that cannot be read says only where a number stood before.
        let view = self.desk.look().ok();
        let before = |name: &str| -> Option<Light> {
            let readings = &view.as_ref()?.watch.governance.readings;
            readings.health_of(name).map(|reading| reading.value.status)
        };
        let secrets = self.secrets(sources);
        let asking = (&secrets, &(self.running)(sources));
        ask_all(sources, asking, before, || self.desk.moment().utc, most)
    }

    /// Returns where the secrets of sources are found: in the environment of this command.
    pub(super) fn secrets(&self, sources: &[SourceSettings]) -> Secrets {
        let http = sources.iter().filter_map(|source| match &source.way {
            SourceWay::Http(http) => Some(http),
            SourceWay::File(_) | SourceWay::Command(_) => None,
        });
        let places = http.flat_map(|http| {
            let login = http.login.iter().map(|login| match login {
                HttpLogin::Basic(_, from) | HttpLogin::Bearer(from) => from,
            });
            http.headers.iter().map(|(_, from)| from).chain(login)
        });
        let names = places.filter_map(|from| match from {
            SecretFrom::Env(name) => Some(name.as_str()),
            SecretFrom::File(_) => None,
        });
        let known =
            names.chain(["HOME"]).filter_map(|name| Some((name.to_owned(), (self.env)(name)?)));
        let known: BTreeMap<String, OsString> = known.collect();
        Secrets::of(move |name| known.get(name).cloned())
    }

    /// Returns the sources that are not used.
    pub(super) fn faults(&self) -> Vec<SourceFault> {
        let file = self.desk.paths().settings().display().to_string();
        let left_out = self.settings.sources_left_out.iter();
        left_out.map(|one| SourceFault::of(one, file.clone())).collect()
    }

    /// Returns the refusal to ask a source that there is not.
    fn no_source(&self, name: Option<&str>) -> Refusal {
        let refused = |why: String, next: String| {
            let what = "Nothing was asked";
            Refusal::new(RefusalKind::NothingThere, what, why, Hint::say(next))
        };
        let names = self.settings.sources.iter().map(|source| source.name.as_str());
        let names = names.collect::<Vec<_>>().join(", ");
        let add = "add one: onwatch source add NAME URL";
        match name {
            Some(name) if name == MANUAL => refused(
                "`manual` is what people set, and nobody else can be asked".to_owned(),
                "see it with `onwatch cone` and `onwatch health`".to_owned(),
            ),
            None => refused("the settings have no source".to_owned(), add.to_owned()),
            Some(name) if names.is_empty() => refused(
                format!("there is no source '{name}', and the settings have no other"),
                add.to_owned(),
            ),
            Some(name) => {
                let all = self.settings.sources.iter().map(|source| source.name.as_str());
                let meant = near_name(name, all);
                let meant = meant.map(|meant| format!(" (did you mean `{meant}`?)"));
                refused(
                    format!("there is no source '{name}'{}", meant.unwrap_or_default()),
                    format!("ask one of these: {names}"),
                )
            }
        }
    }
}

/// Returns an answer as it came, cut if it is long.
fn body(heard: &Heard) -> String {
    let raw = heard.fetched.as_ref().map(|fetched| fetched.raw.as_slice()).unwrap_or_default();
    let shown = String::from_utf8_lossy(raw.get(..BODY_MOST).unwrap_or(raw)).into_owned();
    match raw.len().checked_sub(BODY_MOST) {
        None | Some(0) => shown,
        Some(more) => format!("{shown}\n… and {more} more bytes"),
    }
}

/// Returns groups of lines with an empty line between each two.
fn blank_between(groups: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    let mut lines = Vec::new();
    for group in groups {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(group);
    }
    lines
}
