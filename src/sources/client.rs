//! The client of one server: its certificates, its timeouts.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ureq::Agent;
use ureq::tls::{
    Certificate, ClientCert, PemItem, PrivateKey, RootCerts, TlsConfig, TlsProvider, parse_pem,
};
use ureq::unversioned::transport::DefaultConnector;

use super::addresses::{Addresses, is_loopback};
use super::file;
use super::outcome::NoAnswer;
use super::secrets::private_file;
use crate::config::{ClientFiles, HttpSource};

/// The most bytes of a file with certificates.
const MOST: u64 = 4 * 1_024 * 1_024;
/// The bytes of an answer that are read at once. The head of an answer must fit in them.
const READ: usize = 32 * 1_024;

/// When each file of the client was written: a client is made anew when one of them changes.
pub(super) type Written = Vec<Option<SystemTime>>;

/// Returns when each file of a client was written.
pub(super) fn written(http: &HttpSource) -> Written {
    let client = http.client.iter().flat_map(|files| [&files.cert, &files.key]);
    let files = http.ca_file.iter().chain(client);
    files.map(|path| fs::metadata(path).and_then(|known| known.modified()).ok()).collect()
}

/// Returns a client that sends at most `room` bytes at once: each header must fit in them. It follows no
/// redirects. It keeps no connection open: a server that takes no new ones is no server that answers.
pub(super) fn client(http: &HttpSource, timeout_ms: u64, room: usize) -> Result<Agent, NoAnswer> {
    let roots = match &http.ca_file {
        Some(path) => RootCerts::new_with_certs(&certificates("ca_file", path)?),
        None => RootCerts::PlatformVerifier,
    };
    let own = http.client.as_ref().map(own).transpose()?;
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(roots)
        .client_cert(own)
        .build();
    let config = Agent::config_builder()
        .tls_config(tls)
        .timeout_global(Some(Duration::from_millis(timeout_ms)))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_idle_connections(0)
        .input_buffer_size(READ)
        .max_response_header_size(READ - 1)
        .output_buffer_size(room)
        .user_agent(concat!("onwatch/", env!("CARGO_PKG_VERSION")))
        .accept("application/json, */*;q=0.5")
        .accept_encoding("identity");
    // A proxy of the environment cannot reach this machine as itself.
    let config = if is_loopback(&http.url) { config.proxy(None) } else { config };
    let (connector, addresses) = (DefaultConnector::default(), Addresses::default());
    Ok(Agent::with_parts(config.build(), connector, addresses))
}

fn certificates(field: &str, path: &Path) -> Result<Vec<Certificate<'static>>, NoAnswer> {
    let came = file::read(path, field, MOST);
    if let Some(failure) = came.failure {
        let cause = format!("the file {} of `{field}`: {}", path.display(), failure.cause);
        return Err(NoAnswer::new(cause, format!("change `{field}`")));
    }
    let mut found = Vec::new();
    for item in parse_pem(&came.body) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            // A key may be in the same file.
            Ok(_) => {}
            Err(_) => return Err(no_pem(field, path, "it is no PEM text")),
        }
    }
    if found.is_empty() {
        return Err(no_pem(field, path, "it has no certificate"));
    }
    Ok(found)
}

fn own(files: &ClientFiles) -> Result<ClientCert, NoAnswer> {
    let chain = certificates("client_cert", &files.cert)?;
    let bytes = private_file("client_key", &files.key)?;
    let key = parse_pem(&bytes).find_map(|item| match item {
        Ok(PemItem::PrivateKey(key)) => Some(key),
        Ok(_) | Err(_) => None,
    });
    let key: PrivateKey<'static> =
        key.ok_or_else(|| no_pem("client_key", &files.key, "it has no key"))?;
    Ok(ClientCert::new_with_certs(&chain, key))
}

fn no_pem(field: &str, path: &Path, why: &str) -> NoAnswer {
    let cause = format!("the file {} of `{field}` cannot be used: {why}", path.display());
    NoAnswer::new(cause, format!("change `{field}`"))
}
