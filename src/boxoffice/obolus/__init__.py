"""Obolus, who takes the money: the vendor's SDK, and a stand-in for the vendor's service that runs on loopback.

Nothing in here is Curtain's. It has the vocabulary of a payment provider (payments, amounts, merchant references), so
that a reader sees where it stops.
"""
