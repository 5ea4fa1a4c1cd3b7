//! Requests of arbitrary bytes through the gateway to the functions, without failures of either.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use local::gateway::{Functions, Gateway, InvokeError};
use provision::api;
use runtime::Event;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::support::{Seeded, World, run, world};

const REQUESTS: usize = 100_000;
const CONNECTIONS: u64 = 4;

/// Functions in this process.
struct InProcess(&'static World);

#[async_trait::async_trait]
impl Functions for InProcess {
    async fn invoke(&self, function: &str, event: String) -> Result<Bytes, InvokeError> {
        let answer = self.0.function(function).answer(Event::read(&event, "bytes")).await;
        Ok(serde_json::to_vec(&answer.into_gateway()).unwrap().into())
    }
}

/// Generator of mostly well-formed request bytes.
struct Sender(Seeded);

impl Sender {
    fn under(&mut self, limit: u64) -> u64 {
        self.0.next() % limit
    }

    fn bytes(&mut self, most: u64) -> Vec<u8> {
        (0..self.under(most + 1)).map(|_| u8::try_from(self.under(256)).unwrap()).collect()
    }

    /// Returns bytes for a header or path, occasionally with an invalid one.
    fn line(&mut self, most: u64) -> Vec<u8> {
        let any = self.under(20) == 0;
        let byte = |byte: u8| if any || (byte >= 0x21 && byte != 0x7f) { byte } else { b'x' };
        self.bytes(most).into_iter().map(byte).filter(|byte| !matches!(byte, b'\r' | b'\n')).collect()
    }

    fn path(&mut self) -> Vec<u8> {
        let paths: Vec<&str> = contract::routes::all().flat_map(|entry| entry.spec.paths()).collect();
        let mut path = self.0.one_of(&paths).replace(['{', '}'], "").into_bytes();
        match self.under(8) {
            0 => path.extend(self.line(30)),
            1 => path.extend(format!("%{:02x}", self.under(256)).bytes()),
            2 => path.extend(b"%zz"),
            3 => path = [b"/".to_vec(), self.line(60)].concat(),
            4 => {
                path.push(b'?');
                path.extend(self.line(60));
            }
            _ => {}
        }
        path
    }

    fn body(&mut self) -> Vec<u8> {
        let texts: [&[u8]; 6] = [
            b"{\"companyName\":\"M\xfcller\"}",
            b"\xff\xfe{\0}\0",
            b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xabV\xaaP\xb2R\xaaT\xaa\x05\0",
            b"\xef\xbb\xbf{}",
            b"{\"a\":\"\\ud800\"}",
            b"--x\r\nContent-Disposition: form-data; name=\"f\xe9\"\r\n\r\nx\r\n--x--\r\n",
        ];
        match self.under(4) {
            0 => Vec::new(),
            1 => self.bytes(200),
            _ => (*self.0.one_of(&texts)).to_vec(),
        }
    }

    fn request(&mut self) -> Vec<u8> {
        let methods = ["GET", "GET", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW", "get"];
        let types = [
            "application/json", "application/json; charset=iso-8859-1", "text/plain",
            "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "nonsense",
        ];
        let mut request = self.0.one_of(&methods).as_bytes().to_vec();
        request.push(b' ');
        request.extend(self.path());
        request.extend(b" HTTP/1.1\r\nhost: api\r\n");
        for name in ["authorization", "x-api-key", "cookie", "idempotency-key", "content-encoding", "x-forwarded-for"] {
            if self.under(4) == 0 {
                request.extend(name.as_bytes());
                request.extend(b": ");
                if name == "authorization" && self.under(2) == 0 {
                    request.extend(b"Bearer ");
                }
                request.extend(self.line(80));
                request.extend(b"\r\n");
            }
        }
        if self.under(2) == 0 {
            request.extend(format!("content-type: {}\r\n", self.0.one_of(&types)).bytes());
        }
        let body = self.body();
        request.extend(format!("content-length: {}\r\n\r\n", body.len()).bytes());
        request.extend(body);
        request
    }
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

/// Reads an answer from a connection; `None` if it was closed without one.
fn read(reader: &mut BufReader<TcpStream>, head_only: bool) -> Option<Answer> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line).ok().filter(|read| *read > 0)?;
    let status = std::str::from_utf8(&line).unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; if head_only { 0 } else { length }];
    reader.read_exact(&mut body).unwrap();
    Some(Answer { status, headers, body })
}

/// Returns the source of an answer: a function, the gateway, or its HTTP server (400 and 431 only).
fn who_answered(answer: &Answer) -> &'static str {
    let json: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let content_type = answer.headers.get("content-type").map(String::as_str);
    if !answer.headers.contains_key("apigw-requestid") {
        assert!(matches!(answer.status, 400 | 414 | 431) && answer.body.is_empty(), "{}", answer.status);
        return "server";
    }
    if answer.status >= 400 && !answer.body.is_empty() {
        let json = json.unwrap();
        if content_type == Some("application/problem+json") {
            assert!(json["code"].is_string() && json["requestId"].is_string(), "{json}");
        } else {
            assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), ["message"]);
            return "gateway";
        }
    }
    "function"
}

#[test]
fn a_hundred_thousand_requests_of_arbitrary_bytes_are_answered() {
    let port = run(async {
        let world = world().await;
        let functions = Arc::new(InProcess(world));
        let settings = api::settings(&world.hmac_keys(), functions, false).unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(Gateway::new(listener, settings).serve());
        port
    });
    let send = |seed: u64| {
        let mut sender = Sender(Seeded::new(seed));
        let mut counts: BTreeMap<(&str, u16), usize> = BTreeMap::new();
        let connect = || {
            let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
            stream.set_nodelay(true).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            BufReader::new(stream)
        };
        let mut reader = connect();
        for number in 0..REQUESTS / usize::try_from(CONNECTIONS).unwrap() {
            let request = sender.request();
            reader.get_mut().write_all(&request).unwrap();
            let told = || format!("seed {seed}, request {number}: {:?}", String::from_utf8_lossy(&request));
            let answer =
                read(&mut reader, request.starts_with(b"HEAD ")).unwrap_or_else(|| panic!("no answer: {}", told()));
            assert!(answer.status < 500, "{}: {}", answer.status, told());
            let who = who_answered(&answer);
            *counts.entry((who, answer.status)).or_default() += 1;
            if who == "server" || answer.headers.get("connection").is_some_and(|value| value == "close") {
                reader = connect();
            }
        }
        counts
    };
    let all: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CONNECTIONS).map(|seed| scope.spawn(move || send(seed))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    // Both paths occur, so both are tested.
    for who in ["server", "function"] {
        assert!(all.iter().flatten().any(|((by, _), _)| *by == who), "{who}: {all:?}");
    }
}
