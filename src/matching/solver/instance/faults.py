"""How an instance says what is wrong with it: every fault a sentence, all of them at once."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator


class InvalidInstance(ValueError):
    """The instance contradicts itself."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(self.faults))


def out_of_range(
    owner: str, *, least: int = 0, most: int | None = None, **numbers: int | None
) -> Iterator[str]:
    """Name every number below `least` or above `most`; None is not known, so never wrong."""
    for name, number in numbers.items():
        if number is not None and number < least:
            yield f"{owner}: {name} is {number}, the least is {least}."
        if number is not None and most is not None and number > most:
            yield f"{owner}: {name} is {number}, the most is {most}."


def out_of_order(owner: str, low: int | None, high: int | None, *, names: str) -> Iterator[str]:
    """Name a pair of numbers of which the first is above the second."""
    if low is not None and high is not None and low > high:
        yield f"{owner}: {names} are {low} and {high}, the first may not be above the second."


def repeated(what: str, keys: Iterable[object]) -> Iterator[str]:
    """Name every key that is used twice, or empty."""
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"{what} {key} appears {times} times."
        if key == "":
            yield f"A {what} has no name."


def dangling(owner: str, *, known: Collection[str], **codes: Iterable[str | None]) -> Iterator[str]:
    """Name every code that leads nowhere; None leads nowhere on purpose."""
    for name, given in codes.items():
        for code in sorted({one for one in given if one is not None and one not in known}):
            yield f"{owner}: {name} {code} is not in the instance."
