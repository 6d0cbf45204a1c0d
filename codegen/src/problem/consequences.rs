//! Problems that follow from mistakes in the form of a file: one mistake is told once.

use pageboy_models::pointer;

use super::Problem;

/// The places of mistakes in the form of files: values of a wrong kind, missing and misspelt keys.
#[derive(Debug, Default)]
pub(crate) struct WrongPlaces {
    places: Vec<String>,
    /// Keys that stand misspelt in their objects.
    misspelt: Vec<String>,
    /// Sections in which a file that cannot be read may have more.
    unread: Vec<&'static str>,
}

impl WrongPlaces {
    /// Adds the place of a mistake, and the place of the key that was meant.
    pub(crate) fn add(&mut self, problem: &Problem) {
        let Some(place) = problem.pointer() else {
            return self.add_key("", problem);
        };
        let place = place.strip_prefix("/merge").unwrap_or(place);
        self.places.push(place.to_owned());
        self.add_key(place, problem);
    }

    /// Adds a section of a file that cannot be read: an entry may be there that others name.
    pub(crate) fn add_unread(&mut self, section: &'static str) {
        self.unread.push(section);
    }

    /// Leaves out what follows from these mistakes.
    pub(crate) fn without_consequences(&self, problems: Vec<Problem>) -> Vec<Problem> {
        let errors = problems.iter().filter(|problem| problem.is_error());
        let errors: Vec<String> = errors
            .filter_map(|problem| problem.pointer().map(str::to_owned))
            .collect();
        let mut problems = problems;
        problems.retain(|problem| {
            // A doubt follows from any mistake, not only from one in the form.
            let is_doubt = || !problem.is_error() && errors.iter().any(|it| follows(problem, it));
            match problem.is_of_form {
                true => !self.is_missed(problem),
                false => !(self.explain(problem) || is_doubt()),
            }
        });
        problems
    }

    /// A missing key is wrong, and so is a misspelt one.
    fn add_key(&mut self, place: &str, problem: &Problem) {
        let message = problem.message();
        let quoted = || message.split('`').nth(1).unwrap_or_default();
        if message.ends_with("` is missing") {
            self.places.push(place.to_owned() + &pointer([quoted()]));
        } else if message.starts_with("unknown key; did you mean `") {
            let above = place.rsplit_once('/').map_or("", |(above, _)| above);
            let meant = above.to_owned() + &pointer([quoted()]);
            self.misspelt.push(meant.clone());
            self.places.push(meant);
        }
    }

    /// Whether a problem misses a key that stands there misspelt.
    fn is_missed(&self, problem: &Problem) -> bool {
        let own = problem.pointer().unwrap_or_default();
        let mut misspelt = self.misspelt.iter();
        misspelt.any(|meant| names_part(problem, own, meant))
    }

    fn explain(&self, problem: &Problem) -> bool {
        let own = problem.pointer().unwrap_or_default();
        let mut unread = self.unread.iter();
        let mut places = self.places.iter();
        unread.any(|section| follows(problem, section))
            || places.any(|wrong| {
                let is_below = is_at_or_below(own, wrong);
                is_below
                    || names_part(problem, own, wrong)
                    || follows(problem, wrong)
                    || is_implied(problem, wrong)
            })
    }
}

/// Whether a problem of an object is about the wrong key in it, or one of a list about a wrong element.
fn names_part(problem: &Problem, own: &str, wrong: &str) -> bool {
    let Some((above, part)) = wrong.rsplit_once('/') else {
        return false;
    };
    let is_element = part.parse::<usize>().is_ok();
    above == own && (is_element || problem.message().contains(&format!("`{part}`")))
}

/// Whether a problem says that something is not there which could not be read.
fn follows(problem: &Problem, wrong: &str) -> bool {
    problem
        .basis
        .iter()
        .any(|basis| match basis.strip_suffix("/*") {
            Some(all) => is_at_or_below(wrong, all) || is_at_or_below(all, wrong),
            None => is_at_or_below(basis, wrong),
        })
}

/// Whether a problem is about what a wrong shape or operation lacks: a member, a value, an output.
fn is_implied(problem: &Problem, wrong: &str) -> bool {
    let message = problem.message();
    let lacks = || {
        if let Some(rest) = message.strip_prefix("no member `") {
            let (member, shape) = rest.split_once("` in ")?;
            return Some((["shapes", shape, "members"], Some(member)));
        }
        if let Some(rest) = message.strip_prefix("the enum ") {
            let (shape, _) = rest.split_once(" has no value ")?;
            return Some((["shapes", shape, "enum"], None));
        }
        let (operation, _) = message.strip_prefix('`')?.split_once("` returns nothing")?;
        Some((["operations", operation, "output"], None))
    };
    let Some((place, member)) = lacks() else {
        return false;
    };
    let place = pointer(place);
    match member {
        // Other members may be wrong without this one.
        Some(member) => is_at_or_below(&(place + &pointer([member])), wrong),
        None => is_at_or_below(wrong, &place) || is_at_or_below(&place, wrong),
    }
}

fn is_at_or_below(place: &str, above: &str) -> bool {
    let rest = place.strip_prefix(above);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
