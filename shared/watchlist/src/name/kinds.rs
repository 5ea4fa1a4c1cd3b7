//! Common words of names: business terms, places, numbers.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Terms for businesses and bodies, which hardly identify one.
const GENERIC: &[&str] = &[
    "academy administration advisors advisory aerospace agency agro airline airlines airways alliance asset",
    "assets associates association authority auto aviation banca banco bank banka banking banque brothers bureau",
    "business capital center central centre chemical chemicals club commerce commercial commission committee",
    "communication communications components computer construction consult consultancy consultants consulting",
    "contracting cooperative council credit department design development digital distribution dredging east",
    "eastern economic education electric electronic electronics energy engineering enterprise enterprises",
    "equipment establishment estate exchange export fabrik factory federal federation finance financial fishing",
    "food foods foundation free freight fund funds gas general gesellschaft global gold government great green",
    "group groupe grup grupo gruppa gruppe handel health holding holdings hospital hotel house import impex",
    "income industrial industrie industries industry information infrastructure institute insurance international",
    "internet invest investment investments joint lab laboratory labs land leasing line lines loan logistics",
    "machinery machines management manufacturing marine maritime market marketing media medical metal metals",
    "military mineral mining ministry mobile mortgage motor motors national network networks new north northern",
    "office oil online organisation organization overseas partner partners petrochemical petroleum pharma",
    "pharmaceutical pharmaceuticals pipeline plant port power private production products project projects",
    "properties property public railroad railway real red refinery regional research resources retail royal sales",
    "school science sciences scientific securities security service services ship shipping shop social society",
    "software solutions south southern special state steel stock store studio supplies supply system systems tech",
    "technical technologies technology telecom telecommunications textile trade trading transport transportation",
    "travel trust union united universal university utilities venture ventures water west western works world",
    "worldwide zavod kompaniya korporatsiya kholding torgovyy dom proizvodstvo servicios comercial comercio",
    "internacional industria industrias inversiones transportes constructora distribuidora exportadora",
    "importadora soluciones tecnologia energia electronica warehouse brokers broker sons son company limited",
    "corporation incorporated firm",
];

/// Countries, continents, capitals and business centres. The names are in English and in forms used in company names.
const PLACES: &[&str] = &[
    "africa african albania algeria america american amsterdam angola arab arabia arabian argentina armenia asia",
    "asian atlantic australia austria azerbaijan bahrain bangkok bangladesh beijing belarus belgium belize berlin",
    "bolivia bosnia boston brasil brazil britain british brussels bulgaria cairo cambodia cameroon canada",
    "canadian caribbean cayman chad chicago chile china chinese colombia congo croatia cuba cyprus czech",
    "deutschland denmark doha dubai ecuador egypt emirates england espana estonia ethiopia eurasia eurasian euro",
    "europa europe european finland france frankfurt geneva georgia german germany ghana greece guatemala gulf",
    "holland honduras hongkong hungary iceland india indian indonesia iran iranian iraq ireland israel istanbul",
    "italia italy jakarta japan jordan kazakhstan kenya korea korean kuwait kyrgyzstan latvia lebanon libya",
    "liechtenstein lisbon lithuania london luxembourg macau madrid malaysia malta mauritius mediterranean mexico",
    "miami moldova monaco mongolia montenegro morocco moscow mumbai myanmar nederland netherlands nicaragua",
    "nigeria nippon norge norway oman pacific pakistan panama paraguay paris peru philippines poland polska",
    "portugal qatar romania rossiya russia russian rwanda saudi scotland senegal serbia shanghai shenzhen siberia",
    "singapore slovakia slovenia somalia spain sudan suisse sverige sweden swiss switzerland schweiz syria syrian",
    "taiwan tajikistan tanzania tehran texas thailand tokyo tunisia turkey turkiye turkmenistan uganda uk ukraine",
    "uruguay usa us uae uzbekistan venezuela vienna vietnam wales yemen zambia zimbabwe zurich york hong kong",
    "mexicana francaise romana ceska brasileira argentine eu",
];

