"""What a unit in VERA form says of a dwelling, row by row of the table."""

from datetime import date
from typing import Any

import pytest

from matching import vera
from matching.vera import MAPPING, Known, Reading, why_not_kept
from vera_payloads import a_publication, a_unit, coded, real

TODAY = date(2026, 12, 1)


def read(unit: dict[str, Any], *, known: Known | None = None, **publication: Any) -> Reading:
    held = a_publication(unit, **publication)
    [reading], _ = vera.read([held], [], known=known or Known(), today=TODAY)
    return reading


def codes(reading: Reading) -> dict[str, str]:
    """Return the code of each warning by the end of its path."""
    return {
        warning.path.removeprefix("publications.0.").removeprefix("eenheden.0."): warning.code
        for warning in reading.warnings
    }


PLAIN = {
    "reference": "EEN-1",
    "neighbourhood": "BU90010101",
    "availableFrom": "2027-01-04",
    "kind": "porch-flat",
    "floorArea": 66,
    "rooms": 3,
    "bedrooms": 2,
    "storey": 2,
    "constructionYear": 1965,
    "rent": 68_840,
    "serviceCosts": 1_371,
    "accessibility": "single-floor",
    "tenancy": "flip",
    "ownSanitary": True,
}


def test_whole_unit_is_read_without_a_warning() -> None:
    reading = read(a_unit())

    assert reading.given == PLAIN
    assert (reading.warnings, reading.faults, reading.left) == ([], [], None)


def test_every_value_says_where_it_stood() -> None:
    reading = read(a_unit())

    assert reading.places.keys() == reading.given.keys()
    assert reading.places["rent"] == "publications.0.eenheden.0.rekenhuur"
    assert reading.places["availableFrom"] == "publications.0.opleverdatum"


