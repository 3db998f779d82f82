"""The door for a corporation's own system: publications and units in VERA form, offered as dwellings."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from matching import vera
from matching.api import translations
from matching.api.batches import MOST_ITEMS
from matching.api.dependencies import CorporationWork
from matching.api.dwelling_schemas import DwellingChangeIn, FormCode, Neighbourhood
from matching.api.import_schemas import ImportedDwellingOut, NoticeOut, UnusedOut, VeraImportOut
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import In, Reference
from matching.doors.languages import Language, preferred
from matching.errors import Fault, NotAllowed
from matching.operations.dwelling_imports import (
    ImportOutcome,
    ImportOvertaken,
    ImportRefused,
    Offer,
    Step,
    import_dwellings,
    preview_dwellings,
)
from matching.queries import import_words
from matching.vera import Known, Reading
from matching.vocabulary import Tenancy
from matching.work import Work

router = open_router("/vera-imports", tag="dwellings")
preview_router = open_router("/vera-import-previews", tag="dwellings")

LARGEST_IMPORT = 25_000_000
"""A thousand units with all their rooms. [byte]"""

_EXAMPLE = {
    "code": "PUB-DEMO-0001",
    "status": {"code": "GER", "naam": "Gereed voor publicatie"},
    "detailModel": {"code": "OMK", "naam": "Omklapcontract"},
    "opleverdatum": "2027-03-01T00:00:00Z",
    "aantalEenhedenBeschikbaar": 1,
    "eenheden": [
        {
            "code": "VERA-DEMO-0001",
            "soort": {"code": "WOO", "naam": "Woonruimte"},
            "detailSoort": {"code": "POF", "naam": "Portiekflat"},
            "bouwjaar": 1965,
            "etage": 1,
            "kamersAantal": 3,
            "zelfstandig": True,
            "brutohuur": 702.11,
            "rekenhuur": 688.40,
            "streefhuur": 713.02,
            "doelgroep": {"code": "ZOR", "naam": "Zorg"},
            "toegankelijkheidslabel": {"code": "GNV", "naam": "Gelijkvloerse woning (geen nultredenwoning)"},
            "ligging": [{"code": "RUS", "naam": "Aan rustige weg"}],
            "oppervlakten": [{"soort": {"code": "GBO", "naam": "Gebruiksoppervlakte"}, "waarde": 66}],
            "ruimten": [
                {
                    "soort": {"code": "VTK", "naam": "Vertrek"},
                    "detailSoort": {"code": "SLA", "naam": "Slaapkamer"},
                }
            ],
            "adres": {"buurt": {"code": "BU09179901", "naam": "Voorbeeldbuurt"}},
        }
    ],
}


class VeraPublication(BaseModel):
    """A Publicatie of VERA 4: whatever else stands in it is read by our table, or named as not used."""

    model_config = ConfigDict(extra="allow")

    eenheden: Annotated[list[dict[str, Any]], Field(min_length=1, description="The units.", examples=[[{}]])]


class VeraAssumptionsIn(In):
    """What a new dwelling gets where VERA does not say it; each use of it is a warning."""

    neighbourhood_code: Annotated[
        Neighbourhood | None,
        Field(
            alias="neighbourhood",
            description="Neighbourhood, where a unit names none.",
            examples=[None],
        ),
    ] = None
    neighbourhood_by_postcode: Annotated[
        dict[Annotated[str, Field(pattern=r"^[1-9][0-9]{3}([A-Z]{2})?$")], Neighbourhood],
        Field(
            default_factory=dict,
            max_length=20_000,
            description="Your own table from postcode (6411 or 6411AB) to neighbourhood; we have none.",
            examples=[{"6411AB": "BU09179901"}],
        ),
    ]
    housing_form: Annotated[
        FormCode | None,
        Field(
            description="Housing form: VERA does not know most rungs of the woonladder.",
            examples=["own-home-ambulant"],
        ),
    ] = None
    available_from: Annotated[
        date | None,
        Field(
            description="First day, where there is no opleverdatum.",
            examples=["2027-03-01"],
        ),
    ] = None
    tenancy: Annotated[
        Tenancy | None,
        Field(
            description="Kind of lease. VERA: OVEREENKOMSTDETAILSOORT, omklap: PUBLICATIEDETAILMODEL.OMK.",
            examples=["own-name"],
        ),
    ] = None


class VeraImportIn(In):
    """Publications of VERA with their units, or units alone; together at most a thousand units."""

    publications: Annotated[
        list[VeraPublication],
        Field(
            default_factory=list,
            max_length=MOST_ITEMS,
            description="VERA: Publicatie, with units in it.",
            examples=[[_EXAMPLE]],
        ),
    ]
    units: Annotated[
        list[dict[str, Any]],
        Field(
            default_factory=list,
            max_length=MOST_ITEMS,
            description="VERA: Eenheid, without a publication.",
            examples=[[]],
        ),
    ]
    assume: Annotated[VeraAssumptionsIn, Field(default_factory=VeraAssumptionsIn)]

    @model_validator(mode="after")
    def _count(self) -> "VeraImportIn":
        units = len(self.units) + sum(len(each.eenheden) for each in self.publications)
        if not 1 <= units <= MOST_ITEMS:
            words = {"most": MOST_ITEMS, "dutch": f"Stuur 1 tot {MOST_ITEMS} eenheden."}
            raise PydanticCustomError("number_of_units", "Send 1 to {most} units", words)
        return self


@preview_router.post(
    "", max_body_size=LARGEST_IMPORT, responses=refuses(NotAllowed, ImportRefused, ImportOvertaken)
)
async def preview_vera_import(body: VeraImportIn, work: CorporationWork, request: Request) -> VeraImportOut:
    """See what an import of VERA would do.

    You get exactly the answer of `/vera-imports`, a refusal too; nothing is stored.
    """
    read = await _Read.of(body, work)
    steps = await preview_dwellings(work, offers=read.offers, faults=read.faults)
    return read.answer(steps, _language(request), stored=False)


@router.post("", max_body_size=LARGEST_IMPORT, responses=refuses(NotAllowed, ImportRefused, ImportOvertaken))
async def import_vera(body: VeraImportIn, work: CorporationWork, request: Request) -> VeraImportOut:
    """Offer dwellings as your system has them, in VERA.

    A unit whose reference we know is brought up to date: what VERA does not say stays. Sending it again
    changes nothing. A dwelling that is let or withdrawn is left as it is, and so is one of which somebody was
    offered a place for less, elsewhere or with another lease. Why, and what was assumed or not used, stands in
    `warnings` and `unused`; if anything is wrong, you hear all faults at once and nothing is stored.
    `docs/vera.md` is the table of fields.
    """
    read = await _Read.of(body, work)
    steps = await import_dwellings(work, offers=read.offers, faults=read.faults)
    return read.answer(steps, _language(request), stored=True)


def _language(request: Request) -> Language:
    return preferred(request.headers.get("accept-language", ""))


_REFERENCE = TypeAdapter(Reference)
_WIRE = {name: field.alias or name for name, field in DwellingChangeIn.model_fields.items()}
"""What our columns are called on the wire."""


class _Read:
    """What was read of an import."""

    def __init__(self, readings: Sequence[Reading], unused: Counter[str], assume: VeraAssumptionsIn) -> None:
        self.readings = readings
        self.unused = unused
        self.faults: list[Fault] = []
        told = assume.model_dump(exclude={"neighbourhood_by_postcode"})
        self.assumed = {name: value for name, value in told.items() if value is not None}
        self.offers = [self._offer(reading) for reading in readings if reading.left is None]

    @classmethod
    async def of(cls, body: VeraImportIn, work: Work) -> "_Read":
        """Read the units, with what our side knows of their words."""
        known = Known(
            forms=await import_words.forms_by_vera(work),
            neighbourhoods=await import_words.neighbourhoods_by_name(work),
            postcodes=body.assume.neighbourhood_by_postcode,
        )
        publications = [each.model_dump() for each in body.publications]
        today = (work.at + timedelta(hours=2)).date()
        return cls(*vera.read(publications, body.units, known=known, today=today), body.assume)

    def _offer(self, reading: Reading) -> Offer:
        """Judge each field as that of a single dwelling, and name a fault where it stood."""
        self.faults += reading.faults
        values = dict(reading.given)
        reference = values.pop("reference", "")
        if reference:
            self._judge(_REFERENCE.validate_python, reference, reading.places)
        wrong = self._judge(DwellingChangeIn.model_validate, values, reading.places)
        sound = {name: value for name, value in values.items() if name not in wrong}
        given = DwellingChangeIn.model_validate(sound).model_dump(exclude_unset=True)
        added = {name: given.pop(name) for name in ("features",) if name in given}
        places = {_WIRE[name]: f"assume.{_WIRE[name]}" for name in self.assumed} | reading.places
        return Offer(reference, given, self.assumed, added, reading.source.place, places)

    def _judge(self, validate: Callable[[Any], Any], value: Any, places: Mapping[str, str]) -> set[str]:
        """Name what is wrong where it stood, and return the fields that are."""
        try:
            validate(value)
        except ValidationError as error:
            wrong = set()
            for found in error.errors(include_url=False):
                name, *below = found["loc"] or ("reference",)
                fault = translations.fault({**found, "loc": (name, *below)})
                self.faults.append(replace(fault, path=places.get(str(name), fault.path)))
                wrong.add(str(name))
            return wrong
        return set()

    def answer(self, steps: Sequence[Step], language: Language, *, stored: bool) -> VeraImportOut:
        """Return what became of each unit, and what was not used."""
        following = iter(steps)
        items = [self._item(reading, following, language, stored) for reading in self.readings]
        count = Counter(item.outcome for item in items)
        return VeraImportOut(
            created=count[ImportOutcome.CREATED],
            changed=count[ImportOutcome.CHANGED],
            unchanged=count[ImportOutcome.UNCHANGED],
            left=count[ImportOutcome.LEFT],
            items=items,
            unused=[_unused(path, times, language) for path, times in sorted(self.unused.items())],
        )

    def _item(
        self, reading: Reading, steps: Iterator[Step], language: Language, stored: bool
    ) -> ImportedDwellingOut:
        step = None if reading.left is not None else next(steps)
        outcome = ImportOutcome.LEFT if step is None else step.outcome
        exists = step is not None and (stored or outcome is not ImportOutcome.CREATED)
        warnings = [*reading.warnings, *(_told(step) if step else ())]
        return ImportedDwellingOut(
            path=reading.source.place,
            reference=reading.given.get("reference"),
            outcome=outcome,
            id=step.dwelling_id if step is not None and exists else None,
            changed=[_WIRE[name] for name in step.changed] if step else [],
            warnings=[NoticeOut.of(each, language) for each in warnings],
        )


def _told(step: Step) -> Iterator[Fault]:
    """Say what was assumed of a new dwelling, and why a known one was left alone."""
    for name in step.assumed:
        english = f"{_WIRE[name]} is not told by VERA; what you assume was taken."
        dutch = f"{_WIRE[name]} staat niet in VERA; genomen is wat u aanneemt."
        yield Fault(f"assume.{_WIRE[name]}", "assumed", english, dutch)
    yield from step.because


def _unused(path: str, times: int, language: Language) -> UnusedOut:
    aside = vera.why_not_kept(path)
    reason = None if aside is None else language.choose(english=aside.english, dutch=aside.dutch)
    return UnusedOut(path=path, times=times, reason=reason)
