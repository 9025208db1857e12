//! Prints one session in full: its activities as they are read, so that it takes little memory
//! however many they are.

use super::cli_session::CliSession;
use super::delivery::OutputFormat;
use super::error::CliError;
use super::markup::typed;
use super::reply::{Output, Reply, pass_on, report, warning_lines};
use super::show;
use super::table::ColumnWidths;
use super::world::World;
use crate::contract::{self, SessionDetail};
use crate::core::{Activity, SessionName};
use crate::desk::{Asked, SessionTrail};
use crate::markdown;

/// How many activities are printed at a time. The columns are as wide as the first ones need.
const BATCH: usize = 1_000;

/// Returns activities as they are printed; the second value says whether they are the first ones.
type Printed<'a> = &'a mut dyn FnMut(&[Activity], bool) -> Result<Output, CliError>;

impl CliSession<'_> {
    /// Answers with one session in full.
    pub(super) fn show(
        &self,
        name: Option<SessionName>,
        format: OutputFormat,
        world: &mut World<'_>,
    ) -> Result<Reply, CliError> {
        let (trail, reply) = self.begin_trail(name, format, world)?;
        let now = self.desk.moment();
        if format.quiet {
            return Ok(reply);
        }
        if self.json {
            let parts = SessionDetail::of(&trail.story, &now).parts()?;
            let written = |text: &str| Output::Document(text.to_owned());
            if pass_on(world, &written(&parts.before))? {
                let listed = self.each_batch(&trail, world, &mut |activities, is_first| {
                    Ok(Output::Document(contract::items(activities, is_first)?))
                });
                if let Err(error) = listed {
                    // The failure has a line of its own.
                    pass_on(world, &written("\n"))?;
                    return Err(error);
                }
            }
            return Ok(Reply { answer: Output::Document(format!("{}\n", parts.after)), ..reply });
        }
        let glance = trail.story.glance(&now);
        let before = show::before_activities(&trail.story, &glance, &now, self.zone);
        let mut widths = ColumnWidths::default();
        if pass_on(world, &Output::Lines(before))? {
            self.each_batch(&trail, world, &mut |activities, is_first| {
                let rows: Vec<_> =
                    activities.iter().map(|one| show::activity(one, &glance, self.zone)).collect();
                if is_first {
                    widths.fit(&rows);
                }
                Ok(Output::Lines(show::section_lines("activities", is_first, widths.lines(&rows))))
            })?;
        }
        Ok(Reply { answer: Output::Lines(show::names(&glance)), ..reply })
    }

    /// Answers with one session as a page of Markdown. The page is a document: its signs do not
    /// depend on what a terminal can show.
    pub(super) fn page(
        &self,
        name: Option<SessionName>,
        format: OutputFormat,
        world: &mut World<'_>,
    ) -> Result<Reply, CliError> {
        let (trail, reply) = self.begin_trail(name, format, world)?;
        if format.quiet {
            return Ok(reply);
        }
        let page = markdown::of(&trail.story, &self.desk.moment(), self.zone);
        let typed_lines =
            |lines: &[String]| Output::Lines(lines.iter().map(|l| typed(l)).collect());
        let page: Vec<String> = page.lines().map(str::to_owned).collect();
        if pass_on(world, &typed_lines(&page))? {
            self.each_batch(&trail, world, &mut |activities, is_first| {
                Ok(typed_lines(&markdown::activities(activities, is_first, self.zone)))
            })?;
        }
        Ok(reply)
    }

    /// Finds a session, and says what there is to say beside the answer.
    fn begin_trail(
        &self,
        name: Option<SessionName>,
        format: OutputFormat,
        world: &mut World<'_>,
    ) -> Result<(SessionTrail, Reply), CliError> {
        let Asked { answer: trail, warnings, .. } = self.desk.trail(name)?;
        let mut notices = self.notices()?;
        notices.extend(warning_lines(&warnings));
        if !format.silent {
            report(world, &notices);
        }
        Ok((trail, Reply::done(Output::Lines(Vec::new()))))
    }

    /// Prints the activities of a session, some at a time, until nobody reads them.
    fn each_batch(
        &self,
        trail: &SessionTrail,
        world: &mut World<'_>,
        printed: Printed<'_>,
    ) -> Result<(), CliError> {
        let (mut batch, mut is_first) = (Vec::with_capacity(BATCH), true);
        let mut outcome = Ok(true);
        let mut print = |batch: &mut Vec<Activity>| {
            if batch.is_empty() {
                return true;
            }
            outcome = printed(batch, is_first).and_then(|output| Ok(pass_on(world, &output)?));
            is_first = false;
            batch.clear();
            matches!(outcome, Ok(true))
        };
        self.desk.each_activity(trail, &mut |activity| {
            batch.push(activity);
            batch.len() < BATCH || print(&mut batch)
        })?;
        print(&mut batch);
        outcome.map(drop)
    }
}
