//! Progress of a Cargo build: count, elapsed time, and current crates.
//!
//! Cargo draws its progress bar on a terminal only, but `cargo xtask` runs in pipes too. So Cargo is told to draw it
//! always (`term.progress.when`), and this module parses the bar. On a terminal it rewrites one line; elsewhere it
//! prints a line every ten seconds. Warnings and errors pass through.

use std::io::{IsTerminal as _, Read, Write as _};
use std::process::{ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::programs::display;

/// Interval of progress lines without a terminal.
const EVERY: Duration = Duration::from_secs(10);
/// Interval of updates on a terminal.
const REDRAW: Duration = Duration::from_millis(200);
/// Number of Cargo's last lines searched for the cause of a failure.
const KEPT: usize = 200;

/// Runs a build and shows its progress. Prints nothing if there is nothing to do.
///
/// # Errors
/// If Cargo cannot be started, or the build fails.
pub(crate) fn run(cargo: &mut Command, what: &str) -> Result<()> {
    let terminal = std::io::stderr().is_terminal();
    let shown = display(cargo).chars().take(60).collect::<String>();
    cargo.stdin(Stdio::null()).stderr(Stdio::piped());
    // The width limits how many crates the bar names.
    let settings = [("WHEN", "always"), ("WIDTH", "160")];
    cargo.envs(settings.map(|(name, value)| (format!("CARGO_TERM_PROGRESS_{name}"), value)));
    cargo.env("CARGO_TERM_QUIET", "false").env("CARGO_TERM_COLOR", if terminal { "always" } else { "never" });
    let mut child = cargo.spawn().with_context(|| format!("{shown} cannot be started"))?;
    let output = child.stderr.take().context("no output of Cargo")?;
    let (sender, lines) = channel();
    let reader = std::thread::spawn(move || read_lines(output, |line| sender.send(line).is_ok()));
    let mut build = Build::new(what, terminal);
    build.follow(&lines);
    reader.join().map_err(|_| anyhow::anyhow!("Cargo's output cannot be read"))?.context("Cargo's output")?;
    let status = child.wait().with_context(|| format!("{shown} cannot be waited for"))?;
    build.end(status.success());
    if !status.success() {
        bail!("building {what} failed{}", explain(&build.kept).map(|why| format!(": {why}")).unwrap_or_default());
    }
    Ok(())
}

/// Passes on each line until `take` returns false. A line ends with a line feed or, in the bar, a carriage return.
fn read_lines(mut output: ChildStderr, mut take: impl FnMut(String) -> bool) -> std::io::Result<()> {
    let (mut line, mut buffer) = (Vec::new(), [0; 8192]);
    loop {
        let read = output.read(&mut buffer)?;
        for byte in buffer.iter().take(read) {
            match byte {
                b'\n' | b'\r' if line.is_empty() => {}
                b'\n' | b'\r' => {
                    if !take(String::from_utf8_lossy(&std::mem::take(&mut line)).into_owned()) {
                        return Ok(());
                    }
                }
                byte => line.push(*byte),
            }
        }
        if read == 0 {
            if !line.is_empty() {
                take(String::from_utf8_lossy(&line).into_owned());
            }
            return Ok(());
        }
    }
}

/// Parsed line of Cargo's output.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    /// Number of built crates, total, and crates in progress.
    Bar { done: u32, of: u32, now: &'a str },
    /// Compiled crate, or a step before compilation such as `Downloading 12 crates`.
    Step(&'a str),
    /// Line that the count makes redundant, or of no interest.
    Silent,
    /// Warning, error, or any other line.
    Other,
}

impl<'a> Line<'a> {
    fn parse(plain: &'a str) -> Self {
        let (word, rest) = plain.trim().split_once(' ').unwrap_or((plain.trim(), ""));
        match word {
            "Building" => Self::bar(rest).unwrap_or(Self::Silent),
            "Compiling" => Self::Step(rest),
            "Downloading" | "Downloaded" | "Updating" | "Blocking" => Self::Step(plain.trim()),
            "Finished" | "Executable" | "Fresh" | "Locking" => Self::Silent,
            _ => Self::Other,
        }
    }

    /// Parses `[====>   ] 213/548: serde, aws-sdk-dynamodb(build)`.
    fn bar(text: &'a str) -> Option<Self> {
        let (_, text) = text.split_once("] ")?;
        let (count, now) = text.split_once(": ").unwrap_or((text.trim_end_matches(':'), ""));
        let (done, of) = count.split_once('/')?;
        Some(Self::Bar { done: done.trim().parse().ok()?, of: of.trim().parse().ok()?, now: now.trim() })
    }
}

/// Returns `line` without terminal escape sequences.
fn plain(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // An escape sequence ends with its first letter: `[1m`, `[K`.
        text.push_str(part.split_once(|end: char| end.is_ascii_alphabetic()).map_or("", |(_, rest)| rest));
    }
    text
}

/// Build in progress.
struct Build<'a> {
    what: &'a str,
    terminal: bool,
    started: Instant,
    /// Time of the last report; `None` while there was nothing to do.
    shown: Option<Instant>,
    /// True if the terminal's current line shows progress.
    drawn: bool,
    state: String,
    count: Option<(u32, u32)>,
    kept: Vec<String>,
}

