"""A row of the race with boto3: prints items, seconds of CPU and of the clock, peak memory in MiB.

Usage: python race.py ROW ENDPOINT
"""

import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

CALLS = 10_000


def main(row: str, url: str) -> None:
    together = 64 if row.endswith("-64") else 1
    name = row.removesuffix("-64")
    service, run = ROWS[name]
    client = boto3.client(
        service,
        region_name="eu-central-1",
        endpoint_url=url,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
        config=Config(max_pool_connections=together),
    )
    cpu, wall = time.process_time(), time.perf_counter()
    count = run(client, together)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} {cpu:.6f} {wall:.6f} {peak:.2f}")


def listing(operation: str, count, **parameters):
    def run(client, _) -> int:
        pages = client.get_paginator(operation).paginate(**parameters)
        return sum(count(page) for page in pages)

    return run


def calls(operation: str, found: str, **parameters):
    def run(client, together: int) -> int:
        call = getattr(client, operation)

        def some(number: int) -> int:
            return sum(found in call(**parameters) for _ in range(number))

        if together == 1:
            return some(CALLS)
        numbers = [CALLS // together + (at < CALLS % together) for at in range(together)]
        with ThreadPoolExecutor(together) as threads:
            return sum(threads.map(some, numbers))

    return run


def wait(client, _) -> int:
    ids = [f"i-{number:017x}" for number in range(10_000)]
    waiter = client.get_waiter("instance_running")
    for at in range(0, len(ids), 500):
        waiter.wait(InstanceIds=ids[at : at + 500])
    return len(ids)


def instances(page) -> int:
    return sum(len(reservation["Instances"]) for reservation in page["Reservations"])


ROWS = {
    "ListObjectsV2": ("s3", listing("list_objects_v2", lambda page: len(page["Contents"]), Bucket="amber")),
    "Scan": ("dynamodb", listing("scan", lambda page: len(page["Items"]), TableName="Orders")),
    "ListRoles": ("iam", listing("list_roles", lambda page: len(page["Roles"]))),
    "ListFunctions": ("lambda", listing("list_functions", lambda page: len(page["Functions"]))),
    "DescribeInstances": ("ec2", listing("describe_instances", instances)),
    "GetItem": ("dynamodb", calls("get_item", "Item", TableName="Films", Key={"id": {"S": "1"}})),
    "HeadObject": ("s3", calls("head_object", "ETag", Bucket="amber", Key="a/key")),
    "wait_all": ("ec2", wait),
}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
