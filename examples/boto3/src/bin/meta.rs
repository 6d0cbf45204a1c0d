//! Starts an instance as a resource, and goes through its `meta` to the client for what resources lack.
//!
//! `cargo run -p boto3 --bin meta <instance id>`

use std::error::Error;
use std::process::ExitCode;

use boto3::ec2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    boto3::ended(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let config = boto3::config().await?;
    let id = boto3::argument(0, "the id of an instance")?;

    // ec2 = boto3.resource("ec2")
    // instance = ec2.Instance(id)
    let ec2 = ec2::Resource::new(&config);
    let instance = ec2.instance(&id);
    println!("{instance:?}");

    // instance.start()
    instance.start().send().await?;

    // client = instance.meta.client
    // names = [region["RegionName"] for region in client.describe_regions()["Regions"]]
    let meta = instance.meta();
    let client = meta.client();
    let answer = client.describe_regions().send().await?;
    let names = answer.regions().iter().flat_map(|it| &it.region_name);
    println!("{} has {} regions", meta.service_name(), names.count());

    // client.get_waiter("instance_running").wait(InstanceIds=[instance.id])
    let running = client.wait_until_instance_running();
    running.instance_ids([instance.id()]).await?;

    // instance.reload()
    // print(instance.state["Name"])
    let instance = instance.load().await?;
    let state = instance.data().state.as_ref();
    let name = state.and_then(|state| state.name.as_ref());
    println!("{} is {}", instance.id(), name.ok_or("it has no state")?);

    // Or all at once, as boto3's resources cannot: the wait returns the instance with its data.
    // instance.stop(); instance.wait_until_stopped(); instance.reload()
    instance.stop().send().await?;
    let instance = instance.wait_until_stopped().await?;
    let kind = instance.data().instance_type.as_ref();
    println!("{} is stopped: {kind:?}", instance.id());
    Ok(())
}
