//! The activities, one on each line, the newest last: directly above the next prompt.

use unicode_width::UnicodeWidthStr;

use super::markup::{composed, typed};
use super::phrases::edit_text;
use crate::core::{Activity, Verb, date_time_text};
use crate::zone::Zone;

/// The least columns of the word for what was done.
const VERB: usize = 10;

/// Returns a line for each activity, the newest last. `activities` has the newest first; `least` is
/// the smallest width of the column of keys.
#[must_use]
pub fn lines(activities: &[Activity], least: usize, zone: &dyn Zone) -> Vec<String> {
    if activities.is_empty() {
        return vec!["No activity yet. Start a session: onwatch start".to_owned()];
    }
    let key = |activity: &Activity| activity.session.map(|key| key.to_string()).unwrap_or_default();
    let width =
        activities.iter().map(|activity| key(activity).width()).max().unwrap_or(0).max(least);
    let verbs = activities.iter().map(|activity| activity.verb.past().width());
    let verbs = verbs.max().unwrap_or(0).max(VERB);
    let line = |activity: &Activity| {
        let at = date_time_text(zone.local(activity.at_utc));
        let (key, verb) = (key(activity), activity.verb.past());
        format!("{at}  {key:<width$}  {verb:<verbs$}  {}", details(activity, zone))
            .trim_end()
            .to_owned()
    };
    activities.iter().rev().map(line).collect()
}

/// Returns the details of an activity: its text or what it corrected, when a break was, who measured it, its context, whether it was undone.
#[must_use]
pub fn details(activity: &Activity, zone: &dyn Zone) -> String {
    let text = if activity.verb == Verb::Note {
        typed(&activity.text)
    } else if activity.edits.is_empty() {
        composed(&activity.text)
    } else {
        let edits = activity.edits.iter().map(|edit| edit_text(edit, zone));
        let detail = Some(composed(&activity.detail)).filter(|detail| !detail.is_empty());
        edits.chain(detail).collect::<Vec<_>>().join(" · ")
    };
    let measured = activity.measured_text().map(|text| typed(&text)).unwrap_or_default();
    let over = activity.over.map(|over| over.near(activity.at_utc, |at| zone.local(at)));
    let over = over.unwrap_or_default();
    let parts = [text, over, measured, place(activity), undone(activity).to_owned()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Returns the innermost context, unless the text of the activity begins with it.
fn place(activity: &Activity) -> String {
    let top = activity.context.last().map(ToString::to_string).unwrap_or_default();
    if activity.text.starts_with(&top) { String::new() } else { typed(&top) }
}

fn undone(activity: &Activity) -> &'static str {
    if activity.undone { "(undone)" } else { "" }
}
