package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor.Registration;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of a file in order, over as many connections as it takes. For one reader; ends with
 * its scope.
 *
 * <p>A transfer of a part ends if the origin contradicts itself. Other transfers then request the
 * whole file, compare what it has in front with what they have read, and continue behind it.
 */
public final class Transfer implements AutoCloseable {
  /** How often the whole file is requested again, since each time costs what was read already. */
  private static final int MAX_RESTARTS = 3;

  private final Origin origin;
  private final FetchScope scope;
  private final boolean isPart;
  private final long from;

  /** The hash of all bytes read; not of a part. */
  private final Checksum hash = new CRC32C();

  /** The end that was asked for; −1 for the end of the file. */
  private final long wanted;

  private long position;
  private long end;

  /** How many bytes the file may end before the requested range does. */
  private final int slip;

  /** Whether the bytes are compressed; known when the first of them has come. */
  private boolean isCompressed;

  /** Whether the reader knows it as well. */
  private boolean isCodingSettled;

  private @Nullable OriginResponse answer;
  private @Nullable Registration registration;
  private final FailedAttempts failedAttempts;
  private int restarts;

  private Transfer(
      Origin origin, FetchScope scope, long from, long wanted, boolean isPart, int slip) {
    this.origin = origin;
    this.scope = scope;
    this.from = from;
    this.position = from;
    this.wanted = wanted;
    this.end = wanted;
    this.isPart = isPart;
    this.slip = slip;
    this.failedAttempts = new FailedAttempts(origin, scope, !isPart);
  }

  /** Creates a transfer of a part of an opened file, which has not begun. */
  public static Transfer ofPart(Origin origin, FetchScope scope, long from, long end) {
    return new Transfer(origin, scope, from, end, true, 0);
  }

  /** Creates a transfer of the part of a file that begins with this response. */
  public static Transfer ofPart(Origin origin, FetchScope scope, OriginResponse answer, long end) {
    Transfer transfer = ofPart(origin, scope, answer.from(), end);
    transfer.take(answer);
    return transfer;
  }

  /** Creates a transfer of the whole file, which begins with this response. */
  public static Transfer ofWhole(Origin origin, FetchScope scope, OriginResponse answer) {
    Transfer transfer = new Transfer(origin, scope, answer.from(), -1, false, 0);
    transfer.end = answer.total();
    transfer.isCodingSettled = true;
    transfer.take(answer);
    return transfer;
  }

  /**
   * Creates a transfer of a range that a manifest names, which has not begun. The range may end one
   * byte behind the file, as the last one in many manifests does.
   *
   * @param end exclusive; −1 for the end of the file
   */
  static Transfer ofRange(Origin origin, FetchScope scope, long from, long end) {
    return new Transfer(origin, scope, from, end, false, 1);
  }

  /**
   * Sends the first request.
   *
   * @throws SluiceException whatever the response shows, without a further attempt
   */
  public void begin() {
    try {
      open();
    } catch (IOException e) {
      throw origin.failures().of(FailureCode.SOURCE_CUT, "The source broke off", e);
    }
  }

  /** Reads at least one byte; returns −1 at the end. */
  public int read(byte[] into, int offset, int length) {
    while (position != end) {
      scope.check();
      int count = attempt(into, offset, length);
      if (count > 0) {
        if (!isPart) {
          hash.update(into, offset, count);
        }
        position += count;
        isCodingSettled = true;
        failedAttempts.reset();
        return count;
      }
    }
    finish();
    return -1;
  }

  /** Returns whether the bytes that have come are compressed. */
  boolean isCompressed() {
    return isCompressed;
  }

  /** Returns how many bytes have been read. */
  long received() {
    return position - from;
  }

  boolean atEnd() {
    return position == end;
  }

  // Returns zero if no byte came and another attempt is worthwhile.
  private int attempt(byte[] into, int offset, int length) {
    try {
      if (answer == null && !open()) {
        end = position;
        return 0;
      }
      if (position == answer.end()) {
        finish();
        return 0;
      }
      int count = answer.read(into, offset, (int) Math.min(length, limit() - position));
      if (count > 0) {
        return count;
      }
      if (answer.end() < 0 && (end < 0 || end - position <= slip)) {
        if (position == from) {
          throw origin.failures().empty();
        }
        end = position;
        return 0;
      }
      drop();
      afterCut(null);
      return 0;
    } catch (SocketTimeoutException e) {
      drop();
      scope.check();
      throw origin.failures().silent(e);
    } catch (IOException e) {
      drop();
      scope.check();
      afterCut(e);
      return 0;
    } catch (SluiceException e) {
      drop();
      scope.check();
      failedAttempts.pauseAfter(e);
      return 0;
    }
  }

