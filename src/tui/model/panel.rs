//! Everything the panel knows.
//!
//! No rule of the session lives here, and nothing here reads a clock: time comes with messages.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use ratatui::layout::Size;

use crate::config::{Action, Background, Settings};
use crate::core::{Activity, Glance, Moment, Phase, Request, Stamp, Tally, Verb};
use crate::failure::Words;
use crate::tui::dialogs::{Earlier, Sight};
use crate::tui::geometry::{Form, Pane};
use crate::tui::input::Held;
use crate::tui::look::{Focus, Theme, Tone};
use crate::tui::screens::{History, Log, Telling};

use super::commands::{Leaving, Rest, UnderWay};
use super::days::Days;
use super::desk::{Known, Look, Trouble};
use super::marks::Marks;
use super::noted::Noted;
use super::screen::{Over, Screen};
use super::scroll::Scroll;
use super::setting::Setting;
use super::settings::Taste;
use super::toast::Toast;

/// The most toasts at once.
const TOASTS_MAX: usize = 3;

/// Everything the panel knows.
pub struct Model {
    pub(in crate::tui) setting: Setting,
    pub(in crate::tui) taste: Taste,
    /// Why the settings were not taken when they were read last.
    pub(in crate::tui) unread_settings: Option<String>,
    /// What was passed over when they were read last, so that each is said once.
    pub(in crate::tui) settings_warnings: Vec<String>,
    pub(in crate::tui) size: Size,
    pub(in crate::tui) now: Moment,
    /// When a sight of the running machine was last kept, or the panel opened.
    pub(in crate::tui) beat: Stamp,
    /// The desk as it was last seen; nothing before the first look.
    pub(in crate::tui) known: Option<Known>,
    /// What stands against writing, or reading.
    pub(in crate::tui) trouble: Option<Trouble>,
    /// Why the store is polled instead of watched.
    pub(in crate::tui) polling: Option<String>,
    pub(in crate::tui) under_way: Option<UnderWay>,
    /// What is to be done once the command under way has been obeyed.
    pub(in crate::tui) rest: Option<Rest>,
    pub(in crate::tui) look: Look,
    pub(in crate::tui) held: Held,
    /// The request of a press that may yet turn out to be a repeat.
    pub(in crate::tui) perhaps: Option<Box<Request>>,
    pub(in crate::tui) over: Over,
    /// What was typed into dialogs before.
    pub(in crate::tui) earlier: Earlier,
    /// The screen of the past sessions, while it is open.
    pub(in crate::tui) history: Option<History>,
    /// The screen of one session; it lies over the one it was opened from.
    pub(in crate::tui) telling: Option<Telling>,
    /// How often the past sessions were asked for.
    pub(in crate::tui) tickets: u32,
    /// What lies behind the recent activities.
    pub(in crate::tui) log: Log,
    /// What the strip tells.
    pub(in crate::tui) marks: Marks,
    pub(in crate::tui) toasts: Vec<Toast>,
    /// The warnings of the last look, so that each is said once.
    pub(in crate::tui) warnings: Vec<String>,
    pub(in crate::tui) days: Days,
    pub(in crate::tui) focus: Pane,
    /// Where the cursor stands on the strip; nothing at its end.
    pub(in crate::tui) strip_at: Option<DateTime<Utc>>,
    pub(in crate::tui) scroll: Scroll,
    /// How things stood when they were last looked at for something to tell.
    pub(in crate::tui) noted: Option<Noted>,
    pub(in crate::tui) leaving: Option<Leaving>,
    /// It will stand aside as soon as the command under way has been answered.
    pub(in crate::tui) suspends: bool,
    pub(in crate::tui) suspended: bool,
}

impl Model {
    /// Returns a panel that knows nothing yet.
    #[must_use]
    pub fn new(setting: Setting, settings: Settings, size: Size, now: Moment) -> Self {
        Self {
            taste: Taste::of(settings, setting.shows),
            unread_settings: None,
            settings_warnings: Vec::new(),
            setting,
            size,
            beat: now.stamp(),
            now,
            known: None,
            trouble: None,
            polling: None,
            under_way: None,
            rest: None,
            look: Look::Idle,
            held: Held::default(),
            perhaps: None,
            over: Over::Nothing,
            earlier: Earlier::default(),
            history: None,
            telling: None,
            tickets: 0,
            log: Log::default(),
            marks: Marks::default(),
            toasts: Vec::new(),
            warnings: Vec::new(),
            days: Days::default(),
            focus: Pane::Activities,
            strip_at: None,
            scroll: Scroll::default(),
            noted: None,
            leaving: None,
            suspends: false,
            suspended: false,
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
        self.taste.mouse
    }

    /// Returns what the operator's clock shows at a time.
    pub(in crate::tui) fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        self.setting.zone.local(at)
    }

