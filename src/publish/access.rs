//! How the forge is reached.

use std::fmt;

use http::header::HeaderValue;

use super::trouble::Trouble;

/// The forge, and what opens it.
#[derive(Debug)]
pub struct Access {
    /// The address of its interface, such as `https://api.github.com`; no `/` at its end.
    pub api: String,
    /// What opens it.
    pub token: Token,
    /// What stands between.
    pub proxy: Proxy,
}

/// What opens a forge; it is never shown.
pub struct Token(String);

impl Token {
    /// Keeps a token; white space around it is no part of it, and nothing is no token.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// Returns the token, for the header that carries it and for nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Token")
    }
}

/// The proxy, as the environment names it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Proxy {
    /// `HTTPS_PROXY`; it may hold a password.
    pub https: Option<String>,
    /// `HTTP_PROXY`; it may hold a password.
    pub http: Option<String>,
    /// `ALL_PROXY`, which stands in for `HTTPS_PROXY`; it may hold a password.
    pub all: Option<String>,
    /// `NO_PROXY`: hosts that are reached without it, some with a port, with commas between.
    pub except: Option<String>,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Proxy")
    }
}

/// Returns the header that carries a token; no library shows it.
pub(super) fn bearer(token: &Token) -> Result<HeaderValue, Trouble> {
    let unusable = |_| {
        Trouble::Setup("the token holds what no token can hold, such as a line break".to_owned())
    };
    let mut bearer =
        HeaderValue::from_str(&format!("Bearer {}", token.expose())).map_err(unusable)?;
    bearer.set_sensitive(true);
    Ok(bearer)
}
