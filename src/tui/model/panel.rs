//! Everything the panel knows.
//!
//! No rule of the session lives here, and nothing here reads a clock: time comes with messages.

use chrono::{DateTime, NaiveDate, Utc};
use ratatui::layout::Size;

use crate::config::{Action, Background, PanelSetup};
use crate::core::{
    Activity, Glance, Moment, Phase, Request, Stamp, Tally, Thresholds, Verb, week_of,
};
use crate::failure::Words;
use crate::tui::dialogs::{DialogContext, Drafts, InputHistory};
use crate::tui::geometry::{Form, Pane};
use crate::tui::input::{HintContext, KeyRepeat, hint};
use crate::tui::look::{Focus, Theme, Tone};
use crate::tui::screens::{ActivityLog, KnownDesks, WeekScreen};
use crate::zone::{DayZone, Zone};

use super::commands::{Leaving, PendingCommand, Suspension};
use super::days::Days;
use super::desk::{KnownDesk, StoreProblem, StoreRead};
use super::environment::Environment;
use super::last_notified::LastNotified;
use super::marks::StripMarks;
use super::meanwhile::Meanwhile;
use super::panel_sources::PanelSources;
use super::playbooks::PanelPlaybooks;
use super::screen::{Overlay, Screen};
use super::scroll::Scroll;
use super::settings::PanelSettings;
use super::tasks::PanelTasks;
use super::toast::Toast;
use super::type_ahead::TypeAhead;

/// The most toasts at once.
const TOASTS_MAX: usize = 3;

/// Everything the panel knows.
pub struct Model {
    pub(in crate::tui) environment: Environment,
    pub(in crate::tui) settings: PanelSettings,
    /// Why the settings could not be read last time.
    pub(in crate::tui) unread_settings: Option<String>,
    /// The warnings of the settings that have been shown.
    pub(in crate::tui) settings_warnings: Vec<String>,
    pub(in crate::tui) size: Size,
    pub(in crate::tui) now: Moment,
    /// The time of the last heartbeat; at first the time at which the panel opened.
    pub(in crate::tui) heartbeat: Stamp,
    /// The minute in which the files were last looked at, since 1970.
    pub(in crate::tui) looked: i64,
    /// The desk; `None` before it was first read.
    pub(in crate::tui) known: Option<KnownDesk>,
    /// Why writing, or reading, is blocked.
    pub(in crate::tui) problem: Option<StoreProblem>,
    /// Why the store is polled, not watched.
    pub(in crate::tui) polling: Option<String>,
    /// What happened since the operator's last command, as it was when the panel opened.
    pub(in crate::tui) meanwhile: Meanwhile,
    pub(in crate::tui) pending_command: Option<PendingCommand>,
    pub(in crate::tui) store_read: StoreRead,
    pub(in crate::tui) key_repeat: KeyRepeat,
    /// The request of a press whose key may be held down.
    pub(in crate::tui) pending_press: Option<Box<Request>>,
    pub(in crate::tui) screen: Screen,
    /// The week, from its opening on until it is closed: a list or a session may lie over it.
    pub(in crate::tui) week: Option<Box<WeekScreen>>,
    /// The filter with which the list of a day was opened: while it is unchanged, Esc closes the list.
    pub(in crate::tui) day_filter: Option<String>,
    /// The chosen day of the map; `None` for today.
    pub(in crate::tui) map_day: Option<NaiveDate>,
    pub(in crate::tui) overlay: Overlay,
    /// What was typed while a command was under way.
    pub(in crate::tui) type_ahead: TypeAhead,
    /// What was typed into dialogs that were left.
    pub(in crate::tui) drafts: Drafts,
    /// The earlier inputs of dialogs.
    pub(in crate::tui) input_history: InputHistory,
    /// The number of the last list of past sessions.
    pub(in crate::tui) tickets: u32,
    /// The number of the last question about what an answer would do.
    pub(in crate::tui) questions: u32,
    /// The activities before the recent ones.
    pub(in crate::tui) log: ActivityLog,
    /// The marks on the strip.
    pub(in crate::tui) marks: StripMarks,
    pub(in crate::tui) toasts: Vec<Toast>,
    /// The warnings of the store that have been shown.
    pub(in crate::tui) warnings: Vec<String>,
    /// The warnings of the newest answer about past sessions.
    pub(in crate::tui) past_warnings: Vec<String>,
    pub(in crate::tui) days: Days,
    /// The desks of this machine.
    pub(in crate::tui) desks: KnownDesks,
    /// The tasks of all desks.
    pub(in crate::tui) tasks: PanelTasks,
    /// The sources of band and health.
    pub(in crate::tui) sources: PanelSources,
    /// The playbooks as they stand.
    pub(in crate::tui) playbooks: PanelPlaybooks,
    /// Whether changes of other desks are reported soon.
    pub(in crate::tui) follows_desks: bool,
    pub(in crate::tui) focus: Pane,
    /// The time under the cursor of the strip; `None` at its end.
    pub(in crate::tui) strip_at: Option<DateTime<Utc>>,
    pub(in crate::tui) scroll: Scroll,
    /// The state at the last notification.
    pub(in crate::tui) last_notified: Option<LastNotified>,
    /// When band and health became new while the panel was open; `None` if they did not.
    pub(in crate::tui) became_new: [Option<Stamp>; 2],
    pub(in crate::tui) leaving: Option<Leaving>,
    pub(in crate::tui) suspension: Suspension,
}

