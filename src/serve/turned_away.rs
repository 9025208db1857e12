//! Connections over the most that there may be: each is told to come back, and closed.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::listen::Connection;

/// How many are told at a time. More are closed at once.
const TOLD_MAX: usize = 64;
/// How long that may take.
const TELLING_TIME: Duration = Duration::from_secs(1);
/// The answer.
const ANSWER: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\
                        content-type: application/problem+json\r\ncontent-length: 128\r\n\r\n\
                        {\"type\":\"about:blank\",\"title\":\"Nothing was done\",\"status\":503,\
                        \"detail\":\"there are too many connections\",\"next\":\"send it again\"}\n";

/// Connections over the most that there may be.
pub struct TurnedAway(Arc<Semaphore>);

impl Default for TurnedAway {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(TOLD_MAX)))
    }
}

impl TurnedAway {
    /// Tells a client to come back, and closes its connection.
    pub fn turn_away(&self, connection: Connection) {
        tracing::debug!("there are too many connections; one was turned away");
        let Ok(place) = Arc::clone(&self.0).try_acquire_owned() else { return };
        tokio::spawn(async move {
            // A client that does not listen is not told.
            let _ = match connection {
                Connection::Tcp(stream, _) => timeout(TELLING_TIME, tell(stream)).await,
                Connection::Unix(stream, _) => timeout(TELLING_TIME, tell(stream)).await,
            };
            drop(place);
        });
    }
}

async fn tell(mut stream: impl AsyncRead + AsyncWrite + Unpin) {
    let told = stream.write_all(ANSWER).await;
    if told.is_ok() && stream.shutdown().await.is_ok() {
        // A connection that is closed before its request was read may lose the answer.
        let mut rest = [0; 1_024];
        while stream.read(&mut rest).await.is_ok_and(|count| count > 0) {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_answer_is_as_long_as_it_says() {
        let text = std::str::from_utf8(ANSWER).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.ends_with(&format!("content-length: {}", body.len())), "{}", body.len());
        serde_json::from_str::<serde_json::Value>(body).unwrap();
    }
}
