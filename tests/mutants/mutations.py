"""Every small change of a file that could change what it says: one at a time, as a tree that compiles."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
NAMED = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One change of one file.

    Attributes
    ----------
    where
        The function or class it is in, by its full name; empty for what stands outside.
    change
        What stood there, and what stands there now.
    number
        From 1, where the same change can be made more than once there.
    """

    file: Path
    where: str
    change: str
    number: int
    put_in: Callable[[], Any]

    @property
    def name(self) -> str:
        """Return a name that stays the same when other lines of the file change."""
        return f"{self.file.parent.name}/{self.file.name}::{self.where}: {self.change} #{self.number}"


@dataclass(frozen=True)
class _Site:
    """Where a node hangs, and the full name of what it is in."""

    parent: ast.AST
    field: str
    place: int | None
    where: str

    @property
    def node(self) -> Any:
        held = getattr(self.parent, self.field)
        return held if self.place is None else held[self.place]

    @contextmanager
    def holding(self, node: ast.AST) -> Iterator[None]:
        """Hang another node here for a while."""
        before = self.node
        self._put(node)
        try:
            yield
        finally:
            self._put(before)

    def _put(self, node: ast.AST) -> None:
        if self.place is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.place] = node


def mutants_of(file: Path) -> Iterator[Mutant]:
    """Yield every mutant of a file; `put_in` compiles it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    seen: Counter[tuple[str, str]] = Counter()
    for site in _sites(tree, ""):
        for other in _others(site):
            if (
                not site.where
                and isinstance(site.node, ast.Assign | ast.Constant)
                and not _is_number(site.node)
            ):
                continue  # a name that is gone, or a word that nobody knows, ends the import
            change = f"{_told(site.node)} -> {_told(other)}"
            seen[site.where, change] += 1
            yield Mutant(
                file, site.where, change, seen[site.where, change], _compiler(tree, file, site, other)
            )


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def _compiler(tree: ast.Module, file: Path, site: _Site, other: ast.AST) -> Callable[[], Any]:
    def put_in() -> Any:
        with site.holding(ast.copy_location(copy(other), site.node)):
            return compile(ast.fix_missing_locations(tree), str(file), "exec")

    return put_in


def _told(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 160 else f"{text[:157]}..."


def _sites(node: ast.AST, where: str) -> Iterator[_Site]:
    for field, held in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "type_comment", "ctx"}:
            continue
        for place, child in enumerate(held) if isinstance(held, list) else [(None, held)]:
            if not isinstance(child, ast.AST) or _beside_the_rules(child):
                continue
            if not where and isinstance(child, ast.Subscript):
                continue  # the name of a type
            yield _Site(node, field, place, where)
            named = isinstance(child, ast.FunctionDef | ast.ClassDef)
            yield from _sites(child, f"{where}.{child.name}".lstrip(".") if named else where)


def _beside_the_rules(node: ast.AST) -> bool:
    """Tell whether a node is a docstring, an import, a sentence, what a sentence shows, or by how much."""
    if isinstance(node, ast.keyword):
        return node.arg in {"facts", "margin", "unit"}
    if isinstance(node, ast.FunctionDef):
        return node.returns is not None and ast.unparse(node.returns) == "Mapping[str, object]"
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) == "__all__"
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "__name__ == '__main__'"
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom | ast.Assert)


def _others(site: _Site) -> Iterator[ast.AST]:
    node = site.node
    if isinstance(node, ast.expr):
        yield from _other_expressions(node)
        if site.field == "test" or (isinstance(site.parent, ast.comprehension) and site.field == "ifs"):
            yield from (ast.Constant(True), ast.Constant(False))
        if isinstance(site.parent, ast.Tuple | ast.Set) and _is_table(site):
            yield ast.Starred(ast.Tuple([], ast.Load()), ast.Load())
    elif isinstance(node, ast.stmt):
        yield from _other_statements(node)


def _is_table(site: _Site) -> bool:
    """Tell whether a node is an item of a tuple or set that stands outside functions."""
    return not site.where and isinstance(
        site.parent.ctx if isinstance(site.parent, ast.Tuple) else ast.Load(), ast.Load
    )


def _other_expressions(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in COMPARED[type(operator)]:
                operators = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                yield ast.Compare(node.left, operators, node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        for place in range(len(node.values)):
            left = [*node.values[:place], *node.values[place + 1 :]]
            yield left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub | ast.Invert):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in COUNTED:
        yield ast.BinOp(node.left, COUNTED[type(node.op)](), node.right)
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node.value)
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMED:
        yield ast.Call(ast.Name(NAMED[node.func.id], ast.Load()), node.args, node.keywords)


def _other_constants(value: object) -> Iterator[ast.expr]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
    elif isinstance(value, str) and value and " " not in value:
        yield ast.Constant(f"{value}x")


def _other_statements(node: ast.stmt) -> Iterator[ast.stmt]:
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Expr):
        # A generator stays one, also without its only yield.
        yield ast.If(ast.Constant(False), [node], []) if "yield" in ast.unparse(node) else ast.Pass()
    elif isinstance(node, ast.AugAssign):
        yield ast.Pass()
        if type(node.op) in COUNTED:
            yield ast.AugAssign(node.target, COUNTED[type(node.op)](), node.value)
    elif isinstance(node, ast.Assign | ast.Continue | ast.Break | ast.Raise):
        yield ast.Pass()
