//! Everything the panel knows.
//!
//! No rule of the session lives here, and nothing here reads a clock: time comes with messages.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use ratatui::layout::Size;

use crate::config::{Action, Background, Settings};
use crate::core::{Activity, Glance, Moment, Phase, Request, Stamp, Tally, Verb};
use crate::failure::Words;
use crate::tui::dialogs::{DialogContext, InputHistory};
use crate::tui::geometry::{Form, Pane};
use crate::tui::input::KeyRepeat;
use crate::tui::look::{Focus, Theme, Tone};
use crate::tui::screens::ActivityLog;

use super::commands::{Leaving, PendingCommand, PendingContexts, Suspension};
use super::days::Days;
use super::desk::{KnownDesk, StoreProblem, StoreRead};
use super::environment::Environment;
use super::last_notified::LastNotified;
use super::marks::StripMarks;
use super::screen::{Overlay, Screen};
use super::scroll::Scroll;
use super::settings::PanelSettings;
use super::toast::Toast;

/// The most toasts at once.
const TOASTS_MAX: usize = 3;

/// Everything the panel knows.
pub struct Model {
    pub(in crate::tui) environment: Environment,
    pub(in crate::tui) settings: PanelSettings,
    /// Why the settings were not taken when they were read last.
    pub(in crate::tui) unread_settings: Option<String>,
    /// What was passed over when they were read last, so that each is said once.
    pub(in crate::tui) settings_warnings: Vec<String>,
    pub(in crate::tui) size: Size,
    pub(in crate::tui) now: Moment,
    /// When a sight of the running machine was last kept, or the panel opened.
    pub(in crate::tui) beat: Stamp,
    /// The desk as it was last seen; nothing before the first look.
    pub(in crate::tui) known: Option<KnownDesk>,
    /// What stands against writing, or reading.
    pub(in crate::tui) problem: Option<StoreProblem>,
    /// Why the store is polled instead of watched.
    pub(in crate::tui) polling: Option<String>,
    pub(in crate::tui) pending_command: Option<PendingCommand>,
    /// What is to be done once the command under way has been obeyed.
    pub(in crate::tui) pending_contexts: Option<PendingContexts>,
    pub(in crate::tui) store_read: StoreRead,
    pub(in crate::tui) key_repeat: KeyRepeat,
    /// The request of a press that may yet turn out to be a repeat.
    pub(in crate::tui) pending_press: Option<Box<Request>>,
    pub(in crate::tui) screen: Screen,
    pub(in crate::tui) overlay: Overlay,
    /// What was typed into dialogs before.
    pub(in crate::tui) input_history: InputHistory,
    /// How often the past sessions were asked for.
    pub(in crate::tui) tickets: u32,
    /// What lies behind the recent activities.
    pub(in crate::tui) log: ActivityLog,
    /// What the strip tells.
    pub(in crate::tui) marks: StripMarks,
    pub(in crate::tui) toasts: Vec<Toast>,
    /// The warnings of the last look, so that each is said once.
    pub(in crate::tui) warnings: Vec<String>,
    pub(in crate::tui) days: Days,
    pub(in crate::tui) focus: Pane,
    /// Where the cursor stands on the strip; nothing at its end.
    pub(in crate::tui) strip_at: Option<DateTime<Utc>>,
    pub(in crate::tui) scroll: Scroll,
    /// How things stood when they were last looked at for something to tell.
    pub(in crate::tui) last_notified: Option<LastNotified>,
    pub(in crate::tui) leaving: Option<Leaving>,
    pub(in crate::tui) suspension: Suspension,
}

impl Model {
    /// Returns a panel that knows nothing yet.
    #[must_use]
    pub fn new(environment: Environment, settings: Settings, size: Size, now: Moment) -> Self {
        Self {
            settings: PanelSettings::of(settings, environment.capabilities),
            unread_settings: None,
            settings_warnings: Vec::new(),
            environment,
            size,
            beat: now.stamp(),
            now,
            known: None,
            problem: None,
            polling: None,
            pending_command: None,
            pending_contexts: None,
            store_read: StoreRead::Idle,
            key_repeat: KeyRepeat::default(),
            pending_press: None,
            screen: Screen::Panes,
            overlay: Overlay::None,
            input_history: InputHistory::default(),
            tickets: 0,
            log: ActivityLog::default(),
            marks: StripMarks::default(),
            toasts: Vec::new(),
            warnings: Vec::new(),
            days: Days::default(),
            focus: Pane::Activities,
            strip_at: None,
            scroll: Scroll::default(),
            last_notified: None,
            leaving: None,
            suspension: Suspension::None,
        }
    }

