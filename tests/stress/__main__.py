"""All of it, one after the other: ``make stress``; ARGS="--times 3" for a short one."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

STEPS = {
    "tests.stress.deaths": ["--times", "{times}"],
    "tests.stress.starts": [],
    "tests.stress.full": [],
    "tests.stress.load": ["--seconds", "4"],
    "tests.stress.files": ["--seconds", "60"],
    "tests.stress.recovery": [],
    "tests.stress.jobs": ["--kills", "{times}"],
}


def main() -> None:
    """Run every step, also after one that failed, and say at the end which did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", default="20", help="how often each process is killed")
    times = parser.parse_args().times
    failed = []
    for module, arguments in STEPS.items():
        if module == "tests.stress.full" and os.geteuid():
            print(f"== {module}: only root can mount a small disk", flush=True)
            continue
        print(f"== {module}", flush=True)
        given = [argument.format(times=times) for argument in arguments]
        if subprocess.run([sys.executable, "-m", module, *given], check=False).returncode:
            failed.append(module)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
