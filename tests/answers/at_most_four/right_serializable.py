"""SERIALIZABLE, and the whole transaction again on 40001."""

import random
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from boxoffice.models import Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    strict = engine.execution_options(isolation_level="SERIALIZABLE")
    for attempt in range(10):
        try:
            with Session(strict) as session, session.begin():
                held = session.scalar(select(func.count()).select_from(Hold).where(Hold.customer_id == customer_id))
                if held >= 4:
                    return False
                expires_at = datetime.now(UTC) + timedelta(minutes=10)
                session.add(Hold(customer_id=customer_id, seat_id=seat_id, expires_at=expires_at))
            return True
        except OperationalError as error:
            if error.orig.sqlstate != "40001" or attempt == 9:
                raise
            time.sleep(random.uniform(0, 0.002 * 2**attempt))
