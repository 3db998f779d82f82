"""The housing forms of a region: begin with the default woonladder, then make, change and retire them."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import any_, literal, select

from matching.actors import Role
from matching.errors import Conflict, Fault, Unprocessable
from matching.models import Client, ClientState, Dwelling, DwellingState, Fact, HousingForm, Region
from matching.operations.changes import NothingToChange
from matching.operations.revisions import WHATEVER, Expected
from matching.operations.woonladder import WOONLADDER
from matching.queries.housing_forms import housing_form
from matching.vocabulary import TargetGroup
from matching.work import Work


class HousingFormExists(Conflict):
    """The region has a housing form with this code already."""

    dutch = "De regio heeft al een woonvorm met deze code."


class HousingFormContradicts(Unprocessable):
    """The rules of a housing form contradict each other."""

    dutch = "De regels van een woonvorm spreken elkaar tegen."


class HousingFormInUse(Conflict):
    """A housing form that waiting clients or offered dwellings name can't be retired."""

    dutch = "Een woonvorm die wachtende kandidaten of aangeboden woningen noemen, kan niet vervallen."


def install_defaults(work: Work, region: Region) -> None:
    """Give a new region every rung of the default woonladder."""
    work.session.add_all(
        HousingForm(**work.stamp(), region_id=region.id, **_columns(asdict(rung))) for rung in WOONLADDER
    )


async def make_housing_form(work: Work, *, region: Region, code: str, **fields: Any) -> HousingForm:
    """Add a housing form to a region's woonladder.

    Parameters
    ----------
    fields
        The columns of `models.HousingForm`, without identity.

    Raises
    ------
    HousingFormExists
        When the region has the code, retired ones included.
    HousingFormContradicts
        When its rules contradict each other; names them all.
    """
    work.actor.require(Role.COORDINATOR)
    _refuse_contradictions(fields)
    await _lock_region(work, region)
    query = select(HousingForm.id).where(HousingForm.region_id == region.id, HousingForm.code == code)
    if await work.session.scalar(query):
        raise HousingFormExists(f"{code} exists already.", f"{code} bestaat al.")
    form = HousingForm(**work.stamp(), region_id=region.id, code=code, **_columns(fields))
    work.session.add(form)
    work.record(Fact.HOUSING_FORM_MADE, form.id, region_id=region.id, code=code)
    await work.session.flush()
    return form


async def change_housing_form(
    work: Work,
    *,
    region: Region,
    code: str,
    expected: Expected = WHATEVER,
    retired: bool | None = None,
    **fields: Any,
) -> HousingForm:
    """Change what was given of a housing form, retire it, or bring it back.

    Parameters
    ----------
    expected
        The revisions that the change was made for.
    retired
        True: nobody new may name it; False: it counts again; None: leave it.
    fields
        Only the columns that change.

    Raises
    ------
    HousingFormNotFound
        When the region has no such form.
    ResourceMovedOn
        When it was changed since.
    HousingFormContradicts
        When the changed rules contradict each other; names them all.
    NothingToChange
        When nothing was given.
    HousingFormInUse
        When it is to be retired while waiting clients or offered dwellings name it.
    """
    work.actor.require(Role.COORDINATOR)
    if not fields and retired is None:
        raise NothingToChange("Name at least one field.", "Noem ten minste één veld.")
    await _lock_region(work, region)
    form = await housing_form(work, region_id=region.id, code=code)
    expected.require(form.revision)
    _refuse_contradictions({name: getattr(form, name) for name in _LIMITS} | fields)
    for name, value in _columns(fields).items():
        setattr(form, name, value)
    if retired is not None:
        await _retire(work, form, retired=retired)
    form.modified_at = work.at
    work.record(
        Fact.HOUSING_FORM_CHANGED,
        form.id,
        region_id=region.id,
        code=code,
        changed=sorted(fields),
        retired=retired,
    )
    await work.session.flush()
    return form


_LIMITS = ("minimum_age", "maximum_age", "self_contained", "in_group", "target_groups")


def _columns(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields as the columns want them: tuples of words become lists of texts."""
    given = dict(fields)
    if "target_groups" in given:
        given["target_groups"] = [str(group) for group in given["target_groups"]]
    return given


def _refuse_contradictions(rules: dict[str, Any]) -> None:
    faults = list(_contradictions(**{name: rules.get(name) for name in _LIMITS}))
    if faults:
        raise HousingFormContradicts(faults[0].english, faults[0].dutch, faults)


def _contradictions(
    *,
    minimum_age: int | None,
    maximum_age: int | None,
    self_contained: bool | None,
    in_group: bool | None,
    target_groups: list[str] | None,
) -> list[Fault]:
    faults = []
    if minimum_age is not None and maximum_age is not None and minimum_age > maximum_age:
        faults.append(
            Fault(
                "maximumAge",
                "ages-out-of-order",
                f"The oldest age {maximum_age} is below the youngest, {minimum_age}.",
                f"De hoogste leeftijd {maximum_age} ligt onder de laagste, {minimum_age}.",
            )
        )
    if self_contained and in_group:
        faults.append(
            Fault(
                "inGroup",
                "group-and-self-contained",
                "A form can't be self-contained and a group at once.",
                "Een woonvorm kan niet tegelijk zelfstandig en een groep zijn.",
            )
        )
    faults.extend(
        Fault(
            f"targetGroups.{place}",
            "unknown-target-group",
            f"{group} is unknown; choose from {', '.join(TargetGroup)}.",
            f"{group} is onbekend; kies uit {', '.join(TargetGroup)}.",
        )
        for place, group in enumerate(target_groups or ())
        if group not in set(TargetGroup)
    )
    return faults


async def _lock_region(work: Work, region: Region) -> None:
    """Let one coordinator at a time change the woonladder of a region."""
    await work.session.get_one(Region, region.id, with_for_update=True)


async def _retire(work: Work, form: HousingForm, *, retired: bool) -> None:
    if not retired:
        form.retired_at = None
    elif form.retired_at is None:
        await _refuse_when_in_use(work, form)
        form.retired_at = work.at


async def _refuse_when_in_use(work: Work, form: HousingForm) -> None:
    dwelling = await work.session.scalar(
        select(Dwelling.id)
        .where(
            Dwelling.region_id == form.region_id,
            Dwelling.housing_form == form.code,
            Dwelling.state == DwellingState.OFFERED,
        )
        .limit(1)
    )
    client = await work.session.scalar(
        select(Client.id)
        .where(
            Client.region_id == form.region_id,
            literal(form.code) == any_(Client.housing_forms),
            Client.state == ClientState.WAITING,
        )
        .limit(1)
    )
    if dwelling or client:
        raise HousingFormInUse(
            f"Dwellings on offer or waiting clients name {form.code}; change those first.",
            f"Aangeboden woningen of wachtende kandidaten noemen {form.code}; wijzig die eerst.",
        )
