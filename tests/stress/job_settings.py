"""The settings of a site whose worker also knows the jobs of ``tests.stress.counted``."""

from tsunagu.settings import *  # noqa: F403
from tsunagu.settings import PROCRASTINATE_IMPORT_PATHS

PROCRASTINATE_IMPORT_PATHS.append("tests.stress.counted")
