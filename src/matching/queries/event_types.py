"""What is told of each fact, and who hears it besides those it concerns: one table.

A new fact needs a line here; a test names those that have none. A fact without one, as an older version
meets during an upgrade, is told with its identity only, to coordinators and the parties in the journal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from matching.models import Fact

PREFIX = "nl.matchingspunt."
"""Before the fact, the type of its event (NL GOV profile for CloudEvents: reverse domain name notation)."""
PING = "ping"
"""The event that tries an endpoint; no fact, and in no feed."""


@dataclass(frozen=True, slots=True)
class EventType:
    """What is told of a fact: never personal data, and of the journal's details only what is named here.

    Attributes
    ----------
    dutch, english
        What it means, in one sentence.
    address
        Where the API tells more; of `id`, `region` and what `data` names. Empty: nowhere.
    data
        Names on the wire, and what the journal calls them.
    neutral
        Says nothing about a person or about somebody's dwelling: everybody in the region hears it, and
        when it has no region everybody everywhere.
    """

    dutch: str
    english: str
    address: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    neutral: bool = False


TOLD: Mapping[str, EventType] = {
    Fact.REGION_MADE: EventType(
        "Een regio is gemaakt.", "A region was made.", "/v1/regions/{region}", neutral=True
    ),
    Fact.REGION_CHANGED: EventType(
        "De naam of de gemeenten van een regio zijn gewijzigd.",
        "The name or the municipalities of a region changed.",
        "/v1/regions/{region}",
        neutral=True,
    ),
    Fact.ORGANISATION_REGISTERED: EventType(
        "Uw organisatie is ingeschreven.",
        "Your organisation was registered.",
        "/v1/organisations/{id}",
    ),
    Fact.ORGANISATION_CHANGED: EventType(
        "Uw organisatie is gewijzigd.", "Your organisation changed.", "/v1/organisations/{id}"
    ),
    Fact.ORGANISATION_SUSPENDED: EventType(
        "Uw organisatie is geschorst, of weer toegelaten.",
        "Your organisation was suspended, or let back in.",
        "/v1/organisations/{id}",
        {"suspended": "suspended"},
    ),
    Fact.KEY_MADE: EventType("Een sleutel is gemaakt.", "A key was made."),
    Fact.KEY_REVOKED: EventType("Een sleutel is ingetrokken.", "A key was revoked."),
    Fact.DESK_SIGNED_IN: EventType(
        "Iemand van uw organisatie heeft zich aangemeld.", "Somebody of your organisation signed in."
    ),
    Fact.DESK_SIGNED_OUT: EventType(
        "Iemand van uw organisatie heeft zich afgemeld.", "Somebody of your organisation signed out."
    ),
    Fact.AREAS_IMPORTED: EventType(
        "De kaart van gemeenten, wijken en buurten is bijgewerkt.",
        "The map of municipalities, districts and neighbourhoods was updated.",
        "/v1/areas",
        {"year": "year"},
        neutral=True,
    ),
    Fact.COVENANT_MADE: EventType(
        "Een uitstroomconvenant is vastgelegd.",
        "A covenant was made.",
        "/v1/covenants/{id}",
        neutral=True,
    ),
    Fact.COVENANT_CHANGED: EventType(
        "Een uitstroomconvenant heeft een nieuwe versie.",
        "A covenant has a new version.",
        "/v1/covenants/{id}",
        {"version": "version"},
        neutral=True,
    ),
    Fact.FACILITY_REGISTERED: EventType(
        "Een voorziening is ingeschreven.", "A facility was registered.", "/v1/facilities/{id}"
    ),
    Fact.FACILITY_CHANGED: EventType(
        "Een voorziening of haar plaatsen zijn gewijzigd.",
        "A facility or its places changed.",
        "/v1/facilities/{id}",
    ),
    Fact.HOUSING_FORM_MADE: EventType(
        "De regio heeft een nieuwe woonvorm.",
        "The region has a new housing form.",
        "/v1/housing-forms/{code}?region={region}",
        {"code": "code"},
        neutral=True,
    ),
    Fact.HOUSING_FORM_CHANGED: EventType(
        "Een woonvorm van de regio is gewijzigd.",
        "A housing form of the region changed.",
        "/v1/housing-forms/{code}?region={region}",
        {"code": "code"},
        neutral=True,
    ),
    Fact.RENT_LIMITS_SET: EventType(
        "De huurgrenzen van een periode zijn vastgelegd.",
        "The rent limits of a period were set.",
        "/v1/rent-limits",
        {"validFrom": "valid_from", "validUntil": "valid_until"},
        neutral=True,
    ),
    Fact.COVERAGE_SET: EventType(
        "Waar een aanbieder begeleiding levert, is vastgelegd.",
        "Where a provider delivers support was set.",
        "/v1/organisations/{id}/support-coverage?region={region}",
    ),
    Fact.DWELLING_POSTED: EventType(
        "Een woning is aangeboden.", "A dwelling was offered.", "/v1/dwellings/{id}"
    ),
    Fact.DWELLING_CHANGED: EventType("Een woning is gewijzigd.", "A dwelling changed.", "/v1/dwellings/{id}"),
    Fact.DWELLING_WITHDRAWN: EventType(
        "Een woning is teruggetrokken.", "A dwelling was withdrawn.", "/v1/dwellings/{id}"
    ),
    Fact.CLIENT_REFERRED: EventType(
        "Een kandidaat is aangemeld.", "A client was referred.", "/v1/clients/{id}"
    ),
    Fact.CLIENT_CHANGED: EventType(
        "Het woonprofiel van een kandidaat is gewijzigd.",
        "The housing profile of a client changed.",
        "/v1/clients/{id}",
        {"profileVersion": "profile_version"},
    ),
    Fact.CLIENT_WITHDRAWN: EventType(
        "Een kandidaat is teruggetrokken.", "A client was withdrawn.", "/v1/clients/{id}"
    ),
    Fact.CLIENT_ERASED: EventType(
        "Een kandidaat is gewist; wis ook wat u overnam.",
        "A client was erased; erase what you copied too.",
        "/v1/erasures/{erasure}",
        {"erasure": "erasure", "ground": "ground"},
    ),
    Fact.ERASURE_ASKED: EventType(
        "Er is gevraagd een kandidaat te wissen.",
        "It was asked to erase a client.",
        "/v1/erasures/{id}",
        {"client": "client", "ground": "ground"},
    ),
    Fact.ERASURE_CONFIRMED: EventType(
        "Een kandidaat wordt gewist.",
        "A client is going to be erased.",
        "/v1/erasures/{id}",
        {"client": "client"},
    ),
    Fact.ERASURE_REFUSED: EventType(
        "Een kandidaat wordt niet gewist.",
        "A client is not erased.",
        "/v1/erasures/{id}",
        {"client": "client"},
    ),
    Fact.HOLD_LAID: EventType(
        "Het wissen van een kandidaat is opgeschort.",
        "Erasing a client is put off.",
        "/v1/clients/{id}",
        {"until": "until"},
    ),
    Fact.HOLD_LIFTED: EventType(
        "Het wissen van een kandidaat is niet meer opgeschort.",
        "Erasing a client is no longer put off.",
        "/v1/clients/{id}",
    ),
    Fact.RUN_REQUESTED: EventType(
        "Een matchronde is aangevraagd.", "A matching run was requested.", "/v1/matching-runs/{id}"
    ),
    Fact.RUN_STARTED: EventType(
        "Een matchronde is begonnen.", "A matching run began.", "/v1/matching-runs/{id}"
    ),
    Fact.RUN_FINISHED: EventType(
        "Een matchronde is afgerond.",
        "A matching run finished.",
        "/v1/matching-runs/{id}",
        neutral=True,
    ),
    Fact.RUN_FAILED: EventType(
        "Een matchronde is mislukt.", "A matching run failed.", "/v1/matching-runs/{id}"
    ),
    Fact.RUN_CANCELLED: EventType(
        "Een matchronde is afgebroken.", "A matching run was called off.", "/v1/matching-runs/{id}"
    ),
    Fact.RUN_FORGOTTEN: EventType(
        "Wat een matchronde zag, is gewist: de bewaartermijn is voorbij.",
        "What a matching run looked at was erased: its term is over.",
        "/v1/matching-runs/{id}",
    ),
    Fact.STUDY_REQUESTED: EventType(
        "Er is iets gevraagd over een matchronde.",
        "Something was asked about a matching run.",
        "/v1/{kind}s/{id}",
        {"kind": "kind"},
    ),
    Fact.STUDY_FINISHED: EventType(
        "Een vraag over een matchronde is beantwoord.",
        "A question about a matching run was answered.",
        "/v1/{kind}s/{id}",
        {"kind": "kind"},
    ),
    Fact.STUDY_FAILED: EventType(
        "Een vraag over een matchronde kon niet worden beantwoord.",
        "A question about a matching run could not be answered.",
        "/v1/{kind}s/{id}",
        {"kind": "kind"},
    ),
    Fact.PROPOSAL_MADE: EventType(
        "Er is een voorstel gedaan.",
        "A proposal was made.",
        "/v1/proposals/{id}",
        {"matchingRun": "run"},
    ),
    Fact.PROPOSAL_RELEASED: EventType(
        "Een voorstel is vrijgegeven: aanbieder en corporatie kunnen antwoorden.",
        "A proposal was released: provider and corporation can answer.",
        "/v1/proposals/{id}",
    ),
    Fact.PROPOSAL_PROVIDER_AGREED: EventType(
        "De aanbieder gaat akkoord met een voorstel.",
        "The provider agrees to a proposal.",
        "/v1/proposals/{id}",
    ),
    Fact.PROPOSAL_CORPORATION_AGREED: EventType(
        "De corporatie gaat akkoord met een voorstel.",
        "The corporation agrees to a proposal.",
        "/v1/proposals/{id}",
    ),
    Fact.PROPOSAL_ACCEPTED: EventType(
        "De kandidaat zegt ja tegen een voorstel.",
        "The client says yes to a proposal.",
        "/v1/proposals/{id}",
    ),
    Fact.PROPOSAL_DECLINED: EventType(
        "Een voorstel is geweigerd; de reden staat bij het voorstel.",
        "A proposal was declined; the reason stands with the proposal.",
        "/v1/proposals/{id}",
        {"side": "side"},
    ),
    Fact.PROPOSAL_WITHDRAWN: EventType(
        "Een voorstel is ingetrokken, of zijn woning of kandidaat doet niet meer mee.",
        "A proposal was withdrawn, or its dwelling or client takes no part any more.",
        "/v1/proposals/{id}",
    ),
    Fact.PROPOSAL_EXPIRED: EventType(
        "De termijn van een voorstel is verstreken.",
        "The term of a proposal has passed.",
        "/v1/proposals/{id}",
    ),
    Fact.PROPOSAL_REMINDED: EventType(
        "De termijn van een voorstel verstrijkt bijna.",
        "The term of a proposal passes soon.",
        "/v1/proposals/{id}",
    ),
    Fact.PROPOSAL_SUPERSEDED: EventType(
        "Een latere matchronde vervangt een voorstel.",
        "A later matching run replaced a proposal.",
        "/v1/proposals/{id}",
        {"matchingRun": "by"},
    ),
    Fact.PROPOSAL_PLACED: EventType(
        "Uit een voorstel komt een plaatsing.",
        "A placement came of a proposal.",
        "/v1/proposals/{id}",
        {"placement": "placement"},
    ),
    Fact.PROPOSAL_ENDED: EventType(
        "De plaatsing van een voorstel is voorbij.",
        "The placement of a proposal is over.",
        "/v1/proposals/{id}",
    ),
    Fact.PROPOSAL_ERASED: EventType(
        "Een voorstel is gewist met zijn kandidaat; wis ook wat u overnam.",
        "A proposal was erased with its client; erase what you copied too.",
    ),
    Fact.PLACEMENT_PREPARED: EventType(
        "Een plaatsing wordt voorbereid.",
        "A placement is being prepared.",
        "/v1/placements/{id}",
    ),
    Fact.PLACEMENT_CHANGED: EventType(
        "Het huurcontract van een plaatsing is gewijzigd.",
        "The lease of a placement changed.",
        "/v1/placements/{id}",
    ),
    Fact.PLACEMENT_CONFIRMED: EventType(
        "Het huurcontract van een plaatsing is bevestigd.",
        "The lease of a placement was confirmed.",
        "/v1/placements/{id}",
    ),
    Fact.PLACEMENT_FLIPPED: EventType(
        "Het contract van een plaatsing is omgeklapt.",
        "The contract of a placement was turned over to the tenant.",
        "/v1/placements/{id}",
        {"flippedOn": "flipped_on"},
    ),
    Fact.PLACEMENT_FAILED: EventType(
        "Een plaatsing is niet tot bewoning gekomen.",
        "A placement did not come to living there.",
        "/v1/placements/{id}",
    ),
    Fact.PLACEMENT_ENDED: EventType(
        "Een plaatsing is voorbij.",
        "A placement is over.",
        "/v1/placements/{id}",
    ),
    Fact.LANDING_TASK_CHANGED: EventType(
        "Een taak van de warme landing is gewijzigd.",
        "A task of the warm landing changed.",
        "/v1/placements/{id}",
        {"domain": "domain", "state": "state"},
    ),
    Fact.LANDING_OVERRIDDEN: EventType(
        "Een huurcontract is bevestigd terwijl de landing nog niet rond was.",
        "A lease was confirmed before the landing was complete.",
        "/v1/placements/{id}",
    ),
    Fact.CHECK_IN_DUE: EventType(
        "Een contact van de waakvlam is aan de beurt.",
        "A contact of the pilot-light is due.",
        "/v1/check-ins/{id}",
        {"placement": "placement"},
    ),
    Fact.CHECK_IN_HELD: EventType(
        "Een contact van de waakvlam is geweest.",
        "A contact of the pilot-light was held.",
        "/v1/check-ins/{id}",
        {"placement": "placement"},
    ),
    Fact.CHECK_IN_MISSED: EventType(
        "Een contact van de waakvlam is niet gelukt.",
        "A contact of the pilot-light was missed.",
        "/v1/check-ins/{id}",
        {"placement": "placement"},
    ),
    Fact.CHECK_INS_REFUSED: EventType(
        "Een bewoner wil geen contact van de waakvlam.",
        "A tenant wants no contact of the pilot-light.",
        "/v1/placements/{id}/check-ins",
    ),
    Fact.CHECK_INS_RESUMED: EventType(
        "De waakvlam gaat weer verder.",
        "The pilot-light goes on again.",
        "/v1/placements/{id}/check-ins",
    ),
    Fact.SIGNAL_RAISED: EventType(
        "Iemand geeft een signaal over een plaatsing.",
        "Somebody raised a signal about a placement.",
        "/v1/signals/{id}",
        {"placement": "placement"},
    ),
    Fact.SIGNAL_ACTED_ON: EventType(
        "Op een signaal is gehandeld.",
        "A signal was acted on.",
        "/v1/signals/{id}",
        {"placement": "placement"},
    ),
    Fact.SIGNAL_ESCALATED: EventType(
        "Op een signaal is niet op tijd gehandeld.",
        "A signal was not acted on in time.",
        "/v1/signals/{id}",
        {"placement": "placement"},
    ),
    Fact.OUTCOME_RECORDED: EventType(
        "Er is vastgelegd of iemand er nog woont.",
        "It was recorded whether somebody still lives there.",
        "/v1/placements/{id}/outcomes",
        {"months": "months"},
    ),
    Fact.PAIR_DIRECTED: EventType(
        "Voor een paar is iets vastgelegd voor de volgende rondes.",
        "Something was laid down for a pair in the next runs.",
        "",
        {"kind": "kind", "until": "until"},
    ),
    Fact.PAIR_LIFTED: EventType(
        "Wat voor een paar gold, is opgeheven.",
        "What held for a pair was lifted.",
        "",
        {"kind": "kind"},
    ),
    Fact.CORRECTION_PROPOSED: EventType(
        "Een weigering stelt een correctie voor.",
        "A refusal proposes a correction.",
        "/v1/corrections/{id}",
        {"proposal": "proposal"},
    ),
    Fact.CORRECTION_CONFIRMED: EventType(
        "Een correctie is bevestigd.",
        "A correction was confirmed.",
        "/v1/corrections/{id}",
    ),
    Fact.CORRECTION_REJECTED: EventType(
        "Een correctie is afgewezen.",
        "A correction was rejected.",
        "/v1/corrections/{id}",
    ),
    Fact.CLIENT_PARKED: EventType(
        "Een kandidaat doet een tijd niet mee.",
        "A client takes no part for a while.",
        "/v1/clients/{id}",
        {"until": "until"},
    ),
    Fact.CLIENT_UNPARKED: EventType(
        "Een kandidaat doet weer mee.",
        "A client takes part again.",
        "/v1/clients/{id}",
    ),
    Fact.DWELLING_PARKED: EventType(
        "Een woning doet een tijd niet mee.",
        "A dwelling takes no part for a while.",
        "/v1/dwellings/{id}",
        {"until": "until"},
    ),
    Fact.DWELLING_UNPARKED: EventType(
        "Een woning doet weer mee.",
        "A dwelling takes part again.",
        "/v1/dwellings/{id}",
    ),
    Fact.WEBHOOK_ENDPOINT_REGISTERED: EventType(
        "Een webhook-adres is ingeschreven.",
        "A webhook endpoint was registered.",
        "/v1/webhook-endpoints/{id}",
    ),
    Fact.WEBHOOK_ENDPOINT_CHANGED: EventType(
        "Een webhook-adres is gewijzigd.",
        "A webhook endpoint changed.",
        "/v1/webhook-endpoints/{id}",
        {"state": "state"},
    ),
    Fact.WEBHOOK_ENDPOINT_REMOVED: EventType(
        "Een webhook-adres is verwijderd.", "A webhook endpoint was removed."
    ),
    Fact.WEBHOOK_SECRET_ROTATED: EventType(
        "Een webhook-adres heeft een nieuw geheim.",
        "A webhook endpoint has a new secret.",
        "/v1/webhook-endpoints/{id}",
    ),
    Fact.WEBHOOK_ENDPOINT_SUSPENDED: EventType(
        "Een webhook-adres krijgt niets meer: het antwoordde 410, of nam te lang niets aan.",
        "A webhook endpoint gets nothing any more: it answered 410, or took nothing for too long.",
        "/v1/webhook-endpoints/{id}",
        {"state": "state"},
    ),
    PING: EventType("Een proefbericht, op verzoek.", "A trial, on request.", "/v1/webhook-endpoints/{id}"),
}
"""By fact, what is told of it."""

UNTOLD = EventType("", "")
NEUTRAL = frozenset(str(fact) for fact, told in TOLD.items() if told.neutral)
