//! The programs of `examples/boto3`; those that follow a script are compared with it in [`scripts`].

// The attribute tells clippy that what they share is of tests, too.
#[cfg(test)]
mod scripts;

use std::io;
use std::process::Output;

use pageboy_tests::moto::{self, Moto};

use crate::program::{at, check, complaint, run, told};
use crate::services::ec2;
use crate::services::s3;

/// Runs one of the programs.
fn program(name: &str, arguments: &[&str], variables: &[(&str, &str)]) -> io::Result<Output> {
    let arguments = [&["--bin", name, "--"], arguments].concat();
    run("boto3", &arguments, variables)
}

/// A stopped instance in us-east-1.
async fn stopped_instance(moto: &Moto) -> Result<String, pageboy::Error> {
    let ec2 = ec2::Client::new(&moto.config("us-east-1"));
    let request = ec2.run_instances().image_id("ami-12c6146b");
    let launched = request.min_count(1).max_count(1).send().await?;
    let ids = launched.instances().iter();
    let id: String = ids.flat_map(|it| it.instance_id.clone()).collect();
    ec2.stop_instances().instance_ids([&id]).send().await?;
    Ok(id)
}

#[test]
fn without_an_endpoint_they_say_what_to_set() {
    for name in ["waiters", "meta", "paginators", "resource", "keys"] {
        let complaint = complaint(&program(name, &[], &[]).unwrap());
        let expected = "set AWS_ENDPOINT_URL, or give --live to call AWS itself\n";
        assert_eq!(complaint, expected, "{name}");
    }
}

#[test]
fn a_missing_argument_is_named() {
    let Some(moto) = moto::server() else {
        return;
    };
    let complaint = complaint(&program("waiters", &["i-1"], &at(moto)).unwrap());
    assert_eq!(
        complaint,
        "argument 2 is missing: the name of a bucket to make\n"
    );
}

#[tokio::test]
async fn waiters_wait_for_an_instance_a_bucket_and_an_object() {
    let Some(moto) = moto::server() else {
        return;
    };
    let id = stopped_instance(moto).await.unwrap();
    let told = told(&program("waiters", &[&id, "waited-for"], &at(moto)).unwrap());
    let expected = [
        &*format!("{id} is running, polls: 1"),
        "waited-for exists",
        "note.txt exists, bytes: 10",
        "waited-for is gone",
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn meta_leads_from_a_resource_to_its_client() {
    let Some(moto) = moto::server() else {
        return;
    };
    let id = stopped_instance(moto).await.unwrap();
    let told = told(&program("meta", &[&id], &at(moto)).unwrap());
    let expected = [
        &*format!(r#"ec2.Instance(id="{id}")"#),
        "ec2 has ",
        &format!("{id} is running"),
        &format!("{id} is stopped: Some("),
    ];
    check(&told, &expected);
    assert_eq!(told.lines().count(), expected.len(), "{told}");
}

#[tokio::test]
async fn paginators_list_everything_and_go_on_where_they_ended() {
    // It lists everything there is, so nothing of other tests may be there.
    let Some(moto) = moto::own_server() else {
        return;
    };
    let config = moto.config("us-east-1");
    let s3 = s3::Client::new(&config);
    for (bucket, keys) in [("empty", 0), ("three", 3)] {
        s3.create_bucket().bucket(bucket).send().await.unwrap();
        for key in 0..keys {
            let object = s3.put_object().bucket(bucket).key(key.to_string());
            object.body("note").send().await.unwrap();
        }
    }
    let id = stopped_instance(&moto).await.unwrap();
    let iam = crate::services::iam::Client::new(&config);
    for name in ["ada", "bob", "eve"] {
        iam.create_user().user_name(name).send().await.unwrap();
    }
    let told = told(&program("paginators", &[], &at(&moto)).unwrap());
    let expected = [
        "empty: page of 0",
        "three: page of 2",
        "three: page of 1",
        &*format!("instance {id}"),
        "user ada",
        "user bob",
        "going on tomorrow",
        "user eve",
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), expected);
}
