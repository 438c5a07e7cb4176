"""Curtain, a ticket box office: the small service that every lesson breaks, measures and repairs."""
