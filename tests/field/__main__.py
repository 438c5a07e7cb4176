"""The command: `python -m tests.field --help`."""
