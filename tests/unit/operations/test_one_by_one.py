"""What breaks one holds up none of the others."""

import pytest

from matching.database import DatabaseAway
from matching.operations.one_by_one import one_by_one


async def test_the_others_are_done_and_what_broke_is_raised_at_the_end() -> None:
    done = []

    async def do(number: int) -> bool:
        if number % 2:
            raise ValueError(number)
        done.append(number)
        return number > 0

    with pytest.raises(ExceptionGroup) as broken:
        await one_by_one(do(number) for number in range(5))

    assert done == [0, 2, 4]
    assert [error.args for error in broken.value.exceptions] == [(1,), (3,)]


async def test_only_what_was_still_to_be_done_is_counted() -> None:
    async def do(number: int) -> bool:
        return number > 0

    assert await one_by_one(do(number) for number in range(3)) == 2


async def test_a_database_that_is_gone_ends_it_at_once() -> None:
    begun = []

    async def do(number: int) -> bool:
        begun.append(number)
        raise DatabaseAway

    with pytest.raises(DatabaseAway):
        await one_by_one(do(number) for number in range(3))

    assert begun == [0]
