"""The door for who has no system: a CSV or XLSX, looked at first and then stored as a whole."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, TypeAdapter, ValidationError

from matching import sheets
from matching.api import translations
from matching.api.client_schemas import ClientIn
from matching.api.dependencies import AnyWork, CorporationWork, ProviderWork
from matching.api.dwelling_schemas import DwellingChangeIn, DwellingIn
from matching.api.problems import WireRefusal, refuses
from matching.api.repeats import HOLDS_A_SECRET
from matching.api.routing import open_router
from matching.api.schemas import Reference
from matching.api.upload_schemas import CellFaultOut, Sha256, UploadedRowOut, UploadOut, UploadOutcome
from matching.errors import Fault, MatchingError, NotAllowed, Unprocessable
from matching.operations.clients import ClientExists, refer_clients
from matching.operations.dwelling_imports import (
    ImportOvertaken,
    ImportRefused,
    Offer,
    import_dwellings,
    preview_dwellings,
)
from matching.sheets import CLIENTS, DWELLINGS, MOST_BYTES, Column, Kind
from matching.work import Work

clients_preview_router = open_router("/client-upload-previews", tag="clients")
clients_router = open_router("/client-uploads", tag="clients")
dwellings_preview_router = open_router("/dwelling-upload-previews", tag="dwellings")
dwellings_router = open_router("/dwelling-uploads", tag="dwellings")
templates_router = open_router("/upload-templates", tag="clients")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
_KINDS = {CSV: Kind.CSV, XLSX: Kind.XLSX}

CLIENTS_CSV = (
    "Eigen kenmerk;Wacht sinds;Draaglast;Begeleiding;Uren begeleiding per week;Passende woonvormen;Hoogste huur\n"
    "KAN-BLAD-0001;1-3-2026;1,5;ambulante begeleiding;3,5;own-home-ambulant | housing-plus;800,00\n"
)
DWELLINGS_CSV = (
    "Eigen kenmerk;Buurt;Woonvorm;Beschikbaar vanaf;Rekenhuur;Eigen sanitair\n"
    "WON-BLAD-0001;BU09179901;own-home-ambulant;1-3-2027;688,40;ja\n"
)
"""The examples of the contract."""


class UploadRefused(Unprocessable):
    """Something in the sheet is not right; nothing was stored."""

    dutch = "Er klopt iets niet in het blad; er is niets opgeslagen."


class UploadDiffers(Unprocessable):
    """Another file was looked at; nothing was stored."""

    dutch = "Dit is niet het bestand dat u bekeek; er is niets opgeslagen."


def _taking(example: str, **more: Any) -> dict[str, Any]:
    """Declare a body that is a file."""
    binary = {"type": "string", "format": "binary"}
    content = {CSV: {"schema": {"type": "string", "examples": [example]}}, XLSX: {"schema": binary}}
    return {"requestBody": {"required": True, "content": content}, **more}


def _fingerprint(example: str) -> Any:
    told = hashlib.sha256(example.encode()).hexdigest()
    return Query(
        description="The fingerprint that the preview gave: what you store is what you looked at.",
        examples=[told],
    )


@dataclass(slots=True)
class Upload:
    """A file, what was read of it, and what becomes of its rows.

    Attributes
    ----------
    columns, letters
        What a sheet of this kind may hold, and where each stands in this one.
    understood
        By row, the fields that could be read.
    sound
        By row, the columns of the tables, of rows without a fault.
    outcomes
        By row, what becomes of it and its identity.
    warnings
        Why dwellings that are known are left as they are.
    """

    sha256: str
    columns: Sequence[Column]
    letters: Mapping[Column, str]
    faults: list[Fault]
    understood: dict[int, dict[str, Any]] = field(default_factory=dict)
    sound: dict[int, dict[str, Any]] = field(default_factory=dict)
    outcomes: dict[int, tuple[UploadOutcome, UUID | None]] = field(default_factory=dict)
    warnings: list[Fault] = field(default_factory=list)

    @classmethod
    async def of(cls, request: Request, columns: Sequence[Column]) -> "Upload":
        """Read a file; in a thread, for a workbook takes its time."""
        kind = _KINDS.get(request.headers.get("content-type", "").partition(";")[0].strip().lower())
        if kind is None:
            wanted = " / ".join(_KINDS)
            raise WireRefusal(
                415,
                english=f"Send {wanted}.",
                dutch=f"Stuur {wanted}.",
                headers={"Accept": ", ".join(_KINDS)},
            )
        content = await request.body()
        sheet = await asyncio.to_thread(sheets.read, content, kind=kind, columns=columns)
        upload = cls(hashlib.sha256(content).hexdigest(), columns, sheet.letters, list(sheet.faults))
        for number, cells in sheet.rows.items():
            values = {}
            for column, cell in cells.items():
                path = upload.place(number, column.name)
                value, fault = sheets.understand(cell, column, epoch=sheet.epoch, path=path)
                if fault is not None:
                    upload.faults.append(fault)
                elif value is not None:
                    values[column.name] = value
            upload.understood[number] = values
        return upload

    def place(self, number: int, name: str) -> str:
        """Return where a field of a row stands, as in `rows.2.C`."""
        letter = next((letter for column, letter in self.letters.items() if column.name == name), name)
        return f"rows.{number}.{letter}"

    @property
    def _headings(self) -> dict[str, str]:
        return {column.name: column.heading for column in self.columns}

    def judge(self, validate: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Judge each row as a single one is; a row with an unreadable cell is judged for what can be read."""
        broken = {int(fault.path.split(".")[1]) for fault in self.faults if fault.path.startswith("rows.")}
        for number, values in self.understood.items():
            try:
                read = validate(values)
                if number not in broken:
                    self.sound[number] = read
            except ValidationError as error:
                for found in error.errors(include_url=False):
                    self._tell(number, found)

    def _tell(self, number: int, found: Any) -> None:
        name, *below = found["loc"] or ("reference",)
        path = self.place(number, str(name))
        if not any(fault.path == path for fault in self.faults):
            fault = translations.fault({**found, "loc": (name, *below)})
            head = self._headings.get(str(name), str(name))
            self.faults.append(
                replace(fault, path=path, dutch=f"{head}: {fault.dutch}", english=f"{head}: {fault.english}")
            )

    def require_seen(self, sha256: str) -> None:
        """Refuse another file than was looked at."""
        if sha256 != self.sha256:
            fault = Fault(
                "query.sha256", "another-file", "Look at this file first.", "Bekijk dit bestand eerst."
            )
            raise UploadDiffers(fault.english, fault.dutch, [fault])

    def require_sound(self) -> None:
        """Refuse a sheet in which anything is wrong."""
        if self.faults:
            raise UploadRefused(self.faults[0].english, self.faults[0].dutch, self.faults)

    def answer(self, *, stored: bool) -> UploadOut:
        """Return what became of the rows."""
        headings = self._headings | {letter: column.heading for column, letter in self.letters.items()}
        refused = (UploadOutcome.REFUSED, None)
        rows = [
            UploadedRowOut(
                row=number,
                reference=values.get("reference"),
                outcome=self.outcomes.get(number, refused)[0],
                id=self.outcomes.get(number, refused)[1],
                understood=values,
            )
            for number, values in self.understood.items()
        ]
        count = Counter(row.outcome for row in rows)
        return UploadOut(
            sha256=self.sha256,
            stored=stored,
            created=count[UploadOutcome.CREATED],
            changed=count[UploadOutcome.CHANGED],
            unchanged=count[UploadOutcome.UNCHANGED],
            left=count[UploadOutcome.LEFT],
            rows=rows,
            faults=[CellFaultOut.of(fault, headings) for fault in self.faults],
            warnings=[CellFaultOut.of(fault, headings) for fault in self.warnings],
        )


