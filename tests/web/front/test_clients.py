"""How much one client may ask for."""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests.web.front.asking import scope
from tsunagu.kernel.policies import Lane
from tsunagu.web.front.asked import Asked
from tsunagu.web.front.clients import MOST_CLIENTS, RATES, Clients, client
from tsunagu.web.front.refusals import Refused


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def asked(address: str, **headers: str) -> Asked:
    return Asked.of(scope("/", client=address, **headers))


def granted(clients: Clients, by: Asked, lane: Lane, tries: int) -> int:
    """How many of some tries are let through."""
    through = 0
    for _ in range(tries):
        with suppress(Refused):
            clients.count(by, lane)
            through += 1
    return through


def test_a_client_has_so_many_at_once_and_then_so_many_a_second():
    clock = Clock()
    clients = Clients(behind=False, clock=clock)
    rate, at_once = RATES[Lane.HEAVY]
    assert granted(clients, asked("203.0.113.1"), Lane.HEAVY, 100) == at_once
    clock.now = 5.0
    assert granted(clients, asked("203.0.113.1"), Lane.HEAVY, 100) == 5 * rate


def test_others_and_other_lanes_do_not_pay_for_it():
    clients = Clients(behind=False, clock=Clock())
    granted(clients, asked("203.0.113.1"), Lane.HEAVY, 100)
    assert granted(clients, asked("203.0.113.2"), Lane.HEAVY, 3) == 3
    assert granted(clients, asked("203.0.113.1"), Lane.OPEN, 3) == 3


def test_this_machine_and_what_must_never_wait_are_not_counted():
    clients = Clients(behind=False, clock=Clock())
    assert granted(clients, asked("127.0.0.1"), Lane.HEAVY, 100) == 100
    assert granted(clients, asked("203.0.113.1"), Lane.QUICK, 1000) == 1000


def test_those_not_seen_for_the_longest_are_forgotten():
    clients = Clients(behind=False, clock=Clock())
    for number in range(MOST_CLIENTS + 10):
        clients.count(asked(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"), Lane.OPEN)
    assert len(clients._left) == MOST_CLIENTS


@pytest.mark.parametrize(
    ("behind", "passed", "who"),
    [
        (False, "203.0.113.9", ""),  # nobody stands before us, so nobody is believed
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "198.51.100.7, 203.0.113.9", "203.0.113.9"),  # the first one the client wrote itself
        (True, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (True, "", ""),
    ],
)
def test_who_asks_is_whom_our_own_server_in_front_saw(behind: bool, passed: str, who: str):
    assert client(asked("127.0.0.1", x_forwarded_for=passed), behind=behind) == who
