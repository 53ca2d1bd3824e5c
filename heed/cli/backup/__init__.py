"""Backups: written while everybody works, sealed, and taken for good only once they were read back (R21, docs/backup.md)."""