CASES: list[tuple[str, dict[str, Any], Any, dict[str, str]]] = [
    ("reference", {"code": None, "idExtern": "X-9", "id": "77"}, "X-9", {"idExtern": "assumed"}),
    ("reference", {"code": None, "id": "77"}, "77", {"id": "assumed"}),
    ("kind", {"detailSoort": coded("OPV")}, None, {"detailSoort.code": "unknown-code"}),
    ("kind", {"detailSoort": None}, None, {"detailSoort": "missing"}),
    ("floorArea", {"oppervlakten": None, "gebruiksoppervlakte": 71.5}, 72, {}),
    ("floorArea", {"oppervlakten": None, "gebruiksoppervlakte": 71.49}, 71, {}),
    (
        "floorArea",
        {"oppervlakten": [{"soort": coded("GTZ"), "waarde": "82.77"}]},
        None,
        {"oppervlakten.0.soort.code": "another-area", "oppervlakten": "missing"},
    ),
    ("rooms", {"kamersAantal": None}, 3, {"ruimten": "counted"}),
    (
        "rooms",
        {"kamersAantal": None, "ruimten": None},
        None,
        {"kamersAantal": "missing", "ruimten": "missing"},
    ),
    ("bedrooms", {"ruimten": [{"detailSoort": coded("WSK")}]}, 0, {}),
    (
        "bedrooms",
        {"ruimten": [{"detailSoort": coded("SLA"), "gedeeldMetAantalOnzelfstandigeWoonruimten": 2}]},
        0,
        {},
    ),
    ("rent", {"rekenhuur": "649,50"}, None, {}),
    ("rent", {"rekenhuur": None, "brutohuur": 700}, None, {"rekenhuur": "missing"}),
    ("rent", {"rekenhuur": "649.5"}, 64_950, {}),
    ("serviceCosts", {"brutohuur": 688.40}, 0, {}),
    ("serviceCosts", {"brutohuur": None}, None, {"brutohuur": "missing"}),
    (
        "ownSanitary",
        {"zelfstandig": None, "woningwaarderingstelsel": coded("ONZ")},
        False,
        {"woningwaarderingstelsel.code": "assumed"},
    ),
    (
        "ownSanitary",
        {"zelfstandig": None, "woningwaarderingstelsel": coded("ZEL")},
        True,
        {"woningwaarderingstelsel.code": "assumed"},
    ),
    (
        "ownSanitary",
        {
            "zelfstandig": None,
            "kamersAantal": 1,
            "ruimten": [{"detailSoort": coded("TOI"), "gedeeldMetAantalOnzelfstandigeWoonruimten": 2}],
        },
        False,
        {},
    ),
    ("energyLabel", {"energieprestaties": [{"label": coded("APP"), "status": coded("DEF")}]}, "A++", {}),
    (
        "energyLabel",
        {"energieprestaties": [{"label": coded("Z")}]},
        None,
        {"energieprestaties.0.label.code": "unknown-code"},
    ),
    (
        "energyLabel",
        {
            "energieprestaties": [
                {"label": coded("E"), "status": coded("VOO"), "begindatum": "2026-01-01"},
                {"label": coded("B"), "status": coded("DEF"), "begindatum": "2019-01-01"},
                {"label": coded("C"), "status": coded("DEF"), "begindatum": "2023-01-01"},
            ]
        },
        "C",
        {},
    ),
    (
        "energyLabel",
        {"energieprestaties": [{"soort": coded("EI"), "label": coded("D"), "einddatum": "2026-11-30"}]},
        "D",
        {
            "energieprestaties.0.label.code": "label-of-an-index",
            "energieprestaties.0.einddatum": "label-expired",
        },
    ),
    ("energyLabel", {"energieprestaties": [{"label": coded("D"), "einddatum": "2026-12-01"}]}, "D", {}),
    ("reservedFor", {"doelgroep": coded("ZOR")}, None, {"doelgroep.code": "unknown-code"}),
    (
        "reservedFor",
        {"doelgroep": coded("JON"), "aanvullendeDoelgroep": [coded("DAK"), coded("DAK")]},
        ["young", "leaving-shelter"],
        {},
    ),
    ("maximumAge", {"criteria": [{"soort": coded("LEE"), "aantalBovengrens": 27}]}, 27, {}),
    (
        "minimumPersons",
        {"criteria": [{"soort": coded("PER"), "aantalOndergrens": 2, "toepassing": coded("SOR")}]},
        None,
        {"criteria.0.soort.code": "criterion-not-used"},
    ),
    ("minimumPersons", {"criteria": [{"soort": coded("PER"), "aantalOndergrens": 2}]}, 2, {}),
    (
        "minimumAge",
        {"criteria": [{"soort": coded("URG")}]},
        None,
        {"criteria.0.soort.code": "criterion-not-used"},
    ),
    ("features", {"etage": 0}, ["ground-floor"], {}),
    (
        "features",
        {
            "ligging": [coded("CEN"), coded("DRU")],
            "panden": [{"liftAanwezig": True}],
            "ruimten": [
                {"detailSoort": coded("TUI"), "gedeeldMetAantalAdressen": 2},
                {"detailSoort": coded("LOG")},
                {"detailSoort": coded("SCH")},
                {"bouwkundigeElementen": [{"soort": coded("SAN"), "detailSoort": coded("BAD")}]},
            ],
        },
        ["balcony", "lift", "bath", "in-centre"],
        {"ligging.1.code": "unknown-code"},
    ),
    ("features", {"panden": [{"liftAanwezig": False}]}, None, {}),
    (
        "bagId",
        {"adresseerbaarObjectBasisregistratie": {"id": "", "bagIdentificatie": "0917010000012345"}},
        "0917010000012345",
        {},
    ),
    (
        "bagId",
        {"adresseerbaarObjectBasisregistratie": {"id": "917"}},
        None,
        {"adresseerbaarObjectBasisregistratie.id": "no-bag-identity"},
    ),
    (
        "bagId",
        {"extra-attributen": [{"naam": "kleur", "waarde": "geel"}]},
        None,
        {"extra-attributen.0": "attribute-not-used"},
    ),
    (
        "complex",
        {"clusters": [coded("CPX-1"), coded("CPX-2")]},
        "CPX-1",
        {"clusters.1.code": "another-cluster"},
    ),
    ("housingForm", {"woonvorm": coded("THO")}, None, {"woonvorm.code": "unknown-code"}),
    ("housingForm", {"woonvorm": coded("GRW")}, "bw-group-large", {}),
    ("housingForm", {"woonvorm": coded("BEG")}, None, {"woonvorm.code": "form-not-decided"}),
    (
        "neighbourhood",
        {"adres": {"buurt": coded("BU90010101"), "gemeente": coded("GM9002")}},
        "BU90010101",
        {"adres.gemeente.code": "municipality-differs"},
    ),
    (
        "neighbourhood",
        {"adres": {"buurt": {"naam": "'T LOON"}, "gemeente": {"naam": "Heerlen"}}},
        "BU09173302",
        {"adres.buurt.naam": "assumed"},
    ),
    (
        "neighbourhood",
        {"adres": {"buurt": {"naam": "Centrum"}, "gemeente": coded("GM0917"), "postcode": "6411 ab"}},
        "BU09173399",
        {"adres.buurt.naam": "name-not-found", "adres.postcode": "assumed"},
    ),
    ("neighbourhood", {"adres": {"postcode": "6412ZZ"}}, "BU09173388", {"adres.postcode": "assumed"}),
    (
        "neighbourhood",
        {"adres": {"postcode": "1234AB"}},
        None,
        {"adres.postcode": "postcode-not-looked-up", "adres.buurt.code": "missing"},
    ),
]
KNOWN = Known(
    forms={"WOONVORM.GRW": ("bw-group-large",), "WOONVORM.BEG": ("bw-own-studio", "credohuis")},
    neighbourhoods={
        ("heerlen", "'t loon"): ("BU09173302",),
        ("gm0917", "centrum"): ("BU09170001", "BU09170002"),
    },
    postcodes={"6411AB": "BU09173399", "6412": "BU09173388"},
)


