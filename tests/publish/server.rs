//! A forge in this process: it stores, pages, fails on request, and keeps a log.
//!
//! It is steered with the same words as the server that stands behind GitHub's description of
//! its interface, so that one test runs against both.

use std::collections::BTreeMap;
use std::io::{BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use flate2::read::GzDecoder;
use serde_json::{Value, json};

use super::http::{Asked, fault, read_request, written};

/// The forge.
pub struct Server {
    pub port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    db: Db,
    faults: Vec<Value>,
    log: Vec<Value>,
    origin: String,
}

#[derive(Default)]
struct Db {
    next_id: u64,
    runs: Vec<Value>,
    annotations: BTreeMap<u64, Vec<Value>>,
    comments: Vec<Value>,
    statuses: Vec<Value>,
    sarifs: Vec<Value>,
    analyses: Vec<Value>,
    /// What is only read: `pulls/7`, `pulls/7/files`, `orgs/o/teams/t/members`, `user`.
    seeded: BTreeMap<String, Value>,
}

/// What is answered.
enum Reply {
    Json(u64, Value),
    /// A list, of which one page is shown; as a member of an object, where it has a name.
    Pages(Vec<Value>, Option<&'static str>),
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            origin: format!("http://127.0.0.1:{port}"),
            ..State::default()
        }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || serve(&stream, &stream, &state));
            }
        });
        Self { port, state }
    }

    /// Serves one connection that came in elsewhere, such as through TLS.
    pub fn serve(&self, stream: impl Read + Write, origin: &str) {
        origin.clone_into(&mut self.state.lock().unwrap().origin);
        serve_one(stream, &self.state);
    }

    pub fn seed(&self, seed: &Value) {
        let db = &mut self.state.lock().unwrap().db;
        for pull in seed["pulls"].as_array().into_iter().flatten() {
            let (whole, head) = (whole_pull(pull), pull["head_sha"].as_str().unwrap());
            let of_head = (format!("commits/{head}/pulls"), json!([whole]));
            let it = (format!("pulls/{}", pull["number"]), whole);
            db.seeded.extend([of_head, it]);
        }
        for kind in ["files", "reviews"] {
            for (number, list) in seed[kind].as_object().into_iter().flatten() {
                let list = list.as_array().unwrap().iter().map(|item| match kind {
                    "files" if item.is_string() => json!({ "filename": item }),
                    "reviews" => whole_review(item),
                    _ => item.clone(),
                });
                db.seeded
                    .insert(format!("pulls/{number}/{kind}"), list.collect());
            }
        }
        for (team, members) in seed["teams"].as_object().into_iter().flatten() {
            let (org, slug) = team.split_once('/').unwrap();
            let members = members.as_array().unwrap().iter();
            let members = members.map(|login| json!({ "login": login, "type": "User" }));
            db.seeded.insert(
                format!("/orgs/{org}/teams/{slug}/members"),
                members.collect(),
            );
        }
        for comment in seed["comments"].as_array().into_iter().flatten() {
            let kind = comment["type"].as_str().unwrap_or("User");
            let user = json!({ "login": comment["login"], "type": kind });
            db.comment(&comment["issue"], &comment["body"], &user);
        }
        if let Some(user) = seed.get("user") {
            db.seeded.insert("/user".to_owned(), user.clone());
        }
    }

    pub fn fault(&self, fault: Value) {
        self.state.lock().unwrap().faults.push(fault);
    }

    pub fn state(&self) -> Value {
        let db = &self.state.lock().unwrap().db;
        json!({ "runs": db.runs, "annotations": db.annotations, "comments": db.comments,
            "statuses": db.statuses, "sarifs": db.sarifs })
    }

    pub fn log(&self) -> Vec<Value> {
        self.state.lock().unwrap().log.clone()
    }
}

fn whole_pull(pull: &Value) -> Value {
    let side = |name: &str, is_theirs: bool| {
        let full_name = if is_theirs { "someone/r" } else { "o/r" };
        json!({ "sha": pull[format!("{name}_sha")], "repo": { "full_name": full_name } })
    };
    let is_fork = pull["fork"] == true;
    let author = pull
        .get("author")
        .map(|login| json!({ "login": login, "type": "User" }));
    json!({ "number": pull["number"], "user": author, "labels": pull["labels"], "changed_files": pull["changed_files"], "state": "open",
        "head": side("head", is_fork), "base": side("base", false) })
}