async def _refer(work: Work, upload: Upload, *, shown: bool) -> None:
    """Refer the sound clients of a sheet; one whose reference is known is left as it is."""
    upload.judge(lambda values: ClientIn.model_validate(values).model_dump())
    upload.faults += _doubles(upload)
    numbers = list(upload.sound)
    outcomes = await refer_clients(work, profiles=[upload.sound[number] for number in numbers])
    for number, outcome in zip(numbers, outcomes, strict=True):
        if isinstance(outcome, UUID):
            upload.outcomes[number] = (UploadOutcome.CREATED, outcome if shown else None)
        elif isinstance(outcome, ClientExists):
            upload.outcomes[number] = (UploadOutcome.LEFT, None)
        else:
            upload.faults += _of_row(upload, number, outcome)


def _of_row(upload: Upload, number: int, error: MatchingError) -> list[Fault]:
    if not error.faults:
        return [Fault(f"rows.{number}", "refused", error.english, error.in_dutch)]
    return [replace(fault, path=upload.place(number, fault.path.split(".")[0])) for fault in error.faults]


def _doubles(upload: Upload) -> list[Fault]:
    seen: set[Any] = set()
    doubled = []
    for number, values in upload.understood.items():
        reference = values.get("reference")
        if reference is not None and reference in seen:
            english, dutch = "This reference stands here twice.", "Dit kenmerk staat er dubbel."
            doubled.append(Fault(upload.place(number, "reference"), "stands-twice", english, dutch))
        seen.add(reference)
    return doubled


