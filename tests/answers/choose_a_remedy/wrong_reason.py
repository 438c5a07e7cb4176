"""FOR UPDATE fails on the hot row because it gives wrong results.

Says: You rejected for_update for standing_places because of 'wrong result'. It does fail there, but
"""

CHOICES = {
    "standing_places": ("atomic_update", "for_update", "wrong result"),
    "basket_limit": ("advisory_lock", "for_update", "wrong result"),
    "seat_hold": ("constraint", "atomic_update", "wrong result"),
    "seat_plan": ("version_column", "for_update", "stays open"),
    "print_queue": ("skip_locked", "nowait", "refuses"),
}
