//! Why a server gave no answer, in words.

use std::io::{self, ErrorKind};

use rustls::{AlertDescription, CertificateError};
use ureq::http::Uri;

use super::outcome::{NoAnswer, bytes_text, timeout_text};
use super::redirect::origin;

/// How far a request came.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stage {
    /// The head of the answer is awaited.
    Answer,
    /// Some bytes of its body came.
    Body(u64),
}

/// Returns why there is no answer.
pub(super) fn cause(error: &ureq::Error, at: &Uri, stage: Stage, timeout_ms: u64) -> NoAnswer {
    let host = origin(at).map(|(_, host, port)| (host, port));
    let (host, port) = host.unwrap_or_default();
    match error {
        ureq::Error::HostNotFound => {
            NoAnswer::new(format!("no address is known for the name {host}"), "check `url`")
        }
        ureq::Error::Io(io) if io.kind() == ErrorKind::ConnectionRefused => {
            let cause = format!("{host}:{port} refuses the connection");
            NoAnswer::new(cause, "start the server, or check `url`")
        }
        error => of_error(error, stage, timeout_ms),
    }
}

/// Returns why an answer broke off.
pub(super) fn of_io(error: &io::Error, stage: Stage, timeout_ms: u64) -> NoAnswer {
    if let Some(inner) = error.get_ref() {
        if let Some(tls) = inner.downcast_ref::<rustls::Error>() {
            return of_tls(tls);
        }
        if let Some(inner) = inner.downcast_ref::<ureq::Error>() {
            return of_error(inner, stage, timeout_ms);
        }
        if let Some(inner) = inner.downcast_ref::<io::Error>() {
            return of_io(inner, stage, timeout_ms);
        }
    }
    let broken = |what: &str| {
        let cause = match stage {
            Stage::Answer => format!("{what} before an answer came"),
            Stage::Body(bytes) => format!("{what} after {} of the answer", bytes_text(bytes)),
        };
        NoAnswer::new(cause, "look into the log of the server")
    };
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => timed_out(stage, timeout_ms),
        ErrorKind::UnexpectedEof
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe => broken("the server closed the connection"),
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable => {
            NoAnswer::new("the server cannot be reached", "check the network and `url`")
        }
        _ => broken(&format!("the connection failed ({error})")),
    }
}

fn of_error(error: &ureq::Error, stage: Stage, timeout_ms: u64) -> NoAnswer {
    match error {
        ureq::Error::Timeout(_) => timed_out(stage, timeout_ms),
        ureq::Error::Io(io) => of_io(io, stage, timeout_ms),
        ureq::Error::Rustls(tls) => of_tls(tls),
        ureq::Error::Tls(_) => {
            NoAnswer::new("the host is no name that a certificate can have", "check `url`")
        }
        ureq::Error::LargeResponseHeader(_, most) => {
            let most = bytes_text(u64::try_from(*most).unwrap_or(u64::MAX));
            NoAnswer::new(format!("the head of the answer has more than {most}"), "check `url`")
        }
        ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => {
            let next = "check HTTPS_PROXY and HTTP_PROXY, or name the host in NO_PROXY";
            NoAnswer::new("the proxy of the environment does not connect", next)
        }
        error => {
            let what = match stage {
                Stage::Answer => "what came is no HTTP answer".to_owned(),
                Stage::Body(bytes) => format!("the answer is broken after {}", bytes_text(bytes)),
            };
            NoAnswer::new(format!("{what} ({error})"), "check `url`")
        }
    }
}

fn timed_out(stage: Stage, timeout_ms: u64) -> NoAnswer {
    let within = timeout_text(timeout_ms);
    let cause = match stage {
        Stage::Answer => format!("no answer came within {within}"),
        Stage::Body(bytes) => {
            format!("the answer was not complete after {within}; {} came", bytes_text(bytes))
        }
    };
    NoAnswer::new(cause, "raise `timeout`")
}

fn of_tls(error: &rustls::Error) -> NoAnswer {
    let bad = |why: &str, next: &str| {
        NoAnswer::new(format!("the certificate of the server is not accepted: {why}"), next)
    };
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                bad("it has expired", "renew it on the server, or check the clock here")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                bad("it is not valid yet", "check the clock here and on the server")
            }
            CertificateError::UnknownIssuer => bad(
                "its authority is not known",
                "name the certificate of the authority in `ca_file`",
            ),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                bad("it is for another name", "write the name of the certificate in `url`")
            }
            CertificateError::Revoked => bad("it is revoked", "renew it on the server"),
            other => bad(&other.to_string(), "check the certificate, or set `ca_file`"),
        },
        rustls::Error::AlertReceived(alert) => {
            let cause = format!("the server refuses this client ({})", alert_text(*alert));
            NoAnswer::new(cause, "check `client_cert` and `client_key`")
        }
        rustls::Error::InvalidMessage(_) => NoAnswer::new(
            "the server does not speak TLS",
            "check whether `url` begins with http://",
        ),
        error => NoAnswer::new(format!("no encrypted connection ({error})"), "check `url`"),
    }
}

fn alert_text(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::CertificateRequired => "it wants a certificate".to_owned(),
        AlertDescription::UnknownCA => "it does not know the authority".to_owned(),
        AlertDescription::CertificateExpired => "the certificate has expired".to_owned(),
        alert => format!("{alert:?}"),
    }
}
