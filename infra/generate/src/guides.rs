//! Guides of the reference: Markdown below `functions/pages/guides`, rendered to HTML.
//!
//! A guide is readable in the repository, where all its links work too. On the page, a paragraph with only a link to a
//! file in `programs/` becomes that program. A link to another guide leads to its page, and an error code becomes a
//! link to its section.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use contract::code::Code;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Guide as a page shows it.
#[derive(Debug)]
pub(super) struct Guide {
    /// Title of the page: the guide's only heading of the first level.
    pub(super) title: String,
    /// HTML of the text after the title.
    pub(super) body: String,
}

/// Reads the guide `name` from `folder`.
///
/// # Errors
/// If a file or the title is missing, two headings have the same anchor, or a link leads to nothing that a partner can
/// open.
pub(super) fn read(folder: &Path, name: &str) -> Result<Guide> {
    let path = folder.join(format!("{name}.md"));
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    guide(folder, &text).with_context(|| path.display().to_string())
}

/// Renders Markdown without the guides' handling of programs, headings and links.
pub(super) fn render(markdown: &str) -> String {
    push(Parser::new_ext(markdown, Options::ENABLE_TABLES))
}

fn guide(folder: &Path, text: &str) -> Result<Guide> {
    let events: Vec<Event> = Parser::new_ext(text, Options::ENABLE_TABLES).collect();
    let (mut title, mut anchors, mut sections) = (None, BTreeSet::new(), Vec::new());
    let mut shown = Vec::with_capacity(events.len());
    // Nesting depth of links and headings, which may not contain links to codes.
    let mut inside = 0_usize;
    let mut rest = events.as_slice();
    while let [event, after @ ..] = rest {
        rest = after;
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let end = position(after, |event| matches!(event, Event::End(TagEnd::Heading(_))))?;
                let heading = words(after.get(..end).unwrap_or_default());
                if *level == HeadingLevel::H1 {
                    ensure!(title.replace(heading).is_none(), "a guide has one title");
                    rest = after.get(end + 1..).unwrap_or_default();
                    continue;
                }
                let anchor = anchor(&heading);
                ensure!(anchors.insert(anchor.clone()), "two headings have the anchor #{anchor}");
                if *level == HeadingLevel::H2 {
                    sections.push((anchor.clone(), heading));
                }
                inside += 1;
                let (id, classes, attrs) = (Some(anchor.into()), Vec::new(), Vec::new());
                shown.push(Event::Start(Tag::Heading { level: *level, id, classes, attrs }));
            }
            Event::Start(Tag::Paragraph) if program(after).is_some() => {
                let (file, taken) = program(after).context("no program")?;
                show(folder, file, &mut shown)?;
                rest = after.get(taken..).unwrap_or_default();
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                inside += 1;
                let dest_url = address(dest_url)?.into();
                shown.push(Event::Start(Tag::Link {
                    link_type: *link_type,
                    dest_url,
                    title: title.clone(),
                    id: id.clone(),
                }));
            }
            Event::End(TagEnd::Link | TagEnd::Heading(_)) => {
                inside = inside.saturating_sub(1);
                shown.push(event.clone());
            }
            Event::Code(name) if inside == 0 && Code::ALL.iter().any(|code| code.name() == &**name) => {
                let link = format!("<a href=\"/reference/errors#{name}\"><code>{name}</code></a>");
                shown.push(Event::InlineHtml(link.into()));
            }
            Event::Html(_) | Event::InlineHtml(_) => bail!("a guide holds no HTML"),
            _ => shown.push(event.clone()),
        }
    }
    let body = contents(&sections) + &push(shown.into_iter());
    Ok(Guide { title: title.context("the guide has no title")?, body })
}

/// Returns the table of contents of a guide with over three sections.
fn contents(sections: &[(String, String)]) -> String {
    if sections.len() <= 3 {
        return String::new();
    }
    let mut text = "<nav aria-label=\"On this page\"><ul>\n".to_owned();
    for (anchor, heading) in sections {
        // Writing to a `String` cannot fail.
        let _ =
            writeln!(text, "<li><a href=\"#{anchor}\">{}</a></li>", heading.replace('&', "&amp;").replace('<', "&lt;"));
    }
    text.push_str("</ul></nav>\n");
    text
}

fn push<'a>(events: impl Iterator<Item = Event<'a>>) -> String {
    let mut text = String::new();
    html::push_html(&mut text, events);
    // Wide tables and programs scroll separately from the page.
    text.replace("<table>", "<div class=\"wide\" tabindex=\"0\"><table>")
        .replace("</table>", "</table></div>")
        .replace("<pre>", "<pre tabindex=\"0\">")
}

