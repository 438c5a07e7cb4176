"""One advisory lock serves both rules about holds; the faults named are those of the patient remedies."""

CHOICES = {
    "standing_places": ("atomic_update", "serializable", "retries"),
    "basket_limit": ("advisory_lock", "for_update", "wrong result"),
    "seat_hold": ("advisory_lock", "version_column", "wrong result"),
    "seat_plan": ("version_column", "serializable", "stays open"),
    "print_queue": ("skip_locked", "for_update", "queues"),
}
