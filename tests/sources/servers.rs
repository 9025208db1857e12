//! A server on this machine that answers as a test says.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A server. It ends with the value, also if a handler waits.
pub struct Server {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
    gate: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// One connection, after the request was read.
pub struct Asked<'a> {
    /// How many requests came before.
    pub nth: usize,
    /// The request: its head, and the body.
    pub request: String,
    stream: &'a mut dyn Write,
    gate: &'a Receiver<()>,
}

impl Asked<'_> {
    /// Sends bytes. A client that is gone is no matter.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref())?;
        self.stream.flush()
    }

    /// Sends a whole answer.
    pub fn answer(&mut self, status: u16, kind: &str, body: impl AsRef<[u8]>) -> io::Result<()> {
        let body = body.as_ref();
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        self.send([head.as_bytes(), body].concat())
    }

    pub fn redirect(&mut self, status: u16, to: &str) -> io::Result<()> {
        self.send(format!("HTTP/1.1 {status} X\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"))
    }

    /// Waits until the test is over.
    pub fn hang(&self) {
        let _ = self.gate.recv();
    }

    /// Waits a moment; fails if the test is over.
    pub fn pause(&self, ms: u64) -> io::Result<()> {
        match self.gate.recv_timeout(Duration::from_millis(ms)) {
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Ok(()) | Err(RecvTimeoutError::Disconnected) => Err(io::ErrorKind::Interrupted.into()),
        }
    }
}

impl Server {
    pub fn of(handler: impl Fn(&mut Asked<'_>) -> io::Result<()> + Send + 'static) -> Self {
        Self::start(None, handler)
    }

    pub fn tls(
        config: ServerConfig,
        handler: impl Fn(&mut Asked<'_>) -> io::Result<()> + Send + 'static,
    ) -> Self {
        Self::start(Some(Arc::new(config)), handler)
    }

    fn start(
        tls: Option<Arc<ServerConfig>>,
        handler: impl Fn(&mut Asked<'_>) -> io::Result<()> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let is_over = Arc::new(AtomicBool::new(false));
        let (gate, waits) = channel();
        let thread = thread::spawn({
            let (asked, is_over) = (Arc::clone(&asked), Arc::clone(&is_over));
            move || {
                for stream in listener.incoming() {
                    if is_over.load(Ordering::SeqCst) {
                        return;
                    }
                    // A client that went away is no matter of the server.
                    let _ = stream.and_then(|stream| {
                        // A client that says nothing must not keep the server from its end.
                        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
                        serve(stream, tls.clone(), &asked, &waits, &handler)
                    });
                }
            }
        });
        Self { address, asked, is_over, gate: Some(gate), thread: Some(thread) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns every request that came.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        self.gate.take();
        // Wakes the thread, which waits for a client.
        let _ = TcpStream::connect(self.address);
        let _ = self.thread.take().unwrap().join();
    }
}

fn serve(
    stream: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    asked: &Mutex<Vec<String>>,
    gate: &Receiver<()>,
    handler: &dyn Fn(&mut Asked<'_>) -> io::Result<()>,
) -> io::Result<()> {
    match tls {
        None => talk(stream, asked, gate, handler),
        Some(config) => {
            let connection = ServerConnection::new(config).map_err(io::Error::other)?;
            let mut stream = StreamOwned::new(connection, stream);
            let done = talk(&mut stream, asked, gate, handler);
            stream.conn.send_close_notify();
            let _ = stream.flush();
            done
        }
    }
}

fn talk(
    mut stream: impl Read + Write,
    asked: &Mutex<Vec<String>>,
    gate: &Receiver<()>,
    handler: &dyn Fn(&mut Asked<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let request = read_request(&mut stream)?;
    let nth = {
        let mut asked = asked.lock().unwrap();
        asked.push(request.clone());
        asked.len() - 1
    };
    handler(&mut Asked { nth, request, stream: &mut stream, gate })
}

fn read_request(stream: &mut impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4_096];
    loop {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        if body.len() >= length.unwrap_or(0) {
            return Ok(text);
        }
    }
}
