"""How much of what must be computed one client may ask for: so many a second, and some at once."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

from tsunagu.kernel.policies import Lane
from tsunagu.web.front import refusals
from tsunagu.web.front.asked import Asked
from tsunagu.web.front.refusals import Refused

# A second, and at once, in each process; pages that are kept are not counted.
RATES = {Lane.OPEN: (10.0, 60.0), Lane.HEAVY: (1.0, 15.0)}
MOST_CLIENTS = 10_000  # remembered; those not seen for the longest are forgotten
_NETWORK = 64  # bits of an IPv6 address that one client has for itself


def client(asked: Asked, *, behind: bool) -> str:
    """Who asks: an address, or the network of an IPv6 address; empty for this machine.

    behind: whether a server of ours stands in front and adds whom it saw. What a client itself writes into the header
    stands before that, and is not believed.
    """
    passed = asked.header(b"x-forwarded-for").decode("latin1").rpartition(",")[2].strip()
    told = passed if behind and passed else asked.client
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return told
    if address.is_loopback:
        return ""
    return str(ipaddress.ip_network((address, _NETWORK), strict=False)) if address.version == 6 else str(address)


class Clients:
    """What each client may still ask for."""

    def __init__(self, *, behind: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._behind = behind
        self._clock = clock
        self._left: OrderedDict[tuple[str, Lane], tuple[float, float]] = OrderedDict()

    def count(self, asked: Asked, lane: Lane) -> None:
        """Count one request. Raises Refused for a client that has asked for too much. This machine is not counted."""
        who = client(asked, behind=self._behind)
        if who and lane in RATES:
            self._take((who, lane), *RATES[lane])

    def _take(self, key: tuple[str, Lane], rate: float, at_once: float) -> None:
        now = self._clock()
        left, seen = self._left.pop(key, (at_once, now))
        left = min(at_once, left + (now - seen) * rate)
        self._left[key] = (max(left - 1, 0.0), now)
        if len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        if left < 1:
            raise Refused(refusals.TOO_OFTEN)
