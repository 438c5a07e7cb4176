"""FOR UPDATE on a customer's holds keeps others from adding one.

Says: You chose for_update for basket_limit. It breaks a service level there (wrong result)
"""

CHOICES = {
    "standing_places": ("atomic_update", "for_update", "queues"),
    "basket_limit": ("for_update", "atomic_update", "wrong result"),
    "seat_hold": ("constraint", "atomic_update", "wrong result"),
    "seat_plan": ("version_column", "for_update", "stays open"),
    "print_queue": ("skip_locked", "nowait", "refuses"),
}
