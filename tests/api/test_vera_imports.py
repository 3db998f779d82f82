"""A corporation sends what its system has, in VERA: offered, brought up to date, or refused as a whole."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from conftest import Doors, Town
from matching.models import Dwelling, Entry, Fact, ProposalState
from matching.work import Workshop
from tenancies import accepted
from vera_payloads import a_publication, a_unit, coded, real

ASSUME = {"housingForm": "own-home-ambulant"}


@pytest.fixture
async def corporation(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.corporation)


async def sent(
    client: httpx.AsyncClient, *units: dict[str, Any], to: str = "vera-imports", **facts: Any
) -> httpx.Response:
    body = {"publications": [a_publication(*units)], "assume": ASSUME} | facts
    return await client.post(f"/{to}", json=body)


async def taken(client: httpx.AsyncClient, *units: dict[str, Any], **facts: Any) -> dict[str, Any]:
    answer = await sent(client, *units, **facts)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def counts(told: dict[str, Any]) -> tuple[int, ...]:
    return tuple(told[name] for name in ("created", "changed", "unchanged", "left"))


def faults(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 400, answer.text
    return {each["name"].removeprefix("body."): each["code"] for each in answer.json()["invalidParams"]}


def codes(item: dict[str, Any]) -> dict[str, str]:
    return {warning["path"]: warning["code"] for warning in item["warnings"]}


async def test_unit_becomes_a_dwelling(corporation: httpx.AsyncClient) -> None:
    told = await taken(corporation, a_unit(streefhuur=713.02))

    assert counts(told) == (1, 0, 0, 0)
    [item] = told["items"]
    assert (item["path"], item["reference"], item["outcome"]) == (
        "publications.0.eenheden.0",
        "EEN-1",
        "created",
    )
    assert codes(item) == {"assume.housingForm": "assumed"}
    assert [(each["path"], each["times"]) for each in told["unused"]] == [("Eenheid.streefhuur", 1)]
    dwelling = (await corporation.get(f"/dwellings/{item['id']}")).json()
    assert (
        dwelling.items()
        >= {
            "reference": "EEN-1",
            "neighbourhood": "BU90010101",
            "housingForm": "own-home-ambulant",
            "availableFrom": "2027-01-04",
            "kind": "porch-flat",
            "floorArea": 66,
            "rooms": 3,
            "bedrooms": 2,
            "rent": 68_840,
            "serviceCosts": 1_371,
            "accessibility": "single-floor",
            "tenancy": "flip",
            "ownSanitary": True,
            "lowStimulus": None,
        }.items()
    )


async def test_sending_it_again_changes_nothing(corporation: httpx.AsyncClient, workshop: Workshop) -> None:
    [first] = (await taken(corporation, a_unit()))["items"]

    told = await taken(corporation, a_unit())

    assert counts(told) == (0, 0, 1, 0)
    assert told["items"][0]["id"] == first["id"]
    assert "assume.housingForm" not in codes(told["items"][0])
    async with workshop.open() as work:
        assert await work.session.scalar(select(func.count(Dwelling.id))) == 1
        assert await work.session.scalar(select(Dwelling.revision)) == 1
        told_facts = select(Entry.fact).where(Entry.subject_id == first["id"])
        assert list(await work.session.scalars(told_facts)) == [Fact.DWELLING_POSTED]


async def test_known_unit_is_brought_up_to_date_and_the_rest_stays(corporation: httpx.AsyncClient) -> None:
    [first] = (await taken(corporation, a_unit(), a_unit("EEN-2")))["items"][:1]
    by_hand = {"housingForm": "own-home", "lowStimulus": True, "features": ["pets-allowed"]}
    assert (await corporation.patch(f"/dwellings/{first['id']}", json=by_hand)).status_code == 200

    lift = [{"liftAanwezig": True}]
    told = await taken(
        corporation, a_unit(rekenhuur=690, kamersAantal=None, ruimten=None, panden=lift), a_unit("EEN-2")
    )

    assert counts(told) == (0, 1, 1, 0)
    assert told["items"][0]["changed"] == ["features", "rent", "serviceCosts"]
    dwelling = (await corporation.get(f"/dwellings/{first['id']}")).json()
    assert (dwelling["rent"], dwelling["serviceCosts"]) == (69_000, 1_211)
    assert (dwelling["rooms"], dwelling["bedrooms"], dwelling["lowStimulus"]) == (3, 2, True)
    assert (dwelling["housingForm"], dwelling["features"]) == ("own-home", ["pets-allowed", "lift"])


async def test_preview_answers_the_same_and_stores_nothing(
    corporation: httpx.AsyncClient, workshop: Workshop
) -> None:
    await taken(corporation, a_unit("OLD"))
    units = (a_unit("OLD", etage=3), a_unit("NEW"))

    seen = (await sent(corporation, *units, to="vera-import-previews")).json()

    async with workshop.open() as work:
        assert list(await work.session.scalars(select(Dwelling.reference))) == ["OLD"]
        assert list(await work.session.scalars(select(Dwelling.storey))) == [2]
        assert await work.session.scalar(select(func.count()).where(Entry.fact == Fact.DWELLING_CHANGED)) == 0
    done = await taken(corporation, *units)
    assert counts(seen) == counts(done) == (1, 1, 0, 0)
    assert seen["items"][1]["id"] is None
    seen["items"][1]["id"] = done["items"][1]["id"]
    assert seen == done


async def test_preview_refuses_what_the_import_refuses(corporation: httpx.AsyncClient) -> None:
    units = (a_unit(bouwjaar=12), a_unit("EEN-2", adres=None))

    seen = await sent(corporation, *units, to="vera-import-previews")
    done = await sent(corporation, *units)

    assert faults(seen) == faults(done) != {}


async def test_all_faults_come_at_once_and_nothing_is_stored(
    corporation: httpx.AsyncClient, workshop: Workshop
) -> None:
    answer = await sent(
        corporation,
        a_unit("GOOD"),
        a_unit("A", bouwjaar="oud", brutohuur=1),
        a_unit("B", kamersAantal=1, etage=500),
        a_unit("C", adres={"buurt": coded("BU90030101")}, kamersAantal=1),
        a_unit("D", adres=None),
        a_unit("GOOD"),
        a_unit("no good", zelfstandig="ja"),
        assume={"housingForm": "castle"},
    )

    unit = "publications.0.eenheden"
    assert answer.json()["type"] == "/problems/import-refused"
    assert faults(answer) == {
        f"{unit}.1.bouwjaar": "misshapen",
        f"{unit}.1.brutohuur": "below-rekenhuur",
        f"{unit}.2.etage": "less-than-equal",
        f"{unit}.2.ruimten": "more-bedrooms-than-rooms",
        f"{unit}.3.adres.buurt.code": "neighbourhood-elsewhere",
        f"{unit}.3.ruimten": "more-bedrooms-than-rooms",
        f"{unit}.4.neighbourhood": "required",
        f"{unit}.5.code": "stands-twice",
        f"{unit}.6.code": "string-pattern-mismatch",
        f"{unit}.6.zelfstandig": "misshapen",
        "assume.housingForm": "unknown-housing-form",
    }
    async with workshop.open() as work:
        assert await work.session.scalar(select(func.count(Dwelling.id))) == 0


async def test_what_is_assumed_fills_only_what_vera_leaves_open(corporation: httpx.AsyncClient) -> None:
    assume = {
        "housingForm": "own-home",
        "neighbourhood": "BU90010102",
        "availableFrom": "2027-05-01",
        "tenancy": "own-name",
    }

    told = await taken(corporation, a_unit("A"), units=[a_unit("B", adres=None)], assume=assume)

    first, second = [(await corporation.get(f"/dwellings/{item['id']}")).json() for item in told["items"]]
    named = ("neighbourhood", "housingForm", "availableFrom", "tenancy")
    assert [first[name] for name in named] == ["BU90010101", "own-home", "2027-01-04", "flip"]
    assert [second[name] for name in named] == ["BU90010102", "own-home", "2027-05-01", "own-name"]
    assert {path for path, code in codes(told["items"][1]).items() if code == "assumed"} == {
        f"assume.{name}" for name in named
    }


async def test_words_that_only_our_side_knows_are_looked_up(corporation: httpx.AsyncClient) -> None:
    """A form by its VERA code, a neighbourhood by its name and municipality, or by the sender's postcodes."""
    by_name = {"buurt": {"naam": "buurt bu90010102"}, "gemeente": {"naam": "FICTIEDAM"}}
    told = await taken(
        corporation,
        a_unit("A", woonvorm=coded("GRW"), adres=by_name),
        a_unit("B", woonvorm=coded("KLE"), adres={"postcode": "1234 AB"}),
        assume={"neighbourhoodByPostcode": {"1234AB": "BU90020101"}},
    )

    found = [(await corporation.get(f"/dwellings/{item['id']}")).json() for item in told["items"]]
    assert [each["neighbourhood"] for each in found] == ["BU90010102", "BU90020101"]
    assert [each["housingForm"] for each in found] == ["bw-group-large", "bw-group-small"]


