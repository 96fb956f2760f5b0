"""The files of English texts: used, said in one place, and read as they are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override

from tests.house import translations
from tsunagu.web.translations import PoFile, files

PO = """\
msgid ""
msgstr ""
"Language: en\\n"

# 書き込み
msgid "大学"
msgstr ""
"University, "
"\\"public\\""

#, python-format
msgid "%(n)s校"
msgid_plural "%(n)s校"
msgstr[0] "%(n)s school"
msgstr[1] "%(n)s schools"

msgid "まだ"
msgstr ""
"""


def _messages() -> list:
    found = []
    for path in files():
        with path.open("rb") as file:
            found += [message for message in read_po(file) if message.id]
    return found


def test_the_files_hold_what_the_code_uses_each_sentence_in_the_room_that_uses_it():
    texts = translations.texts()
    assert set(texts) == set(files())
    assert [str(path) for path, text in texts.items() if path.read_text() != text] == [], "run `make translations`"


def test_no_sentence_is_translated_twice():
    counts = Counter(message.id if isinstance(message.id, str) else message.id[0] for message in _messages())
    assert [sentence for sentence, count in counts.items() if count > 1] == []


def test_a_text_file_is_read_with_long_texts_and_both_forms(tmp_path: Path):
    path = tmp_path / "django.po"
    path.write_text(PO)
    with path.open("rb") as file:
        read = PoFile(file)
    assert read.gettext("大学") == 'University, "public"'
    assert [read.ngettext("%(n)s校", "%(n)s校", number) % {"n": number} for number in (0, 1, 2)] == [
        "0 schools",
        "1 school",
        "2 schools",
    ]
    assert read.gettext("まだ") == "まだ"


def test_the_site_speaks_the_english_of_every_file():
    with override("en"):
        spoken = {
            message.id: gettext(message.id)
            if isinstance(message.id, str)
            else (ngettext(*message.id, 1), ngettext(*message.id, 2))
            for message in _messages()
        }
    assert spoken == {message.id: message.string for message in _messages()}


def test_a_sentence_of_two_rooms_belongs_to_the_frame(tmp_path: Path):
    for room in ("garden", "kitchen"):
        (tmp_path / room / "templates").mkdir(parents=True)
        (tmp_path / room / "apps.py").touch()
        (tmp_path / room / "views.py").write_text(f'gettext("{room}だけ")\n')
    page = tmp_path / "garden" / "templates" / "page.html"
    counted = "{% blocktrans count n=n %}{{ n }}本{% plural %}{{ n }}本{% endblocktrans %}"
    page.write_text(f'<div>\n  {{% trans "共通" %}}\n</div>\n{counted}')
    (tmp_path / "kitchen" / "forms.py").write_text('label = _("共通")\n')
    shares = translations.used(sorted(tmp_path.rglob("*.*")))
    assert {folder.name: list(share) for folder, share in shares.items()} == {
        "web": ["共通"],
        "garden": [("%(n)s本", "%(n)s本"), "gardenだけ"],
        "kitchen": ["kitchenだけ"],
    }
