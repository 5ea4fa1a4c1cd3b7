//! Links of documents and pages, and the length of the first two documents.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::files;

/// Longest README, in bytes.
const README: u64 = 8 * 1024;
/// Longest ARCHITECTURE.md, in bytes.
const ARCHITECTURE: u64 = 12 * 1024;
/// Folder of the pages.
const PAGES: &str = "functions/pages/reference";

/// Links and anchors of a document.
#[derive(Default)]
struct Document {
    links: Vec<String>,
    anchors: BTreeSet<String>,
}

/// Reads Markdown. Anchors are those that GitHub makes of headings.
fn markdown(text: &str) -> Document {
    let mut document = Document::default();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                document.links.push(dest_url.into_string());
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&heading.take().unwrap());
                let again = (1..).map(|number| format!("{anchor}-{number}"));
                let free = std::iter::once(anchor.clone()).chain(again).find(|name| !document.anchors.contains(name));
                document.anchors.extend(free);
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&part);
                }
            }
            _ => {}
        }
    }
    document
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

/// Reads HTML as the generator writes it: attributes in double quotes.
fn html(text: &str) -> Document {
    let values = |attribute: &str| {
        let begin = format!(" {attribute}=\"");
        let values = text.split(&begin).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        values.collect::<Vec<_>>()
    };
    Document { links: [values("href"), values("src")].concat(), anchors: values("id").into_iter().collect() }
}

fn read(path: &Path) -> Document {
    let text = fs::read_to_string(path).unwrap();
    if path.extension().is_some_and(|ending| ending == "html") { html(&text) } else { markdown(&text) }
}

/// Path without `.` and `..`, unless it leads out of where it begins.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => normal.push(name),
            Component::CurDir => {}
            Component::ParentDir if normal.pop() => {}
            _ => return None,
        }
    }
    Some(normal)
}

/// File below `root` that a link leads to. `None` if it leads to no file of the repository.
fn target(from: &Path, link: &str) -> Option<PathBuf> {
    if link.is_empty() {
        return Some(from.to_owned());
    }
    // A page's links begin with the path at which the function serves it.
    if from.starts_with(PAGES) {
        let name = link.strip_prefix("/reference")?.trim_start_matches('/');
        return Some(match name {
            "" => Path::new(PAGES).join("index.html"),
            name if name.starts_with("swagger-ui") => Path::new(PAGES).join("viewer").join(name),
            name if name.contains('.') => Path::new(PAGES).join(name),
            name => Path::new(PAGES).join(format!("{name}.html")),
        });
    }
    normal(&from.parent()?.join(link))
}

/// Reason why a link leads nowhere.
fn fault(root: &Path, from: &Path, link: &str) -> Option<String> {
    if ["https://", "http://", "mailto:"].iter().any(|scheme| link.starts_with(scheme)) {
        return None;
    }
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let Some(target) = target(from, path) else { return Some("leads out of the repository".to_owned()) };
    let file = root.join(&target);
    if !file.exists() {
        return Some(format!("{} does not exist", target.display()));
    }
    let anchor = anchor?;
    let has_anchors = target.extension().is_some_and(|ending| ending == "md" || ending == "html");
    let known = has_anchors && read(&file).anchors.contains(anchor);
    (!known).then(|| format!("{} has no anchor #{anchor}", target.display()))
}

/// Every broken link of these files, which are below `root`.
fn broken(root: &Path, files: &[PathBuf]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for link in read(&root.join(file)).links {
            found.extend(fault(root, file, &link).map(|fault| format!("{}: {link}: {fault}", file.display())));
        }
    }
    found
}

#[test]
fn every_link_of_a_document_or_page_leads_somewhere() {
    let files = files(&[".md", ".html"]);
    // The console's page is a form, which its function fills in.
    let files: Vec<_> = files.into_iter().filter(|file| !file.starts_with("functions/console")).collect();
    assert!(files.contains(&PathBuf::from("README.md")) && files.contains(&Path::new(PAGES).join("errors.html")));
    let console = PathBuf::from("functions/console/README.md");
    assert_eq!(broken(&tools::root(), &[files, vec![console]].concat()), Vec::<String>::new());
}

#[test]
fn every_link_of_the_console_to_a_page_leads_somewhere() {
    let root = tools::root();
    let mut seen = 0;
    for file in files(&[".ts", ".tsx"]).into_iter().filter(|file| file.starts_with("functions/console/web")) {
        let text = fs::read_to_string(root.join(&file)).unwrap();
        for quote in ['"', '\'', '`'] {
            for rest in text.split(&format!("{quote}/reference")).skip(1) {
                let link = format!("/reference{}", rest.split(quote).next().unwrap());
                // A code, which the program fills in.
                let link = link.split("#$").next().unwrap();
                assert_eq!(fault(&root, &Path::new(PAGES).join("index.html"), link), None, "{}", file.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 3);
}

#[test]
fn a_broken_link_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("docs/other.md", "# Other\n\n## Run *it*: now\n\n## Twice\n\n## Twice\n");
    write("picture.png", "");
    write(&format!("{PAGES}/errors.html"), "<h1 id=\"top\">");
    write(
        &format!("{PAGES}/index.html"),
        "<a href=\"/reference/errors#top\"> <a href=\"#here\"> <a href=\"/console\">",
    );
    write(
        "README.md",
        "# Read me\n\n[a](docs/other.md#run-it-now) [b](docs) [c](#read-me) [d](https://example.com/nowhere) \
         [e](docs/other.md#twice-1) ![f](picture.png) `[g](code.md)`\n\n\
         [1](gone.md) [2](docs/other.md#gone) [3](#gone) ![4](gone.png) [5](../outside.md) [6](picture.png#gone)\n",
    );
    let files = ["README.md".into(), Path::new(PAGES).join("index.html")];
    assert_eq!(
        broken(folder.path(), &files),
        [
            "README.md: gone.md: gone.md does not exist",
            "README.md: docs/other.md#gone: docs/other.md has no anchor #gone",
            "README.md: #gone: README.md has no anchor #gone",
            "README.md: gone.png: gone.png does not exist",
            "README.md: ../outside.md: leads out of the repository",
            "README.md: picture.png#gone: picture.png has no anchor #gone",
            "functions/pages/reference/index.html: #here: functions/pages/reference/index.html has no anchor #here",
            "functions/pages/reference/index.html: /console: leads out of the repository",
        ]
    );
}

#[test]
fn the_first_documents_are_short() {
    for (name, limit) in [("README.md", README), ("ARCHITECTURE.md", ARCHITECTURE)] {
        let length = fs::metadata(tools::root().join(name)).unwrap().len();
        assert!(length <= limit, "{name} has {length} bytes, more than {limit}");
    }
}
