"""Runs a job to its end with the client that was generated for Python."""

import sys

from openapi_client import ApiClient, Configuration, JobRequest, JobsApi, Status

base, key, url = sys.argv[1:]
jobs = JobsApi(ApiClient(Configuration(host=base, api_key={"key": key})))
made = jobs.create_job(JobRequest(url=url, format="mp4", priority=-1))
job = jobs.get_job(str(made.job_id), wait=50)
assert job.status == Status.COMPLETED and job.created_at > 1_700_000_000_000, job
print("Python:", job.status.value, job.s3_key)
