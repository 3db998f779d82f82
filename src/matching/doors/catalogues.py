"""Gettext catalogues, read as they are: there is nothing to compile."""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from matching.doors.languages import Language


def read_catalogue(folder: Path, *, name: str, language: Language) -> NullTranslations:
    """Return the words of a catalogue in a language; English is what the sources say.

    Parameters
    ----------
    folder
        Where the catalogues lie, as in `nl/desk.po`.
    """
    if language is Language.ENGLISH:
        return NullTranslations()
    with (folder / language.value / f"{name}.po").open("rb") as file:
        catalogue = read_po(file, locale=language.value)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
