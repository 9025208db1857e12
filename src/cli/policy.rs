//! Answers what the policy would do with a command now, and why.

use super::cli_session::CliSession;
use super::error::CliError;
use super::hint;
use super::markup::{LinePart, composed, part, typed};
use super::phrases::row;
use super::reply::{Reply, warning_lines};
use super::table;
use super::typed_context::TypedContext;
use super::unresolved::LookUp;
use crate::contract::{CommandJudged, PolicyChecked, RuleFound};
use crate::core::{
    Argument, Command, Directives, Entering, FrameKind, NewFrame, PlaybookCommand, PlaybookStep,
    Request, StepAnswer, Verb, Watch, judge_entry, near_name,
};
use crate::failure::{Failure, Words};

/// The exit code if a command would be refused.
const REFUSED: u8 = 4;

/// What did not happen if a command is not understood.
const NOT_CHECKED: &str = "Nothing was checked";

/// What stands for the value of a step in a command.
const VALUE: &str = "VALUE";

/// The verbs that a policy or a playbook concerns.
pub const GOVERNED: [Verb; 9] = [
    Verb::Start,
    Verb::Toggle,
    Verb::Continue,
    Verb::Reopen,
    Verb::Push,
    Verb::Undo,
    Verb::Redo,
    Verb::StepDone,
    Verb::StepSkip,
];

