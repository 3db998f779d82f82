"""The building and its rooms, as VERA tells of them."""

from collections.abc import Mapping
from typing import Any

from matching.vera.codes import word
from matching.vera.reading import Reading
from matching.vera.source import Source
from matching.vocabulary import Accessibility, DwellingKind, Feature

ENERGY_LABELS = {
    "AP4": "A++++",
    "AP3": "A+++",
    "APP": "A++",
    "AP": "A+",
    **{letter: letter for letter in "ABCDEFG"},
}
"""ENERGIELABEL: the codes, and how we write them."""

ROOMS = frozenset({"SLA", "WOO", "WOK", "WSL", "WSK", "OVT", "SER", "TUS", "ZVT"})
"""RUIMTEDETAILSOORT: what counts as a room, by VERA's own definitions."""
_SHARED = (
    "gedeeldMetAantalOnzelfstandigeWoonruimten",
    "gedeeldMetAantalEenheden",
    "gedeeldMetAantalAdressen",
)
_SPACES = "Eenheid.ruimten[]"
_OF_A_SPACE = ("soort.code", "detailSoort.code", *_SHARED)
_FEATURES_OF_SPACES = {
    **dict.fromkeys(("TUI", "ATU", "VTU", "ZIJ", "RON"), Feature.GARDEN),
    **dict.fromkeys(("BAL", "LOG"), Feature.BALCONY),
    **dict.fromkeys(("BER", "BEG"), Feature.STORAGE),
}
_WASHING = frozenset({"BAD", "BAT", "DOU", "TOI"})


def kind(reading: Reading) -> None:
    """Read what kind of building it is."""
    spot = reading.source.first("Eenheid.detailSoort.code")
    found = word(reading, spot, DwellingKind, "EENHEIDDETAILSOORT")
    if spot is None:
        reading.miss("Eenheid.detailSoort", english="the kind of building", dutch="het soort woning")
    elif found is not None:
        reading.put("kind", found.value, spot.path)


def accessibility(reading: Reading) -> None:
    """Read how far it can be reached and lived in with reduced mobility."""
    spot = reading.source.first("Eenheid.toegankelijkheidslabel.code")
    found = word(reading, spot, Accessibility, "TOEGANKELIJKHEIDSLABEL")
    if spot is None:
        reading.miss("Eenheid.toegankelijkheidslabel", english="accessibility", dutch="toegankelijkheid")
    elif found is not None:
        reading.put("accessibility", found.value, spot.path)


def construction_year(reading: Reading) -> None:
    """Read the year of construction."""
    _whole(reading, "constructionYear", "Eenheid.bouwjaar")


def storey(reading: Reading) -> None:
    """Read on which storey it lies."""
    _whole(reading, "storey", "Eenheid.etage")


def floor_area(reading: Reading) -> None:
    """Read the floor area, in square metres: half a metre counts as one."""
    for path, item in reading.source.items("Eenheid.oppervlakten[]", "soort.code", "waarde"):
        if item["soort.code"] == "GBO" and item["waarde"] is not None:
            return _area(reading, f"{path}.waarde", item["waarde"])
        reading.warn(
            f"{path}.soort.code",
            "another-area",
            english=f"Not used: {item['soort.code']} is not the usable floor area (GBO).",
            dutch=f"Niet gebruikt: {item['soort.code']} is niet de gebruiksoppervlakte (GBO).",
        )
    spot = reading.source.first(
        "Eenheid.gebruiksoppervlakte",
        "Eenheid.adresseerbaarObjectBasisregistratie.bagGebruikersOppervlakte",
    )
    if spot is None:
        return reading.miss("Eenheid.oppervlakten", english="the floor area", dutch="de gebruiksoppervlakte")
    return _area(reading, spot.path, spot.value)


def _area(reading: Reading, path: str, value: object) -> None:
    number = reading.number(path, value)
    if number is not None:
        reading.put("floorArea", int(number + number.__class__("0.5")), path)


def rooms(reading: Reading) -> None:
    """Read how many rooms it has; without a number, count those that VERA calls rooms."""
    spot = reading.source.first("Eenheid.kamersAantal")
    if spot is not None:
        return _whole(reading, "rooms", "Eenheid.kamersAantal")
    counted = [kind for kind in _own_spaces(reading.source) if kind in ROOMS]
    if not counted:
        return reading.miss("Eenheid.kamersAantal", english="the number of rooms", dutch="het aantal kamers")
    path = f"{reading.source.place}.ruimten"
    reading.put("rooms", len(counted), path)
    return reading.warn(
        path,
        "counted",
        english=f"kamersAantal is missing: {len(counted)} rooms were counted.",
        dutch=f"kamersAantal ontbreekt: er zijn {len(counted)} kamers geteld.",
    )


def bedrooms(reading: Reading) -> None:
    """Count the bedrooms; a living room in which one sleeps is none."""
    if not reading.source.spots("Eenheid.ruimten[].detailSoort.code"):
        return reading.miss("Eenheid.ruimten[]", english="the bedrooms", dutch="de slaapkamers")
    bedrooms = _own_spaces(reading.source).count("SLA")
    return reading.put("bedrooms", bedrooms, f"{reading.source.place}.ruimten")


