"""The closed sets of words: one word for one thing, in English, Dutch and VERA.

Every member is its English value, and knows its Dutch word (`dutch`) and, where the
sector's standard has one, its VERA code (`vera`, written `SOORT.CODE`).
"""

from enum import StrEnum
from typing import Self

OUTSIDE = "outside"
"""The origin of somebody who comes from no municipality of the region."""

UNKNOWN = "unknown"
"""What an agreement calls an origin that is not known."""


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


class Side(Word):
    """Who answers a proposal."""

    PROVIDER = "provider", "zorgaanbieder"
    CORPORATION = "corporation", "woningcorporatie"
    CLIENT = "client", "kandidaat"


class DeclineReason(Word):
    """Why somebody says no to a proposal; `GET /v1/decline-reasons` tells who may, and what follows."""

    RENT_TOO_HIGH = "rent-too-high", "huurprijs te hoog", "AANBIEDINGDETAILSTATUS.HUU"
    DWELLING_DISLIKED = "dwelling-disliked", "woning bevalt niet", "AANBIEDINGDETAILSTATUS.WBN"
    DWELLING_QUALITY = "dwelling-quality", "woningkwaliteit bevalt niet", "AANBIEDINGDETAILSTATUS.WKN"
    SURROUNDINGS = "surroundings", "woonomgeving bevalt niet", "AANBIEDINGDETAILSTATUS.WOB"
    OUTDOOR_SPACE = "outdoor-space", "buitenruimte bevalt niet", "AANBIEDINGDETAILSTATUS.BUI"
    STORAGE = "storage", "parkeer- of bergruimte onvoldoende", "AANBIEDINGDETAILSTATUS.PAO"
    TOO_FEW_BEDROOMS = "too-few-bedrooms", "te weinig slaapkamers", "AANBIEDINGDETAILSTATUS.WBN"
    NOT_ACCESSIBLE = "not-accessible", "niet toegankelijk genoeg", "AANBIEDINGDETAILSTATUS.WBN"
    TOO_MUCH_STIMULUS = "too-much-stimulus", "te veel prikkels", "AANBIEDINGDETAILSTATUS.WOB"
    UNSAFE_LOCATION = "unsafe-location", "plek niet veilig voor de kandidaat", "AANBIEDINGDETAILSTATUS.PER"
    PERSONAL_CIRCUMSTANCES = (
        "personal-circumstances",
        "persoonlijke omstandigheden",
        "AANBIEDINGDETAILSTATUS.PER",
    )
    OTHER_DWELLING = "other-dwelling", "andere woning geaccepteerd", "AANBIEDINGDETAILSTATUS.AND"
    NO_INTEREST = "no-interest", "geen belangstelling meer", "AANBIEDINGDETAILSTATUS.GEE"
    NOT_AT_VIEWING = "not-at-viewing", "niet verschenen bij bezichtiging", "AANBIEDINGDETAILSTATUS.NIE"
    NOT_READY = "not-ready", "nog niet klaar om te verhuizen", "AANBIEDINGDETAILSTATUS.PER"
    # No code of VERA's speaks of care; PER would say that it lies with the client.
    SUPPORT_NOT_DELIVERABLE = "support-not-deliverable", "begeleiding daar niet te leveren"
    PROFILE_INCORRECT = "profile-incorrect", "gegevens onjuist", "AANBIEDINGDETAILSTATUS.GEG"
    WRONGLY_PROPOSED = "wrongly-proposed", "onterecht voorgesteld", "AANBIEDINGDETAILSTATUS.ONT"
    INCOME_TOO_HIGH = "income-too-high", "inkomen te hoog", "AANBIEDINGDETAILSTATUS.INH"
    INCOME_TOO_LOW = "income-too-low", "inkomen te laag", "AANBIEDINGDETAILSTATUS.INL"
    DOCUMENTS_MISSING = "documents-missing", "documenten niet aangeleverd", "AANBIEDINGDETAILSTATUS.DOC"
    DOCUMENTS_REFUSED = "documents-refused", "documenten niet akkoord", "AANBIEDINGDETAILSTATUS.DON"
    RENTAL_HISTORY = "rental-history", "eerdere huur bij deze corporatie", "AANBIEDINGDETAILSTATUS.ONG"
    CO_OPTION = "co-option", "coöptatie mislukt", "AANBIEDINGDETAILSTATUS.COO"
    DWELLING_GONE = "dwelling-gone", "woning niet meer beschikbaar", "AANBIEDINGDETAILSTATUS.TOE"
    DWELLING_DATA_WRONG = (
        "dwelling-data-wrong",
        "gegevens van de woning onjuist",
        "AANBIEDINGDETAILSTATUS.GEG",
    )


