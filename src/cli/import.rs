//! Adds the sessions in a file of another program.

use clap::ValueEnum;

use super::args::ImportArgs;
use super::cli_session::{CliSession, say_waiting};
use super::error::CliError;
use super::import_tally::ImportTally;
use super::reply::{NOTHING_THERE, Output, Reply, failed_lines, warning_lines};
use super::source_file;
use super::world::World;
use crate::contract::{self, Failed};
use crate::core::{Command, Hint, NewPastSession, Refusal, RefusalKind, Request};
use crate::desk::Became;
use crate::failure::Words;
use crate::import::{self, ImportFile, ImportFormat, Imported};

/// The exit code if some records were refused.
const SOME_REFUSED: u8 = 4;

impl CliSession<'_> {
    /// Adds the sessions in a file, or says which it would add.
    pub(super) fn import(self, args: &ImportArgs, world: &World<'_>) -> Result<Reply, CliError> {
        let bytes = source_file::read(&args.file, world.read_input)?;
        let read = |format| import::read(format, &bytes, self.desk.moment().utc, self.zone);
        let file = read(args.format);
        if file == ImportFile::default() {
            return self.nothing_to_import(args);
        }
        if !file.is_of_format {
            let others = ImportFormat::value_variants().iter().copied();
            let others: Vec<_> = others.filter(|other| *other != args.format).collect();
            let fitting = others.iter().copied().find(|other| read(*other).is_of_format);
            return Err(other_format(args, &file, &others, fitting).into());
        }
        drop(bytes);
        let by = self.by();
        let mut tally = ImportTally::new(args, self.warnings);
        let desk = self.desk.say_when_waiting(say_waiting);
        let mut rest = file.sessions.as_slice();
        loop {
            let batch = import::take_batch(args.format, &mut rest);
            if batch.is_empty() {
                break;
            }
            let (from, sessions): (Vec<&Imported>, Vec<NewPastSession>) = batch.into_iter().unzip();
            let additions = desk.judge_additions(&sessions, &by)?;
            let (from, sessions) = tally.judged(from, sessions, additions);
            if sessions.is_empty() {
                continue;
            }
            if !args.dry_run {
                let request = Request::new(Command::Add { sessions }, by.clone());
                let outcome =
                    desk.obey(&request).map_err(|failed| tally.with_what_was_added(failed))?;
                tally.warn(outcome.warnings);
                // Another program has imported them since.
                if outcome.became == Became::Unchanged {
                    tally.known(from.len());
                    continue;
                }
            }
            tally.added(&from);
        }
        let (done, lines) = tally.finish(&file, self.zone);
        let exit = if done.refused > 0 { SOME_REFUSED } else { 0 };
        let mut notices = warning_lines(&done.warnings);
        notices.extend(ImportTally::refused_lines(&done));
        let answer = if self.json {
            Output::Json(vec![contract::line(&done)?])
        } else {
            Output::Lines(lines)
        };
        Ok(Reply { exit, notices, ..Reply::done(answer) })
    }

    /// Answers that a file has no record.
    fn nothing_to_import(&self, args: &ImportArgs) -> Result<Reply, CliError> {
        let words = Words {
            what: source_file::NOT_DONE.into(),
            why: format!("{} has no record", source_file::name(&args.file)),
            next: "check that it is the right file".into(),
        };
        let notices = [warning_lines(&self.warnings), failed_lines(&words)].concat();
        let answer = if self.json {
            let warnings = self.warnings.clone();
            let failed = Failed { exit: NOTHING_THERE, words, check: None, warnings };
            Output::Json(vec![contract::line(&failed)?])
        } else {
            Output::Lines(Vec::new())
        };
        Ok(Reply { exit: NOTHING_THERE, notices, ..Reply::done(answer) })
    }
}

/// Refuses a file in which nothing is written in the format that was named.
fn other_format(
    args: &ImportArgs,
    file: &ImportFile,
    others: &[ImportFormat],
    fitting: Option<ImportFormat>,
) -> Refusal {
    let (name, format) = (source_file::name(&args.file), args.format);
    let first = file.refused.first().map(|one| format!(": line {}: {}", one.line, one.why));
    let why = format!("nothing in {name} is written as {format}{}", first.unwrap_or_default());
    let next = if let Some(other) = fitting {
        format!("it looks like {other}: `onwatch import {other} {}`", args.file.display())
    } else {
        let others: Vec<String> = others.iter().map(ToString::to_string).collect();
        format!("check the file, or name its format: {}", others.join(" or "))
    };
    Refusal::new(RefusalKind::Refused, source_file::NOT_DONE, why, Hint::say(next))
}
