//! `nuvera-sign`: signed calls to Nuvera's REST API from the command line, and RSA key pairs for them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use clap::{Args, Parser, Subcommand};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Response, Url, redirect};
use signing::{ApiKeySecret, KeySize, Request, SignedHeaders, Signer, generate, uri_of};
use zeroize::Zeroizing;

/// Exit code for an answer outside 2xx: the one of `curl --fail-with-body`.
const EXIT_NOT_2XX: u8 = 22;

/// Exit code for a call that was not made or got no answer: a missing key, a wrong URL, no connection.
const EXIT_FAILED: u8 = 1;

const API_KEY_ENV: &str = "NUVERA_API_KEY";
const PRIVATE_KEY_ENV: &str = "NUVERA_PRIVATE_KEY_FILE";

/// Timeout for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Headers that only this program, or its HTTP client, may set.
const OWN_HEADERS: [&str; 5] = ["x-api-key", "authorization", "host", "content-length", "transfer-encoding"];

const AFTER_HELP: &str = "\
The API key is read from a file or from the environment, never from an argument: every user of the
machine can read the arguments of running programs (ps, /proc), and shells keep them in their
history. The private key is read from a file for the same reason.

The headers idempotency-key, if-match and content-type are signed with the values that you give here.
With --print-headers, give the values that you will send.

Each run signs anew, with the system's clock and a random jti. To repeat a POST without a second
effect, give both runs the same -H 'idempotency-key: ...'. Redirects are not followed, because a
signature is valid for one URL only. HTTPS_PROXY, HTTP_PROXY and NO_PROXY are used, except for
http:// to this machine.

Exit codes: 0 the answer is 2xx; 22 any other answer (its body is printed too);
1 no call was made or no answer came; 2 wrong usage.

Examples:
  nuvera-sign keygen --out private.pem > public.pem
  export NUVERA_PRIVATE_KEY_FILE=private.pem
  nuvera-sign --api-key-file api-key 'https://api.example.com/api/v1/customers?limit=5'
  nuvera-sign --api-key-file api-key -X PATCH -d '{\"city\":\"Berlin\"}' \\
      https://api.example.com/api/v1/customers/cus_1
  nuvera-sign --api-key-file api-key --print-headers \"$url\" | curl -H @- \"$url\"";

/// Makes a signed call to Nuvera's REST API and prints the answer's body.
#[derive(Parser)]
#[command(
    name = "nuvera-sign",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = AFTER_HELP
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    call: CallArgs,
}

#[derive(Subcommand)]
enum Command {
    /// Generates an RSA key pair: writes the private key to a file and the public key to stdout
    Keygen(KeygenArgs),
}

#[derive(Args)]
struct CallArgs {
    /// URL to call, sent and signed exactly as written here
    #[arg(required = true)]
    url: Option<String>,
    /// HTTP method [default: POST with -d, GET without]
    #[arg(short = 'X', long = "request", value_name = "METHOD")]
    method: Option<String>,
    /// Body: text, @FILE for a file's bytes, or @- for stdin; sent unchanged
    #[arg(short, long, value_name = "BODY|@FILE", allow_hyphen_values = true)]
    data: Option<String>,
    /// Further header; repeatable. With a body, content-type defaults to application/json
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// Print status line and headers before the body
    #[arg(short, long)]
    include: bool,
    /// Print the two headers of the signed request instead of calling. They are secrets
    #[arg(long)]
    print_headers: bool,
    /// File with the API key [default: the environment variable NUVERA_API_KEY contains the key]
    #[arg(long, value_name = "FILE")]
    api_key_file: Option<PathBuf>,
    /// Not accepted; defined for its error message.
    #[arg(long, hide = true, num_args = 0..=1)]
    api_key: Option<Option<String>>,
    /// File with the private key, PKCS#8 PEM [default: the file named by NUVERA_PRIVATE_KEY_FILE]
    #[arg(long, value_name = "FILE")]
    private_key: Option<PathBuf>,
    /// Name the signing key by its fingerprint in the token's kid header
    #[arg(long)]
    kid: bool,
    /// Longest time of the whole call, in seconds
    #[arg(short, long, value_name = "SECONDS", default_value_t = 60)]
    max_time: u32,
    /// Allow http:// to other machines. The API key is then sent unencrypted
    #[arg(long)]
    allow_http: bool,
}

