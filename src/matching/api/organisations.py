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
from matching.queries.organisations import OrganisationNotFound
from matching.queries.regions import RegionNotFound
from matching.vocabulary import OrganisationKind
from matching.work import Work

router = open_router("/organisations", tag="organisations")
me_router = open_router("/me", tag="organisations")

OrganisationId = Annotated[
    UUID, Path(description="Kenmerk van de organisatie. / Identity.", examples=[examples.ORGANISATION])
]
KeyId = Annotated[
    UUID,
    Path(description="Kenmerk van de sleutel. / Identity of the key.", examples=[examples.KEY_TO_REVOKE]),
]
Kind = Annotated[
    OrganisationKind, Field(description="Soort organisatie. / Kind of organisation.", examples=["provider"])
]
Name = Annotated[
    str,
    Field(
        min_length=2,
        max_length=120,
        description="Naam. / Name.",
        examples=["Stichting Voorbeeldzorg (fictief)"],
    ),
]
Slugs = Annotated[
    list[Slug],
    Field(
        min_length=1,
        max_length=40,
        description="Regio's waarin de organisatie actief is. / Regions it is active in.",
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
            description="Welke gemeente het is; alleen bij soort `municipality`. / Which municipality it is.",
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
            description="Geschorst: haar sleutels werken niet. / Suspended: its keys don't work.",
            examples=[False],
        ),
    ] = None


class OrganisationOut(Out):
    """An organisation."""

    id: Annotated[UUID, Field(description="Kenmerk. / Identity.")]
    kind: Kind
    name: Name
    municipality: Annotated[
        AreaCode | None, Field(description="Welke gemeente het is. / Which municipality.")
    ]
    regions: Slugs
    suspended: Annotated[bool, Field(description="Geschorst. / Suspended.")]
    created_at: Annotated[Moment, Field(description="Wanneer ingeschreven. / When registered.")]


class OrganisationListOut(ListOut):
    """A page of organisations."""

    items: list[OrganisationOut]


Scopes = Annotated[
    list[ScopeName] | None,
    Field(
        description="Waartoe de sleutel beperkt is: `read` of `write`, van alles of van één hoofdstuk, zoals "
        "`write:dwellings`. Leeg: alles wat de rol mag. / What the key is limited to.",
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
            description="Waar de sleutel voor is. / What it is for.",
            examples=["koppeling met ons ECD"],
        ),
    ]
    expires_at: Annotated[
        Moment | None,
        Field(
            description="Wanneer de sleutel verloopt. / When it expires.", examples=["2099-01-01T00:00:00Z"]
        ),
    ] = None
    scopes: Annotated[Scopes, Field(min_length=1, max_length=len(SCOPES))] = None


class KeyOut(Out):
    """A key, without its secret."""

    id: Annotated[UUID, Field(description="Kenmerk. / Identity.")]
    label: Annotated[str, Field(description="Waar de sleutel voor is. / What it is for.")]
    role: Annotated[Role, Field(description="Rol. / Role.")]
    scopes: Scopes
    prefix: Annotated[str, Field(description="Openbaar begin van de sleutel. / Its public part.")]
    expires_at: Annotated[Moment | None, Field(description="Wanneer hij verloopt. / When it expires.")]
    revoked_at: Annotated[Moment | None, Field(description="Wanneer hij is ingetrokken. / When revoked.")]
    last_used_at: Annotated[
        Moment | None, Field(description="Wanneer hij het laatst is gebruikt, op de minuut. / Last use.")
    ]
    created_at: Annotated[Moment, Field(description="Wanneer hij is gemaakt. / When it was made.")]


class NewKeyOut(KeyOut):
    """A key just made."""

    secret: Annotated[
        str,
        Field(
            description="De sleutel zelf. Wordt eenmalig getoond. / The key itself; shown once and never again."
        ),
    ]


class KeyListOut(ListOut):
    """The keys of an organisation."""

    items: list[KeyOut]


