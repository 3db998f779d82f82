"""Who is to be forgotten in the demo: four people who left the list almost two years ago, three by request."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from matching.actors import Role
from matching.demo.numbers import NumberedWork, acting, numbered
from matching.examples import (
    CLIENT_TO_ERASE,
    COORDINATOR,
    ERASURE,
    ERASURE_TO_CONFIRM,
    ERASURE_TO_REFUSE,
    PROVIDER,
    REGION,
    demo_id,
)
from matching.operations.clients import refer_clients, withdraw_client
from matching.operations.forgetting.erasures import ask_erasure
from matching.operations.forgetting.holds import lay_hold
from matching.vocabulary import AgeBand, ErasureGround
from matching.work import Work

FIRST = int(CLIENT_TO_ERASE[-12:])
REQUESTS = (ERASURE, ERASURE_TO_CONFIRM, ERASURE_TO_REFUSE)
LEFT = timedelta(days=700)
"""So long ago they left: within the notice of ninety days that the list of what is to be erased takes."""


async def leave(work: Work) -> None:
    """Let four people leave the list, ask that three are erased, and hold the first."""
    then = _care(Work(work.session, work.actor, work.at - LEFT, work.queue), first=FIRST)
    clients = [FIRST + place for place in range(1 + len(REQUESTS))]
    await refer_clients(
        then,
        profiles=[
            {
                "region": REGION,
                "reference": f"VB-{number - FIRST + 1991}",
                "on_list_since": then.at.date() - timedelta(days=200),
                "load": Decimal(1),
                "age_band": AgeBand.ADULT,
                "origin": "GM0917",
            }
            for number in clients
        ],
    )
    for number in clients:
        await withdraw_client(then, client_id=UUID(demo_id(number)), reason="Woont bij familie (verzonnen).")
    for number, request in zip(clients[1:], REQUESTS, strict=True):
        await ask_erasure(
            _care(work, first=int(request[-12:])),
            client_id=UUID(demo_id(number)),
            ground=ErasureGround.CONSENT_WITHDRAWN,
        )
    desk = numbered(work, actor=acting(Role.COORDINATOR, COORDINATOR), first=9_101)
    await lay_hold(
        desk, client_id=UUID(demo_id(FIRST + 1)), days=120, reason="Er loopt een klacht (verzonnen)."
    )


def _care(work: Work, *, first: int) -> NumberedWork:
    return numbered(work, actor=acting(Role.PROVIDER, PROVIDER), first=first)
