"""What fields are that mean the same wherever they stand, and what the words of a closed set mean."""

from collections.abc import Iterator
from typing import Any

from matching.vocabulary import Word

USUAL = {
    "assume": "What to assume where VERA does not say it.",
    "blocking": "Limits without room, and how many each blocks.",
    "cancelRequestedAt": "When it was asked to call it off; null: nobody asked.",
    "checkIns": "Check-ins of the pilot-light, by municipality.",
    "checks": "What was looked at.",
    "client": "Identity of the client.",
    "clients": "Clients.",
    "commitments": "Commitments by corporation.",
    "complexCaps": "Load caps by complex.",
    "coverage": "Where support is delivered, municipality by municipality.",
    "difference": "What is different, goal by goal and in counts.",
    "dwelling": "Identity of the dwelling.",
    "dwellings": "Dwellings.",
    "finishedAt": "When it was over; null: not yet.",
    "goals": "Goals, the most important first.",
    "home": "What the provider needs to know of the dwelling; null: not for you.",
    "household": "What a landlord needs to know of the household; null: not for you.",
    "items": "What was asked for, one by one.",
    "levels": "The goals, in order.",
    "loadCaps": "Load caps by district or neighbourhood.",
    "loadDecay": "How load settles.",
    "minimumsMissed": "Agreed minimums that are not reached yet.",
    "misses": "What stood in the way.",
    "missing": "Data that are missing, and what they would open.",
    "municipalities": "The municipalities in which something is different.",
    "nearest": "The dwelling that came closest; null: none did.",
    "neighbourhoods": "The neighbourhoods in which something is different.",
    "noParty": "Who could not take part because their organisation is no party to the covenant or left the region.",
    "obstacles": "Rules and agreements in the way.",
    "openings": "Openings: changes that give the client a home, the smallest first.",
    "originLimits": "Limits on an origin: at most so many people of one origin in a municipality.",
    "parties": "Parties.",
    "policy": "Weights: how much everything counts.",
    "procedure": "Procedure: terms, landing and pilot-light.",
    "profile": "The housing profile of then.",
    "progress": "How far it is.",
    "quotas": "Spreading quotas by municipality.",
    "removed": "How much each rule took away.",
    "requestedAt": "When it was asked for.",
    "rows": "The rows, as they stand in the sheet.",
    "sections": "What is held, place by place.",
    "sentence": "The same in a sentence, in Dutch and in English.",
    "sentences": "The same in sentences, in Dutch and in English.",
    "startedAt": "When it began; null: not yet.",
    "steps": "The steps of it, one by one.",
    "suitabilityWeights": "Weights by part of suitability.",
    "targets": "What was agreed for each municipality, and what came of it.",
    "terms": "The parts that the suitability is made of.",
    "urgencies": "The classes of urgency in which something is different.",
    "urgencyWeights": "Points by urgency.",
}
"""By their names on the wire; a field that says something of its own keeps it."""

IN_DUTCH, IN_VERA = "In Dutch:", "In Dutch, and in VERA where that has a code:"
"""What stands above the words of a closed set."""


def tell_usual_fields(schemas: dict[str, Any]) -> None:
    """Describe the fields of a contract that say nothing of their own."""
    for schema in schemas.values():
        for name, field in schema.get("properties", {}).items():
            if name in USUAL:
                field.setdefault("description", USUAL[name])


def tell_words(schemas: dict[str, Any]) -> None:
    """Put the Dutch and the VERA code of each word beside the closed sets of a contract."""
    for words in _closed_sets(Word):
        schema = schemas.get(words.__name__, {})
        if schema.get("enum") == [word.value for word in words] and any(word.dutch for word in words):
            heading = IN_VERA if any(word.vera for word in words) else IN_DUTCH
            told = "\n".join(f"- `{word.value}`: {said_in_dutch(word)}" for word in words)
            schema["description"] = "\n\n".join(filter(None, (schema.get("description"), heading, told)))


def dutch_words() -> Iterator[str]:
    """Return what is Dutch in both languages: the words of the closed sets."""
    return (said_in_dutch(word) for words in _closed_sets(Word) for word in words)


def said_in_dutch(word: Word) -> str:
    """Return a word in Dutch, with its code."""
    return f"{word.dutch} (VERA: {word.vera})" if word.vera else word.dutch


def _closed_sets(kind: type[Word]) -> Iterator[type[Word]]:
    for below in kind.__subclasses__():
        yield below
        yield from _closed_sets(below)
