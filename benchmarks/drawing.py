"""What a browser needs to draw the graph of networks: asked for by `python -m benchmarks.networks --browser`."""

from __future__ import annotations

import statistics
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from tests.browser.real_site import CHROMIUM_FLAGS, chromium, running_site

WHOLE = "networks/graph/?whole=1"
_MARKS = ("graph-read", "graph-seen", "graph-whole")
_TIMES = "names => names.map((name) => performance.getEntriesByName(name)[0].startTime)"
_SIZE = "() => [graph._cyreg.cy.nodes().length, graph._cyreg.cy.edges().length]"


def drawn(url: str, repeats: int) -> dict[str, Any]:
    """The graph of a database with everything in it, drawn several times by visitors who were never here."""
    with running_site(DATABASE_URL=url) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        visits = [visit(browser, address) for _ in range(repeats)]
        browser.close()
    times = {name: round(statistics.median(one[name] for one in visits)) for name in ("first_ms", "whole_ms")}
    return {"nodes": visits[0]["nodes"], "edges": visits[0]["edges"], **times}


def visit(browser: Browser, address: str) -> dict[str, float]:
    """One visit, from when the data are at hand. first_ms: until all nodes are seen; whole_ms: all edges, too."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address + WHOLE)
    page.wait_for_selector("#graph[data-drawn]", state="attached", timeout=120_000)
    read, seen, whole = page.evaluate(_TIMES, list(_MARKS))
    nodes, edges = page.evaluate(_SIZE)
    page.close()
    return {"nodes": nodes, "edges": edges, "first_ms": seen - read, "whole_ms": whole - read}
