"""Where conflicts are rare, detect them; where everybody wants one row, put the rule into the table."""

CHOICES = {
    "standing_places": ("constraint", "version_column", "retries"),
    "basket_limit": ("serializable", "atomic_update", "wrong result"),
    "seat_hold": ("serializable", "for_update", "wrong result"),
    "seat_plan": ("version_column", "advisory_lock", "queues"),
    "print_queue": ("skip_locked", "atomic_update", "refuses"),
}
