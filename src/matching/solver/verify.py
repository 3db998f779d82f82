"""Check a matching and the proof of each level: python verify.py problem.json solution.json certificate.json."""

import json
import sys
from collections import Counter, defaultdict
from math import gcd
from pathlib import Path
from typing import Any

COLUMNS = ("client", "dwelling", "suitability", "stability")
SIGN = {"priority": 1, "spread": -1, "suitability": 1, "stability": 1}
WHOLE: Any = {"parse_float": int, "parse_constant": int}


class ProofRefused(Exception):
    """The files do not hold together."""


def judge(problem: str, solution: str, certificate: str) -> list[tuple[str, str, str]]:
    """Return each level's name, verdict (certificate, search or open) and sentence; refuse files that are wrong."""
    try:
        asked = json.loads(problem, parse_int=lambda word: int(word.replace("-", "minus ")), **WHOLE)
        found, proofs = json.loads(solution), json.loads(certificate, **WHOLE)
        _ask(found["problem"] == proofs["problem"], "Solution and certificate are about different problems.")
        case = Case(asked)
        values = case.values([(each["client"], each["dwelling"]) for each in found["placements"]])
        reached = [[level, values[level]] for level in asked["levels"]]
        levels = zip(range(len(reached)), found["levels"], proofs["levels"], strict=True)
        return [case.verdict(reached[: at + 1], claim, proof) for at, claim, proof in levels]
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ProofRefused(f"A file is not of its format: {error!r}.") from error


def _ask(fact: bool, otherwise: str) -> None:
    if not fact:
        raise ProofRefused(otherwise)


