"""The English of the interface sentences, one file a room: `make translations` (`python -m tests.house.translations`).

A room's file holds, in the order of its code, the sentences that it alone uses; those of several rooms and of the
kernel stand in that of web. Known English is kept, a new sentence gets an empty one to fill in, and one that is no
longer used goes. Nothing is compiled: the site reads the files as they are (tsunagu.web.translations).
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tests.house.source import SOURCE

SHARED = SOURCE / "web"
# What takes a text, with the places of singular and plural.
GETTEXT = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
HEADER = "# English of the interface sentences. The Japanese sentence is the msgid."

Sentence = str | tuple[str, str]
Sentences = dict[Sentence, None]  # in their order


def owner(path: Path) -> Path:
    """The folder of the Django app that a file belongs to; that of web for what belongs to none."""
    apps = (parent for parent in path.parents if (parent / "apps.py").exists())
    return next(apps, SHARED)


def sentences(code: str) -> Iterator[Sentence]:
    """The sentences that Python code hands to gettext."""
    for _, message, _, _ in extract("python", io.BytesIO(code.encode()), GETTEXT):
        yield message if isinstance(message, str) else (message[0], message[1])


def code_of_template(template: str) -> str:
    """A template as code that hands its sentences to gettext, by Django's own reading of it."""
    lines = templatize(template).splitlines()
    return "\n".join(line.strip() for line in lines)  # what is no sentence has no indentation to keep


def _code(path: Path) -> str:
    text = path.read_text()
    return text if path.suffix == ".py" else code_of_template(text)


def used(files: list[Path]) -> dict[Path, Sentences]:
    """The sentences of each app: its own, and for web also those that several use."""
    users: dict[Sentence, set[Path]] = {}
    for path in files:
        for sentence in sentences(_code(path)):
            users.setdefault(sentence, set()).add(owner(path))
    shares: dict[Path, Sentences] = {SHARED: {}}
    for sentence, apps in users.items():
        [app] = apps if len(apps) == 1 else {SHARED}
        shares.setdefault(app, {})[sentence] = None
    return shares


def po_file(app: Path) -> Path:
    """The file of an app."""
    return app / "locale" / "en" / "LC_MESSAGES" / "django.po"


def known() -> Catalog:
    """All English there is."""
    every = Catalog()
    for path in sorted(SOURCE.rglob("locale/en/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                every[message.id] = message
    return every


def written(share: Sentences, english: Catalog) -> str:
    """The text of a file."""
    catalog = Catalog(locale="en", project="tsunagu", header_comment=HEADER, fuzzy=False)
    for sentence in share:
        message = english.get(sentence)
        catalog.add(sentence, message.string if message else None)
    out = io.BytesIO()
    write_po(out, catalog, width=0, omit_header=True)
    return f"{HEADER}\n{_HEAD}\n{out.getvalue().decode()}"


_HEAD = """\
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


def texts() -> dict[Path, str]:
    """What each file should hold."""
    templates = (path for path in SOURCE.rglob("templates/**/*") if path.suffix in {".html", ".txt"})
    shares = used(sorted([*SOURCE.rglob("*.py"), *templates]))
    english = known()
    return {po_file(app): written(share, english) for app, share in shares.items() if share}


def main() -> int:
    """Write the files, or with --check name those that are not up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    stale = {path: text for path, text in texts().items() if not path.exists() or path.read_text() != text}
    for path, text in stale.items():
        print(path.relative_to(SOURCE), "is not up to date" if check else "written")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
