//! A strict reader of the text format of Prometheus, version 0.0.4, after its description:
//! <https://prometheus.io/docs/instrumenting/exposition_formats/>.
//!
//! It takes less than that allows: no blank lines, no comments, no timestamps, and a HELP and a TYPE for
//! each family.

use std::collections::{BTreeMap, BTreeSet};

/// The values of one family, by their labels: `desk="night",phase="active"`, sorted by name; as they are,
/// not escaped.
pub type Family = BTreeMap<String, f64>;

/// Reads a text; returns its families by name.
pub fn read(text: &str) -> Result<BTreeMap<String, Family>, String> {
    let body = text.strip_suffix('\n').ok_or("the last line has no end")?;
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    let (mut helped, mut typed) = (BTreeSet::new(), BTreeSet::new());
    let mut present = String::new();
    for line in body.split('\n') {
        let fault = |what: &str| Err(format!("{what}: {line}"));
        if let Some(help) = line.strip_prefix("# HELP ") {
            let Some((name, words)) = help.split_once(' ') else { return fault("no words") };
            let ends = !is_name(name, true) || unescape(words, false).is_none();
            if ends || words.is_empty() || words.contains('\r') || !helped.insert(name.to_owned()) {
                return fault("not a HELP, or the second one");
            }
            name.clone_into(&mut present);
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let Some((name, kind)) = kind.split_once(' ') else { return fault("no type") };
            let kinds = ["counter", "gauge", "histogram", "summary", "untyped"];
            if name != present || !kinds.contains(&kind) || !typed.insert(name.to_owned()) {
                return fault("not a TYPE of the HELP before it, or the second one");
            }
            families.insert(name.to_owned(), Family::new());
        } else {
            let Some((name, labels, value)) = sample(line) else { return fault("no sample") };
            if name != present {
                return fault("not in the group of its family");
            }
            let Some(family) = families.get_mut(name) else { return fault("no TYPE before") };
            if family.insert(labels, value).is_some() {
                return fault("twice");
            }
        }
    }
    match families.iter().find(|(_, family)| family.is_empty()) {
        Some((name, _)) => Err(format!("{name} has no sample")),
        None => Ok(families),
    }
}

/// Reads `name{label="value",...} value`; returns the labels sorted.
fn sample(line: &str) -> Option<(&str, String, f64)> {
    let (name, labels, value) = if let Some((name, rest)) = line.split_once('{') {
        let end = closing(rest)?;
        (name, &rest[..end], rest[end + 1..].strip_prefix(' ')?)
    } else {
        let (name, value) = line.split_once(' ')?;
        (name, "", value)
    };
    if !is_name(name, true) || value.contains(' ') || !is_number(value) {
        return None;
    }
    Some((name, pairs(labels)?, value.parse().ok()?))
}

/// Returns where the brace is that no quotes hold.
fn closing(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '}' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

fn pairs(mut text: &str) -> Option<String> {
    let mut pairs = BTreeMap::new();
    while !text.is_empty() {
        let (name, rest) = text.split_once("=\"")?;
        let mut escaped = false;
        let end = rest.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })?;
        let is_own = !name.starts_with("__") && is_name(name, false);
        let value = unescape(&rest[..end], true)?;
        if !is_own || pairs.insert(name, value).is_some() {
            return None;
        }
        text = &rest[end + 1..];
        if !text.is_empty() {
            text = text.strip_prefix(',').filter(|rest| !rest.is_empty())?;
        }
    }
    let pairs: Vec<String> =
        pairs.into_iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
    Some(pairs.join(","))
}

/// Returns a text without its escapes: `\\` and `\n`, and `\"` in the value of a label.
fn unescape(text: &str, quoted: bool) -> Option<String> {
    let (mut plain, mut chars) = (String::new(), text.chars());
    while let Some(c) = chars.next() {
        plain.push(match c {
            '\\' => match chars.next()? {
                '\\' => '\\',
                'n' => '\n',
                '"' if quoted => '"',
                _ => return None,
            },
            c => c,
        });
    }
    Some(plain)
}

fn is_name(name: &str, of_metric: bool) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_' || (of_metric && c == ':');
    name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_ascii_digit())
}

fn is_number(text: &str) -> bool {
    ["NaN", "+Inf", "-Inf"].contains(&text)
        || (text.parse::<f64>().is_ok() && text.bytes().all(|b| b"+-.0123456789eE".contains(&b)))
}

#[test]
fn the_reader_takes_what_the_format_says() {
    let text = "# HELP a_b What \\\\ it\\nis.\n# TYPE a_b gauge\na_b 1\n\
                a_b{y=\"1}\",x=\"q\\\"u,\\\\ \\n{\"} -2.5e3\n";
    let read = read(text).unwrap();
    let labels = "x=\"q\"u,\\ \n{\",y=\"1}\"";
    assert_eq!(read["a_b"], Family::from([(String::new(), 1.0), (labels.to_owned(), -2500.0)]));
}

#[test]
fn the_reader_refuses_what_the_format_does_not_have() {
    let head = "# HELP a Words.\n# TYPE a gauge\n";
    assert!(read(&format!("{head}a 1\n")).is_ok());
    for tail in [
        "a 1",
        "a 1\r\n",
        "a 1 1700000000000\n",
        "a  1\n",
        "a\t1\n",
        "a 1\n\n",
        "a 1\na 1\n",
        "a{} 1\na 2\n",
        "a{x=\"1\"} 1\na{x=\"1\"} 2\n",
        "a{x=\"1\",x=\"2\"} 1\n",
        "a{x=\"1\" } 1\n",
        "a{x=\"1\",} 1\n",
        "a{x=1} 1\n",
        "a{x=\"1} 1\n",
        "a{x=\"\\t\"} 1\n",
        "a{x=\"\\\"} 1\n",
        "a{1x=\"1\"} 1\n",
        "a{x:y=\"1\"} 1\n",
        "a{__x=\"1\"} 1\n",
        "a{x=\"1\"}1\n",
        "a one\n",
        "a inf\n",
        "a\n",
        "b 1\n",
        "a 1\n# HELP a Again.\n",
        "a 1\n# TYPE a gauge\na{x=\"1\"} 1\n",
        "a 1\n# HELP b Words.\n# TYPE b gauge\nb 1\na{x=\"1\"} 1\n",
        "a 1\n# HELP b Words.\nb 1\n",
        "a 1\n# TYPE b gauge\nb 1\n",
        "a 1\n# HELP b Words.\n# TYPE b meter\nb 1\n",
        "a 1\n# HELP b Words.\n# TYPE b gauge\n",
        "a 1\n# HELP b W\\x.\n# TYPE b gauge\nb 1\n",
        "a 1\n# EOF\n",
        "1a 1\n",
        "",
    ] {
        assert!(read(&format!("{head}{tail}")).is_err(), "{tail:?}");
    }
}
