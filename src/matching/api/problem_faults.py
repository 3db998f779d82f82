"""Which fault each refusal may find in what was sent, as the code that refuses says it: for examples in the contract.

`tests/api/test_problem_examples.py` holds each sentence against the code.
"""

from matching.errors import Fault

FAULTS: dict[str, Fault] = {
    kind: Fault(path, code, english, dutch)
    for kind, path, code, english, dutch in (
        # any request
        (
            "invalid-request",
            "body.rent",
            "greater-than-equal",
            "Input should be greater than or equal to 0.",
            "Dit moet ten minste 0 zijn.",
        ),
        (
            "unknown-parameter",
            "query.colour",
            "unknown-parameter",
            "This parameter is unknown here.",
            "Deze parameter bestaat hier niet.",
        ),
        (
            "unreadable-body",
            "body",
            "json-invalid",
            "This is not JSON: it is nested too deeply.",
            "Dit is geen JSON: het is te diep genest.",
        ),
        (
            "malformed-on-behalf-of",
            "header.On-Behalf-Of",
            "on-behalf-of",
            "On-Behalf-Of is one code of your own, of 1 to 80 letters, digits, dots and dashes; it doesn't go with a "
            "token.",
            "On-Behalf-Of is één eigen code, van 1 tot 80 letters, cijfers, punten en streepjes; niet bij een token.",
        ),
        (
            "malformed-idempotency-key",
            "header.Idempotency-Key",
            "idempotency-key",
            "Send one text of 8 to 200 visible ASCII characters, such as a UUID.",
            "Stuur één tekst van 8 tot 200 zichtbare ASCII-tekens, zoals een UUID.",
        ),
        # some
        (
            "covenant-contradicts",
            "body.quotas",
            "shares-above-100",
            "The target shares add up to 104; the most is 100.",
            "De streefpercentages tellen op tot 104; het hoogste is 100.",
        ),
        (
            "coverage-contradicts",
            "body.coverage.1.municipality",
            "twice",
            "GM0917 stands in coverage.0 already.",
            "GM0917 staat al in coverage.0.",
        ),
        (
            "day-does-not-fit",
            "body.heldOn",
            "day-does-not-fit",
            "It lies from 2027-02-01 up to today.",
            "Die ligt van 2027-02-01 tot en met vandaag.",
        ),
        (
            "dwelling-contradicts",
            "body.maximumAge",
            "ages-out-of-order",
            "The oldest age 23 is below the youngest, 55.",
            "De hoogste leeftijd 23 ligt onder de laagste, 55.",
        ),
        (
            "end-contradicts",
            "body.clientReturns",
            "can-not-return",
            "With this reason nobody returns to the list.",
            "Bij deze reden komt niemand terug op de lijst.",
        ),
        (
            "facility-does-not-fit",
            "body.neighbourhood",
            "not-in-region",
            "BU09179999 is not a neighbourhood of this region.",
            "BU09179999 is geen buurt van deze regio.",
        ),
        (
            "flip-contradicts",
            "body.flippedOn",
            "date-out-of-reach",
            "2028-01-01 does not lie between 2027-03-01, when the lease began, and today.",
            "2028-01-01 ligt niet tussen 2027-03-01, het begin van de huur, en vandaag.",
        ),
        (
            "hard-rule-broken",
            "body.overrides.0.rule",
            "override-not-needed",
            "This pair does not break age.",
            "Dit paar breekt age niet.",
        ),
        (
            "housing-form-contradicts",
            "body.inGroup",
            "group-and-self-contained",
            "A form can't be self-contained and a group at once.",
            "Een woonvorm kan niet tegelijk zelfstandig en een groep zijn.",
        ),
        (
            "import-refused",
            "body.eenheden.0.code",
            "stands-twice",
            "A dwelling with this reference stands here twice.",
            "Een woning met dit kenmerk staat hier dubbel.",
        ),
        (
            "nobody-was-reached",
            "body.heldOn",
            "nobody-was-reached",
            "Leave this out when nobody was reached.",
            "Laat dit weg als er geen contact was.",
        ),
        (
            "not-a-municipality",
            "body.municipality",
            "municipality",
            "Give the code of a municipality on the map, for this kind of organisation only.",
            "Geef de code van een gemeente op de kaart, en alleen bij deze soort organisatie.",
        ),
        (
            "directive-over",
            "body.until",
            "directive-over",
            "Choose a day after today.",
            "Kies een dag na vandaag.",
        ),
        (
            "only-by-people",
            "body.kind",
            "only-by-people",
            "Choose forced or forbidden.",
            "Kies forced of forbidden.",
        ),
        (
            "owner-elsewhere",
            "body.owner",
            "unknown-organisation",
            "01900000-0000-7000-8000-000000000201 does not work in this region; see /organisations.",
            "01900000-0000-7000-8000-000000000201 werkt niet in deze regio; zie /organisations.",
        ),
        (
            "personal-reason",
            "body.reason",
            "telephone-number",
            "This holds a telephone number; leave personal data out.",
            "Hierin staat een telefoonnummer; laat persoonsgegevens weg.",
        ),
        (
            "profile-contradicts",
            "body.readyUntil",
            "period-out-of-order",
            "2027-03-01 is before readyFrom, 2027-04-01.",
            "2027-03-01 ligt voor readyFrom, 2027-04-01.",
        ),
        (
            "question-unfit",
            "body.client",
            "not-in-run",
            "The matching run did not know this client.",
            "De matchronde kende deze kandidaat niet.",
        ),
        (
            "reason-does-not-fit",
            "body.reason",
            "reason-of-others",
            "A corporation can give these: co-option, dwelling-gone.",
            "Een woningcorporatie kan kiezen uit: co-option, dwelling-gone.",
        ),
        (
            "reason-needed",
            "body.reason",
            "reason-needed",
            "Choose one from /decline-reasons.",
            "Kies er een uit /decline-reasons.",
        ),
        (
            "rent-limits-contradict",
            "body.validUntil",
            "period-out-of-order",
            "The period ends on 2026-12-31, before it begins on 2027-01-01.",
            "De periode eindigt op 2026-12-31, voordat zij begint op 2027-01-01.",
        ),
        (
            "terms-contradict",
            "body.startsOn",
            "before-available",
            "The dwelling is available from 2027-06-01.",
            "De woning is beschikbaar vanaf 2027-06-01.",
        ),
        (
            "two-beginnings",
            "query.from",
            "two-beginnings",
            "Leave `after` or `from` out.",
            "Laat `after` of `from` weg.",
        ),
        (
            "unfit-endpoint",
            "body.url",
            "url-scheme",
            "This must be an address that begins with https://.",
            "Dit moet een adres zijn dat begint met https://.",
        ),
        (
            "unfit-period",
            "query.on",
            "not-a-quarter",
            "Ask for a whole calendar quarter, such as until 2027-03-31.",
            "Vraag een heel kalenderkwartaal, bijvoorbeeld tot en met 2027-03-31.",
        ),
        (
            "unknown-municipality",
            "body.municipalities.0",
            "unknown-municipality",
            "GM9999 is not a municipality on the map; import it first.",
            "GM9999 is geen gemeente op de kaart; importeer die eerst.",
        ),
        (
            "unusable-area-file",
            "body",
            "no-areas",
            "There are no areas in it.",
            "Er staan geen gebieden in.",
        ),
        (
            "upload-differs",
            "query.sha256",
            "another-file",
            "Look at this file first.",
            "Bekijk dit bestand eerst.",
        ),
        (
            "upload-refused",
            "body.rows.2.A",
            "stands-twice",
            "This reference stands here twice.",
            "Dit kenmerk staat er dubbel.",
        ),
    )
}
"""Its place as the sender knows it, in the body, the query or a header."""

SAID_BY_THE_TITLE = frozenset({"question-unfit", "two-beginnings", "unknown-parameter"})
"""Refusals that say nothing besides their faults; of others without words of their own the fault is the detail too."""
