"""The front as the settings want it."""

from __future__ import annotations

import os
import resource
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tsunagu.kernel import versions
from tsunagu.web import addresses
from tsunagu.web.front.application import Front
from tsunagu.web.front.bodies import Bodies
from tsunagu.web.front.clients import Clients
from tsunagu.web.front.kept import Kept
from tsunagu.web.front.lanes import lanes
from tsunagu.web.front.version import DataVersion

SWITCH = 0.001  # seconds for which a thread may compute while another, as that of the kept pages, has something to do
_VERSION = b"version of the data"


def front(application: Any) -> Front:
    """The front before an application of WSGI. Raises ImproperlyConfigured where an address promises nothing."""
    require_promises()
    sys.setswitchinterval(SWITCH)
    _take_every_file()
    kept = Kept(settings.VAR / "kept", _code(), settings.KEPT_MB * 2**20)
    version = DataVersion(kept.noted(_VERSION), lambda found: kept.note(_VERSION, found))
    return Front(lanes(application), kept, version, Clients(behind=settings.PROXY), Bodies())


def require_promises() -> None:
    """Raise ImproperlyConfigured where an address does not say who may ask and what may be kept; loads all of them."""
    if silent := addresses.check():
        raise ImproperlyConfigured("\n".join(str(error) for error in silent))


def _code() -> str:
    """What pages are made by beside the data: the program and its settings."""
    chosen = sorted(pair for pair in os.environ.items() if pair[0].startswith("TSUNAGU_"))
    return f"{versions.code()}{chosen}{os.environ.get('DATABASE_URL')}"


def _take_every_file() -> None:
    """Have as many open files as the system gives, since each connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
