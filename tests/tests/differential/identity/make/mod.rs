//! Makes combinations from a seed: the settings of a profile, the environment, and the answers of servers. Each part is
//! present, absent or broken.

mod environment;
mod hosts;
mod keys;
mod login;
mod roles;
mod sso;
mod syntax;

use fastrand::Rng;

use super::case::{Answer, IdentityCase};
use crate::generate::chance;

/// Makes the case of this number.
pub(super) fn case(seed: u64, number: usize) -> IdentityCase {
    let mut making = Making {
        rng: chance(seed, "identity", number),
        case: IdentityCase::default(),
        config: Vec::new(),
        credentials: Vec::new(),
    };
    let profile = environment::profile(&mut making);
    let kinds: [fn(&mut Making, &str); 13] = [
        keys::in_files,
        keys::in_old_file,
        keys::by_process,
        roles::of_source_profile,
        roles::of_source_profile,
        roles::of_credential_source,
        roles::of_web_identity,
        sso::with_session,
        sso::without_session,
        several,
        syntax::odd,
        login::session,
        // The hosts alone.
        |_, _| {},
    ];
    kinds[number % kinds.len()](&mut making, &profile);
    environment::keys(&mut making);
    environment::region(&mut making, &profile);
    environment::endpoints(&mut making, &profile);
    environment::hosts(&mut making, &profile);
    hosts::of_container(&mut making);
    hosts::of_instance(&mut making);
    making.finish()
}

/// Several sources in one profile, or none.
fn several(making: &mut Making, profile: &str) {
    let kinds: [fn(&mut Making, &str); 8] = [
        keys::in_files,
        keys::by_process,
        roles::of_source_profile,
        roles::of_credential_source,
        roles::of_web_identity,
        sso::with_session,
        sso::without_session,
        login::session,
    ];
    for _ in 0..making.rng.usize(0..3) {
        let kind = making.pick(&kinds);
        kind(making, profile);
    }
}

/// A case in the making.
struct Making {
    rng: Rng,
    case: IdentityCase,
    config: Vec<Section>,
    credentials: Vec<Section>,
}

/// A section of a file.
struct Section {
    title: String,
    lines: Vec<String>,
}

/// A time at which everything has expired.
const PAST: &str = "2001-02-03T04:05:06Z";
/// A time at which nothing has.
const FUTURE: &str = "2100-01-01T00:00:00Z";

impl Making {
    fn one_in(&mut self, count: usize) -> bool {
        self.rng.usize(0..count) == 0
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.rng.usize(0..of.len())]
    }

    /// Notes a feature of the case.
    fn note(&mut self, what: &'static str) {
        self.case.traits.insert(what);
    }

    fn variable(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if value.is_empty() {
            self.note("empty variable");
        }
        self.case.environment.insert(name.to_owned(), value);
    }

    fn file(&mut self, path: &str, text: impl Into<String>) {
        self.case.files.insert(path.to_owned(), text.into());
    }

    fn answer(&mut self, kind: &'static str, status: u16, body: &str) {
        let body = body.to_owned();
        let answers = self.case.answers.entry(kind).or_default();
        answers.push(Answer { status, body });
    }

    fn is_answered(&self, kind: &str) -> bool {
        self.case.answers.contains_key(kind)
    }

    /// Sets something in a section of the configuration file, if it is not set there.
    fn config(&mut self, title: &str, name: &str, value: &str) {
        set(&mut self.config, title, name, value);
        self.note_value(name, value);
    }

    /// Sets something in the credentials file.
    fn credentials(&mut self, title: &str, name: &str, value: &str) {
        set(&mut self.credentials, title, name, value);
        self.note_value(name, value);
    }

    /// Sets something for a profile.
    fn profile(&mut self, profile: &str, name: &str, value: &str) {
        // What stands in the credentials file counts, too.
        if self.one_in(12) {
            self.credentials(profile, name, value);
        } else {
            self.config(&title(profile), name, value);
        }
    }

    fn note_value(&mut self, name: &str, value: &str) {
        const REGION: [&str; 2] = ["region", "endpoint_url"];
        if value.is_empty() && !REGION.contains(&name) {
            self.note("blank setting");
        }
    }

    fn finish(mut self) -> IdentityCase {
        for (path, sections) in [
            (".aws/config", &self.config),
            (".aws/credentials", &self.credentials),
        ] {
            let is_there = self.case.files.contains_key(path);
            let text: String = sections.iter().map(Section::text).collect();
            if !is_there && !text.is_empty() {
                self.case.files.insert(path.to_owned(), text);
            }
        }
        self.case
    }
}

impl Section {
    fn text(&self) -> String {
        format!("[{}]\n{}\n", self.title, self.lines.join("\n"))
    }
}

/// What a profile's section is called in the configuration file.
fn title(profile: &str) -> String {
    match profile {
        "default" => profile.to_owned(),
        _ => format!("profile {profile}"),
    }
}

fn set(sections: &mut Vec<Section>, title: &str, name: &str, value: &str) {
    let at = sections.iter().position(|section| section.title == title);
    let at = at.unwrap_or_else(|| {
        sections.push(Section {
            title: title.to_owned(),
            lines: Vec::new(),
        });
        sections.len() - 1
    });
    let lines = &mut sections[at].lines;
    let start = format!("{name} =");
    if !lines.iter().any(|line| line.starts_with(&start)) {
        lines.push(format!("{start} {value}").trim_end().to_owned());
    }
}
