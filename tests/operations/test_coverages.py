"""Where providers deliver support."""

from decimal import Decimal
from typing import Any

import pytest

from conftest import Town
from matching.errors import NotAllowed
from matching.operations.coverages import Coverage, CoverageContradicts, set_coverage
from matching.queries.coverages import NotAProvider, coverage, covering_provider
from matching.queries.organisations import OrganisationNotFound
from matching.vocabulary import Support
from matching.work import Workshop

BOTH = (Coverage("GM9001", Support.NEARBY, Decimal("12.5")), Coverage("GM9002", Support.AMBULANT))


@pytest.mark.parametrize("kind", ["provider", "coordinator"])
async def test_coverage_is_replaced_as_a_whole(workshop: Workshop, town: Town, kind: str) -> None:
    async with workshop.open(town.actor(getattr(town, kind))) as work:
        await set_coverage(work, region=town.region, organisation_id=town.provider.id, coverage=BOTH)
        await set_coverage(work, region=town.region, organisation_id=town.provider.id, coverage=BOTH[:1])
        rows = await coverage(work, region_id=town.region.id, provider_id=town.provider.id)

    assert [(row.municipality_code, row.level, row.hours) for row in rows] == [
        ("GM9001", Support.NEARBY, Decimal("12.5"))
    ]


async def test_all_faults_come_at_once(workshop: Workshop, town: Town) -> None:
    wrong = (*BOTH, Coverage("GM9003", Support.AMBULANT), Coverage("GM9001", Support.NONE))

    async with workshop.open(town.actor(town.provider)) as work:
        with pytest.raises(CoverageContradicts) as refused:
            await set_coverage(work, region=town.region, organisation_id=town.provider.id, coverage=wrong)

    assert [(fault.path, fault.code) for fault in refused.value.faults] == [
        ("coverage.2.municipality", "municipality-not-in-region"),
        ("coverage.3.municipality", "twice"),
        ("coverage.3.level", "no-support"),
    ]


async def test_rival_stranger_and_other_kinds_are_refused(workshop: Workshop, town: Town) -> None:
    async def as_(name: str, **facts: Any) -> None:
        usual = {"region": town.region, "organisation_id": town.provider.id, "coverage": BOTH}
        async with workshop.open(town.actor(getattr(town, name))) as work:
            await set_coverage(work, **usual | facts)

    with pytest.raises(OrganisationNotFound):
        await as_("other_provider")
    with pytest.raises(OrganisationNotFound):
        await as_("stranger")
    with pytest.raises(NotAllowed):
        await as_("corporation")
    with pytest.raises(NotAProvider):
        await as_("coordinator", organisation_id=town.corporation.id)
    with pytest.raises(OrganisationNotFound):
        await as_("coordinator", region=town.elsewhere)


async def test_provider_sees_its_own_coverage_only(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.provider)) as work:
        assert (await covering_provider(work, organisation_id=town.provider.id)).name == "Fictiezorg"
        with pytest.raises(OrganisationNotFound):
            await covering_provider(work, organisation_id=town.other_provider.id)
