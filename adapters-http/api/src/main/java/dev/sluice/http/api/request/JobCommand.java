package dev.sluice.http.api.request;

import dev.sluice.core.Tenant;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.http.api.error.FieldViolation;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.json.JsonFields;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The body of {@code POST /jobs}, as what it asks for. Immutable.
 *
 * @param show which episodes, where the URL is that of a show
 * @param paused whether a batch waits to be started
 * @param bucket the bucket that the body brings for this job alone
 */
public record JobCommand(
    JobRequest request, ShowOptions show, boolean paused, Optional<BucketConfig> bucket) {
  /** The command before any field is read. Its URL lets the rules check the rest where none is. */
  static final JobCommand EMPTY =
      new JobCommand(
          JobRequest.of(SourceUrl.parse("http://placeholder.invalid/")),
          ShowOptions.ALL,
          false,
          Optional.empty());

  /**
   * Reads a body. Pure.
   *
   * @param rules returns the rules that a request breaks; asked only if a value is wrong, so that
   *     all is said at once. A submit checks them anyway.
   * @throws dev.sluice.http.api.error.ApiError if a field has the wrong JSON type
   * @throws InvalidFieldsException with everything that is wrong
   */
  public static JobCommand parse(
      JsonFields fields, Function<JobRequest, List<InvalidRequestException.Violation>> rules) {
    JobCommand command = JobFields.read(JobFields.ALL, fields, EMPTY);
    fields.requireTypes();
    List<FieldViolation> wrong = fields.violations();
    if (!wrong.isEmpty()) {
      throw new InvalidFieldsException(
          JobFields.merge(wrong, JobFields.named(rules.apply(command.request()))));
    }
    return command;
  }

  /** Returns when the jobs of a batch may run. */
  public Batch.Start start() {
    return paused ? Batch.Start.PAUSED : Batch.Start.IMMEDIATE;
  }

  /** Returns the tenant whose submits go into the bucket of this command, if it brings one. */
  public Tenant destination(Tenant tenant) {
    return bucket.map(tenant::withBucket).orElse(tenant);
  }

  JobCommand withRequest(JobRequest changed) {
    return new JobCommand(changed, show, paused, bucket);
  }

  JobCommand withShow(ShowOptions changed) {
    return new JobCommand(request, changed, paused, bucket);
  }

  JobCommand withPaused(boolean waits) {
    return new JobCommand(request, show, waits, bucket);
  }

  JobCommand withBucket(BucketConfig own) {
    return new JobCommand(request, show, paused, Optional.of(own));
  }
}
