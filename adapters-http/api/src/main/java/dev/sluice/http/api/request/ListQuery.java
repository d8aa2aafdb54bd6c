package dev.sluice.http.api.request;

import dev.sluice.core.Tenant;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.request.Folder;
import dev.sluice.http.api.error.FieldViolation;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.webhook.wire.WireNames;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The query string of a list of jobs: filters, and the page. */
public record ListQuery(
    Optional<JobStatus> status,
    Optional<BatchId> batch,
    Optional<Folder> folder,
    Optional<JobQuery.Cursor> after,
    int limit,
    int offset) {
  private static final int MAX_OFFSET = 999_999_999;

  /**
   * Reads the query string of a request.
   *
   * @param defaultLimit the limit without a parameter
   * @throws InvalidFieldsException with everything that is wrong; an unknown status is ignored
   */
  public static ListQuery of(Context ctx, int defaultLimit) {
    List<FieldViolation> wrong = new ArrayList<>();
    ListQuery query =
        new ListQuery(
            Optional.ofNullable(ctx.queryParam("status")).flatMap(WireNames::status),
            value(ctx, "batch_id", ListQuery::batch, wrong),
            value(ctx, "folder", Folder::new, wrong),
            value(ctx, "cursor", CursorText::parse, wrong),
            QueryNumbers.get(ctx, "limit", 1, JobQuery.MAX_LIMIT, defaultLimit, wrong),
            QueryNumbers.get(ctx, "offset", 0, MAX_OFFSET, 0, wrong));
    if (!wrong.isEmpty()) {
      throw new InvalidFieldsException(wrong);
    }
    return query;
  }

  private static <T> Optional<T> value(
      Context ctx, String name, Function<String, T> parser, List<FieldViolation> wrong) {
    String text = ctx.queryParam(name);
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      wrong.add(new FieldViolation(name, e.getMessage()));
      return Optional.empty();
    }
  }

  private static BatchId batch(String text) {
    return BatchId.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("batch_id must be a UUID"));
  }

  /** Returns the page; a cursor takes precedence over an offset. */
  public Page<Job> page(Tenant tenant) {
    JobQuery query = tenant.query().withLimit(limit);
    query = after.isPresent() ? query.withAfter(after.get()) : query.withOffset(offset);
    query = status.isPresent() ? query.withStatus(status.get()) : query;
    query = batch.isPresent() ? query.withBatch(batch.get()) : query;
    query = folder.isPresent() ? query.withFolder(folder.get()) : query;
    return tenant.list(query);
  }
}
