//! Tests of complete command lines.

use super::*;

fn read(line: &str) -> Result<Command, Stop> {
    parse(line.split_whitespace().map(OsString::from))
}

#[track_caller]
fn wrong(line: &str) -> String {
    match read(line) {
        Err(Stop::Wrong(text)) => text,
        other => panic!("{line}: {other:?}"),
    }
}

#[track_caller]
fn help(line: &str) -> String {
    match read(line) {
        Err(Stop::Help(text)) => text,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn dev_has_its_defaults_and_its_options() {
    let system = System { port: 9000, data: None };
    let dev = Dev { system, reload: true, throttle: true, until_stdin_closes: false };
    assert_eq!(read("dev"), Ok(Command::Dev(dev)));
    let system = System { port: 21_000, data: Some(PathBuf::from("/tmp/a")) };
    let dev = Dev { system, reload: false, throttle: false, until_stdin_closes: true };
    let line = "dev --no-reload --no-throttling --until-stdin-closes --port=21000 --data /tmp/a";
    assert_eq!(read(line), Ok(Command::Dev(dev)));
}

#[test]
fn every_command_is_read() {
    let dev = || Deployment { stack: None, data: None };
    let stack = || Deployment { stack: Some("live".to_owned()), data: None };
    let cases = [
        ("test", Command::Test),
        ("lint", Command::Lint),
        ("gen", Command::Gen { check: false }),
        ("gen --check", Command::Gen { check: true }),
        ("grants", Command::Grants),
        (
            "bench --quick --only P1 --names a.csv",
            Command::Bench { quick: true, only: Some("P1".to_owned()), names: Some(PathBuf::from("a.csv")) },
        ),
        ("doctor --port 1", Command::Doctor(System { port: 1, data: None })),
        ("token --as partner", Command::Token { user: "partner".to_owned(), data: None }),
        ("hmac-key create", Command::HmacKeyCreate { like: None, deployment: dev() }),
        (
            "hmac-key --stack live create --like k",
            Command::HmacKeyCreate { like: Some("k".to_owned()), deployment: stack() },
        ),
        (
            "hmac-key use arn:x --by u --stack live",
            Command::HmacKeyUse { arn: "arn:x".to_owned(), by: "u".to_owned(), deployment: stack() },
        ),
        (
            "admin --user u --email e@x.example",
            Command::Admin { user: "u".to_owned(), email: "e@x.example".to_owned(), deployment: dev() },
        ),
    ];
    for name in spec::COMMANDS.steps.iter().map(|step| step.name).filter(|name| *name != "dev") {
        assert!(cases.iter().any(|(line, _)| line.starts_with(name)), "no case for {name}");
    }
    for (line, command) in cases {
        assert_eq!(read(line), Ok(command), "{line}");
    }
}

#[test]
fn what_is_wrong_is_named_with_what_would_be_right() {
    for (line, said) in [
        ("", "which command?"),
        ("devv", "cargo xtask has no command devv, but dev, test,"),
        ("dev --prot 1", "cargo xtask dev has no option --prot"),
        ("dev -p 1", "cargo xtask dev has no option -p"),
        ("dev --port", "--port needs a value: --port PORT"),
        ("dev --port 1 --port 2", "--port is given twice"),
        ("dev --no-reload=yes", "--no-reload takes no value"),
        ("dev now", "cargo xtask dev does not take now"),
        ("dev --port 0", "--port must be in 1..=65530, not 0"),
        ("dev --port 65531", "--port must be in 1..=65530, not 65531"),
        ("dev --port 65536", "--port must be in 1..=65530, not 65536"),
        ("token", "--as is missing"),
        (
            "token --as nobody",
            "--as must be one of partner, otherPartner, admin, secondAdmin, customerUser, not nobody",
        ),
        ("hmac-key", "cargo xtask hmac-key is followed by one of create, use"),
        ("hmac-key use --by u", "ARN is missing"),
        ("admin --user u", "--email is missing"),
        ("admin --user u --email e --stack s --data d", "--stack and --data name two deployments"),
    ] {
        let text = wrong(line);
        assert!(text.starts_with(said), "{line}: {text}");
        assert!(text.contains("Usage: cargo xtask"), "{line}: {text}");
    }
}

#[test]
fn help_names_all_commands_and_their_options() {
    let text = help("--help");
    assert_eq!(help("-h"), text);
    assert_eq!(help("help"), text);
    for name in ["dev", "test", "lint", "doctor", "gen", "grants", "bench", "token", "hmac-key", "admin"] {
        assert!(text.contains(&format!("\n  {name} ")), "{text}");
    }
    let text = help("dev --help");
    assert_eq!(help("help dev"), text);
    assert!(text.contains("--port <PORT>") && text.contains("--no-throttling"), "{text}");
    assert!(!text.contains("until-stdin-closes"), "{text}");
    assert!(help("hmac-key use --help").contains("--by <USER_ID>"));
}
