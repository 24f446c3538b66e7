//! Which proxy stands between, and with which name and password.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

use super::access::{Proxy, Token};
use super::address::Address;
use super::trouble::Trouble;

/// What is shorter is no secret, and would be found in every second word.
const MIN_SECRET: usize = 4;

impl Proxy {
    /// Returns the proxy towards a forge, if one stands between.
    ///
    /// This machine is always reached without one: what else is reached speaks TLS.
    pub(super) fn towards(&self, address: &Address) -> Result<Option<Intercept>, Trouble> {
        let Some((variable, named)) = self.named() else {
            return Ok(None);
        };
        if address.is_plain() {
            return Ok(None);
        }
        let unusable = || {
            Trouble::Setup(format!(
                "{variable} is none of the form `http://name:password@host:port`; a character \
                 such as `@` in the password is written `%40`"
            ))
        };
        let target: Uri = address.join("/").parse().map_err(|_| unusable())?;
        if self.is_excepted(address, &target) {
            return Ok(None);
        }
        let is_socks = named
            .get(..5)
            .is_some_and(|it| it.eq_ignore_ascii_case("socks"));
        if is_socks {
            return Err(Trouble::Setup(format!(
                "{variable} names a SOCKS proxy, and raigate goes through HTTP proxies only; \
                 HTTPS_PROXY names one of those, and NO_PROXY hosts that need none"
            )));
        }
        let every = Matcher::builder().https(named).build();
        let proxy = every.intercept(&target).filter(|proxy| {
            // A proxy that cannot be understood is never passed by in silence.
            let is_http = matches!(proxy.uri().scheme_str(), Some("http" | "https"));
            is_http
                && !proxy
                    .uri()
                    .authority()
                    .is_some_and(|at| at.as_str().contains('@'))
        });
        proxy.map(Some).ok_or_else(unusable)
    }

    /// Returns the variable that names it.
    pub(super) fn variable(&self) -> &'static str {
        self.named().map_or("HTTPS_PROXY", |(variable, _)| variable)
    }

    fn named(&self) -> Option<(&'static str, &str)> {
        let both = [("HTTPS_PROXY", &self.https), ("ALL_PROXY", &self.all)];
        both.into_iter().find_map(|(variable, text)| {
            let text = text.as_deref()?.trim();
            (!text.is_empty()).then_some((variable, text))
        })
    }

    /// Whether `NO_PROXY` says that a forge is reached without it.
    fn is_excepted(&self, address: &Address, target: &Uri) -> bool {
        let listed = self.except.as_deref().unwrap_or_default();
        let entries = listed.split(|c: char| c == ',' || c.is_whitespace());
        let entries: Vec<String> = entries
            .filter_map(|entry| without_port(entry, address.port()))
            .collect();
        // Which proxy it would be does not matter here.
        let matcher = Matcher::builder().https("http://proxy.invalid");
        let matcher = matcher.no(entries.join(",")).build();
        matcher.intercept(target).is_none()
    }

    /// Returns everything in it that is not to be shown, in each form that it may take.
    fn secrets(&self) -> Vec<String> {
        let named = [&self.https, &self.http, &self.all].into_iter().flatten();
        let mut secrets = Vec::new();
        for text in named {
            let Some((before, _)) = text.rsplit_once('@') else {
                continue;
            };
            let written = before.rsplit_once("//").map_or(before, |(_, rest)| rest);
            secrets.push(written.to_owned());
            secrets.extend(
                written
                    .split_once(':')
                    .map(|(_, password)| password.to_owned()),
            );
            let every = Matcher::builder().https(text.trim()).build();
            let proxy = every.intercept(&Uri::from_static("https://forge.example"));
            let header =
                proxy.and_then(|proxy| proxy.basic_auth()?.to_str().ok().map(str::to_owned));
            let Some(packed) =
                header.and_then(|text| Some(text.strip_prefix("Basic ")?.to_owned()))
            else {
                continue;
            };
            let plain = BASE64_STANDARD.decode(&packed).ok();
            let plain = plain.and_then(|bytes| String::from_utf8(bytes).ok());
            secrets.extend(plain.and_then(|pair| Some(pair.split_once(':')?.1.to_owned())));
            secrets.push(packed);
        }
        secrets
    }
}

/// Returns an entry of `NO_PROXY` as a host or a network; `None` where it is about another port.
fn without_port(entry: &str, port: u16) -> Option<String> {
    let (host, named) = match entry
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        // More than one colon is an address of IPv6.
        None if entry.matches(':').count() == 1 => {
            let (host, port) = entry.split_once(':')?;
            (host, Some(port))
        }
        None => (entry, None),
    };
    if named.is_some_and(|named| named.parse() != Ok(port)) {
        return None;
    }
    // Some programs write the domains below one so.
    Some(match host.strip_prefix("*.") {
        Some(domain) => format!(".{domain}"),
        None => host.to_owned(),
    })
}