def _own_spaces(source: Source) -> list[str]:
    """Return the kinds of the spaces that are not shared with neighbours."""
    return [
        str(item["detailSoort.code"])
        for _, item in source.items(_SPACES, *_OF_A_SPACE)
        if item["detailSoort.code"] is not None and not _is_shared(item)
    ]


def _is_shared(item: dict[str, object]) -> bool:
    return any(item[name] is not None for name in _SHARED)


def own_sanitary(reading: Reading) -> None:
    """Read whether bath and toilet are one's own; where nothing says so, guess by the valuation system."""
    spot = reading.source.first("Eenheid.zelfstandig")
    system = reading.source.first("Eenheid.woningwaarderingstelsel.code")
    shared = [
        path
        for path, item in reading.source.items(_SPACES, *_OF_A_SPACE)
        if item["detailSoort.code"] in _WASHING and item[_SHARED[0]] is not None
    ]
    if spot is not None and isinstance(spot.value, bool):
        reading.put("ownSanitary", spot.value, spot.path)
    elif spot is not None:
        reading.refuse(
            spot.path,
            "misshapen",
            english="This should be true or false.",
            dutch="Dit hoort true of false te zijn.",
        )
    elif shared:
        reading.put("ownSanitary", False, shared[0])
    elif system is not None and system.value in ("ZEL", "ONZ"):
        reading.put("ownSanitary", system.value == "ZEL", system.path)
        reading.warn(
            system.path,
            "assumed",
            english=f"zelfstandig is missing: by {system.value} bath and toilet are taken to be "
            + ("its own." if system.value == "ZEL" else "shared."),
            dutch=f"zelfstandig ontbreekt: uit {system.value} is afgeleid dat bad en toilet "
            + ("eigen zijn." if system.value == "ZEL" else "gedeeld zijn."),
        )
    else:
        reading.miss("Eenheid.zelfstandig", english="own sanitary", dutch="eigen sanitair")


def energy_label(reading: Reading) -> None:
    """Read the label of the newest performance, a final one before a provisional one."""
    below = ("soort.code", "status.code", "begindatum", "einddatum", "label.code")
    known = [
        (item["status.code"] == "DEF", str(item["begindatum"]), path, item)
        for path, item in reading.source.items("Eenheid.energieprestaties[]", *below)
        if item["label.code"] is not None
    ]
    if not known:
        return
    _, _, place, newest = max(known, key=lambda each: each[:3])
    path, label = f"{place}.label.code", ENERGY_LABELS.get(str(newest["label.code"]))
    if label is None:
        reading.warn(
            path,
            "unknown-code",
            english=f"{newest['label.code']} is no ENERGIELABEL that we know.",
            dutch=f"{newest['label.code']} is geen ENERGIELABEL dat wij kennen.",
        )
        return
    reading.put("energyLabel", label, path)
    _doubt_label(reading, newest, place)


def _doubt_label(reading: Reading, newest: Mapping[str, Any], place: str) -> None:
    """Warn of a label that is officially none, or no longer one."""
    if newest["soort.code"] == "EI":
        reading.warn(
            f"{place}.label.code",
            "label-of-an-index",
            english="Officially an Energie-Index has no label; it is taken over as it stands.",
            dutch="Bij een Energie-Index hoort officieel geen label; het is overgenomen zoals het er staat.",
        )
    if newest["einddatum"] is not None and str(newest["einddatum"])[:10] < reading.source.today.isoformat():
        reading.warn(
            f"{place}.einddatum",
            "label-expired",
            english=f"This label was valid until {str(newest['einddatum'])[:10]}.",
            dutch=f"Dit label was geldig tot {str(newest['einddatum'])[:10]}.",
        )


def features(reading: Reading) -> None:
    """Read what it has: features are added to those that are known, never taken away."""
    found = [
        *_of_the_surroundings(reading),
        *(_FEATURES_OF_SPACES[kind] for kind in _own_spaces(reading.source) if kind in _FEATURES_OF_SPACES),
    ]
    bath = f"{_SPACES}.bouwkundigeElementen[]"
    elements = [item for _, item in reading.source.items(bath, "soort.code", "detailSoort.code")]
    if any((item["soort.code"], item["detailSoort.code"]) == ("SAN", "BAD") for item in elements):
        found.append(Feature.BATH)
    if any(spot.value is True for spot in reading.source.spots("Eenheid.panden[].liftAanwezig")):
        found.append(Feature.LIFT)
    if reading.given.get("storey") == 0:
        found.append(Feature.GROUND_FLOOR)
    if found:
        names = [each.value for each in Feature if each in found]
        reading.put("features", names, reading.source.place)


def _of_the_surroundings(reading: Reading) -> list[Feature]:
    spots = reading.source.spots("Eenheid.ligging[].code")
    words = [word(reading, spot, Feature, "EENHEIDLIGGING") for spot in spots]
    return [each for each in words if each is not None]


def _whole(reading: Reading, name: str, path: str) -> None:
    spot = reading.source.first(path)
    if spot is not None:
        number = reading.whole(spot.path, spot.value)
        if number is not None:
            reading.put(name, number, spot.path)
