"""The command: take a snapshot, or compare two."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser("python -m tests.snapshot", description="Compare all answers before and after.")
    actions = parser.add_subparsers(dest="action", required=True)
    take = actions.add_parser("take", help="ask everything and write one file an answer")
    take.add_argument("folder", type=Path, help="folder for the answers; it must be new or empty")
    take.add_argument("--stores", type=Path, required=True, help="folder of the stores, filled unless it is already")
    compare = actions.add_parser("compare", help="list what differs; exit 1 where anything does")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    compare.add_argument("--layout", action="store_true", help="ignore white space that a browser does not show")
    compare.add_argument("--json", action="store_true", help="print the lists as JSON, without diffs")
    compare.add_argument("--show", type=int, default=5, metavar="N", help="changed answers shown with a diff (5)")
    asked = parser.parse_args()
    if asked.action == "take":
        from tests.snapshot.taking import take as taken

        return taken(asked.folder, asked.stores)
    from tests.snapshot.differences import differences, printed

    for folder in (asked.before, asked.after):
        if not folder.is_dir():
            parser.error(f"there is no folder {folder}")
    found = differences(asked.before, asked.after, layout=asked.layout)
    print(found.as_json() if asked.json else printed(found, show=asked.show))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
