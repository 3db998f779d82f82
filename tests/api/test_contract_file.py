"""The contract in the repository is the contract of the code."""

from pathlib import Path

from matching.api.contract import as_yaml
from matching.api.contract_languages import in_language
from matching.doors.languages import Language
from matching.main import contract_only

CONTRACT = Path(__file__).resolve().parents[2] / "openapi.yaml"


def test_openapi_yaml_is_what_the_service_publishes() -> None:
    """`python3 do.py fix` writes it anew."""
    assert CONTRACT.read_text(encoding="utf-8") == as_yaml(
        in_language(contract_only().openapi(), Language.DUTCH)
    )
