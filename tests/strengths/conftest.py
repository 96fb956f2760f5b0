"""The engines and the empty store that the tests of this room share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tsunagu.strengths.storage.engines import Spark
from tsunagu.strengths.storage.store import Store


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A Spark session whose statements are run by Sail in this process; skips where Sail is not installed or cannot
    start.
    """
    pytest.importorskip("pysail", reason="pysail is not installed: pip install tsunagu[dev] for the tests of Spark")
    pytest.importorskip(
        "pyspark.sql", reason="pyspark-client is not installed: pip install tsunagu[dev] for the tests of Spark"
    )
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    try:
        server.start(background=True)
        _, port = server.listening_address
        session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    # Whatever keeps it from starting here, the other tests go on.
    except Exception as failure:  # noqa: BLE001
        pytest.skip(f"Sail cannot start here: {failure}")
    yield session
    session.stop()
    server.stop()


@pytest.fixture
def store(tmp_path) -> Store:
    """A store that holds nothing yet."""
    return Store(tmp_path / "store")


@pytest.fixture
def spark_engine(spark: Any, tmp_path) -> Iterator[Spark]:
    with Spark(spark, scratch=tmp_path) as engine:
        yield engine
