//! By what a report adds up active time.

use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Utc, Weekday};

use crate::core::base::DeskName;
use crate::core::history::DeskSession;
use crate::core::read::{ActivePart, PartContext, Period, split_days};
use crate::core::session::{Band, FrameRef, Light, SessionType};

/// By what a report adds up active time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// The local day.
    Day,
    /// The week of the local day.
    Week,
    /// The month of the local day.
    Month,
    /// The open context of type `project`.
    Project,
    /// The open context of type `sprint`, or else the sprint of the task.
    Sprint,
    /// The open context of type `task`.
    Task,
    /// All open contexts.
    Context,
    /// The band at the time.
    Band,
    /// The health at the time.
    Health,
    /// Who started the session.
    Operator,
    /// The desk of the session.
    Desk,
    /// The type of the session.
    Type,
}

/// Returns the sprint of a task, if it has one.
pub type SprintOf<'a> = &'a dyn Fn(&FrameRef) -> Option<FrameRef>;

/// What the active time of one row of a report has in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RowKey {
    /// A local day.
    Day(NaiveDate),
    /// A week, by its first day.
    Week(NaiveDate),
    /// A month, by its first day.
    Month(NaiveDate),
    /// The contexts, outermost first; empty if none was open.
    Context(Vec<FrameRef>),
    /// A band.
    Band(Band),
    /// A health.
    Health(Light),
    /// An operator.
    Operator(String),
    /// A desk.
    Desk(DeskName),
    /// A type of sessions.
    Type(SessionType),
}

impl Grouping {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Project,
        Self::Sprint,
        Self::Task,
        Self::Context,
        Self::Band,
        Self::Health,
        Self::Operator,
        Self::Desk,
        Self::Type,
    ];

    /// Returns the word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Project => "project",
            Self::Sprint => "sprint",
            Self::Task => "task",
            Self::Context => "context",
            Self::Band => "band",
            Self::Health => "health",
            Self::Operator => "operator",
            Self::Desk => "desk",
            Self::Type => "type",
        }
    }

    /// Returns the rows to which a part of the active time of a session belongs, each with its
    /// milliseconds. They add up to the part.
    pub(in crate::core) fn shares(
        self,
        session: &DeskSession,
        part: &ActivePart<'_>,
        week_start: Weekday,
        (local, sprint_of): (&impl Fn(DateTime<Utc>) -> NaiveDateTime, SprintOf<'_>),
    ) -> Vec<(RowKey, u64)> {
        let days = || split_days(&[(part.from_utc, part.ms)], local).into_iter();
        let whole = |key| vec![(key, part.ms)];
        let record = &session.record;
        match self {
            Self::Day => days().map(|(day, ms)| (RowKey::Day(day), ms)).collect(),
            Self::Week => {
                let week = |day| RowKey::Week(week_of(day, week_start));
                days().map(|(day, ms)| (week(day), ms)).collect()
            }
            Self::Month => days().map(|(day, ms)| (RowKey::Month(first_of(day)), ms)).collect(),
            Self::Sprint => whole(RowKey::Context(part.sprint(sprint_of).into_iter().collect())),
            Self::Project | Self::Task => {
                let is_it = |stay: &&PartContext<'_>| stay.frame.kind.as_str() == self.word();
                let frame = part.contexts.iter().find(is_it).map(|stay| stay.frame.clone());
                whole(RowKey::Context(frame.into_iter().collect()))
            }
            Self::Context => {
                let path = part.contexts.iter().map(|stay| stay.frame.clone());
                whole(RowKey::Context(path.collect()))
            }
            Self::Band => {
                let changes = session.readings.iter();
                let changes = changes.filter_map(|one| Some((one.at_utc, one.band?)));
                shares_by_time(part, record.band.0, changes, RowKey::Band)
            }
            Self::Health => {
                let changes = session.readings.iter();
                let changes = changes.filter_map(|one| Some((one.at_utc, one.health?)));
                shares_by_time(part, record.health.0, changes, RowKey::Health)
            }
            Self::Operator => whole(RowKey::Operator(record.operator.clone())),
            Self::Desk => whole(RowKey::Desk(session.desk.clone())),
            Self::Type => whole(RowKey::Type(record.session_type.clone())),
        }
    }
}

impl FromStr for Grouping {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words = || Self::ALL.map(Self::word).join(", ");
        let found = Self::ALL.into_iter().find(|one| one.word() == text);
        found.ok_or_else(|| format!("'{text}' is no such unit; choose one of {}", words()))
    }
}

impl RowKey {
    /// Returns the name of the row: dates as in ISO 8601, contexts as a path.
    #[must_use]
    pub fn name(&self, grouping: Grouping) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            // Only weeks from Monday have a number.
            Self::Week(first) if first.weekday() == Weekday::Mon => {
                first.format("%G-W%V").to_string()
            }
            Self::Week(first) => format!("week of {first}"),
            Self::Month(first) => first.format("%Y-%m").to_string(),
            Self::Context(path) if path.is_empty() => format!("no {}", grouping.word()),
            Self::Context(path) => {
                path.iter().map(ToString::to_string).collect::<Vec<_>>().join(" › ")
            }
            Self::Band(band) => band.to_string(),
            Self::Health(light) => light.to_string(),
            Self::Operator(name) => name.clone(),
            Self::Desk(desk) => desk.to_string(),
            Self::Type(word) => word.to_string(),
        }
    }

    /// Returns whether it is of contexts, which have titles.
    #[must_use]
    pub fn has_titles(&self) -> bool {
        match self {
            Self::Context(_) => true,
            Self::Day(_)
            | Self::Week(_)
            | Self::Month(_)
            | Self::Band(_)
            | Self::Health(_)
            | Self::Operator(_)
            | Self::Desk(_)
            | Self::Type(_) => false,
        }
    }

    /// Returns its place among the rows; rows in the same place are in the order of their time.
    pub(in crate::core) fn rank(&self) -> usize {
        let place = |day: &NaiveDate| usize::try_from(day.num_days_from_ce()).unwrap_or(0);
        match self {
            Self::Day(day) | Self::Week(day) | Self::Month(day) => place(day),
            Self::Context(path) => usize::from(path.is_empty()),
            Self::Band(band) => Band::ALL.iter().take_while(|one| *one != band).count(),
            Self::Health(light) => Light::ALL.iter().take_while(|one| *one != light).count(),
            Self::Operator(_) | Self::Desk(_) | Self::Type(_) => 0,
        }
    }
}

/// Divides a part where a value changes: `first` until the first change.
fn shares_by_time<T: Copy>(
    part: &ActivePart<'_>,
    first: T,
    changes: impl Iterator<Item = (DateTime<Utc>, T)>,
    key: fn(T) -> RowKey,
) -> Vec<(RowKey, u64)> {
    let mut shares = Vec::new();
    let (mut since, mut value) = (None, first);
    let mut take = |period: Period, value: T| {
        let cut = period.cut((part.from_utc, part.ms));
        shares.extend(cut.map(|(_, ms)| (key(value), ms)));
    };
    for (at, next) in changes {
        // A time before the one before it would count twice.
        let at = since.map_or(at, |since: DateTime<Utc>| since.max(at));
        take(Period { since, until: Some(at) }, value);
        (since, value) = (Some(at), next);
    }
    take(Period { since, until: None }, value);
    shares
}

/// Returns the first day of the week of a day.
#[must_use]
pub fn week_of(day: NaiveDate, start: Weekday) -> NaiveDate {
    let back = u64::from(day.weekday().days_since(start));
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}
