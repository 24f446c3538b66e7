//! A web server for one folder, for as long as a test holds it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use camino::{Utf8Path, Utf8PathBuf};

/// Answers with the files of a folder, and with 404; what is to be written is refused, unless
/// there is an answer to it below a folder of the method's name.
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

    /// Returns what was asked for since the last call, as `GET /path`.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn answer(folder: &Utf8Path, stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    let mut head = String::new();
    while reader.read_line(&mut head).unwrap() > 2 {
        let line = head.lines().last().unwrap().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut words = head.split(' ');
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    reader.take(length).read_to_end(&mut Vec::new()).unwrap();
    let name = path.split('?').next().unwrap();
    let file = match method {
        "GET" => folder.join(name.trim_start_matches('/')),
        _ => folder.join(format!("{method}{name}")),
    };
    let (status, body) = match (std::fs::read(file), method) {
        (Ok(bytes), "GET") => ("200 OK", bytes),
        (Ok(bytes), _) => ("201 Created", bytes),
        (Err(_), "GET") => ("404 Not Found", b"{\"message\": \"Not Found\"}".to_vec()),
        (Err(_), _) => (
            "403 Forbidden",
            b"{\"message\": \"Resource not accessible by integration\"}".to_vec(),
        ),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    let mut stream = stream;
    // Whoever asked may be gone; the test sees that by itself.
    let _gone = stream.write_all(&[head.into_bytes(), body].concat());
    format!("{method} {path}")
}
