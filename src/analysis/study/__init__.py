"""The rerun of a study, step by step, and its results read back.

:func:`run` makes what is not up to date; :func:`load` reads the results; :func:`gather` goes from
the raw files to the checked corpus; :func:`new` starts a study from spreadsheets. Nothing heavy is
loaded before a step needs it: a run with nothing to do must not wait for it.
"""

from analysis.study.rerun import Report, StepFailed, run
from analysis.study.results import Results, load
from analysis.study.start import new
from analysis.study.steps import STEPS

__all__ = ["STEPS", "Report", "Results", "StepFailed", "load", "new", "run"]
