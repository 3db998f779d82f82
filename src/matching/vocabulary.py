"""The closed sets of words: one word for one thing, in English, Dutch and VERA.

Every member is its English value, and knows its Dutch word (`dutch`) and, where the
sector's standard has one, its VERA code (`vera`, written `SOORT.CODE`).
"""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A word of the domain: English value, Dutch word, VERA code ("" when VERA has none)."""

    dutch: str
    vera: str

    def __new__(cls, value: str, dutch: str = "", vera: str = "") -> Self:
        """Make a word that equals its English value."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.dutch = dutch
        word.vera = vera
        return word


class OrganisationKind(Word):
    """What an organisation does in a region."""

    CORPORATION = "corporation", "woningcorporatie"
    PROVIDER = "provider", "zorgaanbieder"
    COORDINATOR = "coordinator", "coördinator (matchingspunt)"
    MUNICIPALITY = "municipality", "gemeente"


class AreaLevel(Word):
    """The three nested levels of the CBS map."""

    MUNICIPALITY = "municipality", "gemeente"
    DISTRICT = "district", "wijk"
    NEIGHBOURHOOD = "neighbourhood", "buurt"


class Accessibility(Word):
    """How far a dwelling can be reached and lived in with reduced mobility (VERA label)."""

    NONE = "none", "zonder bijzondere toegankelijkheid", "TOEGANKELIJKHEIDSLABEL.ZON"
    SINGLE_FLOOR = "single-floor", "gelijkvloers (geen nultreden)", "TOEGANKELIJKHEIDSLABEL.GNV"
    ZERO_STEP = "zero-step", "nultredenwoning", "TOEGANKELIJKHEIDSLABEL.NUL"
    WALKER_WITH_STEPS = "walker-with-steps", "rollatorwoning (geen nultreden)", "TOEGANKELIJKHEIDSLABEL.ROG"
    WALKER = "walker", "rollatorwoning", "TOEGANKELIJKHEIDSLABEL.ROA"
    WHEELCHAIR = "wheelchair", "rolstoelwoning", "TOEGANKELIJKHEIDSLABEL.ROL"
    LARGE_WHEELCHAIR = "large-wheelchair", "extra ruime rolstoelwoning", "TOEGANKELIJKHEIDSLABEL.RUI"


class Tenancy(Word):
    """Whose name the lease stands in, and for how long."""

    OWN_NAME = "own-name", "eigen huurcontract, onbepaalde tijd", "OVEREENKOMSTDETAILSOORT.ONB"
    THREE_PARTY = "three-party", "driepartijenovereenkomst"
    FLIP = "flip", "omklapcontract", "PUBLICATIEDETAILMODEL.OMK"
    TEMPORARY = "temporary", "tijdelijk contract", "OVEREENKOMSTDETAILSOORT.TIJ"
    YOUTH = "youth", "jongerencontract", "OVEREENKOMSTDETAILSOORT.JON"
    STAY = "stay", "verblijf zonder huurcontract"


class DwellingKind(Word):
    """What kind of building it is (the part of VERA that people live in)."""

    TERRACED = "terraced", "tussenwoning", "EENHEIDDETAILSOORT.TUS"
    END_TERRACE = "end-terrace", "eindwoning", "EENHEIDDETAILSOORT.EIN"
    CORNER = "corner", "hoekwoning", "EENHEIDDETAILSOORT.HOE"
    SEMI_DETACHED = "semi-detached", "twee-onder-een-kapwoning", "EENHEIDDETAILSOORT.TWE"
    DETACHED = "detached", "vrijstaande woning", "EENHEIDDETAILSOORT.VRI"
    GROUND_FLOOR = "ground-floor", "benedenwoning", "EENHEIDDETAILSOORT.BEN"
    UPPER_FLOOR = "upper-floor", "bovenwoning", "EENHEIDDETAILSOORT.BOV"
    PORCH_FLAT = "porch-flat", "portiekflat", "EENHEIDDETAILSOORT.POF"
    GALLERY_FLAT = "gallery-flat", "galerijflat", "EENHEIDDETAILSOORT.GAL"
    CORRIDOR_FLAT = "corridor-flat", "corridorflat", "EENHEIDDETAILSOORT.COR"
    MAISONETTE = "maisonette", "maisonnette", "EENHEIDDETAILSOORT.MAI"
    ROOM = "room", "kamer", "EENHEIDDETAILSOORT.KAM"
    TINY_HOUSE = "tiny-house", "tiny house", "EENHEIDDETAILSOORT.TIN"
    TEMPORARY_DWELLING = "temporary-dwelling", "tijdelijke woning", "EENHEIDDETAILSOORT.TIJ"


