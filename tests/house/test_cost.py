"""Everyday tests are quick, and one that is not is refused."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace

import pytest

from tests import cost


def _taking(seconds: float, *marks: str) -> list[tuple[str, float]]:
    """Let a made-up test take some seconds of the processor; gives what is noted of it."""
    noted: list[tuple[str, float]] = []
    test = SimpleNamespace(user_properties=noted, get_closest_marker=lambda name: name if name in marks else None)
    clock = iter([10.0, 10.0 + seconds])
    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(StopIteration):
        patch.setattr(cost, "spent", lambda: next(clock))
        call = cost.pytest_runtest_call(test)
        next(call)
        call.send(None)
    return noted


def test_the_time_of_every_test_is_counted(request):
    assert request.config.pluginmanager.hasplugin("tests.cost")
    [(_, seconds)] = _taking(cost.LIMIT)
    assert seconds == cost.LIMIT


def test_an_everyday_test_that_takes_too_long_fails_and_says_what_to_do():
    with pytest.raises(pytest.fail.Exception, match=r"took 8\.5 s of the processor.*Make it faster, or mark it long"):
        _taking(cost.LIMIT + 0.5)


def test_a_long_test_may_take_long():
    assert len(_taking(cost.LIMIT + 0.5, "long")) == 1
