//! Legal forms, titles and particles: words that do not identify a name's owner.
//!
//! The table is this project's own.
//!
//! Its sources are the forms that company registers use, as ISO 20275 lists them by country, in the language of the
//! country, transliterated like by [`any_ascii`], and in English.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Legal forms that are not part of a name. They are removed anywhere.
const ANYWHERE: &[&str] = &[
    // English
    "limited liability company, limited liability partnership, limited partnership, general partnership",
    "public limited company, private limited company, public company limited, private limited, limited",
    "open joint stock company, closed joint stock company, public joint stock company, joint stock company",
    "private joint stock company, non public joint stock company, joint stock, incorporated, corporation",
    "proprietary limited, company limited by guarantee, community interest company, company limited, company",
    "pty ltd, pte ltd, pvt ltd, co ltd, coltd, ltd, ltd co, llc, llp, lllp, plc, inc, corp, pty, pte, pvt, cic",
    "unlimited company, designated activity company, dac, clg, ulc",
    // German, Austrian, Swiss
    "aktiengesellschaft, gesellschaft mit beschrankter haftung, kommanditgesellschaft, gmbh co kg, gmbh, ggmbh",
    "mbh, kgaa, ohg, gbr, offene handelsgesellschaft, gesellschaft burgerlichen rechts, eingetragener verein",
    "eingetragene genossenschaft, eingetragener kaufmann, unternehmergesellschaft, haftungsbeschrankt, gesmbh",
    // French, Belgian
    "societe anonyme, societe a responsabilite limitee, societe par actions simplifiee",
    "societe en commandite simple, societe en nom collectif, societe civile immobiliere, sarl, sasu, eurl, sprl",
    "scrl, bvba, cvba, naamloze vennootschap, besloten vennootschap, vennootschap onder firma, vof, sas",
    // Spanish, Portuguese, Latin American
    "sociedad anonima de capital variable, sociedad anonima bursatil, sociedad anonima, sociedad limitada",
    "sociedad de responsabilidad limitada, sociedad por acciones simplificada, sociedade anonima",
    "sociedade limitada, sa de cv, sab de cv, s de rl de cv, s de rl, sapi de cv, sapi, sau, slu, srl, spa, ltda",
    "lda, limitada, eireli, unipessoal, cia, compania anonima, compania",
    // Italian, Romanian
    "societa per azioni, societa a responsabilita limitata, societa in accomandita semplice, snc, srls",
    "societatea cu raspundere limitata, societate cu raspundere limitata, societatea pe actiuni",
    "societate pe actiuni",
    // Nordic
    "aktiebolag, aksjeselskap, allmennaksjeselskap, aktieselskab, anpartsselskab, osakeyhtio, julkinen osakeyhtio",
    "aps, asa, oyj, abp, hlutafelag, einkahlutafelag, ehf, publ",
    // Polish, Czech, Slovak, Hungarian, Balkan, Baltic
    "spolka z ograniczona odpowiedzialnoscia, spolka akcyjna, spolka komandytowa, spolka jawna, sp z oo, zoo",
    "spolecnost s rucenim omezenym, spolocnost s rucenim obmedzenym, spol s ro, sro, akciova spolecnost",
    "akciova spolocnost, korlatolt felelossegu tarsasag, reszvenytarsasag, kft, zrt, nyrt, rt, doo, dd",
    "drustvo s ogranicenom odgovornoscu, drustvo sa ogranicenom odgovornoscu, dionicko drustvo",
    "akcionarsko drustvo, ood, eood, ead, uab, sia, ou, osauhing, aktsiaselts, uzdaroji akcine bendrove",
    "akcine bendrove, sabiedriba ar ierobezotu atbildibu, akciju sabiedriba, shpk",
    // Russian, Ukrainian, Belarusian, Central Asian: as any_ascii writes them, and as they are commonly romanized
    "obshchestvo s ogranichennoy otvetstvennostyu, obshchestvo s ogranichennoi otvetstvennostiu",
    "obschestvo s ogranichennoy otvetstvennostyu, obshchestvo s ogranichennoj otvetstvennostyu",
    "otkrytoe aktsionernoe obshchestvo, zakrytoe aktsionernoe obshchestvo, publichnoe aktsionernoe obshchestvo",
    "nepublichnoe aktsionernoe obshchestvo, aktsionernoe obshchestvo, otkrytoye aktsionernoye obshchestvo",
    "zakrytoye aktsionernoye obshchestvo, publichnoye aktsionernoye obshchestvo, aktsionernoye obshchestvo",
    "tovarystvo z obmezhenoyu vidpovidalnistyu, aktsionerne tovarystvo, publichne aktsionerne tovarystvo",
    "pryvatne aktsionerne tovarystvo, tovarishchestvo s ogranichennoy otvetstvennostyu",
    "avtonomnaya nekommercheskaya organizatsiya, federalnoe gosudarstvennoe unitarnoe predpriyatie",
    "gosudarstvennoe unitarnoe predpriyatie, individualnyy predprinimatel, ooo, oao, zao, pao, nao, ano, fgup",
    "gup, mup, tov, tdv, prat, pat, too, jsc, ojsc, cjsc, pjsc, npao, odo, chup, mchj",
    // Turkish, Greek, Hebrew, Arabic, Persian
    "anonim sirketi, limited sirketi, ltd sti, anonim ortakligi, sirketi, sti, anonymi etaireia",
    "etaireia periorismenis euthynis, epe, monoprosopi, baam, bam, wll, fze, fzc, fzco, fz llc, fzllc, dmcc, kscp",
    "ksc, kscc, saog, saoc, psc, pjs, bsc, sal, saoa, sarlau, spc, sherkat, sherkate, sahami khas, sahami am",
    "mas'uliyat mahdud",
    // East and South Asia
    "kabushiki kaisha, godo kaisha, yugen kaisha, kabushikigaisha, chusik hoesa, jusikhoesa, gongsi",
    "youxian gongsi, youxian zeren gongsi, gufen youxian gongsi, youxiangongsi, youxianzerengongsi",
    "gufenyouxiangongsi, zhushihuishe, sdn bhd, sdn, bhd, sendirian berhad, berhad, perseroan terbatas, tbk",
    "persero, cong ty co phan, cong ty tnhh, cong ty trach nhiem huu han, tnhh, jsb, pcl, praivet limited, opc",
    "brisath, chamkad, mahachon",
    // Arabic and Hebrew without their vowels
    "shrkh, dht msuwlyh mhdwdh, dht mswlyh mhdwdh, msahmh amh, hvrh, vm",
];

