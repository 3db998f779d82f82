"""What is wrong with a field, in Dutch and in English, from what pydantic found."""

from collections.abc import Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from matching.errors import Fault

_DUTCH = {
    "missing": "Dit veld is verplicht.",
    "extra_forbidden": "Dit veld bestaat niet.",
    "json_invalid": "Dit is geen geldige JSON: {error}.",
    "model_attributes_type": "Dit moet een object zijn.",
    "model_type": "Dit moet een object zijn.",
    "dict_type": "Dit moet een object zijn.",
    "list_type": "Dit moet een lijst zijn.",
    "tuple_type": "Dit moet een lijst zijn.",
    "set_type": "Dit moet een lijst zijn.",
    "frozen_set_type": "Dit moet een lijst zijn.",
    "too_short": "Dit moet ten minste {min_length} onderdelen hebben, en heeft er {actual_length}.",
    "too_long": "Dit mag ten hoogste {max_length} onderdelen hebben.",
    "string_type": "Dit moet een tekst zijn.",
    "string_too_short": "Dit moet ten minste {min_length} tekens lang zijn.",
    "string_too_long": "Dit mag ten hoogste {max_length} tekens lang zijn.",
    "string_pattern_mismatch": "Dit moet voldoen aan het patroon {pattern}.",
    "string_unicode": "Dit is geen geldige tekst.",
    "int_type": "Dit moet een geheel getal zijn.",
    "int_parsing": "Dit moet een geheel getal zijn.",
    "int_parsing_size": "Dit getal is te groot.",
    "int_from_float": "Dit moet een geheel getal zijn.",
    "float_type": "Dit moet een getal zijn.",
    "float_parsing": "Dit moet een getal zijn.",
    "number_type": "Dit moet een getal zijn.",
    "decimal_type": "Dit moet een getal zijn.",
    "decimal_parsing": "Dit moet een getal zijn.",
    "decimal_max_places": "Dit mag ten hoogste {decimal_places} cijfers achter de komma hebben.",
    "decimal_max_digits": "Dit mag ten hoogste {max_digits} cijfers hebben.",
    "decimal_whole_digits": "Dit mag ten hoogste {whole_digits} cijfers voor de komma hebben.",
    "finite_number": "Dit moet een eindig getal zijn.",
    "multiple_of": "Dit moet een veelvoud van {multiple_of} zijn.",
    "greater_than": "Dit moet meer dan {gt} zijn.",
    "greater_than_equal": "Dit moet ten minste {ge} zijn.",
    "less_than": "Dit moet minder dan {lt} zijn.",
    "less_than_equal": "Dit mag ten hoogste {le} zijn.",
    "bool_type": "Dit moet true of false zijn.",
    "bool_parsing": "Dit moet true of false zijn.",
    "enum": "Dit moet een van deze woorden zijn: {expected}.",
    "literal_error": "Dit moet een van deze woorden zijn: {expected}.",
    "union_tag_invalid": "Dit moet een van deze woorden zijn: {expected_tags}.",
    "union_tag_not_found": "Hier ontbreekt het veld {discriminator}.",
    "none_required": "Dit moet leeg (null) zijn.",
    "uuid_type": "Dit moet een UUID zijn.",
    "uuid_parsing": "Dit moet een UUID zijn.",
    "uuid_version": "Dit moet een UUID van versie {expected_version} zijn.",
    "url_type": "Dit moet een webadres zijn.",
    "url_parsing": "Dit moet een webadres zijn.",
    "url_scheme": "Dit moet een webadres zijn dat begint met {expected_schemes}.",
    "url_too_long": "Dit webadres mag ten hoogste {max_length} tekens lang zijn.",
    "moment_text": "Dit moet een tekst in de notatie van ISO 8601 zijn.",
    "date_text": "Dit moet een datum zijn, geschreven als JJJJ-MM-DD.",
    "date_type": "Dit moet een datum zijn, geschreven als JJJJ-MM-DD.",
    "date_parsing": "Dit moet een bestaande datum zijn, geschreven als JJJJ-MM-DD.",
    "date_from_datetime_parsing": "Dit moet een bestaande datum zijn, geschreven als JJJJ-MM-DD.",
    "date_from_datetime_inexact": "Dit moet een datum zijn zonder tijd.",
    "date_past": "Deze datum moet in het verleden liggen.",
    "date_future": "Deze datum moet in de toekomst liggen.",
    "datetime_type": "Dit moet een moment zijn, zoals 2027-03-01T09:30:00Z.",
    "datetime_parsing": "Dit moet een moment zijn, zoals 2027-03-01T09:30:00Z.",
    "datetime_from_date_parsing": "Dit moet een moment zijn, zoals 2027-03-01T09:30:00Z.",
    "timezone_aware": "Dit moment moet een tijdzone hebben, zoals 2027-03-01T09:30:00Z.",
    "time_type": "Dit moet een tijd zijn.",
    "time_parsing": "Dit moet een tijd zijn.",
}


def fault(found: Mapping[str, Any]) -> Fault:
    """Return one of pydantic's findings as a fault, with a Dutch and an English sentence.

    A validator of our own brings its Dutch along as `dutch` in the context of a
    `PydanticCustomError`; what has no Dutch stays English.
    """
    kind = str(found["type"])
    english = _sentence(str(found["msg"]).removeprefix("Value error, "))
    return Fault(
        _path(found["loc"]), kind.replace("_", "-"), english, _dutch(kind, found.get("ctx") or {}) or english
    )


def _path(place: tuple[str | int, ...]) -> str:
    """Return where a fault is, as in `body.municipalities.2.maximum`; pydantic's inner steps are left out."""
    steps = [str(step) for step in place if "[" not in str(step)]
    return ".".join(map(to_camel, steps) if steps[0] == "path" else steps)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else text + "."


def _dutch(kind: str, context: Mapping[str, Any]) -> str:
    if "dutch" in context:
        return str(context["dutch"])
    words = {name: str(value).replace(" or ", " of ") for name, value in context.items()}
    try:
        return _DUTCH.get(kind, "").format_map(words)
    except KeyError:
        return ""
