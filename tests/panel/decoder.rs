//! Bytes of a terminal as keys: a table of encodings, and what no table shows.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEventKind};
use onwatch::config::Background;
use onwatch::tui::{Decoder, Token};
use proptest::prelude::*;

/// Later than anything waits.
const LATER: u64 = 1_000_000;

/// Reads pieces, each some milliseconds after the one before; then nothing more comes.
fn read<'a>(pieces: impl IntoIterator<Item = (u64, &'a [u8])>) -> Vec<Token> {
    let (mut decoder, mut now, mut tokens) = (Decoder::default(), 0, vec![]);
    for (after, piece) in pieces {
        now += after;
        tokens.extend(decoder.feed(piece, now));
    }
    tokens.extend(decoder.tick(now + LATER));
    assert_eq!(decoder.deadline(), None);
    tokens
}

/// Reads bytes at once.
fn tokens(bytes: impl AsRef<[u8]>) -> Vec<Token> {
    read([(0, bytes.as_ref())])
}

/// Names a key as in the settings, with Shift, and other kinds than a press.
fn name(token: &Token) -> String {
    let Token::Key(KeyEvent { code, modifiers, kind, .. }) = token else {
        return format!("{token:?}");
    };
    let mut name = String::new();
    for (modifier, word) in [
        (KeyModifiers::CONTROL, "Ctrl-"),
        (KeyModifiers::ALT, "Alt-"),
        (KeyModifiers::SHIFT, "Shift-"),
        (KeyModifiers::SUPER, "Super-"),
    ] {
        name.push_str(if modifiers.contains(modifier) { word } else { "" });
    }
    match code {
        KeyCode::Char(c) => name.push(*c),
        KeyCode::F(nth) => name = format!("{name}F{nth}"),
        other => name = format!("{name}{other:?}"),
    }
    match kind {
        KeyEventKind::Press => name,
        KeyEventKind::Repeat => name + " again",
        KeyEventKind::Release => name + " up",
    }
}

fn names(bytes: impl AsRef<[u8]>) -> String {
    tokens(bytes).iter().map(name).collect::<Vec<_>>().join(" ")
}

