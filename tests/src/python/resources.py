"""Runs resources through boto3: a line of JSON in for each service, a line out. Nothing goes over the network.

A line has `service` and `cases`. A case has a `kind`, a `resource` with `identifiers` and perhaps `data`, the `name` of what is
used of it, and what that takes. What comes back is `inventory`, all that the definitions offer, and for each case all that boto3
did: calls, what resulted, and how it ended.
"""

import json
import sys

import boto3
from boto3.resources.action import BatchAction
from boto3.resources.base import ServiceResource
from botocore import UNSIGNED
from botocore.handlers import json_decode_policies
from differential import Script, config, ended, input_shape, plain, typed

SERVICE = "ServiceResource"


class Resources:
    """The resources of all services; the class of each is made once."""

    def __init__(self):
        self.session = boto3.session.Session(
            region_name="us-east-1", aws_access_key_id="id", aws_secret_access_key="secret"
        )
        # Items are compared as the service has them.
        self.session._session.unregister("creating-resource-class.dynamodb", unique_id="high-level-dynamodb")
        self.classes, self.contexts = {}, {}
        factory = self.session.resource_factory
        make = factory.load_from_definition

        def made(resource_name, single_resource_json_definition, service_context):
            self.contexts[service_context.service_name] = service_context
            key = service_context.service_name, resource_name
            if key not in self.classes:
                self.classes[key] = make(resource_name, single_resource_json_definition, service_context)
            return self.classes[key]

        factory.load_from_definition = made

    def service(self, name) -> ServiceResource:
        service = self.session.resource(name, endpoint_url="https://example.com", config=config(UNSIGNED))
        return self.plain(service)

    def plain(self, service) -> ServiceResource:
        """Policies are compared as the service has them."""
        service.meta.client.meta.events.unregister("after-call.iam", json_decode_policies)
        return service

    def resource(self, service, case) -> ServiceResource:
        if case["resource"] == SERVICE:
            return service
        name = service.meta.service_name
        context = self.contexts[name]
        definition = context.resource_json_definitions[case["resource"]]
        kind = self.session.resource_factory.load_from_definition(case["resource"], definition, context)
        resource = kind(*case["identifiers"], client=service.meta.client)
        resource.meta.data = case["data"]
        return resource


def main() -> None:
    resources = Resources()
    for line in sys.stdin:
        asked = json.loads(line)
        service = resources.service(asked["service"])
        script = Script()
        service.meta.client.meta.events.register("before-send", script.answer)
        outcomes = [run(resources, service, script, case) for case in asked["cases"]]
        answer = {"inventory": inventory(resources, service), "outcomes": outcomes}
        print(json.dumps(answer), flush=True)


def inventory(resources, service) -> list:
    """All that the definitions offer, as in `Instance/actions/Stop`."""
    definitions = dict(resources.contexts[service.meta.service_name].resource_json_definitions)
    definitions[SERVICE] = service.meta.resource_model._definition
    entries = []
    for name, definition in definitions.items():
        if "load" in definition:
            entries.append(f"{name}/load")
        for category in ["actions", "batchActions", "has", "hasMany", "waiters"]:
            entries.extend(f"{name}/{category}/{entry}" for entry in definition.get(category, {}))
    return entries


def run(resources, service, script, case) -> dict:
    script.play(case["answers"])
    got = {"value": None}
    end = ended(lambda: use(resources, service, resources.resource(service, case), case, got))
    return {"result": shown(got["value"]), "calls": script.calls, "end": end}


def use(resources, service, resource, case, got) -> None:
    """Uses a resource as a case says; `got` has what resulted."""
    client, kind = service.meta.client, case["kind"]
    params = typed(input_shape(client, case["operation"]), case["params"]) if case["operation"] else {}
    if kind == "load":
        resource.load()
        got["value"] = resource
    elif kind == "reference":
        got["value"] = getattr(resource, case["name"])
    elif kind == "subresource":
        got["value"] = getattr(resource, case["name"])(*case["given"])
    elif kind == "wait":
        getattr(resource, case["name"])(**params, WaiterConfig=case["config"])
    elif kind == "action":
        got["value"] = getattr(resource, case["name"])(**params)
    elif kind == "collection":
        # Noted one by one, so that those before an error are.
        got["value"] = []
        for item in collection(resource, case, params):
            got["value"].append(item)
    elif kind == "batch":
        batch = case["batch"]
        given = typed(input_shape(client, batch["operation"]), batch["params"])
        if batch["of"]:
            got["value"] = Known(resources, service, case).act(batch["name"], given)
        else:
            got["value"] = getattr(collection(resource, case, params), batch["name"])(**given)


class Known:
    """Resources in place of a collection: not everything that has batch actions is in one."""

    def __init__(self, resources, service, case):
        self.context = resources.contexts[service.meta.service_name]
        self.factory = resources.session.resource_factory
        self.resources = [
            resources.resource(service, {**case, "identifiers": identifiers}) for identifiers in case["batch"]["of"]
        ]

    def pages(self):
        yield self.resources

    def act(self, name, params) -> list:
        models = self.resources[0].meta.resource_model.batch_actions
        model = next(model for model in models if model.name == name)
        return BatchAction(model, self.factory, self.context)(self, **params)


def collection(resource, case, params):
    made = getattr(resource, case["name"])
    made = made.filter(**params) if params else made.all()
    if case["limit"] is not None:
        made = made.limit(case["limit"])
    if case["page_size"] is not None:
        made = made.page_size(case["page_size"])
    return made


def shown(value):
    """A resource with its identifiers and data, or what an operation returned."""
    if isinstance(value, ServiceResource):
        identifiers = {name: str(getattr(value, name)) for name in value.meta.identifiers}
        data = shown(value.meta.data)
        return {"resource": value.meta.resource_model.name, "identifiers": identifiers, "data": data}
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, dict):
        streams = [key for key, part in value.items() if hasattr(part, "read")]
        return plain({key: part for key, part in value.items() if key not in ["ResponseMetadata", *streams]})
    return plain(value)


if __name__ == "__main__":
    main()
