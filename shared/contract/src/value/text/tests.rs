use super::*;

type Name = OneLine<1, 100>;
type Message = Text<1, 100>;

fn stored(text: &str) -> String {
    text.parse::<Name>().unwrap_or_else(|error| panic!("{text:?}: {error}")).to_string()
}

fn refused(text: &str) -> String {
    text.parse::<Name>().expect_err(&format!("{text:?}")).to_string()
}

#[test]
fn names_of_any_script_stay_unchanged() {
    for name in [
        "x",
        "Müller & Söhne GmbH (Berlin) #2",
        "支付服务",
        "نظام المدفوعات",
        // Persian: the non-joiner between letters, and after one that never joins to the left.
        "می\u{200c}خواهم",
        "کار\u{200c}خانه",
        // Devanagari, Sinhala, Malayalam, Kannada: joiners after a virama. Bengali: ya-phalaa after RA.
        "क्\u{200d}ष",
        "श्री क्\u{200c}ष",
        "ශ්\u{200d}රී ලංකා",
        "അവന്\u{200d}",
        "ರ\u{ccd}\u{200d}ಕ",
        "র\u{200d}\u{9cd}যাব",
        // Emoji: a family, with skin tones, style, keycap, flag.
        "👩\u{200d}👧 \u{2764}\u{fe0f} 1\u{fe0f}\u{20e3} 🇩🇪 🧑🏽\u{200d}🚀",
        // Ideographic variation, and a Mongolian one.
        "葛\u{e0100}城",
        "ᠮᠣᠩᠭᠣᠯ\u{180b}",
        "عدد \u{600}12",
        // Persian: before digits, between scripts, and an abbreviation's last letter in its initial form.
        "کووید\u{200c}۱۹",
        "کووید\u{200c}19",
        "PDF\u{200c}ها",
        "۱۳۹۹ ه\u{200d}.ش",
        "ه\u{200d}",
        // Mongolian: the vowel separator.
        "ᠬᠠᠭ\u{180e}ᠠ",
    ] {
        assert_eq!(stored(name), name);
    }
}

#[test]
fn invisible_characters_are_refused_and_named() {
    for (rule, points) in [
        ("control", &[0x0, 0x7, 0x1b, 0x1f, 0x7f, 0x9f][..]),
        ("tabs", &[0x9]),
        ("one line", &[0xa, 0xb, 0xc, 0xd, 0x85, 0x2028, 0x2029]),
        ("direction", &[0x61c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]),
        ("invisible", &[0xad, 0x34f, 0x115f, 0x200b, 0x2060, 0x2064, 0x206f, 0x3164, 0xfeff, 0xffa0, 0xe0041, 0xe0001]),
        ("format", &[0xfffb, 0x13430]),
        ("blank", &[0x2800]),
        ("private-use", &[0xe000, 0xf8ff, 0xf0000, 0x10fffd]),
        ("noncharacters", &[0xfdd0, 0xfffe, 0x1ffff, 0x10ffff]),
        ("unassigned", &[0x378, 0x2fe0, 0xe2000 - 0x10000, 0x3ffff - 2]),
        ("replacement", &[0xfffc, 0xfffd]),
        ("joiners", &[0x200c, 0x200d]),
        ("variation", &[0xfe0f, 0xfe00, 0xe0100]),
    ] {
        for point in points {
            let c = char::from_u32(*point).unwrap();
            for (text, place) in [(format!("a{c}b"), 2), (format!("{c}a"), 1), (format!("a{c}"), 2), (c.to_string(), 1)]
            {
                let reason = refused(&text);
                let end = format!("it contains U+{point:04X} at character {place}");
                assert!(reason.contains(rule) && reason.ends_with(&end), "{text:?}: {reason}");
            }
        }
    }
}

