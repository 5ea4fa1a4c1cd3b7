//! Pasted keys: the table shared with the console, the commands, mutations, and weak keys.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::*;
use crate::secrets;

/// Written by `pasted_keys.py` next to it.
const PASTED: &str = include_str!("../../../../tests/vectors/pasted_keys.json");
/// Written by `refused_keys.py` next to it.
const REFUSED: &str = include_str!("../../../../tests/vectors/refused_keys.json");
/// Written by `shared_primes.py` next to it.
const SHARED: &str = include_str!("../../../../tests/vectors/shared_primes.json");

fn rows(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap()
}

/// Returns name and content of the reason.
fn result(text: &str) -> String {
    match text.parse::<SigningPublicKey>() {
        Ok(_) => "accepted".to_owned(),
        Err(reason) => format!("{reason:?}"),
    }
}

/// Returns true if the result is the expected one. The numbers of a truncation are not compared.
fn is(told: &str, wanted: &str) -> bool {
    told == wanted || told.split(" {").next() == Some(wanted)
}

#[test]
fn every_paste_gets_its_reason() {
    let rows = rows(PASTED);
    assert!(rows.len() >= 150, "{}", rows.len());
    let wrong: Vec<_> = rows
        .iter()
        .map(|row| (text(row, "what"), result(text(row, "text")), text(row, "result")))
        .filter(|(_, told, wanted)| !is(told, wanted))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn white_space_in_an_armours_label_is_one_space() {
    for (from, to) in [("BEGIN PUBLIC KEY", "BEGIN  PUBLIC  KEY"), (" PUBLIC KEY", "\tPUBLIC \u{a0} KEY")] {
        assert_eq!(result(&EXAMPLE.replace(from, to)), "accepted", "{to:?}");
    }
}

#[test]
fn an_accepted_paste_has_one_key_however_it_was_pasted() {
    let rows = rows(PASTED);
    let accepted = rows.iter().filter(|row| row["result"] == "accepted");
    let prints: BTreeSet<_> =
        accepted.map(|row| text(row, "text").parse::<SigningPublicKey>().unwrap().fingerprint().to_string()).collect();
    assert_eq!(prints.len(), 1);
}

#[test]
fn weak_and_malformed_keys_are_each_refused_with_their_reason() {
    let rows = rows(REFUSED);
    assert!(rows.len() >= 70);
    let wrong: Vec<_> = rows
        .iter()
        .map(|row| (text(row, "what"), result(text(row, "pem")), text(row, "reason")))
        .filter(|(_, told, wanted)| !is(told, wanted) && told.split('(').next() != Some(wanted))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn two_keys_that_share_a_prime_are_detected() {
    let rows = rows(SHARED);
    let keys: Vec<SigningPublicKey> = rows.iter().map(|row| text(row, "pem").parse().unwrap()).collect();
    for (row, key) in rows.iter().zip(&keys) {
        let mut search = SharedPrimes::of(key);
        keys.iter().for_each(|other| search.add(&other.modulus()));
        assert_eq!(search.found(), row["shares"] == true, "{row}");
    }
}

#[test]
fn every_command_makes_the_paste_acceptable() {
    let rows = rows(PASTED);
    let mut tried = BTreeSet::new();
    for row in &rows {
        let Err(reason) = text(row, "text").parse::<SigningPublicKey>() else { continue };
        let Some(command) = reason.command() else {
            assert!(matches!(reason, RefusedKey::Several(_) | RefusedKey::PrivateKey(_)), "{row}");
            continue;
        };
        // These start with the caller's own private key, or have nothing to convert.
        if command.starts_with("openssl pkey -in private.pem") {
            continue;
        }
        let new_pair = command.starts_with("openssl genpkey");
        if new_pair && tried.contains(&command) {
            continue;
        }
        let printed = run(&command, text(row, "text"));
        let told = result(&printed);
        assert_eq!(told, "accepted", "{}: {command}\n{printed}", text(row, "what"));
        tried.insert(command);
    }
    assert!(tried.len() >= 25, "{tried:#?}");
}

/// Returns the output of a command. All its input files contain the paste.
fn run(command: &str, paste: &str) -> String {
    let folder = std::env::temp_dir().join(format!("pasted-key-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["key.pem", "key.txt", "key.json", "key.xml"] {
        std::fs::write(Path::new(&folder).join(name), paste).unwrap();
    }
    let done = Command::new("sh").args(["-c", command]).current_dir(&folder).output().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let failed = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command}: {failed}");
    String::from_utf8(done.stdout).unwrap()
}

/// Seeded generator, so that failures are reproducible (Vigna's SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }
}

/// Mutates a text like copying or escaping. All characters of the key stay.
fn copied(text: &str, random: &mut Random) -> String {
    match random.below(11) {
        0 => text.replace('\n', "\r\n"),
        1 => text.replace('\n', "\\n"),
        2 => text.replace('\n', ""),
        3 => text.replace('\n', " "),
        4 => format!("\u{feff}{text}"),
        5 => format!("\"{text}\""),
        6 => text.lines().map(|line| format!("  {line}\n")).collect(),
        7 => text.replace("----", "——"),
        8 => format!("Our key:\n{text}\nRegards"),
        9 => text.replace('+', "%2B").replace('\n', "%0A"),
        _ => text.lines().map(|line| format!("> {line}\n")).collect(),
    }
}

/// Mutates a text like careless editing. A form known only by its structure keeps its first 40 digits.
fn damaged(text: &str, is_armoured: bool, random: &mut Random) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = random.below(characters.len().max(1));
    let (before, after) = characters.split_at(at.min(characters.len()));
    let join = |inserted: &str, after: &[char]| {
        before.iter().collect::<String>() + inserted + &after.iter().collect::<String>()
    };
    match random.below(if is_armoured { 4 } else { 2 }) {
        0 => join(["\n", " ", "\u{200b}", "\u{a0}", "\0"][random.below(5)], after),
        1 => characters[..characters.len() - random.below(characters.len() / 8 + 1)].iter().collect(),
        2 => join("", after.get(1..).unwrap_or_default()),
        _ => join(["é", "🔑", "`", "%", "\\"][random.below(5)], after),
    }
}

