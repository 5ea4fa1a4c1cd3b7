//! `nuvera-sign` command, run as by a user, against a plain socket.
//!
//! The assertions are on the bytes that were sent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::thread::{self, JoinHandle};

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use signing::{KeyPair, KeySize, Signer, generate};
use tempfile::TempDir;

const API_KEY: &str = "nuv_test_0123456789abcdefghijABCDEFGHIJ";

static PAIR: LazyLock<KeyPair> = LazyLock::new(|| generate(KeySize::Rsa2048).unwrap());

/// Creates a folder with `api-key` and `private.pem`. `api-key` ends with the line break that editors write.
fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("api-key"), format!("{API_KEY}\n")).unwrap();
    fs::write(home.path().join("private.pem"), PAIR.private_pem.expose()).unwrap();
    home
}

/// Returns the command in that folder. Its environment has no variables that could change its behaviour.
fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nuvera-sign"));
    command.current_dir(home).env_clear().stdin(Stdio::null());
    command
}

fn with_keys(home: &Path) -> Command {
    let mut command = command(home);
    command.args(["--api-key-file", "api-key", "--private-key", "private.pem"]);
    command
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Asserts this exit code and an empty stdout. Returns its stderr.
fn refused(output: &Output, code: i32) -> &str {
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert_eq!(text(&output.stdout), "");
    assert!(!stderr.contains(API_KEY), "{stderr}");
    stderr
}

/// Runs a command and asserts that it succeeds. Returns its stdout.
fn succeeded(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout).to_owned()
}

/// Runs the command with these arguments and the address of a server, which answers [`OK`]. Returns what it received.
fn sent(home: &Path, arguments: &[&str], uri: &str) -> Received {
    let (base, server) = server(OK);
    succeeded(with_keys(home).args(arguments).arg(format!("{base}{uri}")));
    server.join().unwrap()
}

/// Received request.
struct Received {
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Received {
    /// Returns the only value of a header. The name is in lower case.
    fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(n, _)| n == name);
        let value = values.next();
        assert!(values.next().is_none(), "{name} was sent twice");
        value.map(|(_, value)| value.as_str())
    }

    fn claims(&self) -> Value {
        verified(self.header("authorization").unwrap()).1
    }
}

/// Returns `kid` and claims of a token. Another library has verified its signature.
fn verified(authorization: &str) -> (Option<String>, Value) {
    let token = authorization.strip_prefix("Bearer ").unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&["nuvera-rest-api"]);
    validation.set_issuer(&["nuvera-api"]);
    let key = DecodingKey::from_rsa_pem(PAIR.public_pem.as_bytes()).unwrap();
    let data = jsonwebtoken::decode::<Value>(token, &key, &validation).unwrap();
    (data.header.kid, data.claims)
}

/// Answers one request with these bytes. The thread returns the request.
fn server(answer: &'static str) -> (String, JoinHandle<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let thread = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut next_line = || {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            line.strip_suffix("\r\n").unwrap().to_owned()
        };
        let line = next_line();
        let mut headers = Vec::new();
        loop {
            let line = next_line();
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut received = Received { line, headers, body: Vec::new() };
        let length = received.header("content-length").map_or(0, |length| length.parse().unwrap());
        received.body.resize(length, 0);
        reader.read_exact(&mut received.body).unwrap();
        stream.write_all(answer.as_bytes()).unwrap();
        received
    });
    (base, thread)
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\netag: \"7\"\r\ncontent-length: 11\r\n\
                  connection: close\r\n\r\n{\"ok\":true}";

#[test]
fn a_get_is_sent_exactly_as_signed() {
    let home = home();
    let (base, server) = server(OK);
    let uri = "/api/v1/customers?status=DRAFT&limit=5&a=%2f%2B+b&b&c=&d=[x]{y}|z^`\\&~*()!$,;:@/?";
    let output = with_keys(home.path()).arg(format!("{base}{uri}")).output().unwrap();
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout), "{\"ok\":true}");

    let received = server.join().unwrap();
    assert_eq!(received.line, format!("GET {uri} HTTP/1.1"));
    assert_eq!(received.header("x-api-key"), Some(API_KEY));
    assert_eq!(received.header("content-type"), None);
    assert_eq!(received.body, b"");
    let claims = received.claims();
    assert_eq!(claims["method"], "GET");
    assert_eq!(claims["uri"], uri);
    assert_eq!(claims["sub"], API_KEY);
    assert_eq!(claims["bodyHash"], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 60);
    assert!(claims["jti"].as_str().unwrap().len() >= 16);
}

