"""Covenants: everything that is wrong is said at once, and every change is a version."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from conftest import NEIGHBOURHOODS, TODAY, UNKNOWN_ID, Town
from matching.errors import NotAllowed
from matching.models import CovenantVersion, Entry, Fact
from matching.operations.changes import NothingToChange
from matching.operations.covenants import (
    CovenantContradicts,
    CovenantMovedOn,
    change_covenant,
    make_covenant,
)
from matching.queries.agreements import (
    Agreement,
    CommitmentTerm,
    ComplexCapTerm,
    LoadCapTerm,
    OriginLimitTerm,
    PartyTerm,
    QuotaTerm,
    Weights,
    Wording,
)
from matching.queries.covenants import (
    CovenantNotFound,
    NoCovenant,
    VersionNotFound,
    agreement,
    agreement_of,
    agreement_on,
    covenant_on,
    versions,
    visible_covenants,
)
from matching.vocabulary import Goal, Urgency
from matching.work import Work, Workshop
from rows import a_live_proposal

FROM, UNTIL = date(2026, 1, 1), date(2028, 1, 1)


def a_quota(municipality: str = "GM9001", **facts: Any) -> QuotaTerm:
    return QuotaTerm(**{"municipality": municipality, "target_share": Decimal(50), "maximum": 10} | facts)


def a_cap(area: str = NEIGHBOURHOODS[0], **facts: Any) -> LoadCapTerm:
    usual = {"area": area, "valid_from": FROM, "points": Decimal("12.5"), "reason": "Afgesproken."}
    return LoadCapTerm(**usual | facts)


def full_wording(town: Town) -> Wording:
    """Return a wording that uses every section."""
    return Wording(
        parties=tuple(
            sorted(
                (
                    PartyTerm(town.corporation.id, FROM),
                    PartyTerm(town.provider.id, FROM, date(2027, 1, 1)),
                    PartyTerm(town.municipality.id, FROM),
                ),
                key=lambda party: party.organisation,
            )
        ),
        quotas=(
            a_quota(
                minimum=2,
                imports_maximum=3,
                placed_before=2,
                imports_before=1,
                target_share=Decimal("62.5"),
            ),
            a_quota("GM9002", target_share=Decimal("37.5")),
        ),
        origin_limits=(
            OriginLimitTerm("GM9002", "GM9001", 3, placed_before=1),
            OriginLimitTerm("unknown", "GM9001", 0),
            OriginLimitTerm("outside", "GM9002", 2),
        ),
        commitments=(CommitmentTerm(town.corporation.id, 20, supplied_before=3, offers_more=True),),
        load_caps=(
            a_cap(valid_until=date(2027, 1, 1), carried_before=Decimal("1.25")),
            a_cap(valid_from=date(2027, 1, 1), points=Decimal(8)),
            a_cap("WK900101", points=Decimal(40)),
        ),
        complex_caps=(ComplexCapTerm(town.corporation.id, "TOREN-1", Decimal(6), "Eén trappenhuis."),),
        goals=(Goal.SPREAD, Goal.PRIORITY),
        policy=Weights().changed(waiting_weight=2, suitability_weight={"rent": 0}),
    )


async def a_covenant(
    workshop: Workshop, town: Town, wording: Wording | None = None, **facts: Any
) -> Agreement:
    usual: dict[str, Any] = {
        "region": town.region,
        "name": "Convenant",
        "term_from": FROM,
        "term_until": UNTIL,
        "reason": "Vastgesteld.",
        "wording": wording or Wording(),
    }
    async with workshop.open(town.actor(town.coordinator)) as work:
        return await make_covenant(work, **usual | facts)


async def refusals(workshop: Workshop, town: Town, wording: Wording, **facts: Any) -> list[tuple[str, str]]:
    """Return what is refused of a wording: places and codes."""
    with pytest.raises(CovenantContradicts) as refused:
        await a_covenant(workshop, town, wording, **facts)
    assert all(fault.english and fault.dutch for fault in refused.value.faults)
    return [(fault.path, fault.code) for fault in refused.value.faults]


async def test_everything_that_was_agreed_is_read_back(workshop: Workshop, town: Town) -> None:
    made = await a_covenant(workshop, town, full_wording(town))

    async with workshop.open(town.actor(town.corporation)) as work:
        found = await agreement_of(work, covenant_id=made.covenant_id)

    assert found.wording == full_wording(town)
    assert (found.number, found.reason, found.term_from, found.term_until) == (1, "Vastgesteld.", FROM, UNTIL)


async def test_caps_of_a_day_are_those_that_hold(workshop: Workshop, town: Town) -> None:
    made = await a_covenant(workshop, town, full_wording(town))

    assert made.wording.caps_on(date(2026, 12, 31))[NEIGHBOURHOODS[0]].points == Decimal("12.5")
    assert made.wording.caps_on(date(2027, 1, 1))[NEIGHBOURHOODS[0]].points == Decimal(8)
    assert made.wording.caps_on(FROM - timedelta(days=1)) == {}


@pytest.mark.parametrize("kind", ["corporation", "provider", "municipality"])
async def test_others_read_but_do_not_write(workshop: Workshop, town: Town, kind: str) -> None:
    made = await a_covenant(workshop, town)

    async with workshop.open(town.actor(getattr(town, kind))) as work:
        assert (await agreement_of(work, covenant_id=made.covenant_id)).name == "Convenant"
        with pytest.raises(NotAllowed):
            await change_covenant(
                work, covenant_id=made.covenant_id, reason="x", sections={"goals": (Goal.SPREAD,)}
            )


async def test_another_region_sees_nothing(workshop: Workshop, town: Town) -> None:
    made = await a_covenant(workshop, town)

    async with workshop.open(town.actor(town.stranger)) as work:
        assert await visible_covenants(work, region_id=None, on=None, after=None, limit=10) == []
        with pytest.raises(CovenantNotFound):
            await agreement_of(work, covenant_id=made.covenant_id)
        with pytest.raises(CovenantNotFound):
            await change_covenant(work, covenant_id=made.covenant_id, reason="x", heading={"name": "Ons"})
        with pytest.raises(CovenantNotFound):
            await change_covenant(work, covenant_id=UNKNOWN_ID, reason="x", heading={"name": "Ons"})


async def test_all_faults_come_at_once(workshop: Workshop, town: Town) -> None:
    wording = Wording(
        parties=(PartyTerm(town.stranger.id, FROM),),
        quotas=(a_quota("GM9003"),),
        load_caps=(a_cap("BU90030101"),),
        goals=(),
    )

    assert await refusals(workshop, town, wording, term_until=FROM) == [
        ("termUntil", "term-out-of-order"),
        ("parties.0.organisation", "unknown-organisation"),
        ("quotas.0.municipality", "municipality-not-in-region"),
        ("loadCaps.0.area", "area-not-in-region"),
        ("goals", "no-goal"),
    ]


async def test_party_leaves_after_it_joined_and_stands_there_once(workshop: Workshop, town: Town) -> None:
    party = PartyTerm(town.provider.id, FROM, FROM + timedelta(days=1))
    await a_covenant(workshop, town, Wording(parties=(party,)))

    wrong = Wording(parties=(replace(party, left_on=FROM), party))
    later = {"term_from": UNTIL, "term_until": UNTIL + timedelta(days=1)}
    assert await refusals(workshop, town, wrong, **later) == [
        ("parties.1", "twice"),
        ("parties.0.leftOn", "left-before-joined"),
    ]


async def test_shares_add_up_to_a_hundred_at_most(workshop: Workshop, town: Town) -> None:
    over = Wording(quotas=(a_quota(), a_quota("GM9002", target_share=Decimal("50.01"))))
    assert await refusals(workshop, town, over) == [("quotas", "shares-above-100")]

    await a_covenant(workshop, town, Wording(quotas=(a_quota(), a_quota("GM9002"))))


async def test_numbers_of_a_quota_agree(workshop: Workshop, town: Town) -> None:
    wrong = Wording(
        quotas=(a_quota(maximum=3, minimum=4, imports_before=1), a_quota(target_share=Decimal(1)))
    )
    assert await refusals(workshop, town, wrong) == [
        ("quotas.1", "twice"),
        ("quotas.0.minimum", "minimum-above-maximum"),
        ("quotas.0.importsBefore", "imports-above-placed"),
    ]

    await a_covenant(workshop, town, Wording(quotas=(a_quota(maximum=4, minimum=4),)))


async def test_maximum_is_not_below_what_was_placed_before(workshop: Workshop, town: Town) -> None:
    taken = {"placed_before": 5, "imports_before": 2}
    below = Wording(quotas=(a_quota(maximum=4, imports_maximum=1, **taken),))
    assert await refusals(workshop, town, below) == [
        ("quotas.0.maximum", "below-placed"),
        ("quotas.0.importsMaximum", "below-placed"),
    ]

    await a_covenant(workshop, town, Wording(quotas=(a_quota(maximum=5, imports_maximum=2, **taken),)))


async def test_an_origin_limit_is_about_people_from_elsewhere(workshop: Workshop, town: Town) -> None:
    wrong = Wording(
        origin_limits=(
            OriginLimitTerm("GM9001", "GM9001", 3),
            OriginLimitTerm("GM9003", "GM9001", 3),
            OriginLimitTerm("outside", "GM9003", 3),
            OriginLimitTerm("unknown", "GM9001", 3, placed_before=4),
            OriginLimitTerm("GM9003", "GM9001", 2),
        )
    )
    assert await refusals(workshop, town, wrong) == [
        ("originLimits.4", "twice"),
        ("originLimits.0.origin", "origin-is-municipality"),
        ("originLimits.1.origin", "origin-not-in-region"),
        ("originLimits.2.municipality", "municipality-not-in-region"),
        ("originLimits.3.maximum", "below-placed"),
        ("originLimits.4.origin", "origin-not-in-region"),
    ]

    sound = OriginLimitTerm("unknown", "GM9001", 4, placed_before=4)
    await a_covenant(workshop, town, Wording(origin_limits=(sound,)))


async def test_live_proposals_count_against_the_maximum(workshop: Workshop, town: Town) -> None:
    made = await a_covenant(workshop, town, Wording(quotas=(a_quota(),)))
    async with workshop.open(town.actor(town.coordinator)) as work:
        version = await work.session.get_one(CovenantVersion, made.version_id)
        await a_live_proposal(work, town, version=version, origin="GM9001")
        await a_live_proposal(work, town, version=version, origin="GM9002")
        await a_live_proposal(work, town, version=version, origin=None)

    async def quota(maximum: int, imports: int) -> Agreement:
        quotas = (a_quota(maximum=maximum, imports_maximum=imports),)
        async with workshop.open(town.actor(town.coordinator)) as work:
            return await change_covenant(
                work, covenant_id=made.covenant_id, reason="Krapper.", sections={"quotas": quotas}
            )

    with pytest.raises(CovenantContradicts) as refused:
        await quota(2, 1)
    assert [fault.path for fault in refused.value.faults] == ["quotas.0.maximum", "quotas.0.importsMaximum"]
    assert (await quota(3, 2)).number == 2


async def test_live_proposals_count_for_where_their_clients_come_from(workshop: Workshop, town: Town) -> None:
    made = await a_covenant(workshop, town)
    async with workshop.open(town.actor(town.coordinator)) as work:
        version = await work.session.get_one(CovenantVersion, made.version_id)
        for origin in ("GM9001", "GM9002", "GM0001", None, "outside"):
            await a_live_proposal(work, town, version=version, origin=origin)

    async def limits(**maxima: int) -> Agreement:
        terms = tuple(OriginLimitTerm(origin, "GM9001", most) for origin, most in maxima.items())
        async with workshop.open(town.actor(town.coordinator)) as work:
            return await change_covenant(
                work, covenant_id=made.covenant_id, reason="Krapper.", sections={"origin_limits": terms}
            )

    with pytest.raises(CovenantContradicts) as refused:
        await limits(GM9002=0, outside=1, unknown=0)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [
        (f"originLimits.{place}.maximum", "below-placed") for place in range(3)
    ]
    assert (await limits(GM9002=1, outside=2, unknown=1)).number == 2


async def test_commitments_and_complexes_are_of_corporations(workshop: Workshop, town: Town) -> None:
    wrong = Wording(
        commitments=(CommitmentTerm(town.provider.id, 1), CommitmentTerm(UNKNOWN_ID, 1)),
        complex_caps=(
            ComplexCapTerm(town.corporation.id, "A", Decimal(1), "x"),
            ComplexCapTerm(town.corporation.id, "A", Decimal(2), "x"),
            ComplexCapTerm(town.coordinator.id, "A", Decimal(2), "x"),
        ),
    )

    assert await refusals(workshop, town, wrong) == [
        ("commitments.0.organisation", "not-a-corporation"),
        ("commitments.1.organisation", "unknown-organisation"),
        ("complexCaps.1", "twice"),
        ("complexCaps.2.organisation", "not-a-corporation"),
    ]


async def test_caps_of_one_area_do_not_overlap(workshop: Workshop, town: Town) -> None:
    june, july = date(2026, 6, 1), date(2026, 7, 1)
    wrong = Wording(
        load_caps=(
            a_cap(valid_from=june),
            a_cap(valid_until=july),
            a_cap("WK900101", valid_until=FROM),
            a_cap("GM9001"),
            a_cap(NEIGHBOURHOODS[1], valid_from=june),
            a_cap(NEIGHBOURHOODS[1], valid_from=june, points=Decimal(1)),
        )
    )
    assert await refusals(workshop, town, wrong) == [
        ("loadCaps.2.validUntil", "period-out-of-order"),
        ("loadCaps.3.area", "cap-on-municipality"),
        ("loadCaps.0.validFrom", "caps-overlap"),
        ("loadCaps.5.validFrom", "caps-overlap"),
    ]

    await a_covenant(workshop, town, Wording(load_caps=(a_cap(valid_from=june), a_cap(valid_until=june))))


async def test_goals_stand_there_once(workshop: Workshop, town: Town) -> None:
    twice = Wording(goals=(Goal.SPREAD, Goal.PRIORITY, Goal.SPREAD))

    assert await refusals(workshop, town, twice) == [("goals.2", "twice")]


async def test_higher_urgency_stays_above_a_lower_one_that_waited(workshop: Workshop, town: Town) -> None:
    def policy(crisis: int) -> Wording:
        weights = {Urgency.CRISIS: crisis, Urgency.URGENT: 200, Urgency.REGULAR: 10}
        return Wording(policy=Weights().changed(urgency_weight=weights, waiting_weight=1, waiting_months=60))

    assert await refusals(workshop, town, policy(260)) == [("policy.urgencyWeights.crisis", "urgency-order")]
    await a_covenant(workshop, town, policy(261))


async def test_unknown_suitability_term_is_named(workshop: Workshop, town: Town) -> None:
    wording = Wording(policy=Weights().changed(suitability_weight={"beauty": 3}))

    assert await refusals(workshop, town, wording) == [("policy.suitabilityWeights.beauty", "unknown-term")]


async def test_terms_of_a_region_do_not_overlap(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town)

    late = {"term_from": UNTIL - timedelta(days=1), "term_until": UNTIL + timedelta(days=9)}
    assert await refusals(workshop, town, Wording(), **late) == [("termFrom", "term-overlaps")]
    after = await a_covenant(workshop, town, term_from=UNTIL, term_until=UNTIL + timedelta(days=9))

    async with workshop.open(town.actor(town.coordinator)) as work:
        with pytest.raises(CovenantContradicts):
            await change_covenant(
                work,
                covenant_id=after.covenant_id,
                reason="Eerder.",
                heading={"term_from": UNTIL - timedelta(days=1)},
            )


async def test_two_covenants_at_once_leave_one(workshop: Workshop, town: Town) -> None:
    results = await asyncio.gather(*(a_covenant(workshop, town) for _ in range(4)), return_exceptions=True)

    assert sum(isinstance(result, Agreement) for result in results) == 1
    assert sum(isinstance(result, CovenantContradicts) for result in results) == 3


async def test_change_replaces_only_what_was_given(workshop: Workshop, town: Town) -> None:
    made = await a_covenant(workshop, town, full_wording(town))

    async with workshop.open(town.actor(town.coordinator)) as work:
        changed = await change_covenant(
            work,
            covenant_id=made.covenant_id,
            reason="Minder.",
            heading={"term_until": date(2027, 12, 1)},
            policy={"waiting_months": 24},
            sections={"commitments": ()},
        )

    wanted = replace(
        full_wording(town), commitments=(), policy=full_wording(town).policy.changed(waiting_months=24)
    )
    assert (changed.number, changed.reason, changed.wording) == (2, "Minder.", wanted)
    assert changed.term_until == date(2027, 12, 1)
    async with workshop.open(town.actor(town.coordinator)) as work:
        first = await agreement_of(work, covenant_id=made.covenant_id, number=1)
        assert first.wording == full_wording(town)
        with pytest.raises(VersionNotFound):
            await agreement_of(work, covenant_id=made.covenant_id, number=3)
        listed = await versions(work, covenant_id=made.covenant_id, after=None, limit=10)
        assert [version.number for version in listed] == [1, 2]
        facts = (
            await work.session.scalars(select(Entry.fact).where(Entry.subject_id == made.covenant_id))
        ).all()
        assert facts == [Fact.COVENANT_MADE.value, Fact.COVENANT_CHANGED.value]


async def test_change_to_what_it_says_already_makes_no_version(workshop: Workshop, town: Town) -> None:
    made = await a_covenant(workshop, town, full_wording(town))
    same: list[dict[str, Any]] = [
        {"heading": {"name": "Convenant"}},
        {"sections": {"goals": made.wording.goals}},
        {"policy": {"waiting_weight": 2}},
    ]

    async with workshop.open(town.actor(town.coordinator)) as work:
        for change in same:
            assert await change_covenant(work, covenant_id=made.covenant_id, reason="x", **change) == made
        with pytest.raises(NothingToChange):
            await change_covenant(work, covenant_id=made.covenant_id, reason="x")


async def test_fault_in_what_stays_does_not_block_a_change(workshop: Workshop, town: Town) -> None:
    """A party that left the region since must not keep the goals from changing."""
    made = await a_covenant(workshop, town, full_wording(town))
    async with workshop.open(town.actor(town.coordinator)) as work:
        await work.session.execute(
            text("delete from memberships where organisation_id = :id"), {"id": town.provider.id}
        )
        changed = await change_covenant(
            work, covenant_id=made.covenant_id, reason="x", sections={"goals": (Goal.SUITABILITY,)}
        )

    assert changed.wording.goals == (Goal.SUITABILITY,)


async def test_every_concurrent_change_gets_its_own_version(workshop: Workshop, town: Town) -> None:
    made = await a_covenant(workshop, town)

    async def change(number: int) -> Agreement:
        async with workshop.open(town.actor(town.coordinator)) as work:
            return await change_covenant(
                work, covenant_id=made.covenant_id, reason="x", heading={"name": f"Convenant {number}"}
            )

    changed = await asyncio.gather(*(change(number) for number in range(5)))

    assert sorted(one.number for one in changed) == [2, 3, 4, 5, 6]


async def test_concurrent_changes_of_two_sections_both_survive(workshop: Workshop, town: Town) -> None:
    made = await a_covenant(workshop, town)

    async def change(**sections: Any) -> Agreement:
        async with workshop.open(town.actor(town.coordinator)) as work:
            return await change_covenant(work, covenant_id=made.covenant_id, reason="x", sections=sections)

    await asyncio.gather(change(goals=(Goal.SPREAD,)), change(quotas=(a_quota(),)))

    async with workshop.open(town.actor(town.coordinator)) as work:
        last = await agreement_of(work, covenant_id=made.covenant_id)
    assert (last.number, last.wording.goals, last.wording.quotas) == (3, (Goal.SPREAD,), (a_quota(),))


async def test_change_based_on_an_old_version_is_refused(workshop: Workshop, town: Town) -> None:
    made = await a_covenant(workshop, town)

    async with workshop.open(town.actor(town.coordinator)) as work:
        await change_covenant(
            work, covenant_id=made.covenant_id, reason="x", based_on=1, heading={"name": "Een"}
        )
        with pytest.raises(CovenantMovedOn):
            await change_covenant(
                work, covenant_id=made.covenant_id, reason="x", based_on=1, heading={"name": "Twee"}
            )


async def test_written_version_can_not_be_rewritten(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town)

    with pytest.raises(DBAPIError, match="append-only"):
        async with workshop.open(town.actor(town.coordinator)) as work:
            await work.session.execute(text("update covenant_versions set reason = 'otherwise'"))


async def test_version_of_a_day_is_the_latest_made_by_then(
    workshop: Workshop, town: Town, clock: Any
) -> None:
    made = await a_covenant(workshop, town)
    clock.tick(days=10)
    async with workshop.open(town.actor(town.coordinator)) as work:
        await change_covenant(work, covenant_id=made.covenant_id, reason="x", heading={"name": "Later"})

    async def number(work: Work, on: date) -> int:
        return (await covenant_on(work, region_id=town.region.id, on=on)).number

    async with workshop.open(town.actor(town.coordinator)) as work:
        assert [await number(work, on) for on in (FROM, TODAY + timedelta(days=9))] == [1, 1]
        assert await number(work, TODAY + timedelta(days=10)) == 2
        for outside in (FROM - timedelta(days=1), UNTIL):
            with pytest.raises(NoCovenant):
                await covenant_on(work, region_id=town.region.id, on=outside)
        with pytest.raises(NoCovenant):
            await agreement_on(work, region_id=town.elsewhere.id, on=TODAY)
        held = await agreement_on(work, region_id=town.region.id, on=TODAY + timedelta(days=10))
        assert held == await agreement(work, version_id=held.version_id)
