"""The web server: granian over the application, ended with who started it."""

from __future__ import annotations


def arguments(port: int) -> list[str]:
    """What granian is started with: one worker, since servers that listen on one port share what comes in.

    A server with several workers ends as a whole when one of them dies twice.
    """
    return [
        *("--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "4"),
        *("--respawn-failed-workers", "--respawn-interval", "0.2"),
        *("--log-level", "warning"),
        "tsunagu.web.wsgi:application",
    ]


def main() -> None:
    """Run granian until told to end."""
    from granian.cli import entrypoint

    from tsunagu.operation.supervisor import follow_parent

    follow_parent()
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