async def _offer(work: Work, upload: Upload, *, stored: bool) -> None:
    """Offer or change the dwellings of a sheet; an empty cell says nothing."""
    upload.judge(_dwelling)
    offers = {number: _offered(upload, number) for number in upload.sound}
    do = import_dwellings if stored else preview_dwellings
    try:
        steps = await do(work, offers=list(offers.values()), faults=[] if not stored else upload.faults)
    except ImportRefused as refused:
        if stored:
            raise UploadRefused(refused.english, refused.in_dutch, refused.faults) from refused
        upload.faults += refused.faults
        return
    for number, step in zip(offers, steps, strict=True):
        shown = step.dwelling_id if stored or step.outcome.value != UploadOutcome.CREATED else None
        upload.outcomes[number] = (UploadOutcome(step.outcome.value), shown)
        upload.warnings += step.because


_REFERENCE = TypeAdapter(Reference)


def _dwelling(values: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in values.items() if name != "reference"}
    reference = _REFERENCE.validate_python(values.get("reference", ""))
    return {"reference": reference, **DwellingChangeIn.model_validate(rest).model_dump(exclude_unset=True)}


def _offered(upload: Upload, number: int) -> Offer:
    given = dict(upload.sound[number])
    places = {column.name: upload.place(number, column.name) for column in upload.letters}
    known = {name: places[name] for name in upload.understood[number]}
    return Offer(given.pop("reference"), given, place=f"rows.{number}", places=known)


@clients_preview_router.post(
    "",
    max_body_size=MOST_BYTES,
    openapi_extra=_taking(CLIENTS_CSV, **HOLDS_A_SECRET),
    responses=refuses(NotAllowed),
)
async def preview_client_upload(request: Request, work: ProviderWork) -> UploadOut:
    """Look at a sheet of clients.

    CSV or XLSX, at most a thousand rows; begin with `/upload-templates/clients`. You see for each row what we
    understood, and every fault with its row and column. Nothing is stored, nor is this answer.
    """
    upload = await Upload.of(request, CLIENTS)
    async with work.tried():
        await _refer(work, upload, shown=False)
    return upload.answer(stored=False)