#[test]
fn an_empty_querys_question_mark_is_neither_signed_nor_sent() {
    let received = sent(home().path(), &[], "/a?");
    assert_eq!(received.line, "GET /a HTTP/1.1");
    assert_eq!(received.claims()["uri"], "/a");
}

#[test]
fn a_url_that_the_client_would_rewrite_is_refused() {
    let home = home();
    for (url, word) in [
        ("http://127.0.0.1:9/a?name=O'Neill", "name=O%27Neill"),
        ("http://127.0.0.1:9/a?b=\"c\"", "%22c%22"),
        ("http://127.0.0.1:9/a?b=<c>", "%3Cc%3E"),
        ("http://127.0.0.1:9/a/../b", "`..`"),
        ("http://127.0.0.1:9/a//b", "`//`"),
        ("http://127.0.0.1:9/a%20b", "percent-encoding"),
        ("http://127.0.0.1:9/a?b c", "percent-encoded"),
        ("http://127.0.0.1:9/a#b", "`#`"),
        ("http://user:word@127.0.0.1:9/a", "user name"),
        ("127.0.0.1:9/a", "absolute"),
    ] {
        let output = with_keys(home.path()).arg(url).output().unwrap();
        let stderr = refused(&output, 1);
        assert!(stderr.contains(word), "{url}: {stderr}");
    }
}

#[test]
fn a_body_makes_a_post_with_json_as_its_type() {
    let home = home();
    let (base, server) = server("HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n");
    let body = "{\"city\":\"Köln\"}\n";
    succeeded(with_keys(home.path()).args(["-d", body, &format!("{base}/api/v1/customers")]));
    let received = server.join().unwrap();
    assert_eq!(received.line, "POST /api/v1/customers HTTP/1.1");
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(received.body, body.as_bytes());
    let claims = received.claims();
    assert_eq!(claims["method"], "POST");
    // From sha256sum.
    let hash = "ac8aa7dca5f92ae171d88f0a6d8230e16257a28e821445b39092707dc797e15b";
    assert_eq!(claims["bodyHash"], hash);
}

#[test]
fn a_files_bytes_are_sent_unchanged_with_the_given_type_and_method() {
    let home = home();
    let bytes: Vec<u8> = (0..=255).chain([b'\r', b'\n']).collect();
    fs::write(home.path().join("body"), &bytes).unwrap();
    let arguments = ["-X", "put", "-H", "Content-Type: application/pdf", "-H", "If-Match: \"7\"", "-d", "@body"];
    let received = sent(home.path(), &arguments, "/a");
    assert_eq!(received.line, "PUT /a HTTP/1.1");
    assert_eq!(received.header("content-type"), Some("application/pdf"));
    assert_eq!(received.header("if-match"), Some("\"7\""));
    assert_eq!(received.body, bytes);
    assert_eq!(received.claims()["method"], "PUT");
}

#[test]
fn a_body_can_come_from_stdin() {
    let home = home();
    let (base, server) = server(OK);
    let mut child = with_keys(home.path())
        .args(["-d", "@-", &format!("{base}/a")])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"{}").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(server.join().unwrap().body, b"{}");
}

#[test]
fn a_post_without_a_body_has_a_length_of_0() {
    for empty in [["-X", "POST"], ["-d", ""]] {
        let received = sent(home().path(), &empty, "/a");
        assert_eq!(received.line, "POST /a HTTP/1.1");
        assert_eq!(received.header("content-length"), Some("0"));
        assert_eq!(received.header("content-type"), None);
    }
}

#[test]
fn include_prints_status_and_headers_first() {
    let home = home();
    let (base, server) = server(OK);
    let printed = succeeded(with_keys(home.path()).args(["-i", &format!("{base}/a")]));
    server.join().unwrap();
    assert_eq!(
        printed,
        "HTTP/1.1 200 OK\ncontent-type: application/json\netag: \"7\"\ncontent-length: 11\n\
         connection: close\n\n{\"ok\":true}"
    );
}

