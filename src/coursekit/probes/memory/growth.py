"""What each call of an operation leaves behind: a slope between two sizes, by tracemalloc or by memray."""

from __future__ import annotations

import gc
import tempfile
import tracemalloc
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Growth:
    """What one call of an operation leaves behind, on average over many.

    Attributes:
        bytes: memory that is still allocated, in bytes. Negative if the calls freed more than they took.
        blocks: allocations that have not been freed.
    """

    bytes: float
    blocks: float

    def __str__(self) -> str:
        # Adding zero turns -0.0 into 0.0.
        return f"{round(self.bytes / 1000, 1) + 0.0:.1f} kB in {round(self.blocks, 1) + 0.0:.1f} blocks an operation"


def growth(operation: Callable[[], object], few: int = 100, many: int = 400) -> Growth:
    """Measure by tracemalloc what each call leaves behind.

    The operation is called `few` times to warm up, `few` times more, and on until it has been called `many` times
    after the warm-up. Live memory is read at those two sizes, garbage collected; the difference between the sizes is
    divided by the calls between them. So what is allocated once, and a cache that is full after `2 * few` calls, do
    not count. Tracing begins before the warm-up: a block that was allocated untraced could be freed later without
    being counted, and everything that is replaced now and then would look like a leak.

    tracemalloc sees what is allocated through Python's allocators: objects, and also NumPy's and zlib's buffers. It
    does not see `mmap`, nor what sqlite3 and other C libraries take from malloc; `native_growth` does.

    Args:
        operation: called without arguments, `few + many` times. What it returns is dropped.
        few: the smaller size, in calls, and the length of the warm-up.
        many: the larger size, in calls.

    Returns:
        Bytes and blocks for each call.
    """
    traced_before = tracemalloc.is_tracing()
    if not traced_before:
        tracemalloc.start()
    # Made beforehand and never resized, so that what one look finds does not count at the next.
    looks = array("d", [0.0] * 4)
    try:
        _call(operation, few)
        _look(looks, 0)  # what a first look itself leaves in CPython's free lists
        _call(operation, few)
        _look(looks, 0)
        _call(operation, many - few)
        _look(looks, 2)
    finally:
        if not traced_before:
            tracemalloc.stop()
    return _slope(Growth(looks[0], looks[1]), Growth(looks[2], looks[3]), many - few)


def native_growth(operation: Callable[[], object], few: int = 100, many: int = 400) -> Growth:
    """Measure by memray what each call leaves behind, native memory included.

    Two runs after a trial, each under a `memray.Tracker(trace_python_allocators=True)`: the first has `few` calls
    after a warm-up of `few`, the second `many`. What `FileReader` reports as leaked in the one and in the other makes
    the slope. Each run has its warm-up inside, for the reason given at `growth`. memray follows malloc, mmap and
    Python's allocators, in all threads; a pointer to malloc that a library has looked up by itself escapes it.

    Args:
        operation: called without arguments, `4 * few + many` times. What it returns is dropped.
        few: the smaller size, in calls, and the length of each warm-up.
        many: the larger size, in calls.

    Returns:
        Bytes and blocks for each call.

    Raises:
        RuntimeError: another Tracker is active; there can be one in a process.
    """
    _leaked(operation, few)  # memray's own first use, and the operation's
    return _slope(_leaked(operation, few + few), _leaked(operation, few + many), many - few)


def _call(operation: Callable[[], object], times: int) -> None:
    for _ in range(times):
        operation()


def _look(looks: array[float], at: int) -> None:
    gc.collect()
    looks[at] = tracemalloc.get_traced_memory()[0]
    looks[at + 1] = len(tracemalloc.take_snapshot().traces)


def _leaked(operation: Callable[[], object], times: int) -> Growth:
    from memray import FileFormat, FileReader, Tracker  # not on Windows, where the rest of the probe works

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "allocations.bin")
        with Tracker(file, trace_python_allocators=True, file_format=FileFormat.AGGREGATED_ALLOCATIONS):
            _call(operation, times)
            gc.collect()
        with FileReader(file) as reader:
            records = list(reader.get_leaked_allocation_records(merge_threads=True))
    return Growth(sum(record.size for record in records), sum(record.n_allocations for record in records))


def _slope(first: Growth, second: Growth, calls: int) -> Growth:
    return Growth((second.bytes - first.bytes) / calls, (second.blocks - first.blocks) / calls)
