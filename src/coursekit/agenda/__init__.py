"""Agendas for a room, computed from the minutes of lessons and exercises.

`docs/teaching/plans.toml` says what is taught when (`plans`); `layout` adds what a room needs and says where a session
overflows; `page` writes `docs/teaching/agendas.md`.
"""

from coursekit.agenda.layout import Slot, lay_out, problems_in
from coursekit.agenda.page import as_markdown, plans_of, written_agendas
from coursekit.agenda.plans import BadPlan, Course, Plan, Session, read_plans

__all__ = [
    "BadPlan",
    "Course",
    "Plan",
    "Session",
    "Slot",
    "as_markdown",
    "lay_out",
    "plans_of",
    "problems_in",
    "read_plans",
    "written_agendas",
]
