"""The real map of Parkstad and 20 real units, with invented people: what the main-job test works on.

The files are facts of CBS and of the sector, kept beside the project; without them the test is skipped.
"""

import csv
import json
import random
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
MAP_FILES = tuple(SHARED / f"parkstad_{level}_2024.geojson" for level in ("gemeenten", "wijken", "buurten"))
UNITS = SHARED / "vera_eenheden_woonstad_sample.json"
MUNICIPALITIES = ("GM0882", "GM0899", "GM0917", "GM0928", "GM0965", "GM0986", "GM1954")
FORMS = ("own-home", "own-home-ambulant", "housing-plus")


def neighbourhoods() -> list[str]:
    """Return the codes of the real neighbourhoods with more than a thousand households, sorted."""
    with (SHARED / "parkstad_regions_2024.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "buurt"]
    return sorted(row["code"] for row in rows if row["households"] and int(row["households"]) > 1_000)


def dwellings() -> list[dict[str, Any]]:
    """Return the 20 units as offers: size, rooms and year are real; place, rent and date are invented."""
    dice = random.Random(20)
    places = neighbourhoods()
    units = json.loads(UNITS.read_text(encoding="utf-8"))
    return [_dwelling(unit, dice, places[7 * number % len(places)]) for number, unit in enumerate(units)]


def _dwelling(unit: dict[str, Any], dice: random.Random, neighbourhood: str) -> dict[str, Any]:
    details = [(room.get("detailSoort") or {}).get("code") for room in unit["ruimten"]]
    labels = [row["label"]["code"] for row in unit["energieprestaties"] if row.get("label")]
    bedrooms = details.count("SLA") or 1
    shared = unit["woningwaarderingstelsel"]["code"] == "ONZ"
    return {
        "reference": f"VERA-{unit['id']}",
        "neighbourhood": neighbourhood,
        "housingForm": "own-home-ambulant" if dice.random() < 0.6 else "own-home",
        "availableFrom": "2026-12-15",
        "constructionYear": unit["bouwjaar"],
        "energyLabel": labels[0] if labels else None,
        "bedrooms": bedrooms,
        "rooms": bedrooms + 1,
        "rent": dice.randrange(48_000, 71_000),
        "serviceCosts": dice.randrange(0, 5_000),
        "accessibility": dice.choice(["none", "none", "single-floor", "zero-step"]),
        "tenancy": "own-name",
        "ownSanitary": not shared,
        "lowStimulus": dice.random() < 0.3,
        "supportNearby": dice.random() < 0.5,
    }


def clients(number: int = 150) -> list[dict[str, Any]]:
    """Return invented people, deterministic, of whom some have gaps in their profile."""
    dice = random.Random(150)
    return [_client(dice, f"KAN-{place:03}") for place in range(number)]


def _client(dice: random.Random, reference: str) -> dict[str, Any]:
    urgency = dice.choices(["crisis", "urgent", "regular"], [1, 3, 12])[0]
    support = dice.choice(["none", "ambulant", "ambulant", "on-call"])
    children = [dice.randrange(0, 18) for _ in range(dice.choices([0, 1, 2], [8, 2, 1])[0])]
    why = (
        {"urgencyReason": "Plek is eindig.", "urgencyApprovedBy": "toegangsteam"}
        if urgency != "regular"
        else {}
    )
    return {
        **why,
        "reference": reference,
        "onListSince": f"202{dice.choice([4, 5, 6])}-0{dice.randrange(1, 10)}-15",
        "load": dice.choice([0.5, 1, 1.5, 2.25]),
        "origin": dice.choice([*MUNICIPALITIES, "outside", None]),
        "readyFrom": dice.choice(["2026-09-01", "2026-11-15", "2090-06-01"]),
        "urgency": urgency,
        "childrenAges": children,
        "ageBand": dice.choice(["18-23", "24-54", "55+"]),
        "incomeKind": dice.choice(["benefit", "work", "disability"]),
        "incomeBand": "suitable",
        "debtsUnderControl": True,
        "support": support,
        "supportHours": 0 if support == "none" else dice.choice([2, 3.5, 6]),
        "housingForms": dice.sample(FORMS, dice.choice([1, 2])),
        "bedrooms": 1 + (len(children) > 0) + (len(children) > 1),
        "maximumRent": dice.choice([65_000, 72_000, 80_000, None]),
        "accessibility": dice.choice(["none", "none", "none", "single-floor"]),
        "tenancies": ["own-name", "three-party"],
        "targetGroups": ["leaving-sheltered-living"],
        "consentOn": dice.choice(["2026-05-01", "2026-05-01", "2026-05-01", None]),
    }