class Case:
    """What may be chosen beside the pinned pairs, and what each pair counts in every rule and at every level."""

    def __init__(self, problem: Any) -> None:
        clients, homes, self.targets = problem["clients"], problem["dwellings"], problem["targets"]
        self.room, rules = {}, defaultdict[int, list[Any]](list)
        for kind in ("dwelling", "limit", "target"):
            for at, rule in enumerate(problem[f"{kind}s"]):
                key, who = (kind, rule["id"]), rule.get("clients") and set(rule["clients"])
                self.room[key] = rule.get("maximum", rule.get("capacity", len(clients)))
                places = rule.get("dwellings", [at])
                for home in range(len(homes)) if places is None else set(places):
                    rules[home].append((key, rule.get("measure"), who))
        self.pairs, names = dict[Any, dict[Any, int]](), list[Any]()
        for at, home, suitability, stability in zip(*map(problem["pairs"].get, COLUMNS), strict=True):
            client = {None: 1, "placements": 1, "hours": 0} | clients[at]
            counts = {key: client[measure] for key, measure, who in rules[home] if who is None or at in who}
            worth = {"priority": client["priority"], "suitability": suitability, "stability": stability}
            names.append((client["id"], homes[home]["id"]))
            self.pairs[names[-1]] = counts | worth
        self.pinned = {names[at] for at in problem.get("pinned", ())}
        self.taken, gone = self.total(self.pinned), {client for client, _ in self.pinned}
        self.left = {key: room - self.taken[key] for key, room in self.room.items()}
        self.free, self.needs = dict[Any, dict[Any, int]](), defaultdict[Any, dict[str, int]](dict)
        for name, counts in self.pairs.items():
            if name[0] not in gone and all(self.left.get(key, n) >= n for key, n in counts.items()):
                self.free[name] = counts
                for key, need in counts.items():
                    self.needs[key][name[0]] = need

    def total(self, names: Any) -> Counter[Any]:
        """Return what some pairs come to in every rule and at every level."""
        total = Counter[Any]()
        for name in names:
            total.update(self.pairs[name])
        for aim in self.targets:
            total["spread"] += aim["weight"] * (total["target", aim["id"]] - aim["target"]) ** 2
        return total

    def values(self, placements: list[tuple[str, str]]) -> Counter[Any]:
        """Return what a valid matching comes to at each level."""
        _ask(set(placements) <= self.pairs.keys(), "A placement is not a pair of the problem.")
        _ask(self.pinned <= set(placements), "A pinned pair is not in the matching.")
        _ask(len(dict(placements)) == len(placements), "A client is placed twice.")
        total = self.total(placements)
        passed = [" ".join(key) for key, room in self.room.items() if total[key] > room]
        _ask(not passed, f"There is more than the maximum in {', '.join(passed)}.")
        return total

    def verdict(self, reached: Any, claim: Any, proof: Any) -> tuple[str, str, str]:
        """Return name, verdict and sentence of a level, the last of those reached so far."""
        level, value = reached[-1]
        _ask([claim["name"], claim["value"]] == [level, value], f"The matching comes to {value} at {level}.")
        kept = [[each["name"], each["value"]] for each in (*proof["earlier"], proof)]
        _ask(kept == reached, f"{level}: the certificate has other values than the matching.")
        bound, by = self.bound(proof), proof["closed_by"]
        _ask(bound == proof["bound"], f"{level}: the bound that follows is {bound}, not {proof['bound']}.")
        verdict = "certificate" if bound == value else "search" if by else "open"
        _ask(verdict != "open" or not claim["proven"], f"{level} is called proven, and nothing proves it.")
        gap = f"{level}: LP bound {bound}, attained {value}, gap {abs(bound - value)} "
        told = {"certificate": f"{level}: {value}, proven by certificate", "open": gap + "open"}
        return level, verdict, told.get(verdict, f"{gap}closed by search with {by}") + "."

    def bound(self, proof: Any) -> int:
        """Return what no matching that keeps the earlier levels passes, whatever the multipliers are."""
        weight, pull, total = Counter[Any]({proof["name"]: proof["scale"]}), Counter[Any](), 0
        price = defaultdict[Any, Counter[str]](Counter)
        for each in proof["earlier"]:
            weight[each["name"]] += each["multiplier"]
            total -= each["multiplier"] * each["value"] * SIGN[each["name"]]
        for row in proof["rows"]:
            key, times = (row["kind"], row["id"]), row["multiplier"]
            sound = row["divisor"] == 1 if row["kind"] == "target" else times >= 0 < row["divisor"]
            _ask(sound, f"{' '.join(key)} has no sound multiplier.")
            counts, room = self.rounded(key, row["divisor"], set(row["complemented"]))
            price[key].update({client: times * count for client, count in counts.items()})
            pull[key] += times
            total += 0 if row["kind"] == "target" else times * room
        _ask(min(weight.values()) >= 0 < proof["scale"], "The multiplier of a level is negative.")
        for aim in self.targets:
            key, cost = ("target", aim["id"]), weight["spread"] * aim["weight"]
            homes = {("dwelling", home) for (_, home), counts in self.free.items() if key in counts}
            most = min(sum(self.left[home] for home in homes), len(self.needs[key]))
            over = self.taken[key] - aim["target"]
            total += max(pull[key] * more - cost * (over + more) ** 2 for more in range(most + 1))
        best = Counter[str]()
        for (client, _), counts in self.free.items():
            left = sum(weight[key] * number - price[key][client] for key, number in counts.items())
            best[client] = max(best[client], left)
        pinned = sum(times * self.taken[level] for level, times in weight.items() if level != "spread")
        return int((total + sum(best.values()) + pinned) // proof["scale"] * SIGN[proof["name"]])

    def rounded(self, key: Any, divisor: int, names: set[str]) -> tuple[dict[str, int], int]:
        """Return a rule's mixed-integer rounding by a divisor, with some clients complemented."""
        room, needs, totals = self.left[key], self.needs[key], 1
        for need in needs.values() if room <= 100_000 else ():
            totals |= totals << need & (2 << room) - 1
        room = totals.bit_length() - 1 if room <= 100_000 else room - room % (gcd(*needs.values()) or 1)
        turned = needs | {name: -needs[name] for name in names}
        room += sum(turned[name] for name in names)
        rest, most = room % divisor, divisor - room % divisor
        counts = {name: most * (n // divisor) + max(0, n % divisor - rest) for name, n in turned.items()}
        room = most * (room // divisor) - sum(counts[name] for name in names)
        return counts | {name: -counts[name] for name in names}, room


if __name__ == "__main__":
    try:
        verdicts = judge(*(Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]))
        sys.stdout.writelines(f"{sentence}\n" for *_, sentence in verdicts)
    except ProofRefused as refusal:
        sys.exit(f"Refused. {refusal}")
