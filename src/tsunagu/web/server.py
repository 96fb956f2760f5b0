"""The web server: granian over the application, with its bounds, ended with who started it."""

from __future__ import annotations

import gc
import multiprocessing
import resource

HEADERS_WITHIN = 5000  # milliseconds for the head of a request, and for the next one on a connection
MOST_CONNECTIONS = 8192  # of a process; one that is open and silent takes a few kilobytes
_BESIDE = 256  # files that a process has open beside its connections
_TO_END = 8  # seconds for the last answers; a worker that missed the signal would otherwise never end
_BUFFER = 64 * 1024  # bytes of a connection that are read ahead; the head of a request is far smaller


def arguments(port: int) -> list[str]:
    """What granian is started with: HTTP/1 alone, on this machine, with bounds for whoever is slow or many.

    One worker, since servers that listen on one port share what comes in, and a server with several workers ends as a
    whole when one of them dies twice.
    """
    return [
        *("--interface", "asgi", "--http", "1", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--http1-header-read-timeout", str(HEADERS_WITHIN), "--http1-buffer-size", str(_BUFFER)),
        *("--backlog", str(MOST_CONNECTIONS), "--backpressure", str(_connections())),
        *("--workers", "1", "--respawn-failed-workers", "--respawn-interval", "0.2"),
        *("--workers-kill-timeout", str(_TO_END)),
        *("--log-level", "warning"),
        "tsunagu.web.asgi:application",
    ]


def _connections() -> int:
    """How many connections a process takes; beyond, they wait in the system, so that files are left for the rest."""
    _, files = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(min(MOST_CONNECTIONS, files - _BESIDE), 1)


def main() -> None:
    """Run granian until told to end."""
    from granian.cli import entrypoint

    from tsunagu.operation.spares import wait_turn
    from tsunagu.operation.supervisor import follow_parent

    multiprocessing.set_start_method("fork")
    load()
    wait_turn()
    follow_parent()
    entrypoint()  # type: ignore[no-untyped-call]


def load() -> None:
    """Load the application in the process that workers are forked from: a new one begins with all of it.

    Nothing here may start a thread of ours or ask the database, since a fork inherits neither.
    """
    gc.disable()  # nothing of this is garbage
    from tsunagu.web import wsgi  # noqa: F401 - it makes Django ready
    from tsunagu.web.front.making import require_promises

    require_promises()
    gc.enable()
    gc.freeze()


if __name__ == "__main__":
    main()