  /** Requests what is left; returns false if that is nothing, since the file ends here. */
  private boolean open() throws IOException {
    OriginResponse response;
    try {
      response = origin.request(position, end, scope);
    } catch (SluiceException e) {
      boolean isAtEnd = position > from && end >= 0 && end - position <= slip;
      if (isAtEnd && e.code() == FailureCode.SOURCE_CUT) {
        return false;
      }
      if (isPart || !Origin.isContradiction(e) || ++restarts > MAX_RESTARTS) {
        throw e;
      }
      response = restarted();
      if (position == from) {
        // Nothing was read of what came before, so that its length means nothing.
        end = wanted;
      }
    }
    take(response);
    if (response.from() < position) {
      if (isPart) {
        throw origin.failures().noRanges();
      }
      skip(response);
      answer =
          new OriginResponse(
              response.response(), position, response.end(), response.total(), false);
    }
    end = end < 0 ? announcedEnd(response) : endWithin(response.total());
    return true;
  }

  private OriginResponse restarted() {
    long before = origin.total();
    OriginResponse whole = origin.reopen(scope);
    boolean otherLength = before >= 0 && whole.total() >= 0 && before != whole.total();
    boolean isOtherFile = position > from && (otherLength || whole.compressed());
    boolean isOtherCoding = isCodingSettled && whole.compressed() != isCompressed;
    try {
      if (isOtherFile || isOtherCoding) {
        throw origin.failures().changed();
      }
      if (from > 0 || wanted >= 0) {
        origin.rejectCompressed(whole);
      }
      return whole;
    } catch (SluiceException e) {
      whole.response().close();
      throw e;
    }
  }

  /** Skips what is in front of the position in a response that begins at the file's beginning. */
  private void skip(OriginResponse whole) throws IOException {
    Checksum again = new CRC32C();
    byte[] bytes = new byte[1 << 16];
    long at = 0;
    while (at < position) {
      scope.check();
      long stop = at < from ? from : position;
      int count = whole.read(bytes, 0, (int) Math.min(stop - at, bytes.length));
      if (count < 0) {
        throw new IOException("ended before the missing part");
      }
      if (at >= from) {
        again.update(bytes, 0, count);
      }
      at += count;
    }
    if (again.getValue() != hash.getValue()) {
      throw origin.failures().changed();
    }
  }

  // If only a part of the file was announced, the rest is requested later.
  private static long announcedEnd(OriginResponse answer) {
    return answer.total() < 0 && answer.ranges() ? answer.end() : answer.total();
  }

  private long endWithin(long total) {
    if (total < 0 || end <= total) {
      return end;
    }
    if (end - total > slip) {
      throw origin
          .failures()
          .of(
              FailureCode.SOURCE_CUT,
              "The source ends after %s bytes, %s bytes before the requested range does"
                  .formatted(total, end - total),
              null);
    }
    return total;
  }

  private long limit() {
    long asked = end < 0 ? Long.MAX_VALUE : end;
    return answer.end() < 0 ? asked : Math.min(asked, answer.end());
  }

  private void afterCut(@Nullable IOException cause) {
    String announced = origin.total() < 0 ? "" : " of " + origin.total();
    failedAttempts.pauseAfterCut(
        origin
            .failures()
            .of(
                FailureCode.SOURCE_CUT,
                "The source broke off after " + position + announced + " bytes",
                cause));
  }

  // No byte may follow the last announced one. Reading to the end also frees the connection.
  private void finish() {
    if (answer == null) {
      return;
    }
    boolean promised = position == answer.end();
    try {
      if (promised && answer.read(new byte[1], 0, 1) > 0) {
        throw origin.failures().overlong();
      }
    } catch (IOException e) {
      // All bytes have come; a failure of the connection no longer matters.
    } finally {
      drop();
    }
  }

  private void take(OriginResponse taken) {
    if (position == from) {
      isCompressed = taken.compressed();
    }
    answer = taken;
    registration = scope.onEnd(taken.response()::close);
  }

  private void drop() {
    if (answer != null) {
      registration.close();
      answer.response().close();
      answer = null;
    }
  }

  @Override
  public void close() {
    drop();
  }
}
