//! A forge behind TLS with an authority of its own, and a proxy before it.
//!
//! Authorities are those of the environment that a process starts with, so each of these
//! posts in a process of its own.

use std::collections::BTreeMap;
use std::io::{BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use raigate::publish::access::{Access, Proxy, Token};
use raigate::publish::send;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::forge::{Forge, TOKEN, Time};
use super::http::read_request;
use super::plans;
use super::server::Server;

/// The password of the proxy, and how it is written in an address.
const PASSWORD: (&str, &str) = ("p@ss:w0rd", "p%40ss%3Aw0rd");

/// How `me` and the password are sent to the proxy.
const BASIC: &str = "Basic bWU6cEBzczp3MHJk";

/// What the proxy was asked: where to, and with which headers.
type Tunnel = (String, BTreeMap<String, String>);

/// A forge behind TLS, and the proxy before it.
struct Setting {
    _guard: tempfile::TempDir,
    authority: PathBuf,
    server: Arc<Server>,
    forge_port: u16,
    proxy_port: u16,
    tunnels: Arc<Mutex<Vec<Tunnel>>>,
}

impl Setting {
    fn new() -> Option<Self> {
        let (guard, config) = certificates()?;
        let authority = guard.path().join("ca.pem");
        let server = Arc::new(Server::start());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let forge_port = listener.local_addr().unwrap().port();
        let behind = Arc::clone(&server);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (behind, config) = (Arc::clone(&behind), Arc::clone(&config));
                std::thread::spawn(move || {
                    let tls = ServerConnection::new(config).unwrap();
                    behind.serve(StreamOwned::new(tls, stream), "https://forge.test");
                });
            }
        });
        let tunnels = Arc::default();
        Some(Self {
            _guard: guard,
            authority,
            server,
            forge_port,
            proxy_port: proxy(forge_port, Arc::clone(&tunnels)),
            tunnels,
        })
    }

    /// Posts in a process of its own, and returns all that it says.
    fn post(&self, api: &str, environment: &[(&str, &str)]) -> String {
        let output = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "tls::posts_as_its_environment_says",
                "--nocapture",
            ])
            .env_remove("SSL_CERT_DIR")
            .env("SSL_CERT_FILE", &self.authority)
            .env("RAIGATE_TEST_API", api)
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        for secret in [TOKEN, PASSWORD.0, PASSWORD.1, "bWU6cEBzczp3MHJk"] {
            assert!(!said.contains(secret), "{said}");
        }
        said
    }

    fn through(&self, credentials: &str) -> String {
        format!("http://{credentials}@127.0.0.1:{}", self.proxy_port)
    }

    fn tunnels(&self) -> Vec<Tunnel> {
        self.tunnels.lock().unwrap().clone()
    }
}

/// A proxy that opens every tunnel to one port, for whoever has the password.
fn proxy(to: u16, tunnels: Arc<Mutex<Vec<Tunnel>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let Some(asked) = read_request(&mut reader) else {
                continue;
            };
            let is_known = asked
                .headers
                .get("proxy-authorization")
                .is_some_and(|text| text == BASIC);
            let is_allowed = asked.method == "CONNECT" && !asked.path.starts_with("forbidden");
            tunnels.lock().unwrap().push((asked.path, asked.headers));
            let answer = match (is_known, is_allowed) {
                (false, _) => "407 Who are you",
                (true, false) => "403 No",
                (true, true) => "200 Here you are",
            };
            let mut stream = stream;
            let _ = write!(stream, "HTTP/1.1 {answer}\r\n\r\n");
            if answer.starts_with("200") {
                join(stream, TcpStream::connect(("127.0.0.1", to)).unwrap());
            }
        }
    });
    port
}

/// Carries what one says to the other, both ways.
fn join(one: TcpStream, other: TcpStream) {
    for (mut from, mut to) in [
        (one.try_clone().unwrap(), other.try_clone().unwrap()),
        (other, one),
    ] {
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Write);
        });
    }
}

