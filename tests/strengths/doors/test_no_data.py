"""A site whose data are still being prepared."""

from __future__ import annotations

import pytest

from tests.strengths import asked_by_hand
from tests.strengths.pages_by_hand import site, text
from tsunagu.strengths.questions.records import QUESTIONS


@pytest.mark.parametrize("page", [*map(asked_by_hand.page, QUESTIONS), "/strengths/universities/"])
def test_without_data_a_page_asks_for_patience_and_keeps_the_folder_to_itself(page, settings, tmp_path):
    answer = site(tmp_path / "none", settings).get(page)
    assert (answer.status_code, answer["Retry-After"]) == (503, "20")
    assert "しばらくしてからもう一度" in text(answer)
    assert str(tmp_path) not in answer.content.decode()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("address", [*map(asked_by_hand.endpoint, QUESTIONS), "/api/v1/strengths"])
def test_without_data_the_api_asks_for_patience_and_tells_the_folder_only_to_the_log(
    address, settings, tmp_path, caplog
):
    answer = site(tmp_path / "none", settings).get(address)
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (
        503,
        "20",
        "application/problem+json",
    )
    assert answer.json()["detail"].startswith("The data that this answer needs are not there yet.")
    assert str(tmp_path) not in answer.content.decode()
    assert f"{tmp_path / 'none'} holds no table cell yet" in caplog.text
