// Runs a job to its end with the client that was generated for TypeScript.
import { Configuration, JobsApi, Status } from './generated';

async function main([basePath, apiKey, url]: string[]): Promise<void> {
  const jobs = new JobsApi(new Configuration({ basePath, apiKey }));
  const made = await jobs.createJob({ jobRequest: { url, format: 'mp4', priority: -1 } });
  const job = await jobs.getJob({ id: made.jobId!, wait: 50 });
  if (job.status !== Status.Completed || job.createdAt < 1_700_000_000_000) {
    throw new Error(JSON.stringify(job));
  }
  console.log(`TypeScript: ${job.status} ${job.s3Key}`);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
