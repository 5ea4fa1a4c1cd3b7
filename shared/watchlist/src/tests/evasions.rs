//! Spellings that try to hide a listed name. Each is found.

use super::{company, list, person};
use crate::{Kind, SearchSubject, WatchList};

fn listed() -> WatchList {
    list(&[
        ["p1", "Person", "Viktor Draganov Zelinsky", "Виктор Зелинский", "1961-04-17", "rs", "", "Register"],
        ["c1", "Company", "Blackwater Quay Shipping Ltd", "Blackwater Quay", "", "cy", "", "Register"],
        ["c2", "Company", "Morgenstern AG", "", "", "de", "", "Register"],
        ["o1", "Organization", "Ninth Lantern Brigade 44", "", "", "", "", "Register"],
        ["p2", "Person", "Emeka Balewa", "", "", "ng", "", ""],
        ["p3", "Person", "Luz Marisol Quintero Arboleda", "", "", "co", "", ""],
        ["z1", "LegalEntity", "Zhao Wenqiang", "赵文强", "1972", "cn", "", "Register"],
    ])
}

fn is_found(asked: &SearchSubject, id: &str) -> bool {
    listed().search(asked).iter().any(|hit| hit.entry.id == id)
}

#[test]
fn persons_are_found_in_every_spelling() {
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
        ("joined, a name added", "ViktorZelinsky Smith"),
        ("joined, a word added before", "Global ViktorZelinsky"),
        ("joined, a title added", "ViktorZelinsky Jr"),
        ("joined with a title", "MrViktor Zelinsky"),
        ("joined with a name", "Viktor Zelinskysmith"),
        ("joined, family name first, a name added", "zelinskyviktor Smith"),
        ("joined and misspelt, a name added", "ViktorZelinskij Smith"),
        ("all joined, a name added", "viktordraganovzelinsky Smith"),
        ("split, a name added", "Viktor Zel in sky Smith"),
        ("split, a business word added", "Vik tor Zel in sky Trading"),
        ("split, a name added between", "Vik tor Smith Zel in sky"),
        ("letters parted, a name added", "V i k t o r Z e l i n s k y Smith"),
        ("split and reversed", "insky Zel Viktor"),
        ("split and reversed, a name added", "Smith insky Zel Viktor"),
        ("without the family name, a name added", "Viktor Draganov Smith"),
        ("without the family name, names added", "Viktor Draganov Smith Jones"),
        ("without the family name, a name added before", "Smith Viktor Draganov"),
        ("in Lisu letters", "ꓦꓲꓗꓔꓳꓣ ꓜꓰꓡꓲꓠꓢꓗꓬ"),
        ("in Cherokee letters", "ᏙᎥᏦᏆᎾᏒ Zelinsky"),
        ("one Cherokee letter", "Ꮩiktor Zelinsky"),
        ("in three scripts", "Ꮩіктоr Ꮓеlіnѕkу"),
    ] {
        assert!(is_found(&person(name, "1990-01-01", "BR"), "p1"), "{kind}: {name}");
    }
    for name in ["E. Balewa", "E Balewa", "Balewa, E.", "Mr EmekaBalewa"] {
        assert!(is_found(&person(name, "1990-01-01", "BR"), "p2"), "{name}");
    }
    for name in ["Marisol Quintero Arboleda Smith", "Marisol Quintero Smith", "MarisolQuinteroArboleda Smith"] {
        assert!(is_found(&person(name, "1990-01-01", "BR"), "p3"), "{name}");
    }
    for name in ["赵文强", "趙文強", "Zhao Wen Qiang", "Wenqiang ZHAO", "Chao Wenqiang"] {
        assert!(is_found(&person(name, "1990-01-01", "BR"), "z1"), "{name}");
    }
}

#[test]
fn organizations_are_found_in_every_spelling() {
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
        ("letters parted, a word added", "M o r g e n s t e r n Handels", "c2"),
        ("split, a word added", "Mor gen stern Handels", "c2"),
        ("joined, a word added", "BlackwaterQuay Marine", "c1"),
        ("joined, words added", "Blackwaterquay Intl Ltd", "c1"),
        ("joined with words", "NovaBlackwaterQuayHoldings", "c1"),
        ("joined with words in lower case", "novablackwaterquayholdings", "c1"),
        ("one word joined with others", "NovaMorgensternHoldings", "c2"),
        ("a web address", "www.blackwaterquay.com", "c1"),
        ("number in front, in Roman", "IX. Lantern Brigade 44", "o1"),
        ("number misspelt", "Nineth Lantern Brigade 44", "o1"),
        ("number with letters swapped", "Ninht Lantern Brigade 44", "o1"),
    ] {
        assert!(is_found(&company(name, "BR"), id), "{kind}: {name}");
        assert!(is_found(&SearchSubject { kind: Kind::Any, ..company(name, "BR") }, id), "{kind}: {name}, of any kind");
    }
}

#[test]
fn other_names_are_not_found() {
    for name in [
        "Viktor Petrov Draganov", "Vladislav Draganov Zelinsky", "Boris Zelinsky", "Viktoria Zeller", "V. Z.",
        "Viktor Smith", "BorisZelinsky Smith", "Zel in sky Smith", "O. Balewa", "Emeka Balewaskaya",
        "Luz Smith Arboleda Jones",
    ] {
        assert_eq!(listed().search(&person(name, "1961-04-17", "RS")).len(), 0, "{name}");
    }
    for name in [
        "Quay Shipping", "Blackwood Quay Shipping", "Ninth Avenue Brigade", "Global Shipping", "Morgan AG",
        "Night Lantern Brigade",
    ] {
        assert_eq!(listed().search(&company(name, "CY")).len(), 0, "{name}");
    }
}
