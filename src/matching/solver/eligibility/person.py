"""Rules about who somebody is and when: consent, readiness, household, age, an earlier decline, a ban."""

from collections.abc import Mapping

from matching.solver.eligibility.answers import FITS, Answer, Unit, refused, unknown
from matching.solver.eligibility.setting import Setting
from matching.solver.instance import Client, Dwelling

NO_CONSENT = refused(
    "De kandidaat geeft geen toestemming om het woonprofiel te delen.",
    "The client does not consent to sharing the housing profile.",
)
CONSENT_UNKNOWN = unknown("client.consent")


def consents(_setting: Setting, client: Client, _dwelling: Dwelling) -> Answer:
    """Refuse everything without consent on file."""
    if client.consent is None:
        return CONSENT_UNKNOWN
    return FITS if client.consent else NO_CONSENT


def _days(setting: Setting, client: Client, dwelling: Dwelling) -> Mapping[str, object]:
    return {"first": setting.first_day(dwelling), "ready": client.ready_from, "until": client.ready_until}


def _days_late(setting: Setting, client: Client, dwelling: Dwelling) -> int:
    assert client.ready_from is not None  # noqa: S101 - only asked after NOT_READY
    late = (client.ready_from - setting.first_day(dwelling)).days
    return late - setting.policy.ready_margin_days


def _days_past(setting: Setting, client: Client, dwelling: Dwelling) -> int:
    assert client.ready_until is not None  # noqa: S101 - only asked after WINDOW_CLOSED
    return (setting.first_day(dwelling) - client.ready_until).days


NOT_READY = refused(
    "De kandidaat kan pas verhuizen vanaf {ready}. De woning is al vrij op {first}.",
    "The client can move from {ready} only. The dwelling is free on {first} already.",
    facts=_days,
    unit=Unit.DAY,
    margin=_days_late,
)
READINESS_UNKNOWN = unknown("client.ready_from")


def ready(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Refuse who is ready too long after the dwelling comes free; some forms ask for no readiness at all."""
    if not setting.form(dwelling).admission.readiness_needed:
        return FITS
    if client.ready_from is None:
        return READINESS_UNKNOWN
    return NOT_READY if _days_late(setting, client, dwelling) > 0 else FITS


WINDOW_CLOSED = refused(
    "De kandidaat wil uiterlijk {until} verhuizen. De woning is pas vrij op {first}.",
    "The client wants to move by {until}. The dwelling is free on {first} only.",
    facts=_days,
    unit=Unit.DAY,
    margin=_days_past,
)


def within_window(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Refuse a dwelling that comes after the client's window of willingness."""
    if client.ready_until is None or _days_past(setting, client, dwelling) <= 0:
        return FITS
    return WINDOW_CLOSED


def _persons(_setting: Setting, client: Client, dwelling: Dwelling) -> Mapping[str, object]:
    return {"persons": client.persons, "least": dwelling.minimum_persons, "most": dwelling.maximum_persons}


TOO_MANY_PERSONS = refused(
    "Personen in het huishouden: {persons}. In deze woning mogen wonen: hoogstens {most}.",
    "Persons in the household: {persons}. Allowed in this dwelling: at most {most}.",
    facts=_persons,
    unit=Unit.PERSON,
    margin=lambda _setting, client, dwelling: client.persons - (dwelling.maximum_persons or 0),
)
TOO_FEW_PERSONS = refused(
    "Personen in het huishouden: {persons}. Deze woning is voor minstens: {least}.",
    "Persons in the household: {persons}. This dwelling is for at least: {least}.",
    facts=_persons,
    unit=Unit.PERSON,
    margin=lambda _setting, client, dwelling: (dwelling.minimum_persons or 0) - client.persons,
)


def persons_fit(_setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Keep the household between the dwelling's least and most persons."""
    if dwelling.maximum_persons is not None and client.persons > dwelling.maximum_persons:
        return TOO_MANY_PERSONS
    if dwelling.minimum_persons is not None and client.persons < dwelling.minimum_persons:
        return TOO_FEW_PERSONS
    return FITS


def _bedrooms(setting: Setting, client: Client, dwelling: Dwelling) -> Mapping[str, object]:
    spare = setting.policy.spare_bedrooms
    return {"has": dwelling.bedrooms, "needed": client.bedrooms, "most": (client.bedrooms or 0) + spare}


TOO_SMALL = refused(
    "Slaapkamers in de woning: {has}. Nodig voor dit huishouden: {needed}.",
    "Bedrooms in the dwelling: {has}. Needed for this household: {needed}.",
    facts=_bedrooms,
    unit=Unit.BEDROOM,
    margin=lambda _setting, client, dwelling: (client.bedrooms or 0) - (dwelling.bedrooms or 0),
)
FAR_TOO_LARGE = refused(
    "Slaapkamers in de woning: {has}. Passend voor dit huishouden: hoogstens {most}.",
    "Bedrooms in the dwelling: {has}. Fitting for this household: at most {most}.",
    facts=_bedrooms,
    unit=Unit.BEDROOM,
    margin=lambda setting, client, dwelling: (
        (dwelling.bedrooms or 0) - (client.bedrooms or 0) - setting.policy.spare_bedrooms
    ),
)
BEDROOM_NEED_UNKNOWN = unknown("client.bedrooms")
BEDROOMS_UNKNOWN = unknown("dwelling.bedrooms")
BEDROOMS_AND_NEED_UNKNOWN = unknown("client.bedrooms", "dwelling.bedrooms")


def bedrooms_fit(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Refuse too few bedrooms, and far too many."""
    needed, has = client.bedrooms, dwelling.bedrooms
    if needed is None:
        return BEDROOM_NEED_UNKNOWN if has is not None else BEDROOMS_AND_NEED_UNKNOWN
    if has is None:
        return BEDROOMS_UNKNOWN
    if has < needed:
        return TOO_SMALL
    return FAR_TOO_LARGE if has - needed > setting.policy.spare_bedrooms else FITS


def _bar(setting: Setting, client: Client, dwelling: Dwelling) -> Mapping[str, object]:
    return {"until": setting.declined[client.id][dwelling.id]}


STILL_BARRED = refused(
    "Deze combinatie is eerder afgewezen. Tot {until} stellen we haar niet opnieuw voor.",
    "This combination was declined before. Until {until} it is not proposed again.",
    facts=_bar,
)


def not_declined(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Refuse a pair that was declined before, until its bar ends."""
    return STILL_BARRED if dwelling.id in setting.declined.get(client.id, ()) else FITS


FORBIDDEN = refused(
    "Het matchingspunt heeft deze combinatie uitgesloten tot {until}.",
    "The matching point excluded this combination until {until}.",
    facts=lambda setting, client, dwelling: {"until": setting.forbidden[client.id][dwelling.id]},
)


def not_forbidden(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Refuse a pair that a coordinator forbade, until that ends."""
    return FORBIDDEN if dwelling.id in setting.forbidden.get(client.id, ()) else FITS
