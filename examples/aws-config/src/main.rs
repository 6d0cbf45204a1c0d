//! Credentials from the official crate `aws-config`, for programs that configure its chain already: any of its providers is one
//! of pageboy's. Here it is the one that reads the environment, so that nothing is asked; the whole chain is
//! `aws_config::load_defaults`, whose `credentials_provider()` is passed in the same way.

use aws_config::environment::EnvironmentVariableCredentialsProvider;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = pageboy::Config::builder()
        .region("eu-central-1")
        .credentials(EnvironmentVariableCredentialsProvider::new())
        .build()?;
    let identity = config.identity().await?;
    println!("{}", identity.access_key_id);
    Ok(())
}
