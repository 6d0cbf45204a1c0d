//! Starts instances by the client, and waits until they run: `scripts/client.py`.
//!
//! `cargo run -p boto3 --bin client <instance id>`

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

    // ec2 = boto3.client("ec2")
    let ec2 = ec2::Client::new(&config);
    // started = ec2.start_instances(InstanceIds=[id])
    let started = ec2.start_instances().instance_ids([&id]).send().await?;
    // for change in started["StartingInstances"]:
    for change in started.starting_instances() {
        // print(change["InstanceId"], "was", change["PreviousState"]["Name"])
        let id = change.instance_id.as_ref().ok_or("it has no id")?;
        let before = change.previous_state.as_ref();
        let name = before.and_then(|state| state.name.as_ref());
        println!("{id} was {}", name.ok_or("it had no state")?);
    }
    // waiter = ec2.get_waiter("instance_running")
    let waiter = ec2.wait_until_instance_running();
    // waiter.wait(InstanceIds=[id])
    waiter.instance_ids([&id]).await?;
    // print(id, "is running")
    println!("{id} is running");
    Ok(())
}