@pytest.mark.parametrize(("name", "facts", "value", "warned"), CASES, ids=lambda each: str(each)[:40])
def test_field_is_read_or_told(name: str, facts: dict[str, Any], value: Any, warned: dict[str, str]) -> None:
    reading = read(a_unit(**facts), known=KNOWN)

    assert reading.given.get(name) == value
    assert codes(reading) == warned


def test_cases_speak_of_every_field_that_vera_fills() -> None:
    told = {name for row in MAPPING for name in row.fields}

    assert told <= {name for name, *_ in CASES} | PLAIN.keys() | {"capacity", "maximumPersons"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-01-04", "2027-01-04"),
        ("2027-01-04T00:00:00Z", "2027-01-04"),
        ("2027-01-03T23:00:00Z", "2027-01-04"),
        ("2027-06-30T22:00:00Z", "2027-07-01"),
        ("2027-01-04T00:00:00+01:00", "2027-01-04"),
        ("2027-01-04T09:30:00", "2027-01-04"),
    ],
)
def test_moment_becomes_a_dutch_day(text: str, day: str) -> None:
    assert read(a_unit(), opleverdatum=text).given["availableFrom"] == day


def test_one_unit_has_as_many_places_as_its_publication_says() -> None:
    assert read(a_unit(), aantalEenhedenBeschikbaar=3).given["capacity"] == 3


def test_two_units_have_a_place_each_and_another_number_is_told() -> None:
    held = a_publication(a_unit("A"), a_unit("B"), aantalEenhedenBeschikbaar=3)

    readings, _ = vera.read([held], [], known=Known(), today=TODAY)

    assert ["capacity" in each.given for each in readings] == [False, False]
    assert [codes(each) for each in readings] == [{"aantalEenhedenBeschikbaar": "counts-differ"}] * 2


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"bouwjaar": "negentien"}, "bouwjaar"),
        ({"bouwjaar": True}, "bouwjaar"),
        ({"etage": 1.5}, "etage"),
        ({"kamersAantal": {"aantal": 3}}, "kamersAantal"),
        ({"rekenhuur": 688.405}, "rekenhuur"),
        ({"brutohuur": 688.39}, "brutohuur"),
        ({"zelfstandig": "ja"}, "zelfstandig"),
        ({"code": 17}, "code"),
        ({"code": None}, "code"),
        ({"detailSoort": {"code": 4}}, "detailSoort.code"),
        ({"adres": {"buurt": {"code": 90010101}}}, "adres.buurt.code"),
        ({"oppervlakten": [{"soort": coded("GBO"), "waarde": "veel"}]}, "oppervlakten.0.waarde"),
        ({"criteria": [{"soort": coded("PER"), "aantalBovengrens": "twee"}]}, "criteria.0.aantalBovengrens"),
    ],
)
def test_what_can_not_be_is_a_fault_where_it_stands(facts: dict[str, Any], path: str) -> None:
    reading = read(a_unit(**facts))

    assert [fault.path for fault in reading.faults] == [f"publications.0.eenheden.0.{path}"]


def test_day_that_is_none_is_a_fault() -> None:
    assert [fault.path for fault in read(a_unit(), opleverdatum="spoedig").faults] == [
        "publications.0.opleverdatum"
    ]


@pytest.mark.parametrize(
    ("unit", "publication", "code"),
    [
        ({"soort": coded("PAR")}, {}, "no-dwelling"),
        ({"status": coded("UIT")}, {}, "out-of-use"),
        ({}, {"status": coded("ING")}, "publication-not-open"),
        ({}, {"status": coded("AFG")}, "publication-not-open"),
        ({}, {"status": coded("VOO")}, "publication-not-open"),
        ({"status": coded("VEH")}, {"status": coded("GEP")}, None),
    ],
)
def test_what_is_not_on_offer_is_left_and_told(
    unit: dict[str, Any], publication: dict[str, Any], code: str | None
) -> None:
    reading = read(a_unit(**unit), **publication)

    assert (reading.left.code if reading.left else None) == code
    assert [warning.code for warning in reading.warnings] == ([code] if code else [])


