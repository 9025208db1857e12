//! Governance sessions, as the clients of the governance server ask for them.

use crate::common::server::TestServer;

#[test]
fn before_the_first_session_every_field_but_one_is_null() {
    let server = TestServer::open();
    let reply = server.get("/core/go/session");
    let captured = include_str!("../fixtures/contracts/go_session.inactive.json");
    assert_eq!((reply.status, reply.body.trim()), (200, captured.trim()));
}