async def test_neighbourhood_of_another_region_is_not_found_by_name(corporation: httpx.AsyncClient) -> None:
    elsewhere = {"buurt": {"naam": "Buurt BU90030101"}, "gemeente": {"naam": "Elderstad"}}

    answer = await sent(corporation, a_unit(adres=elsewhere))

    assert faults(answer) == {"publications.0.eenheden.0.neighbourhood": "required"}


async def test_what_is_no_dwelling_on_offer_is_left(corporation: httpx.AsyncClient) -> None:
    told = await taken(corporation, a_unit("P", soort=coded("PAR"), bouwjaar="oud"), a_unit("W"))

    assert counts(told) == (1, 0, 0, 1)
    assert (told["items"][0]["outcome"], told["items"][0]["id"]) == ("left", None)
    assert codes(told["items"][0])["publications.0.eenheden.0.soort.code"] == "no-dwelling"


async def test_withdrawn_dwelling_is_left_and_told(corporation: httpx.AsyncClient) -> None:
    [item] = (await taken(corporation, a_unit()))["items"]
    await corporation.post(f"/dwellings/{item['id']}/withdrawal", json={"reason": "verkocht"})

    told = await taken(corporation, a_unit(etage=5))

    assert counts(told) == (0, 0, 0, 1)
    assert codes(told["items"][0]) == {"publications.0.eenheden.0": "withdrawn"}
    assert (await corporation.get(f"/dwellings/{item['id']}")).json()["storey"] == 2


