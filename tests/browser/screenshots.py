"""Pictures of every page (desktop, phone, print as PDF) in var/screenshots.

`make screenshots`; names of pages may be given.

`make screenshots ARGS=documents` makes those of docs/images anew, which the README shows.
"""

from __future__ import annotations

import re
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.browser.real_site import CHROMIUM_FLAGS, chromium, pages, running_site
from tests.made_up_store import made_up_store
from tsunagu.cli.main import start

WIDTHS = {"desktop": 1280, "phone": 390}
DOCUMENTS = {"map": "maps/", "strength-map": "strengths/"}


def name(address: str) -> str:
    """A file name for a page's address."""
    return re.sub(r"[^a-z0-9]+", "-", unquote(address).encode("ascii", "ignore").decode().lower()).strip("-") or "home"


def opens(page: Page, address: str) -> bool:
    """Go to a page; an error is no picture of it, and some pages are of data that only tests have."""
    answer = page.goto(address)
    if answer is None or not (answer.ok or answer.status == HTTPStatus.NOT_FOUND):
        raise SystemExit(f"{address}: {answer.status if answer else 'no answer'}")
    return answer.ok


def documents(browser: Browser, address: str, folder: Path) -> None:
    """The pictures of the README: the upper part of a page in Japanese."""
    for picture, path in DOCUMENTS.items():
        page = browser.new_page(viewport={"width": 1280, "height": 1560}, device_scale_factor=0.75, locale="ja-JP")
        if opens(page, address + path):
            page.screenshot(path=folder / f"{picture}.png")
        page.close()


def every_page(browser: Browser, address: str, folder: Path, wanted: list[str]) -> None:
    """The whole of every page, or of those wanted, in both languages."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("", "en/"):
        for path in pages():
            if wanted and not any(word in path or word == name(path) for word in wanted):
                continue
            for shape, width in WIDTHS.items():
                page = browser.new_page(viewport={"width": width, "height": 900}, locale="ja-JP")
                if opens(page, address + language + path):
                    take(page, folder / f"{language.strip('/') or 'ja'}-{name(path)}", shape)
                page.close()


def take(page: Page, picture: Path, shape: str) -> None:
    """The whole page as a picture, and once as it is printed."""
    page.screenshot(path=f"{picture}-{shape}.png", full_page=True)
    if shape == "desktop":
        page.pdf(path=f"{picture}.pdf", prefer_css_page_size=True)


def main() -> None:
    """Take the pictures."""
    for command in ("migrate", "prepare"):
        subprocess.run([sys.executable, "-m", "tsunagu.cli.main", command], check=True)
    start()
    from django.conf import settings
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    wanted = sys.argv[1:]
    shown = wanted == ["documents"]
    folder = settings.PROJECT / "docs" / "images" if shown else Path(settings.VAR) / "screenshots"
    strengths = made_up_store(Path(settings.VAR) / "made-up", works=60_000, institutions=900)
    with running_site(TSUNAGU_STRENGTHS=str(strengths)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        if shown:
            documents(browser, address, folder)
        else:
            every_page(browser, address, folder, wanted)
        browser.close()
    print(folder)


if __name__ == "__main__":
    main()
