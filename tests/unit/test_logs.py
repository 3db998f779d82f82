"""A line an event, and nothing that tells of people: whoever logs what."""

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from pydantic import BaseModel

from matching import logs

SECRET = "Verzonnen-Jansen-31"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def kept() -> Iterator[None]:
    """Put logging back as it was."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:], root.level = before, level


@pytest.fixture
def lines(kept: None) -> Lines:
    """Log as JSON, and return what reads it."""
    sink = io.StringIO()
    logs.set_up(as_json=True, level="debug", to=sink)
    return lambda: [json.loads(line) for line in sink.getvalue().splitlines()]


class Person(BaseModel):
    age: int


def quote_a_row() -> None:
    raise psycopg.errors.UniqueViolation(f"Key (reference)=({SECRET}) already exists.")


def chain() -> None:
    try:
        Person.model_validate({"age": SECRET})
    except ValueError as error:
        raise RuntimeError(SECRET) from error


def group() -> None:
    raise ExceptionGroup(SECRET, [ValueError(SECRET), KeyError(SECRET)])


@pytest.mark.parametrize(
    ("breaks", "kinds"),
    [
        (quote_a_row, ["psycopg.errors.UniqueViolation 23505"]),
        (chain, ["ValidationError", "builtins.RuntimeError"]),
        (group, ["builtins.ExceptionGroup", "builtins.ValueError", "builtins.KeyError"]),
    ],
)
def test_a_traceback_tells_where_and_what_kind_and_no_words(
    lines: Lines, breaks: Callable[[], None], kinds: list[str]
) -> None:
    try:
        breaks()
    except Exception:
        logging.getLogger("matching.test").exception("It broke.")

    [line] = lines()
    assert SECRET not in json.dumps(line)
    assert f"in {breaks.__name__}" in line["traceback"]
    assert all(kind in line["traceback"] for kind in kinds)


def test_a_line_says_what_belongs_to_it_and_to_which_request(lines: Lines) -> None:
    token = logs.REQUEST.set("request-0001")
    logging.getLogger("matching.test").info("Answered.", extra={"status": 200})
    logs.REQUEST.reset(token)

    [line] = lines()
    assert {name: line[name] for name in ("level", "logger", "message", "status", "request")} == {
        "level": "INFO",
        "logger": "matching.test",
        "message": "Answered.",
        "status": 200,
        "request": "request-0001",
    }


async def test_what_a_task_broke_on_is_told_without_its_words(lines: Lines) -> None:
    loop = asyncio.get_running_loop()

    loop.default_exception_handler(
        {"message": "Never retrieved", "future": SECRET, "exception": ValueError(SECRET)}
    )

    [line] = [line for line in lines() if line["level"] == "ERROR"]
    assert SECRET not in json.dumps(line)
    assert line["message"] == "Never retrieved"
    assert "builtins.ValueError" in line["traceback"]


@pytest.mark.parametrize("name", ["sqlalchemy.engine", "httpx", "httpcore.http11", "psycopg.pool"])
def test_who_tells_rows_and_addresses_may_not_also_when_more_is_wanted(lines: Lines, name: str) -> None:
    logging.getLogger(name).debug("Row (%r)", SECRET)
    logging.getLogger(name).info("GET https://hook.example/?token=%s", SECRET)

    assert lines() == []


def test_people_read_text(kept: None) -> None:
    sink = io.StringIO()
    logs.set_up(as_json=False, to=sink)

    logging.getLogger("matching.test").info("Answered.", extra={"route": "/clients/{client_id}", "role": ""})

    assert sink.getvalue().rstrip().endswith("INFO    matching.test: Answered. route=/clients/{client_id}")
