"""For how much, from when, to whom and under which lease it is let, as VERA tells of it."""

from datetime import date, datetime, timedelta

from matching.vera.codes import word
from matching.vera.reading import Reading
from matching.vera.source import Spot
from matching.vocabulary import TargetGroup, Tenancy

_ENDED = {"ING": "withdrawn", "AFG": "finished", "VOO": "still in preparation"}
_ENDED_DUTCH = {"ING": "ingetrokken", "AFG": "afgerond", "VOO": "nog in voorbereiding"}
_CRITERION = "Eenheid.criteria[]"
_LIMITS = {"PER": ("minimumPersons", "maximumPersons"), "LEE": ("minimumAge", "maximumAge")}


def reference(reading: Reading) -> None:
    """Read by which reference the corporation knows it."""
    spot = reading.source.first("Eenheid.code", "Eenheid.idExtern", "Eenheid.id")
    if spot is None:
        reading.refuse(
            f"{reading.source.place}.code",
            "required",
            english="A unit needs a reference of its own: code, idExtern or id.",
            dutch="Een eenheid heeft een eigen kenmerk nodig: code, idExtern of id.",
        )
        return
    text = reading.text(spot)
    if text is not None:
        reading.put("reference", text, spot.path)
    if not spot.path.endswith(".code"):
        name = spot.path.rpartition(".")[2]
        reading.warn(
            spot.path,
            "assumed",
            english=f"code is missing: {name} is taken as your reference.",
            dutch=f"code ontbreekt: {name} geldt als uw kenmerk.",
        )


def on_offer(reading: Reading) -> None:
    """Read whether it is a dwelling on offer at all; what is not, is left as it is."""
    kind = reading.source.first("Eenheid.soort.code")
    state = reading.source.first("Eenheid.status.code")
    publication = reading.source.first("Publicatie.status.code")
    if kind is not None and kind.value != "WOO":
        _leave(reading, kind, "no-dwelling", "This is no dwelling.", "Dit is geen woonruimte.")
    elif state is not None and state.value == "UIT":
        english = (
            "It is no longer let by you; withdraw it with POST /dwellings/{id}/withdrawal if we have it."
        )
        dutch = "Het is uit exploitatie; trek de woning terug met POST /dwellings/{id}/withdrawal als wij haar kennen."
        _leave(reading, state, "out-of-use", english, dutch)
    elif publication is not None and publication.value in _ENDED:
        english = (
            f"The publication is {_ENDED[publication.value]}; a dwelling that we have is not withdrawn by it."
        )
        state_dutch = _ENDED_DUTCH[publication.value]
        dutch = f"De publicatie is {state_dutch}; een woning die wij kennen is hiermee niet teruggetrokken."
        _leave(reading, publication, "publication-not-open", english, dutch)


def _leave(reading: Reading, spot: Spot, code: str, english: str, dutch: str) -> None:
    reading.warn(spot.path, code, english=english, dutch=dutch)
    reading.left = reading.warnings[-1]


def rent(reading: Reading) -> None:
    """Read rekenhuur as the rent, and what brutohuur has on top as service costs. Euros become cents."""
    base, gross = (reading.source.first(path) for path in ("Eenheid.rekenhuur", "Eenheid.brutohuur"))
    if base is None:
        reading.miss("Eenheid.rekenhuur", english="the rent", dutch="de rekenhuur")
        return
    cents = _cents(reading, base)
    above = None if gross is None else _cents(reading, gross)
    if cents is None:
        return
    reading.put("rent", cents, base.path)
    if above is None or gross is None:
        reading.miss(
            "Eenheid.brutohuur",
            english="brutohuur, for the service costs",
            dutch="brutohuur, voor de servicekosten",
        )
    elif above < cents:
        reading.refuse(
            gross.path,
            "below-rekenhuur",
            english="brutohuur can't be below rekenhuur.",
            dutch="brutohuur kan niet lager zijn dan rekenhuur.",
        )
    else:
        reading.put("serviceCosts", above - cents, gross.path)


