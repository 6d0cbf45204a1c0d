//! The page about a service of one's own: its commands print what it says, and its files are those of the example.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use pageboy_tests::moto;
use pageboy_tests::python;

use super::copy;
use super::extract::{Document, documents, workspace};
use crate::program::{cargo, told};

/// The page.
pub(super) const PAGE: &str = "docs/your-own-service.md";
const EXAMPLE: &str = "examples/observatory";
/// Where the page's server listens; the test's has a free port.
const ADDRESS: &str = "127.0.0.1:8014";

#[test]
fn the_page_about_a_service_of_ones_own_shows_what_commands_print() {
    if cfg!(windows) {
        return pageboy_tests::not_run::not_run("the page", "Its lines are written for a shell.");
    }
    told(&cargo(&["build", "--quiet", "-p", "pageboy-cli", "-p", "observatory"]).unwrap());
    let programs = python::target().join("debug").canonicalize().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-service");
    let _ = fs::remove_dir_all(&folder);
    copy(&workspace().join(EXAMPLE), &folder);
    let server = Server::start(&programs.join("observatory"));
    let (mut exports, mut ran) = (String::new(), 0);
    for step in steps(&page()) {
        let line = step.line.replace(ADDRESS, &server.address);
        if line.starts_with("export ") {
            exports.push_str(&line);
            exports.push('\n');
            continue;
        }
        let script = match line.as_str() {
            "cargo run -p observatory" => "observatory".to_owned(),
            line if line.starts_with("cargo ") => continue,
            line => format!("{exports}{line}"),
        };
        let mut command = Command::new("sh");
        command.args(["-c", &script]).current_dir(&folder);
        moto::without_settings(&mut command);
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", programs.display()));
        command.env("HOME", folder.join("nobody"));
        let output = command.stdin(Stdio::null()).output().unwrap();
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8(printed).unwrap();
        assert_eq!(
            seconds_left_open(&printed),
            seconds_left_open(&step.prints),
            "{line}"
        );
        ran += 1;
    }
    assert!(ran > 15, "{ran} lines were run");
}

#[test]
fn the_page_about_a_service_of_ones_own_shows_the_files_of_the_example() {
    let mut files = Vec::new();
    read(&workspace().join(EXAMPLE), &mut files);
    for block in page().blocks() {
        // Indentation differs where a part of a function is shown. A manifest of Cargo has no workspace to refer to.
        if block.language == "console" || block.text.contains("[dependencies]") {
            continue;
        }
        let text = without_indentation(&block.text);
        let is_there = files.iter().any(|file| file.contains(&text));
        assert!(is_there, "no file of the example has this:\n{}", block.text);
    }
}

fn page() -> Document {
    let page = documents().into_iter().find(|it| it.name == PAGE);
    page.unwrap()
}

/// A command line of the page, and what it prints.
struct Step {
    line: String,
    prints: String,
}

fn steps(page: &Document) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let blocks = page.blocks();
    for block in blocks.iter().filter(|block| block.language == "console") {
        for text in block.text.lines() {
            match text.strip_prefix("$ ") {
                Some(line) => steps.push(Step {
                    line: line.to_owned(),
                    prints: String::new(),
                }),
                None => {
                    let step = steps.last_mut().unwrap();
                    step.prints.push_str(text);
                    step.prints.push('\n');
                }
            }
        }
    }
    steps
}

/// The text with `_` for numbers of seconds: a busy machine takes more of them.
fn seconds_left_open(text: &str) -> String {
    let words = text.split_inclusive(' ').collect::<Vec<_>>();
    let mut open = String::new();
    for (at, word) in words.iter().enumerate() {
        let is_number = word.trim_end().parse::<f64>().is_ok();
        let is_of_seconds = words.get(at + 1).is_some_and(|next| next.starts_with('s'));
        open.push_str(if is_number && is_of_seconds {
            "_ "
        } else {
            word
        });
    }
    open
}

fn without_indentation(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", line.trim_start()))
        .collect()
}

fn read(folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => read(&entry.path(), files),
            false => files.push(without_indentation(
                &fs::read_to_string(entry.path()).unwrap(),
            )),
        }
    }
}

/// The example's server, which ends with the test.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(program: &Path) -> Self {
        let mut command = Command::new(program);
        command.arg("serve").stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let (_, address) = line.trim().split_once("http://").unwrap();
        let address = address.to_owned();
        Self { process, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