/// Every encoding of a key, with its name.
const KEYS: &[(&str, &str)] = &[
    // Text, also of an input method that sends several characters at once.
    ("q", "q"),
    ("Q", "Shift-Q"),
    ("é", "é"),
    ("ж", "ж"),
    ("日本語", "日 本 語"),
    ("🙂", "🙂"),
    // Control keys.
    ("\r", "Enter"),
    ("\n", "Ctrl-j"),
    ("\t", "Tab"),
    ("\x7f", "Backspace"),
    ("\x08", "Ctrl-h"),
    ("\0", "Ctrl- "),
    ("\x03", "Ctrl-c"),
    ("\x1a", "Ctrl-z"),
    ("\x1c", "Ctrl-4"),
    ("\x1f", "Ctrl-7"),
    // Escape and Alt.
    ("\x1b", "Esc"),
    ("\x1b\x1b", "Esc Esc"),
    ("\x1bx", "Alt-x"),
    ("\x1b\r", "Alt-Enter"),
    ("\x1b\x7f", "Alt-Backspace"),
    ("\x1b ", "Alt- "),
    ("\x1bé", "Alt-é"),
    ("\x1b\x03", "Ctrl-Alt-c"),
    ("\x1b\\", "Alt-\\"),
    ("\x1b]", "Alt-]"),
    ("\x1b[", "Alt-["),
    ("\x1bO", "Alt-Shift-O"),
    ("\x1bP", "Alt-Shift-P"),
    ("\x1b_", "Alt-_"),
    // xterm, also with the cursor keys in application mode.
    ("\x1b[A", "Up"),
    ("\x1bOB", "Down"),
    ("\x1b[1;5C", "Ctrl-Right"),
    ("\x1b[1;3:3D", "Alt-Left up"),
    ("\x1b[5D", "Ctrl-Left"),
    ("\x1b[H", "Home"),
    ("\x1bOF", "End"),
    ("\x1b[Z", "Shift-BackTab"),
    ("\x1bOP", "F1"),
    ("\x1bOR", "F3"),
    ("\x1b[1;2S", "Shift-F4"),
    ("\x1b[2~", "Insert"),
    ("\x1b[3;5~", "Ctrl-Delete"),
    ("\x1b[5~", "PageUp"),
    ("\x1b[6;2:2~", "Shift-PageDown again"),
    ("\x1b[15~", "F5"),
    ("\x1b[17~", "F6"),
    ("\x1b[24~", "F12"),
    ("\x1b[26~", "F14"),
    ("\x1b[29~", "F16"),
    ("\x1b[34~", "F20"),
    ("\x1bOM", "Enter"),
    ("\x1bOp", "0"),
    ("\x1bOk", "+"),
    ("\u{9b}A", "Up"),
    ("\u{8f}P", "F1"),
    // The Linux console and rxvt.
    ("\x1b[[A", "F1"),
    ("\x1b[[E", "F5"),
    ("\x1b[1~", "Home"),
    ("\x1b[7~", "Home"),
    ("\x1b[8~", "End"),
    ("\x1b[11~", "F1"),
    ("\x1b[3$", "Shift-Delete"),
    ("\x1b[3^", "Ctrl-Delete"),
    ("\x1b[a", "Shift-Up"),
    ("\x1b\x1b[A", "Alt-Up"),
    ("\x1b\x1b[3~", "Alt-Delete"),
    ("\x1b\x1bOa", "Ctrl-Alt-Up"),
    ("\x1b\x1b[b", "Alt-Shift-Down"),
    ("\x1b\x1bx", "Esc Alt-x"),
    ("\x1b\x1b\x1b[C", "Esc Alt-Right"),
    ("\x1bOd", "Ctrl-Left"),
    // modifyOtherKeys.
    ("\x1b[27;5;99~", "Ctrl-c"),
    ("\x1b[27;2;13~", "Shift-Enter"),
    ("\x1b[27;6;67~", "Ctrl-Shift-C"),
    ("\x1b[27;3;233~", "Alt-é"),
    ("\x1b[27;5;9~", "Ctrl-Tab"),
    // kitty.
    ("\x1b[97u", "a"),
    ("\x1b[97;2u", "Shift-A"),
    ("\x1b[97:65;2u", "Shift-A"),
    ("\x1b[47:63;2u", "Shift-?"),
    ("\x1b[27u", "Esc"),
    ("\x1b[13;1:1u", "Enter"),
    ("\x1b[9;2u", "Shift-BackTab"),
    ("\x1b[127;3u", "Alt-Backspace"),
    ("\x1b[113;1:2u", "q again"),
    ("\x1b[113;1:3u", "q up"),
    ("\x1b[99;5u", "Ctrl-c"),
    ("\x1b[99;69u", "Ctrl-c"),
    ("\x1b[1089::99;5u", "Ctrl-c"),
    ("\x1b[1089::99u", "с"),
    ("\x1b[97;9u", "Super-a"),
    ("\x1b[128512u", "😀"),
    ("\x1b[97;2;65u", "Shift-A"),
    ("\x1b[0;;233u", "é"),
    ("\x1b[0;;12354:12356u", "あ い"),
    ("\x1b[57376u", "F13"),
    ("\x1b[57399u", "0"),
    ("\x1b[57414u", "Enter"),
    ("\x1b[57419u", "Up"),
];

#[test]
fn every_encoding_of_a_key_is_that_key() {
    for (bytes, key) in KEYS {
        assert_eq!(names(bytes), *key, "{bytes:?}");
    }
}

