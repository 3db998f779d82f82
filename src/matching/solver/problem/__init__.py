"""The abstract assignment problem: what is solved, hashed, proven, written to a file and benchmarked.

It knows no policy and no Dutch: pairs that may be, limits that must hold, targets to come near, and
ordered levels of what is better. Every number is a whole number.
"""

from matching.solver.problem.files import (
    problem_hash,
    read_problem,
    read_solution,
    write_problem,
    write_solution,
)
from matching.solver.problem.model import LARGEST_NUMBER, LARGEST_VALUE, InvalidProblem, Problem
from matching.solver.problem.parts import (
    LEVELS,
    MEASURES,
    LevelResult,
    Limit,
    Pairs,
    Placement,
    ProblemClient,
    ProblemDwelling,
    Solution,
    Target,
)

__all__ = [
    "LARGEST_NUMBER",
    "LARGEST_VALUE",
    "LEVELS",
    "MEASURES",
    "InvalidProblem",
    "LevelResult",
    "Limit",
    "Pairs",
    "Placement",
    "Problem",
    "ProblemClient",
    "ProblemDwelling",
    "Solution",
    "Target",
    "problem_hash",
    "read_problem",
    "read_solution",
    "write_problem",
    "write_solution",
]
