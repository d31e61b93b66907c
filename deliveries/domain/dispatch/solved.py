"""What a decision solved, from which everything that is asked of it later is drawn."""

from dataclasses import dataclass
from functools import cached_property

from deliveries.domain.dispatch.board import Board
from deliveries.domain.dispatch.match import Matching
from deliveries.domain.dispatch.record import Problem, problem_of


@dataclass(frozen=True)
class Solved:
    board: Board
    matching: Matching

    @cached_property
    def problem(self) -> Problem:
        return problem_of(self.board, self.matching)
