import shutil

import pytest

from tsunagu.search import engine
from tsunagu.search.documents import Document
from tsunagu.search.models import CurrentIndex

pytestmark = pytest.mark.django_db
WEIGHTS = {"title": 1.0}
BUS = Document("bus", "program", {"title": ["無人バス"]})
FARM = Document("farm", "program", {"title": ["スマート農業"]})


class Shelf:
    """Documents that can change, and how often they were asked for."""

    def __init__(self, *documents: Document) -> None:
        self.documents = list(documents)
        self.asked = 0

    def __call__(self) -> list[Document]:
        self.asked += 1
        return self.documents


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path
    yield tmp_path
    engine._opened.pop("things", None)


def _search(shelf: Shelf, text: str) -> list[str]:
    return [hit.key for hit in engine.search("things", text, shelf, WEIGHTS, limit=10).hits]


def _folders(var) -> list[str]:
    return sorted(folder.name for folder in (var / "search").iterdir())


@pytest.mark.long
def test_the_index_is_built_at_the_first_search_and_kept(var):
    shelf = Shelf(BUS)
    assert [_search(shelf, "バス"), _search(shelf, "農業"), shelf.asked] == [["bus"], [], 1]
    assert _folders(var) == [f"things-{CurrentIndex.objects.get(name='things').fingerprint}"]


@pytest.mark.long
def test_new_contents_are_found_after_a_refresh_and_the_older_index_goes(var):
    shelf = Shelf(BUS)
    assert _search(shelf, "農業") == []
    shelf.documents = [BUS, FARM]
    assert _search(shelf, "農業") == []
    mark = engine.refresh("things", shelf, WEIGHTS)
    assert _search(shelf, "農業") == ["farm"]
    assert _folders(var) == [f"things-{mark}"]


def test_a_refresh_without_changes_builds_nothing(var):
    shelf = Shelf(BUS)
    engine.refresh("things", shelf, WEIGHTS)
    [folder] = (var / "search").iterdir()
    before = folder.stat().st_mtime_ns
    engine.refresh("things", shelf, WEIGHTS)
    assert [(found, found.stat().st_mtime_ns) for found in (var / "search").iterdir()] == [(folder, before)]


def test_the_index_of_another_name_stays(var):
    engine.refresh("things", Shelf(BUS), WEIGHTS)
    engine.refresh("others", Shelf(FARM), WEIGHTS)
    engine.refresh("things", Shelf(BUS, FARM), WEIGHTS)
    assert [name.split("-")[0] for name in _folders(var)] == ["others", "things"]


@pytest.mark.long
def test_an_index_whose_folder_is_gone_is_built_again(var):
    shelf = Shelf(BUS)
    _search(shelf, "バス")
    shutil.rmtree(var / "search")
    engine._opened.clear()  # a new process
    assert _search(shelf, "バス") == ["bus"]
    assert len(_folders(var)) == 1


def test_an_index_of_an_older_way_of_indexing_is_built_again(var):
    CurrentIndex.objects.create(name="things", fingerprint="v0-0123456789")
    (var / "search" / "things-v0-0123456789").mkdir(parents=True)
    assert _search(Shelf(BUS), "バス") == ["bus"]
    assert _folders(var) == [f"things-{CurrentIndex.objects.get(name='things').fingerprint}"]


def test_a_half_built_folder_is_not_taken_for_an_index(var):
    shelf = Shelf(BUS)
    mark = engine.refresh("things", shelf, WEIGHTS)
    (var / "search" / f"things-{mark}" / "meta.json").unlink()
    engine._opened.clear()
    assert _search(shelf, "バス") == ["bus"]


def _spoil(var, pattern: str) -> None:
    """Put something else in the place of files of the index. Readers of before keep theirs: to empty it kills them."""
    files = [file for file in (var / "search").rglob(pattern) if file.is_file()]
    assert files
    for file in files:
        spoiled = file.with_suffix(".spoiled")
        spoiled.write_bytes(b"x" * file.stat().st_size)
        spoiled.replace(file)


@pytest.fixture
def rebuilt(caplog):
    """What the log says of indexes that were built again; the pause between two such is over."""
    engine._rebuilding.clear()
    yield lambda: [record.message for record in caplog.records if "is built again" in record.message]
    engine._rebuilding.clear()


@pytest.mark.parametrize(
    "pattern", ["meta.json", *(pytest.param(other, marks=pytest.mark.long) for other in ("*.store", "*.term", "*"))]
)
def test_a_damaged_index_is_built_again(var, rebuilt, pattern: str):
    shelf = Shelf(BUS)
    _search(shelf, "バス")
    engine._opened.pop("things")  # another process, which opens it now
    _spoil(var, pattern)
    assert [_search(shelf, "バス"), len(rebuilt())] == [["bus"], 1]


@pytest.mark.long
def test_what_is_damaged_again_at_once_is_an_error_and_not_built_for_ever(var, rebuilt):
    shelf = Shelf(BUS)
    for _ in range(2):
        engine._opened.pop("things", None)
        _search(shelf, "バス")
        _spoil(var, "meta.json")
    engine._opened.pop("things")
    with pytest.raises(ValueError, match=r"."):
        _search(shelf, "バス")
    assert len(rebuilt()) == 1


@pytest.mark.long
def test_an_index_is_ready_when_it_was_announced_and_is_there(var):
    assert engine.is_ready("things") is False
    _search(Shelf(BUS), "バス")
    assert engine.is_ready("things") is True
    shutil.rmtree(var / "search")
    assert engine.is_ready("things") is False