/// Makes an authority and a certificate of it, with the program that everybody makes them with.
fn certificates() -> Option<(tempfile::TempDir, Arc<ServerConfig>)> {
    if Command::new("openssl").arg("version").output().is_err() {
        let must = std::env::var("RAIGATE_REQUIRE_TOOLS").is_ok_and(|word| word == "1");
        assert!(!must, "no openssl to make certificates with");
        eprintln!("SKIPPED: no openssl to make certificates with");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let authority = "[req]\ndistinguished_name=dn\nx509_extensions=ca\nprompt=no\n[dn]\nCN=An authority\n\
        [ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n";
    std::fs::write(at.join("ca.cnf"), authority).unwrap();
    std::fs::write(
        at.join("leaf.cnf"),
        "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=forge.test\n",
    )
    .unwrap();
    let names = "basicConstraints=CA:FALSE\nsubjectAltName=DNS:forge.test,DNS:localhost\n";
    std::fs::write(at.join("names.cnf"), names).unwrap();
    openssl(
        at,
        "req -x509 -newkey rsa:2048 -nodes -days 2 -config ca.cnf -keyout ca.key -out ca.pem",
    );
    openssl(
        at,
        "req -new -newkey rsa:2048 -nodes -config leaf.cnf -keyout leaf.key -out leaf.csr",
    );
    openssl(
        at,
        "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names.cnf -out leaf.pem",
    );
    let chain = CertificateDer::pem_file_iter(at.join("leaf.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(at.join("leaf.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.map(Result::unwrap).collect(), key)
        .unwrap();
    Some((folder, Arc::new(config)))
}

fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(arguments.split(' '))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// What the other tests run in a process of its own; alone it has nothing to post.
#[test]
fn posts_as_its_environment_says() {
    let Ok(api) = std::env::var("RAIGATE_TEST_API") else {
        return;
    };
    let plan = plans::everything(&Forge::Own(Server::start()));
    let access = Access {
        api,
        token: Token::of(TOKEN).unwrap(),
        proxy: Proxy {
            https: std::env::var("RAIGATE_TEST_PROXY").ok(),
            all: std::env::var("RAIGATE_TEST_ALL_PROXY").ok(),
            except: std::env::var("RAIGATE_TEST_NO_PROXY").ok(),
            ..Proxy::default()
        },
    };
    let outcome = Time::default().pass(|pace| send::send(&plan, &access, pace));
    println!(
        "{}\n{outcome:?}\n{access:?}",
        serde_json::to_string(&outcome).unwrap()
    );
}

#[test]
fn a_proxy_with_a_password_is_gone_through_and_learns_nothing() {
    let Some(setting) = Setting::new() else {
        return;
    };
    setting.server.seed(&plans::pull());
    let proxy = setting.through(&format!("me:{}", PASSWORD.1));
    let said = setting.post(
        "https://forge.test/api/v3",
        &[("RAIGATE_TEST_PROXY", &proxy)],
    );
    for what in ["check run", "comment", "SARIF"] {
        assert!(said.contains(&format!("{{\"what\":\"{what}\"")), "{said}");
    }
    assert!(said.contains(r#""degraded":[],"failed":[]"#), "{said}");
    let tunnels = setting.tunnels();
    assert!(!tunnels.is_empty());
    for (target, headers) in tunnels {
        assert_eq!(target, "forge.test:443");
        assert_eq!(headers.get("authorization"), None);
    }
}

#[test]
fn a_proxy_that_does_not_know_the_password_is_said_to() {
    let Some(setting) = Setting::new() else {
        return;
    };
    let proxy = setting.through("me:0ther-p4ssword");
    let said = setting.post(
        "https://forge.test/api/v3",
        &[("RAIGATE_TEST_PROXY", &proxy)],
    );
    assert!(
        said.contains("the proxy does not accept the name and password"),
        "{said}"
    );
    assert!(!said.contains("0ther-p4ssword"), "{said}");
    assert_eq!(setting.tunnels().len(), 1, "asking again does not help");
}

#[test]
fn a_host_of_no_proxy_is_reached_without_it() {
    let Some(setting) = Setting::new() else {
        return;
    };
    setting.server.seed(&plans::pull());
    let proxy = setting.through("me:x");
    let api = format!("https://localhost:{}/api/v3", setting.forge_port);
    let environment = [
        ("RAIGATE_TEST_PROXY", &*proxy),
        ("RAIGATE_TEST_NO_PROXY", "example.org,localhost"),
    ];
    let said = setting.post(&api, &environment);
    assert!(said.contains(r#""degraded":[],"failed":[]"#), "{said}");
    assert!(setting.tunnels().is_empty());
}

#[test]
fn an_entry_of_no_proxy_with_a_port_is_about_that_port() {
    let Some(setting) = Setting::new() else {
        return;
    };
    setting.server.seed(&plans::pull());
    let proxy = setting.through(&format!("me:{}", PASSWORD.1));
    let (port, other) = (setting.forge_port, setting.forge_port ^ 1);
    let api = format!("https://localhost:{port}/api/v3");
    let except = |entry: &str| {
        let environment = [
            ("RAIGATE_TEST_PROXY", &*proxy),
            ("RAIGATE_TEST_NO_PROXY", entry),
        ];
        let said = setting.post(&api, &environment);
        assert!(said.contains(r#""degraded":[],"failed":[]"#), "{said}");
        setting.tunnels().len()
    };
    assert_eq!(except(&format!("localhost:{port}")), 0);
    assert!(except(&format!("localhost:{other}")) > 0);
}

#[test]
fn a_socks_proxy_is_refused_and_nothing_goes_past_it() {
    let Some(setting) = Setting::new() else {
        return;
    };
    let api = format!("https://localhost:{}/api/v3", setting.forge_port);
    let said = setting.post(
        &api,
        &[("RAIGATE_TEST_ALL_PROXY", "socks5h://127.0.0.1:1080")],
    );
    assert!(said.contains("ALL_PROXY names a SOCKS proxy"), "{said}");
    assert!(setting.server.log().is_empty());
}

#[test]
fn an_authority_that_is_not_known_here_is_not_trusted() {
    let Some(setting) = Setting::new() else {
        return;
    };
    let Some(other) = Setting::new() else { return };
    let api = format!("https://localhost:{}/api/v3", setting.forge_port);
    let said = other.post(&api, &[]);
    assert!(
        said.contains("the certificate of `localhost` is not trusted here"),
        "{said}"
    );
    assert!(setting.server.log().is_empty());
}

#[test]
fn a_proxy_that_is_not_there_is_not_passed_by() {
    let Some(setting) = Setting::new() else {
        return;
    };
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let api = format!("https://localhost:{}/api/v3", setting.forge_port);
    let said = setting.post(
        &api,
        &[("RAIGATE_TEST_PROXY", &format!("127.0.0.1:{closed}"))],
    );
    assert!(
        said.contains("the proxy of HTTPS_PROXY could not be reached"),
        "{said}"
    );
    assert!(setting.server.log().is_empty());
}

#[test]
fn a_machine_without_authorities_is_told_what_to_install() {
    let Some(setting) = Setting::new() else {
        return;
    };
    let none = setting.authority.with_file_name("leaf.cnf");
    let said = setting.post(
        "https://forge.test",
        &[("SSL_CERT_FILE", none.to_str().unwrap())],
    );
    assert!(said.contains("install `ca-certificates`"), "{said}");
}
