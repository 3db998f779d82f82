"""A region with many organisations, as full as a demo or as the country."""

import asyncio
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from conftest import NEIGHBOURHOODS, build_town
from matching.actors import OPERATOR, Actor, Role
from matching.api.client_schemas import ClientIn
from matching.api.dwelling_schemas import DwellingIn
from matching.errors import MatchingError
from matching.models import Organisation, Region
from matching.operations import keys
from matching.operations.clients import refer_clients
from matching.operations.dwellings import post_dwellings
from matching.operations.organisations import register_organisation
from matching.settings import Settings
from matching.vocabulary import OrganisationKind
from matching.work import Workshop
from matching.workplace import open_workshop


@dataclass(frozen=True, slots=True)
class Size:
    """How full a region is.

    Attributes
    ----------
    organisations
        Corporations, and as many providers.
    dwellings, clients
        Of each of them.
    """

    organisations: int
    dwellings: int
    clients: int

    def __str__(self) -> str:
        clients, dwellings = self.organisations * self.clients, self.organisations * self.dwellings
        return (
            f"{clients:,} clients, {dwellings:,} dwellings, {self.organisations} providers and corporations"
        )


SMALL = Size(2, 100, 150)
LARGE = Size(10, 1_000, 2_000)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who asks: keys, and the identities of what is theirs, in the order of the list.

    Attributes
    ----------
    newcomer
        The key of a corporation that had nothing yet.
    """

    corporation: str
    provider: str
    newcomer: str
    dwellings: list[str]
    clients: list[str]


def a_dwelling(reference: str, dice: random.Random) -> dict[str, Any]:
    """Return a dwelling as a corporation would send it, most of it known."""
    rooms = dice.randint(1, 5)
    return {
        "reference": reference,
        "neighbourhood": dice.choice(NEIGHBOURHOODS[:4]),
        "housingForm": "own-home-ambulant",
        "availableFrom": f"2027-{dice.randint(1, 12):02}-01",
        "bagId": f"0917010000{dice.randrange(10**6):06}",
        "complex": f"CPX-{dice.randint(1, 40)}",
        "kind": "porch-flat",
        "floorArea": dice.randint(30, 90),
        "rooms": rooms,
        "bedrooms": rooms - 1,
        "storey": dice.randint(0, 8),
        "constructionYear": dice.randint(1930, 2024),
        "energyLabel": dice.choice("ABCD"),
        "rent": dice.randint(40_000, 90_000),
        "serviceCosts": dice.randint(0, 5_000),
        "accessibility": "single-floor",
        "tenancy": "flip",
        "minimumAge": 18,
        "minimumPersons": 1,
        "maximumPersons": 2,
        "ownSanitary": True,
        "lowStimulus": dice.random() < 0.2,
        "features": ["balcony", "near-shops"],
    }


def a_client(reference: str, dice: random.Random) -> dict[str, Any]:
    """Return a client as a provider would send it, most of it known."""
    return {
        "reference": reference,
        "onListSince": f"2026-{dice.randint(1, 11):02}-01",
        "load": dice.randint(0, 12) / 4,
        "origin": "GM9001",
        "currentHousingForm": "bw-group-small",
        "readyFrom": f"2026-{dice.randint(1, 11):02}-15",
        "adults": 1,
        "ageBand": "24-54",
        "incomeKind": "benefit",
        "debtsUnderControl": True,
        "support": "ambulant",
        "supportHours": 3.5,
        "housingForms": ["own-home-ambulant", "housing-plus"],
        "bedrooms": dice.randint(0, 2),
        "maximumRent": dice.randint(60_000, 90_000),
        "lowStimulus": "should",
        "tenancies": ["own-name", "flip", "three-party"],
        "acceptableAreas": ["GM9001"],
        "targetGroups": ["leaving-sheltered-living"],
        "wishes": ["balcony"],
        "consentOn": "2026-03-01",
    }


def crowded(url: str, size: Size, *, seed: int) -> Crowd:
    """Fill an empty, migrated database, and return who asks."""
    return asyncio.run(_crowded(url, size, random.Random(seed)))


async def _crowded(url: str, size: Size, dice: random.Random) -> Crowd:
    async with open_workshop(Settings(), url=url, clock=lambda: datetime.now(UTC)) as workshop:
        town = await build_town(workshop)
        corporations = [town.corporation, *await _others(workshop, town.region, "corporation", size)]
        providers = [town.provider, *await _others(workshop, town.region, "provider", size)]
        for corporation, provider in zip(corporations, providers, strict=True):
            await _fill(
                workshop,
                size,
                dice,
                offering=_as(corporation, town.region),
                caring=_as(provider, town.region),
            )
        secrets = [
            await _key(workshop, one) for one in (town.corporation, town.provider, town.other_corporation)
        ]
    with psycopg.connect(url) as connection:
        connection.execute("analyze")
        dwellings = connection.execute(
            "select id from dwellings where corporation_id = %s order by id", (town.corporation.id,)
        ).fetchall()
        clients = connection.execute(
            "select id from clients where provider_id = %s order by id", (town.provider.id,)
        ).fetchall()
    found = [[str(each) for (each,) in rows] for rows in (dwellings, clients)]
    return Crowd(*secrets, *found)


async def _others(workshop: Workshop, region: Region, kind: str, size: Size) -> list[Organisation]:
    async with workshop.open(OPERATOR) as work:
        return [
            await register_organisation(
                work,
                kind=OrganisationKind(kind),
                name=f"{kind} {number}",
                municipality=None,
                regions=[region],
            )
            for number in range(1, size.organisations)
        ]


async def _fill(
    workshop: Workshop, size: Size, dice: random.Random, *, offering: Actor, caring: Actor
) -> None:
    offers = [DwellingIn.model_validate(a_dwelling(f"W-{n}", dice)) for n in range(size.dwellings)]
    profiles = [ClientIn.model_validate(a_client(f"K-{n}", dice)) for n in range(size.clients)]
    async with workshop.open(offering) as work:
        _all_stored(await post_dwellings(work, offers=[dict(offer) for offer in offers]))
    async with workshop.open(caring) as work:
        _all_stored(await refer_clients(work, profiles=[dict(profile) for profile in profiles]))


def _as(organisation: Organisation, region: Region) -> Actor:
    return Actor(Role(organisation.kind.value), organisation.id, frozenset({region.id}))


def _all_stored(outcomes: list[Any]) -> None:
    refused = [outcome for outcome in outcomes if isinstance(outcome, MatchingError)]
    assert not refused, [fault.english for fault in refused[0].faults]


async def _key(workshop: Workshop, organisation: Organisation) -> str:
    async with workshop.open(OPERATOR) as work:
        return (await keys.make_key(work, organisation=organisation, label="bench")).secret
