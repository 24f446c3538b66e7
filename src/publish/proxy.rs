//! Which proxy stands between, and with which name and password.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

use super::access::{Access, Proxy};
use super::address::Address;
use super::trouble::Trouble;

/// What is shorter is no secret, and would be found in every second word.
const MIN_SECRET: usize = 4;

impl Proxy {
    /// Returns the proxy towards a forge, if one stands between.
    ///
    /// This machine is always reached without one: what else is reached speaks TLS.
    pub(super) fn towards(&self, address: &Address) -> Result<Option<Intercept>, Trouble> {
        let Some(https) = &self.https else {
            return Ok(None);
        };
        if address.is_plain() {
            return Ok(None);
        }
        let unusable = || {
            Trouble::Setup(
                "HTTPS_PROXY is none of the form `http://name:password@host:port`; a character \
                 such as `@` in the password is written `%40`"
                    .to_owned(),
            )
        };
        let target: Uri = address.join("/").parse().map_err(|_| unusable())?;
        let every = Matcher::builder().https(https.trim()).build();
        let proxy = every.intercept(&target).filter(|proxy| {
            // A proxy that cannot be understood is never passed by in silence.
            let is_http = matches!(proxy.uri().scheme_str(), Some("http" | "https"));
            is_http
                && !proxy
                    .uri()
                    .authority()
                    .is_some_and(|at| at.as_str().contains('@'))
        });
        let proxy = proxy.ok_or_else(unusable)?;
        let except = self.except.as_deref().unwrap_or_default();
        let chosen = Matcher::builder().https(https.trim()).no(except).build();
        Ok(chosen.intercept(&target).map(|_| proxy))
    }

    /// Returns everything in it that is not to be shown, in each form that it may take.
    fn secrets(&self) -> Vec<String> {
        let named = [&self.https, &self.http].into_iter().flatten();
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

impl Access {
    /// Returns everything that is not to be shown, the longest first.
    pub(super) fn secrets(&self) -> Vec<String> {
        let mut secrets = self.proxy.secrets();
        secrets.push(self.token.expose().to_owned());
        secrets.retain(|secret| secret.len() >= MIN_SECRET);
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }
}

#[cfg(test)]
mod tests {
    use super::super::access::Token;
    use super::*;

    fn proxy(https: &str, except: &str) -> Proxy {
        Proxy {
            https: Some(https.to_owned()),
            http: None,
            except: Some(except.to_owned()),
        }
    }

    fn towards(https: &str, except: &str) -> Result<Option<String>, Trouble> {
        let address = Address::parse("https://ghes.example:8443/api/v3").unwrap();
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
    fn every_form_of_a_password_is_a_secret() {
        let access = Access {
            api: String::new(),
            token: Token::of("the-token").unwrap(),
            proxy: proxy("http://me:p%40ssword@proxy:1", ""),
        };
        for secret in ["the-token", "p%40ssword", "p@ssword", "bWU6cEBzc3dvcmQ="] {
            assert!(
                access.secrets().iter().any(|known| known == secret),
                "{secret}"
            );
        }
    }
}
