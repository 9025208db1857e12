//! Policy and playbooks on the command line: a whole story, and what each summary says of it.

use std::fs;

use serde_json::json;

use crate::completions::offered;
use crate::shell::Shell;

/// A policy that refuses a start while the health is red, and a playbook of three steps.
fn shell() -> Shell {
    let shell = Shell::new();
    shell.settings("[policy]\nred_at_start = \"refuse\"\nd_at_start = \"warn\"\n");
    let steps = "name = \"launch\"\ntitle = \"Launch it\"\n\
        [[step]]\nid = \"look\"\ntitle = \"Look at the board\"\nwhy = \"It may be bad\"\nminutes = 5\n\
        [[step]]\nid = \"rate\"\ntitle = \"Read the error rate\"\nblocked_if_red = true\n\
        answer = \"number\"\nexpect = \"<1\"\n\
        [[step]]\nid = \"go\"\ntitle = \"Start it\"\nband_min = \"B\"\ncritical = true\nrequires = [\"rate\"]\n";
    fs::write(shell.home.path().join("config/playbook.toml"), steps).unwrap();
    shell
}

#[test]
fn the_whole_story_from_a_refused_start_to_the_next_day() {
    let shell = shell();
    shell.good("health set red -r down --source probe");
    shell.pass(4);
    let said = shell.say("start -n Morning");
    assert_eq!(said.exit, 4);
    let why = "health is RED: probe said so at 07:00 UTC, 4m ago (down)";
    assert!(said.err.contains(why), "{}", said.err);
    assert!(said.err.contains("`onwatch start --notes Morning --override REASON`"), "{}", said.err);
    let check = shell.say("policy check start");
    assert_eq!(check.exit, 4);
    assert!(check.out.contains(why) && check.out.contains("red_at_start"), "{}", check.out);
    // The option may stand after the text, where the refusal is answered.
    assert!(shell.give(&["start", "Morning", "--override", "the pager rang"]).exit == 0);
    shell.good("playbook done look");
    let next = shell.say("playbook next");
    assert_eq!(next.exit, 4);
    assert!(next.out.contains(why.split(',').next().unwrap()), "{}", next.out);
    let blocked = shell.say("playbook done rate 0.2");
    assert_eq!(blocked.exit, 4);
    assert!(blocked.err.contains("`onwatch playbook done rate 0.2 --override REASON`"));
    shell.good("health set green --source probe");
    assert_eq!(shell.say("playbook next").exit, 0);
    assert_eq!(
        shell.good("playbook done rate 0.2 -n slow"),
        "Done: launch 2/3, Read the error rate: 0.2\n"
    );
    assert!(shell.good("playbook done rate 0.3").contains("is done already"));
    shell.pass(60);
    let end = shell.good("end");
    for said in [
        "launch held at 3",
        "launch 1  Look at the board    done by ana",
        "launch 2  Read the error rate  done by ana: 0.2",
        "launch: 2 of 3 done, held at 3",
        "3 Start it",
        "start by ana, because: the pager rang",
        "health is RED: probe said so at 2026-01-01 07:00 UTC",
    ] {
        assert!(end.contains(said), "{said}: {end}");
    }
    shell.pass(24 * 60);
    shell.good("health set green --source probe");
    assert!(shell.good("start").contains("launch: repeat 2, resume at 3"));
    assert!(shell.good("next").contains("launch: repeat 2, resume at 3"));
    assert!(shell.good("status").contains("launch: 2 of 3 done, held at 3; next: 3 Start it"));
}

#[test]
fn a_report_of_each_form_says_what_was_done_against_a_rule_in_its_period() {
    let shell = shell();
    shell.good("health set red -r down");
    shell.pass(1);
    shell.good("start --override pager");
    shell.pass(30);
    shell.good("end");
    for (form, said) in [
        (
            "text",
            &["Against a rule", "SESSION-001  start by ana, because: pager", "health is RED"][..],
        ),
        ("md", &["## Against a rule", "start, ana, because: pager; against: health is RED"]),
        ("csv", &["\r\noverride,start,\"ana, because: pager; against: health is RED"]),
        (
            "json",
            &[
                "\"overrides\":[{\"desk\":\"default\",\"key\":\"SESSION-001\"",
                "\"reason\":\"pager\"",
            ],
        ),
    ] {
        let out = shell.good(&format!("report today --format {form}"));
        assert!(said.iter().all(|said| out.contains(said)), "{form}: {out}");
    }
    shell.pass(24 * 60);
    assert_eq!(shell.say("report today --format csv").exit, 3);
}