/// Legal forms in scripts without spaces. They are removed at a name's start or end before transliteration.
const UNPARTED: &[&str] = &[
    "股份有限责任公司 股份有限公司 有限责任公司 集团有限公司 有限公司 股份公司 公司 股份有限責任公司 有限責任公司 集團有限公司 株式会社 株式會社 有限会社 合同会社 合資会社 주식회사 유한회사 유한책임회사",
];

/// Returns a word without an attached legal form. It is for scripts without spaces.
pub(super) fn without_unparted(word: &str) -> &str {
    let less =
        |form: &&str| word.strip_suffix(form).or_else(|| word.strip_prefix(form)).filter(|left| !left.is_empty());
    words_of(UNPARTED).find_map(|form| less(&form)).unwrap_or(word)
}

/// Short forms that are also words or syllables of names. They are removed only at a name's start or end.
const AT_THE_ENDS: &[&str] = &[
    "ab ad ag ao as at bv co cv da ec ek eg ev fa gk gp hf ip kb kd kg kk ks lp nv ok oy pc pp pt ptc sa sab sc",
    "sca scs se sk sl sla sm sp ss ste tas ug ust yk hb ik ba",
];

/// Forms attached to a name without a space: "SiemensAG".
pub(super) const GLUED: &[&str] = &[
    "gmbh", "limited", "corp", "sarl", "llc", "ltd", "inc", "plc", "jsc", "ooo", "oao", "zao", "pao", "srl", "spa",
    "ag", "ab", "as", "sa", "bv", "nv", "oy", "kg", "se", "co",
];

/// Titles before or after a name, which do not identify its owner.
const TITLES: &[&str] = &[
    "mr mrs ms miss mister dr doctor doktor prof professor sir dame madam madame mme mlle monsieur herr frau",
    "senor senora sr sra srta dona signor signora ing dipl phd md mba esq jr junior senior honourable honorable",
    "rev reverend pastor rabbi sheikh shaikh shaykh sheik shekh cheikh sheykh sayyid sayed seyed syed mullah",
    "mulla molla mawlawi maulavi maulvi mawlavi maulana mawlana hajji haji hajj hadji alhaj alhaji hafiz qari",
    "ustad ustadh ayatollah hojatoleslam imam mufti gospodin pani shri sri shrimati smt kumari thiru datuk dato",
    "tengku engr atty maj captain capt lt lieutenant sgt sergeant brigadier brig admiral adm comandante commander",
    "comrade",
];

/// Titles that are also names. They count as titles only at the start.
const TITLES_AT_START: &[&str] = &[
    "lord lady don dom hon father pan tan tun general gen colonel col major marshal king queen prince princess",
    "sultan duke baron count judge pope premier",
];

/// Offices held by one person at a time. With a family name, they identify a person: "President Johnson Sirleaf".
pub(crate) const OFFICES: &[&str] = &[
    "president", "presidente", "prezident", "premier", "chancellor", "kanzler", "king", "queen", "emir", "pope",
    "ayatollah", "tsar", "emperor", "marshal",
];

/// Particles of names and small words of titles, each with its spellings.
const PARTICLES: &[(&str, &str)] = &[
    ("al", "al el ul ol il ad ar as ash at az an ed er es"),
    ("bin", "bin ibn ben ould wuld oglu ogly oghlu ugli uulu"),
    ("bint", "bint binti binte kyzy qizi gizi bte"),
    ("van", "van von vom"),
    ("zu", "zu zum"),
    ("de", "der den de da do dos das di du des del della dello degli d"),
    ("ter", "ter ten"),
    ("la", "la le lo los las les"),
    ("and", "y e et und and i og och en ja ve"),
    ("the", "the"),
    ("of", "of for in on to fur pour para"),
    ("s", "s"),
    ("aka", "aka dba fka nee alias ta"),
];

