"""SERIALIZABLE loses too many transactions wherever two customers meet.

Says: You rejected serializable for seat_hold because of 'retries'. In the model it keeps every service level
"""

CHOICES = {
    "standing_places": ("atomic_update", "for_update", "queues"),
    "basket_limit": ("advisory_lock", "for_update", "wrong result"),
    "seat_hold": ("constraint", "serializable", "retries"),
    "seat_plan": ("version_column", "for_update", "stays open"),
    "print_queue": ("skip_locked", "nowait", "refuses"),
}
