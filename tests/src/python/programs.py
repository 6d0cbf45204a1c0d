"""Runs programs with boto3's resources on moto: a line of JSON in for each program, a line out.

A line has `service`, `endpoint` and `steps`, which `tests/tests/differential/resources/programs` describes. What comes back for each
step: the calls with their parameters, what resulted, and how it ended.
"""

import json
import sys
import urllib.request

from botocore import xform_name
from differential import config, ended, plain
from resources import Resources, shown, use

CATEGORIES = {
    "action": "actions",
    "collection": "collections",
    "reference": "references",
    "subresource": "subresources",
    "wait": "waiters",
}


class Program:
    def __init__(self, resources, asked):
        self.resources, self.results, self.calls = resources, {}, []
        for path in ["reset", "seed?a=42"]:
            request = urllib.request.Request(f"{asked['endpoint']}/moto-api/{path}", method="POST")
            urllib.request.urlopen(request).read()
        made = resources.session.resource(asked["service"], endpoint_url=asked["endpoint"], config=config(None))
        self.service = resources.plain(made)
        self.service.meta.client.meta.events.register("provide-client-params", self.note)

    def note(self, params, model, **_):
        payload = model.input_shape.serialization.get("payload") if model.has_streaming_input else None
        given = {name: value for name, value in params.items() if name != payload}
        self.calls.append([model.name, plain(given)])

    def step(self, step) -> dict:
        self.calls = []
        on = self.on(step["on"])
        if on is None:
            return {"calls": [], "result": None, "end": ["crash", f"nothing is called {step['on']}"]}
        case = {
            "name": step["do"],
            "kind": self.kind(on, step),
            "params": self.resolved(step["with"]),
            "given": self.resolved(step["given"]),
            "limit": step["limit"],
            "page_size": step["page_size"],
            "config": {"Delay": 0, "MaxAttempts": 2},
            "operation": self.operation(on, step["do"]),
        }
        if step["all"]:
            made = next(it for it in on.meta.resource_model.collections if it.name == step["do"])
            model = next(it for it in made.resource.model.batch_actions if it.name == step["all"]["do"])
            params = self.resolved(step["all"]["with"])
            case["batch"] = {"name": model.name, "operation": model.request.operation, "params": params, "of": []}
        got = {"value": None}
        end = ended(lambda: use(self.resources, self.service, on, case, got))
        if step["as"]:
            self.results[step["as"]] = got["value"]
        return {"calls": self.calls, "result": shown(got["value"]), "end": end}

    def kind(self, on, step) -> str:
        if step["all"]:
            return "batch"
        if step["do"] == "load":
            return "load"
        model = on.meta.resource_model
        kinds = [kind for kind, of in CATEGORIES.items() if any(it.name == step["do"] for it in getattr(model, of))]
        # What boto3 adds in code is in no model.
        return kinds[0] if kinds else "action"

    def operation(self, on, name):
        model = on.meta.resource_model
        for it in [*model.actions, *model.collections]:
            if it.name == name:
                return it.request.operation
        for it in model.waiters:
            if it.name == name:
                waiter = self.service.meta.client.get_waiter(xform_name(it.waiter_name))
                return waiter.config.operation
        return "DeleteTags" if name == "delete_tags" else None

    def on(self, on):
        if on is None:
            return self.service
        if isinstance(on, str):
            name, _, at = on.partition(".")
            result = self.results.get(name)
            return next(iter(result[int(at or 0) :]), None) if isinstance(result, list) else result
        [(kind, identifiers)] = on.items()
        case = {"resource": kind, "identifiers": self.resolved(identifiers), "data": None}
        return self.resources.resource(self.service, case)

    def resolved(self, value):
        if isinstance(value, str) and value.startswith("$"):
            return self.found(value[1:])
        if isinstance(value, list):
            return [self.resolved(item) for item in value]
        if isinstance(value, dict):
            return {name: self.resolved(part) for name, part in value.items()}
        return value

    def found(self, path):
        name, *parts = path.split(".")
        value = shown(self.results[name])
        for part in parts:
            if isinstance(value, list):
                value = value[int(part)]
            else:
                places = [value.get("identifiers"), value.get("data"), value]
                value = next(place[part] for place in places if isinstance(place, dict) and part in place)
        return value


def main() -> None:
    resources = Resources()
    for line in sys.stdin:
        asked = json.loads(line)
        program = Program(resources, asked)
        print(json.dumps([program.step(step) for step in asked["steps"]]), flush=True)


if __name__ == "__main__":
    main()
