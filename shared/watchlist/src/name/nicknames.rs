//! Equivalent given names: short forms, and one name in several languages.
//!
//! Table of common names, compiled for this project. One group is one name; a word can be in several.

use std::collections::HashMap;
use std::sync::LazyLock;

const GROUPS: &[&str] = &[
    "alexander alex alec aleksandr aleksander alejandro alessandro alexandre sasha sascha sandro iskander oleksandr xander sanjar aleksandar",
    "alexandra alex sasha aleksandra sandra alejandra oleksandra",
    "alexei alexey aleksei aleksey alyosha alexis oleksiy",
    "andrew andy drew andrei andrey andreas andres andre andrea andriy andrzej",
    "anthony antony tony anton antonio antoine antoni",
    "anna ann anne annie hanna hannah ania anya anita",
    "arthur art artur arturo",
    "barack barry",
    "benjamin ben benny bibi benyamin binyamin",
    "boris borya",
    "carl karl charles charlie chuck carlos carlo karel karol",
    "catherine katherine kathryn kate katie cathy kathy katya ekaterina yekaterina katarina kateryna caterina catalina",
    "christopher chris kristof christoph cristobal christophe krzysztof",
    "christian chris kristian cristian",
    "daniel dan danny danil daniil danila daniele danilo",
    "david dave davy dawid davide",
    "dmitry dmitri dmitrii dmitriy dima mitya dmytro dimitri dimitrios",
    "donald don donnie",
    "edward ed eddie ted teddy eduard eduardo edoardo edouard",
    "elizabeth liz beth lizzy betty elisabeth eliza elisa elisabetta yelizaveta elizaveta isabel liza",
    "emanuel emmanuel manuel manny manu",
    "ernest ernesto ernst",
    "eugene gene evgeny yevgeny evgeni evgenii evgeniy yevgeni zhenya eugenio yevhen",
    "francis frank francisco francesco franz francois fran paco pancho franciszek ferenc franco",
    "frederick fred freddy friedrich frederic federico fryderyk fritz frederik fredrik",
    "gabriel gabe gavriil",
    "george georg jorge giorgio georgy georgi georgii yuri yury yurii jerzy georges georgios gosha yuriy",
    "gregory greg grigory grigori gregor gregorio grisha grzegorz",
    "harold harry hal",
    "helen helena elena olena yelena ellen eleni lena",
    "henry harry hank henri enrique heinrich enrico hendrik henrik henryk",
    "ignatius ignacio nacho ignaz ignazio",
    "ilya ilia elias elijah eli",
    "jacob jake james jim jimmy jamie diego jaime jacques giacomo jakob yakov iago jacobo yaakov",
    "joachim joaquin jochen",
    "john jack johnny jon juan johann johannes jean giovanni ivan joao jan hans sean ian jovan yohannes johan ioannis yuhanna vanya janos",
    "jonathan jon johnny",
    "joseph joe joey jose josef giuseppe iosif jozef pepe josip youssef yusuf yousef yosef",
    "joshua josh yehoshua",
    "kenneth ken kenny",
    "lawrence larry laurence lorenzo laurent lars lavrenti",
    "leo leon lev leonardo",
    "louis lou louie luis luigi ludwig lewis",
    "lucas luke luca luc lukas lukasz",
    "margaret maggie meg peggy marge margarita margarete margherita rita greta",
    "mark marc marco marcos marcus markus marek",
    "martin marty martino marcin",
    "mary maria marie mariam maryam miriam maryna masha molly polly mariya",
    "matthew matt mateo matthias mathieu matteo matvey mateusz matias",
    "maxim maksim max maximilian maxime maksym",
    "michael mike mick mickey mikhail miguel michel michele mikael mykhailo misha michal mihail mihai mikel",
    "muhammad mohammed mohammad mohamed mohamad muhammed mehmet mohd md mamadou muhamad maxamed mehmed mahomed magomed mokhammad",
    "nathaniel nathan nat nate",
    "nicholas nick nicky nikolai nikolay nicolas nicola niccolo mykola nikola klaus kolya nikolaos mikolaj",
    "oleg oleh",
    "oliver ollie olivier",
    "oscar oskar",
    "patrick pat paddy patricio patrice",
    "paul pablo paolo pavel paulo pavlo pawel pavol pasha pal",
    "peter pete pedro pierre pietro pyotr petr piotr petro pieter petar boutros",
    "philip phil phillip felipe philippe filip filippo",
    "ralph rafe raoul raul",
    "raymond ray raimundo ramon",
    "richard rick rich ricky dick ricardo riccardo",
    "robert rob bob bobby robbie roberto bert rupert",
    "roger rogelio ruggero",
    "ronald ron ronnie ronaldo",
    "rodrigo rodrick roderick rod",
    "samuel sam sammy",
    "sergei sergey sergio serge serhiy seryozha sergii",
    "simon simone shimon semyon semen simeon",
    "stephen steven steve stefan stephan esteban stefano stepan etienne istvan szczepan",
    "susan sue susie susanna suzanne",
    "sophia sofia sophie sofya sonia",
    "theodore ted teddy theo fyodor fedor feodor teodoro",
    "theresa teresa terry therese tess",
    "thomas tom tommy tomas tommaso tomasz foma",
    "timothy tim timmy timofey timofei",
    "tobias toby",
    "valentin valentino valya",
    "vasily vasili vasiliy basil vasyl vasya basilio",
    "victor viktor vic vittorio vitya",
    "vincent vince vicente vincenzo vinnie",
    "vladimir volodymyr vova wladimir volodya vladimiro wlodzimierz uladzimir vlad",
    "vladislav vlad wladyslaw ladislav ladislao",
    "vyacheslav slava viacheslav vjaceslav",
    "walter walt wally gualterio",
    "william will bill billy willy wilhelm guillermo guillaume guglielmo willem liam vilhelm",
    "abdul abdel abdal abd abdoul",
    "abdullah abdallah abdulla abdalla",
    "abraham ibrahim avraham ibraheem abe avi ebrahim ibragim brahim",
    "ahmed ahmad ahmet akhmed akhmad achmad ahmadu",
    "ali aly",
    "hassan hasan khasan",
    "hussein husayn hussain hossein husain khusein huseyin hosein",
    "isa issa eesa iesa ciise",
    "ishmael ismail ismael esmail ismayil",
    "isaac ishaq yitzhak isak ishak itzhak ike",
    "moses musa moshe moussa moises mousa",
    "mustafa mostafa moustafa mustapha",
    "osama usama oussama",
    "omar umar omer umer",
    "othman usman osman uthman ottman",
    "said saeed sayeed saiid",
    "solomon suleiman sulaiman sulayman soleimani suleyman shlomo souleymane salomon",
    "noah nuh nooh",
    "nursultan nur",
    "david daud dawood dawud davud daoud",
    "jesus chucho",
    "guadalupe lupe",
    "dolores lola",
    "rosario chayo",
    "xi hsi",
    "zhou chou",
    "zhang chang",
    "cai tsai",
    "jiang chiang",
    "lee li yi rhee ri",
    "park pak bak",
    "choi choe",
    "kim gim",
    "jung jeong chung chong",
    "wang wong",
    "chen chan tan",
    "lin lim lam",
    "huang wong",
    "wu ng",
];

