ORDER = [
    # Lines of the table, or their numbers: from the first that is logged to the last.
]