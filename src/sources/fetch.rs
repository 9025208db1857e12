//! One look at a source.

use std::time::Instant;

use chrono::{DateTime, Utc};

use super::fetched::{FetchFailure, Fetched};
use super::http::{KeptClient, ask};
use super::mask::Mask;
use super::outcome::{Came, NoAnswer};
use super::running::RunningCommands;
use super::secrets::Secrets;
use super::{command, file};
use crate::config::{HttpMethod, SourceSettings, SourceWay};
use crate::core::Light;
use crate::formats::{Answer, Code, Statement, understand};

/// Asks one source, each time that it is told to. One look at a time: it needs the whole of it.
#[derive(Debug)]
pub struct Fetcher {
    settings: SourceSettings,
    client: KeptClient,
    running: RunningCommands,
}

impl Fetcher {
    /// Returns one for a source.
    #[must_use]
    pub fn new(settings: SourceSettings) -> Self {
        Self::within(settings, RunningCommands::default())
    }

    /// Returns one for a source whose command ends with others.
    #[must_use]
    pub fn within(settings: SourceSettings, running: RunningCommands) -> Self {
        Self { settings, client: KeptClient::default(), running }
    }

    /// Returns the settings of its source.
    #[must_use]
    pub fn settings(&self) -> &SourceSettings {
        &self.settings
    }

    /// Asks the source once, and waits for at most its timeout. `before` is its last known light.
    pub fn fetch(
        &mut self,
        secrets: &Secrets,
        before: Option<Light>,
        now: DateTime<Utc>,
    ) -> Fetched {
        let began = Instant::now();
        let mut mask = Mask::default();
        let source = &self.settings;
        let mut came = match &source.way {
            SourceWay::File(path) => file::read(path, "path", source.max_bytes),
            SourceWay::Command(argv) => {
                let bounds = (source.timeout_ms, source.max_bytes);
                command::run(argv, secrets, &self.running, bounds)
            }
            SourceWay::Http(http) => {
                let bounds = (source.timeout_ms, source.max_bytes);
                ask(http, &mut self.client, secrets, &mut mask, bounds)
            }
        };
        // It is read as it came: a secret may be a common word.
        let statement = read(source, &mut came, before, now);
        let statement = statement.map(|statement| mask.statement(statement));
        came.body = mask.body(came.body);
        came.errors = mask.bytes(came.errors);
        came.content_type = came.content_type.map(|text| mask.text(text));
        let statement = statement.map_err(|failure| FetchFailure {
            source: source.name.clone(),
            asked: asked_text(&source.way),
            cause: mask.text(failure.cause),
            next: failure.next,
        });
        let Came { code, content_type, body, errors, .. } = came;
        Fetched { took: began.elapsed(), code, content_type, raw: body, errors, statement }
    }
}

/// Returns what is asked, in words.
#[must_use]
pub fn asked_text(way: &SourceWay) -> String {
    match way {
        SourceWay::File(path) => path.display().to_string(),
        SourceWay::Command(argv) => argv.join(" "),
        SourceWay::Http(http) => {
            let method = match http.method {
                HttpMethod::Get => "GET",
                HttpMethod::Post => "POST",
            };
            format!("{method} {}", http.url)
        }
    }
}

/// Reads an answer as the settings say.
fn read(
    source: &SourceSettings,
    came: &mut Came,
    before: Option<Light>,
    now: DateTime<Utc>,
) -> Result<Statement, NoAnswer> {
    if let Some(failure) = came.failure.take() {
        return Err(failure);
    }
    let Some(code) = came.code else {
        return Err(NoAnswer::new("nobody knows how it ended", "ask again"));
    };
    let answer = Answer {
        code,
        content_type: came.content_type.as_deref(),
        body: &came.body,
        errors: &came.errors,
    };
    let mut statement = understand(&source.rules, &answer, before, now)
        .map_err(|why| NoAnswer::new(why.cause, next_after(code)))?;
    // A clock that was wrong when the file was written must not keep it fresh.
    let written_at = came.written_at.map(|at| at.min(now));
    statement.observed_at_utc = statement.observed_at_utc.or(written_at);
    // What else the answer says is no matter of this source.
    statement.band = statement.band.filter(|_| source.provides.cone);
    statement.health = statement.health.filter(|_| source.provides.health);
    if statement.band.is_none() && statement.health.is_none() {
        let cause = "the answer says nothing of what the source provides";
        return Err(NoAnswer::new(cause, "change `provides`, or check `format`"));
    }
    Ok(statement)
}

/// Returns what to do about an answer that is not understood.
fn next_after(code: Code) -> &'static str {
    match code {
        Code::Http(401 | 403) => "check `bearer`, `basic` or `headers`",
        Code::Http(404 | 410) => "check `url`",
        Code::Http(405) => "check `method`",
        Code::Http(429) => "raise `interval`",
        Code::Http(500..) => "look into the log of the server",
        Code::Http(_) | Code::File => "check `format`",
        Code::Exit(126 | 127) => "check `argv`: a program was not found, or cannot be run",
        Code::Exit(_) | Code::Signal(_) => "check `format` and `argv`",
    }
}
