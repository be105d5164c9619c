"""civic-count --all FOLDER --against-published: count a library of files, side by side with
what their cities published.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from civic_counting.cli.screen import complain, say
from civic_counting.errors import CountingError
from civic_counting.pb import read_pb
from civic_counting.published import Verdict, against_published


def count_every(folder: Path, jobs: int | None) -> None:
    """Count every .pb file below a folder and print the exceptions and a last line.

    Args:
        jobs: files counted at the same time; None for one per processor, at most two, so
            that memory stays small.

    Raises:
        CountingError: there is no .pb file.
    """
    paths = sorted(folder.rglob("*.pb"))
    if not paths:
        raise CountingError(f"there are no .pb files in {folder}")
    begin = time.perf_counter()
    jobs = jobs or min(2, os.cpu_count() or 1)
    verdicts: dict[Path, Verdict] = {}
    for path, verdict in _verdicts(paths, jobs):
        verdicts[path] = verdict
        _progress(len(verdicts), len(paths))
    for path in paths:
        if not verdicts[path].reproduced:
            say(f"{path.relative_to(folder)}: {verdicts[path].reason}")
    reproduced = sum(verdict.reproduced for verdict in verdicts.values())
    took = time.perf_counter() - begin
    say(f"count: {len(paths)} files, {reproduced} reproduced, {took:.1f} s, {_peak(jobs):.0f} MB")


def judge(path: Path) -> Verdict:
    """Count one file as recorded; a file that cannot be read or counted is an exception too."""
    try:
        return against_published(read_pb(path, forgiving=True))
    except CountingError as error:
        return Verdict(False, f"refused: {error}")
    except OSError as error:
        return Verdict(False, f"cannot be opened: {error.strerror}")


def _verdicts(paths: list[Path], jobs: int) -> Iterator[tuple[Path, Verdict]]:
    # Nothing here makes reference cycles worth collecting, and looking for them among the
    # millions of cells of a large file takes longer than counting it.
    gc.disable()
    if jobs == 1:
        for path in paths:
            yield path, judge(path)
        return
    largest_first = sorted(paths, key=lambda path: -path.stat().st_size)
    with ProcessPoolExecutor(jobs) as pool:
        waiting = {pool.submit(judge, path): path for path in largest_first}
        for done in as_completed(waiting):
            yield waiting.pop(done), done.result()


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of}", end="\n" if done == of else "", file=sys.stderr, flush=True)
    elif done % 100 == 0 or done == of:
        complain(f"{done} of {of}")


def _peak(jobs: int) -> float:
    """Peak memory in MB: this process and, at most, all workers at their largest."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + (jobs * worker if jobs > 1 else 0)) / 1024