#[test]
fn what_is_no_key_is_nothing() {
    for bytes in [
        // Keys that modify, lock or play; a number that no key has; a release of text.
        &b"\x1b[57441;2u"[..],
        b"\x1b[57358u",
        b"\x1b[57430u",
        b"\x1b[0u",
        b"\x1b[99~",
        b"\x1b[1114112u",
        b"\x1b[99999999999u",
        // Focus.
        b"\x1b[I",
        b"\x1b[O",
        // Ends of a paste that never began.
        b"\x1b[201~",
        // No UTF-8, and controls of one byte that mean nothing here.
        b"\xff\xfe\xc0",
        b"\x85\x9c",
        b"\xc2\x85",
        // Malformed sequences.
        b"\x1b[1;2 q",
        b"\x1b[1\x18",
        b"\x1b[12;\x1a",
        b"\x1b[[Z",
        b"\x1b[M\x1f\x1f\x1f",
        b"\x1b[<0;0;0M",
        b"\x1b[<999;1;1M",
    ] {
        assert_eq!(tokens(bytes), [], "{bytes:?}");
    }
}

#[test]
fn a_sequence_without_end_is_bounded_and_what_follows_is_read() {
    let long = [b"\x1b[".as_slice(), &vec![b'1'; 100_000], b"A", b"q"].concat();
    assert_eq!(names(long), "q");
}

#[test]
fn the_replies_that_are_asked_for_are_told_apart() {
    let cursor = Token::Cursor((4, 9).into());
    for (bytes, expected) in [
        ("\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", Token::Background(Background::Dark)),
        ("\x1b]11;rgb:ff/ff/ff\x07", Token::Background(Background::Light)),
        ("\u{9d}11;rgb:ff/ff/ff\u{9c}", Token::Background(Background::Light)),
        ("\x1b[?62;4c", Token::Attributes),
        ("\x1b[10;5R", cursor),
    ] {
        assert_eq!(tokens(bytes), [expected], "{bytes:?}");
    }
    for malformed in ["\x1b]11;rgb:ff/\x1bZff/ff\x07", "\x1b]11;rgb:ff/ff/ff\x18"] {
        assert_eq!(tokens(malformed), [], "{malformed:?}");
    }
    let raw = b"\x9d11;rgb:ff/ff/ff\x9c";
    assert_eq!(tokens(raw), [Token::Background(Background::Light)]);
}

#[test]
fn each_form_of_a_mouse_report_is_one_event() {
    let down = MouseEventKind::Down(crossterm::event::MouseButton::Left);
    let up = MouseEventKind::Up(crossterm::event::MouseButton::Left);
    for (bytes, expected) in [
        (&b"\x1b[<0;2;24M"[..], (down, 1, 23)),
        (b"\x1b[<0;2;24m", (up, 1, 23)),
        (b"\x1b[<65;300;200M", (MouseEventKind::ScrollDown, 299, 199)),
        (b"\x1b[32;2;24M", (down, 1, 23)),
        (b"\x1b[M \x22\x38", (down, 1, 23)),
        (b"\x1b[M#\xff\x80", (up, 222, 95)),
        // Bytes that would be keys.
        (b"\x1b[M qp", (down, 80, 79)),
    ] {
        let read = tokens(bytes);
        let [Token::Mouse(event)] = read[..] else { panic!("{bytes:?}: {read:?}") };
        assert_eq!((event.kind, event.column, event.row), expected, "{bytes:?}");
    }
}

#[test]
fn a_paste_is_one_text_whatever_is_in_it() {
    for text in [
        "one\rtwo q",
        "",
        "\x1b]11;rgb:0/0/0\x1b\\ \x1b[A \x03 \x1bP q",
        "\x1b[201",
        "\x1b[201x \x1b[20\x1b[2",
        "é🙂\x1b",
    ] {
        let bytes = format!("\x1b[200~{text}\x1b[201~");
        let expected = [Token::Paste(text.into()), Token::character('q')];
        assert_eq!(read([(0, bytes.as_bytes()), (40, b"q")]), expected, "{text:?}");
    }
}

