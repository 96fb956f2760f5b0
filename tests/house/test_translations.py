"""Every text is there in both languages: sentences through gettext, words of the field with both labels."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override

from tests.house import translations
from tests.house.source import MODULES, SOURCE, place, tree
from tests.house.translations import GETTEXT, code_of_template, sentences
from tsunagu.web.translations import PoFile, files

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
# The shelves whose modules speak to the reader in sentences.
SPEAKING = {"context.py", "forms.py", "templatetags", "views", "views.py"}
TEMPLATES = sorted(path for path in SOURCE.rglob("templates/**/*") if path.suffix in {".html", ".txt"})
CATALOGS = sorted(SOURCE.rglob("locale/en/LC_MESSAGES/django.po"))
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


def texts(code: str) -> set[str]:
    """The texts that Python code hands to gettext."""
    return {_first(sentence) for sentence in sentences(code)}


def texts_of_template(template: str) -> set[str]:
    """The texts that a template hands to gettext."""
    return texts(code_of_template(template))


def _first(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def untranslated(wanted: set[str], catalog: Catalog) -> set[str]:
    """The texts without an English one in a catalog, and the catalog's own that have none."""
    messages = {_first(message.id): message for message in catalog if message.id}
    return {text for text in wanted | messages.keys() if text not in messages or not _is_whole(messages[text])}


def _is_whole(message) -> bool:
    forms = [message.string] if isinstance(message.string, str) else message.string
    return all(forms) and not message.fuzzy


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _in_use() -> set[str]:
    code = [texts(text) for path in MODULES if "gettext" in (text := path.read_text())]
    return set.union(*code, *(texts_of_template(path.read_text()) for path in TEMPLATES))


# Sentences ------------------------------------------------------------------------------------------------------------


def test_every_text_has_an_english_one():
    english = Catalog()
    for path in CATALOGS:
        for message in _read(path):
            english[message.id] = message
    in_use = _in_use()
    assert len(in_use) > 300
    assert untranslated(in_use, english) == set()


@pytest.mark.long
def test_no_japanese_text_has_a_gap_between_sentences():
    """As two lines of a trimmed block would leave one."""
    gaps = [(place(path), text) for path in TEMPLATES for text in texts_of_template(path.read_text()) if "。 " in text]
    assert gaps == []
    assert texts_of_template("{% blocktrans trimmed %}はい。\nいいえ。{% endblocktrans %}") == {"はい。 いいえ。"}


def test_a_text_without_english_is_seen():
    code = "gettext('公募'); ngettext('%(count)s件', '%(count)s件', n); label = gettext_lazy('締切')"
    template = "<ul>\n    {% load i18n %}\n  <li>{% trans '申請' %}</li>\n</ul>\n"
    template += "{% blocktrans count n=n %}{{ n }}件{% plural %}{{ n }}件{% endblocktrans %}"
    english = Catalog()
    english.add("公募", "Call")
    english.add("申請", "Application", flags=["fuzzy"])
    english.add(("%(count)s件", "%(count)s件"), ("%(count)s call", ""))
    wanted = texts(code) | texts_of_template(template)
    assert wanted == {"公募", "%(count)s件", "締切", "申請", "%(n)s件"}
    assert untranslated(wanted, english) == {"%(count)s件", "締切", "申請", "%(n)s件"}


@pytest.mark.long
def test_the_files_hold_what_the_code_uses_each_text_in_the_room_that_uses_it():
    up_to_date = translations.texts()
    assert set(up_to_date) == set(CATALOGS)
    assert [str(path) for path, text in up_to_date.items() if path.read_text() != text] == [], "run `make translations`"


def test_a_text_of_two_rooms_belongs_to_the_frame(tmp_path: Path):
    for room in ("garden", "kitchen"):
        (tmp_path / room / "templates").mkdir(parents=True)
        (tmp_path / room / "apps.py").touch()
        (tmp_path / room / "views.py").write_text(f'gettext("{room}だけ")\n')
    counted = "{% blocktrans count n=n %}{{ n }}本{% plural %}{{ n }}本{% endblocktrans %}"
    page = tmp_path / "garden" / "templates" / "page.html"
    page.write_text(f'<div>\n  {{% trans "共通" %}}\n</div>\n{counted}')
    (tmp_path / "kitchen" / "forms.py").write_text('label = _("共通")\n')
    shares = translations.used(sorted(tmp_path.rglob("*.*")))
    assert {folder.name: list(share) for folder, share in shares.items()} == {
        "web": ["共通"],
        "garden": [("%(n)s本", "%(n)s本"), "gardenだけ"],
        "kitchen": ["kitchenだけ"],
    }


def test_a_text_file_is_read_with_long_texts_and_both_forms(tmp_path: Path):
    path = tmp_path / "django.po"
    path.write_text(PO)
    with path.open("rb") as file:
        read = PoFile(file)
    assert read.gettext("大学") == 'University, "public"'
    forms = [read.ngettext("%(n)s校", "%(n)s校", number) % {"n": number} for number in (0, 1, 2)]
    assert forms == ["0 schools", "1 school", "2 schools"]
    assert read.gettext("まだ") == "まだ"


def test_the_site_speaks_the_english_of_every_file():
    messages = [message for path in CATALOGS for message in _read(path) if message.id]
    with override("en"):
        spoken = {message.id: _spoken(message.id) for message in messages}
    assert sorted(files()) == sorted(CATALOGS)
    assert spoken == {message.id: message.string for message in messages}


