//! Makes a page to read of the document of the interface: one file, without scripts and without anything from
//! elsewhere.

use std::fmt::Write;

use serde_json::{Map, Value};

/// How the page looks.
const STYLE: &str = include_str!("../../assets/openapi.css");
/// The methods, in the order of the page.
const METHODS: [&str; 4] = ["get", "post", "patch", "delete"];

/// Returns the page of a document.
///
/// # Errors
/// If the document is no JSON.
pub fn page(document: &str) -> serde_json::Result<String> {
    let document: Value = serde_json::from_str(document)?;
    let text = |at: &str| document.pointer(at).and_then(Value::as_str).unwrap_or_default();
    let (title, version) = (text("/info/title"), text("/info/version"));
    let parts = text("/info/description").split("\n\n");
    let about: Vec<String> = parts.map(|part| format!("<p>{}</p>\n", marked(part))).collect();
    let about = about.concat();
    let tags = document.get("tags").and_then(Value::as_array);
    let tags: Vec<&str> =
        tags.into_iter().flatten().filter_map(|tag| tag.get("name")?.as_str()).collect();
    let link = |tag: &&str| format!("<a href=\"#{}\">{}</a>\n", anchor(tag), escaped(tag));
    let links = tags.iter().map(link).collect::<Vec<_>>().concat();
    let groups: String = tags.iter().map(|tag| group(&document, tag)).collect();
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{title}: the HTTP interface</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title} <span class=\"quiet\">{version}</span></h1>\n{about}\
         <p class=\"quiet\">For programs: <a href=\"/openapi.json\">openapi.json</a></p>\n\
         <nav>\n{links}</nav>\n{groups}{}</main>\n</body>\n</html>\n",
        components(&document),
    ))
}

fn group(document: &Value, tag: &str) -> String {
    let mut page = format!("<h2 id=\"{}\">{}</h2>\n", anchor(tag), escaped(tag));
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, methods) in paths.into_iter().flatten() {
        for method in METHODS {
            let operation = methods.get(method);
            let is_of = |one: &&Value| one.pointer("/tags/0").and_then(Value::as_str) == Some(tag);
            if let Some(operation) = operation.filter(is_of) {
                page.push_str(&route(document, (method, path), operation));
            }
        }
    }
    page
}

fn route(document: &Value, (method, path): (&str, &str), operation: &Value) -> String {
    let text = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut inside = String::new();
    let parameters = operation.get("parameters").and_then(Value::as_array);
    for (place, heading) in [("path", "Path"), ("query", "Query"), ("header", "Headers")] {
        let here = |one: &&Value| one.get("in").and_then(Value::as_str) == Some(place);
        let rows = parameters.into_iter().flatten().filter(here).map(|parameter| {
            let of = |name: &str| parameter.get(name).and_then(Value::as_str).unwrap_or_default();
            let schema = parameter.get("schema").unwrap_or(&Value::Null);
            let is_required = parameter.get("required") == Some(&Value::Bool(true));
            row((of("name"), is_required), &kind(schema), of("description"))
        });
        inside.push_str(&table(heading, rows.collect()));
    }
    let media = operation.pointer("/requestBody/content/application~1json/schema");
    if let Some(schema) = media {
        let named = schema.get("$ref").is_some();
        let rows = if named { row(("", false), &kind(schema), "") } else { fields(schema) };
        inside.push_str(&table("Body", rows));
    }
    let answers = operation.get("responses").and_then(Value::as_object);
    let rows = answers.into_iter().flatten().map(|(status, answer)| {
        let shared = answer.get("$ref").and_then(Value::as_str);
        let shared = shared.and_then(|path| document.pointer(path.strip_prefix('#')?));
        let answer = shared.unwrap_or(answer);
        let about = answer.get("description").and_then(Value::as_str).unwrap_or_default();
        row((status, false), &answer_kind(answer), about)
    });
    inside.push_str(&table("Answers", rows.collect()));
    format!(
        "<details id=\"{}\">\n<summary><span class=\"method {method}\">{}</span><code>{}</code>\
         <span class=\"quiet\">{}</span></summary>\n<div class=\"inside\">\n{inside}</div>\n</details>\n",
        escaped(text("operationId")),
        method.to_uppercase(),
        escaped(path),
        marked(text("summary")),
    )
}