class ProposalOrigin(Word):
    """Who thought of a proposal."""

    RUN = "run", "matchronde"
    HAND = "hand", "coördinator"


class StudyKind(Word):
    """What is asked about a run that was done, without touching what it proposed."""

    SCENARIO = "scenario", "wat-als"
    PLACEMENT_QUESTION = "placement-question", "waarom niet"
    LEDGER = "ledger", "wat afspraken tegenhouden"
    PROCUREMENT_PLAN = "procurement-plan", "opdracht aan corporaties"


class DirectiveKind(Word):
    """What the next runs must know of a pair."""

    FORCED = "forced", "vastgelegd"
    FORBIDDEN = "forbidden", "uitgesloten"
    DECLINED = "declined", "eerder geweigerd"


class CorrectionState(Word):
    """What became of a correction that a refusal proposed."""

    OPEN = "open", "open"
    CONFIRMED = "confirmed", "bevestigd"
    REJECTED = "rejected", "afgewezen"


class CheckInMeans(Word):
    """How contact is made after somebody moved in (P)."""

    LETTER = "letter", "brief"
    EMAIL = "email", "e-mail"
    TEXT = "text", "bericht"
    CALL = "call", "telefoon"
    VISIT = "visit", "huisbezoek"


class LandingDomain(Word):
    """What has to be arranged before the key is handed over (N)."""

    LIVING = "living", "wonen"
    WORK_AND_INCOME = "work-and-income", "werk en inkomen"
    DEBTS = "debts", "schulden"
    CARE = "care", "zorg"
    BENEFIT_HANDOVER = "benefit-handover", "overdracht van de uitkering"


class EndReason(Word):
    """Why a placement ended, or never came to living there."""

    NOT_ARRIVED = "not-arrived", "niet komen wonen"
    CLIENT_LEFT = "client-left", "zelf vertrokken"
    MOVED_ON = "moved-on", "doorgestroomd naar een andere woning"
    TERM_OVER = "term-over", "tijdelijk contract voorbij"
    RENT_ARREARS = "rent-arrears", "huurachterstand"
    NUISANCE = "nuisance", "overlast"
    MORE_CARE = "more-care", "meer zorg nodig"
    DECEASED = "deceased", "overleden"
    OTHER = "other", "anders"


class SignalKind(Word):
    """What somebody noticed; never a diagnosis."""

    RENT_UNPAID = "rent-unpaid", "huur niet betaald"
    NO_CONTACT = "no-contact", "geen contact te krijgen"
    NUISANCE = "nuisance", "overlast"
    NEGLECT = "neglect", "woning verwaarloosd"
    SUPPORT_STOPPED = "support-stopped", "begeleiding gestopt"
    INCOME_STOPPED = "income-stopped", "inkomen weggevallen"
    ASKED_FOR_HELP = "asked-for-help", "bewoner vraagt hulp"
    OTHER = "other", "anders"


class TaskKind(Word):
    """What waits on somebody."""

    RELEASE = "release", "voorstel vrijgeven"
    PROVIDER_ANSWER = "provider-answer", "antwoord van de zorgaanbieder"
    CORPORATION_ANSWER = "corporation-answer", "antwoord van de woningcorporatie"
    CLIENT_ANSWER = "client-answer", "bezichtiging en antwoord van de kandidaat"
    LEASE = "lease", "huurcontract maken"
    LANDING = "landing", "taak van de warme landing"
    CONFIRMATION = "confirmation", "huurcontract bevestigen"
    FLIP = "flip", "contract omklappen"
    CHECK_IN = "check-in", "contact van de waakvlam"
    SIGNAL = "signal", "handelen op een signaal"
    OVERDUE_SIGNAL = "overdue-signal", "signaal dat bleef liggen"
    OUTCOME = "outcome", "melden of de kandidaat er nog woont"
    CORRECTION = "correction", "correctie beoordelen"
    ERASURE = "erasure", "beslissen over wissen"


