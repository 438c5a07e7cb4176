"""A CHECK constraint can hold the limit of four.

Says: You chose constraint for basket_limit. It breaks a service level there (wrong result)
"""

CHOICES = {
    "standing_places": ("atomic_update", "for_update", "queues"),
    "basket_limit": ("constraint", "for_update", "wrong result"),
    "seat_hold": ("constraint", "atomic_update", "wrong result"),
    "seat_plan": ("version_column", "for_update", "stays open"),
    "print_queue": ("skip_locked", "nowait", "refuses"),
}
