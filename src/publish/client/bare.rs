//! Requests to a forge other than GitHub, by hyper alone.

use std::pin::Pin;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};
use http::header::{HeaderName, HeaderValue};
use http::request::Builder;
use http::{Request, Response, Uri};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::client::conn::http1::handshake;
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::Connect;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::Value;
use tokio::net::TcpStream;

use super::super::access::bearer;
use super::super::address::Address;
use super::super::answer::Answer;
use super::super::bitbucket::access::Access;
use super::super::trouble::Trouble;
use super::connect::{self, Build, CONNECT};
use super::{AGENT, Broken};

/// An answer that is under way.
type Coming = Pin<Box<dyn Future<Output = Result<Response<Incoming>, Broken>>>>;

/// Sends one request.
type Carry = Box<dyn Fn(Request<String>) -> Coming>;

/// What carries requests, and what each of them says.
pub(super) struct Bare {
    send: Carry,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// The proxy of Pipelines is not there.
#[derive(Debug, thiserror::Error)]
#[error("a proxy could not be reached")]
pub(super) struct Unreached(pub(super) String);

/// Makes ready to carry requests to Bitbucket.
pub(super) fn wire(access: &Access, address: &Address) -> Result<Bare, Trouble> {
    let mut headers = vec![
        (USER_AGENT, HeaderValue::from_static(AGENT)),
        (ACCEPT, HeaderValue::from_static("application/json")),
    ];
    let host = HeaderValue::from_str(address.authority()).map_err(|_| Trouble::Elsewhere)?;
    headers.push((HOST, host));
    let send: Carry = match access {
        Access::Pipelines { .. } => {
            let proxy = access.proxy_host()?;
            Box::new(move |request| Box::pin(through(proxy.clone(), request)))
        }
        Access::Token { token, proxy, .. } => {
            headers.push((AUTHORIZATION, bearer(token)?));
            connect::to(address, proxy, Plain)?
        }
    };
    Ok(Bare { send, headers })
}

impl Bare {
    /// Sends one request, and reads its answer whole.
    pub(super) async fn exchange(
        &self,
        request: Builder,
        body: Option<&Value>,
    ) -> Result<Answer, Broken> {
        let mut request = request;
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = match body {
            Some(body) => request
                .header(CONTENT_TYPE, "application/json")
                .body(body.to_string())?,
            None => request.header(CONTENT_LENGTH, "0").body(String::new())?,
        };
        let answer = (self.send)(request).await?;
        let mut heard = Answer::read(answer.status().as_u16(), answer.headers());
        let bytes = answer.into_body().collect().await?.to_bytes();
        heard.body = String::from_utf8(bytes.to_vec())?;
        Ok(heard)
    }
}

/// Asks the proxy of Pipelines for a whole address: it adds who asks, which it could not inside
/// of a tunnel.
async fn through(proxy: Uri, request: Request<String>) -> Result<Response<Incoming>, Broken> {
    let unreached = || {
        Unreached(
            proxy
                .authority()
                .map_or_else(String::new, ToString::to_string),
        )
    };
    let host = proxy.host().ok_or_else(unreached)?;
    let at = (
        host.trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned(),
        proxy.port_u16().unwrap_or(80),
    );
    let stream = tokio::time::timeout(CONNECT, TcpStream::connect(at)).await;
    let stream = stream.map_err(|_| unreached())?.map_err(|_| unreached())?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    // It is driven beside the request, and what becomes of it is told there.
    drop(tokio::spawn(connection));
    Ok(sender.send_request(request).await?)
}

/// A client of hyper, and nothing on it.
struct Plain;

impl Build for Plain {
    type Built = Carry;

    fn on(self, connector: impl Connect + Clone + Send + Sync + 'static) -> Carry {
        let http = Http::builder(TokioExecutor::new()).build::<_, String>(connector);
        Box::new(move |request| {
            let coming = http.request(request);
            Box::pin(async move { Ok(coming.await?) })
        })
    }
}
