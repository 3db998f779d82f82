"""Judge the bodies of batches as the door does, without a server, a database or an answer."""

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def _judge(bodies: list[bytes], seconds: float) -> tuple[float, float]:
    """Return how many dwellings were judged a second, and the processor time of one. [second]"""
    from matching.api.bodies import read_json  # noqa: PLC0415 - in a process of its own
    from matching.api.dwelling_schemas import DwellingBatchIn, DwellingIn  # noqa: PLC0415

    def once(body: bytes) -> int:
        batch = DwellingBatchIn.model_validate(read_json(body))
        return len([DwellingIn.model_validate(item) for item in batch.items])

    once(bodies[0])
    judged, begun, spent = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() < begun + seconds:
        for body in bodies:
            judged += once(body)
    return judged / (time.perf_counter() - begun), (time.process_time() - spent) / judged


class Judges:
    """Processes that judge, side by side; started once, since that takes longer than to judge."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))

    def __enter__(self) -> "Judges":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def judge(self, bodies: list[bytes], *, seconds: float) -> tuple[float, float]:
        """Return how many dwellings they judge a second together, and the processor time of one. [second]"""
        many = self._processes
        found = list(self._pool.map(_judge, [bodies] * many, [seconds] * many))
        return sum(rate for rate, _ in found), sum(spent for _, spent in found) / many