#[test]
fn marks_of_layout_are_for_texts_of_several_lines() {
    let england = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
    for text in ["שלום\u{200f}!", "a\u{200e}b", "١\u{61c}-٢", "ភាសា\u{200b}ខ្មែរ", "Straßen\u{ad}bahn", england]
    {
        assert_eq!(text.parse::<Message>().unwrap_or_else(|error| panic!("{text:?}: {error}")).as_str(), text);
        assert!(text.parse::<Name>().is_err(), "{text:?}");
    }
    for point in (0x202a..=0x202e).chain(0x2066..=0x2069) {
        let text = format!("a{}b", char::from_u32(point).unwrap());
        assert!(text.parse::<Message>().unwrap_err().to_string().contains("direction"), "{text:?}");
    }
    for text in ["\u{1f3f4}\u{e0067}", "\u{1f3f4}\u{e007f}", "\u{1f3f4}\u{e0067}a\u{e007f}", "a\u{e0067}\u{e007f}"] {
        assert!(text.parse::<Message>().is_err(), "{text:?}");
    }
    for text in ["a\u{180e}", "ᠠ\u{180e}", "\u{180e}ᠠ"] {
        assert!(refused(text).contains("Mongolian vowel separators only between"), "{text:?}");
    }
}

#[test]
fn all_planes_are_judged() {
    let full = |c: char| matches!(u32::from(c) >> 16, 0 | 1 | 14);
    let mut taken = 0;
    for c in ('\0'..=char::MAX).filter(|c| *c != ' ' && (full(*c) || u32::from(*c) % 257 == 0)) {
        if broken_rule(&['a'], c, &[], Layout::OneLine).is_some() {
            continue;
        }
        taken += 1;
        assert!(!c.is_control() && !('\u{e0000}'..='\u{e0fff}').contains(&c), "{c:?}");
    }
    assert!((70_000..100_000).contains(&taken), "{taken}");
}

#[test]
fn joiners_and_selectors_must_have_an_effect() {
    for bad in [
        "\u{200d}", "a\u{200d}b", "a\u{200c}b", "支\u{200d}付", "م\u{200c}", "\u{200c}م", "\u{200d}م", "م\u{200d}م",
        "د\u{200d}.", "م\u{200c}.", "م\u{200c}\u{200c}م", "👩\u{200d}", "👩\u{200d}a", "a\u{200d}👩", "a \u{200d} b",
    ] {
        assert!(refused(bad).contains("joiners"), "{bad:?}");
    }
    for bad in ["a\u{fe0f}", "👩\u{fe0f}\u{fe0f}", "a\u{e0100}", "👩\u{e0100}", "支\u{e0100}\u{e0101}", "a\u{180b}"]
    {
        assert!(refused(bad).contains("variation"), "{bad:?}");
    }
}

#[test]
fn spaces_are_of_one_kind_and_between_words() {
    for text in ["a b", " a b", "a b ", "a  b", "a\u{a0}b", "a\u{3000}b", "\u{2003}a \u{202f} b\u{a0}"] {
        assert_eq!(stored(text), "a b", "{text:?}");
    }
    for blank in [" ", "   ", "\u{a0}", "\u{3000}\u{3000}", "\u{301}"] {
        assert_eq!(refused(blank), "must contain a visible character", "{blank:?}");
    }
    assert_eq!(refused(""), "must have 1 to 100 characters, not 0");
}

#[test]
fn characters_are_counted_and_kept_as_sent() {
    assert_eq!(stored("cafe\u{301}"), "cafe\u{301}");
    assert_eq!(stored(&"😀".repeat(100)).len(), 400);
    assert_eq!(refused(&"ä".repeat(101)), "must have 1 to 100 characters, not 101");
}

#[test]
fn several_lines_have_one_kind_of_end() {
    for end in ["\n", "\r\n", "\r", "\u{85}", "\u{b}", "\u{c}", "\u{2028}", "\u{2029}"] {
        assert_eq!(format!("a{end}b").parse::<Message>().unwrap().as_str(), "a\nb", "{end:?}");
    }
    assert_eq!("\t- a\r\n\r\n\t- b\r\n".parse::<Message>().unwrap().as_str(), "\t- a\n\n\t- b\n");
    assert_eq!("« a »  b\u{a0}".parse::<Message>().unwrap().as_str(), "« a »  b\u{a0}");
    for bad in ["a\0b", "\u{feff}a", "a\u{202e}b", "a\u{e0041}", "\u{fffd}", " \r\n\t ", "\u{200b}\u{200e}", ""] {
        assert!(bad.parse::<Message>().is_err(), "{bad:?}");
    }
}
