"""What a free text may not hold, and what looks like it and may."""

import pytest

from matching.operations.personal_traces import traces

OURS = "mp_0a1b2c3d4e5f_" + "x" * 43


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mail jan@example.org.", "email-address"),
        ("Zie 111.222.333.", "citizen-service-number"),
        ("Bel 06-12345678.", "telephone-number"),
        ("Bel 06 12 34 56 78.", "telephone-number"),
        ("Bel 045-1234567.", "telephone-number"),
        ("Bel +31 6 12345678.", "telephone-number"),
        ("Bel 0031612345678.", "telephone-number"),
        (f"De sleutel is {OURS}.", "secret"),
        ("-----BEGIN RSA PRIVATE KEY-----", "secret"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJpZW1hbmQifQ.c2lnbmF0dXJl", "secret"),
        ("whsec_" + "A" * 32, "secret"),
        ("ghp_" + "a" * 36, "secret"),
        ("AKIA" + "A" * 16, "secret"),
        ("Wachtwoord: geheim1", "secret"),
        ("Authorization: Bearer " + "a" * 24, "secret"),
    ],
)
def test_what_points_to_a_person_or_opens_a_door_is_named(text: str, code: str) -> None:
    assert code in [fault.code for fault in traces("note", text)]
    assert not any(text in (fault.english, fault.dutch) for fault in traces("note", text))


@pytest.mark.parametrize(
    "text",
    [
        None,
        "De plek eindigt op 01-12-2026 om 10:30 uur.",
        "Zie 123456789, een nummer dat geen BSN kan zijn.",
        "BU09170101 is vol, 12 punten van 17,5.",
        "Het wachtwoord is vergeten.",
        "mp_ is hoe een sleutel begint.",
        "Complex 0612-3456 bestaat niet.",
        "Huur € 1.234,56, eerste maand 0,00.",
    ],
)
def test_what_only_looks_like_it_is_let_through(text: str | None) -> None:
    assert list(traces("note", text)) == []
