//! The accepted forms, as help and errors list them.

/// The forms of a duration.
pub const DURATIONS: &str = "2h30m, 1:30, 1.5h or 45m";

/// The forms of a time.
pub const TIMES: &str = "14:30, 2:30pm, noon, 15m ago, yesterday 17:00, monday 9:00, 24 Nov 9:00 \
                         or 2026-01-01 09:30";

/// The forms of a day.
pub const DAYS: &str = "today, yesterday, monday, 24 Nov or 2026-01-01";

/// The forms of a time with its date.
pub(super) const DATED: &str = "2026-01-31 09:30 or 2026-01-31T09:30:00Z";
