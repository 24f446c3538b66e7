//! Code Insights of Bitbucket in this process: it checks what it is sent by a schema of what
//! Atlassian says of the interface, stores it, fails on request, and keeps a log.
//!
//! It stands where the proxy of Pipelines does, or where the interface does for who has a token.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use jsonschema::Validator;
use serde_json::{Value, json};

use super::http::{Asked, fault, read_request, written};

/// What every address begins with, for who asks through the proxy.
const BY_PROXY: &str = "http://api.bitbucket.org/2.0";

/// A report holds as many annotations.
const MOST: usize = 1_000;

/// Bitbucket.
pub struct Insights {
    pub port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// The token of who asks without the proxy.
    token: Option<String>,
    reports: BTreeMap<String, Value>,
    annotations: BTreeMap<String, BTreeMap<String, Value>>,
    faults: Vec<Value>,
    log: Vec<Value>,
}

impl Insights {
    /// Starts the proxy of Pipelines, and Bitbucket behind it.
    pub fn by_proxy() -> Self {
        Self::start(None)
    }

    /// Starts Bitbucket, for who has this token.
    pub fn for_token(token: &str) -> Self {
        Self::start(Some(token.to_owned()))
    }

    fn start(token: Option<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            token,
            ..State::default()
        }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, &state));
            }
        });
        Self { port, state }
    }

    pub fn fault(&self, fault: Value) {
        self.state.lock().unwrap().faults.push(fault);
    }

    /// Returns every request so far.
    pub fn log(&self) -> Vec<Value> {
        self.state.lock().unwrap().log.clone()
    }

    /// Returns every request so far, as its method and the end of its path.
    pub fn asked(&self) -> Vec<String> {
        let line = |asked: &Value| {
            let path = asked["path"].as_str().unwrap();
            let end = path.split("/reports/").nth(1).unwrap_or(path);
            format!("{} {end}", asked["method"].as_str().unwrap())
        };
        self.log().iter().map(line).collect()
    }

    /// Returns the reports that stand, by their whole path.
    pub fn reports(&self) -> BTreeMap<String, Value> {
        self.state.lock().unwrap().reports.clone()
    }

    /// Returns the one report that stands, and its annotations in the order of their ids.
    pub fn only(&self) -> (Value, Vec<Value>) {
        let state = self.state.lock().unwrap();
        assert_eq!(state.reports.len(), 1, "{:?}", state.reports.keys());
        let (path, report) = state.reports.first_key_value().unwrap();
        let all = state.annotations.get(path);
        let all = all.into_iter().flat_map(BTreeMap::values);
        (report.clone(), all.cloned().collect())
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(asked) = read_request(&mut reader) {
        let Some(text) = answer(&asked, &mut state.lock().unwrap()) else {
            return;
        };
        if stream.write_all(text.as_bytes()).is_err() {
            return;
        }
    }
}

/// Answers in the text of HTTP; `None` cuts the connection.
fn answer(asked: &Asked, state: &mut State) -> Option<String> {
    let header = |name: &str| asked.headers.get(name).cloned().unwrap_or_default();
    state.log.push(json!({ "method": asked.method, "path": asked.path, "body": asked.body,
        "user_agent": header("user-agent"), "auth": header("authorization"), "host": header("host") }));
    let fault = fault(&mut state.faults, asked);
    let done = match &fault {
        Some(fault) if fault["after"] != true => Ok((200, Value::Null)),
        _ => state.done(asked, &header("authorization")),
    };
    if let Some(fault) = fault {
        if fault["drop"] == true {
            return None;
        }
        return Some(written(
            fault["status"].as_u64().unwrap_or(500),
            &[],
            &fault["body"],
        ));
    }
    Some(match done {
        Ok((204, _)) => "HTTP/1.1 204 Gone\r\n\r\n".to_owned(),
        Ok((status, body)) => written(status, &[], &body),
        Err((status, message)) => {
            let error = json!({ "type": "error", "error": { "message": message } });
            written(status, &[], &error)
        }
    })
}

impl State {
    fn done(&mut self, asked: &Asked, auth: &str) -> Result<(u64, Value), (u64, String)> {
        let refused = |status: u64, why: &str| Err((status, why.to_owned()));
        let path = match &self.token {
            None if !auth.is_empty() => return refused(400, "the proxy says who asks"),
            None => asked.path.strip_prefix(BY_PROXY),
            Some(token) if auth != format!("Bearer {token}") => return refused(401, "who asks?"),
            Some(_) => asked.path.strip_prefix("/2.0"),
        };
        let words: Vec<&str> = path.unwrap_or_default().split('/').skip(1).collect();
        let [
            "repositories",
            _,
            _,
            "commit",
            commit,
            "reports",
            id,
            rest @ ..,
        ] = &*words
        else {
            return refused(404, "there is no API hosted at this URL");
        };
        if commit.len() != 40 || id.is_empty() {
            return refused(404, "no such commit");
        }
        let report = path.unwrap().trim_end_matches("/annotations").to_owned();
        match (asked.method.as_str(), rest) {
            ("DELETE", []) => {
                self.annotations.remove(&report);
                match self.reports.remove(&report) {
                    Some(_) => Ok((204, Value::Null)),
                    None => refused(404, "no such report"),
                }
            }
            ("PUT", []) => {
                fits("report", &asked.body)?;
                self.reports.insert(report, asked.body.clone());
                Ok((200, asked.body.clone()))
            }
            ("POST", ["annotations"]) => {
                if !self.reports.contains_key(&report) {
                    return refused(404, "no such report");
                }
                fits("annotations", &asked.body)?;
                self.annotate(report, asked.body.as_array().unwrap())?;
                Ok((200, asked.body.clone()))
            }
            _ => refused(405, "no such method"),
        }
    }

    fn annotate(&mut self, report: String, list: &[Value]) -> Result<(), (u64, String)> {
        let id = |one: &Value| one["external_id"].as_str().unwrap().to_owned();
        let ids: BTreeSet<String> = list.iter().map(id).collect();
        if ids.len() < list.len() {
            return Err((400, "an external id stands twice".to_owned()));
        }
        let all = self.annotations.entry(report).or_default();
        let new = ids.iter().filter(|id| !all.contains_key(*id)).count();
        if all.len() + new > MOST {
            return Err((400, "a report holds no more than 1000".to_owned()));
        }
        all.extend(list.iter().map(|one| (id(one), one.clone())));
        Ok(())
    }
}

/// Checks a body by the schema of what is sent.
fn fits(name: &str, body: &Value) -> Result<(), (u64, String)> {
    let wrong: Vec<String> = validator(name)
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err((400, wrong.join("; ")))
}

/// Reads the schema of one kind of body.
pub fn validator(name: &str) -> Validator {
    let text = include_str!("bitbucket.schema.json");
    let mut schema: Value = serde_json::from_str(text).unwrap();
    schema["$ref"] = format!("#/$defs/{name}").into();
    jsonschema::validator_for(&schema).unwrap()
}
