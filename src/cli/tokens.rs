//! The verb `token`: which programs may ask over HTTP.

use std::io;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::args::{GlobalOptions, TokenVerb};
use super::error::CliError;
use super::markup::{composed, typed};
use super::reply::{NOTHING_THERE, Output, Reply};
use super::settings_end::SettingsEnd;
use super::table;
use super::world::World;
use crate::config::{
    GrantedScope, NewToken, ServeSettings, TokenRemoval, desk_pattern, read_serve, token_name,
    token_text, without_token,
};
use crate::contract::{Document, TokenAdded, TokenListed, TokenRevoked, TokensListed, line};
use crate::core::{Hint, Refusal, RefusalKind};
use crate::failure::{Failure, Words};
use crate::paths::Paths;

/// What a token begins with. A scanner for secrets finds it by this.
const BEGIN: &str = "owt_";

/// Answers a question about the tokens, or changes them. The other settings may be broken when one is revoked.
///
/// # Errors
/// [`CliError`] if nothing was done.
pub fn answer(
    verb: TokenVerb,
    options: &GlobalOptions,
    world: &World<'_>,
) -> Result<Reply, CliError> {
    let paths = Paths::find(None, world.env).map_err(Failure::from)?;
    let file = SettingsEnd::read(&paths.settings())?;
    match verb {
        TokenVerb::Add { name, scope, desks } => {
            let day = world.zone.local(world.clock.now().utc).date();
            add(&file, &name, (scope, desks), day, options.json)
        }
        TokenVerb::List => list(&file, options.json),
        TokenVerb::Revoke { name } => revoke(&file, &name, options.json),
    }
}

fn add(
    file: &SettingsEnd,
    name: &str,
    (scope, desks): (GrantedScope, Vec<String>),
    day: NaiveDate,
    json: bool,
) -> Result<Reply, CliError> {
    token_name(name).map_err(|why| not_made(format!("'{name}' is no name of a token: {why}")))?;
    for desk in &desks {
        desk_pattern(desk).map_err(not_made)?;
    }
    let before = serve(file)?;
    if before.tokens.iter().any(|token| token.name == name) {
        let why = format!("there is a token '{name}' already");
        let next =
            Hint::from("choose another name, or revoke it first: `onwatch token revoke NAME`");
        return Err(Refusal::new(RefusalKind::Refused, "No token was made", why, next).into());
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| not_made(format!("the system gives no random numbers: {error}")))?;
    let token = format!("{BEGIN}{}", data_encoding::HEXLOWER.encode(&bytes));
    // It has 256 random bits, so nobody can guess it from a plain hash: a slow one would only slow down requests.
    let hash = Sha256::digest(&token).into();
    let new = NewToken { name: name.to_owned(), hash, scope, desks, made: day.to_string() };
    let text = file.fitted(&token_text(&new));
    let after = read_serve(&file.with(&text), file.path());
    let after = after.map_err(|error| not_made(format!("the table cannot be added: {error}")))?;
    // It would be another setting in a table that is written in one line.
    let added = after.tokens.iter().find(|token| token.name == name && token.hash == hash);
    let Some(listed) = added.filter(|_| after.tokens.len() == before.tokens.len() + 1) else {
        return Err(not_made("the table cannot be added at the end of the settings".to_owned()));
    };
    let listed = TokenListed::of(listed);
    file.append(&text)?;
    let body = TokenAdded { file: file.path().display().to_string(), token, listed };
    let (name, path) = (typed(&body.listed.name), typed(&body.file));
    let notices = vec![
        format!("onwatch: added the token {name} to {path}"),
        composed("onwatch: it is shown only now; send it as `Authorization: Bearer TOKEN`"),
    ];
    let answer = answer_with(&body, json, || vec![typed(&body.token)])?;
    Ok(Reply { notices, names_what_was_made: true, ..Reply::done(answer) })
}

fn list(file: &SettingsEnd, json: bool) -> Result<Reply, CliError> {
    let tokens: Vec<_> = serve(file)?.tokens.iter().map(TokenListed::of).collect();
    let body = TokensListed { tokens };
    let answer = answer_with(&body, json, || {
        if body.tokens.is_empty() {
            return vec![composed("There is no token. Make one: onwatch token add NAME")];
        }
        let rows: Vec<_> = body.tokens.iter().map(cells).collect();
        table::lines(&rows)
    })?;
    let exit = if body.tokens.is_empty() { NOTHING_THERE } else { 0 };
    Ok(Reply { exit, ..Reply::done(answer) })
}

fn cells(token: &TokenListed) -> [String; 4] {
    let desks =
        token.desks.as_ref().map_or_else(|| "all desks".to_owned(), |desks| desks.join(", "));
    let made = token.made.as_ref().map(|made| format!("made {made}"));
    [token.name.clone(), token.scopes.join(", "), desks, made.unwrap_or_default()]
}

fn revoke(file: &SettingsEnd, name: &str, json: bool) -> Result<Reply, CliError> {
    let what = "No token was revoked";
    let path = file.path().display().to_string();
    match without_token(&file.with(""), file.path(), name).map_err(Failure::from)? {
        TokenRemoval::Done(text) => file.replace(&text)?,
        TokenRemoval::Unknown => {
            let why = format!("there is no token '{name}'");
            let next = Hint::from("list them: `onwatch token list`");
            return Err(Refusal::new(RefusalKind::NothingThere, what, why, next).into());
        }
        TokenRemoval::ByHand => {
            return Err(CliError::Settings(Words {
                what: what.to_owned(),
                why: format!("{path}: the token '{name}' is written together with other settings"),
                next: "delete it there by hand: `onwatch config edit`".to_owned(),
            }));
        }
    }
    let body = TokenRevoked { file: path, name: name.to_owned() };
    let answer = answer_with(&body, json, || {
        vec![format!(
            "Revoked token {}; a running server refuses it from now on",
            typed(&body.name)
        )]
    })?;
    Ok(Reply::done(answer))
}

fn serve(file: &SettingsEnd) -> Result<ServeSettings, CliError> {
    Ok(read_serve(&file.with(""), file.path()).map_err(Failure::from)?)
}

fn answer_with<T: Document>(
    body: &T,
    json: bool,
    lines: impl FnOnce() -> Vec<String>,
) -> io::Result<Output> {
    Ok(if json { Output::Json(vec![line(body)?]) } else { Output::Lines(lines()) })
}

fn not_made(why: String) -> CliError {
    CliError::Settings(Words {
        what: "No token was made".to_owned(),
        why,
        next: "correct it, and try again; `onwatch token add --help` has an example".to_owned(),
    })
}
