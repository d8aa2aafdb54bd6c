import org.openapitools.client.ApiClient;
import org.openapitools.client.api.JobsApi;
import org.openapitools.client.model.Job;
import org.openapitools.client.model.JobRequest;
import org.openapitools.client.model.Status;

/** Runs a job to its end with the client that was generated for Java. */
final class JavaClient {
  public static void main(String[] args) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(args[0]);
    client.setRequestInterceptor(request -> request.header("x-api-key", args[1]));
    JobsApi jobs = new JobsApi(client);
    JobRequest request = new JobRequest().url(args[2]).format("mp4").priority(-1L);
    String id = jobs.createJob(request, null, null).getJobId().toString();
    Job job = jobs.getJob(id, 50L);
    if (job.getStatus() != Status.COMPLETED || job.getCreatedAt() < 1_700_000_000_000L) {
      throw new AssertionError(job);
    }
    System.out.println("Java: " + job.getStatus() + " " + job.getS3Key());
  }
}
