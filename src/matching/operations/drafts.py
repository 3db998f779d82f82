"""A dwelling or client before it is stored."""

from types import SimpleNamespace


class Draft(SimpleNamespace):
    """What will be a row, by the names of its columns: the rules read it as they read a `Dwelling` or a `Client`.

    A thousand at once are judged so: to make an object of the session's kind takes ten times as long.
    """
