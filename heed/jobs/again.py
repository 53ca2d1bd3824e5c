"""When a job that failed is tried again: soon, then every ten minutes, for as long as it takes. What must be told is never given up in silence;
the health page says when something has failed five times (pictures/health.py)."""

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

LONGEST = 600  # seconds


class UntilItWorks(BaseRetryStrategy):
    """After 2, 4, 8 … seconds, at most ten minutes: doubling without an end would come to a year at the 25th try."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts + 1, 20), LONGEST)})


UNTIL_IT_WORKS = UntilItWorks()
