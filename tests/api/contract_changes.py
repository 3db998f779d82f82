"""What a new contract breaks of an old one, as docs/api-policy.md means it: a sentence for each."""

from collections.abc import Iterator
from typing import Any

from api.design_rules import METHODS, Document, asked, resolved

Both = tuple[Document, Document]
"""The old contract and the new one."""


def breaking(old: Document, new: Document) -> Iterator[str]:
    """Yield everything that a client of the old contract would notice to its harm."""
    for path, item in old["paths"].items():
        for method in METHODS:
            if method in item:
                name = f"{method.upper()} {path}"
                changed = new["paths"].get(path, {}).get(method)
                if changed is None:
                    yield f"{name} is gone"
                else:
                    yield from _operation(name, item[method], changed, (old, new))


def _operation(name: str, old: dict[str, Any], new: dict[str, Any], both: Both) -> Iterator[str]:
    known = {(each["in"], each["name"]): each for each in asked(both[0], old)}
    for each in asked(both[1], new):
        was = known.pop((each["in"], each["name"]), None)
        if each.get("required") and not (was or {}).get("required"):
            yield f"{name} now requires {each['name']}"
        if was is not None:
            yield from _sent(f"{name} {each['name']}", was["schema"], each["schema"], both)
    yield from (f"{name} no longer takes {each}" for _, each in known)
    yield from _body(name, old, new, both)
    for status, answer in old["responses"].items():
        if status[0] == "2":
            yield from _answer(name, status, answer, new, both)


def _body(name: str, old: dict[str, Any], new: dict[str, Any], both: Both) -> Iterator[str]:
    was, now = (each.get("requestBody", {}).get("content", {}) for each in (old, new))
    if now and not was:
        yield f"{name} now requires a body"
    for kind, content in was.items():
        if kind not in now:
            yield f"{name} no longer takes {kind}"
        else:
            yield from _sent(f"{name} body", content["schema"], now[kind]["schema"], both)


def _answer(name: str, status: str, old: dict[str, Any], new: dict[str, Any], both: Both) -> Iterator[str]:
    answer = new["responses"].get(status)
    if answer is None:
        yield f"{name} no longer answers {status}"
        return
    for kind, content in resolved(both[0], old).get("content", {}).items():
        now = resolved(both[1], answer).get("content", {}).get(kind)
        if now is None:
            yield f"{name} no longer answers in {kind}"
        else:
            yield from _told(f"{name} {status}", content["schema"], now["schema"], both)


def _sent(name: str, old: Any, new: Any, both: Both, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Compare what is sent: it may ask no more, and refuse nothing that it took."""
    if old.get("$ref") in seen:
        return
    seen = (*seen, old.get("$ref", ""))
    old, new = resolved(both[0], old), resolved(both[1], new)
    yield from (
        f"{name} no longer takes the type {each}" for each in _types(old) - _types(new) if _types(new)
    )
    if "enum" in new:
        gone = set(map(str, old.get("enum", ["any text"]))) - set(map(str, new["enum"]))
        yield from (f"{name} no longer takes {each}" for each in sorted(gone))
    for least in ("minimum", "minLength", "minItems"):
        if new.get(least, float("-inf")) > old.get(least, float("-inf")):
            yield f"{name} asks for a larger {least}"
    for most in ("maximum", "maxLength", "maxItems"):
        if new.get(most, float("inf")) < old.get(most, float("inf")):
            yield f"{name} asks for a smaller {most}"
    yield from (
        f"{name} now requires {each}" for each in set(new.get("required", ())) - set(old.get("required", ()))
    )
    for field, schema in old.get("properties", {}).items():
        if field in new.get("properties", {}):
            yield from _sent(f"{name}.{field}", schema, new["properties"][field], both, seen)
        elif new.get("additionalProperties") is False:
            yield f"{name} no longer takes {field}"
    if "items" in old and "items" in new:
        yield from _sent(f"{name}[]", old["items"], new["items"], both, seen)


def _told(name: str, old: Any, new: Any, both: Both, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Compare what is answered: it may leave nothing out, and be nothing that it was not."""
    if old.get("$ref") in seen:
        return
    seen = (*seen, old.get("$ref", ""))
    old, new = resolved(both[0], old), resolved(both[1], new)
    yield from (f"{name} may now be {each}" for each in sorted(_types(new) - _types(old)) if _types(old))
    for field, schema in old.get("properties", {}).items():
        if field not in new.get("properties", {}):
            yield f"{name} no longer tells {field}"
        else:
            yield from _told(f"{name}.{field}", schema, new["properties"][field], both, seen)
    kept = set(old.get("required", ())) & set(new.get("properties", ()))
    yield from (f"{name} may now leave out {each}" for each in kept - set(new.get("required", ())))
    if "items" in old and "items" in new:
        yield from _told(f"{name}[]", old["items"], new["items"], both, seen)


def _types(schema: dict[str, Any]) -> set[str]:
    told = schema.get("type", ())
    return {told} if isinstance(told, str) else set(told)
