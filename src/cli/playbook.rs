//! Answers what is asked of the playbooks.

use super::args::PlaybookVerb;
use super::cli_session::CliSession;
use super::error::CliError;
use super::reply::Reply;
use super::world::World;

impl CliSession<'_> {
    /// Answers with a playbook, or with what is wrong in its file.
    pub(super) fn playbook(self, verb: PlaybookVerb, world: &World<'_>) -> Result<Reply, CliError> {
        match verb {
            PlaybookVerb::Check { file } => self.check_playbook(&file),
            PlaybookVerb::Print { playbook, markdown } => {
                self.at_kept_run(world)?.print_playbook(playbook.as_deref(), markdown)
            }
        }
    }
}