/// Some terminals paste a mark that is in the text.
#[test]
fn an_end_mark_ends_a_paste_only_if_nothing_follows_at_once() {
    let long = format!("p{}", ".".repeat(5_000));
    let (first, last) = long.split_at(4_000);
    let begun = format!("\x1b[200~abc\x1b[201~{first}");
    let rest = format!("{last}\x1b[201~");
    assert_eq!(
        read([(0, begun.as_bytes()), (10, rest.as_bytes())]),
        [Token::Paste(format!("abc{long}"))]
    );
    for pieces in [
        &[(0, "\x1b[200~abc\x1b[201~p\r\x1b[201~")][..],
        &[(0, "\x1b[200~abc\x1b[201~"), (10, "p\r"), (39, "\x1b[201~")],
        &[(0, "\x1b[200~abc\x1b[201~"), (10, "p"), (10, "\r"), (10, "\x1b[201~")],
        &[(0, "\x1b[200~abc\x1b[201~p\x1b[200~\r\x1b[201~")],
        &[(0, "\x1b[200~abc\x1b[201~p\x1b[200~"), (900, "\r\x1b[201~")],
        &[(0, "\x1b[200~abc\x1b[201~p\r")],
    ] {
        let read = read(pieces.iter().map(|(after, piece)| (*after, piece.as_bytes())));
        assert_eq!(read, [Token::Paste("abcp\r".into())], "{pieces:?}");
    }
    // After a pause, more than one key is still pasted.
    let late = read([(0, &b"\x1b[200~abc\x1b[201~p"[..]), (60, b"pp\r"), (60, b"q\x1b[201~")]);
    assert_eq!(late, ["abcp", "pp\rq"].map(|text| Token::Paste(text.into())));
    let late = read([(0, &b"\x1b[200~abc\x1b[201~"[..]), (60, b"p\rq\x1b[201~")]);
    assert_eq!(late, ["abc", "p\rq"].map(|text| Token::Paste(text.into())));
}

#[test]
fn the_rest_of_a_paste_that_was_given_up_is_text() {
    let begun = (0, &b"\x1b[200~abc"[..]);
    let paste = |text: &str| Token::Paste(text.into());
    let texts = [paste("abc"), paste("p end\r")];
    assert_eq!(read([begun, (1_150, b"p end\r\x1b[201~")]), texts);
    let stalled = read([begun, (1_150, b"p "), (3_000, b"end\r")]);
    assert_eq!(stalled, ["abc", "p ", "end\r"].map(paste));
    // One key by itself acts, and the rest is still text.
    let between = read([begun, (1_150, b"j"), (300, b"p end\r\x1b[201~"), (40, b"k")]);
    assert_eq!(
        between,
        [paste("abc"), Token::character('j'), paste("p end\r"), Token::character('k')]
    );
    let left = read([begun, (200, b"\x03"), (50, b"p end\r\x1b[201~")]);
    assert_eq!(left, [paste("abc"), Token::control(3), paste("p end\r")]);
    let later = read([begun, (6_000, b"x"), (6_000, b"pp")]);
    assert_eq!(later.iter().skip(1).map(name).collect::<String>(), "xpp");
}

#[test]
fn a_paste_without_end_ends_after_a_second_and_its_keys_leave_it_sooner() {
    let paste = |keys: &[KeyCode]| {
        let keys = keys.iter().map(|code| Token::key(*code));
        [Token::Paste("ab".into())].into_iter().chain(keys).collect::<Vec<_>>()
    };
    let begun = (0, &b"\x1b[200~ab"[..]);
    assert_eq!(read([begun]), paste(&[]));
    assert_eq!(read([begun, (1_000, b"x")]), paste(&[KeyCode::Char('x')]));
    assert_eq!(read([begun, (100, b"\x1b")]), paste(&[KeyCode::Esc]));
    let left = read([begun, (100, b"\x03")]);
    assert_eq!(left.iter().map(name).collect::<Vec<_>>(), ["Paste(\"ab\")", "Ctrl-c"]);
    // A letter may be a part of the text.
    let whole = [begun, (100, b"q"), (100, b"\x1b[201~")];
    assert_eq!(read(whole), [Token::Paste("abq".into())]);
}

