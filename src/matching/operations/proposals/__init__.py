"""Proposals: released, answered, withdrawn, expired; what a refusal leads to."""

from matching.operations.proposals.answers import (
    accept_for_client,
    agree,
    decline,
    decline_for_client,
    release_proposal,
    withdraw_proposal,
)
from matching.operations.proposals.consequences import ReasonDoesNotFit
from matching.operations.proposals.deadlines import watch_deadlines
from matching.operations.proposals.moves import Held, begin, lock_proposal, move
from matching.operations.proposals.ruled_out import PairRuledOut

__all__ = [
    "Held",
    "PairRuledOut",
    "ReasonDoesNotFit",
    "accept_for_client",
    "agree",
    "begin",
    "decline",
    "decline_for_client",
    "lock_proposal",
    "move",
    "release_proposal",
    "watch_deadlines",
    "withdraw_proposal",
]
