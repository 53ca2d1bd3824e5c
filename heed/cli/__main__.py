"""`python -m heed.cli`."""

from heed.cli.main import heed

if __name__ == "__main__":
    heed(prog_name="heed")
