"""memray itself: a service for each size, and what the trackers report as leaked."""

import gc
import tempfile
from pathlib import Path

import memray

from coursekit.exercises.leak_hunting import Declined


def leaked(make_service, orders):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "growth.bin"
        with memray.Tracker(file, trace_python_allocators=True):
            service = make_service()
            for number in range(1, orders + 1):
                try:
                    service.handle(number)
                except Declined:
                    pass
            gc.collect()
        with memray.FileReader(file) as reader:
            return sum(record.size for record in reader.get_leaked_allocation_records())


def grows(make_service):
    leaked(make_service, 40)
    few, many = (leaked(make_service, orders) for orders in (400, 1_200))
    return many - few > 800 * 32
