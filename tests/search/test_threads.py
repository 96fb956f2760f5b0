"""Several threads of a server search at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tsunagu.search.words import forms


def test_words_are_cut_by_many_threads_at_once_as_by_one():
    texts = [f"山あいの村で運転手のいない無人バスを走らせたい{number}" for number in range(400)]
    alone = [forms(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(forms, texts)) == alone
