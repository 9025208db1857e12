//! Where the server listens: an address, a Unix socket, or a socket that systemd made.

use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixListener as StdUnixListener;
use std::path::{Path, PathBuf};

use listenfd::ListenFd;
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};

/// Where the server listens if nothing is said.
pub const USUAL: &str = "127.0.0.1:7464";

/// A socket that takes connections.
pub enum Listening {
    /// On an address.
    Tcp(TcpListener),
    /// On a path. The file is removed at the end, if the server made it.
    Unix(UnixListener, #[expect(dead_code, reason = "dropped with it")] Option<SocketFile>),
}

/// A connection, and who is at its other end.
pub enum Connection {
    /// From an address.
    Tcp(TcpStream, SocketAddr),
    /// From a user of this machine, by the number of the user; `None` if the system does not say.
    Unix(UnixStream, Option<u32>),
}

/// The file of a Unix socket. It is removed when this is dropped, unless another socket took its place.
pub struct SocketFile {
    path: PathBuf,
    inode: u64,
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        let is_ours = fs::symlink_metadata(&self.path).is_ok_and(|file| file.ino() == self.inode);
        if is_ours {
            // The server ends: a file that stays is replaced by the next one.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Listening {
    /// Begins to listen: on a socket of systemd if there is one, else where it is said. `place` is an address with
    /// a port, or the path of a Unix socket.
    ///
    /// # Errors
    /// The error of the system, or [`ErrorKind::InvalidInput`] if `place` is neither.
    pub fn begin(place: &str) -> io::Result<Self> {
        let mut given = ListenFd::from_env();
        if given.len() > 0 {
            if let Ok(Some(listener)) = given.take_unix_listener(0) {
                listener.set_nonblocking(true)?;
                return Ok(Self::Unix(UnixListener::from_std(listener)?, None));
            }
            if let Some(listener) = given.take_tcp_listener(0)? {
                listener.set_nonblocking(true)?;
                return Ok(Self::Tcp(TcpListener::from_std(listener)?));
            }
        }
        if place.contains('/') {
            return Self::on_path(Path::new(place));
        }
        let address: SocketAddr = place.parse().map_err(|_| {
            io::Error::new(ErrorKind::InvalidInput, "it is no IP address with a port, and no path")
        })?;
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok(Self::Tcp(TcpListener::from_std(listener)?))
    }

    fn on_path(path: &Path) -> io::Result<Self> {
        // A server that was killed leaves its file.
        let is_socket = fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_socket());
        if is_socket && std::os::unix::net::UnixStream::connect(path).is_err() {
            fs::remove_file(path)?;
        }
        let listener = StdUnixListener::bind(path)?;
        // Whoever connects before this is known by the user number all the same.
        fs::set_permissions(path, Permissions::from_mode(0o600))?;
        let inode = fs::symlink_metadata(path)?.ino();
        let file = SocketFile { path: path.to_owned(), inode };
        listener.set_nonblocking(true)?;
        Ok(Self::Unix(UnixListener::from_std(listener)?, Some(file)))
    }

    /// Returns where it listens, for a person.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Tcp(listener) => listener
                .local_addr()
                .map_or_else(|error| error.to_string(), |at| format!("http://{at}")),
            Self::Unix(listener, _) => {
                let address = listener.local_addr();
                let path = address.ok().and_then(|at| at.as_pathname().map(Path::to_owned));
                path.map_or_else(|| "a Unix socket".to_owned(), |path| path.display().to_string())
            }
        }
    }

    /// Returns its address; `None` for a Unix socket.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(listener) => listener.local_addr().ok(),
            Self::Unix(..) => None,
        }
    }

    /// Waits for the next connection.
    ///
    /// # Errors
    /// The error of the system. Most are of one connection, or pass.
    pub async fn accept(&self) -> io::Result<Connection> {
        match self {
            Self::Tcp(listener) => {
                let (stream, address) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok(Connection::Tcp(stream, address))
            }
            Self::Unix(listener, _) => {
                let (stream, _) = listener.accept().await?;
                let uid = stream.peer_cred().ok().map(|peer| peer.uid());
                Ok(Connection::Unix(stream, uid))
            }
        }
    }
}
