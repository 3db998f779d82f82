"""The rungs of the woonladder and who they admit."""

from collections.abc import Iterator
from dataclasses import dataclass

from matching.solver.instance.faults import out_of_order, out_of_range
from matching.vocabulary import Support, TargetGroup


@dataclass(frozen=True, slots=True)
class Admission:
    """The admission rules of a housing form; an empty rule admits everybody.

    Attributes
    ----------
    readiness_needed
        False where nobody has to be declared ready first (Housing First).
    minimum_age, maximum_age
        Inclusive. [year]
    children
        True: only households with children; False: only without; None: both.
    support_at_least
        The least support a client must need to belong here; None: any.
    debts_under_control
        True where debts must be under control first.
    target_groups
        Any one of these admits; empty: everybody.
    """

    readiness_needed: bool = True
    minimum_age: int | None = None
    maximum_age: int | None = None
    children: bool | None = None
    support_at_least: Support | None = None
    debts_under_control: bool = False
    target_groups: frozenset[TargetGroup] = frozenset()


@dataclass(frozen=True, slots=True)
class HousingForm:
    """A rung of the region's woonladder.

    Attributes
    ----------
    supervision
        The support that is present in the form itself.
    self_contained
        True when every household has its own front door, kitchen and sanitary.
    group
        True when people live in a group.
    """

    code: str
    supervision: Support
    self_contained: bool
    group: bool
    admission: Admission = Admission()

    def faults(self) -> Iterator[str]:
        """Name everything that is wrong with the housing form."""
        youngest, oldest = self.admission.minimum_age, self.admission.maximum_age
        yield from out_of_range(f"Housing form {self.code}", minimum_age=youngest, maximum_age=oldest)
        yield from out_of_order(f"Housing form {self.code}", youngest, oldest, names="the age limits")
