"""The adapter's side of the protocol for Python: serve(operations, describe), where describe(error) gives a dict."""
import json
import socket
import sys

_resolve = socket.getaddrinfo


def _resolve_here(host, *rest, **options):
    """Every name is this machine: bucket names in the host need no resolver."""
    return _resolve("127.0.0.1", *rest, **options)


socket.getaddrinfo = _resolve_here


def serve(operations, describe):
    for line in sys.stdin:
        command = json.loads(line)
        number = command.pop("id")
        name = command.pop("op")
        print(json.dumps({"id": number, **_answer(operations, describe, name, command)}), flush=True)


def _answer(operations, describe, name, arguments):
    operation = getattr(operations, name, None)
    if operation is None:
        return {"error": {"code": "AdapterLacksOperation", "message": f"no operation {name}"}}
    try:
        return {"ok": operation(**arguments) or {}}
    except Exception as error:  # whatever a client raises is an answer
        return {"error": describe(error)}
