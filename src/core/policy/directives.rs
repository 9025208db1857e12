//! What the files of the operator say must be so.

use crate::core::playbook::Playbooks;
use crate::core::policy::Policy;

/// What the files of the operator say must be so: the policy, and the playbooks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directives {
    /// What the settings say of work while it is bad.
    pub policy: Policy,
    /// Why the policy cannot be read, with file and line; `None` if it can be.
    pub policy_fault: Option<String>,
    /// The playbooks.
    pub playbooks: Playbooks,
}