impl Model {
    /// Returns a panel that knows nothing yet.
    #[must_use]
    pub fn new(environment: Environment, setup: PanelSetup, size: Size, now: Moment) -> Self {
        let sources =
            PanelSources { asked: setup.settings.sources.clone(), ..PanelSources::default() };
        Self {
            settings: PanelSettings::of(setup, environment.capabilities),
            unread_settings: None,
            settings_warnings: Vec::new(),
            environment,
            size,
            heartbeat: now.stamp(),
            looked: now.utc.timestamp().div_euclid(60),
            now,
            known: None,
            problem: None,
            polling: None,
            meanwhile: Meanwhile::default(),
            pending_command: None,
            store_read: StoreRead::Idle,
            key_repeat: KeyRepeat::default(),
            pending_press: None,
            screen: Screen::Panes,
            week: None,
            day_filter: None,
            map_day: None,
            overlay: Overlay::None,
            type_ahead: TypeAhead::default(),
            drafts: Drafts::default(),
            input_history: InputHistory::default(),
            tickets: 0,
            questions: 0,
            log: ActivityLog::default(),
            marks: StripMarks::default(),
            toasts: Vec::new(),
            warnings: Vec::new(),
            past_warnings: Vec::new(),
            days: Days::default(),
            desks: KnownDesks::default(),
            tasks: PanelTasks::default(),
            sources,
            playbooks: PanelPlaybooks::default(),
            follows_desks: false,
            focus: Pane::Activities,
            strip_at: None,
            scroll: Scroll::default(),
            last_notified: None,
            became_new: [None, None],
            leaving: None,
            suspension: Suspension::None,
        }
    }

