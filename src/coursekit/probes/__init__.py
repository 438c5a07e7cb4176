"""What checks and lessons measure with, one module a subject. Usable in projects outside the course too."""
