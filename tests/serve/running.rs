//! The server begins, answers and ends.

use crate::common::server::TestServer;

#[test]
fn a_server_says_that_it_answers() {
    let server = TestServer::open();
    let reply = server.get("/healthz");
    assert_eq!((reply.status, reply.body.as_str()), (200, "ok\n"));
}