#[test]
fn every_summary_says_what_was_done_against_a_rule_and_which_steps() {
    let shell = shell();
    shell.good("health set red -r down");
    shell.good("start --override pager");
    shell.good("playbook done look");
    shell.good("playbook skip rate later");
    for line in ["show", "show --markdown", "brief", "brief --format md"] {
        let out = shell.good(line);
        assert!(out.contains("because: pager"), "{line}: {out}");
        assert!(out.contains("health is RED"), "{line}: {out}");
        assert!(out.contains("Look at the board"), "{line}: {out}");
        assert!(out.contains("skipped"), "{line}: {out}");
    }
    for line in ["brief", "status"] {
        let open = &shell.object(line)["playbooks"][0];
        assert_eq!((&open["name"], &open["open"][0]["id"]), (&json!("launch"), &json!("go")));
    }
    let log = shell.good("log");
    assert!(log.contains("because: pager") && log.contains("launch 1/3"), "{log}");
    let page = shell.home.path().join("done.md");
    let summary = shell.say(&format!("end --summary-to {}", page.display()));
    assert_eq!(summary.exit, 0, "{summary:?}");
    let page = fs::read_to_string(page).unwrap();
    for part in ["## Playbook steps", "## Open playbooks", "## Against a rule", "because: pager"] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn a_list_has_a_line_for_each_step_or_for_each_playbook() {
    let shell = shell();
    shell.good("playbook done look");
    let lines = shell.good("playbook list");
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines[0], "launch  Launch it  1 of 3  under way");
    assert_eq!(lines[1], "  √ 1  look  Look at the board    done by ana 09:00");
    assert_eq!(lines[2], "  ▸ 2  rate  Read the error rate  next");
    assert_eq!(
        lines[3],
        "  ! 3  go    Start it             blocked: step 2 comes first: Read the error rate"
    );
    let folder = shell.home.path().join("config/playbooks");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("pre.toml"), "[[step]]\nid = \"a\"\ntitle = \"A\"\n").unwrap();
    fs::write(folder.join("bad.toml"), "step = 3\n").unwrap();
    let list = shell.good("playbook list");
    assert!(list.contains("launch  1 of 3  under way  next  2 Read the error rate\n"), "{list}");
    assert!(list.contains("bad  cannot be used\n"), "{list}");
    assert_eq!(shell.object("playbook list")["broken"][0]["name"], "bad");
}

#[test]
fn an_unknown_step_or_playbook_is_refused_with_a_near_one() {
    let shell = shell();
    for (line, near) in [
        ("playbook done lok", "did you mean look?"),
        ("playbook show rat", "did you mean rate?"),
        ("playbook next -p lunch", "did you mean launch?"),
        ("policy check playbook done lok", "did you mean look?"),
    ] {
        let said = shell.say(line);
        assert_eq!(said.exit, 3, "{line}: {said:?}");
        assert!(said.err.contains(near), "{line}: {said:?}");
    }
}

#[test]
fn a_critical_step_is_skipped_only_with_a_reason_against_the_rule() {
    let shell = shell();
    let refused = shell.say("playbook skip go -r late");
    assert_eq!(refused.exit, 4);
    let again = "`onwatch playbook skip go --reason late --override REASON`";
    assert!(refused.err.contains(again), "{}", refused.err);
    shell.good("playbook skip go -r late --override agreed");
    assert!(shell.good("playbook show go").contains("  against  agreed\n"));
}

#[test]
fn a_check_of_the_policy_names_each_command_that_it_concerns() {
    let shell = shell();
    assert_eq!(shell.say("policy check").exit, 0);
    shell.good("cone set D -r spent");
    let warned = shell.say("policy check start");
    assert_eq!(warned.exit, 0);
    assert!(warned.out.contains("allowed, with a warning"), "{warned:?}");
    assert!(warned.out.contains("band is D Survival"), "{warned:?}");
    let started = shell.say("start");
    assert!(started.err.contains("warning: band is D Survival"), "{started:?}");
    shell.good("end");
    shell.good("health set red");
    let all = shell.object("policy check");
    assert_eq!(all["allowed"], false);
    let of = |verb: &str| {
        let commands = all["commands"].as_array().unwrap();
        commands.iter().find(|one| one["verb"] == verb).unwrap().clone()
    };
    for verb in ["start", "toggle", "continue", "reopen"] {
        assert_eq!(of(verb)["allowed"], false, "{verb}");
        let next = of(verb)["next"].as_str().unwrap().to_owned();
        assert!(next.ends_with(&format!("`onwatch {verb} --override REASON`")), "{next}");
    }
    assert_eq!(of("step_done")["allowed"], true);
    let unknown = shell.say("policy check pause");
    assert_eq!(unknown.exit, 2);
    // Nothing was recorded by asking.
    assert_eq!(shell.object("status")["seq"], 4);
}

