"""Age limits, of a dwelling and of a housing form: one comparison, used for both."""

from collections.abc import Callable, Mapping

from matching.solver.eligibility.answers import FITS, Answer, Phrase, Unit, refused, unknown
from matching.solver.eligibility.setting import Setting
from matching.solver.instance import Client, Dwelling

Limits = Callable[[Setting, Dwelling], tuple[int | None, int | None]]


def _ages(client: Client) -> tuple[int, int] | None:
    """Return the youngest and the oldest the client can be; None when nothing is known. [year]"""
    if client.age is not None:
        return client.age, client.age
    return None if client.age_band is None else (client.age_band.first, client.age_band.last)


def _years_outside(client: Client, limits: tuple[int | None, int | None]) -> int:
    youngest, oldest = _ages(client) or (0, 0)
    low, high = limits
    return max(0 if low is None else low - oldest, 0 if high is None else youngest - high)


def _in_words(low: int | None, high: int | None) -> Phrase:
    if high is None:
        return Phrase(f"vanaf {low} jaar", f"aged {low} and over")
    if low is None:
        return Phrase(f"tot en met {high} jaar", f"up to and including {high}")
    return Phrase(f"van {low} tot en met {high} jaar", f"aged {low} to {high}")


def age_check(limits: Limits, *, dutch: str, english: str) -> Callable[[Setting, Client, Dwelling], Answer]:
    """Make the judge of two inclusive limits; a limit that cuts through a band asks for the age itself."""

    def facts(setting: Setting, _client: Client, dwelling: Dwelling) -> Mapping[str, object]:
        return {"ages": _in_words(*limits(setting, dwelling))}

    out_of_limits = refused(
        dutch,
        english,
        facts=facts,
        unit=Unit.YEAR,
        margin=lambda setting, client, dwelling: _years_outside(client, limits(setting, dwelling)),
    )
    band_unknown, age_unknown = unknown("client.age_band"), unknown("client.age")

    def judge(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
        low, high = limits(setting, dwelling)
        if low is None and high is None:
            return FITS
        ages = _ages(client)
        if ages is None:
            return band_unknown
        if _years_outside(client, (low, high)) > 0:
            return out_of_limits
        inside = (low is None or low <= ages[0]) and (high is None or ages[1] <= high)
        return FITS if inside else age_unknown

    return judge


dwelling_age = age_check(
    lambda _setting, dwelling: (dwelling.minimum_age, dwelling.maximum_age),
    dutch="Deze woning is voor mensen {ages}.",
    english="This dwelling is for people {ages}.",
)


form_age = age_check(
    lambda setting, dwelling: (
        setting.form(dwelling).admission.minimum_age,
        setting.form(dwelling).admission.maximum_age,
    ),
    dutch="Deze woonvorm is voor mensen {ages}.",
    english="This housing form is for people {ages}.",
)
