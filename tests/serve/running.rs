//! The server begins, answers and ends.

use onwatch::core::Command;

use crate::common::server::TestServer;

#[test]
fn a_server_says_that_it_answers() {
    let server = TestServer::open();
    let reply = server.get("/healthz");
    assert_eq!((reply.status, reply.body.as_str()), (200, "ok\n"));
}

#[test]
fn a_server_is_ready_as_long_as_its_desk_can_be_written() {
    let server = TestServer::open();
    let reply = server.get("/readyz");
    assert_eq!((reply.status, reply.body.as_str()), (200, "ready\n"));
    server.home.obey(Command::start(None)).unwrap();
    std::fs::remove_dir_all(server.home.paths().history()).unwrap();
    let reply = server.get("/readyz");
    assert_eq!(reply.status, 503);
    assert_eq!(reply.header("retry-after"), Some("10"));
    let home = server.home.dir.path().display().to_string();
    assert!(!reply.body.contains(&home), "everybody may read it: {}", reply.body);
}

#[test]
fn a_monitor_reads_the_desks_and_what_the_server_counts() {
    let server = TestServer::open();
    server.home.obey(Command::start(None)).unwrap();
    server.get("/healthz");
    let reply = server.get("/metrics");
    assert_eq!(reply.header("content-type"), Some("text/plain; version=0.0.4"));
    for line in [
        "onwatch_desk_sound{desk=\"default\"} 1",
        "onwatch_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1",
        "onwatch_http_request_seconds_count{method=\"GET\",route=\"/healthz\"} 1",
        "onwatch_http_streams 0",
    ] {
        assert!(reply.body.lines().any(|known| known == line), "{line}\n{}", reply.body);
    }
}