#[test]
fn an_answer_outside_2xx_is_printed_and_ends_with_22() {
    let home = home();
    for answer in [
        "HTTP/1.1 401 Unauthorized\r\ncontent-length: 4\r\n\r\n{\"c\"",
        "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\n{\"c\"",
        // If this were followed, nothing would answer at port 9, and the exit code would be 1.
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 4\r\n\r\n{\"c\"",
    ] {
        let (base, server) = server(answer);
        let output = with_keys(home.path()).arg(format!("{base}/a")).output().unwrap();
        server.join().unwrap();
        assert_eq!(output.status.code(), Some(22), "{answer}");
        assert_eq!(text(&output.stdout), "{\"c\"");
    }
}

#[test]
fn no_answer_ends_with_1() {
    let home = home();
    // Port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/a");
    let output = with_keys(home.path()).arg(url).output().unwrap();
    assert!(refused(&output, 1).starts_with("nuvera-sign: "));

    // Server that accepts and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/a", silent.local_addr().unwrap());
    let output = with_keys(home.path()).args(["--max-time", "1", &url]).output().unwrap();
    assert!(refused(&output, 1).contains("timed out"), "{}", text(&output.stderr));
}

#[test]
fn print_headers_sends_nothing() {
    let home = home();
    let url = "https://api.example.com/api/v1/documents/doc_1";
    let printed = succeeded(with_keys(home.path()).args(["--print-headers", "--kid", "-X", "DELETE", url]));
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0], format!("x-api-key: {API_KEY}"));
    let (kid, claims) = verified(lines[1].strip_prefix("authorization: ").unwrap());
    assert_eq!(kid.as_deref(), Some(PAIR.fingerprint.as_str()));
    assert_eq!((&claims["method"], &claims["uri"]), (&json!("DELETE"), &json!("/api/v1/documents/doc_1")));
}

#[test]
fn the_environment_works_too_and_arguments_take_precedence() {
    let home = home();
    let url = "https://api.example.com/a";
    for (mut command, api_key, private_key) in
        [(command(home.path()), API_KEY, "private.pem"), (with_keys(home.path()), "nuv_test_other", "nowhere.pem")]
    {
        command.env("NUVERA_API_KEY", api_key).env("NUVERA_PRIVATE_KEY_FILE", private_key);
        assert!(succeeded(command.args(["--print-headers", url])).contains(API_KEY));
    }
}

#[test]
fn a_missing_or_wrong_key_has_a_clear_error() {
    let home = home();
    let at = |name: &str| home.path().join(name);
    fs::write(at("empty"), "\n").unwrap();
    fs::write(at("two-lines"), format!("{API_KEY}\n{API_KEY}\n")).unwrap();
    fs::write(at("binary"), [0xff, 0xfe]).unwrap();
    fs::write(at("public.pem"), &PAIR.public_pem).unwrap();
    for (arguments, word) in [
        (vec!["--private-key", "private.pem"], "NUVERA_API_KEY"),
        (vec!["--api-key-file", "api-key"], "NUVERA_PRIVATE_KEY_FILE"),
        (vec!["--api-key-file", "nowhere", "--private-key", "private.pem"], "nowhere"),
        (vec!["--api-key-file", "empty", "--private-key", "private.pem"], "empty"),
        (vec!["--api-key-file", "two-lines", "--private-key", "private.pem"], "position 39"),
        (vec!["--api-key-file", "binary", "--private-key", "private.pem"], "is not text"),
        (vec!["--api-key-file", "api-key", "--private-key", "nowhere"], "nowhere"),
        (vec!["--api-key-file", "api-key", "--private-key", "public.pem"], "public key"),
        (vec!["--api-key-file", "api-key", "--private-key", "api-key"], "PEM"),
    ] {
        let output = command(home.path()).args(&arguments).arg("http://127.0.0.1:9/a").output().unwrap();
        let stderr = refused(&output, 1);
        assert!(stderr.contains(word), "{arguments:?}: {stderr}");
    }
}

