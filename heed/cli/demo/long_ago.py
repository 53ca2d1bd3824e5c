"""What the demo does not send: letters about what is long over would only be noise in its mail."""

from procrastinate.contrib.django import app


def take_back(task: str) -> None:
    """The jobs of that name that wait are taken back."""
    for job in app.job_manager.list_jobs(task=task, status="todo"):
        app.job_manager.cancel_job_by_id(job.id or 0, delete_job=True)