#[test]
fn the_memory_of_a_paste_is_bounded() {
    let bytes = [b"\x1b[200~".as_slice(), &vec![b'x'; 3 << 20], b"\x1b[201~"].concat();
    let [Token::Paste(text)] = &tokens(bytes)[..] else { panic!("no paste") };
    assert_eq!(text.len(), 1 << 20);
}

/// Strings and sequences that never end, or not as they should.
const OPEN: &[&str] = &[
    "\x1b]11;rgb:1e1e/",
    "\x1b]11;rgb:1e1e/\x1b",
    "\x1b]11;rgb\x1b[A",
    "\x1bPtmux;",
    "\x1bP1$r",
    "\x1b_Gi=1;OK",
    "\x1b_Gi=1;OK\x07",
    "\x1b^private",
    "\x1bXstart\r",
    "\u{9d}4;1;rgb",
    "\u{90}>|term",
    "\x1b[1;2",
    "\x1b[?",
    "\x1b[M",
    "\x1b[M ",
    "\x1b[[",
    "\x1bO1;",
    "\x1b]é日",
    "\x1b]é\u{fffd}\x1b[2",
];

#[test]
fn nothing_that_is_open_makes_the_panel_deaf_for_more_than_a_moment() {
    for open in OPEN {
        for key in ["\x1b", "q", "\x03", "\x1b[27u", "\x1b[113u", "\x1b[99;5u"] {
            let read = read([(0, open.as_bytes()), (100, key.as_bytes())]);
            let read: Vec<String> = read.iter().map(name).collect();
            assert_eq!(read, [names(key)], "{open:?} {key:?}");
        }
    }
}

#[test]
fn what_is_open_takes_other_bytes_until_a_second_has_passed() {
    for open in OPEN.iter().filter(|open| !open.contains(['[', 'O'])) {
        let bytes = open.as_bytes();
        assert_eq!(read([(0, bytes), (100, b"p"), (999, b"sn")]), [], "{open:?}");
        let typed = [Token::character('p')];
        assert_eq!(read([(0, bytes), (100, b"s"), (1_000, b"p")]), typed, "{open:?}");
    }
}

#[test]
fn the_rest_of_what_was_given_up_is_no_key() {
    for (open, rest) in [
        ("\x1b]11;rgb:1e1e/", "pppp/0000\x1b\\"),
        ("\x1b]11;rgb:1e1e/", "pp"),
        ("\x1bP>|term", "(q)\x1b\\"),
        ("\x1b[M", " pp"),
        ("\x1b[M ", "pp"),
        ("\x1b[1;", "2;3y"),
        ("\x1b[20", "0~pp\r\x1b[201~"),
        ("\x1b]", "11;rgb:0/0/0\x07"),
        ("\x1b[", "M pp"),
    ] {
        for after in [120, 1_100, 3_000, 4_900] {
            let read = read([(0, open.as_bytes()), (after, rest.as_bytes())]);
            let typed: Vec<String> =
                read.iter().filter(|token| matches!(token, Token::Key(_))).map(name).collect();
            let begun = if open.len() == 2 { vec![names(open)] } else { vec![] };
            assert_eq!(typed, begun, "{open:?} {after} {rest:?}");
        }
    }
    // Keys that come one by one are keys.
    let open = (0, &b"\x1b]11;rgb:"[..]);
    let read = read([open, (1_000, b"j"), (20, b"\x1b[A"), (20, "é".as_bytes()), (5_000, b"kk")]);
    assert_eq!(read.iter().map(name).collect::<Vec<_>>(), ["j", "Up", "é", "k", "k"]);
}

