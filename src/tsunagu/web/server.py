"""The web server: granian over the application, with its bounds, ended with who started it."""

from __future__ import annotations

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

    from tsunagu.operation.supervisor import follow_parent

    follow_parent()
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