#[derive(Args)]
struct KeygenArgs {
    /// Size of the modulus: 2048, 3072 or 4096
    #[arg(long, default_value = "3072", value_parser = key_size)]
    bits: KeySize,
    /// File for the private key, created with mode 600. An existing file is never overwritten
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Some(Command::Keygen(args)) => keygen(&args),
        None => call(&cli.call),
    };
    outcome.unwrap_or_else(|error| {
        // Without a stderr, the error cannot be reported.
        let _ = writeln!(io::stderr(), "nuvera-sign: {error:#}");
        ExitCode::from(EXIT_FAILED)
    })
}

fn key_size(text: &str) -> Result<KeySize> {
    let bits: u32 = text.parse().context("not a number of bits")?;
    Ok(KeySize::try_from(bits)?)
}

/// Makes the call that the arguments describe, or prints its headers.
fn call(args: &CallArgs) -> Result<ExitCode> {
    ensure!(
        args.api_key.is_none(),
        "an API key is not accepted as an argument: every user of this machine can read it in the list of running \
         programs, and the shell keeps it in its history. Use --api-key-file or {API_KEY_ENV}, and replace the key \
         that you gave here"
    );
    let url = args.url.as_deref().context("a URL is required")?;
    let (url, uri) = target(url, args.allow_http)?;
    let mut headers = further_headers(&args.headers)?;
    let signer = signer(args)?;
    let body = args.data.as_deref().map(read_body).transpose()?;
    let method = match &args.method {
        Some(method) => method.to_ascii_uppercase(),
        None if body.is_some() => "POST".to_owned(),
        None => "GET".to_owned(),
    };
    let body = body.unwrap_or_default();
    if !body.is_empty() && !args.print_headers {
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
    }
    let named: Vec<_> =
        headers.iter().map(|(name, value)| Ok((name.as_str(), value.to_str()?))).collect::<Result<_>>()?;
    let signed = signer.sign_now_with(&Request { method: &method, uri: &uri, body: &body }, &named)?;
    if args.print_headers {
        return print_headers(&signed);
    }
    let call = Call {
        method: Method::from_bytes(method.as_bytes())?,
        url,
        headers: all_headers(headers, &signed, &method, &body)?,
        body,
        timeout: Duration::from_secs(args.max_time.into()),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(send(call, args.include))
}

/// Returns the URL to send and the `uri` to sign. Both must be the same text.
fn target(text: &str, allow_http: bool) -> Result<(Url, String)> {
    let uri = uri_of(text)?;
    let mut url = Url::parse(text).context("the URL cannot be parsed")?;
    if url.query() == Some("") {
        url.set_query(None);
    }
    let mut sent = url.path().to_owned();
    if let Some(query) = url.query() {
        sent.push('?');
        sent.push_str(query);
    }
    ensure!(
        sent == uri,
        "the HTTP client would send `{sent}` instead of `{uri}`: percent-encode the URL like that first"
    );
    ensure!(
        allow_http || url.scheme() == "https" || is_this_machine(&url),
        "http:// would send the API key unencrypted: use https://, or --allow-http if you are sure"
    );
    Ok((url, uri))
}

/// Returns true if the URL's host is `localhost` or a loopback address.
fn is_this_machine(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    })
}

/// Parses `-H` arguments. An error names a header, never its value.
fn further_headers(arguments: &[String]) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for argument in arguments {
        let (name, value) = argument.split_once(':').context("-H must be `name: value`")?;
        let name = name.trim();
        let value = HeaderValue::from_str(value.trim())
            .with_context(|| format!("the value of header `{name}` has characters that are not allowed"))?;
        let name =
            HeaderName::from_bytes(name.as_bytes()).with_context(|| format!("`{name}` is not a header's name"))?;
        ensure!(!OWN_HEADERS.contains(&name.as_str()), "the header `{name}` cannot be set with -H");
        headers.append(name, value);
    }
    Ok(headers)
}

