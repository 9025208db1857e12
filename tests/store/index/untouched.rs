//! What never asks the index.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use onwatch::core::{
    Band, Command, Light, NotesKind, PastQuery, SessionEdit, SessionKey, SessionName, Verb,
};

use super::machine::Machine;
use crate::common::request::{end, note};
use crate::common::seam_disk::Seam;
use crate::common::starts::push;

/// Returns the files of the index that were touched.
fn of_the_index(touched: &Mutex<Vec<PathBuf>>) -> Vec<PathBuf> {
    let mut touched = touched.lock().unwrap();
    let is_of_it = |path: &PathBuf| path.to_str().unwrap().contains("index");
    touched.drain(..).filter(is_of_it).collect()
}

#[test]
fn only_what_depends_on_tasks_or_the_past_touches_the_index() {
    let touched = Arc::new(Mutex::new(Vec::new()));
    let seen = touched.clone();
    let seam = Seam {
        touched: Arc::new(move |path| seen.lock().unwrap().push(path.to_owned())),
        ..Seam::default()
    };
    let machine = Machine { disk: Arc::new(seam), ..Machine::new() };
    for desk in [0, 1] {
        let commands = [
            Command::start(Some("one".into())),
            note("two"),
            Command::Pause { reason: None },
            Command::Resume,
            push(),
            Command::Pop { kind: None, summary: None, complete: false },
            Command::SetBand { band: Band::C, reason: "load".into() },
            Command::SetHealth { status: Light::Red, reasons: vec!["disk".into()] },
            Command::Edit(Box::new(SessionEdit::of_notes(NotesKind::Closing, "three".into()))),
            Command::Edit(Box::new(SessionEdit::of_notes(
                NotesKind::Start,
                "one and a half".into(),
            ))),
            Command::Edit(Box::new(SessionEdit {
                session: Some(SessionName::Key(SessionKey(1))),
                operator: Some("eve".into()),
                target_seconds: Some(600),
                ..SessionEdit::default()
            })),
            end(),
            Command::Reopen { session: None },
            Command::Undo,
            Command::Redo,
            // To cancel it now would be a correction of the past: it had ended last.
            end(),
            Command::start(None),
            Command::Cancel { session: None },
            Command::start(None),
        ];
        for command in commands {
            let verb = command.verb();
            machine.give(desk, command);
            if verb == Verb::Push {
                // It asks what is known of the task.
                assert_ne!(of_the_index(&touched), Vec::<PathBuf>::new());
                touched.lock().unwrap().clear();
                continue;
            }
            let here = machine.desk(desk);
            let watch = here.look().unwrap().watch;
            here.log(usize::MAX).unwrap();
            here.log_after(watch.seq.saturating_sub(2), None).unwrap();
            let session = watch.session.map(|session| SessionName::Id(session.id));
            here.story(session).unwrap();
            here.keep_heartbeat().unwrap();
            assert_eq!(of_the_index(&touched), Vec::<PathBuf>::new(), "{verb:?}");
        }
    }
    machine.desk(0).past_sum(&PastQuery::default()).unwrap();
    assert_ne!(of_the_index(&touched), Vec::<PathBuf>::new(), "so this test can fail");
}
