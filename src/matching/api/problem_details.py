"""What each refusal may say of the matter, as the code that refuses says it: for the examples of the contract.

One whose title says it all has no line here. `tests/api/test_problem_examples.py` holds each sentence against the code.
"""

from matching.doors.refusals import Sentence

_ID = "01900000-0000-7000-8000-000000004101"

DETAILS: dict[str, Sentence] = {
    kind: Sentence(english, dutch)
    for kind, english, dutch in (
        # who asks
        (
            "unauthenticated",
            "Send your API key as `Authorization: Bearer mp_…`, or the token of your sign-in in its place.",
            "Stuur uw API-sleutel mee als `Authorization: Bearer mp_…`, of het token van uw aanmelding in plaats "
            "daarvan.",
        ),
        (
            "token-refused",
            "Sign in again; the token must be from our issuer, for this service, and not expired.",
            "Meld u opnieuw aan; het token moet van onze uitgever zijn, voor deze dienst, en niet verlopen.",
        ),
        (
            "nobody-of-ours",
            "Ask whoever manages your sign-in for a role here, and for the identity of your organisation.",
            "Vraag de beheerder van uw aanmelding om een rol hier, en om het kenmerk van uw organisatie.",
        ),
        (
            "not-allowed",
            "This needs the role coordinator; your key has the role provider.",
            "Hiervoor is de rol coördinator nodig; uw sleutel heeft de rol zorgaanbieder.",
        ),
        (
            "scope-missing",
            "This needs the scope read:clients; your key is limited to write:dwellings.",
            "Hiervoor is de scope read:clients nodig; uw sleutel is beperkt tot write:dwellings.",
        ),
        (
            "key-wider-than-yours",
            "Your key is limited and lacks write:clients; limit the new key to what yours may do.",
            "Uw sleutel is beperkt en mist write:clients; beperk de nieuwe tot wat de uwe mag.",
        ),
        (
            "organisation-elsewhere-too",
            "This organisation works in other regions too: ask the operator.",
            "Deze organisatie werkt ook in andere regio's: vraag het de beheerder.",
        ),
        ("exact-is-for-the-desk", "Leave out exact.", "Laat exact weg."),
        (
            "not-your-facility",
            "Leave provider out, or name yourself.",
            "Laat provider weg, of noem uzelf.",
        ),
        (
            "not-your-task",
            "Its owner, the client's provider or the coordinator arranges it.",
            "De eigenaar, de aanbieder van de kandidaat of de coördinator regelt haar.",
        ),
        (
            "own-provider-only",
            "Ask the client's own provider to change this.",
            "Vraag de eigen aanbieder dit te wijzigen.",
        ),
        ("region-not-yours", "You don't work in parkstad.", "U werkt niet in parkstad."),
        # what is not there
        ("area-not-found", "BU09179999 is not on the map.", "BU09179999 staat niet op de kaart."),
        ("certificate-not-found", "Ask for a new run.", "Vraag een nieuwe matchronde aan."),
        (
            "check-in-not-found",
            "There is no such check-in for you.",
            "Dit contactmoment is er voor u niet.",
        ),
        ("client-not-found", "There is no such client for you.", "Deze kandidaat is er voor u niet."),
        (
            "correction-not-found",
            "There is no such correction for you.",
            "Deze correctie is er voor u niet.",
        ),
        ("covenant-not-found", "There is no such covenant for you.", "Dit convenant is er voor u niet."),
        (
            "directive-not-found",
            "There is no such directive for you.",
            "Deze aanwijzing is er voor u niet.",
        ),
        ("dwelling-not-found", "There is no such dwelling for you.", "Deze woning is er voor u niet."),
        ("erasure-not-found", "There is none for you.", "Dit is er voor u niet."),
        ("event-not-found", "There is no such event for you.", "Deze gebeurtenis is er voor u niet."),
        ("facility-not-found", "There is no such facility for you.", "Deze voorziening is er voor u niet."),
        (
            "housing-form-not-found",
            "There is no housing form own-home here.",
            "Er is hier geen woonvorm own-home.",
        ),
        (
            "key-not-found",
            "This organisation has no such key.",
            "Deze organisatie heeft die sleutel niet.",
        ),
        ("landing-task-not-found", "There is no such task for you.", "Deze taak is er voor u niet."),
        (
            "no-covenant",
            "The region has no covenant on 2026-12-31.",
            "De regio heeft op 2026-12-31 geen convenant.",
        ),
        ("nothing-matched-yet", "Ask for a matching run first.", "Vraag eerst een matchronde aan."),
        (
            "organisation-not-found",
            "There is no such organisation for you.",
            "Deze organisatie is er voor u niet.",
        ),
        ("pair-not-found", "There is no such pair for you.", "Dit paar is er voor u niet."),
        ("placement-not-found", "There is no such placement for you.", "Deze plaatsing is er voor u niet."),
        ("proposal-not-found", "There is no such proposal for you.", "Dit voorstel is er voor u niet."),
        (
            "region-not-found",
            "There is no region parkstad for you.",
            "Er is voor u geen regio parkstad.",
        ),
        ("result-not-found", "It is running.", "De stand is running."),
        ("run-forgotten", "Ask for a new run.", "Vraag een nieuwe matchronde aan."),
        ("run-not-found", "There is no such run for you.", "Deze matchronde is er voor u niet."),
        ("signal-not-found", "There is no such signal for you.", "Dit signaal is er voor u niet."),
        ("study-not-found", "There is no such question for you.", "Deze vraag is er voor u niet."),
        ("version-not-found", "There is no version 7.", "Er is geen versie 7."),
        (
            "webhook-endpoint-not-found",
            "Your organisation has no such endpoint.",
            "Uw organisatie heeft dit adres niet.",
        ),
        # who or what came first
        ("check-in-concluded", "It is held.", "De stand is 'contact gehad'."),
        (
            "check-ins-not-refused",
            "Contact goes on as planned.",
            "Het contact gaat door zoals gepland.",
        ),
        ("check-ins-refused-before", "That was on 2027-02-01.", "Dat was op 2027-02-01."),
        (
            "client-exists",
            f"KAND-0042 is the client {_ID}: /v1/clients/{_ID}",
            f"KAND-0042 is de kandidaat {_ID}: /v1/clients/{_ID}",
        ),
        ("client-held", "It is held until 2028-01-01.", "Opgeschort tot 2028-01-01."),
        (
            "client-withdrawn",
            "The client was withdrawn on 2027-02-01; refer it under a new reference.",
            "Teruggetrokken op 2027-02-01; meld opnieuw aan onder een nieuw kenmerk.",
        ),
        ("correction-decided", "It is rejected.", "De stand is 'afgewezen'."),
        (
            "covenant-moved-on",
            "You looked at version 2; now version 3 holds.",
            "U bekeek versie 2; nu geldt versie 3.",
        ),
        (
            "deadline-passed",
            "An answer was possible until 2027-03-01 09:30 UTC.",
            "Antwoorden kon tot 2027-03-01 09:30 UTC.",
        ),
        ("directive-lifted", "It was lifted, or is over.", "Zij is opgeheven, of voorbij."),
        (
            "dwelling-exists",
            f"WON-0001 is the dwelling {_ID}: /v1/dwellings/{_ID}",
            f"WON-0001 is de woning {_ID}: /v1/dwellings/{_ID}",
        ),
        (
            "dwelling-withdrawn",
            "It was withdrawn on 2027-02-01; offer it again under a new reference.",
            "Teruggetrokken op 2027-02-01; bied hem aan onder een nieuw kenmerk.",
        ),
        ("erasure-decided", "It is refused.", "De stand is: geweigerd."),
        ("erasure-under-way", "Look at /v1/erasures.", "Zie /v1/erasures."),
        ("facility-exists", "VZ-001 is taken.", "VZ-001 is al in gebruik."),
        ("housing-form-exists", "own-home exists already.", "own-home bestaat al."),
        (
            "housing-form-in-use",
            "Dwellings on offer or waiting clients name own-home; change those first.",
            "Aangeboden woningen of wachtende kandidaten noemen own-home; wijzig die eerst.",
        ),
        (
            "idempotency-key-reused",
            "A repeat has the same method, address and body; anything else needs a key of its own.",
            "Een herhaling heeft dezelfde methode, hetzelfde adres en dezelfde inhoud; voor iets anders is een eigen "
            "sleutel nodig.",
        ),
        ("landing-incomplete", "Still open: debts, care.", "Nog open: schulden, zorg."),
        (
            "municipality-in-use",
            "GM0917 has dwellings in this region.",
            "GM0917 heeft woningen in deze regio.",
        ),
        (
            "municipality-taken",
            "One of these municipalities matches in another region.",
            "Een van deze gemeenten hoort bij een andere regio.",
        ),
        (
            "not-a-provider",
            "This organisation is a corporation.",
            "Deze organisatie is een woningcorporatie.",
        ),
        ("not-parked", "It takes part already.", "Het doet al mee."),
        (
            "organisation-exists",
            "Woonpunt is registered already.",
            "Woonpunt is al ingeschreven.",
        ),
        ("outcome-known", "It was told before.", "Die is al eerder doorgegeven."),
        ("outcome-too-early", "It can be told from 2027-09-01 on.", "Dat kan vanaf 2027-09-01."),
        (
            "pair-not-matching",
            "The client is withdrawn, parked or placed, or its organisation takes no part.",
            "De kandidaat is teruggetrokken, geparkeerd of geplaatst, of de organisatie doet niet mee.",
        ),
        (
            "pair-ruled-out",
            "There is an agreement that we may not explain.",
            "Er is een afspraak die we niet mogen toelichten.",
        ),
        (
            "pair-taken",
            "No place of the dwelling is free.",
            "In de woning is geen plek vrij.",
        ),
        (
            "placement-moved-on",
            "It is ended; it can't become confirmed.",
            "De stand is 'beëindigd'; zij kan niet 'huurcontract bevestigd' worden.",
        ),
        (
            "pair-barred",
            f"It is barred until 2027-09-01; lift /v1/pair-directives/{_ID} first.",
            f"Het is uitgesloten tot 2027-09-01; hef eerst /v1/pair-directives/{_ID} op.",
        ),
        ("proposal-in-the-way", f"See /v1/proposals/{_ID}.", f"Zie /v1/proposals/{_ID}."),
        ("region-exists", "The slug parkstad is taken.", "De naam parkstad is al in gebruik."),
        (
            "rent-limits-overlap",
            "There are limits from 2027-01-01 until 2028-01-01.",
            "Er zijn al grenzen van 2027-01-01 tot 2028-01-01.",
        ),
        (
            "run-in-progress",
            f"Follow it at /v1/matching-runs/{_ID}, or cancel it.",
            f"Volg haar op /v1/matching-runs/{_ID}, of breek haar af.",
        ),
        ("run-is-over", "It is done.", "De stand is done."),
        (
            "secret-shown-once",
            f"It made /v1/webhook-endpoints/{_ID}. Is the secret lost? Revoke that, and make another under a new "
            "Idempotency-Key.",
            f"Gemaakt is /v1/webhook-endpoints/{_ID}. Is het geheim kwijt? Trek dat in, en maak een ander met een "
            "nieuwe Idempotency-Key.",
        ),
        ("signal-acted-on", "That was on 2027-02-01.", "Dat was op 2027-02-01."),
        (
            "task-moved-on",
            "It is done; it can't become not-needed.",
            "De stand is 'geregeld'; 'niet nodig' kan nu niet.",
        ),
        ("too-many-endpoints", "It has 10; remove one first.", "Het zijn er 10; verwijder er eerst een."),
        (
            "too-many-questions",
            "There are 10; ask again once one is answered.",
            "Het zijn er 10; vraag opnieuw zodra er een beantwoord is.",
        ),
        (
            "transition-refused",
            "It is declined: 'release' is not possible now.",
            "De stand is 'geweigerd': 'vrijgeven' kan nu niet.",
        ),
        # what changed since
        (
            "resource-moved-on",
            "Get it again, look at what changed, and send its new ETag.",
            "Haal het opnieuw op, kijk wat er is gewijzigd, en stuur de nieuwe ETag mee.",
        ),
        (
            "precondition-required",
            "Send in If-Match the ETag of what you looked at, or * to change whatever is there.",
            "Stuur in If-Match de ETag mee van wat u bekeek, of * om te wijzigen wat er ook staat.",
        ),
        # not now
        (
            "too-many-requests",
            "Ask again when Retry-After has passed, and less often from then on; send many at once as a batch.",
            "Vraag het opnieuw na Retry-After, en voortaan minder vaak; stuur er veel tegelijk als batch.",
        ),
        (
            "too-many-failures",
            "This key or token does not work, and others from your address did not either. Look at it again before "
            "you try once more, after Retry-After; one that works is let in at once.",
            "Deze sleutel of dit token werkt niet, en eerdere vanaf uw adres ook niet. Kijk hem na voor u het opnieuw "
            "probeert, na Retry-After; wie een werkende stuurt, kan meteen verder.",
        ),
        ("issuer-away", "Try again in a while.", "Probeer het straks nog eens."),
        (
            "too-busy",
            "More requests come in than can be answered; try again in a second.",
            "Er komen meer verzoeken binnen dan te beantwoorden zijn; probeer het over een seconde opnieuw.",
        ),
        (
            "database-away",
            "PostgreSQL does not answer now. Try again: under the same Idempotency-Key nothing is done twice.",
            "PostgreSQL antwoordt nu niet. Probeer het opnieuw: met dezelfde Idempotency-Key gebeurt niets dubbel.",
        ),
        *(
            (kind, "Nothing was stored; send it again.", "Er is niets opgeslagen; stuur het opnieuw.")
            for kind in ("no-connection-free", "took-too-long", "held-up")
        ),
        ("not-ready", "This process is stopping.", "Dit proces stopt."),
        # what was sent
        (
            "invalid-request",
            "One thing is wrong; see invalidParams.",
            "Eén ding klopt niet; zie invalidParams.",
        ),
        (
            "covenant-contradicts",
            "1 thing is wrong with the covenant; see invalidParams.",
            "Er klopt één ding niet; zie invalidParams.",
        ),
        ("key-would-never-work", "expiresAt is in the past.", "expiresAt ligt in het verleden."),
        (
            "not-a-municipality",
            "kind and municipality don't agree.",
            "kind en municipality kloppen niet samen.",
        ),
        ("nothing-to-change", "Name at least one field.", "Noem ten minste één veld."),
        (
            "region-needed",
            "Choose one of: midden-limburg, parkstad.",
            "Kies een van: midden-limburg, parkstad.",
        ),
        ("unknown-municipality", "The map lacks a municipality.", "De kaart mist een gemeente."),
        # HTTP itself
        (
            "not-acceptable",
            "This address answers in application/json.",
            "Dit adres antwoordt in application/json.",
        ),
        (
            "request-timeout",
            "The body did not come in in time; send it again, or in parts.",
            "De inhoud kwam niet op tijd binnen; stuur haar opnieuw, of in delen.",
        ),
        (
            "content-too-large",
            "At most 1048576 bytes are read; send it in parts.",
            "Er worden ten hoogste 1048576 bytes gelezen; stuur het in delen.",
        ),
        (
            "unsupported-media-type",
            "Send application/json, in UTF-8.",
            "Stuur application/json, in UTF-8.",
        ),
        (
            "internal-server-error",
            "The fault is recorded. Mention the request id when you report it.",
            "De fout is vastgelegd. Noem het verzoeknummer als u haar meldt.",
        ),
    )
}
