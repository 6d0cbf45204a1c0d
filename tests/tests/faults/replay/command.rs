//! The command, run as a program of its own, with no setting but those of a case.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Parser;
use pageboy_cli::command::{Command as Pageboy, Failure};
use pageboy_tests::moto;

use super::case::Answer;
use super::endpoint::{Endpoint, SentRequest};

/// What a run of the command left.
#[derive(Debug)]
pub(crate) struct CommandRun {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) sent: Vec<SentRequest>,
}

/// How the command is run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setting {
    /// What the endpoint answers.
    pub(crate) answers: Vec<Answer>,
    /// Files in the folder where it runs.
    pub(crate) files: Vec<(&'static str, Vec<u8>)>,
    /// Variables; `PORT` in them is the endpoint's, `DIR` the folder.
    pub(crate) variables: Vec<(&'static str, String)>,
    /// Whether the endpoint is named otherwise.
    pub(crate) without_endpoint: bool,
    /// Whether keys and region stand elsewhere.
    pub(crate) without_keys: bool,
}

/// The variable that has the command's arguments, one in a line.
const ARGUMENTS: &str = "REPLAY_ARGUMENTS";

/// What stands before all that the command prints.
const START: &str = "-- the command's output --\n";

/// Not a test: the program that [`run`] starts, which is this one, is the command.
#[test]
#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to its user"
)]
fn the_command() {
    let Ok(arguments) = std::env::var(ARGUMENTS) else {
        return;
    };
    print!("{START}");
    let arguments: Vec<&str> = arguments.lines().collect();
    let code = match Pageboy::try_parse_from(&arguments) {
        Err(error) => {
            let _told = error.print();
            Pageboy::usage_code(arguments.iter().map(Into::into))
        }
        Ok(command) => match command.run() {
            Ok(()) => 0,
            Err(failure) => {
                eprintln!("{failure}");
                failure.downcast_ref::<Failure>().map_or(1, Failure::code)
            }
        },
    };
    std::process::exit(code.into());
}

/// Runs a command line as a shell would.
pub(crate) fn run(line: &str, setting: &Setting) -> CommandRun {
    let mut arguments = words(line);
    let endpoint = Endpoint::new(setting.answers.clone());
    if !setting.without_endpoint && arguments.get(1).is_some_and(|verb| verb != "check") {
        arguments.push("--endpoint-url".to_owned());
        arguments.push(format!("http://127.0.0.1:{}", endpoint.port));
    }
    let folder = folder();
    let place = |text: &str| {
        let text = text.replace("PORT", &endpoint.port.to_string());
        text.replace("DIR", &folder.display().to_string())
    };
    for (name, content) in &setting.files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let content = String::from_utf8(content.clone()).map(|text| place(&text).into_bytes());
        fs::write(path, content.unwrap_or_else(|error| error.into_bytes())).unwrap();
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    moto::without_settings(&mut command);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command
            .env_remove(name)
            .env_remove(name.to_ascii_lowercase());
    }
    command
        .args(["replay::command::the_command", "--exact", "--nocapture"])
        .env(ARGUMENTS, arguments.join("\n"))
        .env("HOME", &folder)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("RUST_BACKTRACE", "0")
        .current_dir(&folder);
    if !setting.without_keys {
        command
            .env("AWS_ACCESS_KEY_ID", "AKID")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .env("AWS_REGION", "us-east-1");
    }
    command.envs(
        setting
            .variables
            .iter()
            .map(|(name, value)| (name, place(value))),
    );
    let output = command.output().unwrap();
    let _ = fs::remove_dir_all(&folder);
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let out = out.split_once(START).map_or(out.as_str(), |(_, out)| out);
    CommandRun {
        code: output.status.code().unwrap_or(-1),
        out: out.to_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
        sent: endpoint.sent(),
    }
}

fn folder() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("replay-{}-{number}", std::process::id());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The words of a line: quotes keep blanks, a comment ends it.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in line.chars() {
        match (quote, letter) {
            (Some(end), letter) if letter == end => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, ' ') => words.extend(word.take()),
            (_, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[test]
fn a_line_is_split_as_a_shell_does() {
    let line = r#"pageboy call --param 'a={"b": 1}' --ids=   # of nothing"#;
    assert_eq!(
        words(line),
        ["pageboy", "call", "--param", r#"a={"b": 1}"#, "--ids="]
    );
}
