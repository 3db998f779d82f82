"""The chapters of the contract, in the order of the work."""

TAGS = {
    "regions": "Regio's: de gemeenten die samen matchen.",
    "organisations": "Organisaties en hun sleutels: corporaties, zorgaanbieders, coördinatoren, gemeenten.",
    "areas": "Gemeenten, wijken en buurten van het CBS, met hun draagkracht.",
    "covenants": "Uitstroomconvenanten: partijen, quota, taakstellingen en de volgorde van de doelen.",
    "facilities": "Voorzieningen: bestaande instellingen, die hun buurt belasten.",
    "housing-forms": "Woonvormen: de treden van de woonladder.",
    "rent-limits": "Huurgrenzen: wat passend is, per jaar.",
    "dwellings": "Woningen die corporaties aanbieden.",
    "clients": "Kandidaten en hun woonprofiel, alleen bekend onder het kenmerk van de aanbieder.",
    "erasures": "Wissen: wie vergeten moet worden, wie vergeten is, en wie straks aan de beurt is.",
    "matching-runs": "Matchrondes: één optimalisatie over een vastgelegde stand van zaken.",
    "ledgers": "Wat afspraken tegenhouden: één meer van elke afspraak, en de prijs van spreiding.",
    "placement-questions": "Waarom niet: welke regel weigert, wat het zou kosten, en wat een woning zou geven.",
    "scenarios": "Wat-als: wat er zou gebeuren met andere afspraken, woningen of kandidaten.",
    "procurement-plans": "Opdrachten aan corporaties: welke extra woningen het meeste helpen.",
    "proposals": "Voorstellen, waarover mensen beslissen.",
    "placements": "Plaatsingen: de warme landing, het huurcontract, en wat ervan wordt.",
    "pilot-light": "Waakvlam: contact na de sleutel, signalen, en of mensen er nog wonen.",
    "tasks": "Taken: alles wat op iemand wacht, en sinds wanneer.",
    "reports": "Rapporten: de cijfers van de regio, als JSON, CSV of plaatje, zonder kleine aantallen.",
    "events": "Gebeurtenissen: wat er is gebeurd, in volgorde, voor wie het mag horen.",
    "webhook-endpoints": "Webhook-adressen: waar we gebeurtenissen naartoe sturen.",
    "health": "Of de dienst leeft en klaar is.",
}
"""Name of a tag, as in the paths, and what it is about. Used ones are shown, in this order."""
