//! Where a redirect leads, and whether it is followed.

use ureq::http::Uri;

use super::outcome::NoAnswer;

/// The most redirects that are followed.
pub(super) const MOST: usize = 3;

/// Returns the address that a redirect leads to: on the same server only, since secrets go with it.
pub(super) fn target(from: &Uri, location: &str) -> Result<Uri, NoAnswer> {
    let broken = || NoAnswer::new("it redirects to an address that cannot be read", "change `url`");
    let to = absolute(from, location).and_then(|to| to.parse::<Uri>().ok()).ok_or_else(broken)?;
    if origin(from) == origin(&to) && to.authority().is_some_and(|at| !at.as_str().contains('@')) {
        return Ok(to);
    }
    let (scheme, host, port) = origin(&to).ok_or_else(broken)?;
    let what = if from.scheme_str() == Some("https") && scheme == "http" {
        "to http, which is not encrypted"
    } else {
        "to another server"
    };
    let cause = format!("it redirects {what} ({scheme}://{host}:{port}), which was not asked");
    Err(NoAnswer::new(cause, "write the final address in `url`"))
}

/// Returns the address of a location, which may be relative.
fn absolute(from: &Uri, location: &str) -> Option<String> {
    let location = location.trim();
    let location = location.split('#').next().unwrap_or_default();
    let (scheme, authority) = (from.scheme_str()?, from.authority()?);
    if location.contains("://") && !location.starts_with(['/', '?']) {
        return Some(location.to_owned());
    }
    if location.starts_with("//") {
        return Some(format!("{scheme}:{location}"));
    }
    let path = from.path();
    let base = match location.chars().next() {
        Some('/') => "",
        None | Some('?') => path,
        Some(_) => path.rsplit_once('/').map_or("/", |(above, _)| above),
    };
    let slash = if location.starts_with(['/', '?']) || location.is_empty() || base == "/" {
        ""
    } else {
        "/"
    };
    Some(format!("{scheme}://{authority}{base}{slash}{location}"))
}

/// Returns scheme, host and port.
pub(super) fn origin(uri: &Uri) -> Option<(String, String, u16)> {
    let scheme = uri.scheme_str()?.to_lowercase();
    let usual = match scheme.as_str() {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    Some((scheme, uri.host()?.to_lowercase(), uri.port_u16().unwrap_or(usual)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_location_is_read_as_a_browser_reads_it() {
        let from: Uri = "https://a.example/x/y?z=1".parse().unwrap();
        for (location, to) in [
            ("/login", "https://a.example/login"),
            ("v2", "https://a.example/x/v2"),
            ("?z=2", "https://a.example/x/y?z=2"),
            ("//a.example/w", "https://a.example/w"),
            ("HTTPS://A.example:443/w#top", "https://A.example:443/w"),
            ("/back?to=http://b.example", "https://a.example/back?to=http://b.example"),
        ] {
            assert_eq!(target(&from, location).unwrap().to_string(), to, "{location}");
        }
    }

    #[test]
    fn no_other_server_is_asked() {
        let from: Uri = "https://a.example/x".parse().unwrap();
        for (location, told) in [
            ("https://b.example/x", "to another server (https://b.example:443)"),
            ("//b.example/x", "to another server"),
            ("https://a.example:8443/x", "to another server (https://a.example:8443)"),
            ("http://a.example/x", "to http, which is not encrypted (http://a.example:80)"),
            ("https://me@a.example/x", "to another server"),
            ("ftp://a.example/x", "an address that cannot be read"),
            ("https://", "an address that cannot be read"),
        ] {
            let cause = target(&from, location).unwrap_err().cause;
            assert!(cause.contains(told), "{location}: {cause}");
        }
    }
}
