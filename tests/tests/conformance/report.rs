//! What became of the cases: a line for each file, and everything that is not as it should be at the end.

use std::fmt::Write;

use crate::exceptions::Exceptions;

/// The cases of a file with what is wrong with each.
#[derive(Default)]
pub(crate) struct Outcomes(Vec<(String, Result<(), String>)>);

impl Outcomes {
    /// Adds a case.
    pub(crate) fn push(&mut self, name: &str, result: Result<(), String>) {
        self.0.push((name.to_owned(), result));
    }
}

/// What became of the cases of all files.
pub(crate) struct Report {
    exceptions: Exceptions,
    wrong: String,
    passed: usize,
    excepted: usize,
    failed: usize,
    left_out: usize,
}

impl Report {
    /// A report on the files in these folders, with their exceptions.
    pub(crate) fn new(folders: &[&str]) -> Self {
        Self {
            exceptions: Exceptions::of(folders),
            wrong: String::new(),
            passed: 0,
            excepted: 0,
            failed: 0,
            left_out: 0,
        }
    }

    /// Notes the cases of a file, and prints its line.
    pub(crate) fn file(&mut self, file: &str, outcomes: Outcomes) {
        let (mut passed, mut excepted, mut failed) = (0, 0, 0);
        for (name, result) in outcomes.0 {
            let listed = self.exceptions.take(file, &name);
            match (result, listed) {
                (Ok(()), false) => passed += 1,
                (Err(_), true) => excepted += 1,
                (Ok(()), true) => {
                    failed += 1;
                    self.note(&format!("{file}: {name}: is an exception, but passes"));
                }
                (Err(problem), false) => {
                    failed += 1;
                    self.note(&format!("{file}: {name}: {problem}"));
                }
            }
        }
        println!("{file}: {passed} passed, {excepted} excepted, {failed} failed");
        self.passed += passed;
        self.excepted += excepted;
        self.failed += failed;
    }

    /// Notes a file whose cases are not run, and prints its line.
    pub(crate) fn left_out(&mut self, file: &str, cases: usize, reason: &str) {
        println!("{file}: {cases} not run: {reason}");
        self.left_out += cases;
    }

    /// Prints the sums.
    ///
    /// # Panics
    ///
    /// When anything is not as it should be.
    pub(crate) fn finish(mut self) {
        for unknown in self.exceptions.rest() {
            self.note(&format!("{unknown}: is an exception, but no case"));
        }
        let sums = format!(
            "{} passed, {} excepted, {} failed, {} not run",
            self.passed, self.excepted, self.failed, self.left_out
        );
        println!("all: {sums}");
        assert!(self.wrong.is_empty(), "{sums}{}", self.wrong);
    }

    fn note(&mut self, problem: &str) {
        let _infallible = write!(self.wrong, "\n{problem}");
    }
}
