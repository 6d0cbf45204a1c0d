//! The program of `examples/rds-resources`, whose resources boto3 does not have.

use pageboy_tests::moto;

use crate::program::{at, complaint, run, told};

#[test]
fn resources_that_a_consumer_defines_work_as_those_of_boto3() {
    // It counts the instances there are.
    let Some(moto) = moto::own_server() else {
        return;
    };
    let told = told(&run("rds-resources", &["--", "diary"], &at(&moto)).unwrap());
    let expected = [
        r#"rds.DBInstance(id="diary") is available"#,
        "diary-1 is a snapshot of diary",
        "diary is stopped",
        "diary is available",
        r#"  diary-1 Some("available")"#,
        "1 in all",
        "diary is gone",
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn without_an_endpoint_it_says_what_to_set() {
    let complaint = complaint(&run("rds-resources", &["--", "diary"], &[]).unwrap());
    let expected = "set AWS_ENDPOINT_URL, or give --live to call AWS itself\n";
    assert_eq!(complaint, expected);
}
