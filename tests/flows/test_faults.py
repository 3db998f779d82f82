"""One blow of each kind while everybody writes; `python3 do.py faults` strikes far more often."""

import random

import pytest

from faults.scenes import SCENES, Report, a_stage


@pytest.mark.timeout(600)
def test_nothing_is_lost_or_double_when_something_dies_in_the_middle() -> None:
    with a_stage(matching=True) as stage:
        for name in ("worker", "database", "server"):
            report = Report(name)

            stage.attack(report, SCENES[name].blow, chance=random.Random(name))

            assert report.verdict.lost == []
            assert report.verdict.double == []
            assert report.verdict.broken == []
            assert report.writes > 0