#[test]
fn a_run_that_a_policy_refuses_starts_with_a_reason() {
    let shell = Shell::new();
    shell.settings("[policy.B]\nrequires = [\"playbook:launch\"]\n");
    let refused = shell.say("run start --agent bot");
    assert_eq!(refused.exit, 4);
    assert!(refused.err.contains("give the command again with --override REASON"), "{refused:?}");
    assert_eq!(shell.say("run list").exit, 3, "nothing was made");
    let id = shell.good("run start --agent bot --override pager");
    assert!(shell.good(&format!("--run {} show", id.trim())).contains("because: pager"));
}

#[test]
fn an_option_after_a_text_or_a_value_is_taken_or_refused_and_never_part_of_it() {
    let shell = shell();
    let folder = shell.home.path().join("config/playbooks");
    fs::create_dir_all(&folder).unwrap();
    let step = "[[step]]\nid = \"a\"\ntitle = \"A\"\n[[step]]\nid = \"b\"\ntitle = \"B\"\nanswer = \"text\"\n\
        [[step]]\nid = \"c\"\ntitle = \"C\"\ncritical = true\n";
    fs::write(folder.join("pre.toml"), step).unwrap();
    for (line, exit) in [
        ("playbook skip 1 not today -p pre", 0),
        ("playbook skip a not today --playbook pre", 0),
        ("playbook skip a not today --playbook=pre", 0),
        ("playbook done b all quiet -p pre", 2),
        ("playbook done b quiet -p pre", 0),
        ("playbook undo b -p pre", 0),
        ("playbook done b quiet -n fine --playbook pre", 0),
        ("playbook skip c not today --override agreed -p pre", 0),
        ("playbook undo c -p pre", 0),
        ("playbook skip c not today -p pre --override agreed", 0),
        // What cannot be taken.
        ("playbook skip 1 not today -r later", 2),
        ("playbook skip 1 not today -n later", 2),
        ("playbook skip 1 not today -ppre", 2),
        ("playbook skip 1 not today --playbok pre", 2),
        ("playbook skip 1 not today -p pre again", 2),
        ("playbook skip 1 not today --run RUN-20260101-0900-abc", 3),
    ] {
        let said = shell.say(line);
        assert_eq!(said.exit, exit, "{line}: {said:?}");
    }
    let steps = |name: &str| {
        let list = shell.object(&format!("playbook list -p {name}"));
        let steps = list["playbooks"][0]["steps"].as_array().unwrap().clone();
        let mark = |step: &serde_json::Value| {
            [&step["mark"]["kind"], &step["mark"]["value"], &step["mark"]["note"]]
                .map(|text| text.as_str().unwrap_or_default().to_owned())
                .join("|")
        };
        steps.iter().map(mark).collect::<Vec<_>>()
    };
    assert_eq!(steps("launch"), ["||"; 3]);
    assert_eq!(steps("pre"), ["skipped||not today", "done|quiet|fine", "skipped||not today"]);
    // After `--`, everything is text.
    shell.good("playbook skip 1 -- not today -p pre");
    assert_eq!(steps("launch")[0], "skipped||not today -p pre");
}

