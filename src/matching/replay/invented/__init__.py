"""Invented years at Parkstad's size: who comes, what is offered, and what was agreed; the same for the same seed."""

from matching.replay.invented.years import invented_year

__all__ = ["invented_year"]
