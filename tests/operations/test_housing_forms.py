"""The woonladder of a region."""

import pytest
from sqlalchemy import select

from conftest import Town
from matching.errors import NotAllowed
from matching.models import HousingForm
from matching.operations.housing_forms import (
    HousingFormContradicts,
    HousingFormExists,
    HousingFormInUse,
    change_housing_form,
    make_housing_form,
)
from matching.operations.woonladder import WOONLADDER
from matching.queries.housing_forms import HousingFormNotFound, housing_form, woonladder
from matching.vocabulary import Support, TargetGroup
from matching.work import Workshop
from rows import a_dwelling_row, a_waiting_client

FACTS = {
    "name_dutch": "Hofje",
    "name_english": "Courtyard",
    "vera": "",
    "rung": 6,
    "supervision": Support.AMBULANT,
    "self_contained": True,
    "in_group": False,
    "readiness_needed": True,
    "minimum_age": None,
    "maximum_age": None,
    "children": None,
    "support_at_least": None,
    "debts_under_control": False,
    "target_groups": (),
}


async def test_region_begins_with_every_rung(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        found = await woonladder(work, region_id=town.region.id)

    assert {rung.code for rung in WOONLADDER} == {form.code for form in found}
    assert sorted(form.rung for form in found) == [form.rung for form in found]


async def test_default_rules_say_who_is_admitted(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        found = {form.code: form for form in await woonladder(work, region_id=town.region.id)}

    assert found["housing-first"].readiness_needed is False
    assert found["own-home"].readiness_needed is True
    assert found["mother-and-child"].children is True
    assert (found["clustered-youth"].minimum_age, found["clustered-youth"].maximum_age) == (18, 23)
    assert found["beschermd-thuis"].support_at_least is Support.AMBULANT


def test_default_woonladder_keeps_its_own_rules() -> None:
    codes = [rung.code for rung in WOONLADDER]

    assert len(set(codes)) == len(codes)
    assert not [rung.code for rung in WOONLADDER if rung.self_contained and rung.in_group]
    assert all(len(rung.code) <= 40 for rung in WOONLADDER)


async def test_coordinator_adds_a_form_once(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        form = await make_housing_form(work, region=town.region, code="hofje", **FACTS)
        assert form.code == "hofje"

        with pytest.raises(HousingFormExists):
            await make_housing_form(work, region=town.region, code="hofje", **FACTS)


@pytest.mark.parametrize("kind", ["corporation", "provider", "municipality"])
async def test_others_add_no_form(workshop: Workshop, town: Town, kind: str) -> None:
    async with workshop.open(town.actor(getattr(town, kind))) as work:
        with pytest.raises(NotAllowed):
            await make_housing_form(work, region=town.region, code="hofje", **FACTS)


async def test_contradictions_are_named_at_once(workshop: Workshop, town: Town) -> None:
    facts = FACTS | {"minimum_age": 30, "maximum_age": 20, "in_group": True, "target_groups": ("nobles",)}

    async with workshop.open(town.actor(town.coordinator)) as work:
        with pytest.raises(HousingFormContradicts) as refused:
            await make_housing_form(work, region=town.region, code="hofje", **facts)

    assert [fault.path for fault in refused.value.faults] == ["maximumAge", "inGroup", "targetGroups.0"]


async def test_change_is_held_against_what_stays(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        with pytest.raises(HousingFormContradicts):
            await change_housing_form(work, region=town.region, code="clustered-youth", minimum_age=24)

        changed = await change_housing_form(
            work,
            region=town.region,
            code="clustered-youth",
            maximum_age=27,
            target_groups=(TargetGroup.YOUNG,),
        )

    assert (changed.maximum_age, changed.target_groups) == (27, ["young"])


async def test_unknown_form_is_not_found(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        with pytest.raises(HousingFormNotFound):
            await change_housing_form(work, region=town.region, code="castle", rung=9)


async def test_form_in_use_is_not_retired(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        work.session.add(a_dwelling_row(work, town, housing_form="own-home"))
        work.session.add(a_waiting_client(work, town, housing_forms=["housing-first"]))
        await work.session.flush()

        for code in ("own-home", "housing-first"):
            with pytest.raises(HousingFormInUse):
                await change_housing_form(work, region=town.region, code=code, retired=True)


async def test_unused_form_is_retired_and_comes_back(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        gone = await change_housing_form(work, region=town.region, code="credohuis", retired=True)
        assert gone.retired_at == work.at

        back = await change_housing_form(work, region=town.region, code="credohuis", retired=False)
        assert back.retired_at is None


async def test_regions_have_their_own_forms(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        await change_housing_form(work, region=town.region, code="own-home", name_dutch="Eigen huis")
        elsewhere = await housing_form(work, region_id=town.elsewhere.id, code="own-home")
        rows = (await work.session.scalars(select(HousingForm.id))).all()

    assert elsewhere.name_dutch == "Eigen woning zonder begeleiding"
    assert len(rows) == 2 * len(WOONLADDER)
