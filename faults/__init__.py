"""Faults really injected into a whole Heed: cluster, web server, worker and mail catcher as `heed run` starts them.

`make faults` runs each at full length and prints a figure; tests/faults runs the same, shortened. docs/reliability.md has the table."""
