//! Prices compared with Python's `fractions`: `tests/prices/prices.py` computes the definition of `domain::pricing`
//! independently.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use contract::currency::CurrencyCode;
use contract::quote::QuoteSide;
use contract::rates::Rate;
use domain::pricing::{NoPrice, price};

use crate::support::Seeded;

const QUOTES: usize = 100_000;

fn digits(random: &mut Seeded, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + u8::try_from(random.below(10)).unwrap())).collect()
}

/// Returns a number with at most this many integer digits and decimal places. One in eight is the greatest or least.
fn number(random: &mut Seeded, whole: usize, places: usize) -> String {
    match random.below(16) {
        0 => [&"9".repeat(whole), &"9".repeat(places)].map(String::as_str).join(".").trim_end_matches('.').to_owned(),
        1 if places > 0 => format!("0.{:0>places$}", 1),
        _ => {
            let count = random.below(whole + 1);
            let before = digits(random, count);
            let before = Some(before.trim_start_matches('0')).filter(|text| !text.is_empty()).unwrap_or("0");
            let count = random.below(places + 1);
            let after = digits(random, count);
            if after.is_empty() { before.to_owned() } else { format!("{before}.{after}") }
        }
    }
}

fn random_quote(random: &mut Seeded) -> (QuoteSide, String, Rate, String) {
    let [source, target] = [0; 2].map(|_| CurrencyCode::ALL[random.below(CurrencyCode::ALL.len())]);
    let side = [QuoteSide::Source, QuoteSide::Target][random.below(2)];
    let of = if side == QuoteSide::Source { source } else { target };
    let places = |currency: CurrencyCode| currency.minor_units() as usize;
    let nonzero = |random: &mut Seeded, places| loop {
        let number = number(random, 9, places);
        if number.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
            return number;
        }
    };
    let amount = nonzero(random, places(of));
    let rate = nonzero(random, 18);
    let fee_whole = [0, 1, 3, 9][random.below(4)];
    let fixed = number(random, fee_whole.max(1), places(source));
    let percent_whole = [1, 1, 1, 2][random.below(4)];
    let percent = number(random, percent_whole, 18);
    let line =
        format!("{side:?} {} {} {amount} {rate} {fixed} {percent}", places(source), places(target)).to_uppercase();
    let rate = Rate {
        source_currency_code: source,
        target_currency_code: target,
        rate: rate.parse().unwrap(),
        fee_fixed: fixed.parse().unwrap(),
        fee_percent: percent.parse().unwrap(),
    };
    (side, amount, rate, line)
}

fn ours(amount: &str, side: QuoteSide, rate: &Rate) -> String {
    match price(amount.parse().unwrap(), side, rate) {
        Ok(price) => {
            let breakdown = price.breakdown;
            format!("{} {} {} {}", price.payment, breakdown.fee, breakdown.payout, price.target)
        }
        Err(NoPrice::FeeTakesAll(..)) => "FeeTakesAll".to_owned(),
        Err(NoPrice::NothingArrives(_)) => "NothingArrives".to_owned(),
        Err(NoPrice::TooLarge) => "TooLarge".to_owned(),
        Err(other) => panic!("{other}: {amount} {rate:?}"),
    }
}

#[test]
fn a_hundred_thousand_prices_match_pythons_fractions() {
    let mut random = Seeded::new(20_261_128);
    let quotes: Vec<_> = (0..QUOTES).map(|_| random_quote(&mut random)).collect();
    let mut lines = String::new();
    for (.., line) in &quotes {
        writeln!(lines, "{line}").unwrap();
    }
    let mut python = Command::new("python3")
        .arg(tools::root().join("tests/prices/prices.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python 3 is needed (Debian: apt-get install python3)");
    let mut to = python.stdin.take().unwrap();
    let writing = std::thread::spawn(move || to.write_all(lines.as_bytes()).unwrap());
    let own: Vec<String> = quotes.iter().map(|(side, amount, rate, _)| ours(amount, *side, rate)).collect();
    let theirs = python.wait_with_output().unwrap();
    writing.join().unwrap();
    assert!(theirs.status.success(), "{theirs:?}");
    let theirs = String::from_utf8(theirs.stdout).unwrap();
    assert_eq!(theirs.lines().count(), QUOTES);
    let mut kinds = std::collections::BTreeMap::new();
    for ((own, theirs), (.., line)) in own.iter().zip(theirs.lines()).zip(&quotes) {
        assert_eq!(own, theirs, "{line}");
        *kinds.entry(if own.contains(' ') { "a price" } else { own.as_str() }).or_insert(0) += 1;
    }
    // Every outcome occurs often enough to be tested.
    assert!(kinds.len() == 4 && kinds["a price"] > QUOTES / 3 && kinds.values().all(|count| *count > 100), "{kinds:?}");
}