#[test]
fn keys_after_a_string_without_end_are_lost_for_a_moment_only() {
    let typed = |after: u64, keys: &str| {
        let keys = keys.as_bytes().chunks(1).map(move |key| (after, key));
        let read = read([(0, &b"\x1b]11;rgb:"[..])].into_iter().chain(keys));
        read.iter().map(name).collect::<String>()
    };
    assert_eq!(typed(300, "hello there\r"), "lo thereEnter");
    let held = "jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjq";
    assert_eq!(typed(40, held), "jq");
    assert!(typed(20, &held.repeat(3)).ends_with("jjjq"));
}

#[test]
fn what_is_passed_through_tmux_ends_with_its_own_end() {
    for content in [
        "\x1b\x1b]11;a\x1b\x1b\\\x1b\x1b]12;b\x1b\x1b\\",
        "\x1b\x1b]11;a\x1b\x1b\\p",
        "\x1b\x1b]11;a\x1b\x1b\\\x1b\x1b[Ap",
        "\x1b\x1b]11;a\x07p\x18q",
        "\x1b\x1bPtmux;\x1b\x1b\x1b\x1b]11;a\x1b\x1b\x1b\x1b\\p\x1b\x1b\\q",
    ] {
        let bytes = format!("\x1bPtmux;{content}\x1b\\x");
        assert_eq!(names(&bytes), "x", "{content:?}");
    }
}

#[test]
fn what_stands_between_a_broken_string_and_its_end_is_no_key() {
    for (bytes, keys) in [
        (&b"\x1b]0;a\x18pp\x1b\\q"[..], "q"),
        (b"\x1b]0;a\x1app\x07q", "q"),
        (b"\x1b]0;a\x9cpp\x1b\\q", "q"),
        (b"\x1b]0;a\xc2\x9cpp\x9cq", "q"),
        (b"\x1bPa\x18\xc3\xa9pp\x1b\\q", "q"),
        // Nothing ends it: keys, also before the next string.
        (b"\x1b]0;a\x18pp", "p p"),
        (b"\x1b]0;a\x9cpp\x1b]0;b\x1b\\q", "p p q"),
        (b"\x1b]0;a\x9c\x9d0;b\x9cq", "q"),
    ] {
        assert_eq!(names(bytes), keys, "{bytes:?}");
    }
}

#[test]
fn a_mouse_report_is_three_characters_or_three_bytes() {
    let column = |pieces: &[(u64, &[u8])]| {
        let read = read(pieces.iter().copied());
        let event = match read.first() {
            Some(Token::Mouse(event)) => (event.column, event.row),
            _ => panic!("{read:?}"),
        };
        (event, read.iter().skip(1).map(name).collect::<String>())
    };
    assert_eq!(column(&[(0, b"\x1b[M \xc4\x80p")]), ((223, 79), String::new()));
    assert_eq!(column(&[(0, b"\x1b[M p\xc4\x80")]), ((79, 223), String::new()));
    assert_eq!(column(&[(0, b"\x1b[M \xc4\x80"), (50, b"p")]), ((163, 95), "p".into()));
    assert_eq!(column(&[(0, b"\x1b[M \xc4\x80\x1b[A")]), ((163, 95), "Up".into()));
    assert_eq!(column(&[(0, b"\x1b[M !\xc4p")]), ((0, 163), "p".into()));
}

#[test]
fn alt_with_the_letter_of_a_string_leaves_every_key_alive() {
    for introducer in ["]", "P", "X", "^", "_", "[", "O"] {
        let alt = format!("\x1b{introducer}");
        let read = read([(0, alt.as_bytes()), (100, b"s"), (30, b"p")]);
        let read: Vec<String> = read.iter().map(name).collect();
        assert_eq!(read, [names(&alt).as_str(), "s", "p"], "{introducer}");
    }
}

