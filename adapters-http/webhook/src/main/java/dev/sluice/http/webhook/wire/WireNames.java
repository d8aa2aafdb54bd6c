package dev.sluice.http.webhook.wire;

import dev.sluice.core.failure.FailureCategory;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Step;
import dev.sluice.core.request.SourceUrl;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What jobs and their parts are called on the wire. */
public final class WireNames {
  private WireNames() {}

  public static String of(JobStatus status) {
    return pascalCase(status);
  }

  public static String of(Step step) {
    return pascalCase(step);
  }

  /** The status of this name in any case. */
  public static Optional<JobStatus> status(String name) {
    return Arrays.stream(JobStatus.values())
        .filter(status -> of(status).equalsIgnoreCase(name.strip()))
        .findFirst();
  }

  private static String pascalCase(Enum<?> constant) {
    String name = constant.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  /**
   * Why the job ended as it did, as its owner may know it; a job that waits for another try has not
   * failed yet.
   */
  public static Optional<JobFailure> failure(Job job) {
    return job.failure()
        .filter(why -> job.status().isFinal())
        .map(why -> StoreErrorMasking.shown(why, job.storage().isPresent()));
  }

  /** {@code warning} where the content is to blame, {@code error} for everything technical. */
  public static String errorType(JobFailure why) {
    return why.code().category() == FailureCategory.CONTENT ? "warning" : "error";
  }

  /** The URL as it was given, without the credentials that may stand before its host. */
  public static String shown(SourceUrl url) {
    String text = url.text();
    if (url.uri().getRawUserInfo() == null) {
      return text;
    }
    int authority = text.indexOf("://") + 3;
    int host = text.indexOf('@', authority) + 1;
    return text.substring(0, authority) + text.substring(host);
  }
}
