//! Asks the client of a resource for the regions: `scripts/regions.py`.
//!
//! `cargo run -p boto3 --bin regions`

use std::error::Error;
use std::process::ExitCode;

use boto3::ec2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    boto3::ended(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let config = boto3::config().await?;

    // resource = boto3.resource("ec2")
    let resource = ec2::Resource::new(&config);
    // answer = resource.meta.client.describe_regions()
    let meta = resource.meta();
    let answer = meta.client().describe_regions().send().await?;
    // for region in answer["Regions"]:
    for region in answer.regions() {
        // print(region["RegionName"])
        println!("{}", region.region_name.as_ref().ok_or("it has no name")?);
    }
    Ok(())
}
