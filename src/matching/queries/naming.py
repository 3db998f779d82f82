"""Names for codes in the sentences of an explanation: the solver knows no names, a coordinator reads no codes."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from matching.models import Area, HousingForm, Membership, Organisation, RegionMunicipality
from matching.work import Work

_CODE = re.compile(
    r"\b(?:GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b"
)
_FORM = re.compile(r"\(([a-z0-9][a-z0-9-]*)\)")


@dataclass(frozen=True, slots=True)
class Names:
    """What a region calls its areas and organisations, and its housing forms in both languages."""

    places: dict[str, str]
    forms: dict[str, dict[str, str]]

    def told(self, explanation: Any) -> Any:
        """Return an explanation with names in its sentences; codes in other fields stay as they are."""
        if isinstance(explanation, list | tuple):
            return [self.told(item) for item in explanation]
        if not isinstance(explanation, dict):
            return explanation
        return {key: self._told(key, value) for key, value in explanation.items()}

    def _told(self, key: str, value: Any) -> Any:
        if key in ("dutch", "english") and isinstance(value, str):
            return self._named(value, language=key)
        return self.told(value)

    def _named(self, sentence: str, *, language: str) -> str:
        forms = self.forms[language]
        named = _CODE.sub(lambda found: self.places.get(found[0], found[0]), sentence)
        return _FORM.sub(lambda found: f"({forms.get(found[1], found[1])})", named)


async def names_of(work: Work, *, region_id: UUID) -> Names:
    """Return the names that a region's explanations need."""
    held = select(RegionMunicipality.municipality_code).where(RegionMunicipality.region_id == region_id)
    here = select(Membership.organisation_id).where(Membership.region_id == region_id)
    areas = await work.session.execute(select(Area.code, Area.name).where(Area.municipality_code.in_(held)))
    organisations = await work.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(here))
    )
    forms = list(await work.session.scalars(select(HousingForm).where(HousingForm.region_id == region_id)))
    return Names(
        places={str(code): name for code, name in [*areas, *organisations]},
        forms={
            "dutch": {form.code: form.name_dutch for form in forms},
            "english": {form.code: form.name_english for form in forms},
        },
    )
