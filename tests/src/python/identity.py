"""Finds credentials as botocore does: a line of JSON in for each case, a line out. Nothing goes past this machine.

A case has `environment`, the variables of a process of its own; `server`, `127.0.0.1:<port>`, where every request goes, with
the origin it was meant for in the header `x-sent-to`; and maybe `profile`, which code names. What comes back is the access key
id, or what kind of error there was and what it says.
"""

import json
import os
import sys
import types
from urllib.parse import urlsplit, urlunsplit

import botocore.credentials
import botocore.endpoint
import botocore.httpsession
import botocore.session
import botocore.tokens
import botocore.utils
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

# No attempt waits for the one before.
botocore.endpoint.time = types.SimpleNamespace(sleep=lambda seconds: None)
botocore.utils.ContainerMetadataFetcher.SLEEP_TIME = 0
# Definitions are read once.
LOADER = botocore.session.Session().get_component("data_loader")


class Curve:
    """Keys of elliptic curves, which botocore takes from awscrt; here they are those of cryptography, which moto brings."""

    def __init__(self, key):
        self.key = key

    @classmethod
    def new_key_from_der_data(cls, data):
        return cls(serialization.load_der_private_key(data, None))

    @staticmethod
    def decode_der_signature_to_padded_pair(signature, pad_to):
        pair = utils.decode_dss_signature(signature)
        return b"".join(number.to_bytes(pad_to, "big") for number in pair)

    def get_public_coords(self):
        point = self.key.public_key().public_numbers()
        return point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")

    def sign(self, digest):
        return self.key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))


botocore.credentials.EC = Curve


def main() -> None:
    for service in ["sts", "sso", "sso-oidc", "signin"]:
        for kind in ["service-2", "endpoint-rule-set-1"]:
            LOADER.load_service_model(service, kind)
    for line in sys.stdin:
        case = json.loads(line)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(write, json.dumps(apart(case)).encode())
            os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            text = answer.read().decode()
        os.waitpid(child, 0)
        print(text, flush=True)


def apart(case) -> dict:
    """What becomes of a case; the process is its own."""
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.environ.clear()
    os.environ.update(case["environment"])
    redirect(case["server"])
    folder = os.path.expanduser("~/.aws/sso/cache")
    botocore.credentials.SSOProvider._SSO_TOKEN_CACHE_DIR = folder
    botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR = folder
    try:
        session = botocore.session.Session(profile=case.get("profile"))
        session.register_component("data_loader", LOADER)
        session.user_agent = lambda: "identity"
        resolver = session.get_component("credential_provider")
        resolver.get_provider("assume-role")._prompter = lambda prompt: "123456"
        found = session.get_credentials()
        if found is None:
            return {"error": "none: no credentials"}
        return {"id": found.get_frozen_credentials().access_key}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def redirect(server) -> None:
    send = botocore.httpsession.URLLib3Session.send

    def sent(self, request):
        url = urlsplit(request.url)
        if url.scheme not in ("http", "https"):
            return send(self, request)
        request.headers["x-sent-to"] = f"{url.scheme}://{url.netloc}"
        request.url = urlunsplit(("http", server, url.path, url.query, ""))
        return send(self, request)

    botocore.httpsession.URLLib3Session.send = sent


if __name__ == "__main__":
    main()
