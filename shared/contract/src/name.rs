//! Names of applications and organizations, and their comparison.

use icu_casemap::CaseMapperBorrowed;
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

use crate::value::OneLine;

/// Name of an application or organization.
///
/// A name stored before [`OneLine`] had its rule is read and shown unchanged.
pub type Name = OneLine<1, 100>;

/// Returns a name's comparison key, equal for names that look alike.
///
/// Skeleton of the [`folded`] name (UTS #39, section 4: look-alikes of other scripts), folded again.
#[must_use]
pub fn look_alike(name: &str) -> String {
    // A prototype of a look-alike may be a capital, as that of the digit zero is.
    folded(&unicode_security::skeleton(&folded(name)).collect::<String>())
}

/// Normalizes a text for comparison: NFKC, case-folded, without invisible characters, one space between words.
///
/// Repeats `toNFKC_Casefold` (the Unicode Standard, section 3.13.5) until the text is stable.
#[must_use]
pub fn folded(text: &str) -> String {
    let invisible = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let normalizer = ComposingNormalizerBorrowed::new_nfkc();
    let mut text = text.to_owned();
    // Each step can give the others more to do, and settles after a few rounds.
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

    #[test]
    fn twins_have_one_form() {
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
        ] {
            assert_eq!(look_alike(one), look_alike(other), "{one} {other}");
        }
    }

    #[test]
    fn others_have_two() {
        for (one, other) in [
            ("Payments 1", "Payments 2"),
            ("cafe", "café"),
            ("Mail", "Mall"),
            ("支付", "支付服务"),
            ("pay service", "payservice"),
            ("Müller", "Muller"),
            ("prod-eu", "prod-us"),
        ] {
            assert_ne!(look_alike(one), look_alike(other), "{one} {other}");
        }
    }

    #[test]
    fn the_form_is_stable() {
        for name in ["STRASSE", "ﷺ", "İstanbul", "Payments 10", "ǅ", "\u{1e9e}", "\u{3f4}"] {
            let once = folded(name);
            assert_eq!(folded(&once), once, "{name}");
        }
    }

    #[test]
    fn a_name_from_before_the_rule_is_read() {
        let stored: Name = serde_json::from_str("\"Two\\nlines \\u202e\"").unwrap();
        assert_eq!(stored.as_str(), "Two\nlines \u{202e}");
    }
}
