//! The words of `serve`.

use clap::Args;

/// The end of the help.
pub const HELP: &str = "\
Example:
  onwatch serve --listen \"$XDG_RUNTIME_DIR/onwatch.sock\"

It answers HTTP requests of programs until SIGTERM or SIGINT. /openapi.json describes every request.
Each request needs a token, as in `Authorization: Bearer TOKEN`; on a Unix socket the owner needs
none. It needs no terminal, and takes a socket from systemd. docs/server.md explains it.";

/// The options of `serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// Where it listens: ADDRESS:PORT, or the path of a Unix socket [default: 127.0.0.1:7464]
    #[arg(long, value_name = "WHERE")]
    pub listen: Option<String>,
    /// Let every program of this machine in without a token, also those of other users
    #[arg(long)]
    pub insecure_loopback: bool,
}
