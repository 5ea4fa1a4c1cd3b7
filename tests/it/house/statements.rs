//! Statements of documents: paths, fields, codes and commands that they name exist.
//!
//! Words in code style are compared with the sources: a renamed field or a moved file makes the document that names it
//! fail.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use cargo_metadata::MetadataCommand;
use contract::routes::all;
use contract::signing_key::SigningPublicKey;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::files;

/// Words of other projects, which no source holds.
const ELSEWHERE: &[&str] = &["ERROR"];

/// A word or line in code style, with the document that it is in.
struct Statement {
    document: String,
    text: String,
}

/// Every word in code style of the documents, and every line of their shell blocks.
fn statements() -> Vec<Statement> {
    let mut found = Vec::new();
    for file in files(&[".md"]) {
        let document = file.display().to_string();
        let text = fs::read_to_string(tools::root().join(&file)).unwrap();
        let mut say = |text: &str| found.push(Statement { document: document.clone(), text: text.to_owned() });
        let mut shell = false;
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => shell = &*language == "sh",
                Event::End(TagEnd::CodeBlock) => shell = false,
                Event::Text(block) if shell => block.lines().for_each(&mut say),
                Event::Code(word) => say(&word),
                _ => {}
            }
        }
    }
    assert!(found.len() > 500, "{}", found.len());
    found
}

/// Every word of the sources: of Rust, TypeScript, programs, the template and the OpenAPI document.
fn words() -> BTreeSet<String> {
    let endings = [".rs", ".ts", ".tsx", ".mjs", ".py", ".go", ".sh", ".yaml", ".toml", "openapi.json", "package.json"];
    let mut words = BTreeSet::new();
    for file in files(&endings).into_iter().filter(|file| !file.ends_with("statements.rs")) {
        let text = fs::read_to_string(tools::root().join(file)).unwrap();
        let parts = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        words.extend(parts.map(str::to_owned));
    }
    words
}

/// A word that only a program would have: `camelCase`, `PascalCase`, `UPPER_CASE`, `snake_case`.
fn is_of_programs(word: &str) -> bool {
    let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
    let starts_small = word.starts_with(|first: char| first.is_ascii_lowercase());
    word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && word.len() > 3
        && (capitals > 0 || (starts_small && word.contains('_')))
}

#[test]
fn every_name_that_a_document_states_is_in_the_sources() {
    let words = words();
    let unknown: Vec<_> = statements()
        .into_iter()
        .filter(|statement| is_of_programs(&statement.text))
        .filter(|statement| !words.contains(&statement.text) && !ELSEWHERE.contains(&statement.text.as_str()))
        .map(|Statement { document, text }| format!("{document}: {text}"))
        .collect();
    assert_eq!(unknown, Vec::<String>::new());
}

#[test]
fn every_route_that_a_document_states_is_declared() {
    const ROOTS: [&str; 6] = ["/api/v1", "/partner/v1", "/admin/v1", "/reference", "/console", "/health"];
    let mut seen = 0;
    for Statement { document, text } in statements() {
        let (method, address) = text.split_once(' ').filter(|(_, rest)| rest.starts_with('/')).unzip();
        let address = address.unwrap_or(&text);
        let path = address.split(['?', '#']).next().unwrap();
        if !ROOTS.iter().any(|root| path == *root || path.starts_with(&format!("{root}/"))) {
            continue;
        }
        let declared = all().any(|entry| {
            let here = entry.spec.match_path(path).is_some() || entry.spec.paths().any(|own| own == path);
            here && method.is_none_or(|method| entry.spec.takes_method(method))
        });
        // Such as `/api/v1`, below which the routes are.
        let below = all().any(|entry| entry.spec.path().starts_with(&format!("{path}/")));
        assert!(declared || (method.is_none() && below), "{document}: {text} is no route");
        seen += 1;
    }
    assert!(seen > 20);
}

