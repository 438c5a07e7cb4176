"""Services with an instrument panel, on a model of an allocator: what a process is given, what it uses, its highest.

Memory of a real process depends on its allocator, its kernel and its neighbours. Here the allocator is the one thing
that all of them have in common: it takes whole arenas from the operating system, and gives one back when the last
block in it is freed (as CPython's obmalloc does, <https://docs.python.org/3/c-api/memory.html#the-pymalloc-allocator>).
"""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["leak", "cache", "fragmentation", "peak"]
KINDS: tuple[Kind, ...] = ("leak", "cache", "fragmentation", "peak")

ARENA_BLOCKS = 256
PROGRAM_BYTES = 300_000  # what a service holds for itself, from its start
SETTLED = 1_000  # requests after which every cache is full, and every report and import has run
MOST_REQUESTS = 5_000  # that one box handles


class TooManyRequestsError(Exception):
    """A box was asked for more requests than it handles."""


class Heap:
    """An allocator of blocks of one size: the lowest free block first, whole arenas from and to the system.

    Args:
        block: the size of a block, in bytes.
    """

    def __init__(self, block: int) -> None:
        self.block = block
        self._free: list[int] = []
        self._used: list[int] = []  # blocks in use, by arena
        self.live = self.held = self.peak = 0  # bytes

    def allocate(self, blocks: int) -> list[int]:
        """Take blocks, and arenas where there is no free block."""
        return [self._allocate() for _ in range(blocks)]

    def release(self, blocks: list[int]) -> None:
        """Free blocks, and give back arenas that are empty now."""
        for each in blocks:
            arena = each // ARENA_BLOCKS
            self._used[arena] -= 1
            if not self._used[arena]:
                self.held -= self.block * ARENA_BLOCKS
            heapq.heappush(self._free, each)
        self.live -= self.block * len(blocks)

    def _allocate(self) -> int:
        if not self._free:
            first = len(self._used) * ARENA_BLOCKS
            self._free = list(range(first, first + ARENA_BLOCKS))
            self._used.append(0)
        taken = heapq.heappop(self._free)
        arena = taken // ARENA_BLOCKS
        if not self._used[arena]:
            self.held += self.block * ARENA_BLOCKS
            self.peak = max(self.peak, self.held)
        self._used[arena] += 1
        self.live += self.block
        return taken


Work = Callable[[Heap, int], None]
"""What a service does for one request: with its heap, and the request's number counted from 1."""


