"""Public services asked over the net: patience when one is busy, a clear word when it is down."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import requests

PATIENCE = 30.0  # seconds an answer may take
_TRIES = 5


class ServiceUnavailable(ValueError):
    """A service did not answer, or not in its own form; what it said before is kept."""


def ask(
    send: Callable[[], requests.Response],
    service: str,
    *,
    sleep: Callable[[float], Any] = time.sleep,
) -> bytes:
    """Send a request, again while the service is busy or silent.

    Parameters
    ----------
    send
        Sends it, with :data:`PATIENCE` as its timeout.
    service
        What the service is called, to say it.
    sleep
        How to wait, in seconds.

    Returns
    -------
        The content of the answer.

    Raises
    ------
    ServiceUnavailable
        After five tries, or at once when the service refuses the request.
    """
    said = ""
    for attempt in range(_TRIES):
        if attempt:
            sleep(float(2**attempt))
        try:
            answer = send()
        except requests.RequestException as error:
            said = type(error).__name__
            continue
        if answer.status_code == 200:
            return answer.content
        said = f"réponse {answer.status_code}"
        if answer.status_code == 429:  # too many: it says how long to wait
            wait = answer.headers.get("Retry-After", "")
            sleep(min(float(wait), 120.0) if wait.isdigit() else 5.0)
        elif answer.status_code < 500:
            break
    raise ServiceUnavailable(
        f"{service} : {said} → réessayer plus tard (les réponses reçues sont gardées)"
    )