class Feature(Word):
    """What a dwelling has and a client may wish for."""

    GARDEN = "garden", "tuin"
    BALCONY = "balcony", "balkon"
    GROUND_FLOOR = "ground-floor", "begane grond"
    LIFT = "lift", "lift"
    STORAGE = "storage", "berging"
    BATH = "bath", "bad"
    PETS_ALLOWED = "pets-allowed", "huisdier toegestaan"
    FURNISHED = "furnished", "gemeubileerd"
    QUIET_STREET = "quiet-street", "rustige weg", "EENHEIDLIGGING.RUS"
    NEAR_PARK = "near-park", "aan park", "EENHEIDLIGGING.PAR"
    IN_CENTRE = "in-centre", "in centrum", "EENHEIDLIGGING.CEN"
    RESIDENTIAL_AREA = "residential-area", "in woonwijk", "EENHEIDLIGGING.WOO"
    NEAR_PUBLIC_TRANSPORT = "near-public-transport", "dicht bij openbaar vervoer"
    NEAR_SHOPS = "near-shops", "dicht bij winkels"


class TargetGroup(Word):
    """Who a dwelling may be reserved for: where people come from or how they live, never a diagnosis."""

    LEAVING_SHELTERED_LIVING = (
        "leaving-sheltered-living",
        "uitstroom beschermd wonen",
        "AANVULLENDEDOELGROEP.ZIN",
    )
    LEAVING_SHELTER = "leaving-shelter", "uitstroom maatschappelijke opvang", "AANVULLENDEDOELGROEP.DAK"
    LEAVING_WOMENS_SHELTER = "leaving-womens-shelter", "uitstroom vrouwenopvang"
    LEAVING_YOUTH_CARE = "leaving-youth-care", "uitstroom jeugdzorg"
    LEAVING_DETENTION = "leaving-detention", "uitstroom detentie", "AANVULLENDEDOELGROEP.GED"
    FAMILY = "family", "gezin", "DOELGROEP.GEZ"
    YOUNG = "young", "jongeren", "DOELGROEP.JON"
    SENIOR = "senior", "senioren", "DOELGROEP.SEN"


class Urgency(Word):
    """How pressing it is that somebody moves; a higher class always goes first."""

    CRISIS = "crisis", "crisis", "VOORRANGSOORT.URG"
    URGENT = "urgent", "urgent", "VOORRANGSOORT.URG"
    REGULAR = "regular", "regulier"


class AgeBand(Word):
    """The age bands of the Parkstad agenda [years]; `first` and `last` are inclusive."""

    YOUNG = "18-23", "18-23 jaar"
    ADULT = "24-54", "24-54 jaar"
    SENIOR = "55+", "55 jaar en ouder"

    @property
    def first(self) -> int:
        """Return the youngest age of the band. [year]"""
        return {"18-23": 18, "24-54": 24, "55+": 55}[self.value]

    @property
    def last(self) -> int:
        """Return the oldest age of the band; 130 stands for "no end". [year]"""
        return {"18-23": 23, "24-54": 54, "55+": 130}[self.value]


class IncomeKind(Word):
    """Where a household's income comes from."""

    WORK = "work", "loon"
    BENEFIT = "benefit", "bijstand (Participatiewet)"
    DISABILITY = "disability", "Wajong, WIA of WAO"
    UNEMPLOYMENT = "unemployment", "WW"
    PENSION = "pension", "AOW of pensioen"
    STUDY = "study", "studiefinanciering"
    NONE = "none", "geen inkomen"


class IncomeBand(Word):
    """Where the income lies against the year's limits; the amount itself is never asked."""

    SUITABLE = "suitable", "tot de passendheidsgrens"
    SOCIAL = "social", "boven de passendheidsgrens, tot de DAEB-grens"
    ABOVE = "above", "boven de DAEB-grens"


class Support(Word):
    """How much support somebody needs at home, or a housing form gives; `rank` orders them."""

    NONE = "none", "geen begeleiding"
    AMBULANT = "ambulant", "ambulante begeleiding"
    ON_CALL = "on-call", "begeleiding op afroep"
    NEARBY = "nearby-24h", "24 uur nabij"

    @property
    def rank(self) -> int:
        """Return 0 for none up to 3 for 24 hours nearby."""
        return list(Support).index(self)


class Need(Word):
    """How strongly a housing profile asks for something."""

    NO = "no", "niet nodig"
    SHOULD = "should", "gewenst"
    MUST = "must", "noodzakelijk"


class FundingStream(Word):
    """Who pays for the places of a facility."""

    WMO = "wmo", "Wmo"
    WLZ = "wlz", "Wlz"
    FORENSIC = "forensic", "forensisch"


class FacilityKind(Word):
    """What kind of institution a facility is."""

    SHELTERED_LIVING = "sheltered-living", "beschermd wonen"
    SHELTER = "shelter", "maatschappelijke opvang"
    CRISIS_SHELTER = "crisis-shelter", "crisisopvang"
    WOMENS_SHELTER = "womens-shelter", "vrouwenopvang"
    MOTHER_AND_CHILD = "mother-and-child", "moeder-kindhuis"
    YOUTH = "youth", "jongerenvoorziening"
    CLINIC = "clinic", "kliniek"
    DAY_CENTRE = "day-centre", "inloop of dagopvang"


class Goal(Word):
    """The ordered goals of a matching; the first is optimised first."""

    PRIORITY = "priority", "plaatsingen naar urgentie en wachttijd"
    SPREAD = "spread", "gelijke spreiding"
    SUITABILITY = "suitability", "geschiktheid"
    STABILITY = "stability", "stabiliteit"
