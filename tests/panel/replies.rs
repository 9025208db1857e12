//! Replies of real terminals, cut anywhere and in time, reach a panel that waits for keys: nothing may
//! change, whatever is open.

use onwatch::core::Command;
use onwatch::tui::{Decoder, PanelEvent, Token};
use proptest::prelude::*;

use crate::common::panel::{Panel, verbs};
use crate::common::story::Story;

/// What terminals send without a key, as recorded from them or as their manuals give it.
const REPLIES: &[&str] = &[
    // Colours: of the palette, text, background and cursor.
    "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
    "\x1b]10;rgb:e5e5/e5e5/e5e5\x07",
    "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    "\x1b]11;rgb:ffff/ffff/ffff\x07",
    "\x1b]11;rgba:0000/2b2b/3636/ffff\x1b\\",
    "\x1b]12;rgb:ffff/0000/ffff\x1b\\",
    "\u{9d}11;rgb:0000/0000/0000\u{9c}",
    // The clipboard, a title, a directory, a hyperlink.
    "\x1b]52;c;cXBzIGhlbGxv\x1b\\",
    "\x1b]lqueue spe\x1b\\",
    "\x1b]Lxq\x1b\\",
    "\x1b]7;file://desk/srv/q\x07",
    "\x1b]8;;http://x/q\x1b\\",
    "\x1b]é✜日本語\x1b\\",
    // Attributes: of xterm, kitty, the second and third kind.
    "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c",
    "\x1b[?62;c",
    "\x1b[?6c",
    "\x1b[>41;390;0c",
    "\x1b[>1;4000;35c",
    "\x1bP!|00000000\x1b\\",
    "\x1bP!|7E565445\x1b\\",
    // Settings (DECRQSS), version, capabilities.
    "\x1bP1$r0m\x1b\\",
    "\x1bP1$r2 q\x1b\\",
    "\x1bP0$r\x1b\\",
    "\x1bP>|XTerm(390)\x1b\\",
    "\x1bP>|kitty(0.36.4)\x1b\\",
    "\x1bP>|tmux 3.5a\x1b\\",
    "\x1bP1+r544e=787465726d2d6b69747479\x1b\\",
    "\x1bP0+r5247\x1b\\",
    "\u{90}1$r0;1m\u{9c}",
    // Graphics of kitty, sixel geometry.
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b_Gi=31;ENOENT:No such image q\x1b\\",
    "\x1b[?2;0;800;600S",
    // Modes, keyboard, status, cursor.
    "\x1b[?2026;2$y",
    "\x1b[?2004;1$y",
    "\x1b[4;2$y",
    "\x1b[?1u",
    "\x1b[>4;2m",
    "\x1b[0n",
    "\x1b[?10n",
    "\x1b[?997;1n",
    "\x1b[5;1R",
    "\x1b[?24;80;1R",
    // Windows: size in cells and pixels, position, state; size told in the band.
    "\x1b[8;24;80t",
    "\x1b[4;480;640t",
    "\x1b[3;100;200t",
    "\x1b[1t",
    "\x1b[48;24;80;480;640t",
    // Focus.
    "\x1b[I",
    "\x1b[O",
    // The mouse, which nobody asked for.
    "\x1b[<0;2;24M\x1b[<0;2;24m",
    "\x1b[<35;40;12M",
    "\x1b[32;2;24M",
    "\x1b[M qp",
    "\x1b[M#!!",
    // Strings that no terminal sends by itself.
    "\x1b^private pqs\x1b\\",
    "\x1bXstart of string pqs\x1b\\",
    // Passed through tmux and GNU screen.
    "\x1bPtmux;\x1b\x1b]11;rgb:0000/0000/0000\x1b\x1b\\\x1b\\",
    "\x1bPtmux;\x1b\x1b]11;rgb:0000/0000/0000\x07\x1b\\",
    "\x1bP\x1b]11;rgb:0000/0000/0000\x1b\\\x1b\\",
    // Two at once.
    "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\\x1b[?62;4c",
    "\x1b]10;rgb:e5e5/e5e5/e5e5\x1b\\\x1bP>|foot(1.20.0)\x1b\\\x1b_Gi=1;OK\x1b\\",
];

/// Keys that lead to a place where letters act or are typed.
const PLACES: &[&str] =
    &["", "nhalf a note", "e", "s", "b", "ba", "h", "ctask 7", "?", ":", "y", "y⏎", "/que", "⎋"];

const THEMES: &[&str] = &["auto", "ansi", "dark", "mono"];

