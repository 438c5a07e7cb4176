"""Side by side with the field: `python -m tests.field`, or `make field`.

The course's own commands and the tools that others use do the same work on the same machine, in turn: every notebook
of the course is validated, and thirty learners' notebooks are judged. `validating` and `judging` say who takes part,
`rounds` lets them run in turn, `page` writes down what came out. Nothing in here judges or teaches.
"""
