"""Stock and order in one SQL statement, in autocommit mode, without the ORM."""

from uuid import uuid4

from sqlalchemy import Engine, text

SELL = text("""
    WITH taken AS (
        UPDATE pool SET remaining = remaining - :quantity
        WHERE event_id = :event AND remaining >= :quantity
        RETURNING event_id
    )
    INSERT INTO orders (customer_id, event_id, quantity, cents, status, idempotency_key)
    SELECT :customer, event_id, :quantity, :quantity * 4500, 'sold', :key FROM taken
""")


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    values = {"event": event_id, "customer": customer_id, "quantity": quantity, "key": uuid4().hex}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return connection.execute(SELL, values).rowcount == 1
