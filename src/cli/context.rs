//! The context stack of the live session.

use super::markup::{typed, width as columns};
use crate::core::{FrameGlance, SessionGlance, SharedTask, clock_text, seconds_text, spent_text};
use crate::safe_text::SafeText;

/// Returns the context stack, outermost first, each level with its active time.
#[must_use]
pub fn lines(live: &SessionGlance, shared: &[SharedTask]) -> Vec<String> {
    if live.context_stack.is_empty() {
        return vec![format!("{} has no context. Enter one: onwatch push task 7", live.key)];
    }
    let names: Vec<String> = live.context_stack.iter().enumerate().map(indented).collect();
    let width = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    let levels = names.iter().zip(&live.context_stack).map(|(name, frame)| {
        let gap = " ".repeat(width - columns(name));
        let spent = spent_text(frame.all_seconds(), frame.estimate_seconds);
        let earlier = frame.earlier_seconds.is_some_and(|seconds| seconds > 0);
        let session = frame.session_seconds.filter(|_| earlier).map(seconds_text);
        let session = session.map(|time| format!(", {time} in this session")).unwrap_or_default();
        format!("{name}{gap}  {spent}{session}")
    });
    let head = format!("{}  {} active", live.key, clock_text(live.active_ms));
    let told = shared.iter().flat_map(SharedTask::told).map(|sentence| typed(&sentence));
    std::iter::once(head).chain(levels).chain(told).collect()
}

/// Returns the name of a level. It is made safe here because its width is measured.
fn indented((depth, frame): (usize, &FrameGlance)) -> String {
    let title = frame.title.as_ref().map(|title| format!("  {title}")).unwrap_or_default();
    let name = typed(&format!("{}{title}", frame.name));
    format!("{}{}", "  ".repeat(depth + 1), SafeText::new(&name))
}
