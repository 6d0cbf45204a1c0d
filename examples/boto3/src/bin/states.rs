//! Waits until an instance exists, stops it, and ends it: `scripts/states.py`.
//!
//! `cargo run -p boto3 --bin states <instance id>`

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
    // instance.wait_until_exists()
    let instance = instance.wait_until_exists().await?;
    // print(instance.id, instance.state["Name"])
    println!("{} {}", instance.id(), boto3::state(&instance)?);
    // instance.stop()
    instance.stop().send().await?;
    // instance.wait_until_stopped()
    // instance.reload()
    let instance = instance.wait_until_stopped().await?;
    // print(instance.id, instance.state["Name"])
    println!("{} {}", instance.id(), boto3::state(&instance)?);
    // instance.terminate()
    instance.terminate().send().await?;
    // instance.wait_until_terminated()
    // instance.reload()
    let instance = instance.wait_until_terminated().await?;
    // print(instance.id, instance.state["Name"])
    println!("{} {}", instance.id(), boto3::state(&instance)?);
    Ok(())
}
