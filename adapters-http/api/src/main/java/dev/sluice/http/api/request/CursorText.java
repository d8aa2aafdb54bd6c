package dev.sluice.http.api.request;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.Page;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;

/** Encodes a position in a list of jobs as the opaque text that clients send back. Pure. */
public final class CursorText {
  private static final int BYTES = 3 * Long.BYTES;

  private CursorText() {}

  /** Returns the position behind the page; null if nothing follows. */
  public static String next(Page<Job> page) {
    return page.more()
        ? of(JobQuery.Cursor.after(page.items().get(page.items().size() - 1)))
        : null;
  }

  public static String of(JobQuery.Cursor position) {
    UUID id = position.id().value();
    byte[] bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(ChronoUnit.NANOS.between(Instant.EPOCH, position.createdAt()))
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * @throws IllegalArgumentException with a sentence
   */
  public static JobQuery.Cursor parse(String text) {
    byte[] bytes = text.length() == 32 ? decoded(text) : new byte[0];
    if (bytes.length != BYTES) {
      throw unknown();
    }
    ByteBuffer parts = ByteBuffer.wrap(bytes);
    Instant createdAt = Instant.EPOCH.plusNanos(parts.getLong());
    return new JobQuery.Cursor(createdAt, new JobId(new UUID(parts.getLong(), parts.getLong())));
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  private static IllegalArgumentException unknown() {
    return new IllegalArgumentException(
        "cursor is not one that a page returned as next_cursor; leave it out to start at the"
            + " beginning");
  }
}
