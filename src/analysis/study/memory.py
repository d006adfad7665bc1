"""What each step last made, and from what: doit's dependency manager, written as steps end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from doit.dependency import Dependency, FileChangedChecker, SqliteDB

from analysis import manifest


class _ContentChecker(FileChangedChecker):
    """Tell whether a file changed by its content alone: a touched file is the same file."""

    def check_modified(self, file_path: str, file_stat: os.stat_result, state: str) -> bool:
        return manifest.digest(Path(file_path)) != state

    def get_state(self, dep: str, current_state: str | None) -> str | None:
        state = manifest.digest(Path(dep))
        return None if state == current_state else state


class Memory:
    """The state of each step, on disk as soon as the step ends."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._manager = Dependency(SqliteDB, self._path, checker_cls=_ContentChecker)

    def values(self, step: str) -> dict[str, Any]:
        return self._manager.get_values(step) or {}

    def is_current(self, task: Any) -> bool:
        return self._manager.get_status(task, {}).status == "up-to-date"

    def forget(self, task: Any) -> None:
        self._manager.remove_success(task)
        self._commit()

    def save(self, task: Any) -> None:
        task.save_extra_values()
        self._manager.save_success(task)
        self._commit()

    def _commit(self) -> None:
        self._manager.close()  # doit writes when it closes
        self._manager = Dependency(SqliteDB, self._path, checker_cls=_ContentChecker)

    def close(self) -> None:
        self._manager.close()
