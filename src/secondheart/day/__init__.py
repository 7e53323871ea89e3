"""Whole days: schedules, a summary, popular claims, signs and relief."""

from secondheart.day.account import Account, account
from secondheart.day.compute import PersonDay, run_days
from secondheart.day.facts import Fact, facts
from secondheart.day.relief import Measure, measures
from secondheart.day.signs import Sign, signs, urgent

__all__ = [
    "Account",
    "Fact",
    "Measure",
    "PersonDay",
    "Sign",
    "account",
    "facts",
    "measures",
    "run_days",
    "signs",
    "urgent",
]
