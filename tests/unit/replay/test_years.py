"""Invented years, small ones: the same for the same seed, every agreement kept, hindsight never beaten."""

import json
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pytest

from matching.replay import (
    Answers,
    Contender,
    History,
    InvalidHistory,
    Played,
    Policy,
    chart,
    clairvoyant,
    compete,
    document_of,
    first_come,
    invented_year,
    measure,
    optimum,
    play,
    read_history,
    reserving,
    rows_of,
    urgency_first,
    write_history,
)
from matching.replay.history import WEEK
from matching.solver import Client, Dwelling, violations

WEEKS = 16


@cache
def a_year(seed: int) -> History:
    return invented_year(seed, clients=60, dwellings=22, weeks=WEEKS)


POLICIES: dict[str, Policy] = {
    "first-come": first_come,
    "urgency-first": urgency_first,
    "optimum": optimum,
    "reserving": reserving([a_year(101)]),
}


@cache
def played(seed: int, name: str) -> Played:
    history = a_year(seed)
    return play(history, POLICIES[name], answers=Answers(history, seed))


def test_the_same_seed_is_the_same_year() -> None:
    assert invented_year(3, clients=20, dwellings=9) == invented_year(3, clients=20, dwellings=9)
    assert invented_year(3, clients=20, dwellings=9) != invented_year(4, clients=20, dwellings=9)


@pytest.mark.parametrize("name", POLICIES)
def test_a_replay_can_be_done_again(name: str) -> None:
    again = play(a_year(1), POLICIES[name], answers=Answers(a_year(1), 1))

    assert again == played(1, name)
    assert again.moved


@pytest.mark.parametrize("name", POLICIES)
def test_another_future_leaves_the_past_as_it_was(name: str) -> None:
    """Nobody looks ahead: who joins, and what is offered, after half of the weeks is changed altogether."""
    history, half = a_year(1), WEEKS // 2
    changed = _with_another_future(history, after=half)
    again = play(changed, POLICIES[name], answers=Answers(changed, 1))

    before = [one for one in played(1, name).moved if one.week <= half]
    assert before == [one for one in again.moved if one.week <= half]
    assert played(1, name) != again


def _with_another_future(history: History, *, after: int) -> History:
    other, day = a_year(2), history.day(after)
    offers = {one.dwelling: one for one in history.offers}
    people = tuple(one for one in history.region.clients if one.on_list_since <= day)
    homes = tuple(one for one in history.region.dwellings if offers[one.id].since <= day)
    new_people = tuple(_renamed(one) for one in other.region.clients if one.on_list_since > day)
    late = [one for one in other.offers if one.since > day]
    new_homes = tuple(
        _renamed(one) for one in other.region.dwellings if one.id in {each.dwelling for each in late}
    )
    region = replace(history.region, clients=people + new_people, dwellings=homes + new_homes)
    kept = tuple(offers[one.id] for one in homes)
    return History(
        region, kept + tuple(replace(one, dwelling=f"N{one.dwelling}") for one in late), history.weeks
    )


def _renamed(one: Client | Dwelling) -> Client | Dwelling:
    return replace(one, id=f"N{one.id}")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_hindsight_is_never_beaten(seed: int) -> None:
    history = a_year(seed)
    answers = Answers(history, seed)
    best = measure(history, clairvoyant(history, answers=answers), answers=answers).worth

    reached = {name: measure(history, played(seed, name), answers=answers).worth for name in POLICIES}

    assert all(worth <= best for worth in reached.values()), reached
    assert min(reached.values()) < best


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", [*POLICIES, "clairvoyant"])
def test_all_weeks_together_keep_every_agreement(seed: int, name: str) -> None:
    """The referee looks at the placements of all weeks at once, with what was agreed on the first day."""
    history = a_year(seed)
    answers = Answers(history, seed)
    found = clairvoyant(history, answers=answers) if name == "clairvoyant" else played(seed, name)

    pairs = [(one.client, one.dwelling) for one in found.moved]

    assert [one for one in violations(history.region, pairs) if one.subject] == []
    assert all(answers.accepted(*pair) for pair in pairs)


def test_a_history_survives_its_file() -> None:
    document = json.loads(json.dumps(write_history(a_year(1))))

    assert read_history(document) == a_year(1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": "matchingspunt/instance@1"}, "no matchingspunt/history@1"),
        ({"offers": [{"dwelling": "D001"}]}, "not complete"),
        ({"offers": []}, "has no offer"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence(change: dict[str, object], sentence: str) -> None:
    with pytest.raises((ValueError, InvalidHistory), match=sentence):
        read_history(write_history(a_year(1)) | change)


def test_the_contest_as_figures_and_as_a_picture() -> None:
    """The picture says in words what it shows, keeps text as text, and is the same each time."""
    years = {f"seed {seed}": (a_year(seed), Answers(a_year(seed), seed)) for seed in (1, 2)}
    results = compete(years, earlier=[a_year(101)])

    best = next(row for row in rows_of(results) if row.policy == Contender.CLAIRVOYANT)
    picture = chart(results)
    root = ElementTree.fromstring(picture)

    assert [row["policy"] for row in document_of(results)["policies"]] == list(Contender)
    assert (best.share, best.worth_share) == (100.0, 100.0)
    assert picture == chart(results)
    assert root.attrib["role"] == "img"
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
    assert f"{best.placements} placements in all" in picture
    assert "weekly optimum" in "".join(root.itertext())
    assert a_year(1).end - a_year(1).region.on == WEEKS * WEEK
