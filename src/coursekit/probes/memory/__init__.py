"""A memory probe: how much an operation leaves behind, which objects are still there, and what holds them.

    growth(handle_order)                      # bytes and blocks that each call leaves behind, by tracemalloc
    native_growth(handle_order)               # the same by memray, which also sees what C code allocates
    orders = live(Order)                      # what is there, garbage apart
    print(*retaining_path(orders[0]), sep="\\n")  # why it is: from a module's global down to the object

Each figure is a slope between two sizes, so that what is allocated once does not count. None of them looks at the
process's RSS: that depends on the allocator, the kernel and the neighbours, and falls late or never.

In a notebook, measure in a copy of the kernel: `in_fork(lambda: growth(handle_order))`. The kernel's own threads
allocate whenever they like, and in the copy there is only the thread that measures.
"""

from coursekit.probes.memory.fork import in_fork
from coursekit.probes.memory.growth import Growth, growth, native_growth
from coursekit.probes.memory.objects import live, survivors
from coursekit.probes.memory.paths import Step, retaining_path

__all__ = ["Growth", "Step", "growth", "in_fork", "live", "native_growth", "retaining_path", "survivors"]
