//! The session and the day that the screen is about: what a correction of the past means there.

use chrono::{DateTime, NaiveDate, Utc};

use crate::core::{GapId, Session, SessionId, SessionName, SessionRecord};
use crate::tui::dialogs::PastSubject;
use crate::tui::geometry::Pane;
use crate::tui::screens::{HistoryRow, WeekScreen};
use crate::zone::Zone;

use super::panel::Model;
use super::screen::Screen;

/// How many sessions a screen is about.
#[derive(Debug)]
pub enum SessionsInView {
    /// None: there is none, or it is not known yet.
    None,
    /// One.
    One(Box<SessionRecord>),
    /// Several on the chosen day.
    Several,
}

impl Model {
    /// Returns the session that the screen is about.
    pub(in crate::tui) fn sessions_in_view(&self) -> SessionsInView {
        let found = match &self.screen {
            Screen::Panes | Screen::Tasks(_) | Screen::Task { .. } => self.session_on_the_desk(),
            Screen::History(history) => {
                history.list().selected_row().map(HistoryRow::record).cloned()
            }
            Screen::Session { session, .. } => {
                session.story().map(|story| self.record_of(&story.session))
            }
            Screen::Week => return self.sessions_of_the_day(),
            Screen::Desks(_) | Screen::Desk { .. } | Screen::Sources(_) | Screen::Playbook(_) => {
                None
            }
        };
        found.map_or(SessionsInView::None, |record| self.one(record))
    }

    fn sessions_of_the_day(&self) -> SessionsInView {
        let Some(week) = self.week.as_deref() else { return SessionsInView::None };
        let zone = self.day_zone();
        let from = zone.midnight(week.day());
        let to = week.day().succ_opt().map_or(from, |next| zone.midnight(next));
        let mut within = week.sessions_within(from, to);
        match (within.next(), within.next()) {
            (None, _) => SessionsInView::None,
            (Some(only), None) => self.one(only.clone()),
            (Some(_), Some(_)) => SessionsInView::Several,
        }
    }

    /// Returns one session; the live one as it is now.
    fn one(&self, record: SessionRecord) -> SessionsInView {
        let live = self.session_on_the_desk().filter(|known| known.id == record.id);
        SessionsInView::One(Box::new(live.unwrap_or(record)))
    }

    fn session_on_the_desk(&self) -> Option<SessionRecord> {
        Some(self.record_of(self.known.as_ref()?.watch.session.as_ref()?))
    }

    fn record_of(&self, session: &Session) -> SessionRecord {
        let live = self.known.as_ref().and_then(|known| known.watch.live_record(&self.now));
        live.filter(|live| live.id == session.id).unwrap_or_else(|| SessionRecord::of(session))
    }

    /// Returns the id of the session that a screen is about, other than the live one.
    pub(in crate::tui) fn past_in_view(&self) -> Option<&SessionId> {
        let (id, phase) = match &self.screen {
            Screen::Panes
            | Screen::Week
            | Screen::Desks(_)
            | Screen::Tasks(_)
            | Screen::Task { .. }
            | Screen::Desk { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_) => return None,
            Screen::History(history) => {
                let record = history.list().selected_row()?.record();
                (&record.id, record.phase)
            }
            Screen::Session { session, .. } => {
                let session = &session.story()?.session;
                (&session.id, session.phase)
            }
        };
        (!phase.is_live()).then_some(id)
    }

    /// Reports whether the page of a past session is shown.
    pub(in crate::tui) fn shows_past_page(&self) -> bool {
        matches!(self.screen, Screen::Session { .. }) && self.past_in_view().is_some()
    }

    /// Returns the oldest open gap of the past session whose page is shown.
    pub(in crate::tui) fn past_gap_in_view(&self) -> Option<GapId> {
        let Screen::Session { session, .. } = &self.screen else { return None };
        self.past_in_view()?;
        let gap = session.story()?.session.open_gaps().next()?;
        Some(gap.id)
    }

    /// Returns what a dialog about a session is about.
    pub(in crate::tui) fn subject(&self, session: Option<SessionRecord>) -> PastSubject {
        let live = self.known.as_ref().and_then(|known| known.watch.live());
        let live = live.filter(|live| session.as_ref().is_some_and(|it| it.id == live.id));
        PastSubject {
            session,
            target_seconds: live.and_then(|live| live.target_seconds),
            day_begins_utc: self.day_zone().midnight(self.day_in_view()),
        }
    }

    /// Returns the day that the screen is about; today if it is about none.
    fn day_in_view(&self) -> NaiveDate {
        let zone = self.day_zone();
        let day = |at: DateTime<Utc>| zone.day(at);
        let found = match &self.screen {
            Screen::Panes if self.focus == Pane::Weeks => self.map_day,
            Screen::Panes
            | Screen::Desks(_)
            | Screen::Tasks(_)
            | Screen::Task { .. }
            | Screen::Desk { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_) => None,
            Screen::Week => self.week.as_deref().map(WeekScreen::day),
            Screen::Session { session, .. } => {
                session.story().map(|story| day(story.session.started_at_utc))
            }
            Screen::History(history) => {
                let listed = self.day_filter.as_deref().and_then(|text| text.strip_prefix("on:"));
                let listed = listed.and_then(|day| day.parse().ok());
                let selected = || history.list().selected_row().map(|row| row.day(zone.begins));
                listed.or_else(selected)
            }
        };
        found.unwrap_or_else(|| self.today())
    }

    /// Returns the name by which a command means the session in view; `None` for the one on the desk.
    pub(in crate::tui) fn name_in_view(&self) -> Option<SessionName> {
        self.past_in_view().map(|id| SessionName::Id(id.clone()))
    }
}
