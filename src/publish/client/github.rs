//! Requests to GitHub, by octocrab.

use std::sync::Arc;

use http::Uri;
use http::header::{ACCEPT, HeaderName, HeaderValue, USER_AGENT};
use http::request::Builder;
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::Connect;
use hyper_util::rt::TokioExecutor;
use octocrab::service::middleware::auth_header::AuthHeaderLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, Octocrab, OctocrabBuilder};
use serde_json::Value;

use super::super::access::{Access, bearer};
use super::super::address::Address;
use super::super::answer::Answer;
use super::super::trouble::Trouble;
use super::connect::{self, Build};
use super::{AGENT, Broken};

/// What carries them.
pub(super) type Wire = Octocrab;

/// Makes octocrab ready, on a connection of ours.
pub(super) fn wire(access: &Access, address: &Address) -> Result<Wire, Trouble> {
    let base: Uri = address.join("/").parse().map_err(|_| Trouble::Elsewhere)?;
    let bearer = bearer(&access.token)?;
    connect::to(address, &access.proxy, Crab { bearer, base })
}

/// Sends one request, and reads its answer whole.
pub(super) async fn exchange(
    forge: &Wire,
    request: Builder,
    body: Option<&Value>,
) -> Result<Answer, Broken> {
    let request = forge.build_request(request, body)?;
    let answer = forge.execute(request).await?;
    let mut heard = Answer::read(answer.status().as_u16(), answer.headers());
    heard.body = forge.body_to_string(answer).await?;
    Ok(heard)
}

struct Crab {
    bearer: HeaderValue,
    base: Uri,
}

impl Build for Crab {
    type Built = Octocrab;

    fn on(self, connector: impl Connect + Clone + Send + Sync + 'static) -> Octocrab {
        let agent = HeaderValue::from_static(AGENT);
        let accept = HeaderValue::from_static("application/vnd.github+json");
        let extra: Vec<(HeaderName, HeaderValue)> = vec![(USER_AGENT, agent), (ACCEPT, accept)];
        let http = Http::builder(TokioExecutor::new()).build::<_, octocrab::OctoBody>(connector);
        let built = OctocrabBuilder::new_empty()
            .with_service(http)
            .with_layer(&ExtraHeadersLayer::new(Arc::new(extra)))
            .with_layer(&AuthHeaderLayer::new(
                Some(self.bearer),
                self.base.clone(),
                self.base,
            ))
            .with_auth(AuthState::None)
            .build();
        match built {
            Ok(forge) => forge,
            Err(never) => match never {},
        }
    }
}
