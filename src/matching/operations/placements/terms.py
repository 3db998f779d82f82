"""What a lease may say: the rules its terms keep among themselves, with the offer and with the client. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matching.errors import Fault, Unprocessable
from matching.models import Client, Dwelling
from matching.vocabulary import Tenancy

LOOKING_BACK = timedelta(days=31)
"""A lease that began longer ago is a slip of the pen. [day]"""
LOOKING_AHEAD = timedelta(days=366)
"""And so is one that begins later than this. [day]"""


class TermsContradict(Unprocessable):
    """The terms contradict each other, the dwelling or the client's profile."""

    dutch = "De voorwaarden spreken elkaar, de woning of het profiel van de kandidaat tegen."


@dataclass(frozen=True, slots=True)
class Terms:
    """What a lease says.

    Attributes
    ----------
    rent
        The first one. [eurocent/month]
    flip_on
        When a contract in the provider's name should become the tenant's own (omklap).
    """

    tenancy: Tenancy
    starts_on: date
    rent: int
    flip_on: date | None = None


def refuse_faults(
    terms: Terms,
    *,
    dwelling: Dwelling,
    client: Client,
    today: date,
    agreed: Terms | None = None,
    besides: Sequence[Fault] = (),
) -> None:
    """Refuse terms that can't be.

    Parameters
    ----------
    besides
        What is wrong with them already; named together with what is found here.
    agreed
        What the lease was to say until now: that day, that kind and that rent stay possible.

    Raises
    ------
    TermsContradict
        Names everything that is wrong.
    """
    found = [*besides, *_flip(terms)]
    if agreed is None or terms.rent != agreed.rent:
        found = [*_rent(terms, dwelling), *found]
    if agreed is None or terms.tenancy is not agreed.tenancy:
        found = [*_kind(terms, dwelling, client), *found]
    if agreed is None or terms.starts_on != agreed.starts_on:
        found = [*_start(terms, dwelling, today), *found]
    if found:
        raise TermsContradict(found[0].english, found[0].dutch, found)


def _start(terms: Terms, dwelling: Dwelling, today: date) -> Iterator[Fault]:
    starts_on, earliest, latest = terms.starts_on, today - LOOKING_BACK, today + LOOKING_AHEAD
    if starts_on < dwelling.available_from:
        yield Fault(
            "startsOn",
            "before-available",
            f"The dwelling is available from {dwelling.available_from}.",
            f"De woning is beschikbaar vanaf {dwelling.available_from}.",
        )
    if not earliest <= starts_on <= latest:
        yield Fault(
            "startsOn",
            "date-out-of-reach",
            f"{starts_on} does not lie between {earliest} and {latest}.",
            f"{starts_on} ligt niet tussen {earliest} en {latest}.",
        )


def _kind(terms: Terms, dwelling: Dwelling, client: Client) -> Iterator[Fault]:
    """Refuse a kind of lease to which nobody said yes: it was not offered, and the profile does not accept it."""
    if terms.tenancy not in (dwelling.tenancy, *client.tenancies):
        yield Fault(
            "tenancy",
            "tenancy-not-accepted",
            f"'{terms.tenancy.value}' was not offered, and the client's profile does not accept it; the provider "
            "can put into the profile what the client accepts.",
            f"'{terms.tenancy.dutch}' is niet aangeboden, en het profiel van de kandidaat accepteert het niet; de "
            "aanbieder kan in het profiel zetten wat de kandidaat accepteert.",
        )


def _rent(terms: Terms, dwelling: Dwelling) -> Iterator[Fault]:
    if dwelling.rent is not None and terms.rent > dwelling.rent:
        yield Fault(
            "rent",
            "rent-above-offer",
            f"The dwelling was offered for {dwelling.rent} eurocent a month; the client said yes to that.",
            f"De woning is aangeboden voor {dwelling.rent} eurocent per maand; daar zei de kandidaat ja op.",
        )


def _flip(terms: Terms) -> Iterator[Fault]:
    if terms.tenancy is not Tenancy.FLIP:
        if terms.flip_on is not None:
            yield Fault(
                "flipOn",
                "nothing-to-flip",
                f"Only a contract of the kind '{Tenancy.FLIP.value}' is turned over.",
                f"Alleen een {Tenancy.FLIP.dutch} klapt om.",
            )
    elif terms.flip_on is None:
        yield Fault(
            "flipOn",
            "flip-date-missing",
            "Say when the contract should become the tenant's own.",
            "Zeg wanneer het contract op naam van de huurder komt.",
        )
    elif terms.flip_on <= terms.starts_on:
        yield Fault(
            "flipOn",
            "flip-before-start",
            f"{terms.flip_on} is not after the lease begins, {terms.starts_on}.",
            f"{terms.flip_on} ligt niet na het begin van de huur, {terms.starts_on}.",
        )
