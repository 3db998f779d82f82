"""Rules about the home itself: its form and who that admits, own unit and stimulus, reservation, tenancy."""

from collections.abc import Mapping

from matching.solver.eligibility.answers import FITS, Answer, refused, unknown
from matching.solver.eligibility.setting import Setting
from matching.solver.instance import Client, Dwelling
from matching.vocabulary import Need


def _form(_setting: Setting, _client: Client, dwelling: Dwelling) -> Mapping[str, object]:
    return {"form": dwelling.housing_form}


OTHER_FORM = refused(
    "De woonvorm van deze woning ({form}) staat niet in het woonprofiel.",
    "The housing form of this dwelling ({form}) is not in the housing profile.",
    facts=_form,
)
FORMS_UNKNOWN = unknown("client.housing_forms")


def form_fits(_setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Ask that the dwelling's rung is one that fits the client."""
    if not client.housing_forms:
        return FORMS_UNKNOWN
    return FITS if dwelling.housing_form in client.housing_forms else OTHER_FORM


NOT_SELF_CONTAINED = refused(
    "De kandidaat heeft een eigen woonruimte nodig. In deze woonvorm deelt men die.",
    "The client needs a unit of their own. In this housing form it is shared.",
)
SHARED_SANITARY = refused(
    "De kandidaat heeft eigen sanitair nodig. In deze woning deelt men het.",
    "The client needs sanitary of their own. In this dwelling it is shared.",
)
SANITARY_UNKNOWN = unknown("dwelling.own_sanitary")


def own_unit(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Give who must have it a unit with sanitary of their own."""
    if client.own_unit is not Need.MUST:
        return FITS
    if not setting.form(dwelling).self_contained:
        return NOT_SELF_CONTAINED
    if dwelling.own_sanitary is None:
        return SANITARY_UNKNOWN
    return FITS if dwelling.own_sanitary else SHARED_SANITARY


IN_A_GROUP = refused(
    "De kandidaat kan niet in een groep wonen. Deze woonvorm is een groep.",
    "The client can't live in a group. This housing form is one.",
)


def not_in_group(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Keep who must not live in a group out of one."""
    return IN_A_GROUP if client.not_in_group is Need.MUST and setting.form(dwelling).group else FITS


TOO_MANY_STIMULI = refused(
    "De kandidaat heeft een prikkelarme woning nodig. Deze woning is dat niet.",
    "The client needs a dwelling low in stimulus. This dwelling is not.",
)
STIMULUS_UNKNOWN = unknown("dwelling.low_stimulus")


def low_stimulus(_setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Give who must have it a dwelling low in stimulus."""
    if client.low_stimulus is not Need.MUST:
        return FITS
    if dwelling.low_stimulus is None:
        return STIMULUS_UNKNOWN
    return FITS if dwelling.low_stimulus else TOO_MANY_STIMULI


OTHER_PROVIDER = refused(
    "Deze woning is gereserveerd voor een andere zorgaanbieder.",
    "This dwelling is reserved for another provider.",
)


def free_for_provider(_setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Keep a reserved dwelling for the clients of its provider."""
    reserved = dwelling.reserved_provider
    return FITS if reserved is None or reserved == client.provider else OTHER_PROVIDER


OTHER_GROUP = refused(
    "Deze woning is gereserveerd voor een andere doelgroep.",
    "This dwelling is reserved for another target group.",
)
GROUPS_UNKNOWN = unknown("client.target_groups")


def free_for_target_group(_setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Keep a reserved dwelling for its target groups; any one of them will do."""
    if not dwelling.reserved_for:
        return FITS
    if client.target_groups is None:
        return GROUPS_UNKNOWN
    return OTHER_GROUP if dwelling.reserved_for.isdisjoint(client.target_groups) else FITS


def _tenancy(_setting: Setting, _client: Client, dwelling: Dwelling) -> Mapping[str, object]:
    return {"tenancy": dwelling.tenancy}


OTHER_TENANCY = refused(
    "Het huurcontract van deze woning ({tenancy}) past niet bij de kandidaat.",
    "The tenancy of this dwelling ({tenancy}) does not fit the client.",
    facts=_tenancy,
)
TENANCIES_UNKNOWN = unknown("client.tenancies")
TENANCY_UNKNOWN = unknown("dwelling.tenancy")
TENANCY_AND_TENANCIES_UNKNOWN = unknown("client.tenancies", "dwelling.tenancy")


def tenancy_acceptable(_setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Ask that the client accepts the kind of tenancy."""
    if not client.tenancies:
        return TENANCIES_UNKNOWN if dwelling.tenancy is not None else TENANCY_AND_TENANCIES_UNKNOWN
    if dwelling.tenancy is None:
        return TENANCY_UNKNOWN
    return FITS if dwelling.tenancy in client.tenancies else OTHER_TENANCY


ONLY_WITH_CHILDREN = refused(
    "Deze woonvorm is alleen voor huishoudens met kinderen.",
    "This housing form is only for households with children.",
)
ONLY_WITHOUT_CHILDREN = refused(
    "Deze woonvorm is alleen voor huishoudens zonder kinderen.",
    "This housing form is only for households without children.",
)


def form_admits_children(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Obey what the form says about children."""
    wanted = setting.form(dwelling).admission.children
    if wanted is None or wanted is (client.children > 0):
        return FITS
    return ONLY_WITH_CHILDREN if wanted else ONLY_WITHOUT_CHILDREN


def _least_support(setting: Setting, client: Client, dwelling: Dwelling) -> Mapping[str, object]:
    return {"least": setting.form(dwelling).admission.support_at_least, "needed": client.support}


SUPPORT_NEED_TOO_SMALL = refused(
    "Deze woonvorm is voor mensen die minstens dit nodig hebben: {least}. Nodig is: {needed}.",
    "This housing form is for people who need at least: {least}. Needed is: {needed}.",
    facts=_least_support,
)
SUPPORT_NEED_UNKNOWN = unknown("client.support")


def form_admits_support(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Keep a form with much supervision for who needs it."""
    least = setting.form(dwelling).admission.support_at_least
    if least is None or least.rank == 0:
        return FITS
    if client.support is None:
        return SUPPORT_NEED_UNKNOWN
    return FITS if client.support.rank >= least.rank else SUPPORT_NEED_TOO_SMALL


DEBTS_NOT_UNDER_CONTROL = refused(
    "Voor deze woonvorm moeten schulden onder controle zijn.",
    "For this housing form debts must be under control.",
)
DEBTS_UNKNOWN = unknown("client.debts_under_control")


def form_admits_debts(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Ask for debts under control where the form does."""
    if not setting.form(dwelling).admission.debts_under_control:
        return FITS
    if client.debts_under_control is None:
        return DEBTS_UNKNOWN
    return FITS if client.debts_under_control else DEBTS_NOT_UNDER_CONTROL


FORM_FOR_OTHERS = refused(
    "Deze woonvorm is voor een andere doelgroep.",
    "This housing form is for another target group.",
)


def form_admits_target_group(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Keep a form for its target groups; any one of them will do."""
    groups = setting.form(dwelling).admission.target_groups
    if not groups:
        return FITS
    if client.target_groups is None:
        return GROUPS_UNKNOWN
    return FORM_FOR_OTHERS if groups.isdisjoint(client.target_groups) else FITS
