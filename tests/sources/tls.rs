//! A source that is a server with a certificate.

use std::io;

use crate::certificates::{Authority, VALID};
use crate::servers::{Asked, Server};
use crate::setup::{Home, assert_failure};

/// Long enough for any machine: no test waits for it.
const LONG_MS: u64 = 60_000;

const GREEN: &str = r#"{"status":"green","reasons":[]}"#;
const ROOT: &str = "ca_file = \"~/root.pem\"";

fn green(asked: &mut Asked<'_>) -> io::Result<()> {
    asked.answer(200, "application/json", GREEN)
}

fn table(server: &Server, more: &str) -> String {
    let url = format!("https://localhost:{}/status", server.address.port());
    format!("kind = \"http\"\nformat = \"status_ryg\"\nurl = \"{url}\"\n{more}")
}

#[test]
fn a_certificate_of_an_authority_in_ca_file_is_accepted() {
    let authority = Authority::new("ours");
    let home = Home::new();
    home.file("root.pem", &authority.pem);
    let server = Server::tls(authority.sign("localhost", VALID).server(None), green);
    assert_eq!(home.ask(&table(&server, ROOT), LONG_MS).raw, GREEN.as_bytes());
}

#[test]
fn a_certificate_that_is_not_good_is_refused_with_its_reason() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let home = Home::new();
    home.file("root.pem", &ours.pem);
    for (signed, more, cause, next) in [
        (ours.sign("localhost", VALID), "", "its authority is not known", "`ca_file`"),
        (theirs.sign("localhost", VALID), ROOT, "its authority is not known", "`ca_file`"),
        (ours.sign("localhost", (2000, 2001)), ROOT, "it has expired", "renew it"),
        (ours.sign("localhost", (3000, 3001)), ROOT, "it is not valid yet", "check the clock"),
        (ours.sign("other.example", VALID), ROOT, "it is for another name", "in `url`"),
    ] {
        let server = Server::tls(signed.server(None), green);
        let fetched = home.ask(&table(&server, more), LONG_MS);
        let cause = format!("the certificate of the server is not accepted: {cause}");
        assert_failure(&fetched, &cause, next);
        assert_eq!(server.asked(), Vec::<String>::new(), "nothing is sent");
    }
}

#[test]
fn a_server_that_wants_a_certificate_gets_the_one_of_the_settings() {
    let authority = Authority::new("ours");
    let home = Home::new();
    let me = authority.sign("me", VALID);
    home.file("root.pem", &authority.pem);
    home.file("me.pem", &me.pem);
    home.private("me.key", me.key_pem());
    home.private("both.pem", format!("{}{}", me.key_pem(), me.pem));
    let config = authority.sign("localhost", VALID).server(Some(&authority));
    let server = Server::tls(config, green);
    for (more, is_good) in [
        ("client_cert = \"~/me.pem\"\nclient_key = \"~/me.key\"", true),
        ("client_cert = \"~/both.pem\"", true),
        ("", false),
    ] {
        let fetched = home.ask(&table(&server, &format!("{ROOT}\n{more}")), LONG_MS);
        if is_good {
            assert_eq!(fetched.raw, GREEN.as_bytes(), "{fetched:?}");
        } else {
            let cause = "the server refuses this client (it wants a certificate)";
            assert_failure(&fetched, cause, "check `client_cert`");
        }
    }
}

#[test]
fn a_file_of_certificates_that_cannot_be_used_is_told() {
    let authority = Authority::new("ours");
    let home = Home::new();
    home.file("text.pem", "no certificate");
    home.file("broken.pem", "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n");
    home.file("root.pem", &authority.pem);
    home.private("private.pem", &authority.pem);
    home.file("open.key", authority.sign("me", VALID).key_pem());
    let server = Server::tls(authority.sign("localhost", VALID).server(None), green);
    for (more, cause, next) in [
        ("ca_file = \"~/none.pem\"", "of `ca_file`: there is no such file", "change `ca_file`"),
        ("ca_file = \"~/text.pem\"", "it has no certificate", "change `ca_file`"),
        ("ca_file = \"~/broken.pem\"", "it is no PEM text", "change `ca_file`"),
        ("client_cert = \"~/private.pem\"", "it has no key", "change `client_key`"),
        (
            "client_cert = \"~/root.pem\"\nclient_key = \"~/open.key\"",
            "its mode is 0644, and only its owner may read it",
            "chmod 600 ",
        ),
    ] {
        let fetched = home.ask(&table(&server, more), LONG_MS);
        assert_failure(&fetched, cause, next);
    }
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn a_server_without_tls_is_told_and_one_that_says_nothing_is_given_up() {
    let server = Server::of(|asked| asked.send("HTTP/1.1 400 Bad Request\r\n\r\n"));
    let silent = Server::of(|asked| {
        asked.hang();
        Ok(())
    });
    // A request over TLS is no request to these: they answer at once, or wait for its end.
    let speaks = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = speaks.local_addr().unwrap().port();
    let answers = std::thread::spawn(move || {
        use std::io::{Read, Write};

        let (mut stream, _) = speaks.accept().unwrap();
        let _ = stream.read(&mut [0; 64]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let url = format!("kind = \"http\"\nformat = \"json\"\nurl = \"https://localhost:{port}/\"");
    let fetched = Home::new().ask(&url, LONG_MS);
    assert_failure(&fetched, "the server does not speak TLS", "begins with http://");
    answers.join().unwrap();
    for server in [server, silent] {
        let fetched = Home::new().ask(&table(&server, ""), 200);
        assert_failure(&fetched, "no answer came within 200 ms", "raise `timeout`");
    }
}

#[test]
fn no_redirect_leads_from_https_to_http() {
    let authority = Authority::new("ours");
    let mut home = Home::new();
    home.set("TOKEN", "canary-5a1e");
    home.file("root.pem", &authority.pem);
    let plain = Server::of(green);
    let to = plain.url("/status");
    let config = authority.sign("localhost", VALID).server(None);
    let server = Server::tls(config, move |asked| asked.redirect(301, &to));
    let more = format!("{ROOT}\nbearer = {{ env = \"TOKEN\" }}");
    let fetched = home.ask(&table(&server, &more), LONG_MS);
    assert_failure(&fetched, "it redirects to http, which is not encrypted", "`url`");
    assert_eq!(plain.asked(), Vec::<String>::new());
}

#[test]
fn a_client_is_made_anew_when_its_authority_changes() {
    use onwatch::sources::Fetcher;

    use crate::setup::now;

    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let home = Home::new();
    let root = home.file("root.pem", &theirs.pem);
    let server = Server::tls(ours.sign("localhost", VALID).server(None), green);
    let mut fetcher = Fetcher::new(home.source(&table(&server, ROOT)));
    let first = fetcher.fetch(&home.secrets(), None, now());
    assert_failure(&first, "its authority is not known", "`ca_file`");
    let written = std::fs::metadata(&root).unwrap().modified().unwrap();
    home.file("root.pem", &ours.pem);
    let later = written + std::time::Duration::from_secs(1);
    std::fs::File::options().write(true).open(&root).unwrap().set_modified(later).unwrap();
    assert_eq!(fetcher.fetch(&home.secrets(), None, now()).raw, GREEN.as_bytes());
}
