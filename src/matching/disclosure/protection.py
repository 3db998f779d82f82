"""Hide what is too small, and beside it what would give it away."""

from collections.abc import Iterator, Mapping

from matching.disclosure.attack import Attacker
from matching.disclosure.counts import Counts, Key


def protect(counts: Counts, *, smallest: int) -> Mapping[Key, int | None]:
    """Return what may be told of each count; None: hidden.

    A zero is told: there is nobody behind it. Of everything from one to `smallest - 1` the reader can't tell more
    than an interval at least `smallest` wide, whatever adds up to what: a linear programme tries, for every one of
    them (the audit of disclosure control: Fischetti and Salazar, 2001; tau-Argus, section 2.8). What is hidden beside
    is chosen greedily and told after all where it turns out not to be needed.

    Where an equation by itself leaves less room, such as an agreed maximum of three, everything that may be
    hidden near it is.

    Parameters
    ----------
    smallest
        The smallest count that is told. [person]
    """
    small = counts.small(smallest)
    hidden = {*small, *counts.untold, *counts.slack}
    if small:
        _hide_beside(counts, hidden, small, smallest)
    told = (key for key in counts.cells if key not in counts.untold | counts.slack)
    return {key: None if key in hidden else counts.cells[key] for key in told}


def _hide_beside(counts: Counts, hidden: set[Key], small: tuple[Key, ...], smallest: int) -> None:
    """Add to what is hidden until nothing small can be worked out; more that is hidden never tells more."""
    attacker = Attacker(counts, hidden)
    beside: list[Key] = []
    bare = set()
    for key in small:
        while attacker.interval(key, enough=smallest).width < smallest:
            more = _next_to_hide(counts, hidden, key)
            if more is None:
                bare.add(key)
                break
            attacker.hide(more)
            hidden.add(more)
            beside.append(more)
    guarded = [key for key in small if key not in bare]
    for key in sorted(beside, key=lambda one: -counts.cells[one]):
        attacker.show(key)
        if all(attacker.interval(one, enough=smallest).width >= smallest for one in guarded):
            hidden.discard(key)
        else:
            attacker.hide(key)


def _next_to_hide(counts: Counts, hidden: set[Key], exposed: Key) -> Key | None:
    """Return what to hide next: near what is exposed, rather a part than a total, rather little than much."""
    for reached in _ever_further(counts, hidden, exposed):
        free = [key for key in reached if counts.cells[key] and key not in hidden and key not in counts.known]
        if free:
            return min(free, key=lambda key: (key in counts.last, counts.cells[key]))
    return None


def _ever_further(counts: Counts, hidden: set[Key], start: Key) -> Iterator[list[Key]]:
    """Yield what shares an equation with a key, tightest first; then what shares one with what is hidden there."""
    met, edge = {start}, {start}
    while edge:
        sharing = [keys for keys in counts.sharing if edge & keys]
        for keys in sorted(sharing, key=lambda keys: len(keys & hidden)):
            yield [key for key in counts.cells if key in keys]
        edge = {key for keys in sharing for key in keys if key in hidden} - met
        met |= edge
