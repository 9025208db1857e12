//! Answers with the desk in one line, for status bars and prompts.

use anstyle::AnsiColor;

use super::args::StatusArgs;
use super::bar_reading::BarReading;
use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::written;
use super::reply::{NOTHING_THERE, Output, Reply};
use super::status;
use super::world::World;
use crate::bar::{
    BarDesk, BarEdge, BarField, BarForm, BarMarkup, BarPart, BarState, BarTone, FormContent,
    OneLine, Template, TonedPart, cut,
};
use crate::core::DeskName;
use crate::failure::Failure;
use crate::paths::PathsError;
use crate::safe_text::SafeText;
use crate::signs::Signs;
use crate::zone::Zone;

/// The columns of a line if nobody says how many there are.
const COLUMNS: usize = 80;

/// A line that is asked for.
#[derive(Debug)]
pub struct BarLine {
    content: BarContent,
    markup: BarMarkup,
    form: Option<BarForm>,
    signs: Signs,
}

/// What a line shows.
#[derive(Debug)]
enum BarContent {
    /// What a template says.
    Template(Template),
    /// What the panel shows in one line of so many columns.
    OneLine(usize),
}

/// What is written for a desk.
#[derive(Debug)]
pub enum BarAnswer {
    /// A line alone.
    Line(String),
    /// A form of a known bar.
    Form(BarForm, FormContent),
}

impl BarLine {
    /// Reports whether tmux reads it.
    #[must_use]
    pub fn is_for_tmux(&self) -> bool {
        self.markup == BarMarkup::Tmux
    }

    /// Returns the line that the options ask for; `None` if they ask for the whole status.
    #[must_use]
    pub fn of(args: &StatusArgs, world: &World<'_>) -> Option<Self> {
        let form = args.form();
        let content = match (&args.format, form) {
            (Some(template), _) => BarContent::Template(template.clone()),
            (None, Some(form)) => BarContent::Template(form.template()),
            (None, None) if args.line => BarContent::OneLine(columns(world)),
            (None, None) => return None,
        };
        let look = world.look.get();
        let usual = if look.out_colour { BarMarkup::Ansi } else { BarMarkup::Plain };
        let markup = args.style.map_or(usual, BarMarkup::from);
        let markup = form.map_or(markup, BarForm::markup);
        Some(Self { content, markup, form, signs: look.signs })
    }

    /// Reports whether it shows a field.
    #[must_use]
    pub fn shows(&self, field: BarField) -> bool {
        // The class of waybar says that something waits.
        let of_form = self.form == Some(BarForm::Waybar) && field == BarField::Waits;
        of_form
            || match &self.content {
                BarContent::Template(template) => template.has(field),
                BarContent::OneLine(_) => OneLine::FIELDS.contains(&field),
            }
    }

    /// Returns when the active time alone changes it, for each part that moves.
    #[must_use]
    pub fn edges(&self, desk: &BarDesk<'_>) -> Vec<BarEdge> {
        let shown = BarField::ALL.into_iter().filter(|field| self.shows(*field));
        let of_fields = shown.filter_map(|field| field.edge(desk));
        let of_content = match &self.content {
            BarContent::Template(_) => None,
            BarContent::OneLine(_) => desk.target_edge(1),
        };
        let of_form = match self.form {
            Some(BarForm::Waybar) => [desk.minute_edge(), desk.target_edge(100)],
            Some(BarForm::Xbar) => [desk.minute_edge(), None],
            // Its short text.
            Some(BarForm::I3bar) => [BarField::Elapsed.edge(desk), None],
            Some(BarForm::Tmux | BarForm::Starship | BarForm::Polybar) | None => [None, None],
        };
        of_fields.chain(of_content).chain(of_form.into_iter().flatten()).collect()
    }

    /// Returns its form.
    #[must_use]
    pub fn form(&self) -> Option<BarForm> {
        self.form
    }

    /// Chooses the signs that can be shown.
    pub fn choose_signs(&mut self, signs: Signs) {
        self.signs = signs;
    }

    /// Returns the signs that can be shown.
    #[must_use]
    pub fn signs(&self) -> Signs {
        self.signs
    }

    /// Returns what is written for a desk.
    #[must_use]
    pub fn answer(&self, desk: &BarDesk<'_>, zone: &dyn Zone) -> BarAnswer {
        let text = self.markup.written(&match &self.content {
            BarContent::Template(template) => template.parts(desk),
            BarContent::OneLine(columns) => one_line(desk, *columns),
        });
        let Some(form) = self.form else { return BarAnswer::Line(text) };
        let lines = || status::lines(desk.glance, &[], zone);
        let details = form.has_details().then(lines).into_iter().flatten();
        let content = FormContent {
            text,
            short_text: self.markup.written(&form.short_template().parts(desk)),
            details: details.map(|line| written(&line, self.signs, false)).collect(),
            state: Some(BarState::of(desk)),
        };
        BarAnswer::Form(form, content)
    }

