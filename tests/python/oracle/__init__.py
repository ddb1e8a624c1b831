"""The definitions once more in plain Python: loops over rows and days, no SQL, no shared formula.

Reads a landing folder of canonical CSV; only the map record → customer is taken from the build,
since who is who is proven elsewhere.
"""
