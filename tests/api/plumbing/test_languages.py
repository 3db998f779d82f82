import pytest

from matching.doors.languages import preferred


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [
        ("", "en"),
        ("*", "en"),
        ("nl", "nl"),
        ("nl-BE", "nl"),
        ("NL-nl, en;q=0.9", "nl"),
        ("en, nl", "en"),
        ("nl, en", "nl"),
        ("nl;q=0.8, en;q=0.9", "en"),
        ("de, fr;q=0.9, nl;q=0.1", "nl"),
        ("nl;q=0, *", "en"),
        ("nl;q=nonsense", "en"),
        ("nl ; q=0.5", "nl"),
        (",;,=,;q", "en"),
    ],
)
def test_language_is_what_the_header_likes_best(accept_language: str, language: str) -> None:
    assert preferred(accept_language) == language
