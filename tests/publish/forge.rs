//! The forges that a test runs against: one in this process, and, where there is the tool for
//! it, one behind GitHub's own description of its interface.

use std::cell::{Cell, RefCell};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use raigate::publish::access::{Access, Proxy, Token};
use raigate::publish::outcome::Outcome;
use raigate::publish::pace::Pace;
use raigate::publish::plan::{Plan, Repository};
use raigate::publish::send;
use serde_json::Value;

use super::server::Server;

/// The commit that all of it is about.
pub const HEAD: &str = "1111111111111111111111111111111111111111";

/// The token of the tests; no output holds it.
pub const TOKEN: &str = "ghs_5ecret0fTheTests";

/// A forge and one repository on it.
pub enum Forge {
    Own(Server),
    /// Where the interface is, where it is steered, and the name of the repository.
    Described {
        api: String,
        control: String,
        name: String,
    },
}

impl Forge {
    /// Returns the repository.
    pub fn repository(&self) -> Repository {
        let name = match self {
            Self::Own(_) => "r",
            Self::Described { name, .. } => name,
        };
        Repository::parse(&format!("o/{name}")).unwrap()
    }

    pub fn is_own(&self) -> bool {
        matches!(self, Self::Own(_))
    }

    pub fn access(&self) -> Access {
        Access {
            api: match self {
                Self::Own(server) => format!("http://127.0.0.1:{}", server.port),
                Self::Described { api, .. } => api.clone(),
            },
            token: Token::of(TOKEN).unwrap(),
            proxy: Proxy::default(),
        }
    }

    pub fn seed(&self, seed: Value) {
        match self {
            Self::Own(server) => server.seed(&seed),
            Self::Described { .. } => drop(self.control("seed", Some(&seed))),
        }
    }

    pub fn fault(&self, fault: Value) {
        match self {
            Self::Own(server) => server.fault(fault),
            Self::Described { .. } => drop(self.control("fault", Some(&fault))),
        }
    }

    pub fn state(&self) -> Value {
        match self {
            Self::Own(server) => server.state(),
            Self::Described { .. } => self.control("state", None),
        }
    }

    /// Returns every request so far, as its method and path.
    pub fn log(&self) -> Vec<Value> {
        match self {
            Self::Own(server) => server.log(),
            Self::Described { .. } => self.control("log", None).as_array().unwrap().clone(),
        }
    }

    /// Returns every request so far that wrote, as `METHOD path`, without the repository.
    pub fn writes(&self) -> Vec<String> {
        let before = format!("/repos/{}/", self.repository());
        let log = self
            .log()
            .into_iter()
            .filter(|asked| asked["method"] != "GET");
        log.map(|asked| {
            let path = asked["path"].as_str().unwrap();
            let path = path.strip_prefix(&before).unwrap_or(path);
            format!("{} {path}", asked["method"].as_str().unwrap())
        })
        .collect()
    }

    fn control(&self, what: &str, body: Option<&Value>) -> Value {
        let Self::Described { control, name, .. } = self else {
            return Value::Null;
        };
        let body = body.map(Value::to_string).unwrap_or_default();
        let method = if body.is_empty() { "GET" } else { "POST" };
        let host = control.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(
            stream,
            "{method} /_fake/{what}?repo=o/{name} HTTP/1.0\r\nHost: {host}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(" 200 "), "{what}: {text}");
        serde_json::from_str(body).unwrap()
    }
}

/// Runs a test against a forge in this process, and against GitHub's description where it is.
pub fn on_each_forge(name: &str, test: impl Fn(&Forge)) {
    test(&Forge::Own(Server::start()));
    if let Some((api, control)) = described() {
        test(&Forge::Described {
            api: api.clone(),
            control: control.clone(),
            name: name.to_owned(),
        });
    }
}

/// What time did while a plan was carried out.
pub struct Time {
    pub now: Cell<Duration>,
    pub waits: RefCell<Vec<Duration>>,
    /// How long one request may take, by the clock on the wall.
    pub request: Duration,
}

impl Default for Time {
    fn default() -> Self {
        Self {
            now: Cell::default(),
            waits: RefCell::default(),
            request: Duration::from_secs(20),
        }
    }
}

impl Time {
    /// Does something at a pace at which waiting takes no time.
    pub fn pass<T>(&self, work: impl FnOnce(&Pace) -> T) -> T {
        work(&Pace {
            elapsed: &|| self.now.get(),
            sleep: &|wait| {
                self.now.set(self.now.get() + wait);
                self.waits.borrow_mut().push(wait);
            },
            request: self.request,
        })
    }

    /// Returns how long it took, in seconds.
    pub fn seconds(&self) -> u64 {
        self.now.get().as_secs()
    }
}

/// Carries a plan out, and returns what became of it.
pub fn post(forge: &Forge, plan: &Plan) -> Outcome {
    Time::default().pass(|pace| send::send(plan, &forge.access(), pace))
}

/// Starts GitHub's description once, and returns where it answers and where it is steered.
fn described() -> Option<&'static (String, String)> {
    static STARTED: OnceLock<Option<(String, String)>> = OnceLock::new();
    STARTED.get_or_init(|| start("")).as_ref()
}

/// Starts GitHub's description of its Enterprise Server, where the tool for it is there.
pub fn enterprise(name: &str) -> Option<Forge> {
    let (api, control) = start("3.19")?;
    Some(Forge::Described {
        api,
        control,
        name: name.to_owned(),
    })
}

/// Starts the description of an edition: "" is that of github.com.
fn start(edition: &str) -> Option<(String, String)> {
    let named = std::env::var("RAIGATE_GITHUB_API").ok().map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tools/github-openapi");
    let folder = named.clone().unwrap_or(beside);
    let has_node = Command::new("node").arg("--version").output().is_ok();
    if !folder.join("start.sh").is_file() || !has_node {
        let must = std::env::var("RAIGATE_REQUIRE_TOOLS").is_ok_and(|word| word == "1");
        let is_named = named.is_some() || folder.is_dir();
        assert!(
            !(must && is_named),
            "GitHub's description cannot be started: {}",
            folder.display()
        );
        eprintln!(
            "SKIPPED: no GitHub description; set RAIGATE_GITHUB_API to the folder of its start.sh"
        );
        return None;
    }
    let port = free_ports();
    let output = Command::new(folder.join("start.sh"))
        .args(["fake", &port.to_string()])
        .env("GHES", edition)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let trouble = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success(),
        "GitHub's description does not start: {trouble}"
    );
    stop_with_this_process(&folder, port);
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().trim_start_matches('=').to_owned()
    };
    Some((value("GITHUB_API_URL"), value("GITHUB_FAKE_URL")))
}

/// Returns a port that is free, and the one above it too.
fn free_ports() -> u16 {
    loop {
        let first = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = first.local_addr().unwrap().port();
        if port < u16::MAX && std::net::TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
}

/// Leaves a shell behind that stops the server when this process ends, however it ends.
fn stop_with_this_process(folder: &Path, port: u16) {
    static WATCH: Mutex<Vec<Child>> = Mutex::new(Vec::new());
    let child = Command::new("sh")
        .args(["-c", "cat >/dev/null; exec \"$0\" \"$1\""])
        .arg(folder.join("stop.sh"))
        .arg(port.to_string())
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // Its input ends with this process.
    WATCH.lock().unwrap().push(child);
}
