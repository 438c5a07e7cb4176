"""A remedy is bad if its result is wrong; the rest is a matter of taste.

Says: they name only 3 different faults
"""

CHOICES = {
    "standing_places": ("atomic_update", "for_update", "queues"),
    "basket_limit": ("advisory_lock", "for_update", "wrong result"),
    "seat_hold": ("constraint", "atomic_update", "wrong result"),
    "seat_plan": ("version_column", "atomic_update", "wrong result"),
    "print_queue": ("skip_locked", "nowait", "refuses"),
}
