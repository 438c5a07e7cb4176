"""SERIALIZABLE is correct by definition; the rest is tuning.

Says: You chose serializable for standing_places. It breaks a service level there (retries)
"""

CHOICES = {
    "standing_places": ("serializable", "for_update", "queues"),
    "basket_limit": ("advisory_lock", "for_update", "wrong result"),
    "seat_hold": ("constraint", "atomic_update", "wrong result"),
    "seat_plan": ("version_column", "for_update", "stays open"),
    "print_queue": ("skip_locked", "nowait", "refuses"),
}