#[test]
fn an_api_key_as_an_argument_is_refused_and_not_repeated() {
    let home = home();
    let url = "http://127.0.0.1:9/a";
    let header = format!("x-api-key: {API_KEY}");
    let equals = format!("--api-key={API_KEY}");
    for (arguments, word) in [
        (vec!["--api-key", API_KEY, url], "programs"),
        (vec![&*equals, url], "programs"),
        (vec!["-H", &header, url], "x-api-key"),
        (vec!["-H", "Authorization: Bearer hush", url], "authorization"),
        (vec!["-H", "host: elsewhere", url], "host"),
        (vec!["-H", "x\u{e9}: hush", url], "not a header's name"),
        (vec!["-H", "x-note: hu\nsh", url], "x-note"),
    ] {
        let output = with_keys(home.path()).args(arguments).output().unwrap();
        let stderr = refused(&output, 1);
        assert!(stderr.contains(word), "{stderr}");
        assert!(!stderr.contains("hush"), "{stderr}");
    }
}

#[test]
fn plain_http_is_for_this_machine_only_unless_allowed() {
    let home = home();
    for (url, allowed) in [
        ("http://api.example.com/a", false),
        ("http://localhost.example.com/a", false),
        ("http://10.0.0.1/a", false),
        ("https://api.example.com/a", true),
        ("http://localhost:9000/a", true),
        ("http://127.8.0.1/a", true),
        ("http://[::1]:9000/a", true),
    ] {
        let print = ["--print-headers", url];
        if allowed {
            succeeded(with_keys(home.path()).args(print));
        } else {
            let output = with_keys(home.path()).args(print).output().unwrap();
            assert!(refused(&output, 1).contains("unencrypted"), "{url}");
        }
        succeeded(with_keys(home.path()).arg("--allow-http").args(print));
    }
}

#[test]
fn plain_http_to_this_machine_bypasses_a_proxy() {
    let home = home();
    let (base, server) = server(OK);
    let mut command = with_keys(home.path());
    command.env("HTTP_PROXY", "http://127.0.0.1:9").env("http_proxy", "http://127.0.0.1:9");
    succeeded(command.arg(format!("{base}/a")));
    assert_eq!(server.join().unwrap().line, "GET /a HTTP/1.1");
}

#[test]
fn wrong_usage_ends_with_2() {
    let home = home();
    for arguments in [&[][..], &["--no-such-flag"], &["keygen"], &["keygen", "--out", "k", "--bits", "1024"]] {
        let output = command(home.path()).args(arguments).output().unwrap();
        refused(&output, 2);
    }
    assert!(!home.path().join("k").exists());
}

#[test]
fn help_explains_why_a_key_is_not_an_argument() {
    let home = home();
    let help = succeeded(command(home.path()).arg("--help"));
    assert!(help.contains("never from an argument: every user of the"), "{help}");
    assert!(!help.contains("--api-key "), "{help}");
}

#[test]
fn keygen_generates_a_pair_that_signs_and_never_overwrites() {
    let home = tempfile::tempdir().unwrap();
    let private: PathBuf = home.path().join("private.pem");
    let keygen = || {
        let mut command = command(home.path());
        command.args(["keygen", "--bits", "2048", "--out", "private.pem"]);
        command
    };
    let output = keygen().output().unwrap();
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{stderr}");

    let pem = fs::read_to_string(&private).unwrap();
    let api_key = signing::ApiKeySecret::new(API_KEY).unwrap();
    let signer = Signer::new(api_key, &pem).unwrap();
    assert_eq!(text(&output.stdout), signer.public_key_pem());
    assert_eq!(stderr, format!("fingerprint {}\nprivate key in private.pem\n", signer.fingerprint()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&private).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let again = keygen().output().unwrap();
    assert!(refused(&again, 1).contains("never overwritten"));
    assert_eq!(fs::read_to_string(&private).unwrap(), pem);
}

#[test]
#[cfg(unix)]
fn keygen_does_not_write_through_a_link() {
    let home = tempfile::tempdir().unwrap();
    let elsewhere = home.path().join("elsewhere");
    std::os::unix::fs::symlink(&elsewhere, home.path().join("private.pem")).unwrap();
    let output = command(home.path()).args(["keygen", "--bits", "2048", "--out", "private.pem"]).output().unwrap();
    refused(&output, 1);
    assert!(!elsewhere.exists());
}
