"""What tests of the doors share."""

import pytest

from conftest import Doors, Town
from matching.work import Workshop
from matching_town import a_covenant
from tenancies import Parties


@pytest.fixture
async def parties(doors: Doors, town: Town, workshop: Workshop) -> Parties:
    """Give everybody of a town with a covenant a key."""
    await a_covenant(workshop, town)
    return await Parties(doors, town, workshop).open()
