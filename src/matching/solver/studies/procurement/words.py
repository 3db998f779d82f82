"""The statement for the table with the corporations, and what comes of it, in Dutch and in English."""

from collections.abc import Iterator, Sequence

from matching.solver.eligibility.answers import Euros, in_dutch, in_english
from matching.solver.explain import Sentence
from matching.solver.explain.words import homes, people
from matching.solver.studies.procurement.parts import Line, Plan
from matching.vocabulary import Accessibility

Words = tuple[str, str]


def said(plan: Plan) -> tuple[Sentence, ...]:
    """Say what the plan comes to."""
    return tuple(_said(plan))


def _said(plan: Plan) -> Iterator[Sentence]:
    first, last = plan.gains[0], plan.gains[-1]
    dutch, english = homes(last.used)
    after = people(last.placed)
    yield Sentence(
        f"Met {dutch} extra is er een woning voor {after[0]}; zonder zijn het er {first.placed}.",
        f"With {english} more there is a home for {after[1]}; without it is {first.placed}.",
    )
    if last.used < last.dwellings:
        yield Sentence(
            "Meer woningen helpen niemand: een afspraak is vol, of niemand anders kan er wonen.",
            "More dwellings help nobody: an agreement is full, or nobody else could live there.",
        )
    if plan.undescribed:
        dutch, english = people(plan.undescribed)
        yield Sentence(
            f"Zonder woning, en met geen extra woning te helpen: {dutch}. Zij zijn nog niet zover, er ontbreken "
            "gegevens, of de gevraagde woonvormen of huren passen niet.",
            f"Without a home, and helped by no extra dwelling: {english}. They are not ready, data are "
            "missing, or the housing forms or rents asked for don't fit.",
        )
    if not all(gain.proven for gain in plan.gains):
        yield Sentence(
            "Niet van elk aantal is bewezen dat het niet beter kan.",
            "Not for every number it is proven to be the best there is.",
        )


def stated(lines: Sequence[Line], *, smallest: int) -> Sentence:
    """Return the statement: which dwellings are asked, and of nobody who would live there.

    It leaves the region. A kind of dwelling that fewer than `smallest` people on the list could live in would describe
    one of them: it is asked for without a description.

    Parameters
    ----------
    smallest
        [client]
    """
    if not lines:
        return Sentence(
            "Extra woningen helpen nu niemand binnen de afspraken.",
            "Extra dwellings help nobody now within the agreements.",
        )
    asked = homes(sum(line.number for line in lines))
    told = [_line(line) for line in lines if line.fits >= smallest]
    rest = sum(line.number for line in lines if line.fits < smallest)
    told += [_undescribed(rest)] if rest else []
    return Sentence(
        "\n".join(
            (
                f"Wij vragen de corporaties om {asked[0]} extra, binnen alle afspraken over quota en draagkracht:",
                *(f"- {dutch}" for dutch, _ in told),
            )
        ),
        "\n".join(
            (
                f"We ask the corporations for {asked[1]} more, within all agreements on quotas and load:",
                *(f"- {english}" for _, english in told),
            )
        ),
    )


def _undescribed(number: int) -> Words:
    dutch, english = homes(number)
    return (
        f"{dutch} die wij hier niet beschrijven, omdat te weinig mensen er zouden kunnen wonen; de coördinator "
        "bespreekt dit per woning",
        f"{english} that we don't describe here, because too few people could live there; the coordinator talks "
        "about each",
    )


def _line(line: Line) -> Words:
    counted, rent = homes(line.number), Euros(line.maximum_rent)
    rooms = _bedrooms(line.bedrooms)
    extra = _extra(line)
    return (
        f"{counted[0]} in de gemeente {line.municipality} ({line.housing_form}): {rooms[0]}, huur met "
        f"servicekosten tot en met {in_dutch(rent)}, {line.tenancy.dutch}{extra[0]}",
        f"{counted[1]} in municipality {line.municipality} ({line.housing_form}): {rooms[1]}, rent with "
        f"service costs up to {in_english(rent)}, {in_english(line.tenancy)}{extra[1]}",
    )


def _bedrooms(number: int) -> Words:
    if number == 1:
        return "1 slaapkamer", "1 bedroom"
    return f"{number} slaapkamers", f"{number} bedrooms"


def _extra(line: Line) -> Words:
    wanted: list[Words] = []
    if line.accessibility is not Accessibility.NONE:
        wanted.append((line.accessibility.dutch, in_english(line.accessibility)))
    if line.low_stimulus:
        wanted.append(("prikkelarm", "low stimulus"))
    if line.support_nearby:
        wanted.append(("begeleiding dag en nacht nabij", "support nearby day and night"))
    return "".join(f", {dutch}" for dutch, _ in wanted), "".join(f", {english}" for _, english in wanted)
