"""A page that is written straight from rows says, letter for letter, what is said of each of them alone."""

import httpx
import pytest

from conftest import Clock, Doors, Town
from offers import a_profile, an_offer

pytestmark = pytest.mark.usefixtures("town")

EVERYTHING_OF_A_DWELLING = {
    "availableUntil": "2028-01-01",
    "capacity": 3,
    "bagId": "0917010000012345",
    "complex": "CPX-12",
    "kind": "porch-flat",
    "floorArea": 66,
    "rooms": 3,
    "bedrooms": 2,
    "storey": -1,
    "constructionYear": 1965,
    "energyLabel": "A+++",
    "rent": 68_840,
    "serviceCosts": 1_371,
    "accessibility": "single-floor",
    "tenancy": "flip",
    "minimumAge": 18,
    "maximumAge": 27,
    "minimumPersons": 1,
    "maximumPersons": 2,
    "ownSanitary": True,
    "lowStimulus": False,
    "supportNearby": True,
    "excludedOrigins": ["outside"],
    "features": ["balcony", "near-shops"],
}


async def the_page_is_what_each_is(asking: httpx.AsyncClient, path: str) -> int:
    """Compare what a list answers, in pages of two, with the answers for each; return how many there are."""
    number, address = 0, f"/v1{path}?limit=2"
    while address:
        page = await asking.get(str(asking.base_url.copy_with(raw_path=address.encode())))
        told = page.json()
        each = [(await asking.get(f"{path}/{item['id']}")).text for item in told["items"]]
        after = f'"{told["next"]}"' if told["next"] else "null"
        assert page.text == f'{{"next":{after},"items":[{",".join(each)}]}}'
        assert page.headers["content-type"] == "application/json"
        address = page.links.get("next", {}).get("url", "")
        assert address.endswith(f"after={told['next']}") if address else told["next"] is None
        number += len(each)
    return number


async def test_dwellings(doors: Doors, town: Town, clock: Clock) -> None:
    corporation = await doors.as_organisation(town.corporation)
    coordinator = await doors.as_organisation(town.coordinator)
    offers = [
        an_offer(),
        an_offer("WON-2", **EVERYTHING_OF_A_DWELLING),
        an_offer("WON-3"),
        an_offer("WON-4"),
    ]
    answers = [await corporation.post("/dwellings", json=offer) for offer in offers]
    assert {answer.status_code for answer in answers} == {201}, answers[1].text
    ids = [answer.json()["id"] for answer in answers]
    clock.tick(hours=1)
    parked = await coordinator.post(
        f"/dwellings/{ids[2]}/parking", json={"days": 30, "reason": 'Een "é"\\ verf.'}
    )
    gone = await corporation.post(f"/dwellings/{ids[3]}/withdrawal", json={"reason": "Verkocht."})

    assert [parked.status_code, gone.status_code] == [200, 200]
    assert await the_page_is_what_each_is(corporation, "/dwellings") == 4
    assert await the_page_is_what_each_is(coordinator, "/dwellings") == 4


async def test_clients(doors: Doors, town: Town) -> None:
    provider = await doors.as_organisation(town.provider)
    coordinator = await doors.as_organisation(town.coordinator)
    everything = a_profile(
        "KAN-2",
        readyFrom="2026-12-01",
        consentOn="2026-11-01",
        load=2.25,
        origin="GM9001",
        keepApart=["AB12-xyz-9"],
        excludedAreas=["BU90010101"],
    )
    bodies = [a_profile(), everything, a_profile("KAN-3"), a_profile("KAN-4")]
    sent = [await provider.post("/clients", json=body) for body in bodies]

    assert [answer.status_code for answer in sent] == [201] * 4, sent[1].text
    ids = [answer.json()["id"] for answer in sent]
    parked = await coordinator.post(f"/clients/{ids[2]}/parking", json={"days": 30, "reason": "Op reis."})
    gone = await provider.post(f"/clients/{ids[3]}/withdrawal", json={"reason": "Verhuisd."})
    assert [parked.status_code, gone.status_code] == [200, 200]
    assert await the_page_is_what_each_is(provider, "/clients") == 4
    assert await the_page_is_what_each_is(coordinator, "/clients") == 4
