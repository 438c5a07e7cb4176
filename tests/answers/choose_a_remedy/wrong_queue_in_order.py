"""Workers should take the tickets strictly in order, one lock after the other.

Says: You chose for_update for print_queue. It breaks a service level there (queues)
"""

CHOICES = {
    "standing_places": ("atomic_update", "for_update", "queues"),
    "basket_limit": ("advisory_lock", "for_update", "wrong result"),
    "seat_hold": ("constraint", "atomic_update", "wrong result"),
    "seat_plan": ("version_column", "for_update", "stays open"),
    "print_queue": ("for_update", "nowait", "refuses"),
}
