//! The document of the interface says what the table of routes says.

use std::collections::{BTreeMap, BTreeSet};

use onwatch::cli::door_arguments;
use onwatch::serve::routes_in_table;
use serde_json::Value;

use crate::common::server::TestServer;

fn document() -> Value {
    serde_json::from_str(include_str!("../../assets/openapi.json")).unwrap()
}

#[test]
fn every_route_of_the_table_is_in_the_document_and_no_other() {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let told: BTreeSet<(String, String)> = paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| (method.clone(), path.clone()))
        })
        .collect();
    let known: BTreeSet<(String, String)> =
        routes_in_table().into_iter().map(|route| (route.method, route.path.to_owned())).collect();
    assert_eq!(told, known, "write it anew: cargo run --features schemas --example schemas");
}

#[test]
fn each_component_that_a_route_or_a_component_names_is_in_the_document() {
    let document = document();
    let components = document["components"]["schemas"].as_object().unwrap();
    for route in routes_in_table() {
        for name in route.components {
            assert!(components.contains_key(name), "{} {}: {name}", route.method, route.path);
        }
    }
    let text = include_str!("../../assets/openapi.json");
    let answers = document["components"]["responses"].as_object().unwrap();
    for part in text.split("\"#/components/responses/").skip(1) {
        assert!(answers.contains_key(part.split('"').next().unwrap()));
    }
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(components.contains_key(name), "{name}");
    }
}

#[test]
fn each_operation_has_a_name_of_its_own_a_summary_and_who_may() {
    let mut names = BTreeSet::new();
    for (path, methods) in document()["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap().to_owned();
            assert!(names.insert(name), "{method} {path}");
            assert!(operation["summary"].as_str().is_some_and(|text| !text.ends_with('.')));
            assert!(operation["security"].is_array() && operation["tags"][0].is_string());
            let answers = operation["responses"].as_object().unwrap();
            assert!(answers.keys().any(|status| status.starts_with('2')), "{method} {path}");
            let is_open = operation["security"] == serde_json::json!([]);
            assert!(is_open || answers.contains_key("401"), "{method} {path}");
        }
    }
}

/// Every argument of a verb is either a field of its routes or listed in `unpublished.txt`: a new option is a
/// decision.
#[test]
fn every_argument_of_a_verb_is_published_or_kept_back_on_purpose() {
    let mut published: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for route in routes_in_table() {
        let Some((verb, fields)) = route.verb else { continue };
        let known = published.entry(verb).or_default();
        known.extend(fields.iter().map(|field| (*field).to_owned()));
        // The parts of the path are arguments too, by their name or as the id.
        let parts = route.path.split('/').filter(|part| part.starts_with('{') && *part != "{desk}");
        for part in parts {
            known.extend([part.trim_matches(['{', '}']).to_owned(), "id".to_owned()]);
        }
    }
    let mut kept_back = Vec::new();
    for (verb, fields) in &published {
        let arguments: Vec<String> =
            door_arguments(verb).into_iter().map(|argument| argument.name).collect();
        for argument in &arguments {
            let by_header = ["operation", "expect_seq"].contains(&argument.as_str());
            if !fields.contains(argument) && !by_header {
                kept_back.push(format!("{verb}: {argument}"));
            }
        }
        let parts = ["task", "sprint", "run", "playbook", "step", "session", "id"];
        for field in fields {
            assert!(
                arguments.contains(field) || parts.contains(&field.as_str()),
                "{verb} has no argument {field}"
            );
        }
    }
    let kept: Vec<&str> = include_str!("unpublished.txt").lines().collect();
    assert_eq!(kept_back, kept);
}

#[test]
fn no_argument_that_names_a_file_of_the_server_is_published() {
    for route in routes_in_table() {
        let Some((verb, fields)) = route.verb else { continue };
        for field in fields {
            let is_file = ["summary_to", "output", "file", "dir", "format", "follow", "profile"];
            assert!(!is_file.contains(field), "{verb}: {field}");
        }
    }
}

/// Returns every operation with its path.
fn operations(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, methods)| {
        methods.as_object().unwrap().values().map(move |operation| (path, operation))
    })
}

#[test]
fn no_sentence_about_an_argument_speaks_of_the_command_line() {
    let document = document();
    let mut count = 0;
    for (path, operation) in operations(&document) {
        let media = &operation["requestBody"]["content"]["application/json"]["schema"];
        let fields = media["properties"].as_object();
        let parameters = operation["parameters"].as_array().unwrap();
        let all = parameters.iter().chain(fields.into_iter().flat_map(|all| all.values()));
        for about in all.filter_map(|one| one["description"].as_str()) {
            count += 1;
            for typed in ["--", "onwatch ", "[default", " -r", "PATH", "name=text"] {
                assert!(!about.contains(typed), "{path}: {about}");
            }
        }
    }
    assert!(count > 100);
}

#[test]
fn headers_and_repeated_parameters_are_in_the_document() {
    let document = document();
    let has = |operation: &Value, name: &str| {
        let parameters = operation["parameters"].as_array().unwrap();
        parameters.iter().any(|one| one["in"] == "header" && one["name"] == name)
    };
    let events = &document["paths"]["/api/v1/events"]["get"];
    assert!(has(events, "Last-Event-ID"));
    let desk = &events["parameters"][0];
    assert_eq!((&desk["name"], &desk["schema"]["type"]), (&"desk".into(), &"array".into()));
    for (path, operation) in operations(&document) {
        assert!(!path.contains("{desk}") || has(operation, "Session-Key"), "{path}");
        for status in ["400", "405", "408", "413", "414", "421", "429", "431"] {
            assert!(operation["responses"].get(status).is_some(), "{path}: {status}");
        }
        let is_native = path.starts_with("/api/");
        assert!(!is_native || operation["responses"].get("415").is_some(), "{path}");
    }
}

#[test]
fn the_page_describes_each_component_and_links_to_it() {
    let page = include_str!("../../assets/openapi.html");
    let mut links = 0;
    for part in page.split("href=\"#component-").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(page.contains(&format!("id=\"component-{name}\"")), "{name}");
        links += 1;
    }
    assert!(links > 100);
    let (_, body) = page.split_once("id=\"component-PastSessionsPage\"").unwrap();
    let (body, _) = body.split_once("<h3").unwrap();
    assert!(body.contains("<code>items</code> <span class=\"quiet\">required</span>"), "{body}");
}

#[test]
fn the_server_serves_the_document_and_a_page_of_it() {
    let server = TestServer::open();
    let reply = server.get("/openapi.json");
    assert_eq!((reply.status, reply.json()["openapi"].as_str()), (200, Some("3.1.1")));
    let page = server.get("/docs");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(page.body.contains("/api/v1/desks/{desk}/start"));
    for foreign in ["<script", "src=", "http://", "@import"] {
        assert!(!page.body.contains(foreign), "{foreign}");
    }
}

/// `cargo run --features schemas --example schemas` writes both.
#[cfg(feature = "schemas")]
#[test]
fn the_published_document_is_that_of_the_table() {
    let made = onwatch::serve::openapi_document().unwrap();
    assert!(made == include_str!("../../assets/openapi.json"), "write it anew");
    let page = onwatch::serve::openapi_page(&made).unwrap();
    assert!(page == include_str!("../../assets/openapi.html"), "write it anew");
}