def _spoken(text: str | tuple[str, str]) -> str | tuple[str, str]:
    return gettext(text) if isinstance(text, str) else (ngettext(*text, 1), ngettext(*text, 2))


# Sentences past gettext -----------------------------------------------------------------------------------------------


def past_gettext(template: str) -> list[str]:
    """The Japanese of a template that is always shown, whatever the reader's language."""
    shown = re.sub(
        r"\{#.*?#\}|<!--.*?-->|\{% comment.*?endcomment %\}|\{% blocktrans.*?endblocktrans.*?%\}|\{%.*?%\}",
        "",
        template,
        flags=re.DOTALL,
    )
    return re.findall(r"[ぁ-んァ-ヶー一-龠]+", shown)


def test_no_template_shows_japanese_to_all():
    shown = {path.name: words for path in TEMPLATES if (words := past_gettext(path.read_text()))}
    # the name of the site beside its reading, and of the language itself
    assert shown == {"frame.html": ["繋ぐ"], "language_link.html": ["日本語"]}


def test_japanese_outside_of_a_translated_block_is_seen():
    template = "{% trans '公募' %}{# 注 #}<h1>締切</h1>{% blocktrans trimmed %}あと{{ n }}日{% endblocktrans %}"
    assert past_gettext(template) == ["締切"]


def unspoken(module: ast.Module) -> Iterator[ast.expr]:
    """Japanese in code that is neither handed to gettext nor a label with its English, and no docstring."""
    spoken = {node.value for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _name(node.func) in {*GETTEXT, "Label"}:
            spoken |= set(ast.walk(node))
    for node in ast.walk(module):
        if node not in spoken and isinstance(node, ast.Constant) and JAPANESE.search(str(node.value)):
            yield node


def computed_texts(module: ast.Module) -> Iterator[ast.expr]:
    """Calls of gettext whose text is not written there, so that nobody can translate it."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _name(node.func) in GETTEXT and not isinstance(node.args[0], ast.Constant):
            yield node


def _name(function: ast.expr) -> str:
    return getattr(function, "id", None) or getattr(function, "attr", "")


def test_pages_speak_through_gettext():
    speaking = [path for path in MODULES if SPEAKING & set(path.relative_to(SOURCE).parts)]
    assert len(speaking) > 20
    past = [(path, node) for path in speaking for node in unspoken(tree(path))]
    # the page of last resort says itself in both languages
    assert [place(path, node) for path, node in past if 'lang="en"' not in node.value] == []


@pytest.mark.long
def test_every_text_of_gettext_is_written_where_it_is_used():
    assert [place(path, node) for path in MODULES for node in computed_texts(tree(path))] == []


@pytest.mark.parametrize("line", ["title = '公募'", "title = f'公募 {name}'", "render(request, {'title': '公募'})"])
def test_japanese_past_gettext_is_seen(line: str):
    assert len(list(unspoken(ast.parse(line)))) == 1


@pytest.mark.parametrize(
    "line", ["'''公募'''", "title = gettext('公募')", "title = Label('公募', 'Call')", "title = _('公募')"]
)
def test_japanese_with_its_english_is_not(line: str):
    assert list(unspoken(ast.parse(line))) == []


def test_a_computed_text_is_seen():
    assert len(list(computed_texts(ast.parse("gettext(f'公募 {name}'); gettext('公募')")))) == 1


# Words of the field ---------------------------------------------------------------------------------------------------


def half_labels(module: ast.Module) -> Iterator[ast.expr]:
    """Labels and members of labeled enums that lack a language, or have Japanese where the English stands."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _name(node.func) == "Label" and not _both(_label(node)):
            yield node
        if isinstance(node, ast.ClassDef) and "Labeled" in {_name(base) for base in node.bases}:
            members = [line.value for line in node.body if isinstance(line, ast.Assign)]
            yield from (member for member in members if not _both(_member(member)))


def _label(call: ast.Call) -> list[ast.expr]:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    return [*call.args, *(named[language] for language in ("ja", "en") if language in named)]


def _member(value: ast.expr) -> list[ast.expr]:
    return value.elts[1:3] if isinstance(value, ast.Tuple) else []


def _both(words: list[ast.expr]) -> bool:
    """Whether Japanese and English are there, or nothing is said on purpose; what is computed is taken to be there."""
    known = [word.value if isinstance(word, ast.Constant) else "?" for word in words]
    return known == ["", ""] or (len(known) == 2 and all(known) and not JAPANESE.search(known[1]))


@pytest.mark.long
def test_every_word_of_the_field_has_both_labels():
    assert [place(path, node) for path in MODULES for node in half_labels(tree(path))] == []


@pytest.mark.parametrize(
    "code",
    [
        "Label('公募', '')",
        "Label('公募')",
        "Label('公募', en='公募')",
        "class Kind(Labeled):\n    OPEN = 'open', '公募'",
        "class Kind(Labeled):\n    OPEN = 'open'",
        "class Kind(labels.Labeled):\n    OPEN = 'open', '公募', '公募'",
    ],
)
def test_half_a_label_is_seen(code: str):
    assert len(list(half_labels(ast.parse(code)))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "Label('公募', 'Call')",
        "Label(ja='公募', en='Call')",
        "class Kind(Labeled):\n    OPEN = 'open', '公募', 'Call'\n    EXACT = 'exact', '', ''",
    ],
)
def test_a_whole_label_is_not(code: str):
    assert list(half_labels(ast.parse(code))) == []