/// Gives a review that is described in short the members that the interface gives it.
fn whole_review(review: &Value) -> Value {
    let mut whole = review.clone();
    if let Some(login) = review.get("login") {
        let kind = if login.as_str().unwrap().ends_with("[bot]") {
            "Bot"
        } else {
            "User"
        };
        whole["user"] = json!({ "login": login, "type": kind });
    }
    if whole.get("submitted_at").is_none() && whole["state"] != "PENDING" {
        whole["submitted_at"] = "2026-11-20T10:00:00Z".into();
    }
    whole
}

impl Db {
    fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    fn comment(&mut self, issue: &Value, body: &Value, user: &Value) -> Value {
        let id = self.id();
        let url = format!("https://forge.example/comments/{id}");
        let comment = json!({ "id": id, "_issue": issue, "_edits": 0, "body": body, "user": user, "html_url": url });
        self.comments.push(comment.clone());
        comment
    }

    fn set_run(&mut self, id: u64, body: &Value) -> Value {
        let list = self.annotations.entry(id).or_default();
        list.extend(
            body["output"]["annotations"]
                .as_array()
                .cloned()
                .unwrap_or_default(),
        );
        let count = list.len();
        let run = self.runs.iter_mut().find(|run| run["id"] == id).unwrap();
        for (name, value) in body.as_object().unwrap() {
            run[name] = value.clone();
        }
        run["output"]["annotations_count"] = count.into();
        run["output"].as_object_mut().unwrap().remove("annotations");
        run.clone()
    }

    fn answer(&mut self, asked: &Asked) -> Option<Reply> {
        let path = asked.path.as_str();
        if asked.method == "GET"
            && let Some(known) = self.seeded.get(path)
        {
            return Some(known.as_array().map_or_else(
                || Reply::Json(200, known.clone()),
                |list| Reply::Pages(list.clone(), None),
            ));
        }
        let mut parts = path.strip_prefix("/repos/")?.splitn(3, '/').skip(2);
        let route = parts.next()?;
        let words: Vec<&str> = route.split('/').collect();
        let id = |text: &str| text.parse::<u64>().ok();
        Some(match (asked.method.as_str(), &*words) {
            ("POST", ["check-runs"]) => {
                let id = self.id();
                self.runs.push(
                    json!({ "id": id, "html_url": format!("https://forge.example/runs/{id}") }),
                );
                Reply::Json(201, self.set_run(id, &asked.body))
            }
            ("PATCH", ["check-runs", run]) => Reply::Json(200, self.set_run(id(run)?, &asked.body)),
            ("GET", ["check-runs", run]) => {
                let run = self.runs.iter().find(|one| one["id"].as_u64() == id(run))?;
                Reply::Json(200, run.clone())
            }
            ("GET", ["commits", sha, "check-runs"]) => {
                let runs = self.runs.iter().filter(|run| run["head_sha"] == **sha);
                Reply::Pages(runs.cloned().collect(), Some("check_runs"))
            }
            ("GET", ["commits", sha, "statuses"]) => {
                let ours = self
                    .statuses
                    .iter()
                    .rev()
                    .filter(|one| one["_sha"] == **sha);
                Reply::Pages(ours.cloned().collect(), None)
            }
            ("POST", ["statuses", sha]) => {
                let mut status = asked.body.clone();
                status["_sha"] = (*sha).into();
                self.statuses.push(status.clone());
                Reply::Json(201, status)
            }
            ("GET", ["issues", issue, "comments"]) => {
                let issue = id(issue)?;
                let ours = self.comments.iter().filter(|one| one["_issue"] == issue);
                Reply::Pages(ours.cloned().collect(), None)
            }
            ("POST", ["issues", issue, "comments"]) => {
                let user = json!({ "login": "github-actions[bot]", "type": "Bot" });
                let issue = id(issue)?.into();
                Reply::Json(201, self.comment(&issue, &asked.body["body"], &user))
            }
            ("PATCH", ["issues", "comments", comment]) => {
                let mut all = self.comments.iter_mut();
                let one = all.find(|one| one["id"].as_u64() == id(comment))?;
                one["body"] = asked.body["body"].clone();
                one["_edits"] = (one["_edits"].as_u64()? + 1).into();
                Reply::Json(200, one.clone())
            }
            ("POST", ["code-scanning", "sarifs"]) => {
                self.sarifs.push(asked.body.clone());
                let id = format!("sarif-{}", self.sarifs.len());
                let log = unpacked(&asked.body["sarif"]);
                let category = log["runs"][0]["automationDetails"]["id"].as_str();
                // One of the same category is kept, as on the forge, and no longer counts.
                self.analyses.insert(
                    0,
                    json!({ "id": self.sarifs.len(), "sarif_id": id,
                    "ref": asked.body["ref"], "commit_sha": asked.body["commit_sha"],
                    "category": category.unwrap_or_default().trim_end_matches('/'),
                    "tool": { "name": asked.body["tool_name"] } }),
                );
                Reply::Json(202, json!({ "id": id }))
            }
            ("GET", ["code-scanning", "analyses"]) => {
                Reply::Json(200, self.analyses.clone().into())
            }
            ("GET", ["code-scanning", "sarifs", _]) => {
                Reply::Json(200, json!({ "processing_status": "complete" }))
            }
            ("GET", _) => match self.seeded.get(route)? {
                Value::Array(list) => Reply::Pages(list.clone(), None),
                one => Reply::Json(200, one.clone()),
            },
            _ => return None,
        })
    }
}

