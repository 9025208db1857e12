//! Everything the panel knows, and when it next has something to say by itself.
//!
//! No rule of the session lives here, and nothing here reads a clock: time comes with messages.

use std::collections::VecDeque;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use ratatui::layout::Size;

use crate::config::{Action, Background, Clock, Settings};
use crate::core::{
    Activity, By, Glance, Moment, NewFrame, Phase, Request, SessionGlance, Stamp, Verb, Watch,
};
use crate::failure::Words;
use crate::tui::dialogs::{Earlier, Prompt, Sight};
use crate::tui::input::Held;
use crate::tui::look::Theme;
use crate::tui::screens::{History, Log, Palette as Actions, Telling};
use crate::tui::update::notice::{self, Noted};
use crate::tui::view;

use super::days::Days;
use super::marks::Marks;
use super::settings::{Shows, Taste};
use super::toast::{Toast, Tone};
use crate::zone::Zone;

/// How long a command may take before the panel says that it waits, milliseconds.
pub const SLOW_MS: u64 = 500;
/// The most toasts at once.
const TOASTS_MAX: usize = 3;

/// What the panel is told once, at its start.
#[derive(Clone)]
pub struct Setting {
    /// Who sits before it.
    pub by: By,
    /// The desk's name, when it is not the default one.
    pub profile: Option<String>,
    /// The operator's clock.
    pub zone: &'static (dyn Zone + Sync),
    /// Whether a shell is there to bring a suspended panel back.
    pub job_control: bool,
    /// What its terminal can show.
    pub shows: Shows,
}

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

/// The desk as it was last seen.
#[derive(Debug)]
pub struct Known {
    pub watch: Watch,
    pub glance: Glance,
}

/// What stands against writing, or reading.
#[derive(Debug)]
pub struct Trouble {
    pub words: Words,
    /// When the last known state was known.
    pub since: DateTime<Utc>,
}

/// A command that the desk has not answered yet.
#[derive(Debug)]
pub struct UnderWay {
    pub verb: Verb,
    pub since: Stamp,
    pub from_prompt: bool,
}

/// Contexts to enter, one command after the other, and what has been done on the way to them.
#[derive(Debug)]
pub struct Rest {
    /// What has been done, as one sentence.
    pub done: String,
    /// What is still to be entered, outermost first.
    pub left: VecDeque<NewFrame>,
    /// Who gives the commands.
    pub by: By,
}

/// Whether the worker looks at the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Idle,
    UnderWay,
    /// It looks, and something changed meanwhile.
    Again,
}

/// What lies over the panes.
#[derive(Debug)]
pub enum Over {
    Nothing,
    Help { scroll: usize },
    Prompt(Prompt),
    Palette(Actions),
}

/// What fills the space between header and footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    Panel,
    History,
    Story,
}

/// A pane that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The session, with a cursor along its strip.
    Session,
    /// Recent activities.
    Activities,
    /// Band and health.
    Governance,
    /// The context stack.
    Context,
}

/// How far each pane is scrolled, in lines.
#[derive(Debug, Default)]
pub struct Scroll {
    activities: usize,
    governance: usize,
    context: usize,
}

/// The panel is about to end.
#[derive(Debug, Default)]
pub struct Leaving {
    /// What a thread said when it broke.
    pub broke: Option<String>,
    /// The outcome of the command that was under way.
    pub outcome: Option<String>,
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
        view::is_column(self.size)
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

    /// Tells whether a clock that runs is to be seen.
    fn shows_clock(&self) -> bool {
        match self.screen() {
            _ if !view::has_panes(self.size) => true,
            Screen::Panel => true,
            Screen::History => false,
            Screen::Story => self.telling.as_ref().is_some_and(Telling::is_active),
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

    /// Tells whether a command has been under way for so long that it should be said.
    pub(in crate::tui) fn waits(&self) -> bool {
        self.under_way
            .as_ref()
            .is_some_and(|command| command.since.elapsed_ms(&self.now) >= SLOW_MS)
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

    /// Returns how long the panel has nothing to say unless somebody speaks, milliseconds.
    #[must_use]
    pub fn rest_ms(&self) -> u64 {
        let toasts = self.toasts.iter().map(|toast| toast.left_ms(&self.now));
        let waiting = self.under_way.as_ref().filter(|_| !self.waits());
        let slow =
            waiting.map(|command| SLOW_MS.saturating_sub(command.since.elapsed_ms(&self.now)));
        let others = toasts.chain(slow).chain(self.held.wait_ms(&self.now)).min();
        others.map_or(self.turn_ms(), |others| others.min(self.turn_ms())).saturating_add(MARGIN_MS)
    }

    /// Returns how long it is until the clock shows another active time, or else to the next minute.
    fn turn_ms(&self) -> u64 {
        let live = self.glance().and_then(|glance| glance.session.as_ref());
        let ticks = |live: &&SessionGlance| {
            live.phase == Phase::Active && self.trouble.is_none() && self.shows_clock()
        };
        if let Some(live) = live.filter(ticks) {
            let turn_ms = match self.taste.clock {
                Clock::Seconds => 1_000,
                Clock::Minutes => 60_000,
            };
            let turn_ms = turn_ms - live.active_ms % turn_ms;
            return notice::until_target_ms(self).map_or(turn_ms, |ms| ms.min(turn_ms));
        }
        let ms = self.now.utc.timestamp_millis().rem_euclid(60_000);
        60_000 - ms.unsigned_abs()
    }
}

/// Clocks are read in whole milliseconds; waking a little late is waking once.
const MARGIN_MS: u64 = 4;

impl Pane {
    /// How many there are.
    pub const COUNT: usize = 4;

    /// Returns the pane after this one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Activities => Self::Governance,
            Self::Governance => Self::Context,
            Self::Context => Self::Session,
            Self::Session => Self::Activities,
        }
    }

    /// Returns the pane before this one.
    #[must_use]
    pub fn back(self) -> Self {
        self.next().next().next()
    }
}

impl Scroll {
    pub fn of(&self, pane: Pane) -> usize {
        match pane {
            Pane::Session => 0,
            Pane::Activities => self.activities,
            Pane::Governance => self.governance,
            Pane::Context => self.context,
        }
    }

    pub fn set(&mut self, pane: Pane, lines: usize) {
        match pane {
            Pane::Session => {}
            Pane::Activities => self.activities = lines,
            Pane::Governance => self.governance = lines,
            Pane::Context => self.context = lines,
        }
    }
}