/// Returns everything that is not to be shown, the longest first.
pub(super) fn secrets(token: &Token, proxy: &Proxy) -> Vec<String> {
    let mut secrets = proxy.secrets();
    secrets.push(token.expose().to_owned());
    secrets.retain(|secret| secret.len() >= MIN_SECRET);
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(https: &str, except: &str) -> Proxy {
        Proxy {
            https: Some(https.to_owned()),
            except: Some(except.to_owned()),
            ..Proxy::default()
        }
    }

    fn towards(https: &str, except: &str) -> Result<Option<String>, Trouble> {
        let address = Address::parse("https://ghes.example:8443/api/v3", "GITHUB_API_URL").unwrap();
        let found = proxy(https, except).towards(&address)?;
        Ok(found.map(|found| found.uri().to_string()))
    }

    #[test]
    fn no_proxy_names_hosts_and_domains_that_are_reached_without_it() {
        let named = "http://proxy.example:3128";
        assert_eq!(
            towards(named, "").unwrap().as_deref(),
            Some("http://proxy.example:3128/")
        );
        assert_eq!(
            towards("proxy.example:3128", "").unwrap().as_deref(),
            Some("http://proxy.example:3128/")
        );
        for except in ["ghes.example", ".example", "a.b, ghes.example", "*"] {
            assert_eq!(towards(named, except).unwrap(), None, "{except}");
        }
        assert!(towards(named, "s.example,example.org").unwrap().is_some());
    }

    #[test]
    fn a_proxy_that_cannot_be_understood_is_never_passed_by() {
        for https in [
            "socks5://proxy:1080",
            "http://",
            "not a proxy",
            "http://u:p@ss@proxy:1",
        ] {
            assert!(
                matches!(towards(https, ""), Err(Trouble::Setup(_))),
                "{https}"
            );
        }
    }

    #[test]
    fn an_entry_with_a_port_is_about_that_port_alone() {
        let named = "http://proxy.example:3128";
        for except in [
            "ghes.example:8443",
            ".example:8443",
            "*.example",
            "*.example:8443",
            "other:1 ghes.example:8443",
            "ghes.example:443, ghes.example:8443",
        ] {
            assert_eq!(towards(named, except).unwrap(), None, "{except}");
        }
        for except in [
            "ghes.example:443",
            "ghes.example:x",
            ":8443",
            "ghes.example:84430",
        ] {
            assert!(towards(named, except).unwrap().is_some(), "{except}");
        }
        let six = |except: &str| {
            let address = Address::parse("https://[fd00::7]:8443", "GITHUB_API_URL").unwrap();
            proxy(named, except).towards(&address).unwrap().is_none()
        };
        assert!(six("fd00::7") && six("[fd00::7]:8443") && six("[fd00::7]") && six("fd00::/8"));
        assert!(!six("[fd00::7]:443") && !six("fd00::8"));
    }

    #[test]
    fn a_socks_proxy_is_refused_and_never_passed_by() {
        for (https, all) in [(None, "socks5h://proxy:1080"), (Some("SOCKS4://proxy"), "")] {
            let mut proxy = Proxy {
                https: https.map(str::to_owned),
                all: Some(all.to_owned()),
                ..Proxy::default()
            };
            let address = Address::parse("https://ghes.example", "GITHUB_API_URL").unwrap();
            let Err(Trouble::Setup(why)) = proxy.towards(&address) else {
                panic!("{https:?} {all}");
            };
            assert!(
                why.contains("SOCKS") && why.contains(proxy.variable()),
                "{why}"
            );
            proxy.except = Some("ghes.example".to_owned());
            assert!(proxy.towards(&address).unwrap().is_none());
        }
    }

    #[test]
    fn the_proxy_for_all_stands_in_for_the_one_that_is_not_named() {
        let address = Address::parse("https://ghes.example", "GITHUB_API_URL").unwrap();
        let mut proxy = Proxy {
            all: Some("http://all:1".to_owned()),
            ..Proxy::default()
        };
        let shown = |proxy: &Proxy| proxy.towards(&address).unwrap().unwrap().uri().to_string();
        assert_eq!(shown(&proxy), "http://all:1/");
        proxy.https = Some("http://own:2".to_owned());
        assert_eq!(shown(&proxy), "http://own:2/");
    }

    #[test]
    fn every_form_of_a_password_is_a_secret() {
        let proxy = proxy("http://me:p%40ssword@proxy:1", "");
        let known = secrets(&Token::of("the-token").unwrap(), &proxy);
        for secret in ["the-token", "p%40ssword", "p@ssword", "bWU6cEBzc3dvcmQ="] {
            assert!(known.iter().any(|known| known == secret), "{secret}");
        }
    }
}
