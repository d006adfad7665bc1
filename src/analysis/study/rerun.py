"""Make again what is not up to date, and nothing else.

Each step names its inputs, settings and source modules; their hashes are kept beside the results
(with doit's dependency manager on sqlite), and a step's state is committed as soon as it ends. A
step writes into a folder of its own, renamed into place file by file once it succeeded: a kill at
any moment loses no finished step, and a failure leaves the earlier results as they were.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, TextIO

from doit.task import dict_to_task
from doit.tools import config_changed

from analysis import manifest
from analysis.manifest import Study
from analysis.study import fingerprint
from analysis.study.memory import Memory
from analysis.study.steps import STEPS, Step


class StepFailed(ValueError):
    """A step that could not be made: which one, on what, why, and what to do."""


@dataclass
class Report:
    """What a run did: the steps made again and those up to date, seconds of each step made."""

    out: Path
    made: dict[str, float] = field(default_factory=dict)
    current: list[str] = field(default_factory=list)


def results_folder(folder: Path) -> Path:
    """Say where the results of a study go: data/raw/NAME gives data/processed/NAME."""
    folder = folder.resolve()
    home = folder.parent.parent if folder.parent.name == "raw" else folder.parent
    return home / "processed" / folder.name


def run(
    folder: str | Path,
    *,
    out: str | Path | None = None,
    force: bool = False,
    until: str | None = None,
    progress: TextIO | None = None,
) -> Report:
    """Bring the results of a study up to date.

    Parameters
    ----------
    folder
        The study's folder.
    out
        Where the results go; ``data/processed/<study>`` for a study in ``data/raw``.
    force
        Make every step again.
    until
        Last step to make; all by default.
    progress
        Stream told of each step, when it is a terminal.

    Returns
    -------
        What was made and what was up to date.

    Raises
    ------
    StepFailed
        Naming the step, its input and the mend; the results made before stay in place.
    analysis.manifest.InvalidStudy
        For a study that cannot be read at all.
    ValueError
        For a step that does not exist.
    """
    folder = Path(folder)
    study = manifest.read(folder)
    manifest.check(study)
    names = [s.name for s in STEPS]
    if until and until not in names:
        raise ValueError(f"étape « {until} » inconnue → choisir parmi : {', '.join(names)}")
    default = results_folder(folder)
    out = Path(out).resolve() if out else default
    steps = STEPS[: names.index(until) + 1] if until else STEPS
    if study.notebooks is None or out != default:  # notebooks read the default place
        steps = tuple(s for s in steps if s.name != "notebooks")
    state = (out.parent.parent if out.parent.name == "processed" else out.parent) / ".state"
    state.mkdir(parents=True, exist_ok=True)
    report = Report(out)
    for leftover in out.glob(".en-cours-*"):
        shutil.rmtree(leftover)
    memory = Memory(state / f"{out.name}.sqlite")
    try:
        outputs: dict[str, dict[str, str]] = {}
        for step in steps:
            outputs[step.name] = _bring(step, study, out, memory, outputs, force, report, progress)
        if report.made or not (out / "run.json").is_file():
            _record(study, out, steps, memory, outputs)
    finally:
        memory.close()
    return report


def _bring(
    step: Step,
    study: Study,
    out: Path,
    memory: Memory,
    outputs: dict[str, dict[str, str]],
    force: bool,
    report: Report,
    progress: TextIO | None,
) -> dict[str, str]:
    """Make one step if it is not current; give the digests of its outputs."""
    inputs = [*step.raw(study), *(out / p for s in step.after for p in outputs[s])]
    task = _task(step, study, inputs)
    known = memory.values(step.name).get("outputs", {})
    intact = known and all(_digest(out / p) == sha for p, sha in known.items())
    current = memory.is_current(task)  # asked in any case: doit notes the settings as it answers
    if intact and current and not force:
        report.current.append(step.name)
        return known
    _say(progress, f"  {step.does}… ")
    started = time.perf_counter()
    made = _make(step, study, out, inputs)
    for stale in set(known) - set(made):
        (out / stale).unlink(missing_ok=True)
    seconds = time.perf_counter() - started
    task.values = {"outputs": made, "seconds": round(seconds, 2)}
    memory.save(task)
    report.made[step.name] = seconds
    _say(progress, f"{seconds:.1f} s\n")
    return made


def _task(step: Step, study: Study, inputs: Iterable[Path]) -> Any:
    code = [p for m in ("study.steps", *step.modules) for p in fingerprint.code(m)]
    settings = {"settings": step.settings(study), "versions": fingerprint.versions()}
    return dict_to_task(
        {
            "name": step.name,
            "actions": None,
            "file_dep": sorted({str(p) for p in [*inputs, *code]}),
            "uptodate": [config_changed(json.dumps(settings, sort_keys=True, default=str))],
        }
    )


def _make(step: Step, study: Study, out: Path, inputs: list[Path]) -> dict[str, str]:
    """Run a step into a folder beside the results, then rename each file into its place."""
    beside = out / f".en-cours-{step.name}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    before = {p: manifest.digest(p) for p in inputs}
    try:
        step.make(study, out, beside)
        changed = [p.name for p, sha in before.items() if _digest(p) != sha]
        if changed:
            raise ValueError(f"{', '.join(changed)} : modifié pendant l'étape → relancer")
        made = {}
        for path in sorted(p for p in beside.rglob("*") if p.is_file()):
            name = path.relative_to(beside).as_posix()
            made[name] = manifest.digest(path)
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            path.replace(out / name)
        return made
    except Exception as error:
        listed = ", ".join(p.name for p in inputs[:4]) + (" …" if len(inputs) > 4 else "")
        kind = "" if isinstance(error, ValueError) else f"{type(error).__name__} : "
        raise StepFailed(
            f"L'étape « {step.name} » ({step.does}) n'a pas abouti ; les résultats déjà faits "
            f"restent en place.\nEntrées : {listed}\n{kind}{error}"
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _digest(path: Path) -> str | None:
    return manifest.digest(path) if path.is_file() else None


def _say(progress: TextIO | None, text: str) -> None:
    if progress is not None and progress.isatty():
        progress.write(text)
        progress.flush()


def _record(
    study: Study,
    out: Path,
    steps: Iterable[Step],
    memory: Memory,
    outputs: dict[str, dict[str, str]],
) -> None:
    """Write ``run.json``: what went in, what came out, with what."""
    record = {
        "study": study.folder.name,
        "title": study.title,
        "focus": study.focus.get("name", ""),
        "extent": study.extent.get("name", ""),
        "language": study.language,
        "seed": study.seed,
        "interconnaissance": metadata.version("interconnaissance"),
        "commit": fingerprint.commit(),
        "versions": fingerprint.versions(),
        "inputs": {f.path: f.sha256 for f in study.files}
        | {p.relative_to(study.folder).as_posix(): manifest.digest(p) for p in _decided(study)},
        "outputs": {name: sha for made in outputs.values() for name, sha in sorted(made.items())},
        "times": {
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": {s.name: memory.values(s.name).get("seconds") for s in steps},
        },
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    manifest.write_beside(out / "run.json", text.encode("utf-8"))


def _decided(study: Study) -> list[Path]:
    return [
        study.folder / manifest.MANIFEST,
        *sorted((study.folder / manifest.DECISIONS).glob("*.csv")),
    ]
