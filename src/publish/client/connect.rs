//! The way to a forge: its connection, TLS, and the proxy between.

use std::sync::Arc;
use std::time::Duration;

use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};

use super::super::access::Proxy;
use super::super::address::Address;
use super::super::trouble::Trouble;

/// How long a connection may take to stand.
pub(super) const CONNECT: Duration = Duration::from_secs(10);

/// What is done with a connection, of whichever type it is.
pub(super) trait Build {
    /// What comes of it.
    type Built;

    /// Puts a client on the connection.
    fn on(self, connector: impl Connect + Clone + Send + Sync + 'static) -> Self::Built;
}

/// Puts a client on the connection to a forge.
pub(super) fn to<B: Build>(
    address: &Address,
    proxy: &Proxy,
    build: B,
) -> Result<B::Built, Trouble> {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_connect_timeout(Some(CONNECT));
    if address.is_plain() {
        return Ok(build.on(http));
    }
    let Some(proxy) = proxy.towards(address)? else {
        return Ok(build.on(with_tls(http)?));
    };
    // The proxy itself may be reached through TLS.
    let mut tunnel = Tunnel::new(proxy.uri().clone(), with_tls(http)?);
    if let Some(auth) = proxy.basic_auth() {
        tunnel = tunnel.with_auth(auth.clone());
    }
    Ok(build.on(with_tls(tunnel)?))
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