const NUMBERS: &[(u32, &str)] = &[
    (0, "zero"),
    (1, "one first"),
    (2, "two second"),
    (3, "three third"),
    (4, "four fourth"),
    (5, "five fifth"),
    (6, "six sixth"),
    (7, "seven seventh"),
    (8, "eight eighth"),
    (9, "nine ninth"),
    (10, "ten tenth"),
    (11, "eleven eleventh"),
    (12, "twelve twelfth"),
    (13, "thirteen"),
    (14, "fourteen"),
    (15, "fifteen"),
    (16, "sixteen"),
    (17, "seventeen"),
    (18, "eighteen"),
    (19, "nineteen"),
    (20, "twenty twentieth"),
    (30, "thirty"),
    (40, "forty fourty"),
    (50, "fifty"),
    (60, "sixty"),
    (70, "seventy"),
    (80, "eighty"),
    (90, "ninety"),
    (100, "hundred"),
];

static GENERIC_SET: LazyLock<HashSet<&str>> =
    LazyLock::new(|| GENERIC.iter().flat_map(|line| line.split(' ')).collect());
static PLACE_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| PLACES.iter().flat_map(|line| line.split(' ')).collect());
static NUMBER_MAP: LazyLock<HashMap<&str, u32>> =
    LazyLock::new(|| NUMBERS.iter().flat_map(|(value, words)| words.split(' ').map(|word| (word, *value))).collect());

pub(super) fn is_generic(word: &str) -> bool {
    GENERIC_SET.contains(word)
}

pub(super) fn is_place(word: &str) -> bool {
    PLACE_SET.contains(word)
}

/// Returns the value of a number word: digits, an ordinal, an English number.
pub(super) fn number(word: &str) -> Option<u32> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return NUMBER_MAP.get(word).copied();
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits.parse().ok()
}

/// Fewest letters of a misspelt number word that is recognized.
const SHORTEST_MISSPELT: usize = 5;

/// Returns the value of a misspelt number word. One letter is missing, added, or swapped with the next: "nineth",
/// "ninht".
///
/// A replaced letter makes another word of too many: "night", "eight"; "firth", "fifth".
pub(super) fn number_misspelt(word: &str) -> Option<u32> {
    if word.len() < SHORTEST_MISSPELT || !word.is_ascii() || number(word).is_some() {
        return None;
    }
    let slips = |known: &str| {
        known.len() >= SHORTEST_MISSPELT
            && known.as_bytes().first() == word.as_bytes().first()
            && strsim::osa_distance(known, word) == 1
            && (known.len() != word.len() || letters(known) == letters(word))
    };
    NUMBERS.iter().find(|(_, words)| words.split(' ').any(slips)).map(|(value, _)| *value)
}

fn letters(word: &str) -> Vec<u8> {
    let mut letters = word.as_bytes().to_vec();
    letters.sort_unstable();
    letters
}

/// Returns the value of a Roman number up to 39. Names use no higher ones.
pub(super) fn roman(word: &str) -> Option<u32> {
    let (tens, ones) = word.split_at(word.bytes().take_while(|b| *b == b'x').count());
    // "ix" starts with an i: only leading tens are split off.
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let ones = ONES.iter().position(|known| *known == ones)?;
    let value = u32::try_from(tens.len() * 10 + ones).ok()?;
    (tens.len() <= 3 && value > 0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_digits_words_and_roman() {
        for (word, value) in [("44", 44), ("1st", 1), ("22nd", 22), ("ninth", 9), ("fourty", 40), ("007", 7)] {
            assert_eq!(number(word), Some(value), "{word}");
        }
        assert_eq!(number("north"), None);
        for (word, value) in [("nineth", 9), ("ninht", 9), ("sevnth", 7), ("fourht", 4), ("twelth", 12)] {
            assert_eq!(number_misspelt(word), Some(value), "{word}");
        }
        for word in ["north", "night", "light", "firth", "fist", "fort", "ninth", "month", "tent"] {
            assert_eq!(number_misspelt(word), None, "{word}");
        }
        for (word, value) in [("i", 1), ("iv", 4), ("xii", 12), ("xix", 19), ("xxx", 30)] {
            assert_eq!(roman(word), Some(value), "{word}");
        }
        assert_eq!((roman("vv"), roman("mix"), roman("")), (None, None, None));
    }
}
