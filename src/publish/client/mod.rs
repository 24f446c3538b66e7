//! One request to a forge, and one answer. The only async code.
//!
//! Nothing is repeated here, and what libraries say of an error is not passed on: it could
//! hold a header, or the password of a proxy.

mod bare;
mod connect;
mod github;

use std::error::Error;
use std::time::Duration;

use http::{Method, Uri};
use hyper_util::client::legacy::Error as HttpError;
use serde_json::Value;
use tokio::runtime::Runtime;

use self::bare::{Bare, Unreached};
use super::access::Access;
use super::address::Address;
use super::answer::Answer;
use super::bitbucket::access::Access as BitbucketAccess;
use super::proxy::secrets;
use super::trouble::Trouble;

/// How often an answer may send on to another address.
const MAX_REDIRECTS: usize = 3;

/// What every request says of who asks.
const AGENT: &str = concat!("raigate/", env!("CARGO_PKG_VERSION"));

/// Why an exchange broke off; it is looked into and never shown.
type Broken = Box<dyn Error + Send + Sync>;

/// A forge, reached.
pub(super) struct Client {
    /// Taken when the client goes, so that a name that is still looked up holds nobody up.
    runtime: Option<Runtime>,
    wire: Wire,
    address: Address,
    /// The variable that names the proxy.
    proxy: &'static str,
    secrets: Vec<String>,
}

/// What carries the requests.
enum Wire {
    /// GitHub.
    GitHub(github::Wire),
    /// Any other forge.
    Bare(Bare),
}

impl Client {
    /// Makes ready to reach GitHub.
    pub(super) fn open(access: &Access) -> Result<Self, Trouble> {
        let address = Address::parse(&access.api, "GITHUB_API_URL")?;
        let proxy = access.proxy.variable();
        Self::with(
            address,
            proxy,
            secrets(&access.token, &access.proxy),
            |to| github::wire(access, to).map(Wire::GitHub),
        )
    }

    /// Makes ready to reach Bitbucket.
    pub(super) fn bitbucket(access: &BitbucketAccess) -> Result<Self, Trouble> {
        let (address, proxy) = (access.address()?, access.proxy_variable());
        Self::with(address, proxy, access.secrets(), |to| {
            bare::wire(access, to).map(Wire::Bare)
        })
    }

    fn with(
        address: Address,
        proxy: &'static str,
        secrets: Vec<String>,
        wire: impl FnOnce(&Address) -> Result<Wire, Trouble>,
    ) -> Result<Self, Trouble> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| Trouble::Setup("a runtime could not be started".to_owned()))?;
        let wire = {
            let _entered = runtime.enter();
            wire(&address)?
        };
        Ok(Self {
            runtime: Some(runtime),
            wire,
            address,
            proxy,
            secrets,
        })
    }

    /// Sends one request and waits for its answer; follows where the forge sends on to itself.
    pub(super) fn call(
        &self,
        method: &Method,
        route: &str,
        body: Option<&Value>,
        limit: Duration,
    ) -> Result<Answer, Trouble> {
        let mut route = route.to_owned();
        for _ in 0..=MAX_REDIRECTS {
            let answer = self.once(method, &route, body, limit)?;
            let Some(location) = &answer.location else {
                return Ok(answer);
            };
            // The others turn a POST into a GET.
            if method != Method::GET && !matches!(answer.status, 307 | 308) {
                return Err(Trouble::Elsewhere);
            }
            route = self.address.route(location).ok_or(Trouble::Elsewhere)?;
        }
        Err(Trouble::Elsewhere)
    }

    /// Returns the text without anything that is secret.
    pub(super) fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            text = text.replace(secret.as_str(), "[redacted]");
        }
        text
    }

    /// Returns the route of another page, where it is one of the same forge.
    pub(super) fn route(&self, url: &str) -> Result<String, Trouble> {
        self.address.route(url).ok_or(Trouble::Elsewhere)
    }

    fn once(
        &self,
        method: &Method,
        route: &str,
        body: Option<&Value>,
        limit: Duration,
    ) -> Result<Answer, Trouble> {
        let unusable = || Trouble::Setup("a request could not be made of the plan".to_owned());
        let uri: Uri = self.address.join(route).parse().map_err(|_| unusable())?;
        let request = http::request::Builder::new().method(method).uri(uri);
        let exchange = async {
            match &self.wire {
                Wire::GitHub(forge) => github::exchange(forge, request, body).await,
                Wire::Bare(bare) => bare.exchange(request, body).await,
            }
        };
        let runtime = self
            .runtime
            .as_ref()
            .expect("it is taken when the client goes");
        match runtime.block_on(async { tokio::time::timeout(limit, exchange).await }) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.why(&*error)),
            Err(_) => Err(Trouble::Lost(format!(
                "`{}` did not answer within {} s",
                self.address.host(),
                limit.as_secs()
            ))),
        }
    }

    /// Says in words of ours why no answer came.
    fn why(&self, error: &(dyn Error + 'static)) -> Trouble {
        let host = self.address.host();
        let mut is_connected = true;
        let mut link = Some(error);
        while let Some(cause) = link {
            if let Some(trouble) = tunnel_trouble(&cause.to_string(), host, self.proxy) {
                return trouble;
            }
            if cause.downcast_ref().is_some_and(is_of_certificate) {
                return Trouble::Barred(format!(
                    "the certificate of `{host}` is not trusted here; SSL_CERT_FILE names the \
                     file of an authority of your own"
                ));
            }
            if let Some(Unreached(proxy)) = cause.downcast_ref() {
                return Trouble::Unreached(format!(
                    "the proxy of Pipelines (`{proxy}`) could not be reached; outside of Pipelines, \
                     RAIGATE_TOKEN holds an access token of the repository"
                ));
            }
            if cause.is::<http::Error>() {
                return Trouble::Setup("a request could not be made of the plan".to_owned());
            }
            if let Some(cause) = cause.downcast_ref::<HttpError>() {
                is_connected &= !cause.is_connect();
            }
            link = cause.source();
        }
        if is_connected {
            Trouble::Lost(format!(
                "the connection to `{host}` broke before it answered"
            ))
        } else {
            Trouble::Unreached(format!("`{host}` could not be reached"))
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Returns whether a certificate is in the way; what holds the error may be held in turn.
fn is_of_certificate(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(|inner| {
        let tls = inner.downcast_ref();
        matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
            || inner.downcast_ref().is_some_and(is_of_certificate)
    })
}

/// Says what the proxy did; the type of its errors has no name outside of its crate.
fn tunnel_trouble(text: &str, host: &str, proxy: &str) -> Option<Trouble> {
    let what = text.strip_prefix("tunnel error: ")?;
    Some(match what {
        "proxy authorization required" => Trouble::Barred(format!(
            "the proxy does not accept the name and password of {proxy} (407)"
        )),
        "failed to create underlying connection" => {
            Trouble::Unreached(format!("the proxy of {proxy} could not be reached"))
        }
        _ => Trouble::Unreached(format!(
            "the proxy of {proxy} does not let through to `{host}`"
        )),
    })
}
