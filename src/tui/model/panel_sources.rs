//! What the panel knows of the sources of band and health.

use crate::config::SourceSettings;
use crate::sources::SourceAnswers;

/// What the panel knows of the sources of band and health.
#[derive(Debug, Default)]
pub struct PanelSources {
    /// Those of the settings.
    pub asked: Vec<SourceSettings>,
    /// What they answered lately.
    pub answers: SourceAnswers,
    /// What failed last around them, apart from their answers.
    pub trouble: Option<String>,
}
