//! Retries of the guides' clients, against a server that loses an answer and refuses attempts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{LANGUAGES, folder_of_programs, runner};
use crate::support::SigningKey;

/// Answers of the server, in this order. An empty one closes the connection.
const ANSWERS: [&str; 4] = [
    "",
    "503 Service Unavailable\r\nretry-after: 0\r\n\r\n{\"message\":\"Service Unavailable\"}",
    "409 Conflict\r\nretry-after: 0\r\n\r\n{\"code\":\"idempotency_key_in_use\",\"detail\":\"An attempt is running.\"}",
    "201 Created\r\n\r\n{\"id\":\"doc_1\"}",
];

/// Request as received.
struct Received {
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Received {
    fn read(stream: &TcpStream) -> Self {
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        while lines.last().is_none_or(|line: &String| !line.is_empty()) {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            lines.push(line.trim_end().to_owned());
        }
        let headers: BTreeMap<_, _> = lines
            .iter()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut body = vec![0; headers["content-length"].parse().unwrap()];
        reader.read_exact(&mut body).unwrap();
        Self { headers, body }
    }

    fn claims(&self) -> Value {
        let token = self.headers["authorization"].strip_prefix("Bearer ").unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
    }
}

/// Answers one connection after the other and returns the requests.
fn serve(listener: &TcpListener) -> Vec<Received> {
    ANSWERS
        .iter()
        .map(|answer| {
            let (mut stream, _) = listener.accept().unwrap();
            let received = Received::read(&stream);
            if let Some((head, body)) = answer.split_once("\r\n\r\n") {
                let length = body.len();
                write!(stream, "HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}")
                    .unwrap();
            }
            received
        })
        .collect()
}

#[test]
fn a_client_of_the_guides_repeats_a_call_under_one_idempotency_key_with_new_tokens() {
    let folder = folder_of_programs("clients-retrying");
    fs::write(folder.join("api-key"), "not-issued").unwrap();
    fs::write(folder.join("private.pem"), SigningKey::generate().private_pem()).unwrap();
    fs::write(folder.join("contract.pdf"), "%PDF-1.7 every byte \r\n").unwrap();
    for language in LANGUAGES {
        let mut program = runner(&format!("upload.{language}"), &folder);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = thread::spawn(move || serve(&listener));
        program.current_dir(&folder).envs([("BASE_URL", address.as_str()), ("no_proxy", "127.0.0.1")]);
        let output = program.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{language}: {said}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "201 POST /api/v1/documents doc_1\n", "{language}");

        let attempts = server.join().unwrap();
        let [first, ..] = attempts.as_slice() else { panic!("no attempt") };
        for Received { headers, body } in &attempts {
            assert_eq!(headers["idempotency-key"], first.headers["idempotency-key"], "{language}");
            assert_eq!(headers["content-type"], first.headers["content-type"], "{language}");
            assert!(*body == first.body, "{language}: the body differs");
        }
        let signed = json!({
            "content-type": first.headers["content-type"],
            "idempotency-key": first.headers["idempotency-key"],
        });
        let claims: Vec<Value> = attempts.iter().map(Received::claims).collect();
        for claims in &claims {
            assert_eq!(claims["headers"], signed, "{language}");
            assert_eq!(claims["bodyHash"], hex::encode(Sha256::digest(&first.body)), "{language}");
        }
        let used: BTreeSet<&str> = claims.iter().map(|claims| claims["jti"].as_str().unwrap()).collect();
        assert_eq!(used.len(), ANSWERS.len(), "{language}: {used:?}");
    }
}