#[test]
fn every_file_that_a_document_states_exists() {
    let root = tools::root();
    let mut seen = 0;
    for Statement { document, text } in statements() {
        let home = root.join(&document);
        let home = home.parent().unwrap();
        let Some((first, _)) = text.split_once('/').filter(|(first, _)| !first.is_empty()) else { continue };
        let open = |text: &str| text.contains(['<', '*', '{', ' ', '$', '…']);
        // What is built or kept on a machine is not in the repository.
        if open(&text) || ["target", ".local"].contains(&first) {
            continue;
        }
        let places: Vec<_> = [home, &root].into_iter().filter(|folder| folder.join(first).is_dir()).collect();
        if !places.is_empty() {
            let exists = places.iter().any(|folder| folder.join(&text).exists());
            assert!(exists, "{document}: {text} does not exist");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn every_module_and_test_that_a_document_states_exists() {
    let root = tools::root();
    let mut seen = 0;
    for Statement { document, text } in statements() {
        let parts: Vec<&str> = text.split_whitespace().next_back().unwrap_or_default().split("::").collect();
        let [place, module, rest @ ..] = parts.as_slice() else { continue };
        if !module.starts_with(|first: char| first.is_ascii_lowercase()) {
            continue;
        }
        let rooms = [format!("tests/it/{place}"), format!("shared/{place}/src")];
        let Some(room) = rooms.iter().map(|room| root.join(room)).find(|room| room.is_dir()) else { continue };
        let mut file = room.join(module);
        let inner = rest.first().is_some_and(|inner| file.join(inner).with_extension("rs").exists());
        if let Some(inner) = rest.first().filter(|_| inner) {
            file = file.join(inner);
        }
        let text_of =
            fs::read_to_string(file.with_extension("rs")).or_else(|_| fs::read_to_string(file.join("mod.rs")));
        let found = text_of.unwrap_or_else(|_| panic!("{document}: {text}: {} does not exist", file.display()));
        if let Some(name) = rest.last().filter(|_| !inner || rest.len() > 1) {
            assert!(found.contains(*name), "{document}: {text} is not in {}", file.display());
        }
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn every_command_that_a_document_states_exists() {
    let sources: String = files(&[".rs"])
        .into_iter()
        .filter(|file| file.starts_with("infra") || file.starts_with("shared/signing"))
        .map(|file| fs::read_to_string(tools::root().join(file)).unwrap())
        .collect();
    let words: BTreeSet<_> = sources.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    let mut seen = BTreeSet::new();
    for Statement { document, text } in statements() {
        let command = text.split(" #").next().unwrap();
        let own = command.split_once("cargo xtask ").map(|(_, rest)| rest);
        if let Some(name) = own.and_then(|rest| rest.split([' ', '`', ')']).next()) {
            assert!(sources.contains(&format!("\"{name}\"")), "{document}: `cargo xtask {name}` is no command");
            seen.insert(name.to_owned());
        }
        // Options of our own programs: everything after `--` of a line that runs one, or an option that stands alone.
        if own.is_some() || command.contains("nuvera-sign") || command.starts_with("--") {
            for option in
                command.split([' ', '=']).filter_map(|part| part.strip_prefix("--")).filter(|part| !part.is_empty())
            {
                let name = option.replace('-', "_");
                // Options are declared by their names, or as fields.
                let declared = sources.contains(&format!("\"{option}\"")) || words.contains(name.as_str());
                let known = declared || ["bin", "quiet"].contains(&option);
                assert!(known, "{document}: --{option} is no option");
            }
        }
    }
    for name in ["dev", "test", "gen", "bench", "token", "admin", "hmac-key"] {
        assert!(seen.contains(name), "no document says what `cargo xtask {name}` is for");
    }
}

/// The guide's commands make a key pair, and convert a key of AWS KMS. `aws` is a program that prints what KMS answers.
#[test]
fn the_commands_of_the_signing_guide_print_keys_that_are_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let guide = fs::read_to_string(tools::root().join("functions/pages/guides/signing.md")).unwrap();
    let (_, section) = guide.split_once("\n## Register a public key\n").unwrap();
    let blocks: Vec<&str> = section.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 2);
    let aws = "aws() { [ \"$*\" = 'kms get-public-key --key-id ID --query PublicKey --output text' ] && \
               openssl pkey -in private.pem -pubout -outform DER | openssl base64 -A; }";
    let mut printed = Vec::new();
    for block in blocks {
        let mut shell = Command::new("bash");
        let output = shell.args(["-ec", &format!("{aws}\n{block}")]).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{block}\n{}", String::from_utf8_lossy(&output.stderr));
        printed.push(String::from_utf8(output.stdout).unwrap());
    }
    assert_eq!(printed[0], printed[1]);
    printed[0].parse::<SigningPublicKey>().unwrap();
}

/// Names in code style in the first cells of ARCHITECTURE.md's tables of crates.
fn described() -> BTreeSet<String> {
    let text = fs::read_to_string(tools::root().join("ARCHITECTURE.md")).unwrap();
    let (_, section) = text.split_once("\n## Crates\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let cells = section.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split('|').nth(1));
    let names = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    names.filter(|name| !name.contains('/')).map(str::to_owned).collect()
}

#[test]
fn every_crate_is_described() {
    let packages = MetadataCommand::new().no_deps().current_dir(tools::root()).exec().unwrap().packages;
    let own = packages.iter().filter(|package| {
        let manifest = package.manifest_path.as_std_path().strip_prefix(tools::root()).unwrap();
        manifest.starts_with("shared") || manifest.starts_with("infra")
    });
    let own: BTreeSet<String> = own.map(|package| package.name.to_string()).collect();
    let described = described();
    let missing: Vec<_> = own.difference(&described).collect();
    assert_eq!(missing, Vec::<&String>::new(), "ARCHITECTURE.md lacks these crates");
    let gone: Vec<_> = described.difference(&own).collect();
    assert_eq!(gone, Vec::<&String>::new(), "ARCHITECTURE.md describes crates that do not exist");
}
