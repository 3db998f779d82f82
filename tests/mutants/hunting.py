"""Hunt mutants inside one test session: collect once, then for each mutant a child that runs what it can reach.

A child swaps the code of one function and runs the tests that call it, the fastest first, until one fails. What
stands outside functions was read when the modules were loaded: for those the child loads all modules again.
"""

import gc
import importlib.abc
import inspect
import os
import pickle
import re
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from mmap import mmap
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from mutants.mutations import Mutant, mutants_of

HOME = Path(__file__).resolve().parents[2]
OPTIONS = (
    *("-q", "-p", "no:cacheprovider", "-o", "timeout=0", "--rootdir", str(HOME)),
    # Hypothesis may be there already.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
FORGOTTEN = frozenset({"matching", "tests", "conftest", "builders", "random_instances", "random_problems"})
"""The modules that are loaded again with a mutant that stands outside functions."""
Key = tuple[str, str]
Fails = Callable[[list[pytest.Item]], int | None]
_COMPREHENSION = re.compile(r"\.<locals>\.<(?:list|dict|set)comp>.*|\.<locals>\.<genexpr>.*")
PATIENCE = 120
"""How long a child may take beside five times what its tests took without a mutant. [second]"""


@dataclass
class Reach:
    """Which tests call which functions, and how long each test takes. [second]"""

    calls: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[int, float] = field(default_factory=dict)

    noticed: Counter[int] = field(default_factory=Counter)

    def tests_of(self, key: Key) -> list[int]:
        """Return the tests that reach a function: what noticed most so far first, then the fastest."""
        return sorted(self.calls.get(key, ()), key=lambda test: (-self.noticed[test], self.seconds[test]))


@dataclass(frozen=True)
class Running:
    """A child at work on a mutant, until a moment; it leaves one more than the number of the test that fails first."""

    mutant: Mutant
    until: float
    first: mmap


class Hunt:
    """A pytest plugin that hunts mutants instead of running the tests once.

    Attributes
    ----------
    alive
        The mutants that no test noticed.
    late
        How many were stopped because their tests took too long, and count as noticed.
    """

    def __init__(self, files: Sequence[Path], *, jobs: int, wanted: Callable[[Mutant], bool]) -> None:
        self._jobs, self._wanted = jobs, wanted
        self._sources = {str(file): compile(file.read_text("utf-8"), str(file), "exec") for file in files}
        self._files = files
        self._children: dict[int, Running] = {}
        self._reach = Reach()
        self.late = 0
        self.hunted: list[Mutant] = []
        self.alive: list[Mutant] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Measure the tests, then run them against each mutant."""
        if session.testsfailed:
            raise session.Interrupted("The tests can't be collected.")
        self._reach = _measured(session.items, set(self._sources))
        functions = _functions(set(self._sources))
        gc.freeze()  # what the children share stays shared
        for mutant in (each for file in self._files for each in mutants_of(file) if self._wanted(each)):
            self.hunted.append(mutant)
            self._start(mutant, session.items, functions)
        while self._children:
            self._wait()
        return True

    def _start(
        self,
        mutant: Mutant,
        items: list[pytest.Item],
        functions: dict[CodeType, list[FunctionType]],
    ) -> None:
        changed = list(_changed(self._sources[str(mutant.file)], mutant.put_in()))
        tests = self._reach.tests_of(_key(changed[-1][0])) if changed else []
        swapped = [(function, new) for old, new in changed for function in functions.get(old, ())]
        if tests and swapped:
            fails: Fails = partial(_fails, swapped)
        else:
            tests, fails = list(self._reach.seconds), partial(_loaded_anew, mutant)
        while len(self._children) >= self._jobs:
            self._wait()
        first = mmap(-1, 4)
        child = os.fork()
        if not child:
            os.setpgid(0, 0)
            _be_silent()
            noticed = fails([items[test] for test in tests])
            first[:] = (0 if noticed is None else 1 + tests[noticed]).to_bytes(4, "little")
            os._exit(0)
        most = PATIENCE + 5 * sum(self._reach.seconds[test] for test in tests)
        self._children[child] = Running(mutant, time.monotonic() + most, first)

    def _wait(self) -> None:
        """Wait for a child to end; one that takes too long has noticed its mutant."""
        child, status = os.waitpid(-1, os.WNOHANG)
        if not child:
            time.sleep(0.02)
            for late in [
                each for each, running in self._children.items() if time.monotonic() > running.until
            ]:
                os.killpg(late, signal.SIGKILL)
            return
        ended = self._children.pop(child)
        mutant, noticed = ended.mutant, int.from_bytes(ended.first[:], "little")
        survived = not noticed and not status
        self._reach.noticed[noticed - 1] += 1
        self.late += os.WIFSIGNALED(status)
        if survived:
            self.alive.append(mutant)
        if sys.__stdout__:
            sys.__stdout__.write(f"\nlives: {mutant.name}\n" if survived else ".")
            sys.__stdout__.flush()


def _measured(items: list[pytest.Item], files: set[str]) -> Reach:
    """Run all tests in a child, so that no thread of a solver is alive when the mutants are forked."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _be_silent()
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(_reach(items, files), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        found = pickle.load(pipe)
    os.waitpid(child, 0)
    if isinstance(found, str):
        raise pytest.UsageError(f"This test fails without any mutant: {found}")
    return found


def _reach(items: list[pytest.Item], files: set[str]) -> Reach | str:
    reach = Reach()
    for number, item in enumerate(items):
        called: set[CodeType] = set()

        def profile(frame: FrameType, event: str, _argument: Any, called: set[CodeType] = called) -> None:
            if event == "call":
                called.add(frame.f_code)

        started = time.perf_counter()
        sys.setprofile(profile)
        passed = _passes(item)
        sys.setprofile(None)
        if not passed:
            return item.nodeid
        reach.seconds[number] = time.perf_counter() - started
        for code in called:
            if code.co_filename in files:
                reach.calls[_key(code)].add(number)
    reach.calls = dict(reach.calls)
    return reach


def _passes(item: pytest.Item) -> bool:
    """Run a test; one that needs no more than its parameters and a monkeypatch is called, past pytest."""
    given = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    test = getattr(item, "obj", None)
    if test is None or not set(inspect.signature(test).parameters) <= {*given, "monkeypatch"}:
        return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))
    with pytest.MonkeyPatch.context() as patch:
        try:
            test(**given, **({"monkeypatch": patch} if "monkeypatch" in item.fixturenames else {}))
        except BaseException:
            return False
    return True