    /// Returns what is written for a desk that cannot be read.
    #[must_use]
    pub fn trouble(&self, failure: Failure, zone: &dyn Zone) -> BarAnswer {
        let own = |text: &str| text.chars().map(|c| self.signs.shown(c)).collect::<String>();
        let style = match &self.content {
            BarContent::Template(_) => AnsiColor::Red.on_default().bold(),
            BarContent::OneLine(_) => BarTone::Banner.style(),
        };
        let shown = |text: &str| self.markup.written(&[BarPart::new(own(text), style)]);
        let text = shown(trouble(&failure));
        let Some(form) = self.form else { return BarAnswer::Line(text) };
        let words = CliError::from(failure).words(&DeskName::of(None), zone);
        let details = [words.what, format!("why: {}", words.why), format!("next: {}", words.next)];
        let content = FormContent {
            text,
            short_text: shown("▲"),
            details: details.map(|line| SafeText::new(&line).into_string()).into(),
            state: None,
        };
        BarAnswer::Form(form, content)
    }
}

impl BarAnswer {
    /// Returns it as it is written; `command` runs onwatch for the desk.
    #[must_use]
    pub fn written(&self, command: &[String]) -> String {
        match self {
            Self::Line(text) => format!("{text}\n"),
            Self::Form(form, content) => form.written(content, command),
        }
    }

    /// Returns it as one of several.
    #[must_use]
    pub fn next_written(&self, command: &[String], is_first: bool) -> String {
        match self {
            Self::Line(text) => format!("{text}\n"),
            Self::Form(form, content) => form.next_written(content, command, is_first),
        }
    }
}

/// Answers with a line. A desk that cannot be read is a short line too, and stderr has nothing.
pub fn answer(
    mut line: BarLine,
    session: Result<CliSession<'_>, Failure>,
    world: &World<'_>,
) -> Reply {
    // A bar knows for which desk it asks.
    let desk = world.spoke_to.take();
    line.choose_signs(world.look.get().signs);
    let read = session.and_then(|session| {
        let reading = BarReading::of(&session, &|field| line.shows(field))?;
        let now = session.desk.moment();
        let answer =
            reading.show(&session, now, line.signs, |desk| line.answer(desk, session.zone));
        Ok((answer, reading.is_live()))
    });
    let (answer, exit) = match read {
        Ok((answer, true)) => (answer, 0),
        Ok((answer, false)) => (answer, NOTHING_THERE),
        Err(failure) => {
            let exit = failure.exit_code();
            (line.trouble(failure, world.zone), exit)
        }
    };
    let text = answer.written(&command(desk.as_ref()));
    // Some bars hide what fails.
    let exit = if line.form.is_some() { 0 } else { exit };
    Reply { exit, ..Reply::done(Output::Document(text)) }
}

/// Returns the program and the words that choose the desk.
#[must_use]
pub fn command(desk: Option<&DeskName>) -> Vec<String> {
    let program =
        std::env::current_exe().ok().and_then(|path| path.into_os_string().into_string().ok());
    let program = program.unwrap_or_else(|| "onwatch".to_owned());
    let option = desk.map(|desk| if desk.run().is_some() { "--run" } else { "--profile" });
    let name = desk.map(|desk| desk.as_str().to_owned());
    [Some(program), option.map(str::to_owned), name].into_iter().flatten().collect()
}

/// Returns the one line of the panel.
fn one_line(desk: &BarDesk<'_>, columns: usize) -> Vec<BarPart> {
    let live = desk.glance.session.as_ref();
    let whole = OneLine {
        glance: desk.glance,
        clock: live.map(|live| (desk.clock)(live.active_ms)).unwrap_or_default(),
        is_over: live.is_some_and(|live| {
            live.target_seconds.is_some_and(|target| live.active_seconds >= target)
        }),
        others_waiting: desk.others_waiting,
        start_key: None,
        columns,
    };
    let parts = if desk.needs_attention { vec![OneLine::attention()] } else { whole.parts() };
    let part = |part: TonedPart| {
        let text = if part.is_typed { part.text } else { desk.own(&part.text) };
        BarPart::new(text, part.tone.style())
    };
    cut(parts, columns).into_iter().map(part).collect()
}

/// Returns the columns of the terminal.
fn columns(world: &World<'_>) -> usize {
    let named = (world.env)("COLUMNS").and_then(|text| text.to_str()?.parse().ok());
    let columns = named.filter(|columns| *columns > 0);
    columns.or_else(|| (world.columns)().map(usize::from)).unwrap_or(COLUMNS)
}

/// Returns why a desk has no line, in a few words.
fn trouble(failure: &Failure) -> &'static str {
    match failure {
        Failure::Store(_) | Failure::Index(_) => "▲ the store needs attention",
        Failure::Config(_) | Failure::UnknownDesk(_) => "▲ the settings need attention",
        Failure::Paths(PathsError::Profile(_)) => "▲ the profile name is not valid",
        Failure::Paths(PathsError::NoHome) => "▲ there is no home directory",
        Failure::Paths(PathsError::Relative(_)) => "▲ a path is not absolute",
        Failure::Refused(_) | Failure::Incomplete(_) => "■ no such run",
    }
}