/// Recognizes a paragraph with only a program link. Returns the file's name and the number of events to skip.
fn program<'a>(paragraph: &'a [Event<'_>]) -> Option<(&'a str, usize)> {
    let Some(Event::Start(Tag::Link { dest_url, .. })) = paragraph.first() else { return None };
    let end = paragraph.iter().position(|event| matches!(event, Event::End(TagEnd::Link)))?;
    matches!(paragraph.get(end + 1), Some(Event::End(TagEnd::Paragraph))).then_some(())?;
    Some((dest_url.strip_prefix("programs/")?, end + 2))
}

/// Adds a program under its file name.
fn show<'a>(folder: &Path, file: &str, shown: &mut Vec<Event<'a>>) -> Result<()> {
    let path = folder.join("programs").join(file);
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let language = match file.rsplit_once('.') {
        Some((_, "mjs")) => "js",
        Some((_, "py")) => "python",
        Some((_, "go")) => "go",
        Some((_, "sh")) => "bash",
        _ => bail!("{file}: a program in an unknown language"),
    };
    let html = |text: String| Event::Html(CowStr::from(text));
    shown.push(html(format!("<figure>\n<figcaption><code>{file}</code></figcaption>\n")));
    shown.push(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language.into()))));
    shown.push(Event::Text(text.into()));
    shown.push(Event::End(TagEnd::CodeBlock));
    shown.push(html("</figure>\n".to_owned()));
    Ok(())
}

/// Converts a guide's link to its address on the site.
fn address(link: &str) -> Result<String> {
    if link.starts_with('#') {
        return Ok(link.to_owned());
    }
    let (file, anchor) = link.find('#').map_or((link, ""), |at| link.split_at(at));
    let name = match file.strip_prefix("../reference/") {
        Some(file) => file.strip_suffix(".html").unwrap_or(file),
        None => match file.strip_suffix(".md") {
            Some(guide) if !guide.contains('/') => guide,
            _ => bail!("{link} leads to nothing that a partner can open"),
        },
    };
    Ok(if name == "index" { format!("/reference{anchor}") } else { format!("/reference/{name}{anchor}") })
}

/// Returns the anchor of a heading, as on GitHub.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

fn words(events: &[Event<'_>]) -> String {
    let texts = events.iter().filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(&**text),
        _ => None,
    });
    texts.collect()
}

fn position(events: &[Event<'_>], is: impl Fn(&Event<'_>) -> bool) -> Result<usize> {
    events.iter().position(is).context("the guide ends early")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> Result<Guide> {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("programs")).unwrap();
        fs::write(folder.path().join("programs/call.sh"), "echo <1>\n").unwrap();
        guide(folder.path(), text)
    }

    #[test]
    fn a_guide_becomes_a_page() {
        let guide = html(
            "# Title\n\nA `not_found`, see [it](errors.md#not_found).\n\n## What to *do*: now\n\n[call.sh](programs/call.sh)\n",
        );
        let guide = guide.unwrap();
        assert_eq!(guide.title, "Title");
        assert_eq!(
            guide.body,
            "<p>A <a href=\"/reference/errors#not_found\"><code>not_found</code></a>, see \
             <a href=\"/reference/errors#not_found\">it</a>.</p>\n<h2 id=\"what-to-do-now\">What to <em>do</em>: now</h2>\n\
             <figure>\n<figcaption><code>call.sh</code></figcaption>\n<pre tabindex=\"0\"><code class=\"language-bash\">\
             echo &lt;1&gt;\n</code></pre>\n</figure>\n"
        );
    }

    #[test]
    fn sections_are_listed() {
        let guide = html("# T\n\n## A\n\n## B & C\n\n## D\n\n### Below\n\n## E\n").unwrap();
        assert!(guide.body.starts_with("<nav aria-label=\"On this page\"><ul>\n<li><a href=\"#a\">A</a></li>\n"));
        assert!(guide.body.contains("<li><a href=\"#b--c\">B &amp; C</a></li>") && !guide.body.contains("\"#below\""));
    }

    #[test]
    fn what_a_partner_cannot_open_is_refused() {
        for (text, reason) in [
            ("text", "has no title"),
            ("# A\n\n# B\n", "one title"),
            ("# A\n\n## B\n\n## B\n", "two headings have the anchor #b"),
            ("# A\n\n[x](../../../README.md)\n", "leads to nothing that a partner can open"),
            ("# A\n\n[x](https://example.com)\n", "leads to nothing that a partner can open"),
            ("# A\n\n[x.sh](programs/x.sh)\n", "x.sh"),
            ("# A\n\n<b>x</b>\n", "no HTML"),
        ] {
            let error = format!("{:#}", html(text).unwrap_err());
            assert!(error.contains(reason), "{text:?}: {error}");
        }
    }
}
