//! A web server for one folder, for as long as a test holds it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use camino::Utf8PathBuf;

/// Answers with the files of a folder, and with 404.
pub(crate) struct Server {
    /// Where it listens, as `http://127.0.0.1:PORT`.
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Serves `folder` until the tests end.
    pub(crate) fn start(folder: Utf8PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let path = answer(&folder, &stream.unwrap());
                log.lock().unwrap().push(path);
            }
        });
        Self { address, asked }
    }

    /// Returns the paths that were asked for since the last call.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn answer(folder: &Utf8PathBuf, stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    lines.find(String::is_empty);
    let path = first.split(' ').nth(1).unwrap().to_owned();
    let (status, body) = match std::fs::read(folder.join(path.trim_start_matches('/'))) {
        Ok(bytes) => ("200 OK", bytes),
        Err(_) => ("404 Not Found", b"<html>no such page</html>".to_vec()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = stream;
    // Whoever asked may be gone; the test sees that by itself.
    let _gone = stream.write_all(&[head.into_bytes(), body].concat());
    path
}
