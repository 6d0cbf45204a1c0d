//! Shared by the programs: the services, and the configuration.
//!
//! The programs are in `src/bin`, each with its Python beside it in comments. Six follow a script in `scripts` line by line
//! and print the same; `meta`, `paginators` and `waiters` show more. They call the endpoint in `AWS_ENDPOINT_URL`, for
//! example a moto server, or AWS itself with the argument `--live`, and nobody else:
//!
//! ```console
//! $ pip install 'moto[server]' && moto_server &
//! $ export AWS_ENDPOINT_URL=http://127.0.0.1:5000 AWS_REGION=us-east-1
//! $ export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
//! $ cargo run -p boto3 --bin paginators
//! ```

use std::env;
use std::error::Error;
use std::process::ExitCode;

// What the build script generated from `pageboy.toml`.
pageboy::include_service!(ec2);
pageboy::include_service!(iam);
pageboy::include_service!(s3);

/// The settings of the environment.
///
/// # Errors
///
/// When a setting is wrong, and when AWS itself would be called without `--live`.
pub async fn config() -> Result<pageboy::Config, Box<dyn Error>> {
    let live = env::args().any(|argument| argument == "--live");
    if !live && env::var_os("AWS_ENDPOINT_URL").is_none() {
        return Err("set AWS_ENDPOINT_URL, or give --live to call AWS itself".into());
    }
    Ok(pageboy::Config::load().await?)
}

/// The program's argument at this position, counted from 0; options do not count.
///
/// # Errors
///
/// When there is none; the error describes it.
pub fn argument(position: usize, what: &str) -> Result<String, Box<dyn Error>> {
    let arguments = env::args().skip(1).filter(|it| !it.starts_with("--"));
    let found = arguments.into_iter().nth(position);
    found.ok_or_else(|| format!("argument {} is missing: {what}", position + 1).into())
}

/// The name of the state of an instance.
///
/// # Errors
///
/// When the service did not return it.
pub fn state(
    instance: &ec2::resources::Loaded<ec2::resources::Instance>,
) -> Result<&ec2::types::InstanceStateName, Box<dyn Error>> {
    let state = instance.data().state.as_ref();
    let name = state.and_then(|state| state.name.as_ref());
    Ok(name.ok_or("it has no state")?)
}

/// Ends a program: an error is printed on one line.
pub fn ended(result: Result<(), Box<dyn Error>>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    eprintln!("{error}");
    ExitCode::FAILURE
}
