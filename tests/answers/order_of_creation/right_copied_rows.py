"""Rows of the table, copied with number, dots, bars or quotes; some by number alone."""

ORDER = """
  12. prepare FeedFormat
10. new FeedFormat
| 14 | `set_name FeedFormat.promoter` |
5
19.
13
1. body PhoenixFeed
11
18
15
8) init_subclass PhoenixFeed
6
4
3
9 - instance init
"""