#[test]
fn a_reply_whose_escape_came_long_before_it_types_nothing() {
    for reply in ["]11;rgb:0/0/0\x1b\\", "P1$r0m\x1b\\", "_Gi=1;OK\x1b\\", "[?62;4c", "[10;5R"] {
        let read = read([(0, &b"\x1b"[..]), (300, reply.as_bytes()), (10, b"x")]);
        let keys: Vec<String> =
            read.iter().filter(|token| matches!(token, Token::Key(_))).map(name).collect();
        assert_eq!(keys, ["Esc", "x"], "{reply:?}");
    }
    // A person types Esc, then letters one by one.
    let typed = read([(0, &b"\x1b"[..]), (60, b"]"), (60, b"1"), (60, b"P")]);
    assert_eq!(typed.iter().map(name).collect::<Vec<_>>(), ["Esc", "]", "1", "Shift-P"]);
}

#[test]
fn an_escape_that_ends_a_string_late_is_no_key() {
    let open = &b"\x1b]11;rgb:0/0/0"[..];
    let dark = [Token::Background(Background::Dark)];
    assert_eq!(read([(0, open), (300, b"\x1b"), (49, b"\\")]), dark);
    assert_eq!(read([(0, open), (300, b"\x1b\\")]), dark);
    assert_eq!(read([(0, &b"\x1b]11;rgb:0/0/0\x1b"[..]), (900, b"\\")]), dark);
    assert_eq!(read([(0, open), (300, b"\x1b"), (50, b"p")]).len(), 2);
    // Directly behind a string, it belongs to a string around it or to the next one.
    let behind = &b"\x1bP>|x\x1b\\\x1b"[..];
    assert_eq!(read([(0, behind), (900, b"\\")]), []);
    assert_eq!(read([(0, behind), (900, b"]11;rgb:0/0/0\x07")]), dark);
    assert_eq!(read([(0, behind), (900, b"p")]), [Token::character('p')]);
    let apart = read([(0, &b"\x1bP>|x\x1b\\"[..]), (10, b"\x1b")]);
    assert_eq!(apart, [Token::key(KeyCode::Esc)]);
    for begun in [&b"\x1b]0;a\x07\xc2"[..], b"\x1b]0;a\x07\x1b[1"] {
        assert_eq!(read([(0, begun), (100, b"\x1b")]), [Token::key(KeyCode::Esc)], "{begun:?}");
    }
}

/// Strings with letters that would act.
const STRINGS: &[&str] = &[
    "\x1b]11;rgb:pppp/qqqq/ssss\x1b\\",
    "\x1b]0;a title that is pqs\x07",
    "\x1bP>|term(pqs) and more of it\x1b\\",
    "\x1bP1+r544e=787465726d2d6b69747479\x1b\\",
    "\x1b_Gi=31;ENOENT:No such image q\x1b\\",
    "\x1b^private pqs text\x1b\\",
    "\x1bPtmux;\x1b\x1b]11;pqs pqs\x1b\x1b\\pqs pqs\x1b\\",
    "\x1bPtmux;\x1b\x1bPtmux;\x1b\x1b\x1b\x1b]11;pqs\x1b\x1b\x1b\x1b\\pqs\x1b\x1b\\qqs\x1b\\",
];

/// Reports whether bytes by themselves may be a key.
fn is_key(bytes: &[u8]) -> bool {
    matches!(bytes, [_] | [0x1b, ..]) || tokens(bytes).len() == 1
}

