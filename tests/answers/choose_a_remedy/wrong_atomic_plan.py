"""One UPDATE that saves the whole plan is atomic, so nothing is lost.

Says: edits that were saved are gone
"""

CHOICES = {
    "standing_places": ("atomic_update", "for_update", "queues"),
    "basket_limit": ("advisory_lock", "for_update", "wrong result"),
    "seat_hold": ("constraint", "atomic_update", "wrong result"),
    "seat_plan": ("atomic_update", "for_update", "stays open"),
    "print_queue": ("skip_locked", "nowait", "refuses"),
}
