"""Who asks, and what that allows. Pure: no tables, no HTTP."""

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_OID, UUID, uuid5

from matching.errors import NotAllowed


class ScopeMissing(NotAllowed):
    """The key is limited, and this lies outside its scopes."""

    dutch = "De sleutel is beperkt, en dit valt buiten zijn scopes."

    def __init__(self, scope: str, *, has: frozenset[str]) -> None:
        self.scope = scope
        listed = ", ".join(sorted(has))
        super().__init__(
            f"This needs the scope {scope}; your key is limited to {listed}.",
            f"Hiervoor is de scope {scope} nodig; uw sleutel is beperkt tot {listed}.",
        )


class Role(StrEnum):
    """What somebody may do. All but the operator and the system act for one organisation."""

    CORPORATION = "corporation"
    PROVIDER = "provider"
    COORDINATOR = "coordinator"
    MUNICIPALITY = "municipality"
    OPERATOR = "operator"
    """Runs the installation: makes regions, organisations and keys, imports areas; sees no client."""
    SYSTEM = "system"
    """The clock's door: jobs."""


_DUTCH = {
    Role.CORPORATION: "woningcorporatie",
    Role.PROVIDER: "zorgaanbieder",
    Role.COORDINATOR: "coördinator",
    Role.MUNICIPALITY: "gemeente",
    Role.OPERATOR: "beheerder",
    Role.SYSTEM: "systeem",
}
"""How a refusal calls a role in Dutch."""


A_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,78}[A-Za-z0-9])?")
"""How an organisation may call one of its people for our journal: a code of its own, no e-mail address."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking.

    Attributes
    ----------
    role
        What it may do.
    organisation_id
        For whom; None for the operator and the system.
    region_ids
        Where its organisation is active; empty for the operator and the system, who work everywhere.
    key_id
        The key it came with, for the journal.
    on_behalf_of
        Whom of its people the key stands for this time, in the organisation's own code; for the journal.
    scopes
        To what its key is limited, as `read` or `write:dwellings`; None: to what its role may do.
    """

    role: Role
    organisation_id: UUID | None = None
    region_ids: frozenset[UUID] = frozenset()
    key_id: UUID | None = None
    on_behalf_of: str | None = None
    scopes: frozenset[str] | None = None

    def require_scope(self, scope: str) -> None:
        """Refuse unless its key, if it is limited, has the scope, or the whole that it is part of.

        Raises
        ------
        ScopeMissing
            When it has neither.
        """
        if self.scopes is not None and self.scopes.isdisjoint((scope, scope.partition(":")[0])):
            raise ScopeMissing(scope, has=self.scopes)

    def require(self, *roles: Role) -> None:
        """Refuse unless the actor has one of the roles.

        Raises
        ------
        NotAllowed
            When it has none of them.
        """
        if self.role not in roles:
            wanted = " of ".join(_DUTCH[role] for role in roles)
            raise NotAllowed(
                f"This needs the role {' or '.join(roles)}; your key has the role {self.role}.",
                f"Hiervoor is de rol {wanted} nodig; uw sleutel heeft de rol {_DUTCH[self.role]}.",
            )

    @property
    def owner(self) -> UUID:
        """Return within whose requests a key is unique: those of an organisation, or of one operator."""
        return self.organisation_id or self.key_id or uuid5(NAMESPACE_OID, f"operator {self.on_behalf_of}")

    @property
    def works_everywhere(self) -> bool:
        """Tell whether no region limits this actor."""
        return self.role in (Role.OPERATOR, Role.SYSTEM)

    @property
    def organisation(self) -> UUID:
        """Return the organisation it acts for.

        Raises
        ------
        NotAllowed
            For the operator and the system, who act for none.
        """
        if self.organisation_id is None:
            raise NotAllowed("This key acts for no organisation.", "Deze sleutel hoort bij geen organisatie.")
        return self.organisation_id


SYSTEM = Actor(Role.SYSTEM)
OPERATOR = Actor(Role.OPERATOR)
