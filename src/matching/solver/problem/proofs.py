"""The file format `matchingspunt/certificate@1`: multipliers from which anybody can count a bound on each level."""

import json
from dataclasses import asdict, dataclass

CERTIFICATE_FORMAT = "matchingspunt/certificate@1"


@dataclass(frozen=True, slots=True)
class Multiplier:
    """What one unit of a rule's room counts.

    Attributes
    ----------
    kind
        "dwelling", "limit" or "target".
    id
        Of that dwelling, limit or target.
    multiplier
        Not negative, but for a target. [point / scale]
    divisor, complemented
        The limit is first rounded by the divisor, with these clients complemented; by 1: as it is.
    """

    kind: str
    id: str
    multiplier: int
    divisor: int = 1
    complemented: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier level that may not be given up: at least, for spread at most, `value`.

    Attributes
    ----------
    multiplier
        What one unit of it counts. [point / scale]
    """

    name: str
    value: int
    multiplier: int


@dataclass(frozen=True, slots=True)
class LevelProof:
    """A bound on one level, and what it follows from.

    Attributes
    ----------
    value
        What the matching comes to. [point]
    earlier
        The levels before it, in order.
    scale
        What one point of the level counts in the multipliers.
    bound
        No matching that keeps the earlier levels passes this. [point]
    closed_by
        Who found by search that nothing lies between value and bound; None where the bound is reached, or
        where that is open.
    """

    name: str
    value: int
    earlier: tuple[Earlier, ...]
    scale: int
    rows: tuple[Multiplier, ...]
    bound: int
    closed_by: str | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A proof per level, in order, about the whole problem of that hash, pinned pairs and all."""

    problem_hash: str
    levels: tuple[LevelProof, ...]


def write_certificate(certificate: Certificate) -> str:
    """Return the certificate as a file, one line."""
    levels = [asdict(level) for level in certificate.levels]
    document = {"format": CERTIFICATE_FORMAT, "problem": certificate.problem_hash, "levels": levels}
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False) + "\n"
