"""A pessimistic lock is always safe, so it is always right.

Says: You chose for_update for standing_places. It breaks a service level there (queues)
"""

CHOICES = {
    "standing_places": ("for_update", "atomic_update", "wrong result"),
    "basket_limit": ("for_update", "constraint", "wrong result"),
    "seat_hold": ("constraint", "atomic_update", "wrong result"),
    "seat_plan": ("version_column", "for_update", "stays open"),
    "print_queue": ("skip_locked", "nowait", "refuses"),
}