class Box:
    """A service that you can run and whose memory you can read. What is inside is for you to find out.

    Attributes:
        handled: how many requests it has handled.
        looks: how many it had handled each time that somebody read `live` or `held`.
    """

    def __init__(self, block: int, works: tuple[Callable[[], Work], ...]) -> None:
        self._heap = Heap(block)
        self._heap.allocate(PROGRAM_BYTES // block)
        self._works = [make() for make in works]
        self.handled = 0
        self.looks: list[int] = []

    def run(self, requests: int) -> None:
        """Let it handle more requests.

        Args:
            requests: how many.

        Raises:
            TooManyRequestsError: it would have handled more than 5,000 then.
        """
        if self.handled + requests > MOST_REQUESTS:
            raise TooManyRequestsError(f"a box handles {MOST_REQUESTS:,} requests at the most")
        for number in range(self.handled + 1, self.handled + requests + 1):
            for work in self._works:
                work(self._heap, number)
        self.handled += requests

    @property
    def live(self) -> int:
        """Bytes that are allocated and not freed, as tracemalloc would see them."""
        self.looks.append(self.handled)
        return self._heap.live

    @property
    def held(self) -> int:
        """Bytes that the process has from the operating system, as its RSS would show them."""
        self.looks.append(self.handled)
        return self._heap.held

    @property
    def peak(self) -> int:
        """The most that `held` has ever been, in bytes."""
        return self._heap.peak


@dataclass(frozen=True)
class Service:
    """What stands in a box.

    Attributes:
        kind: what it is.
        story: what it does, as the verdict tells it.
        block: the size of its allocations, in bytes.
        works: what it does for each request.
        full: requests after which its cache is full, if it has one.
        seed: of its work in progress.
    """

    kind: Kind
    story: str
    block: int
    works: tuple[Callable[[], Work], ...]
    full: int = 0
    seed: int = 18

    def box(self) -> Box:
        """Make a fresh one."""
        return Box(self.block, (batches(self.block, self.seed), *self.works))


def batches(block: int, seed: int) -> Callable[[], Work]:
    """Work in progress, as in every service: orders pile up and are settled together, at times that vary."""

    def make() -> Work:
        rng, piled, most = random.Random(seed), list[int](), 32_000 // block

        def work(heap: Heap, number: int) -> None:
            piled.extend(heap.allocate(1))
            if len(piled) >= most or rng.random() < 1 / most:
                heap.release(piled)
                piled.clear()

        return work

    return make


def leaves(blocks: int, every: int) -> Callable[[], Work]:
    """Some blocks are never freed, once in so many requests."""

    def make() -> Work:
        def work(heap: Heap, number: int) -> None:
            if number % every == 0:
                heap.allocate(blocks)

        return work

    return make


def caches(entries: int, every: int = 1) -> Callable[[], Work]:
    """An entry is added once in so many requests; when the cache is full, the oldest one goes."""

    def make() -> Work:
        entry: deque[list[int]] = deque()

        def work(heap: Heap, number: int) -> None:
            if number % every == 0:
                if len(entry) == entries:
                    heap.release(entry.popleft())
                entry.append(heap.allocate(1))

        return work

    return make


def bursts(blocks: int, first: int, every: int, survivors: bool) -> Callable[[], Work]:
    """A burst within one request; of every 200 blocks one survives until the next burst, or none does."""

    def make() -> Work:
        surviving: list[int] = []

        def work(heap: Heap, number: int) -> None:
            if number < first or (number - first) % every:
                return
            taken = heap.allocate(blocks)
            heap.release(surviving)
            surviving[:] = taken[::200] if survivors else []
            kept = set(surviving)
            heap.release([each for each in taken if each not in kept])

        return work

    return make


SERVICES = (
    Service("leak", "Each request leaves 512 bytes.", 512, (leaves(1, 1),)),
    Service("leak", "One request in ten leaves 512 bytes.", 512, (leaves(1, 10),)),
    Service("leak", "One request in 500 leaves 64 kB at once.", 1_024, (leaves(64, 500),)),
    Service(
        "leak",
        "A cache fills within 600 requests, and one request in five leaves 512 bytes.",
        512,
        (caches(600), leaves(1, 5)),
    ),
    Service(
        "leak",
        "A report takes 4 MB every 450 requests and gives them back; one request in four leaves 1 kB.",
        1_024,
        (bursts(4_000, 200, 450, survivors=False), leaves(1, 4)),
    ),
    Service(
        "leak",
        "An import leaves a few blocks in many arenas every 400 requests; one request in eight leaves 1 kB for good.",
        1_024,
        (bursts(4_000, 150, 400, survivors=True), leaves(1, 8)),
    ),
    Service(  # it fits into the holes, so `held` stays where it is
        "leak",
        "One import takes 8 MB at request 100 and leaves every 200th block; one request in eight leaves 1 kB for good.",
        1_024,
        (bursts(8_000, 100, 10**9, survivors=True), leaves(1, 8)),
    ),
    Service(  # as slow as a leak may be, and with 28 kB of work in progress less at the second look than at the first
        "leak", "One request in 500 leaves 25 kB at once.", 500, (leaves(50, 500),), seed=16
    ),
    Service("cache", "A cache of 200 entries of 1 kB.", 1_024, (caches(200),), full=200),
    Service("cache", "A cache of 950 entries of 2 kB.", 2_048, (caches(950),), full=950),
    Service(
        "cache", "A cache of 300 entries of 4 kB; one request in three adds one.", 4_096, (caches(300, 3),), full=900
    ),
    Service(
        "cache",
        "A cache of 300 entries of 2 kB, and one report that takes 1.6 MB at request 300 and gives them back.",
        2_048,
        (caches(300), bursts(800, 300, 10**9, survivors=False)),
        full=300,
    ),
    Service(
        "fragmentation",
        "One import takes 8 MB at request 100, and leaves every 200th block.",
        2_048,
        (bursts(4_000, 100, 10**9, survivors=True),),
    ),
    Service(
        "fragmentation",
        "An import takes 4 MB every 450 requests, and leaves every 200th block until the next.",
        1_024,
        (bursts(4_000, 50, 450, survivors=True),),
    ),
    Service(
        "fragmentation",
        "One import takes 12 MB at request 900, and leaves every 200th block.",
        2_048,
        (bursts(6_000, 900, 10**9, survivors=True),),
    ),
    Service(
        "peak",
        "One report takes 8 MB at request 60, and gives them back.",
        2_048,
        (bursts(4_000, 60, 10**9, survivors=False),),
    ),
    Service(
        "peak",
        "A report takes 5 MB every 700 requests, and gives them back.",
        1_024,
        (bursts(5_000, 350, 700, survivors=False),),
    ),
    Service(
        "peak",
        "One report takes 16 MB at request 800, and gives them back.",
        2_048,
        (bursts(8_000, 800, 10**9, survivors=False),),
    ),
)
