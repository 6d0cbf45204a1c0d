//! The quickstart: the program a newcomer runs first, with its own endpoint, and against moto.

use pageboy_tests::moto;

use crate::program::{at, check, run, told};

const PAGES: [&str; 7] = [
    "  page of 5",
    "  page of 5",
    "  page of 2",
    r#"  page of ["notes/day 1.txt", "notes/day 2.txt", "notes/day 3.txt"]"#,
    r#"  page of ["notes/day 4.txt", "notes/day 5.txt", "notes/day 6.txt"]"#,
    r#"  page of ["notes/day 7.txt"]"#,
    "126 bytes in all",
];

#[test]
fn it_tells_its_story_by_itself() {
    let told = told(&run("quickstart", &[], &[]).unwrap());
    let story = [
        "12 instances are running",
        "is stopped; starting it",
        r#"attempt 1 of 40"#,
        "is running, polls: 4",
    ];
    check(&told, &[&story[..], &PAGES].concat());
}

#[test]
fn it_tells_its_story_against_moto() {
    // It lists every instance there is, so none of other tests may be there.
    let Some(moto) = moto::own_server() else {
        return;
    };
    let told = told(&run("quickstart", &[], &at(&moto)).unwrap());
    let story = [
        "12 instances are running",
        "is stopped; starting it",
        "is running, polls: 1",
    ];
    check(&told, &[&story[..], &PAGES].concat());
}
