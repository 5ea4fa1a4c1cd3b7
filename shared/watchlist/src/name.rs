//! Names, written in one way: in ASCII, in lower case, without what says only which form a company has.

/// Forms of companies, which tell nothing about which company it is.
const LEGAL_FORMS: [&str; 38] = [
    "ab",
    "ag",
    "aps",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "jsc",
    "kft",
    "kg",
    "lda",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "nv",
    "oao",
    "ooo",
    "oy",
    "pao",
    "plc",
    "pte",
    "pty",
    "sa",
    "sarl",
    "sas",
    "sl",
    "spa",
    "srl",
    "sro",
    "zao",
];

/// The words of a name. Other scripts are transliterated, accents and punctuation left out.
pub(crate) fn words(name: &str) -> Vec<String> {
    // What stands between letters of an abbreviation does not part words: "S.A.", "O'Neill".
    let joined: String = name.chars().filter(|c| !matches!(c, '.' | '\'' | '’' | '`')).collect();
    let plain = any_ascii::any_ascii(&joined).to_ascii_lowercase();
    let all: Vec<String> =
        plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let telling: Vec<String> = all.iter().filter(|word| !LEGAL_FORMS.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

/// A number in a register or of a document, without what people put between its digits. Short ones tell nothing.
pub(crate) fn identifier(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    (plain.len() >= 5).then(|| plain.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_in_one_way() {
        for (name, expected) in [
            ("Müller & Söhne GmbH", "muller sohne"),
            ("ООО «Ромашка»", "romashka"),
            ("Société d'Études S.A.", "societe detudes"),
            ("Владимир Иванов", "vladimir ivanov"),
            ("O'Neill,  Tip", "oneill tip"),
            ("Company Ltd.", "company ltd"),
        ] {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
        assert!(words(" - ").is_empty());
    }

    #[test]
    fn short_identifiers_tell_nothing() {
        assert_eq!(identifier("ab 12-34/5").as_deref(), Some("AB12345"));
        assert_eq!(identifier("1234"), None);
    }
}
