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
from matching.solver.problem.proofs import (
    Certificate,
    Earlier,
    LevelProof,
    Multiplier,
    write_certificate,
)

__all__ = [
    "LARGEST_NUMBER",
    "LARGEST_VALUE",
    "LEVELS",
    "MEASURES",
    "Certificate",
    "Earlier",
    "InvalidProblem",
    "LevelProof",
    "LevelResult",
    "Limit",
    "Multiplier",
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
    "write_certificate",
    "write_problem",
    "write_solution",
]
