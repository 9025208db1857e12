//! A source that is a server: what it may do to us.

use onwatch::core::Light;
use onwatch::formats::Code;

use crate::servers::Server;
use crate::setup::{Home, assert_failure, failure};

/// Long enough for any machine: no test waits for it.
const LONG_MS: u64 = 60_000;
const SHORT_MS: u64 = 200;

const JSON: &str = "application/json";
const GREEN: &str = r#"{"status":"green","reasons":[]}"#;

fn table(server: &Server, more: &str) -> String {
    let url = server.url("/status?a=b");
    format!("kind = \"http\"\nformat = \"status_ryg\"\nurl = \"{url}\"\n{more}")
}

#[test]
fn an_answer_comes_with_its_status_its_type_and_its_bytes() {
    let server = Server::of(|asked| asked.answer(200, JSON, GREEN));
    let fetched = Home::new().ask(&table(&server, ""), LONG_MS);
    assert_eq!(fetched.code, Some(Code::Http(200)));
    assert_eq!(fetched.content_type.as_deref(), Some(JSON));
    assert_eq!(fetched.raw, GREEN.as_bytes());
    let asked = server.asked()[0].to_lowercase();
    assert!(asked.starts_with("get /status?a=b http/1.1\r\n"), "{asked}");
    for header in ["accept: application/json", "user-agent: onwatch/", "accept-encoding: identity"]
    {
        assert!(asked.contains(header), "{asked}");
    }
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn an_answer_of_an_error_is_kept_and_says_what_to_change() {
    for (status, kind, body, next) in [
        (401, JSON, r#"{"message":"Unauthorized"}"#, "check `bearer`, `basic` or `headers`"),
        (403, "text/plain", "no", "check `bearer`"),
        (404, "text/html", "<html>not here</html>", "check `url`"),
        (405, "text/plain", "no", "check `method`"),
        (429, "text/plain", "slow down", "raise `interval`"),
        (500, "text/plain", "oops", "log of the server"),
        (200, "text/html", "<html><form action=login></html>", "check `format`"),
        (200, JSON, r#"{"status":"gre"#, "check `format`"),
        (200, JSON, "", "check `format`"),
    ] {
        let server = Server::of(move |asked| asked.answer(status, kind, body));
        let fetched = Home::new().ask(&table(&server, ""), LONG_MS);
        assert_eq!(fetched.code, Some(Code::Http(status)), "{body}");
        assert_eq!(fetched.raw, body.as_bytes());
        assert_failure(&fetched, "", next);
        assert!(failure(&fetched).asked.starts_with("GET http://127.0.0.1:"), "{fetched:?}");
    }
}

#[test]
fn a_long_address_and_a_head_of_many_bytes_pass_and_a_head_without_end_does_not() {
    for (bytes, is_read) in [(30_000, true), (40_000, false)] {
        let server = Server::of(move |asked| {
            let padding = "x".repeat(bytes);
            let length = GREEN.len();
            let head = format!("HTTP/1.1 200 X\r\nPadding: {padding}\r\nContent-Length: {length}");
            asked.send(format!("{head}\r\n\r\n{GREEN}"))
        });
        let url = server.url(&format!("/status?{}", "y".repeat(50_000)));
        let table = format!("kind = \"http\"\nformat = \"status_ryg\"\nurl = \"{url}\"\n");
        let fetched = Home::new().ask(&table, LONG_MS);
        if is_read {
            assert_eq!(fetched.raw, GREEN.as_bytes(), "{fetched:?}");
        } else {
            assert_failure(&fetched, "the head of the answer has more than 32767 bytes", "`url`");
        }
        assert!(server.asked()[0].len() > 50_000);
    }
}

#[test]
fn an_error_whose_body_is_a_statement_is_believed() {
    let home = Home::new();
    let rows = [
        ("status_ryg", r#"{"status":"red","reasons":["the database is gone"]}"#),
        ("grafana_health", r#"{"database":"failing"}"#),
    ];
    for (format, body) in rows {
        let server = Server::of(move |asked| asked.answer(503, JSON, body));
        let table = table(&server, "").replace("status_ryg", format);
        let fetched = home.ask(&table, LONG_MS);
        assert_eq!(fetched.code, Some(Code::Http(503)));
        let statement = fetched.statement.unwrap();
        assert_eq!(statement.health.unwrap().status, Light::Red, "{format}");
    }
}

#[test]
fn a_server_that_hangs_costs_no_more_than_the_timeout() {
    let server = Server::of(|asked| {
        asked.hang();
        Ok(())
    });
    let fetched = Home::new().ask(&table(&server, ""), SHORT_MS);
    assert_failure(&fetched, "no answer came within 200 ms", "raise `timeout`");
    assert_eq!(fetched.code, None);
}

#[test]
fn a_server_that_drips_its_head_is_given_up_at_the_timeout() {
    let server = Server::of(|asked| {
        asked.send("HTTP/1.1 200 OK\r\n")?;
        loop {
            asked.send("X-Drip: 1\r\n")?;
            asked.pause(20)?;
        }
    });
    let fetched = Home::new().ask(&table(&server, ""), SHORT_MS);
    assert_failure(&fetched, "no answer came within 200 ms", "raise `timeout`");
}

#[test]
fn a_server_that_drips_its_body_is_given_up_at_the_timeout() {
    let server = Server::of(|asked| {
        asked.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")?;
        loop {
            asked.send("x")?;
            asked.pause(20)?;
        }
    });
    let fetched = Home::new().ask(&table(&server, ""), 300);
    assert_failure(&fetched, "was not complete after 300 ms; ", "raise `timeout`");
    assert!(!fetched.raw.is_empty(), "what came is kept");
}

#[test]
fn an_answer_without_end_is_cut_at_its_bound() {
    let with_length = Server::of(|asked| asked.answer(200, JSON, vec![b' '; 2_000_000]));
    let chunked = Server::of(|asked| {
        asked.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
        loop {
            asked.send(format!("1000\r\n{}\r\n", "x".repeat(0x1000)))?;
        }
    });
    let until_close = Server::of(|asked| {
        asked.send("HTTP/1.1 200 OK\r\n\r\n")?;
        loop {
            asked.send("y".repeat(4_096))?;
        }
    });
    for server in [with_length, chunked, until_close] {
        let fetched = Home::new().ask(&table(&server, "max_bytes = 5000"), LONG_MS);
        assert_failure(&fetched, "the answer has more than 5000 bytes", "raise `max_bytes`");
        assert_eq!(fetched.raw.len(), 5_000);
    }
}

#[test]
fn an_answer_of_just_the_bound_is_whole() {
    let server = Server::of(|asked| asked.answer(200, JSON, vec![b' '; 5_000]));
    let fetched = Home::new().ask(&table(&server, "max_bytes = 5000"), LONG_MS);
    assert_eq!(fetched.raw.len(), 5_000);
    assert!(!failure(&fetched).cause.contains("more than"));
}

#[test]
fn a_head_without_end_is_refused() {
    let server = Server::of(|asked| {
        asked.send("HTTP/1.1 200 OK\r\n")?;
        loop {
            asked.send(format!("X-A: {}\r\n", "x".repeat(8_000)))?;
        }
    });
    let fetched = Home::new().ask(&table(&server, ""), LONG_MS);
    assert_failure(&fetched, "", "check `url`");
}

#[test]
fn a_connection_that_breaks_off_is_no_answer() {
    let at_once = Server::of(|_| Ok(()));
    let too_short = Server::of(|asked| {
        asked.send(format!("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{GREEN}"))
    });
    let chunk_cut = Server::of(|asked| {
        asked.send(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{GREEN}"))
    });
    for (server, cause) in [
        (at_once, "the server closed the connection before an answer came"),
        (too_short, "after 31 bytes"),
        (chunk_cut, "after 31 bytes"),
    ] {
        let fetched = Home::new().ask(&table(&server, ""), LONG_MS);
        assert_failure(&fetched, cause, "");
    }
}

#[test]
fn what_follows_the_length_of_an_answer_is_no_part_of_it() {
    let server = Server::of(|asked| {
        let length = GREEN.len();
        asked.send(format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{GREEN}and more"))
    });
    let fetched = Home::new().ask(&table(&server, ""), LONG_MS);
    assert_eq!(fetched.raw, GREEN.as_bytes());
}

#[test]
fn what_is_no_http_is_told() {
    let server = Server::of(|asked| asked.send("220 mail.example ESMTP\r\n\r\n"));
    let fetched = Home::new().ask(&table(&server, ""), LONG_MS);
    assert_failure(&fetched, "what came is no HTTP answer", "check `url`");
}

#[test]
fn a_compressed_answer_is_refused_by_its_name() {
    let server = Server::of(|asked| {
        asked.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x08")
    });
    let fetched = Home::new().ask(&table(&server, ""), LONG_MS);
    assert_failure(&fetched, "the answer is compressed (gzip)", "");
}

#[test]
fn a_port_where_nobody_listens_refuses() {
    let url = {
        let server = Server::of(|_| Ok(()));
        server.url("/")
    };
    let table = format!("kind = \"http\"\nformat = \"status_ryg\"\nurl = \"{url}\"");
    let fetched = Home::new().ask(&table, LONG_MS);
    assert_failure(&fetched, "refuses the connection", "check `url`");
}

#[test]
fn three_redirects_on_the_same_server_are_followed_and_no_fourth() {
    for (redirects, is_good) in [(3, true), (4, false)] {
        let server = Server::of(move |asked| {
            if asked.nth < redirects {
                return asked.redirect(302, &format!("/at/{}", asked.nth));
            }
            asked.answer(200, JSON, GREEN)
        });
        let fetched = Home::new().ask(&table(&server, ""), LONG_MS);
        assert_eq!(server.asked().len(), 4);
        assert!(server.asked()[3].starts_with("GET /at/2 "));
        if is_good {
            assert_eq!(fetched.raw, GREEN.as_bytes());
        } else {
            assert_failure(&fetched, "it redirects more than 3 times", "`url`");
        }
    }
}

#[test]
fn redirects_share_one_timeout() {
    let server = Server::of(|asked| {
        asked.pause(90)?;
        asked.redirect(302, "/again")
    });
    let fetched = Home::new().ask(&table(&server, ""), SHORT_MS);
    assert_failure(&fetched, "no answer came within 200 ms", "raise `timeout`");
}

#[test]
fn no_other_server_hears_of_a_redirect() {
    let mut home = Home::new();
    home.set("TOKEN", "canary-5a1e");
    let other = Server::of(|asked| asked.answer(200, JSON, GREEN));
    let to = other.url("/steal");
    let server = Server::of(move |asked| asked.redirect(302, &to));
    let fetched = home.ask(&table(&server, "bearer = { env = \"TOKEN\" }"), LONG_MS);
    assert_failure(&fetched, "it redirects to another server", "write the final address in `url`");
    assert!(server.asked()[0].contains("Bearer canary-5a1e"));
    assert_eq!(other.asked(), Vec::<String>::new());
}

#[test]
fn a_body_is_posted_and_only_some_redirects_post_it_again() {
    let home = Home::new();
    let body = r#"{"jsonrpc":"2.0"}"#;
    home.file("ask.json", body);
    let post = "method = \"POST\"\nbody_file = \"~/ask.json\"";
    for (status, method) in [(307, "POST"), (308, "POST"), (303, "GET"), (302, "GET")] {
        let server = Server::of(move |asked| match asked.nth {
            0 => asked.redirect(status, "/there"),
            _ => asked.answer(200, JSON, GREEN),
        });
        home.ask(&table(&server, post), LONG_MS);
        let asked = server.asked();
        assert!(asked[0].starts_with("POST /status?a=b ") && asked[0].ends_with(body), "{asked:?}");
        assert!(asked[0].to_lowercase().contains("content-type: application/json"));
        assert!(asked[1].starts_with(&format!("{method} /there ")), "{asked:?}");
        assert_eq!(asked[1].ends_with(body), method == "POST");
    }
}

#[test]
fn a_body_that_is_not_there_is_told() {
    let server = Server::of(|asked| asked.answer(200, JSON, GREEN));
    let fetched = Home::new().ask(&table(&server, "body_file = \"~/none.json\""), LONG_MS);
    assert_failure(&fetched, "of `body_file`: there is no such file", "change `body_file`");
    assert_eq!(server.asked(), Vec::<String>::new());
}
