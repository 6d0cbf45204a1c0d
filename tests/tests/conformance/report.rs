//! Reports the cases: a line for each file, and every failure at the end.

use std::fmt::Write;

use crate::exceptions::Exceptions;

/// The cases of a file with their failures.
#[derive(Default)]
pub(crate) struct Outcomes(Vec<(String, Result<(), String>)>);

impl Outcomes {
    /// Adds a case.
    pub(crate) fn push(&mut self, name: &str, result: Result<(), String>) {
        self.0.push((name.to_owned(), result));
    }
}

/// The outcome of the cases of all files.
#[derive(Default)]
pub(crate) struct Report {
    name: &'static str,
    exceptions: Exceptions,
    wrong: String,
    passed: usize,
    excepted: usize,
    failed: usize,
}

impl Report {
    /// A report on the files in these folders, with their exceptions.
    pub(crate) fn new(name: &'static str, folders: &[&str]) -> Self {
        Self {
            name,
            exceptions: Exceptions::of(folders),
            ..Self::default()
        }
    }

    /// Notes the cases of a file, and prints its line.
    pub(crate) fn file(&mut self, file: &str, outcomes: Outcomes) {
        println!("{}", self.add(file, outcomes));
    }

    /// Notes the cases of a file, and gives its line.
    pub(crate) fn add(&mut self, file: &str, outcomes: Outcomes) -> String {
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
        self.passed += passed;
        self.excepted += excepted;
        self.failed += failed;
        format!("{file}: {passed} passed, {excepted} excepted, {failed} failed")
    }

    /// Prints the sums.
    ///
    /// # Panics
    ///
    /// When anything failed.
    pub(crate) fn finish(mut self) {
        self.close();
        let sums = format!(
            "{}: {} passed, {} excepted, {} failed",
            self.name, self.passed, self.excepted, self.failed
        );
        println!("{sums}");
        assert!(self.wrong.is_empty(), "{sums}{}", self.wrong);
    }

    fn close(&mut self) {
        for unknown in self.exceptions.rest() {
            self.note(&format!("{unknown}: is an exception, but no case"));
        }
    }

    fn note(&mut self, problem: &str) {
        let _infallible = write!(self.wrong, "\n{problem}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The report of a run with these outcomes, some of them listed as exceptions.
    fn wrong(listed: &[&str], outcomes: &[(&str, Result<(), &str>)]) -> String {
        let mut report = Report::default();
        for case in listed {
            report.exceptions.list("file", case);
        }
        let mut all = Outcomes::default();
        for (name, result) in outcomes {
            all.push(name, result.map_err(str::to_owned));
        }
        report.add("file", all);
        report.close();
        report.wrong
    }

    #[test]
    fn a_listed_failure_is_excepted() {
        assert_eq!(wrong(&["b"], &[("a", Ok(())), ("b", Err("no"))]), "");
    }

    #[test]
    fn a_failure_that_is_not_listed_fails_the_run() {
        assert_eq!(wrong(&[], &[("a", Err("no"))]), "\nfile: a: no");
    }

    #[test]
    fn an_exception_that_passes_fails_the_run() {
        let wrong = wrong(&["a"], &[("a", Ok(()))]);
        assert_eq!(wrong, "\nfile: a: is an exception, but passes");
    }

    #[test]
    fn an_exception_that_is_no_case_fails_the_run() {
        let wrong = wrong(&["a"], &[]);
        assert_eq!(wrong, "\nfile: a: is an exception, but no case");
    }
}
