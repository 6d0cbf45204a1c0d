"""Starts an instance as a resource, and waits until it runs: resource.py <instance id>"""

import sys

import boto3

id = sys.argv[1]

ec2 = boto3.resource("ec2")
instance = ec2.Instance(id)
instance.start()
instance.wait_until_running()
print(instance.id, instance.state["Name"])