/// Forms by the first two letters, the longest first.
static FORMS: LazyLock<HashMap<&str, Vec<Vec<&str>>>> = LazyLock::new(|| {
    let mut by_start: HashMap<&str, Vec<Vec<&str>>> = HashMap::new();
    for form in ANYWHERE.iter().flat_map(|line| line.split(", ")) {
        let words: Vec<&str> = form.split(' ').collect();
        by_start.entry(start(form)).or_default().push(words);
    }
    by_start.values_mut().for_each(|forms| forms.sort_by_key(|words| std::cmp::Reverse(words.len())));
    by_start
});
static PARTICLE: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    PARTICLES.iter().flat_map(|(one, spellings)| spellings.split(' ').map(move |spelling| (spelling, *one))).collect()
});
static TITLE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let offices = OFFICES.iter().copied().filter(|office| !is_title_at_start(office));
    words_of(TITLES).chain(offices).collect()
});

static SHORT: LazyLock<HashSet<&str>> = LazyLock::new(|| words_of(AT_THE_ENDS).collect());

/// Returns the words of a table with several per line.
fn words_of(table: &'static [&'static str]) -> impl Iterator<Item = &'static str> {
    table.iter().flat_map(|line| line.split(' '))
}

fn start(word: &str) -> &str {
    word.get(..2).unwrap_or(word)
}

/// Returns the canonical spelling of a particle; `None` for other words.
pub(super) fn particle(word: &str) -> Option<&'static str> {
    PARTICLE.get(word).copied()
}

pub(super) fn is_title(word: &str) -> bool {
    TITLE.contains(word)
}

/// Returns true for a title that counts only at the start.
pub(super) fn is_title_at_start(word: &str) -> bool {
    words_of(TITLES_AT_START).any(|title| title == word)
}

/// Returns the number of words in the legal form at the start.
fn form_at<T: AsRef<str>>(words: &[T]) -> usize {
    let Some(first) = words.first().map(AsRef::as_ref) else { return 0 };
    // Most words start no form, which needs no comparison, except for misspelt ones, which are long.
    let forms = match STARTS.contains(first) || first.len() >= SHORTEST_MISSPELT {
        true => FORMS.get(start(first)).map(Vec::as_slice).unwrap_or_default(),
        false => &[],
    };
    let is_here = |form: &&Vec<&str>| {
        form.len() <= words.len()
            && form.iter().zip(words).all(|(expected, given)| same_form_word(given.as_ref(), expected))
    };
    forms.iter().find(is_here).map_or(0, Vec::len)
}

/// First words of forms.
static STARTS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| FORMS.values().flatten().filter_map(|form| form.first()).copied().collect());

/// Fewest letters of a form's word that is recognized with one wrong.
const SHORTEST_MISSPELT: usize = 6;

/// Compares a word with one of a form. Long ones are often misspelt or cut off: "Aktiengeselschaft", "Joint Stock
/// Compan".
fn same_form_word(given: &str, expected: &str) -> bool {
    given == expected
        || (given.len() >= SHORTEST_MISSPELT
            && expected.len() > SHORTEST_MISSPELT
            && expected.len().abs_diff(given.len()) <= 1
            && strsim::osa_distance(given, expected) <= 1)
}

/// Removes the legal forms from a name's words, unless nothing else remains.
///
/// `can_be_short` selects words that may be one of the short forms.
pub(super) fn without_forms<T: AsRef<str> + Clone>(words: &[T], can_be_short: impl Fn(&T) -> bool) -> Vec<T> {
    let mut left: Vec<T> = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        match form_at(rest) {
            0 => {
                left.extend(rest.first().cloned());
                at += 1;
            }
            taken => at += taken,
        }
    }
    let short = |word: Option<&T>| word.is_some_and(|word| SHORT.contains(word.as_ref()) && can_be_short(word));
    while left.len() > 1 && short(left.last()) {
        left.pop();
    }
    while left.len() > 1 && short(left.first()) {
        left.remove(0);
    }
    let telling = left.iter().any(|word| particle(word.as_ref()).is_none());
    if telling { left } else { words.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_removed_in_any_language_and_spelling() {
        for (name, left) in [
            ("acme limited liability company", "acme"),
            ("open joint stock company acme", "acme"),
            ("acme aktiengeselschaft", "acme"),
            ("acme joint stock compan", "acme"),
            ("acme sp z oo", "acme"),
            ("acme sa de cv", "acme"),
            ("pt acme tbk", "acme"),
            ("ab acme", "acme"),
            ("company limited", "company limited"),
            ("the company", "the company"),
            ("sa nguyen kim", "nguyen kim"),
            ("kim co young", "kim co young"),
        ] {
            let words: Vec<&str> = name.split(' ').collect();
            assert_eq!(without_forms(&words, |_| true).join(" "), left, "{name}");
        }
    }
}
