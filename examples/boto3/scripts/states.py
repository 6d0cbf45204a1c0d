"""Waits until an instance exists, stops it, and ends it: states.py <instance id>"""

import sys

import boto3

id = sys.argv[1]

ec2 = boto3.resource("ec2")
instance = ec2.Instance(id)
instance.wait_until_exists()
print(instance.id, instance.state["Name"])
instance.stop()
instance.wait_until_stopped()
instance.reload()
print(instance.id, instance.state["Name"])
instance.terminate()
instance.wait_until_terminated()
instance.reload()
print(instance.id, instance.state["Name"])
