//! Creates a database instance and a snapshot of it, and lists both, with resources that boto3 does not have.
//!
//! They are defined in `models/rds/2014-10-31/resources-1.json`, in boto3's own format, with a waiter that botocore lacks beside
//! them, and `pageboy.toml` names the folder.
//!
//! `cargo run -p rds-resources <name of an instance to make>` calls the endpoint in `AWS_ENDPOINT_URL`, or AWS itself with
//! the argument `--live`, and nobody else.

use std::env;
use std::error::Error;
use std::process::ExitCode;

// What the build script generated from `pageboy.toml`.
pageboy::include_service!(rds);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Err(error) = run().await else {
        return ExitCode::SUCCESS;
    };
    eprintln!("{error}");
    ExitCode::FAILURE
}

async fn run() -> Result<(), Box<dyn Error>> {
    let (options, names): (Vec<_>, Vec<_>) = env::args().skip(1).partition(|it| it == "--live");
    if options.is_empty() && env::var_os("AWS_ENDPOINT_URL").is_none() {
        return Err("set AWS_ENDPOINT_URL, or give --live to call AWS itself".into());
    }
    let name = names
        .first()
        .ok_or("argument 1 is missing: a name for the instance")?;
    let rds = rds::Resource::new(&pageboy::Config::load().await?);

    // The service's action `CreateInstance` calls CreateDBInstance, and its answer leads to an instance with data.
    let instance = rds
        .create_instance()
        .db_instance_identifier(name)
        .db_instance_class("db.t3.micro")
        .engine("postgres")
        .allocated_storage(20)
        .master_username("librarian")
        .manage_master_user_password(true)
        .send()
        .await?;
    let instance = instance.wait_until_available().await?;
    println!("{:?} is available", **instance);

    let snapshot = instance.create_snapshot();
    let snapshot = snapshot.db_snapshot_identifier(format!("{name}-1"));
    let snapshot = snapshot.send().await?.wait_until_available().await?;
    // A reference: the snapshot's data names its instance. No call is made.
    let of = snapshot.instance()?.ok_or("it is of no instance")?;
    println!("{} is a snapshot of {}", snapshot.id(), of.id());

    // botocore has no waiter for this; `models/rds/2014-10-31/waiters-2.json` has.
    instance.stop().send().await?;
    show(&instance.wait_until_stopped().await?);
    instance.start().send().await?;
    show(&instance.wait_until_available().await?);
    instance.reboot().send().await?;
    instance.wait_until_available().await?;

    let mut snapshots = instance.snapshots().snapshot_type("manual").items();
    while let Some(snapshot) = snapshots.try_next().await? {
        println!("  {} {:?}", snapshot.id(), snapshot.data().status);
    }
    let instances = rds.instances().items().collect_all().await?;
    println!("{} in all", instances.len());

    snapshot.delete().send().await?;
    instance.delete().skip_final_snapshot(true).send().await?;
    instance.wait_until_deleted().await?;
    match instance.load().await {
        Err(error) if error.code() == Some("DBInstanceNotFound") => println!("{name} is gone"),
        Err(error) => return Err(error.into()),
        Ok(_) => return Err("it is still there".into()),
    }
    Ok(())
}

fn show(instance: &rds::resources::Loaded<rds::resources::DBInstance>) {
    let status = instance.data().db_instance_status.as_deref();
    println!("{} is {}", instance.id(), status.unwrap_or("in no state"));
}
