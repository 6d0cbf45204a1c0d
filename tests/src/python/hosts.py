"""Prints where botocore's requests go, as JSON, one for each case on standard input. Nothing goes over the network.

A case has `service`, `operation`, `parameters`, `variables` of the environment, and `config`, the text of the file that
`AWS_CONFIG_FILE` names.
"""

import json
import os
import re
import sys
import tempfile
from unittest import mock

import botocore.session
from botocore.config import Config


class Sent(Exception):
    """Ends a call at the request."""

    def __init__(self, request):
        self.request = request


def main() -> None:
    cases = json.load(sys.stdin)
    results = []
    for case in cases:
        try:
            results.append(ask(case))
        except Exception as error:  # What botocore refuses is a result as well.
            results.append({"error": f"{type(error).__name__}: {error}"})
    json.dump(results, sys.stdout)


def ask(case) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "config")
        with open(file, "w", encoding="utf-8") as config:
            config.write(case["config"])
        variables = {
            **case["variables"],
            "AWS_CONFIG_FILE": file,
            "AWS_SHARED_CREDENTIALS_FILE": os.path.join(folder, "none"),
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        with mock.patch.dict(os.environ, variables, clear=True):
            # Loading the models anew for each case would take most of the time.
            session = botocore.session.Session()
            session.register_component("data_loader", LOADER)
            client = session.create_client(case["service"], config=Config(retries={"total_max_attempts": 1}))
            client.meta.events.register("before-send", capture)
            names = client.meta.method_to_api_mapping.items()
            method = next(name for name, value in names if value == case["operation"])
            try:
                getattr(client, method)(**case["parameters"])
            except Sent as sent:
                return described(sent.request)
    raise RuntimeError("nothing was sent")


def capture(request, **_):
    raise Sent(request)


def described(request) -> dict:
    headers = {name.lower(): value for name, value in request.headers.items()}
    headers = {name: value.decode() if isinstance(value, bytes) else value for name, value in headers.items()}
    authorization = headers.get("authorization", "")
    scope = re.search(r"Credential=[^/]*/\d+/([^/]*)/([^/]*)/", authorization)
    return {
        "method": request.method,
        "url": request.url,
        "algorithm": authorization.split(" ")[0],
        "scope": list(scope.groups()) if scope else [],
    }


LOADER = botocore.session.Session().get_component("data_loader")

if __name__ == "__main__":
    main()
