//! How Bitbucket is reached: by the proxy of Pipelines, which says who asks, or with a token.

use http::Uri;

use super::super::access::{Proxy, Token};
use super::super::address::Address;
use super::super::proxy::secrets;
use super::super::trouble::Trouble;

/// Bitbucket, and what opens it.
#[derive(Debug)]
pub enum Access {
    /// The proxy that stands beside every step of Pipelines. It adds to a request who asks, so
    /// that no token is needed, and can do so only where the request is not in TLS.
    ///
    /// <https://support.atlassian.com/bitbucket-cloud/docs/code-insights/>
    Pipelines {
        /// The address of the interface, such as `https://api.bitbucket.org/2.0`.
        api: String,
        /// The address of the proxy, such as `http://localhost:29418`.
        by: String,
    },
    /// An access token of a repository, a project or a workspace.
    Token {
        /// The address of the interface, such as `https://api.bitbucket.org/2.0`.
        api: String,
        /// What opens it.
        token: Token,
        /// What stands between.
        proxy: Proxy,
    },
}

impl Access {
    /// Returns where the interface is.
    pub(in super::super) fn address(&self) -> Result<Address, Trouble> {
        let variable = "RAIGATE_BITBUCKET_API";
        match self {
            Self::Pipelines { api, .. } => Address::by_proxy(api, variable),
            Self::Token { api, .. } => Address::parse(api, variable),
        }
    }

    /// Returns where the proxy of Pipelines is.
    pub(in super::super) fn proxy_host(&self) -> Result<Uri, Trouble> {
        let by = match self {
            Self::Pipelines { by, .. } => by.as_str(),
            Self::Token { .. } => "",
        };
        let uri = by.trim().parse::<Uri>().ok();
        let uri = uri.filter(|uri| {
            let is_named = uri.host().is_some_and(|host| !host.is_empty());
            let has_password = uri.authority().is_some_and(|it| it.as_str().contains('@'));
            uri.scheme_str() == Some("http") && is_named && !has_password
        });
        uri.ok_or_else(|| {
            Trouble::Setup(
                "the proxy of Pipelines (RAIGATE_BITBUCKET_PROXY) is none of the form \
                 `http://host:port`"
                    .to_owned(),
            )
        })
    }

    /// Returns the variable that names what stands between.
    pub(in super::super) fn proxy_variable(&self) -> &'static str {
        match self {
            Self::Pipelines { .. } => "RAIGATE_BITBUCKET_PROXY",
            Self::Token { proxy, .. } => proxy.variable(),
        }
    }

    /// Returns everything that is not to be shown, the longest first.
    pub(in super::super) fn secrets(&self) -> Vec<String> {
        match self {
            Self::Pipelines { .. } => Vec::new(),
            Self::Token { token, proxy, .. } => secrets(token, proxy),
        }
    }
}
