"""The chapters of the contract: those of the week in the order of its work, then what is set up once or seldom."""

TAGS = {
    "tasks": "Tasks: all that waits on somebody, and since when.",
    "dwellings": "Dwellings that corporations offer.",
    "clients": "Clients and their housing profile, known only by the provider's reference.",
    "matching-runs": "Matching runs: one optimisation over a fixed state of affairs.",
    "placement-questions": "Why not: which rule refuses, what it would cost, and what would give a home.",
    "proposals": "Proposals, about which people decide.",
    "placements": "Placements: the landing, the lease, and what becomes of it.",
    "pilot-light": "Pilot-light: contact after the key, signals, and whether people still live there.",
    "ledgers": "Ledgers, what agreements hold back: one more of each, and the price of spreading.",
    "scenarios": "What if: what would come of other agreements, dwellings or clients.",
    "procurement-plans": "Procurement plans: which extra dwellings help most.",
    "reports": "Reports: the figures of the region, as JSON, CSV or a picture, without small counts.",
    "events": "Events: what happened, in order, for whoever may hear it.",
    "webhook-endpoints": "Webhook endpoints: where we send events.",
    "covenants": "Covenants: parties, quotas, commitments and the order of the goals.",
    "facilities": "Facilities: existing institutions, which load their neighbourhood.",
    "areas": "Municipalities, districts and neighbourhoods of Statistics Netherlands, with their load caps.",
    "housing-forms": "Housing forms: the rungs of the woonladder.",
    "rent-limits": "Rent limits: what is suitable, by year.",
    "organisations": "Organisations and their keys: corporations, providers, coordinators, municipalities.",
    "regions": "Regions: the municipalities that match together.",
    "erasures": "Erasures: who is to be forgotten, who was, and whose turn comes next.",
    "health": "Whether the service lives and is ready.",
}
"""Name of a tag, as in the paths, and what it is about. Used ones are shown, in this order."""