#[test]
fn mutations_of_pastes_never_hide_a_private_key() {
    let rows = rows(PASTED);
    let (private, public): (Vec<_>, Vec<_>) =
        rows.iter().partition(|row| text(row, "result").starts_with("PrivateKey"));
    let mut random = Random(7);
    for round in 0..30_000 {
        let from = if round % 2 == 0 { &private } else { &public };
        // Long ones take a hundred times as long as short ones.
        let row = loop {
            let row = from[random.below(from.len())];
            if round < 5_000 || text(row, "text").len() < 900 {
                break row;
            }
        };
        let mut paste = text(row, "text").to_owned();
        // Where one word decides, or each byte matters, it is not damaged.
        let is_frail = ["only its", "byte by byte"].iter().any(|what| text(row, "what").contains(what));
        if !is_frail && random.below(2) == 0 {
            let armoured = ["PrivateKey(Pem)", "PrivateKey(Pgp)"].contains(&text(row, "result"));
            paste = damaged(&paste, armoured || round % 2 == 1, &mut random);
        }
        for _ in 0..random.below(3) {
            paste = copied(&paste, &mut random);
        }
        let told = paste::find(&paste);
        let is_private = matches!(told, Err(RefusedKey::PrivateKey(_)));
        assert_eq!(is_private, round % 2 == 0, "{round}: {told:?}, {}\n{paste}", text(row, "what"));
    }
}

#[test]
fn an_api_key_or_a_token_is_named_as_one() {
    use crate::api_key::{ApiKey, ApiKeyId, KeyMode};
    use crate::id::{ApplicationId, IdSeed};
    let application = ApplicationId::new(IdSeed { millis: 1, random: 2 });
    let key = ApiKey::assemble(KeyMode::Live, &application, &ApiKeyId::from_digits("0001").unwrap(), [5, 7]);
    let reason = key.expose().parse::<SigningPublicKey>().unwrap_err();
    assert_eq!(reason, RefusedKey::Secret(secrets::Secret::ApiKey));
    assert!(reason.command().is_some() && !reason.to_string().contains(key.expose()));
}

#[test]
fn reasons_differ_and_say_what_to_do() {
    let rows = rows(PASTED);
    let mut reasons = BTreeSet::new();
    for row in &rows {
        if let Err(reason) = text(row, "text").parse::<SigningPublicKey>() {
            let said = reason.to_string();
            let has_verb = ["is ", "has ", "contains "].iter().any(|verb| said.starts_with(verb));
            assert!(said.len() < 900 && has_verb, "{said}");
            // Nothing of a key is repeated.
            let line = text(row, "text").lines().find(|line| line.len() > 40 && !line.contains(' '));
            assert!(line.is_none_or(|line| !said.contains(line)), "{said}");
            reasons.insert(said);
        }
    }
    assert!(reasons.len() >= 50, "{}", reasons.len());
}
