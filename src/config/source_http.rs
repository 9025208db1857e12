//! What a server is asked, as its table `[[source]]` says.

use ureq::http::{HeaderName, Uri};

use super::source::{ClientFiles, HttpLogin, HttpMethod, HttpSource, SecretFrom};
use super::source_fields::{SourceFields, secret};
use super::text::Fault;

/// The header of the governance server's key.
const VALHALLA: &str = "X-VALHALLA-KEY";

/// Headers that the request itself decides.
const OURS: [&str; 6] =
    ["host", "content-length", "transfer-encoding", "connection", "upgrade", "accept-encoding"];

/// Names in a query whose values are secrets.
const SECRETS: [&str; 8] =
    ["token", "access_token", "auth_token", "api_key", "apikey", "password", "passwd", "secret"];

/// Returns what a server is asked.
pub(super) fn http(fields: &SourceFields<'_>) -> Result<HttpSource, Fault> {
    let url = url(fields)?;
    let login = login(fields)?;
    let headers = headers(fields, login.as_ref())?;
    let (method, body_file) = body(fields)?;
    let ca_file = fields.path("ca_file")?;
    let client = client(fields)?;
    if url.scheme_str() != Some("https") {
        for key in ["ca_file", "client_cert"] {
            if fields.get(key).is_some() {
                let why = format!("`{key}` is of no use without https; change `url`");
                return Err(fields.plain_fault(key, why));
            }
        }
    }
    Ok(HttpSource { url, method, body_file, headers, login, ca_file, client })
}

/// Returns the address. It may hold a secret, so a refusal does not repeat it.
fn url(fields: &SourceFields<'_>) -> Result<Uri, Fault> {
    let text = fields.needed("url", "the kind http")?;
    let url: Uri = text.parse().map_err(|_| fields.fault("url", Some("it is no address")))?;
    if !matches!(url.scheme_str(), Some("http" | "https")) {
        return Err(fields.fault("url", Some("it begins neither with http:// nor with https://")));
    }
    let Some(authority) = url.authority().filter(|authority| !authority.host().is_empty()) else {
        return Err(fields.fault("url", Some("it names no host")));
    };
    if authority.as_str().contains('@') {
        let why = "a user and a password cannot be in `url`; \
                   write basic = { user = \"NAME\", file = \"PATH\" }";
        return Err(fields.plain_fault("url", why));
    }
    // `Uri` takes a port that it cannot read for none.
    let port = authority.as_str().rsplit_once(':').map(|(_, port)| port);
    if port.is_some_and(|port| !port.ends_with(']') && port.parse::<u16>().is_err()) {
        return Err(fields.fault("url", Some("its port is no number from 1 to 65535")));
    }
    let names = url.query().into_iter().flat_map(|query| query.split('&'));
    let mut names = names.filter_map(|pair| pair.split_once('=')).map(|(name, _)| name);
    if let Some(name) = names.find(|name| SECRETS.contains(&name.to_lowercase().as_str())) {
        let why = format!("the secret '{name}' cannot be in `url`; send it in `headers`");
        return Err(fields.plain_fault("url", why));
    }
    Ok(url)
}

fn login(fields: &SourceFields<'_>) -> Result<Option<HttpLogin>, Fault> {
    let basic = fields.secret("basic", &["user"])?;
    let bearer = fields.secret("bearer", &[])?;
    match (basic, bearer) {
        (Some(_), Some(_)) => {
            let why = "a request has one login; keep `basic` or `bearer`";
            Err(fields.plain_fault("bearer", why))
        }
        (Some(password), None) => {
            let inner = fields.inner("basic")?;
            let user = inner.map(|inner| inner.text("user")).transpose()?.flatten();
            let user = user.unwrap_or_default();
            if user.contains([':', '\0', '\n', '\r']) {
                return Err(fields.fault("basic", Some("the user has a colon")));
            }
            Ok(Some(HttpLogin::Basic(user.to_owned(), password)))
        }
        (None, Some(token)) => Ok(Some(HttpLogin::Bearer(token))),
        (None, None) => Ok(None),
    }
}

fn headers(
    fields: &SourceFields<'_>,
    login: Option<&HttpLogin>,
) -> Result<Vec<(String, SecretFrom)>, Fault> {
    let mut headers: Vec<(String, SecretFrom)> = Vec::new();
    if let Some(key) = fields.secret("valhalla_key", &[])? {
        headers.push((VALHALLA.to_owned(), key));
    }
    let Some(inner) = fields.inner("headers")? else { return Ok(headers) };
    for (name, value) in inner.table {
        let (at, name) = (name.span().start, name.get_ref().as_ref());
        let refused = |why: &str| {
            Err(Fault { at, message: format!("the header '{name}' cannot be sent: {why}") })
        };
        if HeaderName::from_bytes(name.as_bytes()).is_err() {
            return refused("its name has other signs than letters, digits and -");
        }
        if OURS.iter().any(|ours| ours.eq_ignore_ascii_case(name)) {
            return refused("the request itself decides it");
        }
        if login.is_some() && name.eq_ignore_ascii_case("authorization") {
            return refused("there is a login already; keep one of them");
        }
        if headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            return refused("it is there twice");
        }
        headers.push((name.to_owned(), secret(name, value, &[], fields.home)?));
    }
    Ok(headers)
}

fn body(fields: &SourceFields<'_>) -> Result<(HttpMethod, Option<std::path::PathBuf>), Fault> {
    let body_file = fields.path("body_file")?;
    let method = match fields.text("method")?.map(|word| word.trim().to_ascii_uppercase()) {
        None if body_file.is_some() => HttpMethod::Post,
        None => HttpMethod::Get,
        Some(word) if word == "GET" => HttpMethod::Get,
        Some(word) if word == "POST" => HttpMethod::Post,
        Some(_) => return Err(fields.fault("method", None)),
    };
    if method == HttpMethod::Get && body_file.is_some() {
        let why = "a GET has no body; write method = \"POST\", or leave `body_file` out";
        return Err(fields.plain_fault("body_file", why));
    }
    Ok((method, body_file))
}

fn client(fields: &SourceFields<'_>) -> Result<Option<ClientFiles>, Fault> {
    match (fields.path("client_cert")?, fields.path("client_key")?) {
        (Some(cert), Some(key)) => Ok(Some(ClientFiles { cert, key })),
        (Some(cert), None) => Ok(Some(ClientFiles { key: cert.clone(), cert })),
        (None, Some(_)) => Err(fields.plain_fault("client_key", "it needs `client_cert` too")),
        (None, None) => Ok(None),
    }
}
