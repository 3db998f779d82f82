"""Who works in the demo: every name is invented, and says so."""

from dataclasses import dataclass
from uuid import UUID

from matching.actors import OPERATOR
from matching.demo.numbers import numbered
from matching.demo.places import PARKSTAD, VOORBEELDLAND
from matching.examples import KEY_TO_REVOKE, ORGANISATION, demo_id
from matching.models import Organisation, Region
from matching.operations import keys
from matching.operations.organisations import register_organisation
from matching.vocabulary import OrganisationKind
from matching.work import Work


@dataclass(frozen=True, slots=True)
class Player:
    """An organisation of the demo; `prefix` begins its own references."""

    number: int
    kind: OrganisationKind
    name: str
    prefix: str = ""
    regions: tuple[str, ...] = ("parkstad",)
    municipality: str | None = None

    @property
    def id(self) -> str:
        """Return its identity."""
        return demo_id(self.number)


_BOTH = ("parkstad", "voorbeeldland")

CORPORATIONS = (
    Player(1001, OrganisationKind.CORPORATION, "Woonstichting Luchtkasteel (fictief)", "LK"),
    Player(1002, OrganisationKind.CORPORATION, "Thuis in Nergens (fictief)", "TN"),
    Player(1003, OrganisationKind.CORPORATION, "Wonen Verzonnen (fictief)", "WV"),
    Player(1004, OrganisationKind.CORPORATION, "De Denkbeeldige Haard (fictief)", "DH", _BOTH),
)
PROVIDERS = (
    Player(1101, OrganisationKind.PROVIDER, "Zorggroep De Verzonnen Brug (fictief)", "VB"),
    Player(1102, OrganisationKind.PROVIDER, "Opvang Het Luchtschip (fictief)", "LS"),
    Player(1103, OrganisationKind.PROVIDER, "Jongerenhulp De Denkstap (fictief)", "DS"),
    Player(1104, OrganisationKind.PROVIDER, "Vrouwenopvang De Fabel (fictief)", "FA"),
    Player(1105, OrganisationKind.PROVIDER, "Stichting Schetszorg (fictief)", "SZ", _BOTH),
)
COORDINATORS = (
    Player(1201, OrganisationKind.COORDINATOR, "Matchingspunt Parkstad (fictief)"),
    Player(
        1202, OrganisationKind.COORDINATOR, "Matchingspunt Voorbeeldland (fictief)", "", ("voorbeeldland",)
    ),
)
MUNICIPALITIES = tuple(
    Player(
        1301 + place,
        OrganisationKind.MUNICIPALITY,
        f"Gemeente {town.name.removesuffix(' (fictief)')} (fictief)",
        "",
        ("parkstad",) if town in PARKSTAD else ("voorbeeldland",),
        town.code,
    )
    for place, town in enumerate((*PARKSTAD, *VOORBEELDLAND))
)
PLAYERS = (*CORPORATIONS, *PROVIDERS, *COORDINATORS, *MUNICIPALITIES)


async def register_players(work: Work, *, regions: dict[str, Region]) -> None:
    """Register every organisation, and give one a key that an example may revoke."""
    for player in PLAYERS:
        await register_organisation(
            numbered(work, actor=OPERATOR, first=player.number),
            kind=player.kind,
            name=player.name,
            municipality=player.municipality,
            regions=[regions[slug] for slug in player.regions],
        )
    holder = await work.session.get_one(Organisation, UUID(ORGANISATION))
    spare = numbered(work, actor=OPERATOR, first=int(KEY_TO_REVOKE[-12:]))
    await keys.make_key(spare, organisation=holder, label="oude koppeling, mag weg")
