//! Starts an instance and waits until it runs; makes a bucket and an object and waits until they are there.
//!
//! `cargo run -p boto3 --bin waiters <instance id> <bucket to make>`

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use boto3::{ec2, s3};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    boto3::ended(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let config = boto3::config().await?;
    let id = boto3::argument(0, "the id of an instance")?;
    let bucket = boto3::argument(1, "the name of a bucket to make")?;

    // ec2 = boto3.client("ec2")
    let ec2 = ec2::Client::new(&config);

    // ec2.start_instances(InstanceIds=[id])
    ec2.start_instances().instance_ids([&id]).send().await?;

    // waiter = ec2.get_waiter("instance_running")
    // waiter.wait(InstanceIds=[id], WaiterConfig={"Delay": 5, "MaxAttempts": 60})
    let waited = ec2
        .wait_until_instance_running()
        .instance_ids([&id])
        .delay(Duration::from_secs(5))
        .max_attempts(60)
        .await?;
    println!("{id} is running, polls: {}", waited.attempts());

    // s3 = boto3.client("s3")
    // s3.create_bucket(Bucket=bucket)
    // s3.get_waiter("bucket_exists").wait(Bucket=bucket)
    let s3 = s3::Client::new(&config);
    s3.create_bucket().bucket(&bucket).send().await?;
    s3.wait_until_bucket_exists().bucket(&bucket).await?;
    println!("{bucket} exists");

    // s3.put_object(Bucket=bucket, Key="note.txt", Body=b"waited for")
    // s3.get_waiter("object_exists").wait(Bucket=bucket, Key="note.txt")
    let note = s3.put_object().bucket(&bucket).key("note.txt");
    note.body("waited for").send().await?;
    let there = s3.wait_until_object_exists().bucket(&bucket);
    let waited = there.key("note.txt").await?;
    // A wait ends with the answer that ended it; boto3 would have to ask again.
    let length = waited.output().and_then(|object| object.content_length);
    println!("note.txt exists, bytes: {}", length.unwrap_or(0));

    // s3.delete_object(…); s3.delete_bucket(…); s3.get_waiter("bucket_not_exists").wait(Bucket=bucket)
    let note = s3.delete_object().bucket(&bucket).key("note.txt");
    note.send().await?;
    s3.delete_bucket().bucket(&bucket).send().await?;
    s3.wait_until_bucket_not_exists().bucket(&bucket).await?;
    println!("{bucket} is gone");
    Ok(())
}
