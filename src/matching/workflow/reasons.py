"""Why somebody says no, and what follows from it: one catalogue for all parties.

A refusal never lowers a client's priority and never takes a client off the list. It bars the pair
for a while, unless it says nothing about the two together; it may ask to reconsider a field of the
profile, and to look at the dwelling again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from matching.vocabulary import DeclineReason, Side

_CLIENT, _PROVIDER, _CORPORATION = Side.CLIENT, Side.PROVIDER, Side.CORPORATION


@dataclass(frozen=True, slots=True)
class Reason:
    """What a reason means.

    Attributes
    ----------
    english
        In English words; the Dutch ones are the word's own.
    sides
        Who may give it.
    bar_days
        How long the pair is not proposed again; None: as long as the covenant says; 0: not barred. [day]
    reconsider
        The field of the housing profile to look at again, "" for none.
    recheck
        The field of the dwelling to look at again, "" for none.
    told_as
        What the landlord hears instead, where the reason itself would tell more than a landlord needs.
    """

    english: str
    sides: frozenset[Side]
    bar_days: int | None = None
    reconsider: str = ""
    recheck: str = ""
    told_as: DeclineReason | None = None

    def barred_until(self, on: date, *, usual: int) -> date | None:
        """Return the first day the pair may be proposed again, None when it is not barred.

        Parameters
        ----------
        usual
            What the covenant says. [day]
        """
        days = usual if self.bar_days is None else self.bar_days
        return on + timedelta(days=days) if days else None


def _reason(
    english: str,
    *sides: Side,
    bar_days: int | None = None,
    reconsider: str = "",
    recheck: str = "",
    told_as: DeclineReason | None = None,
) -> Reason:
    return Reason(english, frozenset(sides), bar_days, reconsider, recheck, told_as)


_R = DeclineReason
_FOR_GOOD = 3_650

CATALOGUE: Mapping[DeclineReason, Reason] = {
    _R.RENT_TOO_HIGH: _reason("The rent is too high", _CLIENT, _PROVIDER, reconsider="maximum_rent"),
    _R.DWELLING_DISLIKED: _reason("The dwelling does not suit", _CLIENT),
    _R.DWELLING_QUALITY: _reason("The state of the dwelling", _CLIENT, _PROVIDER, bar_days=60),
    _R.SURROUNDINGS: _reason("The surroundings do not suit", _CLIENT, _PROVIDER, reconsider="preferred_areas"),
    _R.OUTDOOR_SPACE: _reason("The outdoor space does not suit", _CLIENT, reconsider="wishes"),
    _R.STORAGE: _reason("Too little storage or parking", _CLIENT, reconsider="wishes"),
    _R.TOO_FEW_BEDROOMS: _reason("Too few bedrooms", _CLIENT, _PROVIDER, reconsider="bedrooms"),
    _R.NOT_ACCESSIBLE: _reason(
        "Not accessible enough", _CLIENT, _PROVIDER, reconsider="accessibility", recheck="accessibility"
    ),
    _R.TOO_MUCH_STIMULUS: _reason(
        "Too much stimulus", _CLIENT, _PROVIDER, reconsider="low_stimulus", recheck="low_stimulus"
    ),
    _R.UNSAFE_LOCATION: _reason(
        "The place is not safe for the client",
        _CLIENT,
        _PROVIDER,
        bar_days=_FOR_GOOD,
        reconsider="excluded_areas",
        told_as=_R.PERSONAL_CIRCUMSTANCES,
    ),
    _R.PERSONAL_CIRCUMSTANCES: _reason("Personal circumstances", _CLIENT, _PROVIDER, bar_days=0),
    _R.OTHER_DWELLING: _reason("Another dwelling was accepted", _CLIENT, _PROVIDER, bar_days=0),
    _R.NO_INTEREST: _reason("No interest in this dwelling any more", _CLIENT),
    _R.NOT_AT_VIEWING: _reason("Did not come to the viewing", _CLIENT, _PROVIDER, _CORPORATION, bar_days=0),
    _R.NOT_READY: _reason("Not ready to move yet", _CLIENT, _PROVIDER, bar_days=0, reconsider="ready_from"),
    _R.SUPPORT_NOT_DELIVERABLE: _reason("Support can't be delivered there", _PROVIDER, reconsider="support"),
    _R.PROFILE_INCORRECT: _reason("The profile is not right", _PROVIDER, _CORPORATION, bar_days=0),
    _R.WRONGLY_PROPOSED: _reason("It should not have been proposed", _PROVIDER, _CORPORATION, bar_days=_FOR_GOOD),
    _R.INCOME_TOO_HIGH: _reason("The income is too high", _CORPORATION, reconsider="income_band"),
    _R.INCOME_TOO_LOW: _reason("The income is too low", _CORPORATION, reconsider="income_band"),
    _R.DOCUMENTS_MISSING: _reason("Documents were not delivered", _CORPORATION, bar_days=30),
    _R.DOCUMENTS_REFUSED: _reason("Documents are not in order", _CORPORATION, bar_days=30),
    _R.RENTAL_HISTORY: _reason("Earlier tenancy with this corporation", _CORPORATION, bar_days=365),
    _R.CO_OPTION: _reason("The residents did not agree", _CORPORATION, bar_days=365),
    _R.DWELLING_GONE: _reason(
        "The dwelling is not available any more", _CORPORATION, bar_days=0, recheck="available_from"
    ),
    _R.DWELLING_DATA_WRONG: _reason(
        "What was said of the dwelling is not right", _CORPORATION, bar_days=0, recheck="rent"
    ),
}  # fmt: skip
"""Every reason, and what it means."""
