"""Serves moto on a free loopback port until standard input ends.

The test process holds the other end of standard input and never writes to it. When that process ends, even killed,
the pipe closes, and the server goes with it. The first line of standard output is the server's address.
"""

import logging
import os
import sys
import threading

from moto.moto_api import state_manager
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

import cbor
import pages


def end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()

# A stopped task takes two descriptions for each of its four steps, so a wait for it polls.
state_manager.set_transition("ecs::task", {"progression": "manual", "times": 2})
pages.install()

logging.getLogger("werkzeug").setLevel(logging.ERROR)
application = cbor.in_front_of(DomainDispatcherApplication(create_backend_app))
server = make_server("127.0.0.1", 0, application, threaded=True)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
