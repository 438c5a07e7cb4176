"""SKIP LOCKED takes the pressure off a hot row.

Says: times buyers were turned away though something was left
"""

CHOICES = {
    "standing_places": ("skip_locked", "for_update", "queues"),
    "basket_limit": ("advisory_lock", "for_update", "wrong result"),
    "seat_hold": ("constraint", "atomic_update", "wrong result"),
    "seat_plan": ("version_column", "for_update", "stays open"),
    "print_queue": ("skip_locked", "nowait", "refuses"),
}
