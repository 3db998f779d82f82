"""A question is composed once, and every value of it is written as its column has it."""

from uuid import UUID

import pytest
from sqlalchemy import ARRAY, Uuid, any_, bindparam, insert, select

from matching.actors import Actor, Role
from matching.models import Client, Dwelling, DwellingState, Entry
from matching.queries import clients, dwellings
from matching.queries.stored import asked_by, page_of
from matching.questions import PSYCOPG, Question

HERE = UUID(int=7)


def test_what_differs_comes_with_each_time() -> None:
    question = Question.of(select(Dwelling.id).where(Dwelling.region_id == bindparam("region")))

    first, second = question(region=HERE), question(region=UUID(int=8))

    assert first.text is second.text
    assert "%(region)s" in first.text
    assert [dict(one.values) for one in (first, second)] == [{"region": HERE}, {"region": UUID(int=8)}]


def test_what_is_the_same_each_time_is_known() -> None:
    question = Question.of(select(Dwelling.id).where(Dwelling.state == DwellingState.LET))

    assert [*question().values.values()] == ["let"]


def test_words_and_objects_are_written_as_their_column_has_them() -> None:
    table = Entry.__table__.c
    values = {name: bindparam(name, type_=table[name].type) for name in ("role", "details")}

    written = Question.of(insert(Entry).values(values))(role=Role.PROVIDER, details={"a": 1}).values

    assert written["role"] == "provider"
    assert written["details"].obj == {"a": 1}


def test_a_value_is_left_as_it_is_where_the_driver_knows_how() -> None:
    question = Question.of(select(Client.id).where(Client.id == any_(bindparam("ids", type_=ARRAY(Uuid)))))

    assert question(ids=[HERE]).values == {"ids": [HERE]}


@pytest.mark.parametrize(
    "role", [Role.CORPORATION, Role.PROVIDER, Role.COORDINATOR, Role.MUNICIPALITY, Role.SYSTEM]
)
@pytest.mark.parametrize("room", [clients, dwellings])
def test_who_asks_reaches_the_same_however_it_is_asked(room: object, role: Role) -> None:
    """The condition that is composed once, and the one with somebody's own values in it."""
    actor = Actor(role, HERE, frozenset({HERE}))
    known = asked_by(actor)

    once = room._reach(role).compile(dialect=PSYCOPG)  # type: ignore[attr-defined]
    each = room.within_reach(actor).compile(dialect=PSYCOPG)  # type: ignore[attr-defined]

    assert [*each.params.values()] == [known[name] for name in once.params]
    assert _bare(str(each), each.params) == _bare(str(once), once.params)


def _bare(text: str, params: object) -> str:
    for name in params:  # type: ignore[attr-defined]
        text = text.replace(name, "?")
    return text


def test_a_filter_that_nobody_knows_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError, match="colour"):
        page_of(Dwelling, Dwelling.id.is_not(None), given=["colour"], days={})


def test_what_would_be_another_text_each_time_is_no_question() -> None:
    with pytest.raises(TypeError, match="any"):
        Question.of(select(Dwelling.id).where(Dwelling.id.in_([HERE])))
