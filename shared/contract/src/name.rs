//! Names of applications and organizations, and their comparison.

use icu_casemap::CaseMapperBorrowed;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

use crate::value::OneLine;

/// Name of an application or organization.
///
/// A name stored before [`OneLine`] had its rule is read and shown unchanged.
pub type Name = OneLine<1, 100>;

/// Returns a name's comparison keys. Two names look alike if they share the key at any position.
///
/// Each key is a skeleton (UTS #39, section 4: look-alikes of other scripts) of the [`folded`] name. Case folding hides
/// that capitals look alike, and a capital I looks like a small l without being an i. So no single key finds all twins
/// and keeps MAIL and MALL apart:
///
/// 1. Skeleton after folding: small letters that look alike. Names stored earlier have only this key.
/// 2. Skeleton of the capitals before folding too; the capital I stays an i.
/// 3. Skeleton of all letters before folding too; the capital I is a small l, and the capital L is not.
pub fn look_alike(name: &str) -> [String; 3] {
    let letters: String = decomposed(name).chars().map(plain_capital).collect();
    let capitals = letters.chars().map(|c| match skeleton(c.encode_utf8(&mut [0; 4])) {
        _ if !c.is_uppercase() => c.to_string(),
        stroke if stroke == "l" => c.to_string(),
        prototype => prototype,
    });
    let strokes = skeleton(&letters).replace('l', STROKE);
    [name.to_owned(), capitals.collect(), strokes].map(|text| {
        // The prototype of a look-alike can be a capital, as for the digit zero.
        folded(&skeleton(&folded(&text)))
    })
}

/// Placeholder for a small l while case is folded. No name contains it, and nothing looks like it.
const STROKE: &str = "\u{1}";

fn skeleton(text: &str) -> String {
    unicode_security::skeleton(text).collect()
}

fn decomposed(text: &str) -> String {
    DecomposingNormalizerBorrowed::new_nfkd().normalize(text).into_owned()
}

/// Returns the capital of a Latin small capital. Such a phonetic letter has no prototype in UTS #39.
fn plain_capital(c: char) -> char {
    const SMALL: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ";
    const PLAIN: &str = "ABCDEFGHIJKLMNOPQRSTUVWYZ";
    SMALL.chars().zip(PLAIN.chars()).find(|(small, _)| *small == c).map_or(c, |(_, plain)| plain)
}

/// Normalizes a text for comparison.
///
/// Repeats `toNFKC_Casefold` (the Unicode Standard, section 3.13.5) until the text is stable. The result has no
/// invisible characters, and one space between words.
pub fn folded(text: &str) -> String {
    let invisible = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let normalizer = ComposingNormalizerBorrowed::new_nfkc();
    let mut text = text.to_owned();
    // Each step can create work for the others; a few rounds settle it.
    for _ in 0..4 {
        let seen: String = normalizer.normalize(&text).chars().filter(|c| !invisible.contains(*c)).collect();
        let next = normalizer.normalize(&CaseMapperBorrowed::new().fold_string(&seen)).into_owned();
        if next == text {
            break;
        }
        text = next;
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        look_alike(one).iter().zip(look_alike(other)).any(|(one, other)| *one == other)
    }

    #[test]
    fn twins_share_a_key() {
        for (one, other) in [
            ("café", "cafe\u{301}"),
            ("Straße", "STRASSE"),
            ("Payments", "Payments\u{e0041}"),
            ("Payments", "pay\u{200b}ments"),
            ("Payments", "ＰＡＹＭＥＮＴＳ"),
            ("Payments", "Раyments"),
            ("office", "oﬃce"),
            ("Δίκη ΟΔΟΣ", "δίκη οδος"),
            ("Kelvin", "\u{212a}elvin"),
            ("pay  service ", "Pay\u{a0}service"),
            ("node 10", "node 1O"),
            ("می\u{200c}خواهم", "میخواهم"),
            ("Ⅳ", "iv"),
            ("СОМ", "COM"),
            ("СОМ", "com"),
            ("СОМ", "Сом"),
            ("ΡΑΥΜΕΝΤ", "PAYMENT"),
            ("ΡΑΥΜΕΝΤ", "payment"),
            ("ΝΙΚΕ", "NIKE"),
            ("ΝΙΚΕ", "Nike"),
            ("ΗΟΤ", "HOT"),
            ("ТЕАМ Ѕ", "Team S"),
            ("paypaI", "paypal"),
            ("PaypaI", "paypal"),
            ("Invoice", "lnvoice"),
            ("AII", "All"),
            ("ᴀpp", "app"),
            ("ɪnvoice", "Invoice"),
            ("İSTANBUL", "i̇stanbul"),
            ("STRIPE", "stripe"),
        ] {
            assert!(alike(one, other), "{one} {other}: {:?} {:?}", look_alike(one), look_alike(other));
        }
    }

    #[test]
    fn different_names_share_no_key() {
        for (one, other) in [
            ("Payments 1", "Payments 2"),
            ("cafe", "café"),
            ("Mail", "Mall"),
            ("支付", "支付服务"),
            ("pay service", "payservice"),
            ("Müller", "Muller"),
            ("prod-eu", "prod-us"),
            ("MAIL", "MALL"),
            ("MAIL", "mall"),
            ("PILOT", "PLLOT"),
            ("Invoice", "Invoices"),
            ("Illinois", "Iilinois"),
            ("СОМ", "СОН"),
        ] {
            assert!(!alike(one, other), "{one} {other}: {:?} {:?}", look_alike(one), look_alike(other));
        }
    }

    #[test]
    fn keys_are_stable() {
        for name in ["STRASSE", "ﷺ", "İstanbul", "Payments 10", "ǅ", "\u{1e9e}", "\u{3f4}"] {
            let once = folded(name);
            assert_eq!(folded(&once), once, "{name}");
        }
    }

    #[test]
    fn a_name_stored_before_the_rule_is_read() {
        let stored: Name = serde_json::from_str("\"Two\\nlines \\u202e\"").unwrap();
        assert_eq!(stored.as_str(), "Two\nlines \u{202e}");
    }
}
