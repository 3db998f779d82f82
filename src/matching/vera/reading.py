"""What a unit in VERA form says of a dwelling: its fields, where each came from, and what could not be used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from matching.errors import Fault
from matching.vera.source import Source, Spot


@dataclass(frozen=True, slots=True)
class Known:
    """What our side knows that VERA's words point at.

    Attributes
    ----------
    forms
        Codes of housing forms by VERA code, as in `WOONVORM.BEG`.
    neighbourhoods
        Codes of neighbourhoods by municipality (its code or its name, in small letters) and name.
    postcodes
        Codes of neighbourhoods by postcode, as the sender says: we have no such table.
    """

    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    neighbourhoods: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    postcodes: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """What was read so far.

    Attributes
    ----------
    given
        Values by the name of our field, as JSON has them.
    places
        Where each of them stands in what was sent.
    warnings
        What the sender should know: nothing is left out or assumed in silence.
    faults
        What can't be true.
    left
        Why this is no dwelling to offer; None: it is one.
    """

    source: Source
    known: Known
    given: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    warnings: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left: Fault | None = None

    def put(self, name: str, value: Any, path: str) -> None:
        """Say what a field is, and where that stands."""
        self.given[name] = value
        self.places[name] = path

    def warn(self, path: str, code: str, *, english: str, dutch: str) -> None:
        """Say what the sender should know."""
        self.warnings.append(Fault(path, code, english, dutch))

    def refuse(self, path: str, code: str, *, english: str, dutch: str) -> None:
        """Say what can't be true."""
        self.faults.append(Fault(path, code, english, dutch))

    def miss(self, path: str, *, english: str, dutch: str) -> None:
        """Say that a datum is missing of which matching makes use."""
        place = self.source.place + "." + path.partition(".")[2].replace("[]", "")
        self.warn(
            place,
            "missing",
            english=f"Not told: {english}. It stays as it was; for a new dwelling, unknown.",
            dutch=f"Niet meegegeven: {dutch}. Dit blijft zoals het was; bij een nieuwe woning onbekend.",
        )

    def text(self, spot: Spot) -> str | None:
        """Return a text, or refuse what is none."""
        if isinstance(spot.value, str):
            return spot.value.strip()
        self._misshapen(spot.path, "a text", "een tekst")
        return None

    def number(self, path: str, value: Any) -> Decimal | None:
        """Return a number, also one that VERA keeps as a text; refuse what is none."""
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            try:
                number = Decimal(str(value).strip())
            except InvalidOperation:
                number = Decimal("NaN")
            if number.is_finite() and abs(number) < Decimal(10) ** 9:
                return number
        self._misshapen(path, "a number", "een getal")
        return None

    def whole(self, path: str, value: Any) -> int | None:
        """Return a whole number, or refuse what is none."""
        number = self.number(path, value)
        if number is not None and number != int(number):
            self._misshapen(path, "a whole number", "een geheel getal")
            return None
        return None if number is None else int(number)

    def _misshapen(self, path: str, english: str, dutch: str) -> None:
        self.refuse(
            path, "misshapen", english=f"This should be {english}.", dutch=f"Dit hoort {dutch} te zijn."
        )
