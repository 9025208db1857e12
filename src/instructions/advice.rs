//! What to do next, in words.

/// What to do next, in words. The question that waits comes first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Advice {
    /// The steps, the first one first.
    pub steps: Vec<AdvisedStep>,
    /// Where one was, each as a sentence or more.
    pub reminders: Vec<String>,
}

/// One thing to do, and the commands that do it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AdvisedStep {
    /// What to do; empty if only commands are named.
    pub action: String,
    /// The command lines that do it.
    pub commands: Vec<String>,
}

impl Advice {
    /// Returns what to do.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(|step| step.action.as_str()).filter(|action| !action.is_empty())
    }

    /// Returns the command lines that do it.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().flat_map(|step| &step.commands).map(String::as_str)
    }

    /// Returns where one was; `None` if no template says it.
    #[must_use]
    pub fn reminder(&self) -> Option<String> {
        (!self.reminders.is_empty()).then(|| self.reminders.join(" "))
    }

    /// Adds what the template of one more scenario says.
    pub(super) fn add(&mut self, more: Self) {
        self.steps.extend(more.steps);
        self.reminders.extend(more.reminders);
    }

    pub(super) fn add_action(&mut self, action: String) {
        self.steps.push(AdvisedStep { action, commands: Vec::new() });
    }

    pub(super) fn add_command(&mut self, command: String) {
        match self.steps.last_mut() {
            Some(step) => step.commands.push(command),
            None => self.steps.push(AdvisedStep { action: String::new(), commands: vec![command] }),
        }
    }
}