def _be_silent() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _key(code: CodeType) -> Key:
    """Return the file and the name of the function that a piece of code is, or is a comprehension in."""
    return code.co_filename, _COMPREHENSION.sub("", code.co_qualname)


def _functions(files: set[str]) -> dict[CodeType, list[FunctionType]]:
    """Return every function of some files that was made when they were loaded, by its code."""
    gc.unfreeze()  # what was put aside once it was collected is looked through too
    found = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename in files:
            found[each.__code__].append(each)
    return dict(found)


def _changed(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Yield each function whose code differs, with its new code, outer before inner.

    Nothing is yielded where what differs stands outside functions: it was carried out already.
    """
    own = _own(before) != _own(after)
    if before.co_flags & inspect.CO_NEWLOCALS:
        yield before, after
    elif own:
        return
    for old, new in zip(_inside(before), _inside(after), strict=False) if not own else ():
        if old != new:
            yield from _changed(old, new)


def _inside(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType)]


def _own(code: CodeType) -> tuple[Any, ...]:
    """Return what a piece of code does itself, whatever the functions in it do."""
    plain = tuple((type(each), each) for each in code.co_consts if not isinstance(each, CodeType))
    return code.co_code, plain, code.co_names, len(_inside(code))


def _fails(swapped: list[tuple[FunctionType, CodeType]], items: list[pytest.Item]) -> int | None:
    """Swap the code, and return the place of the first test that fails."""
    for function, code in swapped:
        function.__code__ = code
    return next((place for place, item in enumerate(items) if not _passes(item)), None)


def _loaded_anew(mutant: Mutant, items: list[pytest.Item]) -> int | None:
    """Forget all modules of ours, load the mutant in the place of its file, and collect and run the tests again."""
    tests = dict.fromkeys(str(item.path) for item in items)
    for name in [each for each in sys.modules if each.split(".")[0] in FORGOTTEN]:
        del sys.modules[name]
    sys.meta_path.insert(0, Finder(mutant.file, mutant.put_in()))
    passed = pytest.main([*OPTIONS, "-x", *tests], plugins=[Quickly()]) == pytest.ExitCode.OK
    return None if passed else 0


class Quickly:
    """A pytest plugin: Hypothesis tries the same examples each time, and looks for no smaller one."""

    def pytest_configure(self) -> None:
        """Register the profile before a test module is loaded."""
        from hypothesis import Phase, settings  # noqa: PLC0415

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", derandomize=True, database=None, deadline=None, phases=phases)
        settings.load_profile("mutants")


class Loader(importlib.abc.InspectLoader):
    """Loads a mutant in the place of its file."""

    def __init__(self, code: CodeType, file: Path) -> None:
        self._code, self._file = code, file

    def get_code(self, _name: str) -> CodeType:
        return self._code

    def get_source(self, _name: str) -> str:
        return self._file.read_text("utf-8")


class Finder(importlib.abc.MetaPathFinder):
    """Finds a mutant before Python finds its file."""

    def __init__(self, file: Path, code: CodeType) -> None:
        parts = file.relative_to(HOME / "src").with_suffix("").parts
        self._name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self._file, self._code = file, code

    def find_spec(self, name: str, _path: Any = None, _target: Any = None) -> ModuleSpec | None:
        if name != self._name:
            return None
        inside = [str(self._file.parent)] if self._file.name == "__init__.py" else None
        loader = Loader(self._code, self._file)
        return spec_from_file_location(name, self._file, loader=loader, submodule_search_locations=inside)
