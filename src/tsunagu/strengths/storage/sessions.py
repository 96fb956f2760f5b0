"""Sessions of Spark: on a server that is there already, or on Sail, started in this process."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from tsunagu.strengths.errors import StoreProblem

_CONNECT_PORT = 15002  # of Spark Connect where an address names none
_PATIENCE = 10  # seconds


@contextmanager
def session(remote: str | None) -> Iterator[Any]:
    """A ``pyspark.sql.SparkSession`` for the time of a block.

    remote: the address of a Spark Connect server; without one, Sail is started. Raises StoreProblem where the packages
    are not installed or no server answers.
    """
    try:
        from pyspark.sql import SparkSession

        server: Any = None if remote is not None else _sail()
    except ImportError as error:
        raise StoreProblem(
            f"The engine spark needs {error.name}. Install pyspark-client, "
            "and pysail or the address of a Spark Connect server (--remote)."
        ) from None
    if remote is None:
        remote = f"sc://127.0.0.1:{server.listening_address[1]}"
    else:
        _reach(remote)
    spark = _connected(SparkSession.builder, remote)
    try:
        yield spark
    finally:
        spark.stop()
        if server:
            server.stop()


def _sail() -> Any:
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    return server


def _connected(builder: Any, remote: str) -> Any:
    try:
        return builder.remote(remote).getOrCreate()
    except SystemExit:
        raise StoreProblem(
            "PySpark takes code of python -c for its own tests and stops. "
            "Write the code into a file, or use a notebook."
        ) from None


def _reach(remote: str) -> None:
    """Find out soon whether a server is there: PySpark itself tries again for ten minutes."""
    address = urlsplit(remote)
    if address.scheme != "sc" or not address.hostname:
        raise StoreProblem(f"The address of a Spark Connect server is such as sc://host:15002, not {remote}.")
    place = address.hostname, address.port or _CONNECT_PORT
    try:
        socket.create_connection(place, timeout=_PATIENCE).close()
    except OSError as error:
        raise StoreProblem(
            f"No Spark Connect server answers at {remote} ({error.strerror or error}). "
            "Check the address, or start the server."
        ) from None