/// Returns all headers: the caller's, the two of the signature, and the length of an empty body.
fn all_headers(mut headers: HeaderMap, signed: &SignedHeaders, method: &str, body: &[u8]) -> Result<HeaderMap> {
    for (name, value) in signed.pairs() {
        let mut value = HeaderValue::from_str(value)?;
        value.set_sensitive(true);
        headers.insert(HeaderName::from_static(name), value);
    }
    if body.is_empty() && matches!(method, "POST" | "PUT" | "PATCH") {
        // RFC 9110 section 8.6; the HTTP client omits it, and some servers then answer 411.
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    Ok(headers)
}

fn signer(args: &CallArgs) -> Result<Signer> {
    let (api_key, origin) = match &args.api_key_file {
        Some(file) => (read_secret(file, "API key")?, file.display().to_string()),
        None => {
            let value = environment(API_KEY_ENV)?
                .with_context(|| format!("no API key: give --api-key-file or set {API_KEY_ENV}"))?;
            (Zeroizing::new(value), API_KEY_ENV.to_owned())
        }
    };
    let api_key = ApiKeySecret::new(api_key.trim_ascii()).context(origin)?;
    let file = match &args.private_key {
        Some(file) => file.clone(),
        None => environment(PRIVATE_KEY_ENV)?
            .with_context(|| format!("no private key: give --private-key or set {PRIVATE_KEY_ENV}"))?
            .into(),
    };
    let pem = read_secret(&file, "private key")?;
    let signer = Signer::new(api_key, &pem).with_context(|| file.display().to_string())?;
    Ok(if args.kid { signer.with_kid() } else { signer })
}

// Settings of the command; the library never reads the environment.
#[allow(clippy::disallowed_methods)]
fn environment(name: &str) -> Result<Option<String>> {
    match std::env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => bail!("{name} is not UTF-8"),
    }
}

fn read_secret(file: &Path, what: &str) -> Result<Zeroizing<String>> {
    let bytes = fs::read(file)
        .map(Zeroizing::new)
        .with_context(|| format!("cannot read the {what} from {}", file.display()))?;
    let text =
        std::str::from_utf8(&bytes).map_err(|_| anyhow!("{} is not text, so it contains no {what}", file.display()))?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn read_body(argument: &str) -> Result<Vec<u8>> {
    match argument.strip_prefix('@') {
        None => Ok(argument.as_bytes().to_vec()),
        Some("-") => {
            let mut body = Vec::new();
            io::stdin().lock().read_to_end(&mut body).context("cannot read the body from stdin")?;
            Ok(body)
        }
        Some(file) => fs::read(file).with_context(|| format!("cannot read the body from {file}")),
    }
}

fn print_headers(signed: &SignedHeaders) -> Result<ExitCode> {
    let mut out = io::stdout().lock();
    for (name, value) in signed.pairs() {
        writeln!(out, "{name}: {value}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Signed call, ready to be sent.
struct Call {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Vec<u8>,
    timeout: Duration,
}

async fn send(call: Call, include: bool) -> Result<ExitCode> {
    let mut client = Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(call.timeout)
        .user_agent(concat!("nuvera-sign/", env!("CARGO_PKG_VERSION")));
    if call.url.scheme() == "http" && is_this_machine(&call.url) {
        // Otherwise HTTP_PROXY would send the API key unencrypted to another machine.
        client = client.no_proxy();
    }
    let mut answer =
        client.build()?.request(call.method, call.url).headers(call.headers).body(call.body).send().await?;
    let mut out = io::stdout().lock();
    if include {
        write_head(&mut out, &answer)?;
    }
    while let Some(chunk) = answer.chunk().await.context("the answer was cut off")? {
        out.write_all(&chunk)?;
    }
    out.flush()?;
    Ok(if answer.status().is_success() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_NOT_2XX) })
}

fn write_head(out: &mut impl io::Write, answer: &Response) -> io::Result<()> {
    writeln!(out, "{:?} {}", answer.version(), answer.status())?;
    for (name, value) in answer.headers() {
        write!(out, "{name}: ")?;
        out.write_all(value.as_bytes())?;
        writeln!(out)?;
    }
    writeln!(out)
}

/// Generates a key pair. Only the public key's PEM goes to stdout, so that it can be redirected into a file.
fn keygen(args: &KeygenArgs) -> Result<ExitCode> {
    let shown = args.out.display();
    let pair = generate(args.bits)?;
    let mut file = create_private(&args.out)
        .with_context(|| format!("cannot create {shown} (an existing file is never overwritten)"))?;
    let written = file.write_all(pair.private_pem.expose().as_bytes()).and_then(|()| file.sync_all());
    if let Err(error) = written {
        // An incomplete key is useless, and would prevent the next attempt.
        let _ = fs::remove_file(&args.out);
        return Err(error).with_context(|| format!("cannot write {shown}"));
    }
    let mut out = io::stdout().lock();
    out.write_all(pair.public_pem.as_bytes())?;
    out.flush()?;
    writeln!(io::stderr(), "fingerprint {}\nprivate key in {shown}", pair.fingerprint)?;
    Ok(ExitCode::SUCCESS)
}

/// Creates a file that only its owner can read; fails if the file exists.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}
