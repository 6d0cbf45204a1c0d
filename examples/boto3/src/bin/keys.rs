//! Prints the keys of a bucket, all of them: `scripts/keys.py`.
//!
//! `cargo run -p boto3 --bin keys <bucket>`

use std::error::Error;
use std::process::ExitCode;

use boto3::s3;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    boto3::ended(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let config = boto3::config().await?;

    // bucket = sys.argv[1]
    let bucket = boto3::argument(0, "the name of a bucket")?;

    // s3 = boto3.client("s3")
    let s3 = s3::Client::new(&config);
    // paginator = s3.get_paginator("list_objects_v2")
    let paginator = s3.list_objects_v2();
    // for page in paginator.paginate(Bucket=bucket):
    let mut pages = paginator.bucket(&bucket).pages();
    while let Some(page) = pages.try_next().await? {
        // for object in page.get("Contents", []):
        for object in page.contents() {
            // print(object["Key"])
            println!("{}", object.key.as_ref().ok_or("it has no key")?);
        }
    }
    Ok(())
}
