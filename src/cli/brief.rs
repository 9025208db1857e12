//! Answers with what somebody needs to go on.

use std::io;

use chrono::{DateTime, Utc};

use super::args::{BriefArgs, BriefFormat};
use super::brief_text;
use super::cli_session::CliSession;
use super::error::CliError;
use super::hint::quoted;
use super::markup::written;
use super::phrases::local_time;
use super::reply::{NOTHING_THERE, Output, Reply, failed_lines, warning_lines};
use super::world::{Look, World};
use crate::contract::{self, BriefNow};
use crate::core::{
    Activity, AnswerLength, Brief, BriefCheck, BriefSources, BriefStep, Command, FrameRef, Glance,
    PageFrom, PastQuery, Phase, Refusal, RefusalKind, Request, SessionRecord, Standup, TaskCommand,
    TaskName, TaskRow, count_text, within_budget,
};
use crate::failure::{Failure, Words};
use crate::index::Asked;
use crate::instructions::{AdvisedStep, Situation};
use crate::markdown;
use crate::zone::Zone;

/// The word for the time of the own last command.
const LAST: &str = "last";
/// How many notes of the session are read at most.
const NOTES_MOST: usize = 200;

/// What is beside a brief.
#[derive(Default)]
struct BriefProblems {
    /// Lines for stderr.
    notices: Vec<String>,
    /// Problems that block nothing, one of each desk.
    said: Asked<()>,
}