/// Returns a row for each field of an object.
fn fields(schema: &Value) -> String {
    let required = schema.get("required").and_then(Value::as_array);
    let is_required =
        |name: &str| required.is_some_and(|names| names.iter().any(|known| known == name));
    let fields = schema.get("properties").and_then(Value::as_object);
    let field = |(name, schema): (&String, &Value)| {
        let about = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        row((name, is_required(name)), &kind(schema), about)
    };
    fields.into_iter().flatten().map(field).collect()
}

/// Returns a section for each component: its fields, or the values that it has.
fn components(document: &Value) -> String {
    let all = document.pointer("/components/schemas").and_then(Value::as_object);
    let section = |(name, schema): (&String, &Value)| {
        let about = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        let own = fields(schema);
        let others = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|key| schema.get(key));
        let others: String = others.filter_map(Value::as_array).flatten().map(one_of).collect();
        let rows = if own.is_empty() && others.is_empty() {
            row(("", false), &kind(schema), "")
        } else {
            own + &others
        };
        format!(
            "<h3 id=\"{}\">{}</h3>\n<p>{}</p>\n<table>\n{rows}</table>\n",
            component(name),
            escaped(name),
            marked(about)
        )
    };
    let sections: String = all.into_iter().flatten().map(section).collect();
    format!("<h2 id=\"components\">Components</h2>\n{sections}")
}

/// Returns the rows of one of the forms that a component has.
fn one_of(schema: &Value) -> String {
    let fields = fields(schema);
    if !fields.is_empty() {
        return fields;
    }
    let about = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    row(("", false), &kind(schema), about)
}

/// Returns the name of the section of a component in an address.
fn component(name: &str) -> String {
    format!("component-{}", escaped(name))
}

fn answer_kind(answer: &Value) -> String {
    let content = answer.get("content").and_then(Value::as_object);
    let media = content.and_then(|content: &Map<String, Value>| content.iter().next());
    media.map_or_else(String::new, |(media, body)| {
        let schema = body.get("schema").unwrap_or(&Value::Null);
        let items = schema.pointer("/properties/items/items");
        match (items, schema.get("$ref").or_else(|| schema.get("anyOf"))) {
            (Some(items), _) => format!("items: {} …", kind(items)),
            (None, Some(_)) => kind(schema),
            (None, None) => escaped(media),
        }
    })
}

/// Returns the type of a value for the page; a component is a link to its section.
fn kind(schema: &Value) -> String {
    if let Some(path) = schema.get("$ref").and_then(Value::as_str) {
        let name = path.rsplit('/').next().unwrap_or_default();
        return format!("<a href=\"#{}\">{}</a>", component(name), escaped(name));
    }
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return escaped(word);
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        return escaped(&words.join(", "));
    }
    let forms = ["anyOf", "oneOf", "allOf"].into_iter().find_map(|key| schema.get(key));
    if let Some(forms) = forms.and_then(Value::as_array) {
        return forms.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    let named = |name: &str| match name {
        "array" => format!("{} …", kind(schema.get("items").unwrap_or(&Value::Null))),
        name => escaped(name),
    };
    match schema.get("type") {
        Some(Value::String(name)) => named(name),
        Some(Value::Array(types)) => {
            types.iter().filter_map(Value::as_str).map(named).collect::<Vec<_>>().join(" or ")
        }
        _ => "any JSON".to_owned(),
    }
}

fn table(heading: &str, rows: String) -> String {
    if rows.is_empty() {
        return rows;
    }
    format!("<h3>{heading}</h3>\n<table>\n{rows}</table>\n")
}

/// Returns a row: a name and whether it is required, the type in HTML, and a sentence.
fn row((name, is_required): (&str, bool), kind: &str, about: &str) -> String {
    let mut row = String::from("<tr>");
    let mark = if is_required { " <span class=\"quiet\">required</span>" } else { "" };
    // A text takes everything.
    let _ = write!(row, "<td><code>{}</code>{mark}</td><td>{kind}</td>", escaped(name));
    let _ = writeln!(row, "<td>{}</td></tr>", marked(about));
    row
}

/// Returns the name of a heading in an address.
fn anchor(tag: &str) -> String {
    tag.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Returns a text in which words between backticks are code.
fn marked(text: &str) -> String {
    let parts = escaped(text);
    let parts = parts.split('`').enumerate();
    parts
        .map(
            |(nth, part)| {
                if nth % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() }
            },
        )
        .collect()
}
