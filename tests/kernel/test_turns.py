"""Turns are held until the transaction ends, so there must be one."""

from __future__ import annotations

import pytest
from django.db import transaction

from tsunagu.kernel import turns


@pytest.mark.django_db(transaction=True)
def test_a_turn_is_taken_within_a_transaction_alone() -> None:
    with transaction.atomic():
        turns.take("garden.load")
    with pytest.raises(transaction.TransactionManagementError):
        turns.take("garden.load")
