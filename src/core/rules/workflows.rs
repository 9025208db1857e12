//! What the settings say of agents and workflows.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::base::{Hint, Refusal, RefusalKind, Verb};
use crate::core::session::{CANCELLED, COMPLETED, ERROR, RunStatus};

/// What the settings say of agents and workflows. The default allows everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Workflows {
    /// The agents that are known; `None` if any may come.
    pub known_agents: Option<BTreeSet<String>>,
    /// The statuses of some workflows, in their order. Any run can also be completed, or fail.
    pub statuses: BTreeMap<String, Vec<RunStatus>>,
}

impl Workflows {
    /// Checks that an agent is known.
    ///
    /// # Errors
    /// A refusal that names those that are.
    pub(in crate::core) fn check_agent(&self, agent: &str) -> Result<(), Refusal> {
        match &self.known_agents {
            Some(known) if !known.contains(agent) => {
                Err(unknown_agent(known, format!("'{agent}' is not one of the known agents")))
            }
            None | Some(_) => Ok(()),
        }
    }

    /// Checks that a run may start without an agent.
    ///
    /// # Errors
    /// A refusal that names the known agents.
    pub(in crate::core) fn check_no_agent(&self) -> Result<(), Refusal> {
        let known = self.known_agents.as_ref();
        known.map_or(Ok(()), |known| Err(unknown_agent(known, "the run has no agent".to_owned())))
    }

    /// Checks that a run of a workflow may have a status.
    ///
    /// # Errors
    /// A refusal that names those that it may have.
    pub(in crate::core) fn check_status(
        &self,
        workflow: Option<&str>,
        status: &RunStatus,
    ) -> Result<(), Refusal> {
        let statuses = workflow.and_then(|workflow| self.statuses.get(workflow));
        let not_done = Verb::RunStatus.spec().not_done;
        if status.0 == CANCELLED && !statuses.is_some_and(|statuses| statuses.contains(status)) {
            let why = format!("'{status}' is the status of a run that was cancelled");
            let next = Hint::give("cancel it", Verb::Cancel);
            return Err(Refusal::new(RefusalKind::Refused, not_done, why, next));
        }
        let Some(statuses) = statuses else { return Ok(()) };
        if statuses.contains(status) || status.is_over() {
            return Ok(());
        }
        let workflow = workflow.unwrap_or_default();
        let why = format!("the workflow {workflow} has no status '{status}'");
        let ends = [COMPLETED, ERROR].map(|word| RunStatus(word.to_owned()));
        let more = ends.iter().filter(|end| !statuses.contains(end));
        let choices: Vec<&str> = statuses.iter().chain(more).map(|one| one.0.as_str()).collect();
        let next = Hint::say(format!("use one of: {}", choices.join(", ")));
        Err(Refusal::new(RefusalKind::Refused, not_done, why, next))
    }

    /// Returns the place of a status in the order of a workflow, from 1, and how many it has; `None` if the
    /// settings give it none.
    #[must_use]
    pub fn place(&self, workflow: Option<&str>, status: &RunStatus) -> Option<(usize, usize)> {
        let statuses = self.statuses.get(workflow?)?;
        let nth = statuses.iter().position(|one| one == status)?;
        Some((nth + 1, statuses.len()))
    }
}

/// Returns the refusal of an agent that is not known.
fn unknown_agent(known: &BTreeSet<String>, why: String) -> Refusal {
    let next = if known.is_empty() {
        Hint::say("add it to `agents` in the settings")
    } else {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        Hint::say(format!(
            "use one of: {}; or add it to `agents` in the settings",
            known.join(", ")
        ))
    };
    Refusal::new(RefusalKind::Refused, Verb::Start.spec().not_done, why, next)
}