async def test_a_dwelling_that_somebody_was_offered_for_less_is_left_and_the_rest_is_taken(
    corporation: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    """A rent that rises once a year is no reason to refuse a whole night's delivery."""
    home = {"reference": "EEN-1", "rent": 68_839}
    pair = await accepted(workshop, town, home=home, state=ProposalState.RELEASED)

    preview = await taken(corporation, a_unit(), a_unit("EEN-2"), to="vera-import-previews")
    told = await taken(corporation, a_unit(), a_unit("EEN-2"))

    assert (counts(preview), counts(told)) == ((1, 0, 0, 1), (1, 0, 0, 1))
    [left, _] = told["items"]
    assert (left["id"], left["outcome"], left["changed"]) == (str(pair.dwelling), "left", [])
    assert codes(left)["publications.0.eenheden.0.rekenhuur"] == "somebody-proposed"
    seen = (await corporation.get(f"/dwellings/{pair.dwelling}")).json()
    assert (seen["rent"], seen["storey"]) == (68_839, None)


async def test_reference_is_unique_within_a_corporation_only(
    doors: Doors, town: Town, corporation: httpx.AsyncClient
) -> None:
    rival = await doors.as_organisation(town.other_corporation)
    [ours] = (await taken(corporation, a_unit()))["items"]

    told = await taken(rival, a_unit(etage=9))

    assert counts(told) == (1, 0, 0, 0)
    assert (await corporation.get(f"/dwellings/{ours['id']}")).json()["storey"] == 2


async def test_two_imports_at_once_have_one_winner_and_a_clear_answer(corporation: httpx.AsyncClient) -> None:
    units = [a_unit(f"E-{number}") for number in range(40)]

    answers = await asyncio.gather(*(sent(corporation, *units) for _ in range(4)))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 200
    assert set(statuses) <= {200, 409}
    created = [answer.json()["created"] for answer in answers if answer.status_code == 200]
    assert sorted(created, reverse=True)[:2] in ([40], [40, 0])
    refused = {answer.json()["type"] for answer in answers if answer.status_code == 409}
    assert refused <= {"/problems/import-overtaken"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"units": [], "publications": []},
        {"publications": [{"code": "PUB"}]},
        {"publications": [{"eenheden": []}]},
        {"publications": [{"eenheden": ["geen"]}]},
        {"units": "geen"},
        {"units": [{"code": "A"}] * 1_001},
        {"units": [{"code": "A"}] * 501, "publications": [{"eenheden": [{"code": "B"}] * 500}]},
        {"units": [{"code": "A"}], "assume": {"postcode": "6411AB"}},
        {"units": [{"code": "A"}], "assume": {"neighbourhoodByPostcode": {"6411 ab": "BU90010101"}}},
    ],
)
async def test_body_that_is_no_import_is_refused(
    corporation: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    answer = await corporation.post("/vera-imports", json=body)

    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid-request"


async def test_thousand_units_are_taken(corporation: httpx.AsyncClient) -> None:
    told = await taken(corporation, *(a_unit(f"E-{number}") for number in range(1_000)))

    assert counts(told) == (1_000, 0, 0, 0)


async def test_only_a_corporation_may(doors: Doors, town: Town) -> None:
    for organisation in (town.coordinator, town.provider, town.municipality):
        client = await doors.as_organisation(organisation)
        for door in ("vera-imports", "vera-import-previews"):
            assert (await sent(client, a_unit(), to=door)).status_code == 403


async def test_warnings_come_in_the_language_of_who_asks(corporation: httpx.AsyncClient) -> None:
    dutch = await corporation.post(
        "/vera-import-previews",
        json={"units": [a_unit(doelgroep=coded("ZOR"))], "assume": ASSUME | {"availableFrom": "2027-01-01"}},
        headers={"Accept-Language": "nl"},
    )

    assert "wij hebben geen woord voor DOELGROEP ZOR" in dutch.text


async def test_real_units_are_imported(corporation: httpx.AsyncClient) -> None:
    units = real("vera_eenheden_woonstad_sample.json")
    assume = {"neighbourhood": "BU90010101", "housingForm": "own-home", "availableFrom": "2027-02-01"}

    told = await taken(corporation, publications=[], units=units, assume=assume)
    again = await taken(corporation, publications=[], units=units, assume=assume)

    assert (counts(told), counts(again)) == ((20, 0, 0, 0), (0, 0, 20, 0))
    for unit, item in zip(units, told["items"], strict=True):
        dwelling = (await corporation.get(f"/dwellings/{item['id']}")).json()
        assert dwelling["reference"] == unit["id"]
        assert dwelling["constructionYear"] == unit["bouwjaar"]
        assert dwelling["bedrooms"] == sum(room["detailSoort"]["code"] == "SLA" for room in unit["ruimten"])
        assert dwelling["rent"] is None
        assert codes(item)[f"{item['path']}.rekenhuur"] == "missing"


async def test_real_publication_is_imported_field_by_field(corporation: httpx.AsyncClient) -> None:
    """It lies in Heerlen, which is not on the test map: only its neighbourhood is moved."""
    publication = real("vera_publicatie_example.json")
    publication["eenheden"][0]["adres"]["buurt"]["code"] = "BU90010101"

    told = await taken(corporation, publications=[publication])

    dwelling = (await corporation.get(f"/dwellings/{told['items'][0]['id']}")).json()
    assert {name: dwelling[name] for name in dwelling if dwelling[name] not in (None, [])}.items() >= {
        "reference": "41162000015",
        "bagId": "0917010000012345",
        "availableFrom": "2027-01-04",
        "capacity": 1,
        "kind": "porch-flat",
        "floorArea": 66,
        "rooms": 3,
        "storey": 1,
        "constructionYear": 1965,
        "energyLabel": "C",
        "rent": 68_840,
        "serviceCosts": 1_371,
        "accessibility": "single-floor",
        "tenancy": "flip",
        "minimumPersons": 1,
        "maximumPersons": 2,
        "ownSanitary": True,
        "reservedFor": ["leaving-shelter"],
        "features": ["quiet-street"],
    }.items()
    assert {warning["code"] for warning in told["items"][0]["warnings"]} == {
        "assumed",
        "form-not-decided",
        "criterion-not-used",
        "missing",
        "unknown-code",
        "municipality-differs",
    }
    assert len(told["unused"]) == 28
