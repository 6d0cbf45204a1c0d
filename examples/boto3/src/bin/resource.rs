//! Starts an instance as a resource, and waits until it runs: `scripts/resource.py`.
//!
//! `cargo run -p boto3 --bin resource <instance id>`

use std::error::Error;
use std::process::ExitCode;

use boto3::ec2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    boto3::ended(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let config = boto3::config().await?;

    // id = sys.argv[1]
    let id = boto3::argument(0, "the id of an instance")?;

    // ec2 = boto3.resource("ec2")
    let ec2 = ec2::Resource::new(&config);
    // instance = ec2.Instance(id)
    let instance = ec2.instance(&id);
    // instance.start()
    instance.start().send().await?;
    // instance.wait_until_running()
    let instance = instance.wait_until_running().await?;
    // print(instance.id, instance.state["Name"])
    println!("{} {}", instance.id(), boto3::state(&instance)?);
    Ok(())
}