#[test]
fn a_playbook_whose_file_changed_says_how_to_begin_that_one_anew() {
    let shell = shell();
    let folder = shell.home.path().join("config/playbooks");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("pre.toml");
    let step = "[[step]]\nid = \"a\"\ntitle = \"A\"\n[[step]]\nid = \"b\"\ntitle = \"B\"\n";
    fs::write(&file, step).unwrap();
    shell.good("playbook done a -p pre");
    shell.good("playbook done look");
    fs::write(&file, format!("{step}why = \"new\"\n")).unwrap();
    let main = shell.home.path().join("config/playbook.toml");
    fs::write(&main, format!("{}minutes = 3\n", fs::read_to_string(&main).unwrap())).unwrap();
    for line in ["list", "next", "show", "show a"] {
        let out = shell.say(&format!("playbook {line} -p pre")).out;
        assert!(out.contains("`onwatch playbook reset --playbook pre`"), "{line}: {out}");
    }
    for line in ["list -p launch", "next", "show", "show look"] {
        let out = shell.say(&format!("playbook {line}")).out;
        assert!(out.contains("`onwatch playbook reset`"), "{line}: {out}");
    }
}

#[test]
fn a_step_that_several_causes_block_says_the_first_and_how_many_more() {
    let shell = shell();
    let file = shell.home.path().join("config/playbook.toml");
    let steps = "scope = \"session\"\n[[step]]\nid = \"a\"\ntitle = \"A\"\n[[step]]\nid = \"b\"\ntitle = \"B\"\n\
        blocked_if_red = true\nband_min = \"A\"\nrequires = [\"a\"]\ncritical = true\n";
    fs::write(&file, steps).unwrap();
    shell.good("start");
    shell.good("health set red -r down");
    shell.good("cone set D -r spent");
    let list = shell.good("playbook list");
    assert!(list.contains("! 2  b  B  blocked: health is RED"), "{list}");
    assert!(list.contains("; 2 more\n"), "{list}");
    shell.good("playbook skip a late");
    assert!(shell.good("playbook list").contains("× 1  a  A  skipped by ana"));
    let show = shell.good("playbook show");
    assert!(show.contains("SESSION-001\n") && !show.contains("sess_"), "{show}");
    for line in ["playbook show", "playbook print", "playbook print --markdown"] {
        let out = shell.good(line);
        assert!(out.contains("only --override skips it"), "{line}: {out}");
    }
}

#[test]
fn a_check_of_push_says_what_may_be_entered_and_of_a_context_what_becomes_of_it() {
    let shell = Shell::new();
    let allow = |list: &str| shell.settings(format!("[policy.D]\nallow = {list}\n"));
    allow("[\"task:INCIDENT-*\", \"task:7\"]");
    shell.good("start");
    let push = shell.good("policy check push");
    assert!(push.contains("onwatch push TYPE ID  allowed\n"), "{push}");
    shell.good("cone set D -r spent");
    let push = shell.say("policy check push");
    assert_eq!(push.exit, 0);
    let may = "band D allows only task:INCIDENT-*, task:TASK-7; band is D Survival";
    assert!(push.out.contains("allowed, with a warning") && push.out.contains(may), "{push:?}");
    assert!(shell.good("policy check").contains(may));
    assert_eq!(shell.say("policy check push task 7").exit, 0);
    assert_eq!(shell.say("policy check push task INCIDENT-9").exit, 0);
    let other = shell.say("policy check push task 8");
    assert_eq!(other.exit, 4);
    assert!(other.out.contains("and not TASK-8"), "{other:?}");
    allow("[]");
    let nothing = shell.say("policy check push");
    assert_eq!(nothing.exit, 4);
    assert!(nothing.out.contains("band D allows nothing; band is D"), "{nothing:?}");
    // Without a session, nothing is entered.
    shell.good("end");
    let ended = shell.say("policy check push");
    assert_eq!(ended.exit, 4);
    assert!(ended.out.contains("(lifecycle)") && ended.out.contains("allows nothing"), "{ended:?}");
    let several = shell.say("policy check playbook");
    assert!(several.err.contains("did you mean playbook done or playbook skip?"), "{several:?}");
}

#[test]
fn the_choices_of_a_step_are_offered_as_its_value() {
    let shell = shell();
    let file = shell.home.path().join("config/playbook.toml");
    let steps = "[[step]]\nid = \"gate\"\ntitle = \"G\"\nanswer = \"choice\"\n\
        choices = [\"open\", \"half open\"]\n[[step]]\nid = \"b\"\ntitle = \"B\"\n";
    fs::write(&file, steps).unwrap();
    for step in ["gate", "1"] {
        let offered = offered(&shell, &["playbook", "done", step, ""]);
        assert_eq!(offered, ["open", "half open"]);
    }
    let others = offered(&shell, &["playbook", "done", "b", ""]);
    assert!(!others.iter().any(|word| word.contains("open")), "{others:?}");
}