    /// Returns the size it draws for.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// Takes another size.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
    }

    /// Tells whether it listens to the mouse.
    #[must_use]
    pub fn wants_mouse(&self) -> bool {
        self.settings.mouse
    }

    /// Returns what the operator's clock shows at a time.
    pub(in crate::tui) fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        self.environment.zone.local(at)
    }

    /// Returns a time of day on the operator's clock; another day is named.
    pub(in crate::tui) fn time_of(&self, at: DateTime<Utc>) -> String {
        let (at, today) = (self.local(at), self.local(self.now.utc).date());
        let format = if at.date() == today { "%H:%M" } else { "%-d %b %H:%M" };
        at.format(format).to_string()
    }

    /// Takes in what lies behind the text.
    pub fn see_background(&mut self, background: Background) {
        self.environment.capabilities.background = Some(background);
        self.settings.see(self.environment.capabilities);
    }

    /// Tells whether its colours depend on what lies behind the text.
    #[must_use]
    pub fn asks_for_background(&self) -> bool {
        self.environment.capabilities.colour && self.settings.asks_for_background()
    }

    /// Returns the date on the operator's clock.
    pub(in crate::tui) fn today(&self) -> NaiveDate {
        self.local(self.now.utc).date()
    }

    /// Returns the styles of what is known: without colour while it may no longer be true.
    pub(in crate::tui) fn theme(&self) -> Theme {
        if self.problem.is_some() { self.settings.theme.faded() } else { self.settings.theme }
    }

    /// Returns the key of an action that is shown first, or what stands in for a key.
    pub(in crate::tui) fn key_of(&self, action: Action) -> String {
        let none = || format!("({} has no key)", action.name());
        self.settings.bindings.way(action).unwrap_or_else(none)
    }

    /// Tells whether there is one column only.
    pub(in crate::tui) fn is_narrow(&self) -> bool {
        Form::of(self.size) == Form::Column
    }

    /// Tells whether the terminal is somebody else's for now.
    pub(in crate::tui) fn is_suspended(&self) -> bool {
        self.suspension == Suspension::Suspended
    }

    /// Lets time pass: durations grow, toasts go. Beside a trouble the known state stands still.
    pub(in crate::tui) fn advance(&mut self, now: Moment) {
        // The context is the store's; the clocks are not.
        let seen = self.now.seen.take();
        self.now = Moment { seen, ..now };
        let now = &self.now;
        self.toasts.retain(|toast| toast.left_ms(now) > 0);
        if self.problem.is_none()
            && let Some(known) = &mut self.known
        {
            known.glance = Glance::of(&known.watch, now);
        }
    }

    /// Returns the active time of each day; `None` before it was read.
    pub(in crate::tui) fn tally(&self) -> Option<Tally> {
        self.days.tally(self.known.as_ref()?, self.now.utc, self.environment.zone)
    }

    /// Returns whether the scrolling keys move a pane.
    pub(in crate::tui) fn focus_of(&self, pane: Pane) -> Focus {
        let is_free = matches!(self.overlay, Overlay::None);
        if is_free && self.focus == pane { Focus::Here } else { Focus::Elsewhere }
    }

    /// Returns what there is to see.
    pub(in crate::tui) fn glance(&self) -> Option<&Glance> {
        self.known.as_ref().map(|known| &known.glance)
    }

    /// Returns what a dialog can see of the desk.
    pub(in crate::tui) fn dialog_context(&self) -> Option<DialogContext<'_>> {
        let KnownDesk { watch, glance } = self.known.as_ref()?;
        let Environment { by, zone, .. } = &self.environment;
        Some(DialogContext { watch, glance, now: &self.now, by, zone: *zone })
    }

    /// Reports whether keys are text for a filter.
    pub(in crate::tui) fn is_filtering(&self) -> bool {
        match &self.screen {
            Screen::Panes => self.log.filter().is_typing(),
            Screen::History(history) => history.filter().is_typing(),
            Screen::Session { .. } => false,
        }
    }

    /// Returns the newest activities that the desk keeps at hand.
    pub(in crate::tui) fn recent(&self) -> &[Activity] {
        self.glance().map_or(&[], |glance| &glance.recent)
    }

    /// Returns the phase of the live session.
    pub(in crate::tui) fn phase(&self) -> Option<Phase> {
        self.glance()?.session.as_ref().map(|live| live.phase)
    }

    /// Returns what stands against a verb now: trouble with the store, or the core's refusal.
    pub(in crate::tui) fn refusal(&self, verb: Verb) -> Option<Words> {
        match (&self.problem, self.glance()) {
            (Some(problem), _) => Some(problem.words.clone()),
            (None, Some(glance)) => glance.refusal(verb).map(Words::from),
            (None, None) => Some(Words {
                what: "Nothing was done".into(),
                why: "the store is still being read".into(),
                next: "try again in a moment".into(),
            }),
        }
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
