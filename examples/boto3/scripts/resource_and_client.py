"""Starts an instance as a resource, and waits with the waiter of its client: resource_and_client.py <instance id>"""

import sys

import boto3

id = sys.argv[1]

ec2 = boto3.resource("ec2")
instance = ec2.Instance(id)
instance.start()
waiter = instance.meta.client.get_waiter("instance_running")
waiter.wait(InstanceIds=[instance.id])
instance.reload()
print(instance.id, instance.state["Name"])
