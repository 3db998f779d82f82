"""Say where a provider delivers support, how heavy, and for how many hours a week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select

from matching.actors import Role
from matching.errors import Fault, Unprocessable
from matching.models import Fact, Membership, Organisation, Region, SupportCoverage
from matching.operations.revisions import WHATEVER, Expected
from matching.queries import coverages as questions
from matching.queries.coverages import covering_provider
from matching.queries.organisations import OrganisationNotFound
from matching.queries.regions import municipalities_of
from matching.vocabulary import Support
from matching.work import Work


class CoverageContradicts(Unprocessable):
    """The coverage contradicts itself or the region."""

    dutch = "De dekking spreekt zichzelf of de regio tegen."


@dataclass(frozen=True, slots=True)
class Coverage:
    """The support of a provider in one municipality; `hours` None: as many as asked. [hour/week]"""

    municipality: str
    level: Support
    hours: Decimal | None = None


async def set_coverage(
    work: Work,
    *,
    region: Region,
    organisation_id: UUID,
    coverage: Sequence[Coverage],
    expected: Expected = WHATEVER,
) -> list[SupportCoverage]:
    """Replace all that a provider delivers in a region.

    Parameters
    ----------
    expected
        The tags, by `tag_of`, of what is to be replaced.

    Raises
    ------
    OrganisationNotFound
        When it does not exist, is another provider than the one who asks, or is not active there.
    NotAProvider
        When it is of another kind.
    ResourceMovedOn
        When it was replaced since.
    CoverageContradicts
        When a municipality is not of the region or stands there twice, or no support is delivered; names all.
    """
    work.actor.require(Role.COORDINATOR, Role.PROVIDER)
    provider = await covering_provider(work, organisation_id=organisation_id)
    await work.session.get_one(Organisation, provider.id, with_for_update={"key_share": True})
    await _require_active(work, provider, region)
    there = await questions.coverage(work, region_id=region.id, provider_id=provider.id)
    expected.require(questions.tag_of(there))
    held = frozenset(await municipalities_of(work, region_id=region.id))
    faults = list(_faults(coverage, held))
    if faults:
        raise CoverageContradicts(faults[0].english, faults[0].dutch, faults)
    return await _replace(work, region, provider, coverage)


async def _require_active(work: Work, provider: Organisation, region: Region) -> None:
    if await work.session.get(Membership, (provider.id, region.id)) is None:
        raise OrganisationNotFound(
            f"This provider is not active in {region.slug}.",
            f"Deze zorgaanbieder is niet actief in {region.slug}.",
        )


def _faults(coverage: Sequence[Coverage], held: frozenset[str]) -> Iterator[Fault]:
    codes = [row.municipality for row in coverage]
    for place, row in enumerate(coverage):
        path = f"coverage.{place}"
        if row.municipality not in held:
            yield Fault(
                f"{path}.municipality",
                "municipality-not-in-region",
                f"{row.municipality} is not a municipality of this region.",
                f"{row.municipality} is geen gemeente van deze regio.",
            )
        if codes.index(row.municipality) < place:
            first = codes.index(row.municipality)
            yield Fault(
                f"{path}.municipality",
                "twice",
                f"{row.municipality} stands in coverage.{first} already.",
                f"{row.municipality} staat al in coverage.{first}.",
            )
        if row.level is Support.NONE:
            yield Fault(
                f"{path}.level",
                "no-support",
                "Leave out a municipality where no support is delivered.",
                "Laat een gemeente weg waar geen begeleiding wordt geleverd.",
            )


async def _replace(
    work: Work, region: Region, provider: Organisation, coverage: Sequence[Coverage]
) -> list[SupportCoverage]:
    mine = (SupportCoverage.region_id == region.id, SupportCoverage.provider_id == provider.id)
    await work.session.execute(delete(SupportCoverage).where(*mine))
    work.session.add_all(
        SupportCoverage(
            region_id=region.id,
            provider_id=provider.id,
            municipality_code=row.municipality,
            level=row.level,
            hours=row.hours,
        )
        for row in coverage
    )
    work.record(
        Fact.COVERAGE_SET,
        provider.id,
        region_id=region.id,
        parties=[provider.id],
        municipalities=[row.municipality for row in coverage],
    )
    await work.session.flush()
    return list(
        await work.session.scalars(
            select(SupportCoverage).where(*mine).order_by(SupportCoverage.municipality_code)
        )
    )
