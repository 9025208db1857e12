//! Answers with the desk in one line, for status bars and prompts.

use anstyle::Style;

use super::args::StatusArgs;
use super::bar_reading::BarReading;
use super::cli_session::CliSession;
use super::reply::{NOTHING_THERE, Output, Reply};
use super::world::World;
use crate::bar::{
    BarDesk, BarField, BarMarkup, BarPart, BarTone, OneLine, Template, TonedPart, cut,
};
use crate::failure::Failure;
use crate::signs::Signs;

/// The columns of a line if nobody says how many there are.
const COLUMNS: usize = 80;

/// A line that is asked for.
#[derive(Debug)]
pub struct BarLine {
    content: BarContent,
    markup: BarMarkup,
}

/// What a line shows.
#[derive(Debug)]
enum BarContent {
    /// What a template says.
    Template(Template),
    /// What the panel shows in one line of so many columns.
    OneLine(usize),
}

impl BarLine {
    /// Returns the line that the options ask for; `None` if they ask for the whole status.
    #[must_use]
    pub fn of(args: &StatusArgs, world: &World<'_>) -> Option<Self> {
        let content = match &args.format {
            Some(template) => BarContent::Template(template.clone()),
            None if args.line => BarContent::OneLine(columns(world)),
            None => return None,
        };
        let coloured = world.look.get().out_colour;
        let usual = if coloured { BarMarkup::Ansi } else { BarMarkup::Plain };
        Some(Self { content, markup: args.style.map_or(usual, BarMarkup::from) })
    }

    /// Reports whether it shows a field.
    #[must_use]
    pub fn shows(&self, field: BarField) -> bool {
        match &self.content {
            BarContent::Template(template) => template.has(field),
            BarContent::OneLine(_) => match field {
                BarField::Waits | BarField::Clock => true,
                BarField::Glyph
                | BarField::Elapsed
                | BarField::Key
                | BarField::Phase
                | BarField::Band
                | BarField::Health
                | BarField::Drift
                | BarField::Task
                | BarField::Notes
                | BarField::Target
                | BarField::Today
                | BarField::Week => false,
            },
        }
    }

    /// Returns the line for a desk.
    #[must_use]
    pub fn text(&self, desk: &BarDesk<'_>) -> String {
        self.markup.written(&match &self.content {
            BarContent::Template(template) => template.parts(desk),
            BarContent::OneLine(columns) => one_line(desk, *columns),
        })
    }

    /// Returns the line for a desk that cannot be read.
    #[must_use]
    pub fn trouble(&self, failure: &Failure, signs: Signs) -> String {
        let text = trouble(failure).chars().map(|c| signs.shown(c)).collect::<String>();
        let style = match &self.content {
            BarContent::Template(_) => Style::new(),
            BarContent::OneLine(_) => BarTone::Banner.style(),
        };
        self.markup.written(&[BarPart::new(text, style)])
    }
}

/// Answers with a line. A desk that cannot be read is a short line too, and stderr has nothing.
pub fn answer(
    line: &BarLine,
    session: Result<CliSession<'_>, Failure>,
    world: &World<'_>,
) -> Reply {
    // A bar knows for which desk it asks.
    world.spoke_to.take();
    let signs = world.look.get().signs;
    let read = session.and_then(|session| {
        let reading = BarReading::of(&session, &|field| line.shows(field))?;
        let text = reading.show(&session, session.desk.moment(), signs, |desk| line.text(desk));
        Ok((text, reading.is_live()))
    });
    let (text, exit) = match read {
        Ok((text, true)) => (text, 0),
        Ok((text, false)) => (text, NOTHING_THERE),
        Err(failure) => (line.trouble(&failure, signs), failure.exit_code()),
    };
    Reply { exit, ..Reply::done(Output::Document(text + "\n")) }
}

/// Returns the one line of the panel.
fn one_line(desk: &BarDesk<'_>, columns: usize) -> Vec<BarPart> {
    let live = desk.glance.session.as_ref();
    let line = OneLine {
        glance: desk.glance,
        clock: live.map(|live| (desk.clock)(live.active_ms)).unwrap_or_default(),
        is_over: live.is_some_and(|live| {
            live.target_seconds.is_some_and(|target| live.active_seconds >= target)
        }),
        others_waiting: desk.others_waiting,
        start_key: None,
        columns,
    };
    let parts = if desk.needs_attention { vec![OneLine::attention()] } else { line.parts() };
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
        Failure::Paths(_) => "▲ the files were not found",
        Failure::Refused(_) => "■ no such desk",
    }
}