def test_what_is_not_used_is_named_with_how_often_it_stood_there() -> None:
    unit = a_unit(
        wozEenheden=[{"vastgesteldeWaarde": 1}, {"vastgesteldeWaarde": 2}, {"vastgesteldeWaarde": None}],
        adres={"buurt": coded("BU90010101"), "straatnaam": "Voorbeeldstraat", "huisnummer": ""},
        nieuwVeld={"diep": [{"dieper": 1}]},
    )

    _, left_over = vera.read([a_publication(unit, aantalEenheden=1)], [], known=Known(), today=TODAY)

    assert left_over == {
        "Eenheid.wozEenheden[].vastgesteldeWaarde": 2,
        "Eenheid.adres.straatnaam": 1,
        "Eenheid.nieuwVeld.diep[].dieper": 1,
        "Publicatie.aantalEenheden": 1,
    }
    assert [why_not_kept(path) is not None for path in left_over] == [True, True, False, False]


def test_what_is_nested_without_end_is_named_as_one() -> None:
    deep: Any = 1
    for _ in range(900):
        deep = {"a": deep}

    _, left_over = vera.read([], [a_unit(deep=deep)], known=Known(), today=TODAY)

    [path] = left_over
    assert path.startswith("Eenheid.deep.a.a.")


def test_table_names_every_path_that_is_looked_at() -> None:
    told = {path.replace("[]", "") for row in MAPPING for path in row.paths}
    names = {path.removesuffix("code") + "naam" for path in told if path.endswith(".code")}
    reading = read(a_unit(oppervlakten=None))

    assert reading.source.looked_at <= told | names
    assert told == reading.source.looked_at & told


def test_publication_of_the_workplace_is_read_field_by_field() -> None:
    [reading], _ = vera.read([real("vera_publicatie_example.json")], [], known=Known(), today=TODAY)

    assert reading.given == {
        "reference": "41162000015",
        "neighbourhood": "BU09173302",
        "availableFrom": "2027-01-04",
        "capacity": 1,
        "bagId": "0917010000012345",
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
    }
    assert codes(reading) == {
        "woonvorm.code": "unknown-code",
        "ruimten": "missing",
        "criteria.0.soort.code": "criterion-not-used",
        "doelgroep.code": "unknown-code",
    }


REAL = {
    # reference: floor area, rooms, bedrooms, year, label, own sanitary, features
    "15004000185": (58, 1, 1, 1998, None, False, []),
    "12006000004": (71, 3, 2, 1981, "A", True, ["balcony"]),
    "20002000126": (None, 1, 1, 1993, "F", True, ["storage"]),
    "20004000156": (None, 3, 2, 1993, "C", True, ["balcony"]),
    "23003000050": (72, 3, 2, 1921, "C", True, ["garden", "storage"]),
    "23109000031": (None, 3, 2, 1922, "B", True, ["storage"]),
    "25048000007": (79, 3, 2, 1997, "B", True, ["balcony", "storage"]),
    "28018000044": (87, 4, 3, 1992, None, True, ["garden", "storage"]),
    "37101000032": (187, 5, 4, 1924, "C", True, ["balcony", "storage", "bath"]),
    "41027000003": (53, 3, 2, 1948, "E", True, ["balcony"]),
    "41123000005": (170, 6, 4, 1896, "B", True, ["garden", "storage"]),
    "41162000015": (66, 4, 3, 1949, "C", True, ["balcony", "storage"]),
    "41164000002": (151, 5, 4, 1904, "B", True, ["balcony"]),
    "51011000042": (74, 5, 4, 1952, "A", True, ["balcony"]),
    "71211000027": (53, 4, 3, 1919, "D", True, ["garden", "storage"]),
    "77795000000": (106, 4, 3, 2011, "A", True, ["garden", "storage"]),
    "81020000003": (100, 4, 3, 1923, "A", True, ["garden", "storage"]),
    "81065000089": (82, 4, 3, 1921, "B", True, []),
    "85651000021": (72, 3, 2, 1897, None, True, ["balcony"]),
    "87402000003": (50, 3, 2, 1898, None, True, ["balcony", "storage"]),
}
"""What each real unit holds, counted in the file by hand and not by our table; the garden of 37101000032 is shared."""


@pytest.mark.parametrize("number", range(20))
def test_real_unit_is_read_field_by_field(number: int) -> None:
    units = real("vera_eenheden_woonstad_sample.json")

    readings, left_over = vera.read([], units, known=Known(), today=TODAY)

    given = readings[number].given
    names = ("floorArea", "rooms", "bedrooms", "constructionYear", "energyLabel", "ownSanitary")
    area, rooms, bedrooms, year, label, own, features = REAL[units[number]["id"]]
    assert tuple(given.get(name) for name in names) == (area, rooms, bedrooms, year, label, own)
    assert given.get("features", []) == features
    assert given.keys() <= {"reference", *names, "features"}
    assert readings[number].faults == []
    assert left_over["Eenheid.wozEenheden[].vastgesteldeWaarde"] == 94