class Purpose(Word):
    """Why somebody looked at the data of a client (NEN 7513: the aim of a processing)."""

    FILE = "file", "kandidaat inzien"
    LIST = "list", "kandidaten zoeken"
    HISTORY = "history", "eerdere woonprofielen inzien"
    REFERRAL = "referral", "kandidaat aanmelden"
    CHANGE = "change", "woonprofiel wijzigen"
    WITHDRAWAL = "withdrawal", "kandidaat terugtrekken"
    PARKING = "parking", "kandidaat parkeren"
    READ_ACCESSES = "read-accesses", "nagaan wie inzag"
    MATCHING_RUN = "matching-run", "matchronde"
    READ_CHANGES = "read-changes", "veranderingen sinds de vorige ronde inzien"
    EXPLAIN_UNPLACED = "explain-unplaced", "uitleg van wie geen voorstel kreeg"
    WEIGH_PAIR = "weigh-pair", "een paar wegen"
    ASK_WHY_NOT = "ask-why-not", "vragen waarom niet"
    READ_WHY_NOT = "read-why-not", "antwoord op waarom niet inzien"
    EXPORT_HISTORY = "export-history", "geschiedenis van een regio uitschrijven"
    READ_DIRECTIVES = "read-directives", "vastgelegde paren inzien"
    LIST_PROPOSALS = "list-proposals", "voorstellen zoeken"
    READ_PROPOSAL = "read-proposal", "voorstel inzien"
    READ_RESERVES = "read-reserves", "reservekandidaten inzien"
    READ_CORRECTION = "read-correction", "correctie inzien"
    LIST_PLACEMENTS = "list-placements", "plaatsingen zoeken"
    READ_PLACEMENT = "read-placement", "plaatsing inzien"
    LIST_CHECK_INS = "list-check-ins", "contactmomenten zoeken"
    READ_CHECK_IN = "read-check-in", "contactmoment inzien"
    READ_CHECK_INS = "read-check-ins", "contactmomenten van een plaatsing inzien"
    LIST_SIGNALS = "list-signals", "signalen zoeken"
    READ_SIGNAL = "read-signal", "signaal inzien"
    READ_OUTCOMES = "read-outcomes", "uitkomsten inzien"
    LIST_TASKS = "list-tasks", "wat wacht op een stap"
    REPLAY = "replay", "antwoord op een herhaald verzoek"
    DOSSIER = "dossier", "alles wat over de kandidaat bewaard is"
    ERASE = "erase", "wissen, of de dag daarvan"
    ATTEMPT = "attempt", "poging die werd geweigerd"


class AccessResult(Word):
    """How a look ended (NEN 7513: the result of an event)."""

    SHOWN = "shown", "getoond"
    REFUSED = "refused", "geweigerd"


class Trail(Word):
    """What is kept of all that happens, sealed link by link."""

    JOURNAL = "journal", "wat er veranderde"
    ACCESSES = "accesses", "wie inzag"


class ErasureGround(Word):
    """Why a client is to be erased (GDPR art. 17, first paragraph)."""

    NO_LONGER_NEEDED = "no-longer-needed", "niet meer nodig"
    CONSENT_WITHDRAWN = "consent-withdrawn", "toestemming ingetrokken"
    OBJECTION = "objection", "bezwaar tegen de verwerking"
    UNLAWFUL = "unlawful", "onrechtmatig verwerkt"
    TERM_OVER = "term-over", "bewaartermijn voorbij"


class ErasureState(Word):
    """Where an erasure stands."""

    ASKED = "asked", "gevraagd"
    CONFIRMED = "confirmed", "bevestigd"
    REFUSED = "refused", "geweigerd"
    ERASED = "erased", "gewist"


class Movement(Word):
    """What brings somebody onto the list, along it, or off it."""

    REFERRED = "referred", "aangemeld"
    RETURNED = "returned", "teruggekeerd"
    MOVED_IN = "moved-in", "binnengekomen uit een andere groep"
    MOVED_OUT = "moved-out", "naar een andere groep gegaan"
    HOUSED = "housed", "uitgestroomd naar een eigen woning"
    MOVED_ON = "moved-on", "doorgestroomd naar een andere trede"
    LEFT = "left", "van de lijst gegaan zonder woning"
