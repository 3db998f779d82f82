"""Which pair may be, the named reason when not, and "needs data" when that is not known.

Every rule has one home: a judge of one client and one dwelling (`person`, `home`, `place`, `rent`, `ages`),
listed in `checks`. `pair` asks them about one pair, `grid` about all pairs at once.
"""

from matching.solver.eligibility.answers import Outcome, Rule, Unit, Verdict
from matching.solver.eligibility.grid import Grid, eligible_pairs, grid_of, groups_of
from matching.solver.eligibility.pair import PairJudgement, judge_pair, outcomes, verdict_of
from matching.solver.eligibility.setting import Setting, setting_of

__all__ = [
    "Grid",
    "Outcome",
    "PairJudgement",
    "Rule",
    "Setting",
    "Unit",
    "Verdict",
    "eligible_pairs",
    "grid_of",
    "groups_of",
    "judge_pair",
    "outcomes",
    "setting_of",
    "verdict_of",
]