impl CliSession<'_> {
    /// Answers with what somebody needs to go on.
    pub(super) fn brief(&self, args: &BriefArgs, world: &World<'_>) -> Result<Reply, CliError> {
        let format = format(args, self.json)?;
        let (brief, beside) = self.briefed(args)?;
        let brief = if format == BriefFormat::Json { brief } else { brief.for_a_reader() };
        let form = BriefLook { format, look: world.look.get(), warnings: &beside.said.warnings };
        let count = brief.items.len();
        let shown = match args.budget {
            None => count,
            Some(budget) => {
                let length = |shown| self.length(&brief, shown, &form);
                within_budget(count, budget, &length).map_err(|least| too_small(budget, least))?
            }
        };
        let exit = if brief.head.session.is_some() { 0 } else { NOTHING_THERE };
        let fits = |rest| {
            let formed = self.formed(&brief, shown, rest, &form);
            let most = args.budget.unwrap_or(usize::MAX);
            formed.is_ok_and(|answer| characters(&answer, form.look) <= most)
        };
        let rest = if fits(Rest::InFull) { Rest::InFull } else { Rest::InShort };
        let answer = self.formed(&brief, shown, rest, &form)?;
        Ok(Reply { exit, notices: beside.notices, ..Reply::done(answer) })
    }

    /// Returns the lengths of a brief in a form.
    fn length(&self, brief: &Brief, shown: usize, form: &BriefLook<'_>) -> AnswerLength {
        let length = |rest| {
            let formed = self.formed(brief, shown, rest, form);
            // What cannot be written fits nowhere, and fails when it is.
            formed.map_or(usize::MAX, |answer| characters(&answer, form.look))
        };
        AnswerLength { bare: length(Rest::Unsaid), whole: length(Rest::InShort) }
    }

    /// Returns the first items of a brief in a form, with what is said of the rest.
    fn formed(
        &self,
        brief: &Brief,
        shown: usize,
        rest: Rest,
        form: &BriefLook<'_>,
    ) -> io::Result<Output> {
        let left_out = match rest {
            Rest::Unsaid => Vec::new(),
            Rest::InShort => brief.left_out_in_short(shown),
            Rest::InFull => brief.left_out(shown),
        };
        Ok(match form.format {
            BriefFormat::Json => {
                let mut now = BriefNow::of(brief, shown, left_out);
                now.warnings = form.warnings.to_vec();
                Output::Json(vec![contract::line(&now)?])
            }
            BriefFormat::Md => {
                Output::Document(markdown::brief(brief, shown, &left_out, self.zone))
            }
            BriefFormat::Text => {
                Output::Lines(brief_text::lines(brief, shown, &left_out, self.zone))
            }
        })
    }

    /// Gathers what a brief says. What cannot be read is a warning: the rest is said all the same.
    fn briefed(&self, args: &BriefArgs) -> Result<(Brief, BriefProblems), CliError> {
        let view = self.desk.look()?;
        let glance = Glance::of(&view.watch, &view.moment(self.desk.moment()));
        let playbooks = self.open_playbooks(&view.watch, &view.moment(self.desk.moment()));
        let mut beside = BriefProblems {
            said: Asked {
                warnings: [self.warnings.clone(), view.warnings].concat(),
                ..Asked::default()
            },
            notices: Vec::new(),
        };
        let read_only =
            view.read_only.map(|error| Failure::from(error).words(&|next| self.hint(next)));
        let session = view.watch.session.as_ref();
        let names = session.map(Brief::contexts_of).unwrap_or_default();
        let zone = self.day_zone();
        let rows: Vec<TaskRow> = beside.taken(
            "the times of the contexts on all desks",
            self.desk.named_tasks(&names, &|at| zone.day_clock(at)),
        );
        let (activities, has_older_notes) = match session
            .map(|_| self.desk.newest_notes(NOTES_MOST))
        {
            None => (Vec::new(), false),
            Some(Ok(newest)) => newest,
            Some(Err(error)) => {
                let none: Vec<Activity> =
                    beside.taken("the older notes of the session", Err(error));
                let own = |it: &&Activity| session.is_some_and(|own| it.session == Some(own.key));
                let recent = glance.recent.iter().filter(own).cloned();
                (recent.chain(none).collect(), true)
            }
        };
        let is_over = glance.last_session.as_ref().is_some_and(|it| it.phase == Phase::Ended);
        let last: Option<SessionRecord> = if is_over {
            None
        } else {
            let page = self.desk.past_page(&PastQuery::default(), PageFrom::Newest, 1);
            let page = beside.taken("the last session", page);
            page.sessions.into_iter().next().map(|(_, record)| record)
        };
        let since = self.since(args, &mut beside)?;
        let checks = self.checks(&names, glance.session.is_some(), &mut beside);
        let next = self.next_steps(&glance, read_only.as_ref(), &mut beside);
        beside.notices = warning_lines(&beside.said.warnings);
        beside.notices.extend(read_only.iter().flat_map(failed_lines));
        let brief = Brief::of(&BriefSources {
            glance: &glance,
            session,
            desk: self.desk.name(),
            asked_by: self.by().operator,
            read_only: read_only.map(|Words { what, why, next }| [what, why, next]),
            rows: &rows,
            activities,
            checks,
            since,
            last,
            has_older_notes,
            next,
            playbooks,
            again: again(args),
        });
        Ok((brief, beside))
    }

    /// Returns what happened since the time that is asked for.
    fn since(
        &self,
        args: &BriefArgs,
        beside: &mut BriefProblems,
    ) -> Result<Option<(DateTime<Utc>, Standup)>, CliError> {
        let zone = self.day_zone();
        let since = if args.since.as_deref() == Some(LAST) {
            let operator = self.by().operator;
            let last = self.desk.last_command_of(&operator)?;
            Some(last.ok_or_else(|| none_is_yours(&operator))?)
        } else {
            args.since(self.desk.moment().utc, &zone)?
        };
        let Some(since) = since else { return Ok(None) };
        // The notes of the session are told in any case.
        let own = self.desk.look()?.watch.session.map(|session| session.key);
        let asked = self.desk.standup((since, own), &|at| zone.day_clock(at));
        Ok(Some((since, beside.taken("what happened since then", asked))))
    }

    /// Returns what to do next.
    fn next_steps(
        &self,
        glance: &Glance,
        read_only: Option<&Words>,
        beside: &mut BriefProblems,
    ) -> Vec<BriefStep> {
        let desk = self.desk.name();
        let clock = |at| local_time(at, glance.now_utc, self.zone);
        let problem = read_only.map(|words| (words.why.clone(), words.next.clone()));
        let asked = Situation { problem, ..Situation::asked(glance, &desk, &clock) };
        let (advice, warnings) = self.advice(asked);
        beside.said.add_warnings(Asked { answer: (), warnings, missing: Vec::new() });
        let step = |AdvisedStep { action, commands }| BriefStep { action, commands, is_cut: false };
        advice.steps.into_iter().map(step).collect()
    }

    /// Returns the checks that fail now: of the current task, and of a live session.
    fn checks(
        &self,
        stack: &[FrameRef],
        is_live: bool,
        beside: &mut BriefProblems,
    ) -> Vec<BriefCheck> {
        if !is_live {
            return Vec::new();
        }
        let task = stack.last().filter(|name| name.kind.is_of_tasks());
        let complete = task.map(|name| {
            let task = Some(TaskName::of(name));
            Command::Task(TaskCommand::Complete { task, summary: None, force: false })
        });
        let commands = complete.into_iter().chain([Command::End { notes: None }]);
        let mut checks = Vec::new();
        for command in commands {
            let request = Request::new(command, self.by());
            let check = self.desk.completion(&request);
            let check = check.map(|answer| Asked { answer, ..Asked::default() });
            let Some(check) = beside.taken("the checks", check) else { continue };
            let report = check.report();
            checks.extend(report.errors().chain(report.warnings()).map(|item| BriefCheck {
                subject: report.subject.to_string(),
                code: item.code,
                severity: item.level,
                message: item.text.clone(),
                next: item.next.as_ref().map(|next| self.hint(next)),
                is_cut: false,
            }));
        }
        checks
    }
}