/// Groups of each word.
static GROUPS_OF: LazyLock<HashMap<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut of: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, group) in GROUPS.iter().enumerate() {
        for name in group.split(' ') {
            of.entry(name).or_default().push(at);
        }
    }
    of
});

/// Returns true if two given names are equivalent.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let (Some(of_a), Some(of_b)) = (GROUPS_OF.get(a), GROUPS_OF.get(b)) else { return false };
    of_a.iter().any(|group| of_b.contains(group))
}

/// Returns the equivalents of a given name, itself included.
pub(crate) fn of(name: &str) -> impl Iterator<Item = &'static str> {
    let groups = GROUPS_OF.get(name).map(Vec::as_slice).unwrap_or_default();
    groups.iter().filter_map(|at| GROUPS.get(*at)).flat_map(|group| group.split(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_and_other_languages_are_one_name() {
        for (a, b) in [("bill", "william"), ("juan", "john"), ("misha", "mikhail"), ("ahmet", "ahmed")] {
            assert!(same(a, b) && same(b, a), "{a} {b}");
            assert!(of(a).any(|name| name == b));
        }
        for (a, b) in [("boris", "roman"), ("bill", "mikhail"), ("unknown", "unknown")] {
            assert!(!same(a, b), "{a} {b}");
        }
    }
}
