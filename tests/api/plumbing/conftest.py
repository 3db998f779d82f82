"""A client of the sample application."""

from collections.abc import AsyncIterator

import httpx
import pytest

from api.plumbing.sample import create_sample


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Talk to a fresh sample application, with a key, in Dutch."""
    headers = {"Authorization": "Bearer some", "Accept-Language": "nl-NL, en;q=0.5"}
    transport = httpx.ASGITransport(create_sample())
    async with httpx.AsyncClient(transport=transport, base_url="http://desk", headers=headers) as client:
        yield client
