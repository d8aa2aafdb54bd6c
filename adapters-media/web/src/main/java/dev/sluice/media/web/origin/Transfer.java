package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor.Registration;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of a file in order, over as many connections as it takes. For one reader; ends with
 * its scope.
 */
public final class Transfer implements AutoCloseable {
  /** How many connections in a row may bring no bytes. */
  private static final int MAX_FAILED_ATTEMPTS = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private static final Set<FailureCode> TRANSIENT =
      Set.of(
          FailureCode.CONNECTION_FAILED, FailureCode.CONNECTION_REFUSED, FailureCode.SOURCE_BROKEN);

  private final Origin origin;
  private final FetchScope scope;
  private long position;
  private long end;
  private @Nullable OriginResponse answer;
  private @Nullable Registration registration;
  private int failedAttempts;

  /**
   * Creates a transfer that has not begun.
   *
   * @param end exclusive; −1 for the end of the file
   */
  public Transfer(Origin origin, FetchScope scope, long from, long end) {
    this.origin = origin;
    this.scope = scope;
    this.position = from;
    this.end = end;
  }

  /** Creates a transfer that continues with a response. */
  public Transfer(Origin origin, FetchScope scope, OriginResponse answer, long end) {
    this(origin, scope, answer.from(), end);
    take(answer);
  }

  /** Reads at least one byte; returns −1 at the end. */
  public int read(byte[] into, int offset, int length) {
    while (position != end) {
      scope.check();
      int count = attempt(into, offset, length);
      if (count > 0) {
        position += count;
        failedAttempts = 0;
        return count;
      }
    }
    finish();
    return -1;
  }

  boolean atEnd() {
    return position == end;
  }

  // Returns zero if no byte came and another attempt is worthwhile.
  private int attempt(byte[] into, int offset, int length) {
    try {
      if (answer == null) {
        take(origin.request(position, end, scope));
        end = end < 0 ? announcedEnd(answer) : end;
      }
      if (position == answer.end()) {
        finish();
        return 0;
      }
      int count = answer.read(into, offset, (int) Math.min(length, limit() - position));
      if (count > 0) {
        return count;
      }
      if (end < 0 && answer.end() < 0) {
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
      if (!TRANSIENT.contains(e.code()) || ++failedAttempts >= MAX_FAILED_ATTEMPTS) {
        throw e;
      }
      scope.pause(pauseBefore(failedAttempts));
      return 0;
    }
  }

  // If only a part of the file was announced, the rest is requested later.
  private static long announcedEnd(OriginResponse answer) {
    return answer.total() < 0 && answer.ranges() ? answer.end() : answer.total();
  }

  private long limit() {
    long asked = end < 0 ? Long.MAX_VALUE : end;
    return answer.end() < 0 ? asked : Math.min(asked, answer.end());
  }

  private void afterCut(@Nullable IOException cause) {
    failedAttempts++;
    if (failedAttempts >= MAX_FAILED_ATTEMPTS || !origin.canContinue(position)) {
      throw origin
          .failures()
          .of(
              FailureCode.SOURCE_CUT,
              origin.total() < 0
                  ? "The source broke off after " + position + " bytes"
                  : "The source broke off after " + position + " of " + origin.total() + " bytes",
              cause);
    }
    scope.pause(pauseBefore(failedAttempts));
  }

  // After a connection that brought bytes there is no pause.
  private static Duration pauseBefore(int attempt) {
    return attempt == 1 ? Duration.ZERO : FIRST_PAUSE.multipliedBy(1L << (attempt - 2));
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
