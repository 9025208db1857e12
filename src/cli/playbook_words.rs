//! What the words of `playbook` and `policy` ask for.

use super::args::{AgainstPolicy, PlaybookVerb, PolicyVerb, text};
use super::invocation::Invocation;
use super::playbook::PlaybookQuestion;
use super::query::Query;
use super::unresolved::{UnresolvedCommand, UnresolvedRequest};
use crate::core::{Command, PlaybookCommand};

impl From<PlaybookVerb> for Invocation {
    fn from(verb: PlaybookVerb) -> Self {
        let ask = |question| Self::Query(Query::Playbook(question));
        let change = |command, guard| {
            UnresolvedRequest::new(UnresolvedCommand::Plain(Command::Playbook(command)), guard)
        };
        match verb {
            PlaybookVerb::List { playbook } => ask(PlaybookQuestion::List { playbook }),
            PlaybookVerb::Next { of } => ask(PlaybookQuestion::Next { playbook: of.playbook }),
            PlaybookVerb::Show { step, of } => {
                ask(PlaybookQuestion::Show { playbook: of.playbook, step })
            }
            PlaybookVerb::Done { step, value, note, of, against, guard } => {
                let (playbook, step) = (of.playbook, step.step);
                let command = PlaybookCommand::Done { playbook, step, value, note };
                let AgainstPolicy { reason: against } = against;
                Self::Change(UnresolvedRequest { against, ..change(command, guard) })
            }
            PlaybookVerb::Undo { step, of, guard } => {
                let (playbook, step) = (of.playbook, step.step);
                Self::Change(change(PlaybookCommand::Undo { playbook, step }, guard))
            }
            PlaybookVerb::Skip { step, reason, words, of, against, guard } => {
                let (playbook, step) = (of.playbook, step.step);
                let reason = text(reason, &words).unwrap_or_default();
                let command = PlaybookCommand::Skip { playbook, step, reason };
                let AgainstPolicy { reason: against } = against;
                Self::Change(UnresolvedRequest { against, ..change(command, guard) })
            }
            PlaybookVerb::Print { playbook, markdown } => {
                ask(PlaybookQuestion::Print { playbook, markdown })
            }
            PlaybookVerb::Check { file } => ask(PlaybookQuestion::Check { file }),
            PlaybookVerb::Reset { of, guard } => {
                Self::Change(change(PlaybookCommand::Reset { playbook: of.playbook }, guard))
            }
        }
    }
}

impl From<PolicyVerb> for Invocation {
    fn from(verb: PolicyVerb) -> Self {
        let PolicyVerb::Check { verb, what, id, playbook } = verb;
        Self::Query(Query::Policy(verb.into_iter().chain(what).chain(id).collect(), playbook))
    }
}