def _cents(reading: Reading, spot: Spot) -> int | None:
    euros = reading.number(spot.path, spot.value)
    if euros is None:
        return None
    cents = euros * 100
    if cents != int(cents):
        reading.refuse(
            spot.path,
            "not-whole-cents",
            english="An amount has at most two decimals.",
            dutch="Een bedrag heeft ten hoogste twee decimalen.",
        )
        return None
    return int(cents)


def available_from(reading: Reading) -> None:
    """Read the first day somebody can live there."""
    spot = reading.source.first("Publicatie.opleverdatum")
    text = None if spot is None else reading.text(spot)
    if spot is None or text is None:
        return
    day = _day(text)
    if day is None:
        reading.refuse(
            spot.path,
            "misshapen",
            english="This should be a day or a moment, as in 2027-01-04.",
            dutch="Dit hoort een dag of een moment te zijn, zoals 2027-01-04.",
        )
    else:
        reading.put("availableFrom", day.isoformat(), spot.path)


def _day(text: str) -> date | None:
    """Return the Dutch day of a moment.

    Systems write a day as its first moment, here or in UTC: with two hours more both are that day.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None and len(text) > len("2027-01-04"):
        offset = moment.utcoffset() or timedelta()
        return (moment - offset + timedelta(hours=2)).date()
    return moment.date()


def capacity(reading: Reading) -> None:
    """Read how many equal units it stands for, where a publication has one unit."""
    spot = reading.source.first("Publicatie.aantalEenhedenBeschikbaar")
    if spot is None:
        return
    number = reading.whole(spot.path, spot.value)
    if number is not None and reading.source.siblings == 1:
        reading.put("capacity", number, spot.path)
    elif number is not None and number != reading.source.siblings:
        reading.warn(
            spot.path,
            "counts-differ",
            english=f"Not used: it says {number}, and {reading.source.siblings} units stand here, one place each.",
            dutch=f"Niet gebruikt: er staat {number}, en hier staan {reading.source.siblings} eenheden, elk één plek.",
        )


def tenancy(reading: Reading) -> None:
    """Read the kind of lease: VERA knows it of a publication, where it is a flip contract."""
    spot = reading.source.first("Publicatie.detailModel.code")
    found = word(reading, spot, Tenancy, "PUBLICATIEDETAILMODEL")
    if spot is not None and found is not None:
        reading.put("tenancy", found.value, spot.path)
    else:
        reading.miss("Eenheid.detailModel", english="the kind of lease", dutch="het soort huurcontract")


def reserved_for(reading: Reading) -> None:
    """Read for whom it is meant: words for where people come from or live, never a diagnosis."""
    lists = {
        "DOELGROEP": "Eenheid.doelgroep.code",
        "AANVULLENDEDOELGROEP": "Eenheid.aanvullendeDoelgroep.code",
    }
    found = [
        (spot, group)
        for kind, path in lists.items()
        for spot in reading.source.spots(path)
        if (group := word(reading, spot, TargetGroup, kind)) is not None
    ]
    if found:
        groups = list(dict.fromkeys(group.value for _, group in found))
        reading.put("reservedFor", groups, found[0][0].path)


def limits(reading: Reading) -> None:
    """Read for which ages and how many persons it is; other criteria, and those that only sort, are told."""
    below = ("soort.code", "detailsoort.code", "toepassing.code", "aantalOndergrens", "aantalBovengrens")
    for path, item in reading.source.items(_CRITERION, *below):
        names = _LIMITS.get(str(item["soort.code"]))
        if names is None or item["toepassing.code"] == "SOR":
            reading.warn(
                f"{path}.soort.code",
                "criterion-not-used",
                english=f"Not used: criterion {str(item['soort.code'])[:40]}; the agreements of the region decide.",
                dutch=f"Niet gebruikt: criterium {str(item['soort.code'])[:40]}; de afspraken van de regio beslissen.",
            )
            continue
        for name, below_name in zip(names, ("aantalOndergrens", "aantalBovengrens"), strict=True):
            if item[below_name] is not None:
                number = reading.whole(f"{path}.{below_name}", item[below_name])
                if number is not None:
                    reading.put(name, number, f"{path}.{below_name}")