impl BriefProblems {
    /// Returns what was read, or nothing with a warning.
    fn taken<T: Default>(&mut self, what: &str, read: Result<Asked<T>, Failure>) -> T {
        match read {
            Ok(asked) => self.said.add_warnings(asked),
            Err(error) => {
                self.said.warnings.push(format!("{what} could not be read: {error}"));
                T::default()
            }
        }
    }
}

/// What is said of the items that are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// Nothing.
    Unsaid,
    /// How many they are.
    InShort,
    /// How many of each part, and which command shows them.
    InFull,
}

/// How a brief is written.
struct BriefLook<'a> {
    format: BriefFormat,
    look: Look,
    warnings: &'a [String],
}

/// Returns how many characters of an answer are printed.
fn characters(answer: &Output, look: Look) -> usize {
    let line = |text: &str| text.chars().count().saturating_add(1);
    match answer {
        Output::Lines(lines) => {
            lines.iter().map(|text| line(&written(text, look.signs, look.out_colour))).sum()
        }
        Output::Json(objects) => objects.iter().map(|object| line(object)).sum(),
        Output::Document(text) => text.chars().count(),
    }
}

/// Returns the form that is asked for.
fn format(args: &BriefArgs, json: bool) -> Result<BriefFormat, CliError> {
    let by_json = json.then_some(BriefFormat::Json);
    let format = args.format.or(by_json).unwrap_or(BriefFormat::Text);
    if json && format != BriefFormat::Json {
        return Err(CliError::Usage(Words {
            what: "The command line was not understood".to_owned(),
            why: format!("--json and --format {} are two forms of one answer", format.word()),
            next: "leave one of them out".to_owned(),
        }));
    }
    Ok(format)
}

/// Returns the words of the command that shows all of it in the same form.
fn again(args: &BriefArgs) -> String {
    let since = args.since.iter().map(|since| format!(" --since {}", quoted(since)));
    let format = args.format.iter().map(|format| format!(" --format {}", format.word()));
    let options: String = since.chain(format).collect();
    format!("brief{options}")
}

fn none_is_yours(operator: &str) -> Refusal {
    let why = format!("none of the newest commands of this desk is from {operator}");
    Refusal::new(RefusalKind::NothingThere, "Nothing was shown", why, "give a time: --since 9:00")
}

fn too_small(budget: usize, least: usize) -> CliError {
    CliError::Usage(Words {
        what: "Nothing was shown".to_owned(),
        why: format!("the first line does not fit into {}", count_text(budget, "character")),
        next: format!("give a larger budget: --budget {least} or more"),
    })
}
