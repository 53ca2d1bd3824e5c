"""Timings as ratios against a floor measured in the same run: the same rows by raw SQL in a bare template (docs/performance.md)."""
