"""An order that was placed once must not be charged again.

Says: the checkout answered 'declined', then 'declined', and charged 1 times
"""

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, Receipt


def make_checkout(gateway, clock):
    answers = {}

    def checkout(order_id, cents):
        if order_id in answers:
            return answers[order_id]
        if clock() < FRIDAY:
            return "not on sale"
        match gateway.charge(order_id, cents):
            case Receipt(reference=reference):
                answer = "sold"
            case Declined():
                answer = "declined"
            case _:
                answer = "try again"
        answers[order_id] = answer
        return answer

    return checkout