impl<'a> Build<'a> {
    fn new(what: &'a str, terminal: bool) -> Self {
        let state = "reading the manifests".to_owned();
        Self {
            what,
            terminal,
            started: Instant::now(),
            shown: None,
            drawn: false,
            state,
            count: None,
            kept: Vec::new(),
        }
    }

    /// Shows progress until Cargo closes its output.
    fn follow(&mut self, lines: &Receiver<String>) {
        loop {
            let every = if self.terminal && self.shown.is_some() { REDRAW } else { EVERY };
            match lines.recv_timeout(every.saturating_sub(self.shown.unwrap_or(self.started).elapsed())) {
                Ok(line) => self.take(&line),
                Err(RecvTimeoutError::Timeout) => self.show(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn take(&mut self, line: &str) {
        let text = plain(line);
        match Line::parse(&text) {
            Line::Bar { done, of, now } => {
                self.count = Some((done, of));
                now.clone_into(&mut self.state);
            }
            Line::Step(step) if self.count.is_none() => step.clone_into(&mut self.state),
            Line::Step(_) => {}
            Line::Silent => return,
            Line::Other => {
                self.clear();
                write(&format!("{line}\n"));
                self.kept.push(text);
                let surplus = self.kept.len().saturating_sub(KEPT);
                self.kept.drain(..surplus);
                return;
            }
        }
        // The first progress is shown at once.
        if self.shown.is_none() {
            self.show();
        }
    }

    fn show(&mut self) {
        self.shown = Some(Instant::now());
        let state = self.state(self.started.elapsed());
        if self.terminal {
            // A line longer than a narrow window could not be rewritten.
            let state: String = state.chars().take(79).collect();
            write(&format!("\r{state}\u{1b}[K"));
            self.drawn = true;
        } else {
            write(&format!("{state}\n"));
        }
    }

    fn state(&self, elapsed: Duration) -> String {
        let time = time(elapsed);
        match self.count {
            Some((done, of)) => format!("{}: {done} of {of} crates, {time}: {}", self.what, self.state),
            None => format!("{}: {time}: {}", self.what, self.state),
        }
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.drawn) {
            write("\r\u{1b}[K");
        }
    }

    fn end(&mut self, succeeded: bool) {
        self.clear();
        if succeeded && self.shown.is_some() {
            write(&format!("Built {} in {}\n", self.what, time(self.started.elapsed())));
        }
    }
}

/// Writes to standard error and ignores failures. A closed terminal must not end a build.
fn write(text: &str) {
    let mut out = std::io::stderr().lock();
    let _gone = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Formats a duration in minutes and seconds.
fn time(elapsed: Duration) -> String {
    match (elapsed.as_secs() / 60, elapsed.as_secs() % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// Returns a remedy for a failure outside the sources.
fn explain(said: &[String]) -> Option<&'static str> {
    const CAUSES: [(&str, &str); 7] = [
        (
            "No space left on device",
            "the disk is full. Free some space (`cargo clean` removes the target folder), or set CARGO_TARGET_DIR to a \
             folder on another disk",
        ),
        ("linker `cc` not found", NO_COMPILER),
        ("failed to find tool \"cc\"", NO_COMPILER),
        ("failed to find tool \"gcc\"", NO_COMPILER),
        ("Could not resolve host", NO_NETWORK),
        ("failed to download", NO_NETWORK),
        ("download of", NO_NETWORK),
    ];
    let found = CAUSES.iter().find(|(mark, _)| said.iter().any(|line| line.contains(mark)));
    found.map(|(_, advice)| *advice)
}

const NO_COMPILER: &str = "there is no C compiler. Debian: apt-get install gcc libc6-dev";
const NO_NETWORK: &str = "crates.io cannot be reached. Connect this machine, or set HTTPS_PROXY to its proxy; crates \
                          that are fetched once (`cargo fetch`) need no network again";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_lines_are_told_apart() {
        assert_eq!(
            Line::parse("    Building [=====>       ] 213/548: aws-sdk-dynamodb, serde(build)"),
            Line::Bar { done: 213, of: 548, now: "aws-sdk-dynamodb, serde(build)" }
        );
        assert_eq!(Line::parse("    Building [ ] 0/9:"), Line::Bar { done: 0, of: 9, now: "" });
        assert_eq!(Line::parse("   Compiling serde v1.0.2"), Line::Step("serde v1.0.2"));
        assert_eq!(Line::parse(" Downloading crates ..."), Line::Step("Downloading crates ..."));
        assert_eq!(Line::parse("    Finished `dev` profile [unoptimized] target(s) in 1s"), Line::Silent);
        assert_eq!(Line::parse("error: could not compile `a`"), Line::Other);
        assert_eq!(Line::parse(""), Line::Other);
    }

    #[test]
    fn colours_are_taken_away() {
        assert_eq!(plain("\u{1b}[1m\u{1b}[92m   Compiling\u{1b}[0m a v1\u{1b}[K"), "   Compiling a v1");
    }

    #[test]
    fn a_state_says_the_count_the_time_and_the_crate() {
        let mut build = Build::new("everything", false);
        build.take("   Compiling proc-macro2 v1.0.0");
        assert_eq!(build.state(Duration::from_secs(3)), "everything: 3 s: proc-macro2 v1.0.0");
        build.take("    Building [=====>       ] 213/548: aws-sdk-dynamodb");
        assert_eq!(
            build.state(Duration::from_secs(130)),
            "everything: 213 of 548 crates, 2 min 10 s: aws-sdk-dynamodb"
        );
    }

    #[test]
    fn a_failure_outside_the_sources_is_explained() {
        let said = |line: &str| explain(&["error: x".to_owned(), line.to_owned()]);
        assert!(
            said("error: failed to write a.o: No space left on device (os error 28)").unwrap().contains("cargo clean")
        );
        assert!(said("error: linker `cc` not found").unwrap().contains("apt-get install gcc"));
        assert!(said("  [6] Could not resolve hostname (Could not resolve host: x)").unwrap().contains("HTTPS_PROXY"));
        assert_eq!(said("error[E0308]: mismatched types"), None);
    }

    /// Returns a fake Cargo that runs the script.
    fn cargo(script: &str) -> Command {
        let mut cargo = Command::new("sh");
        cargo.args(["-c", script]);
        cargo
    }

    #[test]
    fn a_build_ends_as_cargo_does() {
        run(&mut cargo("[ $CARGO_TERM_PROGRESS_WHEN = always ]"), "a").unwrap();
        let error = run(&mut cargo("echo 'error: No space left on device' >&2; exit 101"), "a").unwrap_err();
        assert!(error.to_string().starts_with("building a failed: the disk is full"), "{error}");
        let error = run(&mut Command::new("/no/such/program"), "a").unwrap_err();
        assert!(error.to_string().contains("cannot be started"), "{error}");
    }

    /// Uses a real Cargo: the format of its bar is undocumented.
    #[test]
    fn the_bar_of_a_real_cargo_is_read() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("src")).unwrap();
        std::fs::write(folder.path().join("src/lib.rs"), "").unwrap();
        std::fs::write(
            folder.path().join("Cargo.toml"),
            "[package]\nname = \"a\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n",
        )
        .unwrap();
        // Cargo draws the bar after half a second.
        std::fs::write(
            folder.path().join("build.rs"),
            "fn main() { std::thread::sleep(std::time::Duration::from_millis(1500)) }",
        )
        .unwrap();
        let mut cargo = Command::new(crate::programs::cargo_program());
        cargo.args(["build", "--offline"]).current_dir(folder.path()).stderr(Stdio::piped());
        cargo.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "160");
        cargo.env_remove("CARGO_TARGET_DIR");
        let mut child = cargo.spawn().unwrap();
        let mut lines = Vec::new();
        read_lines(child.stderr.take().unwrap(), |line| {
            lines.push(plain(&line));
            true
        })
        .unwrap();
        assert!(child.wait().unwrap().success(), "{lines:?}");
        let counts =
            |line: &&String| matches!(Line::parse(line), Line::Bar { of: 3, now, .. } if now.contains("a(build)"));
        assert!(lines.iter().any(|line| counts(&line)), "{lines:?}");
        assert!(
            lines.iter().any(|line| matches!(Line::parse(line), Line::Step(step) if step.starts_with("a v0.0.0 (")))
        );
    }
}
