"""Who does something with the catalog in tests."""

from __future__ import annotations

from tests.access.doors import in_role
from tsunagu.access import actors
from tsunagu.access.enums import Role

OPERATOR = actors.terminal("yamada")
OFFICER = in_role(Role.PROGRAM_OFFICER, user=5, organization=None)
OTHER_OFFICER = in_role(Role.PROGRAM_OFFICER, user=6, organization=None)
URA = in_role(Role.URA)
