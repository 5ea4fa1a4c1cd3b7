//! Spellings meant to hide a listed name, each of which is found.

use super::{company, list, person};
use crate::{Asked, Kind, WatchList};

fn listed() -> WatchList {
    list(&[
        ["p1", "Person", "Viktor Draganov Zelinsky", "Виктор Зелинский", "1961-04-17", "rs", "", "Register"],
        ["c1", "Company", "Blackwater Quay Shipping Ltd", "Blackwater Quay", "", "cy", "", "Register"],
        ["c2", "Company", "Morgenstern AG", "", "", "de", "", "Register"],
        ["o1", "Organization", "Ninth Lantern Brigade 44", "", "", "", "", "Register"],
        ["z1", "LegalEntity", "Zhao Wenqiang", "赵文强", "1972", "cn", "", "Register"],
    ])
}

fn is_found(asked: &Asked, id: &str) -> bool {
    listed().search(asked).iter().any(|hit| hit.entry.id == id)
}

#[test]
fn persons() {
    for (kind, name) in [
        ("as it is", "Viktor Draganov Zelinsky"),
        ("in any order", "Zelinsky Draganov Viktor"),
        ("with a comma", "ZELINSKY, Viktor"),
        ("joined", "ViktorZelinsky"),
        ("joined, family name first", "ZelinskyViktor"),
        ("split", "Vik tor Zelin sky"),
        ("with a title", "Dr. Viktor Zelinsky"),
        ("with several titles", "His Excellency Prof. Dr. Sheikh Viktor Draganov Zelinsky"),
        ("with a legal form", "Viktor Zelinsky SA"),
        ("with words added", "Viktor Draganov Zelinsky Consulting Services Worldwide"),
        ("with a name added", "Viktor Zelinsky Montgomery"),
        ("with names added before", "Peter Paul Viktor Draganov Zelinsky"),
        ("doubled", "Viktor Viktor Zelinsky"),
        ("with an initial", "V. Zelinsky"),
        ("in full width", "Ｖｉｋｔｏｒ Ｚｅｌｉｎｓｋｙ"),
        ("in mathematical letters", "𝐕𝐢𝐤𝐭𝐨𝐫 𝐙𝐞𝐥𝐢𝐧𝐬𝐤𝐲"),
        ("zero-width", "Vik\u{200B}tor Zelin\u{200D}sky"),
        ("soft hyphen", "Vik\u{AD}tor Zelinsky"),
        ("bidirectional controls", "\u{202E}Viktor\u{202C} Zel\u{2066}insky"),
        ("tags", "Viktor\u{E0041}\u{E0042} Zelinsky"),
        ("variation selectors", "Vi\u{FE0F}ktor Zelinsky\u{E0100}"),
        ("fillers", "Vik\u{3164}tor Zelin\u{2800}sky"),
        ("stacked marks", "V\u{335}\u{301}i\u{336}ktor Zelinsky"),
        ("accents", "Víktör Żelinšký"),
        ("in Cyrillic", "Зелинский Виктор Драганов"),
        ("in Greek", "Βίκτορ Ζελίνσκι"),
        ("in Arabic", "فيكتور زيلينسكي"),
        ("in Hebrew", "ויקטור זלינסקי"),
        ("Cyrillic letters in a Latin word", "Vіktоr Zеlіnѕkу"),
        ("digits for letters", "V1kt0r Zel1nsky"),
        ("misspelt", "Viktor Zelinksy"),
        ("in another romanisation", "Wiktor Zelinskij"),
        ("in another language", "Vittorio Zelinsky"),
        ("from the end", "yksnileZ rotkiV"),
        ("cut off by a field's end", "Viktor Draganov Dragan Zelinsk"),
    ] {
        assert!(is_found(&person(name, "1990-01-01", "BR"), "p1"), "{kind}: {name}");
    }
    for name in ["赵文强", "趙文強", "Zhao Wen Qiang", "Wenqiang ZHAO", "Chao Wenqiang"] {
        assert!(is_found(&person(name, "1990-01-01", "BR"), "z1"), "{name}");
    }
}

#[test]
fn organizations() {
    for (kind, name, id) in [
        ("another form", "Blackwater Quay Shipping S.A. de C.V.", "c1"),
        ("form in front", "ООО Blackwater Quay Shipping", "c1"),
        ("form spelt out", "Blackwater Quay Shipping Limited Liability Company", "c1"),
        ("form misspelt", "Morgenstern Aktiengeselschaft", "c2"),
        ("form joined", "MorgensternAG", "c2"),
        ("form joined in lower case", "morgensterngmbh", "c2"),
        ("split", "Black Water Quay Shipping", "c1"),
        ("joined", "BlackwaterQuayShipping", "c1"),
        ("joined, with its form", "BlackwaterQuayShippingAG", "c1"),
        ("in any order", "Shipping Quay Blackwater", "c1"),
        ("within a longer name", "The New Blackwater Quay Shipping Company of Lisbon", "c1"),
        ("within a longer name, joined", "Neue Morgenstern Handels GmbH", "c2"),
        ("in Cyrillic", "Блэкуотер Куай Шиппинг", "c1"),
        ("number in words", "Ninth Lantern Brigade Forty-Four", "o1"),
        ("number half in words", "9th Lantern Brigade Forty 4", "o1"),
        ("and", "Blackwater & Quay", "c1"),
        ("letters parted", "M o r g e n s t e r n", "c2"),
    ] {
        assert!(is_found(&company(name, "BR"), id), "{kind}: {name}");
        assert!(is_found(&Asked { kind: Kind::Any, ..company(name, "BR") }, id), "{kind}: {name}, of any kind");
    }
}

#[test]
fn other_names_are_not_found() {
    for name in ["Viktor Petrov Draganov", "Vladislav Draganov Zelinsky", "Boris Zelinsky", "Viktoria Zeller", "V. Z."]
    {
        assert_eq!(listed().search(&person(name, "1961-04-17", "RS")).len(), 0, "{name}");
    }
    for name in ["Quay Shipping", "Blackwood Quay Shipping", "Ninth Avenue Brigade", "Global Shipping", "Morgan AG"] {
        assert_eq!(listed().search(&company(name, "CY")).len(), 0, "{name}");
    }
}
