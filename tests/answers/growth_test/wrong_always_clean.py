"""Curtain has no leaks.

Says: without a single order
"""


def grows(make_service):
    return False
