//! P14: cost of screening against a list of realistic size with invented names.

use std::fmt::Write as _;

use anyhow::Result;
use contract::id::{CustomerId, IdSeed, OrganizationId};
use contract::screening::SubjectType;
use contract::time::Timestamp;
use watchlist::{Kind, ScreeningContext, SearchSubject, WatchList, screen};

use crate::figure::Figure;
use crate::stopwatch::cpu;

/// Rows of the list, as in a consolidated sanctions list, and size of its vocabulary.
const ROWS: usize = 70_000;
const VOCABULARY: usize = 60_000;
/// Rounds of screening a customer. The fastest counts.
const ROUNDS: usize = 5;

/// Measures parsing the list, and screening a customer with 20 persons.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    let mut names = Names(7);
    let text = list(&mut names)?;
    let mut read = None;
    let reading = cpu(1, || read = Some(WatchList::read(text.as_bytes())))?;
    let Some(list) = read.transpose()? else { return Ok(Vec::new()) };
    let around = ScreeningContext {
        organization: OrganizationId::new(seed(1)),
        customer: CustomerId::new(seed(2)),
        customer_name: "Ada Ltd".to_owned(),
        beneficiary: None,
        now: Timestamp::from_seconds(1_000),
    };
    let asked: Vec<SearchSubject> = (0..21).map(|at| asked(at, names.name())).collect();
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        best = best.min(cpu(1, || screen(&around, &asked, Some(&list), None, &|| seed(3)))?);
    }
    let beside = format!("{ROWS} rows, {} MB", text.len() / 1_000_000);
    Ok(vec![
        Figure::new("P14-read", "CPU of parsing a watch list", reading / 1e9, "s").compared_with(&beside),
        Figure::new("P14-screen", "CPU of screening a customer with 20 persons", best / 1e6, "ms")
            .compared_with(&beside),
    ])
}

const fn seed(random: u128) -> IdSeed {
    IdSeed { millis: 1, random }
}

fn asked(at: usize, name: String) -> SearchSubject {
    let customer = at == 0;
    SearchSubject {
        subject_type: if customer { SubjectType::Customer } else { SubjectType::CustomerPerson },
        kind: if customer { Kind::Organization } else { Kind::Person },
        names: vec![name],
        birth_date: None,
        countries: vec!["DE".to_owned()],
        identifiers: Vec::new(),
        related: Vec::new(),
    }
}

fn list(names: &mut Names) -> Result<String> {
    let mut text = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,dataset\n".to_owned();
    for at in 0..ROWS {
        let schema = if at % 3 == 0 { "Company" } else { "Person" };
        let aliases: Vec<String> = (0..names.below(6)).map(|_| names.name()).collect();
        let (address, sanction) = ("Some street 17, Some Town, ".repeat(4), "Register, entry, listed ".repeat(6));
        writeln!(
            text,
            "x{at:022},{schema},{},\"{}\",1961-01-01,ru,\"{address}\",\"N{at:07}\",\"{sanction}\",bench",
            names.name(),
            aliases.join(";"),
        )?;
    }
    Ok(text)
}

/// Generator of invented names, deterministic, with a few frequent words as in real names.
struct Names(u64);

const SYLLABLES: [&str; 24] = [
    "ka", "ro", "mi", "sha", "len", "dor", "vi", "ta", "ne", "gu", "ab", "har", "zi", "po", "lu", "ber", "kov", "sky",
    "ina", "em", "od", "fa", "jo", "wel",
];

impl Names {
    /// Returns a number below this one, from Knuth's MMIX generator.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }

    fn word(&mut self) -> String {
        let rank = self.below(VOCABULARY) * self.below(VOCABULARY) / VOCABULARY;
        let mut letters = Self(rank as u64 ^ 0x9e37_79b9_7f4a_7c15);
        letters.below(2);
        (0..2 + letters.below(3)).filter_map(|_| SYLLABLES.get(letters.below(SYLLABLES.len()))).copied().collect()
    }

    fn name(&mut self) -> String {
        let words: Vec<String> = (0..2 + self.below(2)).map(|_| self.word()).collect();
        words.join(" ")
    }
}
