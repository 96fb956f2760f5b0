"""The English texts: compiled, complete, and used."""

from __future__ import annotations

from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings

FOLDER = settings.PACKAGE / "locale" / "en" / "LC_MESSAGES"


def _texts(messages):
    def flat(text):
        return (text,) if isinstance(text, str) else tuple(text)

    return {flat(message.id)[0]: flat(message.string) for message in messages if message.id}


def test_the_compiled_english_texts_are_those_of_the_text_file():
    with (FOLDER / "django.po").open("rb") as text, (FOLDER / "django.mo").open("rb") as compiled:
        assert _texts(read_mo(compiled)) == _texts(read_po(text))


def test_every_text_has_an_english_one():
    with (FOLDER / "django.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    assert len(messages) > 300
    assert [
        message.id
        for message in messages
        if message.fuzzy or not all(message.string if isinstance(message.string, tuple) else [message.string])
    ] == []
