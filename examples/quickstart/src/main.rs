//! Starts an instance, waits until it runs, and reads long lists in pages.
//!
//! `cargo run -p quickstart` needs no account: it brings its own EC2 and S3, see `endpoint`. With
//! `AWS_ENDPOINT_URL` set it takes endpoint, region and credentials from the environment instead.

mod endpoint;

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

// What the build script generated from `pageboy.toml`: the modules `ec2` and `s3`.
pageboy::include_service!(ec2);
pageboy::include_service!(s3);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Err(error) = run().await else {
        return ExitCode::SUCCESS;
    };
    eprintln!("{error:#}");
    ExitCode::FAILURE
}

async fn run() -> Result<(), Box<dyn Error>> {
    let endpoint;
    let (config, delay) = if env::var_os("AWS_ENDPOINT_URL").is_some() {
        // EC2's definition says to poll every 15 seconds.
        (pageboy::Config::load().await?, Duration::from_secs(15))
    } else {
        endpoint = endpoint::Endpoint::start().await?;
        println!("EC2 and S3 of our own listen on {}\n", endpoint.url());
        // Our instances get there within four polls, so a short delay ends the wait in a second.
        (endpoint.config()?, Duration::from_millis(300))
    };
    let ec2 = ec2::Client::new(&config);
    let ids = launch(&ec2, 12).await?;
    start(&ec2, &ids, delay).await?;
    list_instances(&ec2).await?;
    let answer = ec2.describe_regions().send().await?;
    let names = answer.regions().iter().flat_map(|it| &it.region_name);
    println!("\nRegions: {:?}", names.collect::<Vec<_>>());
    list_objects(&s3::Client::new(&config)).await
}

/// Operations: set the members of the request, then `send`.
async fn launch(ec2: &ec2::Client, count: usize) -> Result<Vec<String>, pageboy::Error> {
    println!("Launching {count} instances");
    let mut ids = Vec::new();
    for _ in 0..count {
        // Without the required counts, `send` would name what is missing and send nothing.
        let request = ec2.run_instances().image_id("ami-12c6146b");
        let launched = request.min_count(1).max_count(1).send().await?;
        for instance in launched.instances() {
            ids.extend(instance.instance_id.clone());
        }
    }
    Ok(ids)
}

/// Waits: set the members of the request, and options that differ from the definition's, then `await`.
async fn start(ec2: &ec2::Client, ids: &[String], delay: Duration) -> Result<(), Box<dyn Error>> {
    let running = ec2.wait_until_instance_running().instance_ids(ids);
    running.delay(delay).await?;
    println!("{} instances are running", ids.len());

    let id = ids.first().ok_or("no instance was launched")?;
    ec2.stop_instances().instance_ids([id]).send().await?;
    let stopped = ec2.wait_until_instance_stopped().instance_ids([id]);
    stopped.delay(delay).await?;
    println!("\n{id} is stopped; starting it");

    ec2.start_instances().instance_ids([id]).send().await?;
    let waited = ec2
        .wait_until_instance_running()
        .instance_ids([id])
        .delay(delay)
        .max_wait(Duration::from_secs(120))
        .on_poll(|poll| println!("  {poll}"))
        .await?;
    println!("{id} is running, polls: {}", waited.attempts());
    Ok(())
}

/// Pages: a stream of whole outputs, each requested on demand.
async fn list_instances(ec2: &ec2::Client) -> Result<(), pageboy::Error> {
    println!("\nInstances, 5 a page");
    let mut pages = ec2.describe_instances().page_size(5).pages();
    while let Some(page) = pages.try_next().await? {
        let instances = page.reservations().iter().flat_map(|it| it.instances());
        println!("  page of {}", instances.count());
    }
    Ok(())
}

/// Items: a stream of the pages' contents, if page boundaries do not matter.
async fn list_objects(s3: &s3::Client) -> Result<(), Box<dyn Error>> {
    s3.create_bucket().bucket("quickstart").send().await?;
    for day in 1..=7 {
        let request = s3.put_object().bucket("quickstart");
        let request = request.key(format!("notes/day {day}.txt"));
        request.body("Nothing to report.").send().await?;
    }
    println!("\nObjects, 3 a page");
    let list = || s3.list_objects_v2().bucket("quickstart").page_size(3);
    let mut pages = list().pages();
    while let Some(page) = pages.try_next().await? {
        let keys = page.contents().iter().flat_map(|object| &object.key);
        println!("  page of {:?}", keys.collect::<Vec<_>>());
    }
    let mut bytes = 0;
    let mut items = list().items();
    while let Some(object) = items.try_next().await? {
        bytes += object.size.unwrap_or(0);
    }
    println!("{bytes} bytes in all");
    Ok(())
}
