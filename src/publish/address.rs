//! The address of a forge's interface: which host, below which path.

use std::net::IpAddr;

use http::Uri;
use http::uri::Scheme;

use super::trouble::Trouble;

/// Where the interface is, taken apart.
#[derive(Debug)]
pub(super) struct Address {
    /// Scheme, host and port, such as `https://ghes.example:8443`.
    origin: String,
    /// What every path begins with, such as `/api/v3`; no `/` at its end.
    prefix: String,
    host: String,
    port: u16,
    is_plain: bool,
}

impl Address {
    /// Reads the address that a variable holds. One without TLS is this machine, since a token
    /// goes there.
    pub(super) fn parse(text: &str, variable: &str) -> Result<Self, Trouble> {
        let address = Self::split(text, variable)?;
        if address.is_plain && !is_this_machine(&address.host) {
            return Err(Trouble::Setup(format!(
                "`http://{}` has no TLS, and the token could be read on its way; \
                 {variable} begins with `https://`",
                address.host
            )));
        }
        Ok(address)
    }

    /// Reads the address of what is asked for without TLS, by a proxy to which no token goes.
    pub(super) fn by_proxy(text: &str, variable: &str) -> Result<Self, Trouble> {
        Self::split(&text.trim().replacen("https:", "http:", 1), variable)
    }

    fn split(text: &str, variable: &str) -> Result<Self, Trouble> {
        let unusable = || {
            Trouble::Setup(format!(
                "the address of the forge ({variable}) is none of the form `https://host/path`"
            ))
        };
        let uri: Uri = text.trim().parse().map_err(|_| unusable())?;
        let is_plain = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => false,
            Some(scheme) if *scheme == Scheme::HTTP => true,
            _ => return Err(unusable()),
        };
        let authority = uri.authority().ok_or_else(unusable)?;
        if authority.as_str().contains('@') || uri.query().is_some() {
            return Err(unusable());
        }
        let host = authority.host().to_ascii_lowercase();
        let port = authority.port_u16();
        let scheme = if is_plain { "http" } else { "https" };
        Ok(Self {
            origin: match port {
                Some(port) => format!("{scheme}://{host}:{port}"),
                None => format!("{scheme}://{host}"),
            },
            prefix: uri.path().trim_end_matches('/').to_owned(),
            host,
            port: port.unwrap_or(if is_plain { 80 } else { 443 }),
            is_plain,
        })
    }

    /// Returns whether it is spoken to without TLS.
    pub(super) fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// Returns the host.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Returns the port.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Returns the host, and the port where it is named.
    pub(super) fn authority(&self) -> &str {
        let (_, authority) = self.origin.split_once("//").unwrap_or_default();
        authority
    }

    /// Returns the whole address of a route, such as `/user`.
    pub(super) fn join(&self, route: &str) -> String {
        format!("{}{}{route}", self.origin, self.prefix)
    }

    /// Returns the route of an address that this forge gave; `None` where it leads elsewhere.
    pub(super) fn route(&self, url: &str) -> Option<String> {
        let uri: Uri = url.parse().ok()?;
        if let Some(authority) = uri.authority() {
            let same_scheme = match uri.scheme()? {
                scheme if *scheme == Scheme::HTTPS => !self.is_plain,
                scheme if *scheme == Scheme::HTTP => self.is_plain,
                _ => false,
            };
            let default = if self.is_plain { 80 } else { 443 };
            let is_same = same_scheme
                && !authority.as_str().contains('@')
                && authority.host().eq_ignore_ascii_case(&self.host)
                && authority.port_u16().unwrap_or(default) == self.port;
            if !is_same {
                return None;
            }
        }
        let route = uri.path_and_query()?.as_str().strip_prefix(&self.prefix)?;
        route.starts_with('/').then(|| route.to_owned())
    }
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_before_every_route_is_kept() {
        let address = Address::parse("https://ghes.example/api/v3/", "GITHUB_API_URL").unwrap();
        assert_eq!(address.join("/user"), "https://ghes.example/api/v3/user");
        let route = address.route("https://GHES.example:443/api/v3/user?page=2");
        assert_eq!(route.as_deref(), Some("/user?page=2"));
        assert_eq!(address.route("/api/v3/user").as_deref(), Some("/user"));
    }

    #[test]
    fn another_host_port_scheme_or_path_is_elsewhere() {
        let address = Address::parse("https://ghes.example/api/v3", "GITHUB_API_URL").unwrap();
        for url in [
            "https://ghes.example.evil.example/api/v3/user",
            "https://evil.example/api/v3/user",
            "https://ghes.example@evil.example/api/v3/user",
            "https://x@ghes.example/api/v3/user",
            "https://ghes.example:444/api/v3/user",
            "http://ghes.example/api/v3/user",
            "https://ghes.example/api/v33/user",
            "https://ghes.example/login",
            "//evil.example/api/v3/user",
            "",
        ] {
            assert_eq!(address.route(url), None, "{url}");
        }
    }

    #[test]
    fn what_is_no_address_or_shows_the_token_on_its_way_is_refused() {
        for text in [
            "",
            "api.github.com",
            "ftp://host",
            "https://user:pass@host",
            "https://host/?q",
            "http://ghes.example/api/v3",
            "http://127.0.0.1.evil.example",
        ] {
            assert!(Address::parse(text, "GITHUB_API_URL").is_err(), "{text}");
        }
        for text in [
            "http://127.0.0.1:8",
            "http://localhost",
            "http://[::1]:9/api",
        ] {
            assert!(Address::parse(text, "GITHUB_API_URL").is_ok(), "{text}");
        }
    }
}
