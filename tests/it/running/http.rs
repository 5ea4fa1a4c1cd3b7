//! Raw HTTP, sent unchanged where a client library would correct it.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use crate::support::{Call, Reply};

/// Timeout of a call, which may wait for its function's start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// Returns the bytes of a request.
pub(crate) fn bytes(call: &Call) -> Vec<u8> {
    let mut head = format!("{} {} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n", call.method, call.uri);
    for (name, value) in &call.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !call.body.is_empty() {
        head.push_str(&format!("content-length: {}\r\n", call.body.len()));
    }
    head.push_str("\r\n");
    [head.as_bytes(), &call.body].concat()
}

/// Connects to a port of this machine.
pub(crate) fn connect(port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Sends bytes and reads the answer to its end.
pub(crate) fn exchange(stream: &mut TcpStream, request: &[u8]) -> io::Result<Reply> {
    stream.write_all(request)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    parse(&answer).ok_or_else(|| io::Error::other(format!("no answer: {:?}", String::from_utf8_lossy(&answer))))
}

fn parse(answer: &[u8]) -> Option<Reply> {
    let text = String::from_utf8(answer.to_vec()).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = match status {
        // A 204 has no body and no length (RFC 9110, 8.6).
        204 => 0,
        _ => headers.iter().find(|(name, _)| name == "content-length")?.1.parse::<usize>().ok()?,
    };
    (body.len() == length).then(|| Reply { status, headers, text: body.to_owned() })
}
