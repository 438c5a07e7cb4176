"""A count inside the INSERT is atomic: it is one statement.

Says: The count stands inside the INSERT
"""

from sqlalchemy import Engine, text

ADD = text("""
    INSERT INTO hold (customer_id, seat_id, expires_at)
    SELECT :customer, :seat, now() + interval '10 minutes'
    WHERE (SELECT count(*) FROM hold WHERE customer_id = :customer) < 4
""")


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    with engine.begin() as connection:
        return connection.execute(ADD, {"customer": customer_id, "seat": seat_id}).rowcount == 1
