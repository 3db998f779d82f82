"""The woonladder that a new region starts with: every rung, and whom it admits.

The names are those of the Parkstad agenda and of "Van Beschermd Wonen naar Beschermd Thuis". The
numbers of the rungs and the admission rules are ours: no source gives them. They are meant as an
obvious beginning, which a coordinator changes by `PATCH /housing-forms/{code}`.

A higher rung is a more independent way of living; forms that are equally far may share a rung.
VERA has no word for most forms; where one fits it stands there as `SOORT.CODE`.
"""

from dataclasses import dataclass

from matching.vocabulary import Support


@dataclass(frozen=True, slots=True)
class Rung:
    """A housing form as a new region gets it; the fields are those of `models.HousingForm`."""

    code: str
    name_dutch: str
    name_english: str
    rung: int
    supervision: Support
    self_contained: bool = False
    in_group: bool = False
    vera: str = ""
    readiness_needed: bool = True
    minimum_age: int | None = None
    maximum_age: int | None = None
    children: bool | None = None
    support_at_least: Support | None = None
    debts_under_control: bool = False
    target_groups: tuple[str, ...] = ()


WOONLADDER = (
    # Nobody in distress is asked whether they are ready.
    Rung(
        "crisis-shelter",
        "Crisisopvang",
        "Crisis shelter",
        rung=1,
        supervision=Support.NEARBY,
        in_group=True,
        readiness_needed=False,
    ),
    Rung(
        "womens-shelter",
        "Vrouwenopvang",
        "Women's shelter",
        rung=1,
        supervision=Support.NEARBY,
        in_group=True,
        readiness_needed=False,
    ),
    # Sheltered living in a group is scarce: for who needs somebody nearby day and night.
    Rung(
        "bw-group-large",
        "Beschermd wonen, grote woonvorm",
        "Sheltered living, large group home",
        rung=2,
        supervision=Support.NEARBY,
        in_group=True,
        vera="WOONVORM.GRW",
        support_at_least=Support.NEARBY,
    ),
    Rung(
        "bw-group-small",
        "Beschermd wonen, kleine woonvorm",
        "Sheltered living, small group home",
        rung=2,
        supervision=Support.NEARBY,
        in_group=True,
        vera="WOONVORM.KLE",
        support_at_least=Support.NEARBY,
    ),
    Rung(
        "bw-own-studio",
        "Beschermd wonen, eigen studio bij een groep",
        "Sheltered living, own studio beside a group",
        rung=3,
        supervision=Support.NEARBY,
        self_contained=True,
        vera="WOONVORM.BEG",
        support_at_least=Support.ON_CALL,
    ),
    Rung(
        "mother-and-child",
        "Moeder-kindhuis",
        "Mother-and-child house",
        rung=3,
        supervision=Support.NEARBY,
        in_group=True,
        vera="WOONVORM.BEG",
        children=True,
        support_at_least=Support.AMBULANT,
    ),
    Rung(
        "credohuis",
        "Credohuis",
        "Credohuis",
        rung=4,
        supervision=Support.ON_CALL,
        in_group=True,
        vera="WOONVORM.BEG",
        children=False,
        support_at_least=Support.AMBULANT,
    ),
    Rung(
        "clustered-youth",
        "Geclusterd wonen voor jongeren",
        "Clustered youth housing",
        rung=4,
        supervision=Support.ON_CALL,
        self_contained=True,
        vera="WOONVORM.BEG",
        minimum_age=18,
        maximum_age=23,
        support_at_least=Support.AMBULANT,
    ),
    Rung(
        "guided-living-youth",
        "Begeleid wonen voor jongeren",
        "Guided living for young people",
        rung=4,
        supervision=Support.ON_CALL,
        in_group=True,
        vera="WOONVORM.BEG",
        minimum_age=18,
        maximum_age=27,
        support_at_least=Support.AMBULANT,
    ),
    # Skaeve Huse are for who fits nowhere else: no test of readiness. VERA knows them as a target group.
    Rung(
        "skaeve-huse",
        "Skaeve Huse",
        "Skaeve Huse",
        rung=4,
        supervision=Support.ON_CALL,
        self_contained=True,
        vera="AANVULLENDEDOELGROEP.SKA",
        readiness_needed=False,
        children=False,
        support_at_least=Support.AMBULANT,
    ),
    Rung(
        "transitional-furnished",
        "Gemeubileerde doorstroomwoning",
        "Furnished transitional dwelling",
        rung=5,
        supervision=Support.AMBULANT,
        self_contained=True,
    ),
    Rung(
        "beschermd-thuis",
        "Beschermd Thuis",
        "Sheltered living at home (Beschermd Thuis)",
        rung=6,
        supervision=Support.ON_CALL,
        self_contained=True,
        vera="WOONVORM.BEG",
        support_at_least=Support.AMBULANT,
    ),
    # Housing First asks nothing beforehand, and the support comes along.
    Rung(
        "housing-first",
        "Housing First",
        "Housing First",
        rung=6,
        supervision=Support.ON_CALL,
        self_contained=True,
        readiness_needed=False,
        support_at_least=Support.AMBULANT,
    ),
    Rung(
        "housing-plus",
        "Housing Plus",
        "Housing Plus",
        rung=6,
        supervision=Support.AMBULANT,
        self_contained=True,
        support_at_least=Support.AMBULANT,
    ),
    Rung(
        "own-home-ambulant",
        "Eigen woning met ambulante begeleiding",
        "Own home with ambulant support",
        rung=7,
        supervision=Support.AMBULANT,
        self_contained=True,
        support_at_least=Support.AMBULANT,
    ),
    Rung(
        "own-home",
        "Eigen woning zonder begeleiding",
        "Own home without support",
        rung=8,
        supervision=Support.NONE,
        self_contained=True,
    ),
)