impl CliSession<'_> {
    /// Answers what the policy would do with a command of these words; without words, with each that it
    /// concerns and that is allowed otherwise.
    pub(super) fn policy(
        &self,
        words: &[String],
        playbook: Option<&str>,
    ) -> Result<Reply, CliError> {
        let view = self.desk.look()?;
        let warnings = [self.warnings.clone(), view.warnings].concat();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let commands = match words.as_slice() {
            [] => {
                let directives = self.desk.directives();
                let all = self.governed(&view.watch, &directives).into_iter();
                let judged = all.map(|command| self.judged(command, Lifecycle::LeftOut));
                let entered = view.watch.live().map(|_| self.any_context(&view.watch)).transpose();
                judged.filter_map(Result::transpose).chain(entered.transpose()).collect::<Result<
                    Vec<_>,
                    CliError,
                >>(
                )?
            }
            ["push" | "activate"] => vec![self.any_context(&view.watch)?],
            words => {
                let command = self.command_of(words, playbook, &view.watch)?;
                self.judged(command, Lifecycle::Told)?.into_iter().collect()
            }
        };
        let allowed = commands.iter().all(|one: &CommandJudged| one.allowed);
        let body = PolicyChecked { allowed, commands, warnings };
        let answer = self.answer(&body, || lines(&body))?;
        let exit = if allowed { 0 } else { REFUSED };
        Ok(Reply { exit, notices: warning_lines(&body.warnings), ..Reply::done(answer) })
    }

    /// Judges a command, with what the sources say now.
    fn judged(
        &self,
        command: Command,
        lifecycle: Lifecycle,
    ) -> Result<Option<CommandJudged>, CliError> {
        let request = Request::new(command, self.by());
        let sources = &self.settings.sources;
        let asking = (&self.secrets(sources), &(self.running)(sources));
        let request = self.desk.with_heard(request, sources, asking);
        let (verb, mut given) = (request.command.verb(), request.given());
        for (_, value) in given.iter_mut().filter(|(one, _)| *one == Argument::StepValue) {
            VALUE.clone_into(value);
        }
        let reason = (Argument::Override, "REASON".to_owned());
        let line = |given: &[_]| hint::command_line(verb, given, &self.desk.name());
        let (command, anyway) = (line(&given), line(&[given.clone(), vec![reason]].concat()));
        match self.desk.judge(&request) {
            Ok(judgement) => Ok(Some(CommandJudged::of(verb, command, &judgement, &anyway))),
            Err(Failure::Refused(refusal)) => Ok(match lifecycle {
                Lifecycle::LeftOut => None,
                Lifecycle::Told => {
                    let next: Vec<String> =
                        refusal.next.iter().map(|next| self.hint(next)).collect();
                    let (why, next) = (refusal.why, next.join("; "));
                    Some(CommandJudged::refused(verb, command, why, next))
                }
            }),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Judges the entering of a context that nobody has named: what may be entered in the band of now.
    fn any_context(&self, watch: &Watch) -> Result<CommandJudged, CliError> {
        let words = [(Argument::Type, "TYPE".to_owned()), (Argument::Id, "ID".to_owned())];
        let line = |given: &[_]| hint::command_line(Verb::Push, given, &self.desk.name());
        let reason = (Argument::Override, "REASON".to_owned());
        let anyway = line(&[&words[..], &[reason]].concat());
        let now = self.desk.moment();
        let entry = judge_entry(watch, &now, &self.desk.directives());
        let entry = CommandJudged::of(Verb::Push, line(&words), &entry, &anyway);
        let task = NewFrame { entering: Entering::New, ..NewFrame::new(FrameKind::task(), "") };
        let task = NewFrame { title: Some("a task".to_owned()), ..task };
        let task = self.judged(Command::Push(task), Lifecycle::Told)?;
        let stopped = task.filter(|task| task.findings.iter().any(RuleFound::is_of_lifecycle));
        Ok(match stopped {
            // No session is live, or the store cannot be written.
            Some(CommandJudged { findings, next, .. }) => {
                let findings = [findings, entry.findings].concat();
                CommandJudged { allowed: false, findings, next, ..entry }
            }
            None => entry,
        })
    }

    /// Returns the commands that the policy concerns now, but the entering of a context.
    fn governed(&self, watch: &Watch, directives: &Directives) -> Vec<Command> {
        let mut all = vec![start(watch)];
        // A toggle of a live session starts nothing.
        all.extend(watch.live().is_none().then_some(Command::Toggle { notes: None }));
        all.push(Command::Continue { session: None });
        all.push(Command::Reopen { session: None });
        let main = directives.playbooks.find(None).map(|playbook| &playbook.name);
        let playbooks = directives.playbooks.good.iter();
        all.extend(playbooks.filter_map(|playbook| {
            let standing = watch.playbook_standing(playbook, &self.desk.moment());
            let (_, step) = playbook.step(&standing.next_step()?.id)?;
            // The main one is meant without its name.
            let named = Some(&playbook.name).filter(|name| main != Some(name));
            Some(done(named.cloned(), step))
        }));
        all
    }

    /// Returns the command of some words.
    fn command_of(
        &self,
        words: &[&str],
        playbook: Option<&str>,
        watch: &Watch,
    ) -> Result<Command, CliError> {
        let name = playbook.map(str::to_owned);
        let meant = |step: Option<&str>| -> Result<PlaybookStep, CliError> {
            let directives = self.desk.directives();
            let playbook = directives.playbooks.meant(playbook, NOT_CHECKED)?;
            let standing = watch.playbook_standing(playbook, &self.desk.moment());
            let next = standing.next_step().or(standing.steps.last());
            let next = next.map(|step| step.id.as_str()).unwrap_or_default();
            let (_, step) = playbook.meant_step(step.unwrap_or(next), NOT_CHECKED)?;
            Ok(step.clone())
        };
        Ok(match words {
            ["start"] => start(watch),
            ["toggle"] => Command::Toggle { notes: None },
            ["continue"] => Command::Continue { session: None },
            ["reopen"] => Command::Reopen { session: None },
            ["undo"] => Command::Undo,
            ["redo"] => Command::Redo,
            ["push" | "activate", name @ ..] => {
                let words = name.iter().map(|&word| word.to_owned()).collect();
                let typed =
                    TypedContext { words, title: None, estimate_seconds: None, force: false };
                Command::Push(LookUp::context(self, &typed)?)
            }
            ["playbook", "done"] => done(name, &meant(None)?),
            ["playbook", "done", step] => done(name, &meant(Some(step))?),
            ["playbook", "skip"] => skip(name, &meant(None)?),
            ["playbook", "skip", step] => skip(name, &meant(Some(step))?),
            other => return Err(not_known(other)),
        })
    }
}

/// What becomes of a command that is refused whatever the policy says.
#[derive(Debug, Clone, Copy)]
enum Lifecycle {
    /// It is left out.
    LeftOut,
    /// It is told.
    Told,
}

/// Returns a start; of a desk with a live session, the switch.
fn start(watch: &Watch) -> Command {
    let mut start = Command::start(None);
    if let Command::Start { switch, .. } = &mut start {
        *switch = watch.live().is_some();
    }
    start
}

fn done(playbook: Option<String>, step: &PlaybookStep) -> Command {
    // No rule looks at the value, and the step may need one.
    let value = step.answer.as_ref().map(|answer| match answer {
        StepAnswer::Text => VALUE.to_owned(),
        StepAnswer::Number => "0".to_owned(),
        StepAnswer::Choice(words) => words.first().cloned().unwrap_or_default(),
    });
    let step = step.id.clone();
    Command::Playbook(PlaybookCommand::Done { playbook, step, value, note: None })
}

fn skip(playbook: Option<String>, step: &PlaybookStep) -> Command {
    let step = step.id.clone();
    let reason = "REASON".to_owned();
    Command::Playbook(PlaybookCommand::Skip { playbook, step, reason })
}

/// Returns the error of words that are no command that a policy concerns.
fn not_known(words: &[&str]) -> CliError {
    let known = GOVERNED.iter().map(|verb| verb.spec().command);
    let typed = words.join(" ");
    let begun = format!("{typed} ");
    let whole: Vec<&str> = known.clone().filter(|known| known.starts_with(&begun)).collect();
    let near = if whole.is_empty() {
        near_name(&typed, known.clone()).map(str::to_owned)
    } else {
        Some(whole.join(" or "))
    };
    let near = near.map(|near| format!("did you mean {near}? or "));
    let all = known.collect::<Vec<_>>().join(", ");
    CliError::Usage(Words {
        what: NOT_CHECKED.to_owned(),
        why: format!("no policy concerns '{typed}'"),
        next: format!("{}ask about one of: {all}", near.unwrap_or_default()),
    })
}

/// Returns each command and what becomes of it, and below it why.
fn lines(body: &PolicyChecked) -> Vec<String> {
    let rows: Vec<_> = body.commands.iter().map(cells).collect();
    let heads = table::lines(&rows).into_iter();
    heads.zip(&body.commands).flat_map(|(head, one)| [vec![head], details(one)].concat()).collect()
}

fn cells(one: &CommandJudged) -> [String; 2] {
    let verdict = match (one.allowed, one.findings.is_empty()) {
        (true, true) => part(LinePart::Good, "allowed"),
        (true, false) => part(LinePart::Caution, "allowed, with a warning"),
        (false, _) => part(LinePart::Bad, "refused"),
    };
    [typed(&one.command), verdict]
}

/// Returns why a command is refused or warned of, and how to go on.
fn details(one: &CommandJudged) -> Vec<String> {
    let why = one.findings.iter().map(|found| {
        let rule = part(LinePart::Label, &format!("({})", found.rule));
        row("why", &format!("{} {rule}", composed(&found.why)))
    });
    let next = one.next.iter().map(|next| row("next", &composed(next)));
    why.chain(next).collect()
}
