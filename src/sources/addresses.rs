//! The addresses of a server.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::redirect::origin;

/// Finds the addresses of a server. To ask the system takes a thread that can be given up at the timeout, so it
/// is asked only for names that nobody else knows.
#[derive(Default)]
pub(super) struct Addresses(DefaultResolver);

impl fmt::Debug for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Addresses")
    }
}

impl Resolver for Addresses {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let Some((ips, port)) = known(uri) else {
            return self.0.resolve(uri, config, timeout);
        };
        let mut found = self.empty();
        for ip in ips {
            found.push(SocketAddr::new(ip, port));
        }
        Ok(found)
    }
}

/// Returns the address that is written in an URL, or those of this machine, and the port.
fn known(uri: &Uri) -> Option<(Vec<IpAddr>, u16)> {
    let (_, host, port) = origin(uri)?;
    if is_this_machine(&host) {
        let (four, six) = (Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into());
        return Some((vec![four, six], port));
    }
    Some((vec![written(&host)?], port))
}

/// Reports whether a host is on this machine.
pub(super) fn is_loopback(uri: &Uri) -> bool {
    let host = origin(uri).map(|(_, host, _)| host).unwrap_or_default();
    is_this_machine(&host) || written(&host).is_some_and(|ip| ip.is_loopback())
}

/// Reports whether a name always means this machine (RFC 6761, section 6.3).
fn is_this_machine(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host == "localhost"
}

fn written(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use ureq::Timeout;

    use super::*;

    fn found(url: &str) -> Result<Vec<String>, ureq::Error> {
        // As late as can be: whoever needs a thread and time has none.
        let late = std::time::Duration::ZERO;
        let timeout =
            NextTimeout { after: late.into(), reason: Timeout::Global, ..NextTimeout::default() };
        let uri = url.parse().unwrap();
        let found = Addresses::default().resolve(&uri, &Config::default(), timeout)?;
        Ok(found.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn nobody_is_asked_for_an_address_that_is_written_or_that_of_this_machine() {
        for (url, addresses) in [
            ("http://192.0.2.7/x", &["192.0.2.7:80"][..]),
            ("https://192.0.2.7/", &["192.0.2.7:443"]),
            ("http://[2001:db8::1]:9100/", &["[2001:db8::1]:9100"]),
            ("https://localhost:8443/", &["127.0.0.1:8443", "[::1]:8443"]),
            ("http://LocalHost./", &["127.0.0.1:80", "[::1]:80"]),
        ] {
            assert_eq!(found(url).unwrap(), addresses, "{url}");
        }
    }

    #[test]
    fn the_system_is_asked_for_any_other_name_within_the_timeout() {
        for url in ["http://localhost.example/", "http://192.0.2.7.example/", "http://x/"] {
            assert!(matches!(found(url), Err(ureq::Error::Timeout(Timeout::Global))), "{url}");
        }
    }
}
