"""Every UPDATE raises the revision of what it changes, and nothing else does."""

import pytest
from sqlalchemy import select, update

from conftest import Town
from matching.models import Dwelling
from matching.operations.revisions import WHATEVER, Expected, ResourceMovedOn
from matching.work import Workshop
from rows import a_dwelling_row


async def test_a_flush_raises_it_and_brings_it_back(workshop: Workshop, town: Town) -> None:
    async with workshop.open() as work:
        first, second = a_dwelling_row(work, town), a_dwelling_row(work, town)
        work.session.add_all([first, second])
        await work.session.flush()
        assert (first.revision, second.revision) == (1, 1)

        first.rent, second.rent = 1, 2
        await work.session.flush()
        first.rent = 1
        await work.session.flush()
        second.rent = 3
        await work.session.flush()

        assert (first.revision, second.revision) == (2, 3)


async def test_a_statement_over_many_rows_raises_it(workshop: Workshop, town: Town) -> None:
    async with workshop.open() as work:
        work.session.add_all([a_dwelling_row(work, town) for _ in range(3)])
        await work.session.flush()

        await work.session.execute(update(Dwelling).values(rent=1))

    async with workshop.open() as work:
        assert set(await work.session.scalars(select(Dwelling.revision))) == {2}


def test_only_an_expected_state_is_let_through() -> None:
    WHATEVER.require(7)
    Expected(frozenset({"6", "7"})).require(7)

    with pytest.raises(ResourceMovedOn):
        Expected(frozenset({"6", "8"})).require(7)
    with pytest.raises(ResourceMovedOn):
        Expected(frozenset()).require(7)