    /// Returns its size.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// Takes another size.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
    }

    /// Reports whether it listens to the mouse.
    #[must_use]
    pub fn wants_mouse(&self) -> bool {
        self.settings.mouse
    }

    /// Returns what the wording of a hint depends on.
    #[must_use]
    pub fn hint_context(&self) -> HintContext<'_> {
        HintContext {
            bindings: &self.settings.bindings,
            place: self.place(),
            zone: self.environment.zone,
        }
    }

    /// Takes in the background of the terminal.
    pub fn see_background(&mut self, background: Background) {
        self.environment.capabilities.background = Some(background);
        self.settings.adapt(self.environment.capabilities);
    }

    /// Reports whether its colours depend on the background of the terminal.
    #[must_use]
    pub fn asks_for_background(&self) -> bool {
        self.settings.asks_for_background(self.environment.capabilities.colours)
    }

    /// Returns the operator's time zone, with the time at which days begin.
    pub(in crate::tui) fn day_zone(&self) -> DayZone<'_> {
        DayZone { zone: self.environment.zone, begins: self.settings.day_start }
    }

    /// Returns the day for which now counts.
    pub(in crate::tui) fn today(&self) -> NaiveDate {
        self.day_zone().day(self.now.utc)
    }

    /// Returns the first day of this week.
    pub(in crate::tui) fn this_week(&self) -> NaiveDate {
        week_of(self.today(), self.settings.week_start.day())
    }

    /// Returns the first day of the week that a screen shows.
    pub(in crate::tui) fn week_first(&self, week: &WeekScreen) -> NaiveDate {
        week_of(week.day(), self.settings.week_start.day())
    }

    /// Returns the chosen day of a map that begins on `first`.
    pub(in crate::tui) fn map_day(&self, first: NaiveDate) -> NaiveDate {
        let today = self.today();
        self.map_day.unwrap_or(today).clamp(first.min(today), today)
    }

    /// Returns what lies under a list and a session: the week, or the panes.
    pub(in crate::tui) fn under(&self) -> Screen {
        if self.week.is_some() { Screen::Week } else { Screen::Panes }
    }

    /// Returns the date in the calendar of the operator.
    pub(in crate::tui) fn date(&self) -> NaiveDate {
        self.environment.zone.date(self.now.utc)
    }

    /// Returns the styles of what is known: without colours while it may no longer be true.
    pub(in crate::tui) fn theme(&self) -> Theme {
        if self.problem.is_some() { self.settings.theme.faded() } else { self.settings.theme }
    }

    /// Returns the first key of an action, or that it has none.
    pub(in crate::tui) fn key_of(&self, action: Action) -> String {
        let none = || format!("({} has no key)", action.name());
        self.settings.bindings.way(action, self.place()).unwrap_or_else(none)
    }

    /// Reports whether the panes have few rows.
    pub(in crate::tui) fn is_narrow(&self) -> bool {
        Form::of(self.size).has_rules()
    }

    /// Reports whether the process is stopped for the shell.
    pub(in crate::tui) fn is_suspended(&self) -> bool {
        self.suspension == Suspension::Suspended
    }

    /// Lets time pass: durations grow, toasts go. A blocked store stops the known state.
    pub(in crate::tui) fn advance(&mut self, now: Moment) {
        // The heartbeat is the store's; the clocks are the panel's.
        let heartbeat = self.now.heartbeat.take();
        let stale_after_ms = self.settings.stale_after_ms;
        let thresholds = Thresholds { stale_after_ms, ..now.thresholds };
        self.now = Moment { heartbeat, thresholds, ..now };
        let now = &self.now;
        self.toasts.retain(|toast| toast.left_ms(now) > 0);
        if self.problem.is_none()
            && let Some(known) = &mut self.known
        {
            known.glance = Glance::of(&known.watch, now);
            self.playbooks.see(&known.watch, now);
        }
    }

    /// Returns the active time of each day; `None` before it was read.
    pub(in crate::tui) fn tally(&self) -> Option<Tally> {
        self.days.tally(self.known.as_ref()?, self.now.utc, &self.day_zone())
    }

    /// Returns whether a pane has the focus.
    pub(in crate::tui) fn focus_of(&self, pane: Pane) -> Focus {
        let is_free = matches!(self.overlay, Overlay::None);
        if is_free && self.focus == pane { Focus::Here } else { Focus::Elsewhere }
    }

    /// Returns what is known of the desk.
    pub(in crate::tui) fn glance(&self) -> Option<&Glance> {
        self.known.as_ref().map(|known| &known.glance)
    }

    /// Returns what a dialog knows of the desk.
    pub(in crate::tui) fn dialog_context(&self) -> Option<DialogContext<'_>> {
        let KnownDesk { watch, glance } = self.known.as_ref()?;
        let Environment { by, zone, desk, .. } = &self.environment;
        let (now, tasks) = (&self.now, self.tasks.list());
        let directives = self.playbooks.directives();
        Some(DialogContext { watch, glance, now, directives, desk, tasks, by, zone: *zone })
    }

    /// Reports whether keys are text for a filter.
    pub(in crate::tui) fn is_filtering(&self) -> bool {
        match &self.screen {
            Screen::Panes => self.log.filter().is_typing(),
            Screen::History(history) => history.filter().is_typing(),
            Screen::Desks(desks) => desks.filter().is_typing(),
            Screen::Tasks(tasks) => tasks.filter().is_typing(),
            Screen::Week
            | Screen::Session { .. }
            | Screen::Task { .. }
            | Screen::Desk { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_) => false,
        }
    }

    /// Returns the newest activities that the desk keeps at hand.
    pub(in crate::tui) fn recent(&self) -> &[Activity] {
        self.glance().map_or(&[], |glance| &glance.recent)
    }

    /// Counts the lines of the activities, if they have changed.
    pub(in crate::tui) fn count_activity_lines(&mut self) {
        let today = self.today();
        let zone = DayZone { zone: self.environment.zone, begins: self.settings.day_start };
        let recent = self.known.as_ref().map_or(&[][..], |known| &known.glance.recent);
        self.log.count_lines(recent, today, |activity| zone.day(activity.at_utc));
    }

    /// Returns the phase of the live session.
    pub(in crate::tui) fn phase(&self) -> Option<Phase> {
        self.glance()?.session.as_ref().map(|live| live.phase)
    }

    /// Returns why a verb is refused now: the store is blocked, or the core refuses it.
    pub(in crate::tui) fn refusal(&self, verb: Verb) -> Option<Words> {
        let worded = |refusal| Words::of(refusal, &|next| hint::text(next, self.hint_context()));
        self.unwritable().or_else(|| self.glance()?.refusal(verb).map(worded))
    }

    /// Returns why nothing can be written now.
    pub(in crate::tui) fn unwritable(&self) -> Option<Words> {
        match (&self.problem, &self.known) {
            (Some(problem), _) => Some(problem.words.clone()),
            (None, Some(_)) => None,
            (None, None) => Some(Words {
                what: "Nothing was done".into(),
                why: "the panel is still reading the store".into(),
                next: "try again in a moment".into(),
            }),
        }
    }

    /// Shows the answer to an action in place of those before it.
    pub(in crate::tui) fn show_answer(&mut self, toast: Toast) {
        self.toasts.retain(|older| older.tone == Tone::Elsewhere);
        self.show(toast);
    }

    /// Shows a toast over the others; all changes of others share one toast.
    pub(in crate::tui) fn show(&mut self, mut toast: Toast) {
        if toast.tone == Tone::Elsewhere
            && let Some(at) = self.toasts.iter().position(|older| older.tone == Tone::Elsewhere)
        {
            toast = toast.after(&self.toasts.remove(at));
        }
        self.toasts.push(toast);
        if self.toasts.len() > TOASTS_MAX {
            self.toasts.remove(0);
        }
    }
}
