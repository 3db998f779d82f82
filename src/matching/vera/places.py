"""Where it lies and which form of living it is, as VERA tells of it: words that our side has to look up."""

import re

from matching.vera.reading import Reading
from matching.vera.source import Spot

_BAG = re.compile(r"[0-9]{16}")
_POSTCODE = re.compile(r"([1-9][0-9]{3}) ?([A-Za-z]{2})")


def neighbourhood(reading: Reading) -> None:
    """Read in which neighbourhood it lies: by code, else by its name, else by the sender's postcodes."""
    code = reading.source.first("Eenheid.adres.buurt.code")
    name = reading.source.first("Eenheid.adres.buurt.naam")
    town = [
        *reading.source.spots("Eenheid.adres.gemeente.code"),
        *reading.source.spots("Eenheid.adres.gemeente.naam"),
    ]
    postcode = reading.source.first("Eenheid.adres.postcode")
    if code is not None:
        _by_code(reading, code, town)
    elif not (_by_name(reading, name, town) or _by_postcode(reading, postcode)):
        reading.miss("Eenheid.adres.buurt.code", english="the neighbourhood", dutch="de buurt")


def _by_code(reading: Reading, code: Spot, town: list[Spot]) -> None:
    text = reading.text(code)
    if text is None:
        return
    reading.put("neighbourhood", text, code.path)
    for spot in town:
        if spot.path.endswith(".code") and spot.value != f"GM{text[2:6]}":
            reading.warn(
                spot.path,
                "municipality-differs",
                english="Not used: the neighbourhood lies in another municipality; the neighbourhood decides.",
                dutch="Niet gebruikt: de buurt ligt in een andere gemeente; de buurt beslist.",
            )


def _by_name(reading: Reading, name: Spot | None, town: list[Spot]) -> bool:
    if name is None:
        return False
    text = (reading.text(name) or "").casefold()
    towns = [str(spot.value).strip().casefold() for spot in town]
    found = {code for each in towns for code in reading.known.neighbourhoods.get((each, text), ())}
    if len(found) != 1:
        reading.warn(
            name.path,
            "name-not-found",
            english="By this name we find no neighbourhood, or more than one, in that municipality.",
            dutch="Onder deze naam vinden we in die gemeente geen buurt, of meer dan één.",
        )
        return False
    [code] = found
    reading.put("neighbourhood", code, name.path)
    _tell_assumed(reading, name, f"by its name it is {code}", f"op naam is het {code}")
    return True


def _by_postcode(reading: Reading, spot: Spot | None) -> bool:
    if spot is None:
        return False
    match = _POSTCODE.fullmatch(str(spot.value).strip())
    written = "" if match is None else (match[1] + match[2]).upper()
    code = reading.known.postcodes.get(written) or reading.known.postcodes.get(written[:4])
    if code is None:
        reading.warn(
            spot.path,
            "postcode-not-looked-up",
            english="Postcodes are not looked up here: send adres.buurt.code, or your own table in "
            "assume.neighbourhoodByPostcode.",
            dutch="Postcodes zoeken we niet op: stuur adres.buurt.code, of uw eigen tabel in "
            "assume.neighbourhoodByPostcode.",
        )
        return False
    reading.put("neighbourhood", code, spot.path)
    _tell_assumed(
        reading, spot, f"by your table of postcodes it is {code}", f"volgens uw postcodetabel is het {code}"
    )
    return True


def _tell_assumed(reading: Reading, spot: Spot, english: str, dutch: str) -> None:
    reading.warn(
        spot.path,
        "assumed",
        english=f"The code of the neighbourhood is missing: {english}.",
        dutch=f"De code van de buurt ontbreekt: {dutch}.",
    )


def housing_form(reading: Reading) -> None:
    """Read the form of living, where the VERA word means one form of the region and no more."""
    spot = reading.source.first("Eenheid.woonvorm.code")
    if spot is None:
        return
    code = (reading.text(spot) or "")[:40]
    forms = reading.known.forms.get(f"WOONVORM.{code}", ())
    if len(forms) == 1:
        reading.put("housingForm", forms[0], spot.path)
        return
    told = ", ".join(forms)
    reading.warn(
        spot.path,
        "form-not-decided" if forms else "unknown-code",
        english=f"WOONVORM {code} may be {told} here: say which in assume.housingForm."
        if forms
        else f"No housing form of your region is WOONVORM {code}.",
        dutch=f"WOONVORM {code} kan hier {told} zijn: zeg welke in assume.housingForm."
        if forms
        else f"Geen woonvorm van uw regio is WOONVORM {code}.",
    )


def bag_id(reading: Reading) -> None:
    """Read the identity in the register of addresses and buildings (BAG): 16 digits."""
    spot = reading.source.first(
        "Eenheid.adresseerbaarObjectBasisregistratie.bagIdentificatie",
        "Eenheid.adresseerbaarObjectBasisregistratie.id",
    ) or _extra(reading)
    if spot is None:
        return
    if _BAG.fullmatch(str(spot.value)):
        reading.put("bagId", str(spot.value), spot.path)
    else:
        reading.warn(
            spot.path,
            "no-bag-identity",
            english="Not used: a BAG identity has 16 digits.",
            dutch="Niet gebruikt: een BAG-identificatie heeft 16 cijfers.",
        )


def _extra(reading: Reading) -> Spot | None:
    """Return what systems keep in an attribute of their own; of a publication only if it has one unit."""
    roots = ["Eenheid"] + ["Publicatie"] * (reading.source.siblings == 1)
    for root in roots:
        for path, item in reading.source.items(f"{root}.extra-attributen[]", "naam", "waarde"):
            if item["naam"] == "bagVerblijfsobjectId" and item["waarde"] is not None:
                return Spot(f"{path}.waarde", item["waarde"])
            reading.warn(
                path,
                "attribute-not-used",
                english="Not used: an attribute of your own that we don't know.",
                dutch="Niet gebruikt: een eigen attribuut dat wij niet kennen.",
            )
    return None


def complex_of(reading: Reading) -> None:
    """Read the reference of the complex it belongs to: the first, and the others are told."""
    spots = reading.source.spots("Eenheid.clusters[].code")
    for position, spot in enumerate(spots):
        text = reading.text(spot)
        if position == 0 and text is not None:
            reading.put("complex", text, spot.path)
        elif position > 0:
            reading.warn(
                spot.path,
                "another-cluster",
                english="Not used: we keep one complex, the first.",
                dutch="Niet gebruikt: wij bewaren één complex, het eerste.",
            )
