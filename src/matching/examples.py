"""The identities of the demo's rows: constants, so that every example in the contract can be executed on the demo.

They look like UUIDs of version 7 from long before this service; their last digits tell what they name.
Rows that an example takes away (a withdrawal, a revoked key, a cancelled run) stand apart from rows
that other examples read or change, so that all examples can be executed one after another.
"""

from typing import Final
from uuid import UUID, uuid5

REGION: Final = "parkstad"
"""The slug of the invented region that the examples speak of."""
OTHER_REGION: Final = "voorbeeldland"
"""A second invented region, to show several side by side."""


def demo_id(number: int) -> str:
    """Return the identity of the demo's row with a number. [0..999,999,999,999]"""
    return f"01900000-0000-7000-8000-{number:012d}"


REGION_ID: Final = demo_id(100)
OTHER_REGION_ID: Final = demo_id(200)

CORPORATION: Final = demo_id(1001)
PROVIDER: Final = demo_id(1101)
COORDINATOR: Final = demo_id(1201)
MUNICIPALITY: Final = demo_id(1301)
"""The organisations whose keys the demo prints; all work in the first region only."""
ORGANISATION: Final = CORPORATION
KEY_TO_REVOKE: Final = demo_id(1901)
"""A key of `ORGANISATION` that nobody uses."""

FACILITY: Final = demo_id(2001)
"""A facility of `PROVIDER`."""
COVENANT: Final = demo_id(3001)
"""The covenant of the first region, in its first version."""

DWELLING: Final = demo_id(4101)
DWELLING_TO_WITHDRAW: Final = demo_id(4102)
"""Dwellings of `CORPORATION`."""
CLIENT: Final = demo_id(5101)
CLIENT_TO_WITHDRAW: Final = demo_id(5102)
"""Clients of `PROVIDER`; the first gets a proposal in `RUN`."""

RUN: Final = demo_id(6001)
"""The first matching run of the demo, finished."""
RUN_TO_CANCEL: Final = demo_id(6000)
"""A run that was called off before it began: calling off again is no fault."""
SCENARIO: Final = demo_id(6101)
PROCUREMENT_PLAN: Final = demo_id(6201)
PLACEMENT_QUESTION: Final = demo_id(6301)
LEDGER: Final = str(uuid5(UUID(RUN), "ledger"))
"""Questions about `RUN`."""
PROPOSAL: Final = str(uuid5(UUID(RUN), CLIENT))
"""What `RUN` proposes for `CLIENT`: a run and a client make the identity of their proposal."""

PROPOSAL_TO_RELEASE: Final = demo_id(7010)
PROPOSAL_TO_AGREE: Final = demo_id(7020)
PROPOSAL_TO_REFUSE: Final = demo_id(7030)
PROPOSAL_VIEWED: Final = demo_id(7040)
PROPOSAL_TO_WITHDRAW: Final = demo_id(7050)
PROPOSAL_ACCEPTED: Final = demo_id(7060)
"""Proposals that a coordinator of the demo made by hand, each of which waits for somebody else.

All are of a client of `PROVIDER` and a dwelling of `CORPORATION`; `demo.decisions` has a few more of them.
"""
DIRECTIVE_TO_LIFT: Final = demo_id(7101)
CORRECTION_TO_CONFIRM: Final = demo_id(7102)
CORRECTION_TO_REJECT: Final = demo_id(7202)
"""What followed from two refusals in the demo, about clients of `PROVIDER`."""

CLIENT_BY_HAND: Final = demo_id(5901)
DWELLING_BY_HAND: Final = demo_id(4901)
"""A pair that no run makes: the rent is too high."""
CLIENT_TO_PARK: Final = demo_id(5902)
DWELLING_TO_PARK: Final = demo_id(4902)
CLIENT_TO_CHANGE: Final = CLIENT_TO_PARK
DWELLING_TO_CHANGE: Final = DWELLING_TO_PARK
"""A client and a dwelling that no run pairs: they are free, so that they can be parked, changed and moved."""

CLIENT_TO_ERASE: Final = demo_id(5991)
"""A client of `PROVIDER` who left the list, and of whom nobody asked yet that it is erased."""
ERASURE: Final = demo_id(9001)
ERASURE_TO_CONFIRM: Final = demo_id(9002)
ERASURE_TO_REFUSE: Final = demo_id(9003)
"""Requests to erase clients of `PROVIDER`, on which the desk decides."""

WEBHOOK_ENDPOINT: Final = demo_id(7001)
WEBHOOK_ENDPOINT_TO_REMOVE: Final = demo_id(7002)
"""Webhook endpoints of `COORDINATOR`, switched off: the demo calls nobody."""

PLACEMENT: Final = demo_id(8010)
PLACEMENT_TO_CONFIRM: Final = demo_id(8020)
PLACEMENT_TO_FLIP: Final = demo_id(8030)
PLACEMENT_TO_FAIL: Final = demo_id(8040)
PLACEMENT_TO_END: Final = demo_id(8050)
"""Placements of clients of `PROVIDER` in dwellings of `CORPORATION`, each of which waits for something else."""

PLACEMENT_LIVED_IN: Final = demo_id(7410)
PLACEMENT_TO_LEAVE_ALONE: Final = demo_id(7420)
PLACEMENT_LEFT_ALONE: Final = demo_id(7430)
"""Placements in which clients of `PROVIDER` live since some months; in the last one wants no contact."""
CHECK_IN: Final = demo_id(7510)
CHECK_IN_TO_HOLD: Final = demo_id(7514)
"""Check-ins of `PLACEMENT_LIVED_IN`: the first, which was held, and one that is due."""
SIGNAL: Final = demo_id(7601)
SIGNAL_TO_ACT_ON: Final = demo_id(7602)
"""Signals about `PLACEMENT_LIVED_IN`."""
