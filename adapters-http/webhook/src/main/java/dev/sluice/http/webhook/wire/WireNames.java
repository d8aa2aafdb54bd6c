package dev.sluice.http.webhook.wire;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names of jobs, batches and their states on the wire. Pure. */
public final class WireNames {
  /** The fields whose names differ from those of their constants. */
  private static final Map<RequestField, String> FIELDS =
      Map.of(
          RequestField.CONTAINER, "format",
          RequestField.WEBHOOK, "webhook_url",
          RequestField.PROGRESS_WEBHOOK, "enable_progress_webhook",
          RequestField.SUBTITLES, "download_subtitles",
          RequestField.THUMBNAIL, "download_thumbnail",
          RequestField.WAIT_FOR_START, "wait_for_video",
          RequestField.FEED, "feed_url",
          RequestField.EPISODE_LIMIT, "limit",
          RequestField.EPISODE_ORDER, "order");

  private WireNames() {}

  /** Returns the name of a field of a request, such as {@code video_codec}. */
  public static String of(RequestField field) {
    return FIELDS.getOrDefault(field, lowerCase(field));
  }

  /** Returns a sentence of the library with the names of the fields that it mentions. */
  public static String sentence(String sentence) {
    return RequestField.spelled(sentence, WireNames::of);
  }

  /** Returns the sentences of the library with the names of the fields that they mention. */
  public static List<String> sentences(List<String> sentences) {
    return sentences.stream().map(WireNames::sentence).toList();
  }

  /** Returns the name of a job's status, such as {@code Completed}. */
  public static String of(JobStatus status) {
    return pascalCase(status);
  }

  /** Returns the name of a step, such as {@code Downloading}. */
  public static String of(Step step) {
    return pascalCase(step);
  }

  /** Returns the name of a batch's status, such as {@code paused}. */
  public static String of(Batch.Status status) {
    return lowerCase(status);
  }

  /** Returns the name of a stream's kind, such as {@code video}. */
  public static String of(StreamKind kind) {
    return lowerCase(kind);
  }

  /** Returns the name of what is done with a stream, such as {@code copied}. */
  public static String of(StreamReport.Action action) {
    return lowerCase(action);
  }

  /** Returns the names of a stream's purposes, such as {@code hearing_impaired}, sorted. */
  public static List<String> of(Set<Disposition> dispositions) {
    return dispositions.stream().map(WireNames::lowerCase).sorted().toList();
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the status of this name, in any case. */
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
   * Returns the reason of a failed job, with the operator's stores masked. Empty for a job that
   * waits for another attempt: it has not failed yet.
   */
  public static Optional<Job.Failure> failure(Job job) {
    return job.failure()
        .filter(why -> job.status().isFinal())
        .map(why -> StoreErrorMasking.shown(why, job.storage().isPresent()));
  }

  /**
   * Returns the reason why the last attempt failed of a job that waits for the next one, with the
   * operator's stores masked.
   */
  public static Optional<Job.Failure> lastFailure(Job job) {
    return job.failure()
        .filter(why -> job.retryAt().isPresent())
        .map(why -> StoreErrorMasking.shown(why, job.storage().isPresent()));
  }

  /** Returns {@code warning} for a fault of the content, {@code error} for a technical one. */
  public static String errorType(Job.Failure why) {
    return why.code().category() == FailureCode.Category.CONTENT ? "warning" : "error";
  }

  /** Returns the URL as it was sent, without the credentials in front of its host. */
  public static String shown(SourceUrl url) {
    String text = url.text();
    if (url.sealed().isPresent() || url.uri().getRawUserInfo() == null) {
      return text;
    }
    int authority = text.indexOf("://") + 3;
    int host = text.indexOf('@', authority) + 1;
    return text.substring(0, authority) + text.substring(host);
  }
}
