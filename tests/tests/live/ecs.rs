//! ECS: the `json` 1.1 protocol, and a state that moto lets pass step by step.

use pageboy_tests::moto;

use crate::DELAY;
use crate::services::ecs::Client;
use crate::services::ecs::types::ContainerDefinition;

/// A cluster with this many tasks. They run to their end by themselves: moto counts how often each is described.
async fn run_tasks(ecs: &Client, cluster: &str, count: i32) -> Result<Vec<String>, pageboy::Error> {
    ecs.create_cluster().cluster_name(cluster).send().await?;
    let container = ContainerDefinition::default()
        .name("job")
        .image("job")
        .memory(16);
    let definition = ecs.register_task_definition().family(cluster);
    definition.container_definitions([container]).send().await?;
    let run = ecs.run_task().cluster(cluster).task_definition(cluster);
    let started = run.launch_type("FARGATE").count(count).send().await?;
    let arns = started
        .tasks()
        .iter()
        .flat_map(|task| task.task_arn.clone());
    Ok(arns.collect())
}

#[tokio::test]
async fn a_wait_follows_a_task_through_its_states() {
    let Some(config) = moto::config("eu-west-1") else {
        return;
    };
    let ecs = Client::new(&config);
    let tasks = run_tasks(&ecs, "followed", 2).await.unwrap();

    let (sender, seen) = std::sync::mpsc::channel();
    let waited = ecs
        .wait_until_tasks_stopped()
        .cluster("followed")
        .tasks(&tasks)
        .delay(DELAY)
        .on_poll(move |poll| {
            let _ = sender.send(poll.to_string());
        })
        .await
        .unwrap();
    let seen: Vec<_> = seen.iter().collect();
    assert_eq!(seen.len(), usize::try_from(waited.attempts()).unwrap());
    assert!(waited.attempts() > 4, "{waited}");
    for state in ["DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"] {
        let text = format!(r#"tasks[].lastStatus is ["{state}" ×2]"#);
        assert!(
            seen.iter().any(|line| line.contains(&text)),
            "{state}: {seen:#?}"
        );
    }
    let output = waited.into_output().unwrap();
    assert_eq!(output.tasks()[0].last_status.as_deref(), Some("STOPPED"));
}
