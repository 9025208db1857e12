//! The activities, one a line, the newest last: right above the prompt that follows.

use unicode_width::UnicodeWidthStr;

use crate::core::Activity;
use crate::zone::Zone;

/// Returns the activities given newest first, as lines with the newest last; the column of the
/// keys is `least` wide at least.
#[must_use]
pub fn lines(activities: &[Activity], least: usize, zone: &dyn Zone) -> Vec<String> {
    if activities.is_empty() {
        return vec!["Nothing has been done yet. Start a session: onwatch start".to_owned()];
    }
    let key = |activity: &Activity| activity.session.map(|key| key.to_string()).unwrap_or_default();
    let width =
        activities.iter().map(|activity| key(activity).width()).max().unwrap_or(0).max(least);
    let line = |activity: &Activity| {
        let at = zone.local(activity.at_utc).format("%Y-%m-%d %H:%M");
        let (key, verb) = (key(activity), activity.verb.past());
        format!("{at}  {key:<width$}  {verb:<10}  {}", said(activity)).trim_end().to_owned()
    };
    activities.iter().rev().map(line).collect()
}

/// Returns what there is to say of an activity beside its verb.
#[must_use]
pub fn said(activity: &Activity) -> String {
    let parts = [activity.text.as_str(), &place(activity), undone(activity)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Returns the innermost context, where it is not what the activity itself speaks of.
fn place(activity: &Activity) -> String {
    let top = activity.context.last().map(ToString::to_string).unwrap_or_default();
    if activity.text.starts_with(&top) { String::new() } else { top }
}

fn undone(activity: &Activity) -> &'static str {
    if activity.undone { "taken back" } else { "" }
}
