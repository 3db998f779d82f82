"""Organisations and their keys."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from matching import examples
from matching.actors import Role
from matching.api.conditions import ATag, IfMatch, Tag
from matching.api.dependencies import AnyWork, ManagerWork
from matching.api.listing import APage, ListOut
from matching.api.problems import refuses
from matching.api.regions import Slug
from matching.api.repeats import HOLDS_A_SECRET
from matching.api.routing import open_router
from matching.api.schemas import AreaCode, In, Moment, Out
from matching.api.scopes import FOR_EVERY_KEY, SCOPES, ScopeName
from matching.errors import NotAllowed
from matching.models import Organisation
from matching.operations import keys, organisations
from matching.operations.keys import KeyNotFound, KeyWiderThanYours, KeyWouldNeverWork
from matching.operations.organisations import NotAMunicipality, OrganisationExists, RegionNotYours
from matching.queries import organisations as questions
from matching.queries import regions as regions_asked
from matching.queries.organisations import OrganisationElsewhereToo, OrganisationNotFound
from matching.queries.regions import RegionNotFound
from matching.vocabulary import OrganisationKind
from matching.work import Work

router = open_router("/organisations", tag="organisations")
me_router = open_router("/me", tag="organisations")

OrganisationId = Annotated[
    UUID, Path(description="Identity of the organisation.", examples=[examples.ORGANISATION])
]
KeyId = Annotated[
    UUID,
    Path(description="Identity of the key.", examples=[examples.KEY_TO_REVOKE]),
]
Kind = Annotated[OrganisationKind, Field(description="Kind of organisation.", examples=["provider"])]
Name = Annotated[
    str,
    Field(
        min_length=2,
        max_length=120,
        description="Name.",
        examples=["Stichting Voorbeeldzorg (fictief)"],
    ),
]
Slugs = Annotated[
    list[Slug],
    Field(
        min_length=1,
        max_length=40,
        description="Regions in which the organisation is active.",
        examples=[["parkstad"]],
    ),
]


class OrganisationIn(In):
    """An organisation to register."""

    kind: Kind
    name: Name
    municipality: Annotated[
        AreaCode | None,
        Field(
            description="Which municipality it is; only for the kind `municipality`.",
            examples=[None],
        ),
    ] = None
    regions: Slugs


class OrganisationChangeIn(In):
    """What changes about an organisation; what is left out stays."""

    regions: Slugs | None = None
    suspended: Annotated[
        bool | None,
        Field(
            description="Suspended: its keys don't work.",
            examples=[False],
        ),
    ] = None


class OrganisationOut(Out):
    """An organisation."""

    id: Annotated[UUID, Field(description="Identity.")]
    kind: Kind
    name: Name
    municipality: Annotated[AreaCode | None, Field(description="Which municipality it is.")]
    regions: Slugs
    suspended: Annotated[bool, Field(description="Suspended.")]
    created_at: Annotated[Moment, Field(description="When registered.")]


class OrganisationListOut(ListOut):
    """A page of organisations."""

    items: list[OrganisationOut]


Scopes = Annotated[
    list[ScopeName] | None,
    Field(
        description="What the key is limited to: `read` or `write`, of everything or of one chapter, such as "
        "`write:dwellings`. Empty: all that the role may do.",
        examples=[["read", "write:dwellings"]],
    ),
]


class KeyIn(In):
    """A key to make."""

    label: Annotated[
        str,
        Field(
            min_length=1,
            max_length=80,
            description="What the key is for.",
            examples=["koppeling met ons ECD"],
        ),
    ]
    expires_at: Annotated[
        Moment | None,
        Field(description="When the key expires.", examples=["2099-01-01T00:00:00Z"]),
    ] = None
    scopes: Annotated[Scopes, Field(min_length=1, max_length=len(SCOPES))] = None


class KeyOut(Out):
    """A key, without its secret."""

    id: Annotated[UUID, Field(description="Identity.")]
    label: Annotated[str, Field(description="What the key is for.")]
    role: Annotated[Role, Field(description="Role.")]
    scopes: Scopes
    prefix: Annotated[str, Field(description="Public beginning of the key.")]
    expires_at: Annotated[Moment | None, Field(description="When it expires.")]
    revoked_at: Annotated[Moment | None, Field(description="When it was revoked.")]
    last_used_at: Annotated[Moment | None, Field(description="When it was last used, to the minute.")]
    created_at: Annotated[Moment, Field(description="When it was made.")]


class NewKeyOut(KeyOut):
    """A key just made."""

    secret: Annotated[
        str,
        Field(description="The key itself. It is shown once."),
    ]


class KeyListOut(ListOut):
    """The keys of an organisation."""

    items: list[KeyOut]


class MeOut(Out):
    """Who you are, according to your key."""

    role: Annotated[Role, Field(description="Your role.")]
    organisation: Annotated[OrganisationOut | None, Field(description="Your organisation.")]
    regions: Annotated[list[str], Field(description="Regions in which you work.")]
    scopes: Scopes


async def _outs(work: Work, found: list[Organisation]) -> list[OrganisationOut]:
    regions = await questions.regions_of(work, organisation_ids=[organisation.id for organisation in found])
    return [
        OrganisationOut(
            id=organisation.id,
            kind=organisation.kind,
            name=organisation.name,
            municipality=organisation.municipality_code,
            regions=regions[organisation.id],
            suspended=organisation.suspended_at is not None,
            created_at=organisation.created_at,
        )
        for organisation in found
    ]


async def _out(work: Work, organisation: Organisation, tag: Tag) -> OrganisationOut:
    tag.tell(organisation.revision)
    return (await _outs(work, [organisation]))[0]


@me_router.get("", openapi_extra=FOR_EVERY_KEY)
async def who_am_i(work: AnyWork) -> MeOut:
    """Show who you are by your key."""
    mine = work.actor.organisation_id
    organisation = await questions.organisation(work, organisation_id=mine) if mine else None
    regions = await regions_asked.visible_regions(work)
    return MeOut(
        role=work.actor.role,
        organisation=(await _outs(work, [organisation]))[0] if organisation else None,
        regions=[region.slug for region in regions],
        scopes=sorted(work.actor.scopes) if work.actor.scopes is not None else None,
    )


@router.get("", responses=refuses(RegionNotFound))
async def list_organisations(
    work: AnyWork,
    page: APage,
    kind: Annotated[OrganisationKind | None, Query(description="Kind.", examples=["provider"])] = None,
    region: Annotated[
        str | None, Query(description="Short name of the region.", examples=["parkstad"])
    ] = None,
) -> OrganisationListOut:
    """Show the organisations in your regions."""
    region_id = (await regions_asked.region(work, slug=region)).id if region else None
    found = await questions.visible_organisations(
        work, kind=kind, region_id=region_id, after=page.after_id, limit=page.limit
    )
    return OrganisationListOut(
        items=await _outs(work, found), next=page.next_id([organisation.id for organisation in found])
    )


@router.post(
    "",
    status_code=201,
    responses=refuses(NotAllowed, OrganisationExists, NotAMunicipality, RegionNotFound, RegionNotYours),
)
async def register_organisation(
    body: OrganisationIn, work: ManagerWork, response: Response, tag: ATag
) -> OrganisationOut:
    """Register an organisation and make it active in regions."""
    regions = [await regions_asked.region(work, slug=slug) for slug in dict.fromkeys(body.regions)]
    organisation = await organisations.register_organisation(
        work, kind=body.kind, name=body.name, municipality=body.municipality, regions=regions
    )
    response.headers["Location"] = f"/v1/organisations/{organisation.id}"
    return await _out(work, organisation, tag)


@router.get("/{organisation_id}", responses=refuses(OrganisationNotFound))
async def get_organisation(organisation_id: OrganisationId, work: AnyWork, tag: ATag) -> OrganisationOut:
    """Show an organisation."""
    return await _out(work, await questions.organisation(work, organisation_id=organisation_id), tag)


@router.patch(
    "/{organisation_id}",
    responses=refuses(
        NotAllowed, OrganisationElsewhereToo, OrganisationNotFound, RegionNotFound, RegionNotYours
    ),
)
async def change_organisation(
    organisation_id: OrganisationId,
    body: OrganisationChangeIn,
    work: ManagerWork,
    expected: IfMatch,
    tag: ATag,
) -> OrganisationOut:
    """Make an organisation active elsewhere, suspend it, or let it in again."""
    organisation = await questions.manageable_organisation(work, organisation_id=organisation_id)
    regions = None
    if body.regions is not None:
        regions = [await regions_asked.region(work, slug=slug) for slug in dict.fromkeys(body.regions)]
    changed = await organisations.change_organisation(
        work, organisation=organisation, expected=expected, regions=regions, suspended=body.suspended
    )
    return await _out(work, changed, tag)


@router.get(
    "/{organisation_id}/keys", responses=refuses(NotAllowed, OrganisationElsewhereToo, OrganisationNotFound)
)
async def list_keys(organisation_id: OrganisationId, work: ManagerWork) -> KeyListOut:
    """Show the keys of an organisation."""
    organisation = await questions.manageable_organisation(work, organisation_id=organisation_id)
    found = await keys.keys_of(work, organisation=organisation)
    return KeyListOut(items=[KeyOut.model_validate(key) for key in found])


@router.post(
    "/{organisation_id}/keys",
    status_code=201,
    responses=refuses(
        NotAllowed, OrganisationElsewhereToo, OrganisationNotFound, KeyWouldNeverWork, KeyWiderThanYours
    ),
    openapi_extra=HOLDS_A_SECRET,
)
async def make_key(
    organisation_id: OrganisationId, body: KeyIn, work: ManagerWork, response: Response
) -> NewKeyOut:
    """Make a key; its secret is shown once."""
    organisation = await questions.manageable_organisation(work, organisation_id=organisation_id)
    made = await keys.make_key(
        work, organisation=organisation, label=body.label, expires_at=body.expires_at, scopes=body.scopes
    )
    response.headers["Location"] = f"/v1/organisations/{organisation_id}/keys/{made.key.id}"
    return NewKeyOut(**KeyOut.model_validate(made.key).model_dump(), secret=made.secret)


@router.delete(
    "/{organisation_id}/keys/{key_id}",
    status_code=204,
    responses=refuses(NotAllowed, OrganisationElsewhereToo, OrganisationNotFound, KeyNotFound),
)
async def revoke_key(organisation_id: OrganisationId, key_id: KeyId, work: ManagerWork) -> None:
    """Revoke a key; it stops working at once."""
    organisation = await questions.manageable_organisation(work, organisation_id=organisation_id)
    await keys.revoke_key(work, organisation=organisation, key_id=key_id)
