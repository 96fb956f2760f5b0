"""Who types commands: the operator, as far as the machine knows them."""

from __future__ import annotations

import getpass
import os

from tsunagu.access import actors
from tsunagu.access.actors import Actor


def operator() -> Actor:
    """Whoever runs a command, by their name on this machine; who became root by sudo, by both."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        name = f"uid {os.getuid()}"
    before = os.environ.get("SUDO_USER", "")
    return actors.terminal(f"{name} ({before})" if before and before != name else name)
