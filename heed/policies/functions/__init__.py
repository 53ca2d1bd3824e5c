"""Functions that see more than whoever asks, each answering only what is needed (decision 2), in modules by the question they answer.

They belong to a role nobody signs in as; `heed.policies.walls.build` writes them afresh after every migrate."""

from heed.policies.functions import (
    accounts,
    assurance,
    cases,
    finding,
    folders,
    gathering,
    leaving,
    owed,
    posts,
    standing,
    writing,
)
from heed.policies.functions.context import ASKED_BY, CONTEXT, OPENING
from heed.policies.functions.function import Function

# PostgreSQL reads a statement when it is made, so whoever is called comes before whoever calls.
FUNCTIONS: tuple[Function, ...] = (
    *posts.FUNCTIONS,
    *folders.FUNCTIONS,
    *writing.FUNCTIONS,
    *accounts.FUNCTIONS,
    *owed.FUNCTIONS,
    *gathering.FUNCTIONS,
    *cases.FUNCTIONS,
    *leaving.FUNCTIONS,
    *standing.FUNCTIONS,
    *finding.FUNCTIONS,
    *assurance.FUNCTIONS,
)

TRIGGERS = finding.TRIGGERS  # made by the owner of the tables, once the functions are there

__all__ = ["ASKED_BY", "CONTEXT", "FUNCTIONS", "OPENING", "TRIGGERS", "Function"]
