//! Every switch of context, the newest last.

use super::args::SwitchFilter;
use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::typed;
use super::reply::{NOTHING_THERE, Output, Reply, warning_lines};
use super::table;
use super::times::period_of;
use crate::contract::{self, SwitchMade};
use crate::core::{
    ContextSwitch, DeskSession, Period, SessionName, SessionRecord, WantedDesks, date_time_text,
    short_text,
};
use crate::desk::Asked;
use crate::zone::Zone;

impl CliSession<'_> {
    /// Answers with every switch of context in a period or in a session.
    pub(super) fn switches(&self, filter: &SwitchFilter) -> Result<Reply, CliError> {
        let (zone, now) = (self.day_zone(), self.desk.moment());
        let week_start = self.settings.panel.week_start.day();
        let today = filter.session.is_none().then_some(super::args::ReportPeriod::Today);
        let period = filter.period.or(today);
        let period = period.map(|word| period_of(word, now.utc, &zone, week_start));
        let period = period.unwrap_or_default();
        let desk = self.desk.name();
        let (records, mut notices) = if let Some(name) = filter.session.clone() {
            let Asked { answer, warnings, .. } = self.desk.trail(Some(name))?;
            let session = &answer.story.session;
            let record = if session.phase.is_live() {
                SessionRecord::of_live(session, &answer.story.readings, &now)
            } else {
                SessionRecord::of(session)
            };
            (vec![record], warning_lines(&warnings))
        } else {
            let Asked { answer, warnings, .. } =
                self.desk.sessions_of(WantedDesks::One(&desk), &period)?;
            let records = answer.into_iter().map(|DeskSession { record, .. }| record).collect();
            (records, warning_lines(&warnings))
        };
        notices.splice(0..0, self.notices()?);
        let mut all: Vec<ContextSwitch> = Vec::new();
        for record in &records {
            let mut listed = record.switches();
            if record.lists_the_newest_stays() {
                // What was left for the first listed stay is not listed.
                let first = listed.drain(..listed.len().min(1)).next();
                all.extend(self.switches_until(record, first.as_ref())?);
            }
            all.extend(listed);
        }
        all.retain(|switch| is_within(&period, switch));
        all.sort_by_key(|switch| switch.at_utc);
        let answer = if self.json {
            let made = all.iter().map(|switch| SwitchMade::of(&desk, switch));
            Output::Json(contract::lines(made)?)
        } else if all.is_empty() {
            Output::Lines(vec!["No switch of context then".to_owned()])
        } else {
            Output::Lines(lines(&all, self.zone))
        };
        let exit = if all.is_empty() { NOTHING_THERE } else { 0 };
        Ok(Reply { exit, notices, ..Reply::done(answer) })
    }
}

impl CliSession<'_> {
    /// Returns the switches up to one of those that a session lists, from its activities.
    fn switches_until(
        &self,
        record: &SessionRecord,
        last: Option<&ContextSwitch>,
    ) -> Result<Vec<ContextSwitch>, CliError> {
        let trail = self.desk.trail(Some(SessionName::Id(record.id.clone())))?.answer;
        let mut all = Vec::new();
        self.desk.each_activity(&trail, &mut |activity| {
            let is_before = last.is_none_or(|last| activity.at_utc <= last.at_utc);
            all.extend(ContextSwitch::of_activity(&activity).filter(|_| is_before));
            true
        })?;
        Ok(all)
    }
}

fn is_within(period: &Period, switch: &ContextSwitch) -> bool {
    period.since.is_none_or(|since| switch.at_utc >= since)
        && period.until.is_none_or(|until| switch.at_utc < until)
}

fn lines(all: &[ContextSwitch], zone: &dyn Zone) -> Vec<String> {
    let row = |switch: &ContextSwitch| {
        let left = switch.left.iter().map(|(frame, ms)| format!("{frame} {}", short_text(*ms)));
        let left: Vec<String> = left.collect();
        let left =
            if left.is_empty() { String::new() } else { format!("left {}", left.join(", ")) };
        let entered = switch.entered.as_ref().map(|frame| {
            let title = switch.title.as_ref().map(|title| format!(": {title}")).unwrap_or_default();
            format!("entered {frame}{title}")
        });
        let entered = entered.unwrap_or_default();
        [
            date_time_text(zone.local(switch.at_utc)),
            switch.session.to_string(),
            typed(&entered),
            typed(&left),
        ]
    };
    table::lines(&all.iter().map(row).collect::<Vec<_>>())
}