class MeOut(Out):
    """Who you are, according to your key."""

    role: Annotated[Role, Field(description="Uw rol. / Your role.")]
    organisation: Annotated[OrganisationOut | None, Field(description="Uw organisatie. / Your organisation.")]
    regions: Annotated[list[str], Field(description="Regio's waarin u werkt. / Regions you work in.")]
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
    """Toon wie u bent volgens uw sleutel. / Who you are, according to your key."""
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
    kind: Annotated[
        OrganisationKind | None, Query(description="Soort. / Kind.", examples=["provider"])
    ] = None,
    region: Annotated[
        str | None, Query(description="Korte naam van de regio. / Region.", examples=["parkstad"])
    ] = None,
) -> OrganisationListOut:
    """Toon de organisaties in uw regio's. / The organisations in your regions."""
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
    """Schrijf een organisatie in en maak haar actief in regio's. / Register an organisation."""
    regions = [await regions_asked.region(work, slug=slug) for slug in dict.fromkeys(body.regions)]
    organisation = await organisations.register_organisation(
        work, kind=body.kind, name=body.name, municipality=body.municipality, regions=regions
    )
    response.headers["Location"] = f"/v1/organisations/{organisation.id}"
    return await _out(work, organisation, tag)


@router.get("/{organisation_id}", responses=refuses(OrganisationNotFound))
async def get_organisation(organisation_id: OrganisationId, work: AnyWork, tag: ATag) -> OrganisationOut:
    """Toon een organisatie. / One organisation."""
    return await _out(work, await questions.organisation(work, organisation_id=organisation_id), tag)


@router.patch(
    "/{organisation_id}", responses=refuses(NotAllowed, OrganisationNotFound, RegionNotFound, RegionNotYours)
)
async def change_organisation(
    organisation_id: OrganisationId,
    body: OrganisationChangeIn,
    work: ManagerWork,
    expected: IfMatch,
    tag: ATag,
) -> OrganisationOut:
    """Maak een organisatie elders actief, schors haar, of laat haar weer toe. / Change an organisation."""
    organisation = await questions.manageable_organisation(work, organisation_id=organisation_id)
    regions = None
    if body.regions is not None:
        regions = [await regions_asked.region(work, slug=slug) for slug in dict.fromkeys(body.regions)]
    changed = await organisations.change_organisation(
        work, organisation=organisation, expected=expected, regions=regions, suspended=body.suspended
    )
    return await _out(work, changed, tag)


@router.get("/{organisation_id}/keys", responses=refuses(NotAllowed, OrganisationNotFound))
async def list_keys(organisation_id: OrganisationId, work: ManagerWork) -> KeyListOut:
    """Toon de sleutels van een organisatie. / The keys of an organisation."""
    organisation = await questions.manageable_organisation(work, organisation_id=organisation_id)
    found = await keys.keys_of(work, organisation=organisation)
    return KeyListOut(items=[KeyOut.model_validate(key) for key in found])


@router.post(
    "/{organisation_id}/keys",
    status_code=201,
    responses=refuses(NotAllowed, OrganisationNotFound, KeyWouldNeverWork, KeyWiderThanYours),
    openapi_extra=HOLDS_A_SECRET,
)
async def make_key(
    organisation_id: OrganisationId, body: KeyIn, work: ManagerWork, response: Response
) -> NewKeyOut:
    """Maak een sleutel; het geheim wordt eenmalig getoond. / Make a key; its secret is shown once."""
    organisation = await questions.manageable_organisation(work, organisation_id=organisation_id)
    made = await keys.make_key(
        work, organisation=organisation, label=body.label, expires_at=body.expires_at, scopes=body.scopes
    )
    response.headers["Location"] = f"/v1/organisations/{organisation_id}/keys/{made.key.id}"
    return NewKeyOut(**KeyOut.model_validate(made.key).model_dump(), secret=made.secret)


@router.delete(
    "/{organisation_id}/keys/{key_id}",
    status_code=204,
    responses=refuses(NotAllowed, OrganisationNotFound, KeyNotFound),
)
async def revoke_key(organisation_id: OrganisationId, key_id: KeyId, work: ManagerWork) -> None:
    """Trek een sleutel in; hij werkt meteen niet meer. / Revoke a key; it stops working at once."""
    organisation = await questions.manageable_organisation(work, organisation_id=organisation_id)
    await keys.revoke_key(work, organisation=organisation, key_id=key_id)