@clients_router.post(
    "",
    max_body_size=MOST_BYTES,
    openapi_extra=_taking(CLIENTS_CSV),
    responses=refuses(NotAllowed, UploadRefused, UploadDiffers),
)
async def upload_clients(
    request: Request, work: ProviderWork, sha256: Annotated[Sha256, _fingerprint(CLIENTS_CSV)]
) -> UploadOut:
    """Store a sheet of clients that was looked at.

    Send the same file once more, with its fingerprint: it is stored as a whole, or not at all. A client whom
    we know already stays as he or she was.
    """
    upload = await Upload.of(request, CLIENTS)
    upload.require_seen(sha256)
    await _refer(work, upload, shown=True)
    upload.require_sound()
    return upload.answer(stored=True)


@dwellings_preview_router.post(
    "",
    max_body_size=MOST_BYTES,
    openapi_extra=_taking(DWELLINGS_CSV),
    responses=refuses(NotAllowed, ImportOvertaken),
)
async def preview_dwelling_upload(request: Request, work: CorporationWork) -> UploadOut:
    """Look at a sheet of dwellings.

    CSV or XLSX, at most a thousand rows; begin with `/upload-templates/dwellings`. You see for each row what
    we understood, and every fault with its row and column. Nothing is stored.
    """
    upload = await Upload.of(request, DWELLINGS)
    await _offer(work, upload, stored=False)
    return upload.answer(stored=False)


@dwellings_router.post(
    "",
    max_body_size=MOST_BYTES,
    openapi_extra=_taking(DWELLINGS_CSV),
    responses=refuses(NotAllowed, UploadRefused, UploadDiffers, ImportOvertaken),
)
async def upload_dwellings(
    request: Request, work: CorporationWork, sha256: Annotated[Sha256, _fingerprint(DWELLINGS_CSV)]
) -> UploadOut:
    """Store a sheet of dwellings that was looked at.

    Send the same file once more, with its fingerprint: it is stored as a whole, or not at all. A dwelling
    that we know is brought up to date; an empty cell leaves a datum as it was. One that is let or withdrawn is
    left as it is, and so is one of which somebody was offered a place for less, elsewhere or with another
    lease; `warnings` says so.
    """
    upload = await Upload.of(request, DWELLINGS)
    upload.require_seen(sha256)
    await _offer(work, upload, stored=True)
    return upload.answer(stored=True)


class TemplateNoun(StrEnum):
    """What a template is for."""

    CLIENTS = "clients"
    DWELLINGS = "dwellings"


_TEMPLATES: dict[TemplateNoun, tuple[str, Sequence[Column], type[BaseModel]]] = {
    TemplateNoun.CLIENTS: ("Kandidaten", CLIENTS, ClientIn),
    TemplateNoun.DWELLINGS: ("Woningen", DWELLINGS, DwellingIn),
}


class SheetResponse(Response):
    """A workbook."""

    media_type = XLSX


@templates_router.get(
    "/{noun}",
    response_class=SheetResponse,
    responses={
        200: {
            "content": {
                CSV: {"schema": {"type": "string"}},
                XLSX: {"schema": {"type": "string", "format": "binary"}},
            }
        }
    },
)
async def get_upload_template(
    noun: Annotated[TemplateNoun, Path(description="What the sheet is for.", examples=["clients"])],
    _work: AnyWork,
    form: Annotated[
        Kind,
        Query(
            alias="format",
            description="XLSX with explanations and lists to choose from, or CSV.",
            examples=["xlsx"],
        ),
    ] = Kind.XLSX,
) -> Response:
    """Fetch an empty sheet to fill in."""
    title, columns, model = _TEMPLATES[noun]
    if form is Kind.CSV:
        content, media_type = sheets.csv_template(columns), f"{CSV}; charset=utf-8"
    else:
        told = {
            each.alias or name: (each.description or "").partition(" / ")[0]
            for name, each in model.model_fields.items()
        }
        content, media_type = sheets.xlsx_template(columns, title=title, told=told), XLSX
    name = f'attachment; filename="{title.lower()}.{form.value}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": name})
