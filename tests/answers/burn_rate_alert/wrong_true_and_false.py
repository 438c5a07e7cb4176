"""An alert fires or it doesn't.

Says: It should be 'page', 'ticket' or None
"""


def alert(count):
    failed, total = count(5)
    return failed > 0.0144 * total
