"""The columns of a sheet: what stands above them, which field they fill, and how a cell is read."""

from dataclasses import dataclass
from enum import StrEnum

from matching.vocabulary import (
    Accessibility,
    AgeBand,
    DwellingKind,
    Feature,
    IncomeBand,
    IncomeKind,
    Need,
    Support,
    TargetGroup,
    Tenancy,
    Urgency,
    Word,
)


class Form(StrEnum):
    """How a cell is read."""

    TEXT = "tekst"
    WHOLE = "geheel getal"
    DECIMAL = "getal, met een komma of een punt"
    EURO = "bedrag in euro's"
    DAY = "datum, als 1-3-2027 of 2027-03-01"
    TRUTH = "ja of nee"
    WORD = "een van de woorden"
    WORDS = "een of meer van de woorden, met | ertussen"
    TEXTS = "een of meer codes, met | ertussen"
    WHOLES = "een of meer gehele getallen, met | ertussen"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    name
        The field it fills, as it is called on the wire.
    heading
        What stands above it, in Dutch; the name of the field is understood too.
    words
        The closed set it takes from, if it does.
    """

    name: str
    heading: str
    form: Form
    words: type[Word] | None = None


_T, _N, _D, _E = Form.TEXT, Form.WHOLE, Form.DAY, Form.EURO

CLIENTS = (
    Column("reference", "Eigen kenmerk", _T),
    Column("region", "Regio", _T),
    Column("onListSince", "Wacht sinds", _D),
    Column("load", "Draaglast", Form.DECIMAL),
    Column("origin", "Gemeente van herkomst", _T),
    Column("facilityId", "Voorziening nu", _T),
    Column("currentHousingForm", "Woonvorm nu", _T),
    Column("readyFrom", "Kan verhuizen vanaf", _D),
    Column("readyUntil", "Wil verhuizen tot", _D),
    Column("urgency", "Urgentie", Form.WORD, Urgency),
    Column("urgencyReason", "Reden urgentie", _T),
    Column("urgencyApprovedBy", "Urgentie goedgekeurd door", _T),
    Column("adults", "Volwassenen", _N),
    Column("childrenAges", "Leeftijden kinderen", Form.WHOLES),
    Column("personsWeight", "Gewicht huishouden", Form.DECIMAL),
    Column("ageBand", "Leeftijdsgroep", Form.WORD, AgeBand),
    Column("age", "Leeftijd", _N),
    Column("incomeKind", "Soort inkomen", Form.WORD, IncomeKind),
    Column("incomeBand", "Inkomensgrens", Form.WORD, IncomeBand),
    Column("debtsUnderControl", "Schulden onder controle", Form.TRUTH),
    Column("support", "Begeleiding", Form.WORD, Support),
    Column("supportHours", "Uren begeleiding per week", Form.DECIMAL),
    Column("supportProviderId", "Begeleiding door", _T),
    Column("housingForms", "Passende woonvormen", Form.TEXTS),
    Column("bedrooms", "Slaapkamers", _N),
    Column("maximumRent", "Hoogste huur", _E),
    Column("accessibility", "Toegankelijkheid", Form.WORD, Accessibility),
    Column("ownUnit", "Eigen wooneenheid", Form.WORD, Need),
    Column("notInGroup", "Niet in een groep", Form.WORD, Need),
    Column("lowStimulus", "Prikkelarm", Form.WORD, Need),
    Column("tenancies", "Mogelijke huurcontracten", Form.WORDS, Tenancy),
    Column("preferredAreas", "Gebieden met voorkeur", Form.TEXTS),
    Column("acceptableAreas", "Gebieden die ook goed zijn", Form.TEXTS),
    Column("excludedAreas", "Gebieden die niet kunnen", Form.TEXTS),
    Column("keepApart", "Uiteen-houdkenmerken", Form.TEXTS),
    Column("targetGroups", "Doelgroepen", Form.WORDS, TargetGroup),
    Column("wishes", "Wensen", Form.WORDS, Feature),
    Column("consentOn", "Toestemming op", _D),
)

DWELLINGS = (
    Column("reference", "Eigen kenmerk", _T),
    Column("neighbourhood", "Buurt", _T),
    Column("housingForm", "Woonvorm", _T),
    Column("availableFrom", "Beschikbaar vanaf", _D),
    Column("availableUntil", "Beschikbaar tot", _D),
    Column("capacity", "Aantal plekken", _N),
    Column("bagId", "BAG-verblijfsobject", _T),
    Column("complex", "Complex", _T),
    Column("kind", "Soort woning", Form.WORD, DwellingKind),
    Column("floorArea", "Oppervlakte in m²", _N),
    Column("rooms", "Kamers", _N),
    Column("bedrooms", "Slaapkamers", _N),
    Column("storey", "Verdieping", _N),
    Column("constructionYear", "Bouwjaar", _N),
    Column("energyLabel", "Energielabel", _T),
    Column("rent", "Rekenhuur", _E),
    Column("serviceCosts", "Servicekosten", _E),
    Column("accessibility", "Toegankelijkheid", Form.WORD, Accessibility),
    Column("tenancy", "Huurcontract", Form.WORD, Tenancy),
    Column("minimumAge", "Jongste leeftijd", _N),
    Column("maximumAge", "Oudste leeftijd", _N),
    Column("minimumPersons", "Minste personen", _N),
    Column("maximumPersons", "Meeste personen", _N),
    Column("ownSanitary", "Eigen sanitair", Form.TRUTH),
    Column("lowStimulus", "Prikkelarm", Form.TRUTH),
    Column("supportNearby", "Begeleiding nabij", Form.TRUTH),
    Column("reservedFor", "Alleen voor doelgroepen", Form.WORDS, TargetGroup),
    Column("reservedProviderId", "Alleen voor aanbieder", _T),
    Column("excludedOrigins", "Niet voor herkomst", Form.TEXTS),
    Column("features", "Kenmerken", Form.WORDS, Feature),
)
