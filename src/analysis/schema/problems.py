"""What is wrong in the data, said so that a person can mend it."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong in the data, where it stands, and its mend (in French)."""

    file: str
    row: object
    column: str
    value: object
    problem: str
    fix: str

    def __str__(self) -> str:
        where = [self.file]
        if self.row not in (None, ""):
            where.append(f"ligne {self.row}")
        if self.column:
            where.append(f"colonne « {self.column} »")
        value = "" if self.value in (None, "") else f"« {self.value} » : "
        return f"{', '.join(where)} : {value}{self.problem} → {self.fix}"


class InvalidData(ValueError):
    """Tables that do not hold together: all the problems at once, the first ones in full.

    Attributes
    ----------
    problems
        Every problem found, in reading order.
    """

    shown = 25

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        n = len(problems)
        lines = [f"{n} problème{'s' if n > 1 else ''} dans les données :"]
        lines += [f"  - {p}" for p in problems[: self.shown]]
        if n > self.shown:
            lines.append(
                f"  … et {n - self.shown} autres (`interconnaissance check` les donne tous)"
            )
        super().__init__("\n".join(lines))
