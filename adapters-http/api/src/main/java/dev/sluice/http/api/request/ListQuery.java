package dev.sluice.http.api.request;

import dev.sluice.core.Tenant;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobCursor;
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

/** Which part of a key's jobs is asked for in a query string. */
public record ListQuery(
    Optional<JobStatus> status,
    Optional<BatchId> batch,
    Optional<Folder> folder,
    Optional<JobCursor> after,
    int limit,
    int offset) {
  private static final int FARTHEST_OFFSET = 999_999_999;

  /**
   * @param usualLimit where none is given
   * @throws InvalidFieldsException with all that is wrong; an unknown status is not, and filters
   *     nothing
   */
  public static ListQuery of(Context ctx, int usualLimit) {
    List<FieldViolation> wrong = new ArrayList<>();
    ListQuery query =
        new ListQuery(
            Optional.ofNullable(ctx.queryParam("status")).flatMap(WireNames::status),
            value(ctx, "batch_id", ListQuery::batch, wrong),
            value(ctx, "folder", Folder::new, wrong),
            value(ctx, "cursor", CursorText::parse, wrong),
            QueryNumbers.get(ctx, "limit", 1, JobQuery.MAX_LIMIT, usualLimit, wrong),
            QueryNumbers.get(ctx, "offset", 0, FARTHEST_OFFSET, 0, wrong));
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

  /** With a cursor, the offset is ignored. */
  public Page<Job> page(Tenant tenant) {
    JobQuery query = tenant.query().withLimit(limit);
    query = after.isPresent() ? query.withAfter(after.get()) : query.withOffset(offset);
    query = status.isPresent() ? query.withStatus(status.get()) : query;
    query = batch.isPresent() ? query.withBatch(batch.get()) : query;
    query = folder.isPresent() ? query.withFolder(folder.get()) : query;
    return tenant.list(query);
  }
}