    /// Returns a time of day on the operator's clock; another day is named.
    pub(in crate::tui) fn time_of(&self, at: DateTime<Utc>) -> String {
        let (at, today) = (self.local(at), self.local(self.now.utc).date());
        let format = if at.date() == today { "%H:%M" } else { "%-d %b %H:%M" };
        at.format(format).to_string()
    }

    /// Takes in what lies behind the text.
    pub fn see_background(&mut self, background: Background) {
        self.setting.shows.background = Some(background);
        self.taste.see(self.setting.shows);
    }

    /// Tells whether its colours depend on what lies behind the text.
    #[must_use]
    pub fn asks_for_background(&self) -> bool {
        self.setting.shows.colour && self.taste.asks_for_background()
    }

    /// Returns the date on the operator's clock.
    pub(in crate::tui) fn today(&self) -> NaiveDate {
        self.local(self.now.utc).date()
    }

    /// Returns the styles of what is known: without colour while it may no longer be true.
    pub(in crate::tui) fn theme(&self) -> Theme {
        if self.trouble.is_some() { self.taste.theme.faded() } else { self.taste.theme }
    }

    /// Returns the key of an action that is shown first, or what stands in for a key.
    pub(in crate::tui) fn key_of(&self, action: Action) -> String {
        let none = || format!("({} has no key)", action.name());
        self.taste.bindings.way(action).unwrap_or_else(none)
    }

    /// Tells whether there is one column only.
    pub(in crate::tui) fn is_narrow(&self) -> bool {
        Form::of(self.size) == Form::Column
    }

    /// Tells whether the terminal is somebody else's for now.
    pub(in crate::tui) fn is_suspended(&self) -> bool {
        self.suspended
    }

    /// Lets time pass: durations grow, toasts go. Beside a trouble the known state stands still.
    pub(in crate::tui) fn advance(&mut self, now: Moment) {
        // The sight is the store's; the clocks are not.
        let seen = self.now.seen.take();
        self.now = Moment { seen, ..now };
        let now = &self.now;
        self.toasts.retain(|toast| toast.left_ms(now) > 0);
        if self.trouble.is_none()
            && let Some(known) = &mut self.known
        {
            known.glance = Glance::of(&known.watch, now);
        }
    }

    /// Returns the active time of each day; `None` before it was read.
    pub(in crate::tui) fn tally(&self) -> Option<Tally> {
        self.days.tally(self.known.as_ref()?, self.now.utc, self.setting.zone)
    }

    /// Returns whether the scrolling keys move a pane.
    pub(in crate::tui) fn focus_of(&self, pane: Pane) -> Focus {
        let is_free = matches!(self.over, Over::Nothing);
        if is_free && self.focus == pane { Focus::Here } else { Focus::Elsewhere }
    }

    /// Returns what there is to see.
    pub(in crate::tui) fn glance(&self) -> Option<&Glance> {
        self.known.as_ref().map(|known| &known.glance)
    }

    /// Returns what a dialog can see of the desk.
    pub(in crate::tui) fn sight(&self) -> Option<Sight<'_>> {
        let Known { watch, glance } = self.known.as_ref()?;
        let Setting { by, zone, .. } = &self.setting;
        Some(Sight { watch, glance, now: &self.now, by, zone: *zone })
    }

    /// Returns what fills the space between header and footer.
    pub(in crate::tui) fn screen(&self) -> Screen {
        match (&self.telling, &self.history) {
            (Some(_), _) => Screen::Story,
            (None, Some(_)) => Screen::History,
            (None, None) => Screen::Panel,
        }
    }

    /// Tells whether keys are text for a filter.
    pub(in crate::tui) fn is_filtering(&self) -> bool {
        match self.screen() {
            Screen::Panel => self.log.filter().is_typing(),
            Screen::History => {
                self.history.as_ref().is_some_and(|history| history.filter().is_typing())
            }
            Screen::Story => false,
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
        match (&self.trouble, self.glance()) {
            (Some(trouble), _) => Some(trouble.words.clone()),
            (None, Some(glance)) => glance.refusal(verb).map(Words::from),
            (None, None) => Some(Words {
                what: "Nothing was done".into(),
                why: "the store is still being read".into(),
                next: "try again in a moment".into(),
            }),
        }
    }

    /// Shows a toast over those that are still to be seen; what others did is told in one.
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
