//! As much of HTTP as a server in a test speaks.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde_json::Value;

/// A request, taken apart.
pub struct Asked {
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: BTreeMap<String, String>,
    pub body: Value,
}

/// Reads one request; `None` at the end of the connection.
pub fn read_request(stream: &mut impl BufRead) -> Option<Asked> {
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers
        .get("content-length")
        .map_or(0, |text| text.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    Some(Asked {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    })
}

/// Writes an answer.
pub fn written(status: u64, headers: &[(&str, String)], body: &Value) -> String {
    let body = if body.is_null() {
        "{}".to_owned()
    } else {
        body.to_string()
    };
    let more: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let more = more.concat();
    format!(
        "HTTP/1.1 {status} Said\r\nDate: Thu, 01 Jan 1970 00:01:00 GMT\r\nContent-Type: application/json\r\n\
         {more}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Takes the fault that a request meets, if there is one.
pub fn fault(faults: &mut [Value], asked: &Asked) -> Option<Value> {
    for fault in faults {
        let is_method = fault
            .get("method")
            .is_none_or(|method| *method == asked.method);
        let path = fault["path"].as_str().unwrap_or_default();
        let is_path = path.strip_suffix('$').map_or_else(
            || asked.path.contains(path),
            |end| asked.path.ends_with(end),
        );
        let times = fault["times"].as_u64().unwrap_or(1);
        if !is_method || !is_path || times == 0 {
            continue;
        }
        // The first few may pass.
        let skip = fault["skip"].as_u64().unwrap_or_default();
        if skip > 0 {
            fault["skip"] = (skip - 1).into();
            continue;
        }
        fault["times"] = (times - 1).into();
        return Some(fault.clone());
    }
    None
}