fn paused(theme: &str) -> Panel {
    let mut story = Story::morning();
    story.give(Command::Pause { reason: None }).wait(5, 0);
    Panel::set(&format!("[panel]\ntheme = '{theme}'\n"), story, 80, 24)
}

/// Gives the panel what pieces stand for; each comes some milliseconds after the one before.
fn hear<'a>(panel: &mut Panel, pieces: impl IntoIterator<Item = (u64, &'a [u8])>) {
    let (mut decoder, mut now) = (Decoder::default(), 0);
    let mut tokens = vec![];
    for (after, piece) in pieces {
        now += after;
        tokens.extend(decoder.feed(piece, now));
    }
    tokens.extend(decoder.tick(now + 10_000));
    for token in tokens {
        match token {
            Token::Key(key) => panel.hear(PanelEvent::Key(key)),
            Token::Paste(text) => panel.hear(PanelEvent::Pasted(text)),
            Token::Mouse(event) => panel.hear(PanelEvent::Mouse(event)),
            Token::Background(_) | Token::Attributes | Token::Cursor(_) => {}
        }
    }
}

/// Returns everything that a key could change.
fn state(panel: &Panel) -> String {
    format!("{}\n{:?}\n{:?}\n{:?}", panel.screen(), verbs(panel), panel.farewell, panel.asked)
}

#[test]
fn no_reply_changes_a_panel_whatever_is_open() {
    for place in PLACES {
        for theme in THEMES {
            let mut panel = paused(theme);
            panel.type_keys(place);
            let before = state(&panel);
            for reply in REPLIES {
                hear(&mut panel, [(0, reply.as_bytes())]);
            }
            assert_eq!(state(&panel), before, "{place:?} {theme}");
        }
    }
}

#[test]
fn a_reply_byte_by_byte_changes_nothing() {
    for place in PLACES {
        let mut panel = paused("auto");
        panel.type_keys(place);
        let before = state(&panel);
        for reply in REPLIES {
            hear(&mut panel, reply.as_bytes().chunks(1).map(|byte| (20, byte)));
        }
        assert_eq!(state(&panel), before, "{place:?}");
    }
}

#[test]
fn a_reply_in_two_parts_changes_nothing_wherever_it_is_split() {
    let mut panel = paused("auto");
    panel.type_keys("nhalf a note");
    let before = state(&panel);
    for reply in REPLIES {
        for at in 1..reply.len() {
            let (first, last) = reply.as_bytes().split_at(at);
            // An escape that begins something is the key Esc after a moment, and Alt with a letter is a
            // key too.
            let begins = at < 3 || first.ends_with(b"\x1b") && !last.starts_with(b"\\");
            for wait in [0, 49, if begins { 49 } else { 999 }] {
                hear(&mut panel, [(0, first), (wait, last)]);
            }
        }
        assert_eq!(state(&panel), before, "{reply:?}");
    }
}

#[test]
fn keys_around_a_reply_are_typed_in_order() {
    for reply in REPLIES {
        let mut panel = paused("auto");
        panel.type_keys("n");
        let bytes = format!("ab{reply}cd");
        hear(&mut panel, [(0, bytes.as_bytes())]);
        assert!(panel.screen().contains("› abcd "), "{reply:?}\n{}", panel.screen());
    }
}

proptest! {
    #[test]
    fn no_replies_cut_anywhere_and_in_time_change_a_panel(
        replies in prop::collection::vec(prop::sample::select(REPLIES), 1..4),
        cuts in prop::collection::vec((0_usize..200, 0_u64..50), 0..8),
        place in prop::sample::select(PLACES),
        theme in prop::sample::select(THEMES),
    ) {
        let mut panel = paused(theme);
        panel.type_keys(place);
        let before = state(&panel);
        let bytes = replies.concat().into_bytes();
        let mut cuts: Vec<_> = cuts.into_iter().map(|(at, wait)| (at % bytes.len(), wait)).collect();
        cuts.sort_unstable();
        let ends = cuts.iter().skip(1).map(|(at, _)| *at).chain([bytes.len()]);
        let first = cuts.first().map_or(bytes.len(), |(at, _)| *at);
        let later = cuts.iter().zip(ends).map(|((at, wait), end)| (*wait, &bytes[*at..end]));
        let pieces = [(0, &bytes[..first])].into_iter().chain(later);
        hear(&mut panel, pieces.filter(|(_, piece)| !piece.is_empty()));
        prop_assert_eq!(state(&panel), before);
    }
}
