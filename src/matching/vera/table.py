"""The one table of VERA and us: which of its paths become which of our fields, how, and what we leave."""

from collections.abc import Callable
from dataclasses import dataclass

from matching.vera import building, letting, places
from matching.vera.reading import Reading


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of some paths of VERA.

    Attributes
    ----------
    fields
        Our fields, as they are called on the wire.
    paths
        Everything that is looked at for them.
    read
        What does it.
    """

    fields: tuple[str, ...]
    paths: tuple[str, ...]
    read: Callable[[Reading], None]
    dutch: str
    english: str


@dataclass(frozen=True, slots=True)
class Aside:
    """What we don't use on purpose: a path of VERA, with everything below it, and why."""

    path: str
    dutch: str
    english: str


MAPPING = (
    Row(
        ("reference",),
        ("Eenheid.code", "Eenheid.idExtern", "Eenheid.id"),
        letting.reference,
        "uw eigen kenmerk; zonder `code` geldt `idExtern`, dan `id`, met een waarschuwing",
        "your own reference; without `code` it is `idExtern`, then `id`, with a warning",
    ),
    Row(
        (),
        ("Eenheid.soort.code", "Eenheid.status.code", "Publicatie.status.code"),
        letting.on_offer,
        "wat geen woonruimte is, uit exploitatie is of niet (meer) wordt aangeboden, blijft zoals het was",
        "what is no dwelling, out of use or not on offer is left as it is",
    ),
    Row(
        ("neighbourhood",),
        (
            "Eenheid.adres.buurt.code",
            "Eenheid.adres.buurt.naam",
            "Eenheid.adres.gemeente.code",
            "Eenheid.adres.gemeente.naam",
            "Eenheid.adres.postcode",
        ),
        places.neighbourhood,
        "de code; anders de naam binnen de gemeente; anders de postcode in uw eigen tabel, en die bewaren we niet",
        "the code; else the name within the municipality; else the postcode in your own table, and that is not kept",
    ),
    Row(
        ("housingForm",),
        ("Eenheid.woonvorm.code",),
        places.housing_form,
        "de woonvorm van de regio met deze VERA-code, als het er precies één is",
        "the housing form of the region with this VERA code, if there is exactly one",
    ),
    Row(
        ("availableFrom",),
        ("Publicatie.opleverdatum",),
        letting.available_from,
        "de Nederlandse dag van het moment",
        "the Dutch day of the moment",
    ),
    Row(
        ("capacity",),
        ("Publicatie.aantalEenhedenBeschikbaar",),
        letting.capacity,
        "alleen als de publicatie één eenheid heeft",
        "only if the publication has one unit",
    ),
    Row(
        ("bagId",),
        (
            "Eenheid.adresseerbaarObjectBasisregistratie.bagIdentificatie",
            "Eenheid.adresseerbaarObjectBasisregistratie.id",
            "Eenheid.extra-attributen[].naam",
            "Eenheid.extra-attributen[].waarde",
            "Publicatie.extra-attributen[].naam",
            "Publicatie.extra-attributen[].waarde",
        ),
        places.bag_id,
        "16 cijfers; ook uit een extra attribuut `bagVerblijfsobjectId`",
        "16 digits; from an extra attribute `bagVerblijfsobjectId` too",
    ),
    Row(
        ("complex",),
        ("Eenheid.clusters[].code",),
        places.complex_of,
        "het eerste cluster",
        "the first cluster",
    ),
    Row(
        ("kind",),
        ("Eenheid.detailSoort.code",),
        building.kind,
        "EENHEIDDETAILSOORT naar ons woord; een code zonder woord wordt gemeld",
        "EENHEIDDETAILSOORT to our word; a code without one is told",
    ),
    Row(
        ("floorArea",),
        (
            "Eenheid.oppervlakten[].soort.code",
            "Eenheid.oppervlakten[].waarde",
            "Eenheid.gebruiksoppervlakte",
            "Eenheid.adresseerbaarObjectBasisregistratie.bagGebruikersOppervlakte",
        ),
        building.floor_area,
        "soort GBO, anders `gebruiksoppervlakte`, anders die van de BAG; afgerond op hele m²",
        "kind GBO, else `gebruiksoppervlakte`, else that of the BAG; rounded to whole m²",
    ),
    Row(
        ("rooms",),
        (
            "Eenheid.kamersAantal",
            "Eenheid.ruimten[].soort.code",
            "Eenheid.ruimten[].detailSoort.code",
            "Eenheid.ruimten[].gedeeldMetAantalOnzelfstandigeWoonruimten",
            "Eenheid.ruimten[].gedeeldMetAantalEenheden",
            "Eenheid.ruimten[].gedeeldMetAantalAdressen",
        ),
        building.rooms,
        "anders geteld: ruimten die volgens VERA meetellen en niet gedeeld zijn "
        "(SLA, WOO, WOK, WSL, WSK, OVT, SER, TUS, ZVT)",
        "otherwise counted: spaces that count as rooms in VERA and are not shared",
    ),
    Row(
        ("bedrooms",),
        ("Eenheid.ruimten[].detailSoort.code",),
        building.bedrooms,
        "het aantal ruimten SLA die niet gedeeld zijn",
        "how many spaces SLA there are that are not shared",
    ),
    Row(("storey",), ("Eenheid.etage",), building.storey, "zoals het er staat", "as it stands"),
    Row(
        ("constructionYear",),
        ("Eenheid.bouwjaar",),
        building.construction_year,
        "zoals het er staat",
        "as it stands",
    ),
    Row(
        ("energyLabel",),
        (
            "Eenheid.energieprestaties[].soort.code",
            "Eenheid.energieprestaties[].status.code",
            "Eenheid.energieprestaties[].begindatum",
            "Eenheid.energieprestaties[].einddatum",
            "Eenheid.energieprestaties[].label.code",
        ),
        building.energy_label,
        "het label van de nieuwste definitieve prestatie; AP, APP, AP3 en AP4 worden A+ tot en met A++++",
        "the label of the newest final performance; AP, APP, AP3 and AP4 become A+ to A++++",
    ),
    Row(
        ("rent", "serviceCosts"),
        ("Eenheid.rekenhuur", "Eenheid.brutohuur"),
        letting.rent,
        "euro wordt eurocent; servicekosten zijn brutohuur min rekenhuur",
        "euros become cents; service costs are brutohuur minus rekenhuur",
    ),
    Row(
        ("accessibility",),
        ("Eenheid.toegankelijkheidslabel.code",),
        building.accessibility,
        "TOEGANKELIJKHEIDSLABEL naar ons woord",
        "TOEGANKELIJKHEIDSLABEL to our word",
    ),
    Row(
        ("tenancy",),
        ("Publicatie.detailModel.code",),
        letting.tenancy,
        "OMK is een omklapcontract; andere soorten contract staan niet in een publicatie",
        "OMK is a flip contract; a publication has no other kinds of lease",
    ),
    Row(
        ("minimumAge", "maximumAge", "minimumPersons", "maximumPersons"),
        (
            "Eenheid.criteria[].soort.code",
            "Eenheid.criteria[].detailsoort.code",
            "Eenheid.criteria[].toepassing.code",
            "Eenheid.criteria[].aantalOndergrens",
            "Eenheid.criteria[].aantalBovengrens",
        ),
        letting.limits,
        "LEE (leeftijd) en PER (personen); andere criteria, en die alleen sorteren, worden gemeld",
        "LEE (ages) and PER (persons); other criteria, and those that only sort, are told",
    ),
    Row(
        ("ownSanitary",),
        (
            "Eenheid.zelfstandig",
            "Eenheid.woningwaarderingstelsel.code",
            "Eenheid.ruimten[].detailSoort.code",
            "Eenheid.ruimten[].gedeeldMetAantalOnzelfstandigeWoonruimten",
        ),
        building.own_sanitary,
        "anders: gedeeld bad of toilet is niet eigen; anders afgeleid uit ZEL of ONZ, met een waarschuwing",
        "else: a shared bath or toilet is not one's own; else guessed by ZEL or ONZ, with a warning",
    ),
    Row(
        ("reservedFor",),
        ("Eenheid.doelgroep.code", "Eenheid.aanvullendeDoelgroep.code"),
        letting.reserved_for,
        "de doelgroepen waar wij een woord voor hebben; nooit een diagnose",
        "the target groups that we have a word for; never a diagnosis",
    ),
    Row(
        ("features",),
        (
            "Eenheid.ligging[].code",
            "Eenheid.ruimten[].detailSoort.code",
            "Eenheid.ruimten[].bouwkundigeElementen[].soort.code",
            "Eenheid.ruimten[].bouwkundigeElementen[].detailSoort.code",
            "Eenheid.panden[].liftAanwezig",
            "Eenheid.etage",
        ),
        building.features,
        "ligging, tuin, balkon, berging, bad, lift en begane grond; kenmerken komen erbij en gaan nooit weg",
        "surroundings, garden, balcony, storage, bath, lift and ground floor; added, never taken away",
    ),
)
"""In the order in which they are read."""

