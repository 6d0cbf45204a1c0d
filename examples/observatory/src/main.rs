//! Requests exposures at an observatory, waits until they are taken, and lists them: a service that is nobody's but ours.
//!
//! Its definitions are in `models/observatory`, and `docs/your-own-service.md` tells how they came to be. `cargo run -p observatory`
//! brings the service along. With `PAGEBOY_ENDPOINT_URL_OBSERVATORY` set, it calls the one there, with the key in
//! `PAGEBOY_API_KEY_OBSERVATORY`; `cargo run -p observatory -- serve 127.0.0.1:8014` is one.

mod server;

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use server::Server;

// What the build script generated from `pageboy.toml`.
pageboy::include_service!(observatory);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Err(error) = run().await else {
        return ExitCode::SUCCESS;
    };
    eprintln!("{error:#}");
    ExitCode::FAILURE
}

async fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve"] => serve("127.0.0.1:0").await,
        ["serve", address] => serve(address).await,
        [] if env::var_os("PAGEBOY_ENDPOINT_URL_OBSERVATORY").is_some() => {
            observe(&pageboy::Config::load().await?).await
        }
        [] => {
            let server = Server::open("127.0.0.1:0").await?;
            let config = pageboy::Config::builder()
                .endpoint_url(server.url())
                .api_key(server::KEY)
                .build()?;
            tokio::select! {
                () = server.serve() => Ok(()),
                observed = observe(&config) => observed,
            }
        }
        _ => Err("usage: observatory [serve [ADDRESS]]".into()),
    }
}

/// Answers until the program is ended.
async fn serve(address: &str) -> Result<(), Box<dyn Error>> {
    let server = Server::open(address).await?;
    println!("The observatory listens on {}", server.url());
    server.serve().await;
    Ok(())
}

/// Everything that a program does with a service.
async fn observe(config: &pageboy::Config) -> Result<(), Box<dyn Error>> {
    let client = observatory::Client::new(config);

    // Operations.
    let request = client.request_exposure().target("Saturn").seconds(30);
    let answer = request.send().await?;
    let id = answer.exposure.and_then(|it| it.id).ok_or("no id")?;
    println!("requested {id}");

    // Waits. The definition says to poll every second.
    let waited = client
        .wait_until_exposure_taken()
        .id(&id)
        .max_wait(Duration::from_secs(60))
        .on_poll(|poll| println!("  {poll}"))
        .await?;
    println!("{id} is taken, polls: {}", waited.attempts());

    // Pages, and their items.
    for moon in ["Rhea", "Titan", "Dione", "Tethys"] {
        let request = client.request_exposure().target(moon).seconds(10);
        request.send().await?;
    }
    let mut pages = client.list_exposures().page_size(2).pages();
    while let Some(page) = pages.try_next().await? {
        let targets = page.exposures().iter().flat_map(|it| &it.target);
        println!("  page of {:?}", targets.collect::<Vec<_>>());
    }

    // Resources.
    let observatory = observatory::Resource::new(config);
    let exposure = observatory.request_exposure().target("Mimas").seconds(5);
    let exposure = exposure.send().await?.wait_until_taken().await?;
    println!("{} shows {:?}", exposure.id(), exposure.data().target);
    let exposure = observatory.exposure("exp-5"); // no call is made
    exposure.cancel().send().await?;
    exposure.wait_until_gone().await?;
    println!("{} is gone", exposure.id());

    // Errors.
    match client.get_exposure().id("exp-0").send().await {
        Err(error) if error.is_not_found() => println!("{error}"),
        Err(error) => return Err(error.into()),
        Ok(_) => return Err("it is there".into()),
    }
    Ok(())
}