proptest! {
    /// No part of a key comes later than this after the part before it.
    #[test]
    fn a_key_is_the_same_key_wherever_it_is_split(
        which in 0..KEYS.len(), at in 0_usize..20, second in 0_usize..20, wait in 0_u64..50,
    ) {
        let (bytes, _) = KEYS[which];
        let bytes = bytes.as_bytes();
        let at = at.min(bytes.len());
        let second = (at + second).min(bytes.len());
        let pieces = [(0, &bytes[..at]), (wait, &bytes[at..second]), (wait, &bytes[second..])];
        let pieces = pieces.into_iter().filter(|(_, piece)| !piece.is_empty());
        // Two escapes are two keys, which may also be Alt with a key that follows at once.
        prop_assert_eq!(read(pieces), tokens(bytes));
    }

    /// Each part is more than one key; what is typed after it is a key.
    #[test]
    fn no_part_of_a_string_is_a_key_however_late(
        which in 0..STRINGS.len(),
        cuts in prop::collection::vec((2_usize..30, 0_u64..3_000), 0..6),
    ) {
        let mut left = STRINGS[which].as_bytes();
        let (mut pieces, mut wait) = (vec![], 0);
        for (length, after) in cuts {
            // The introducer and one more byte stay together: else it is Alt with a letter.
            let length = if pieces.is_empty() { length + 6 } else { length };
            if left.len() < length + 2 { break; }
            let (piece, later) = left.split_at(length);
            // A piece that is a key by itself may be one.
            if piece.ends_with(b"\x1b") || later.ends_with(b"\x1b\\") && later.len() < 4 { break; }
            pieces.push((wait, piece));
            (left, wait) = (later, after);
        }
        pieces.push((wait, left));
        prop_assume!(!pieces.iter().skip(1).any(|(_, piece)| is_key(piece)));
        pieces.push((100, b"x"));
        let read = read(pieces.iter().copied());
        let keys: Vec<String> =
            read.iter().filter(|token| matches!(token, Token::Key(_))).map(name).collect();
        prop_assert_eq!(keys, ["x"], "{:?}", pieces);
    }

    #[test]
    fn no_part_of_a_paste_is_a_key_whatever_marks_it_has(
        parts in prop::collection::vec(prop::sample::select(
            &["p", "q\r", "text of a paste\r", "\x1b[201~", "\x1b[200~", "\x1b]0;", "\x1b", "é"][..],
        ), 0..12),
        cuts in prop::collection::vec((0_usize..100, 0_u64..40), 0..8),
        stall in (0_usize..100, 0_u64..3_000),
    ) {
        let bytes = format!("\x1b[200~{}\x1b[201~", parts.concat()).into_bytes();
        let mut cuts: Vec<_> = cuts.into_iter().map(|(at, wait)| (6 + at, wait)).collect();
        cuts.retain(|(at, _)| *at < bytes.len());
        cuts.sort_unstable();
        cuts.dedup_by_key(|(at, _)| *at);
        let mut pieces = vec![];
        let (mut from, mut wait) = (0, 0);
        for (at, after) in cuts {
            pieces.push((wait, &bytes[from..at]));
            (from, wait) = (at, after);
        }
        pieces.push((wait, &bytes[from..]));
        // One long stall, not before one key and not behind a false end.
        let nth = 1 + stall.0 % pieces.len().max(1);
        if let Some((wait, piece)) = pieces.get(nth).copied() {
            let marks = parts.iter().any(|part| part.starts_with('\x1b'));
            if !marks && pieces.iter().skip(nth).all(|(_, piece)| !is_key(piece)) && piece.len() > 1 {
                pieces[nth] = (wait + stall.1, piece);
            }
        }
        let read = read(pieces.iter().copied());
        prop_assert!(read.iter().all(|token| matches!(token, Token::Paste(_))), "{:?} {:?}", pieces, read);
    }

    #[test]
    fn no_bytes_make_it_panic_or_deaf(
        pieces in prop::collection::vec((0_u64..1_500, prop::collection::vec(prop_oneof![
            3 => any::<u8>(),
            2 => prop::sample::select(b"\x1b[]P_^XO\\M;:?<0129~u\x9b\x9c\x9d\x90\x07\x18".to_vec()),
        ], 0..12)), 0..12),
        key in prop::sample::select(vec!["\x1b", "\x03"]),
    ) {
        let (mut decoder, mut now) = (Decoder::default(), 0);
        for (after, piece) in &pieces {
            now += after;
            decoder.feed(piece, now);
        }
        now += 100;
        let mut tokens = decoder.tick(now);
        tokens.extend(decoder.feed(key.as_bytes(), now));
        tokens.extend(decoder.tick(now + 50));
        let named: Vec<String> = tokens.iter().map(name).collect();
        prop_assert!(named.contains(&names(key)), "{:?} {:?}", pieces, named);
    }
}