UNKNOWN_TO_VERA = ("availableUntil", "lowStimulus", "supportNearby", "reservedProviderId", "excludedOrigins")
"""Our fields that no path of VERA fills: they stay as they are, and can be changed by hand."""

NOT_KEPT = (
    Aside(
        "Eenheid.adres",
        "een adres hebben wij niet nodig: minder is veiliger",
        "we need no address: less is safer",
    ),
    Aside("Eenheid.idOrganisatie", "uw sleutel zegt wie u bent", "your key says who you are"),
    Aside("Publicatie.idOrganisatie", "uw sleutel zegt wie u bent", "your key says who you are"),
    Aside(
        "Eenheid.wozEenheden",
        "de waarde doet er niet toe voor de match",
        "the value does not matter for a match",
    ),
    Aside("Eenheid.ruimten", "ruimten worden alleen geteld", "spaces are only counted"),
    Aside("Eenheid.energieprestaties", "alleen het label telt", "only the label counts"),
    Aside("Eenheid.streefhuur", "de rekenhuur telt", "rekenhuur counts"),
    Aside("Eenheid.markthuur", "de rekenhuur telt", "rekenhuur counts"),
    Aside(
        "Eenheid.aangemerktHuurtoeslag",
        "passendheid volgt uit rekenhuur en de huurgrenzen",
        "what fits follows from rekenhuur and the rent limits",
    ),
    Aside(
        "Eenheid.maatschappelijkLabel",
        "passendheid volgt uit rekenhuur en de huurgrenzen",
        "what fits follows from rekenhuur and the rent limits",
    ),
    Aside("Eenheid.woningwaarderingstelsel", "alleen ZEL of ONZ telt", "only ZEL or ONZ counts"),
    Aside("Eenheid.panden", "alleen de lift telt", "only the lift counts"),
    Aside(
        "Eenheid.datumAfsluitenHuurovereenkomst",
        "een oude huurovereenkomst zegt niets van de volgende",
        "an old lease says nothing of the next",
    ),
    Aside(
        "Publicatie.model",
        "wie een woning krijgt volgt uit de afspraken van de regio",
        "who gets it follows from the agreements of the region",
    ),
    Aside("Publicatie.begindatum", "alleen de opleverdatum telt", "only opleverdatum counts"),
    Aside("Publicatie.einddatum", "alleen de opleverdatum telt", "only opleverdatum counts"),
)


def why_not_kept(path: str) -> Aside | None:
    """Return why a path is not used; None: our table doesn't know it."""
    plain = path.replace("[]", "")
    return next((each for each in NOT_KEPT if (plain + ".").startswith(each.path + ".")), None)
