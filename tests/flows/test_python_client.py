"""The generated Python client, used as an integrator does: against the service, and under a type checker."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from conftest import Doors, Town
from documents import ROOT

PACKAGE = ROOT / "build" / "client"
pytestmark = pytest.mark.skipif(not PACKAGE.exists(), reason="`python3 do.py client` makes it first")

USE = """
from matchingspunt_client import AuthenticatedClient
from matchingspunt_client.api.dwellings import list_dwellings, post_dwelling
from matchingspunt_client.models import DwellingIn, DwellingListOut, DwellingOut


def offer(client: AuthenticatedClient, dwelling: DwellingIn) -> str:
    made = post_dwelling.sync(client=client, body=dwelling)
    assert isinstance(made, DwellingOut)
    return made.reference


def wrong(client: AuthenticatedClient) -> int:
    listed = list_dwellings.sync(client=client, limit="many")
    assert isinstance(listed, DwellingListOut)
    return listed.items[0].reference
"""


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(PACKAGE))
    return import_module("matchingspunt_client")


async def test_client_offers_and_lists_a_dwelling(package: Any, doors: Doors, town: Town) -> None:
    http = await doors.as_organisation(town.corporation)
    client = package.AuthenticatedClient(base_url="http://test/v1", token="in the headers of http")
    client.set_async_httpx_client(http)
    models = import_module("matchingspunt_client.models")
    names = ("post_dwelling", "list_dwellings")
    calls = {name: import_module(f"matchingspunt_client.api.dwellings.{name}") for name in names}
    sent = {
        "reference": "W-1",
        "neighbourhood": "BU90010101",
        "housingForm": "own-home",
        "availableFrom": "2027-01-01",
    }

    made = await calls["post_dwelling"].asyncio(client=client, body=models.DwellingIn.from_dict(sent))
    listed = await calls["list_dwellings"].asyncio(client=client)
    again = await calls["post_dwelling"].asyncio(client=client, body=models.DwellingIn.from_dict(sent))

    assert (made.reference, made.housing_form) == ("W-1", "own-home")
    assert [each.id for each in listed.items] == [made.id]
    assert (type(again).__name__, again.status) == ("Problem", 409)


def test_types_of_the_client_catch_a_mistake(tmp_path: Path) -> None:
    """Two planted errors are found, and nothing else is wrong with what uses it rightly."""
    (tmp_path / "use.py").write_text(USE, encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--config-file=", "use.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        check=False,
    )

    errors = [line for line in checked.stdout.splitlines() if ": error: " in line]
    assert len(errors) == 2, checked.stdout
    assert "[arg-type]" in errors[0]
    assert "[return-value]" in errors[1]
