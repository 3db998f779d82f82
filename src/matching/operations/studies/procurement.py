"""Which extra dwellings would help most: what is wrong with what is asked, and the plan."""

from collections.abc import Iterator, Sequence

from matching.errors import Fault
from matching.models.base import Json
from matching.operations.studies.scenarios import twice, unknown
from matching.solver import Base, Instance, Line, Solve, Terms, as_plain, as_typed, plan, stated


def answer(base: Base, meant: Json, solve: Solve) -> Json:
    """Return the plan of these terms."""
    found: Json = as_plain(plan(base, as_typed(Terms, meant), solve))
    return found


def statement(lines: Sequence[Json], *, smallest: int) -> Json:
    """Return what is asked of the corporations, in words that tell of nobody.

    Parameters
    ----------
    lines
        Of the plan, as it was kept; one from before `fits` was counted is asked for without a description.
    smallest
        The smallest number of people who could live somewhere that it is described with. [client]
    """
    typed: list[Line] = [as_typed(Line, {"fits": 0, **line}) for line in lines]
    told: Json = as_plain(stated(typed, smallest=smallest))
    return told


def faults(instance: Instance, meant: Json) -> Iterator[Fault]:
    """Name everything that is wrong with terms for this instance."""
    terms: Terms = as_typed(Terms, meant)
    forms = {form.code for form in instance.housing_forms}
    towns = {place.code for place in instance.municipalities}
    yield from unknown("housing_forms", "", terms.housing_forms, forms)
    yield from unknown("municipalities", "", terms.municipalities, towns)
    for section in ("housing_forms", "municipalities", "rents"):
        yield from twice(section, getattr(terms, section))
    since = max(terms.available_from or instance.on, instance.on)
    if not any(limits.valid_from <= since < limits.valid_until for limits in instance.rent_limits):
        yield Fault(
            "available_from",
            "no-rent-limits",
            f"The rent limits of {since} were not known to the matching run.",
            f"De huurgrenzen van {since} waren bij de matchronde niet bekend.",
        )
