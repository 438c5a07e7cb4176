"""While somebody edits the plan, it must be locked.

Says: You chose for_update for seat_plan. It breaks a service level there
"""

CHOICES = {
    "standing_places": ("atomic_update", "for_update", "queues"),
    "basket_limit": ("advisory_lock", "for_update", "wrong result"),
    "seat_hold": ("constraint", "atomic_update", "wrong result"),
    "seat_plan": ("for_update", "atomic_update", "wrong result"),
    "print_queue": ("skip_locked", "nowait", "refuses"),
}
