//! One request to the forge, and one answer. The only user of octocrab, and the only async code.
//!
//! Nothing is repeated here, and what libraries say of an error is not passed on: it could
//! hold a header, or the password of a proxy.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, HeaderName, HeaderValue, USER_AGENT};
use http::{Method, Uri};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::client::legacy::{Client as Http, Error as HttpError};
use hyper_util::rt::TokioExecutor;
use octocrab::service::middleware::auth_header::AuthHeaderLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, Octocrab, OctocrabBuilder};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::access::Access;
use super::address::Address;
use super::answer::Answer;
use super::trouble::Trouble;

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(10);

/// How often an answer may send on to another address.
const MAX_REDIRECTS: usize = 3;

/// The forge, reached.
pub(super) struct Client {
    /// Taken when the client goes, so that a name that is still looked up holds nobody up.
    runtime: Option<Runtime>,
    forge: Octocrab,
    address: Address,
    secrets: Vec<String>,
}

impl Client {
    /// Makes ready to reach the forge.
    pub(super) fn open(access: &Access) -> Result<Self, Trouble> {
        let address = Address::parse(&access.api)?;
        let secrets = access.secrets();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| Trouble::Setup("a runtime could not be started".to_owned()))?;
        let forge = {
            let _entered = runtime.enter();
            forge(access, &address)?
        };
        Ok(Self {
            runtime: Some(runtime),
            forge,
            address,
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
        let request = self
            .forge
            .build_request(request, body)
            .map_err(|_| unusable())?;
        let exchange = async {
            let answer = self.forge.execute(request).await?;
            let mut heard = Answer::read(answer.status().as_u16(), answer.headers());
            heard.body = self.forge.body_to_string(answer).await?;
            Ok::<_, octocrab::Error>(heard)
        };
        let runtime = self
            .runtime
            .as_ref()
            .expect("it is taken when the client goes");
        match runtime.block_on(async { tokio::time::timeout(limit, exchange).await }) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.why(&error)),
            Err(_) => Err(Trouble::Lost(format!(
                "`{}` did not answer within {} s",
                self.address.host(),
                limit.as_secs()
            ))),
        }
    }

    /// Returns the route of another page, where it is one of the same forge.
    pub(super) fn route(&self, url: &str) -> Result<String, Trouble> {
        self.address.route(url).ok_or(Trouble::Elsewhere)
    }

    /// Says in words of ours why no answer came.
    fn why(&self, error: &octocrab::Error) -> Trouble {
        let host = self.address.host();
        let mut is_connected = true;
        let mut link: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(cause) = link {
            if let Some(trouble) = tunnel_trouble(&cause.to_string(), host) {
                return trouble;
            }
            if cause.downcast_ref().is_some_and(is_of_certificate) {
                return Trouble::Barred(format!(
                    "the certificate of `{host}` is not trusted here; SSL_CERT_FILE names the \
                     file of an authority of your own"
                ));
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
fn tunnel_trouble(text: &str, host: &str) -> Option<Trouble> {
    let what = text.strip_prefix("tunnel error: ")?;
    Some(match what {
        "proxy authorization required" => Trouble::Barred(
            "the proxy does not accept the name and password of HTTPS_PROXY (407)".to_owned(),
        ),
        "failed to create underlying connection" => {
            Trouble::Unreached("the proxy of HTTPS_PROXY could not be reached".to_owned())
        }
        _ => Trouble::Unreached(format!(
            "the proxy of HTTPS_PROXY does not let through to `{host}`"
        )),
    })
}

/// Builds what carries the requests.
fn forge(access: &Access, address: &Address) -> Result<Octocrab, Trouble> {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_connect_timeout(Some(CONNECT));
    if address.is_plain() {
        return crab(http, access, address);
    }
    let proxy = access.proxy.towards(address)?;
    let Some(proxy) = proxy else {
        return crab(with_tls(http)?, access, address);
    };
    // The proxy itself may be reached through TLS.
    let mut tunnel = Tunnel::new(proxy.uri().clone(), with_tls(http)?);
    if let Some(auth) = proxy.basic_auth() {
        tunnel = tunnel.with_auth(auth.clone());
    }
    crab(with_tls(tunnel)?, access, address)
}

/// Lets TLS stand above a connection, with the authorities of the system.
fn with_tls<C>(connector: C) -> Result<HttpsConnector<C>, Trouble> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| Trouble::Setup("TLS could not be set up".to_owned()))?
        .with_native_roots()
        .map_err(|_| {
            Trouble::Setup(
                "no certificate of an authority is found here; install `ca-certificates`, or \
                 name a file of them in SSL_CERT_FILE"
                    .to_owned(),
            )
        })?
        .with_no_client_auth();
    Ok(HttpsConnectorBuilder::new()
        .with_tls_config(config)
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector))
}

fn crab<C>(connector: C, access: &Access, address: &Address) -> Result<Octocrab, Trouble>
where
    C: Connect + Clone + Send + Sync + 'static,
{
    let unusable = |_| {
        Trouble::Setup("the token holds what no token can hold, such as a line break".to_owned())
    };
    let mut bearer =
        HeaderValue::from_str(&format!("Bearer {}", access.token.expose())).map_err(unusable)?;
    bearer.set_sensitive(true);
    let agent = HeaderValue::from_static(concat!("raigate/", env!("CARGO_PKG_VERSION")));
    let accept = HeaderValue::from_static("application/vnd.github+json");
    let extra: Vec<(HeaderName, HeaderValue)> = vec![(USER_AGENT, agent), (ACCEPT, accept)];
    let base: Uri = address.join("/").parse().map_err(|_| Trouble::Elsewhere)?;
    let built = OctocrabBuilder::new_empty()
        .with_service(Http::builder(TokioExecutor::new()).build::<_, octocrab::OctoBody>(connector))
        .with_layer(&ExtraHeadersLayer::new(Arc::new(extra)))
        .with_layer(&AuthHeaderLayer::new(Some(bearer), base.clone(), base))
        .with_auth(AuthState::None)
        .build();
    match built {
        Ok(forge) => Ok(forge),
        Err(never) => match never {},
    }
}
