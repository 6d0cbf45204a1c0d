//! Lists everything: buckets and objects of S3, instances of EC2, users of IAM; and goes on where an earlier run ended.
//!
//! `cargo run -p boto3 --bin paginators`

use std::error::Error;
use std::process::ExitCode;

use boto3::{ec2, iam, s3};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    boto3::ended(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let config = boto3::config().await?;

    // s3 = boto3.client("s3")
    // for page in s3.get_paginator("list_buckets").paginate():
    //     for bucket in page["Buckets"]: …
    let s3 = s3::Client::new(&config);
    let mut buckets = s3.list_buckets().items();
    while let Some(bucket) = buckets.try_next().await? {
        let name = bucket.name.unwrap_or_default();
        // pages = s3.get_paginator("list_objects_v2").paginate(Bucket=name, PaginationConfig={"PageSize": 2})
        // for page in pages: print(len(page.get("Contents", [])))
        let mut pages = s3.list_objects_v2().bucket(&name).page_size(2).pages();
        while let Some(page) = pages.try_next().await? {
            println!("{name}: page of {}", page.contents().len());
        }
    }

    // ec2.get_paginator("describe_instances").paginate().search("Reservations[].Instances[].InstanceId")
    let ec2 = ec2::Client::new(&config);
    let pages = ec2.describe_instances().pages();
    let mut ids = pages.search::<String>("Reservations[].Instances[].InstanceId")?;
    while let Some(id) = ids.try_next().await? {
        println!("instance {id}");
    }

    // config = {"MaxItems": 2}
    // result = iam.get_paginator("list_users").paginate(PaginationConfig=config).build_full_result()
    // token = result.get("NextToken")
    let iam = iam::Client::new(&config);
    let mut users = iam.list_users().items().max_items(2);
    while let Some(user) = users.try_next().await? {
        println!("user {}", user.user_name.unwrap_or_default());
    }
    let place = users.cursor().map(|cursor| cursor.to_text());

    // config = {"StartingToken": token}
    // for page in iam.get_paginator("list_users").paginate(PaginationConfig=config): …
    if let Some(place) = place {
        println!("going on tomorrow"); // the text is kept in a file, a queue, a URL
        let mut users = iam.list_users().items().start_at(place.parse()?);
        while let Some(user) = users.try_next().await? {
            println!("user {}", user.user_name.unwrap_or_default());
        }
    }
    Ok(())
}
