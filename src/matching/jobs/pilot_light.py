"""The clock's door to what comes after the key."""

from matching.operations import check_ins, outcomes, signals
from matching.settings import Settings
from matching.work import Workshop


async def announce_check_ins(workshop: Workshop, _settings: Settings) -> None:
    """Tell of the check-ins that came due."""
    await check_ins.announce_check_ins(workshop)


async def escalate_signals(workshop: Workshop, _settings: Settings) -> None:
    """Tell the municipality of the signals nobody acted on in time."""
    await signals.escalate_signals(workshop)


async def settle_outcomes(workshop: Workshop, _settings: Settings) -> None:
    """Write down the outcomes that need no asking."""
    await outcomes.settle_outcomes(workshop)