/// Reads SARIF as it is uploaded.
pub fn unpacked(sarif: &Value) -> Value {
    let packed = BASE64_STANDARD.decode(sarif.as_str().unwrap()).unwrap();
    let mut text = String::new();
    let mut unpacker = GzDecoder::new(&*packed);
    unpacker.read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn serve(read: &TcpStream, write: &TcpStream, state: &Mutex<State>) {
    struct Both<'a>(&'a TcpStream, &'a TcpStream);
    impl Read for Both<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0.read(buffer)
        }
    }
    impl Write for Both<'_> {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.1.write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            self.1.flush()
        }
    }
    serve_one(Both(read, write), state);
}

fn serve_one(stream: impl Read + Write, state: &Mutex<State>) {
    let mut stream = BufReader::new(stream);
    while let Some(asked) = read_request(&mut stream) {
        let Some(text) = answer(asked, &mut state.lock().unwrap()) else {
            return;
        };
        if stream.get_mut().write_all(text.as_bytes()).is_err() {
            return;
        }
        let _ = stream.get_mut().flush();
    }
}

/// Answers in the text of HTTP; `None` cuts the connection.
fn answer(mut asked: Asked, state: &mut State) -> Option<String> {
    if let Some(path) = asked.path.strip_prefix("/api/v3") {
        asked.path = path.to_owned();
    }
    let header = |name: &str| asked.headers.get(name).cloned().unwrap_or_default();
    state.log.push(
        json!({ "method": asked.method, "path": asked.path, "query": asked.query,
        "body": asked.body, "user_agent": header("user-agent"), "auth": header("authorization") }),
    );
    let fault = fault(&mut state.faults, &asked);
    if header("authorization").is_empty() {
        return Some(written(
            401,
            &[],
            &json!({ "message": "Requires authentication" }),
        ));
    }
    let reply = match &fault {
        Some(fault) if fault["after"] != true => None,
        _ => Some(state.db.answer(&asked)),
    };
    if let Some(fault) = fault {
        if fault["drop"] == true {
            return None;
        }
        if fault["hang"] == true {
            return Some(String::new());
        }
        let none = serde_json::Map::new();
        let headers = fault["headers"].as_object().unwrap_or(&none);
        let headers: Vec<(&str, String)> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap().to_owned()))
            .collect();
        let status = fault["status"].as_u64().unwrap_or(500);
        return Some(written(status, &headers, &fault["body"]));
    }
    let missing = Reply::Json(404, json!({ "message": "Not Found" }));
    Some(match reply.flatten().unwrap_or(missing) {
        Reply::Json(status, body) => written(status, &[], &body),
        Reply::Pages(list, key) => page(&asked, &state.origin, &list, key),
    })
}

fn page(asked: &Asked, origin: &str, list: &[Value], key: Option<&str>) -> String {
    let asked_for = |name: &str, or: usize| {
        let mut words = asked
            .query
            .split('&')
            .filter_map(|word| word.split_once('='));
        words
            .find(|word| word.0 == name)
            .map_or(or, |word| word.1.parse().unwrap())
    };
    let (size, number) = (asked_for("per_page", 30).min(100), asked_for("page", 1));
    let shown: Vec<&Value> = list.iter().skip((number - 1) * size).take(size).collect();
    let mut headers = Vec::new();
    if number * size < list.len() {
        let path = &asked.path;
        let link = |page: usize| format!("<{origin}{path}?per_page={size}&page={page}>");
        let pages = list.len().div_ceil(size);
        headers.push((
            "Link",
            format!(
                "{}; rel=\"last\", {}; rel=\"next\"",
                link(pages),
                link(number + 1)
            ),
        ));
    }
    let shown = match key {
        Some(key) => json!({ "total_count": list.len(), key: shown }),
        None => json!(shown),
    };
    written(200, &headers, &shown)
}
