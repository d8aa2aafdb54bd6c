package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor.Registration;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;

/**
 * A stretch of the file, read in order through as many connections as it takes. One reader; ended
 * from outside through its scope.
 */
public final class Transfer implements AutoCloseable {
  /** How often in a row a connection may bring nothing. */
  private static final int FRUITLESS = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private static final Set<FailureCode> PASSING =
      Set.of(
          FailureCode.CONNECTION_FAILED, FailureCode.CONNECTION_REFUSED, FailureCode.SOURCE_BROKEN);

  private final Origin origin;
  private final FetchScope scope;
  private long position;
  private long end;
  private OriginResponse answer;
  private Registration registration;
  private int fruitless;

  /**
   * @param end exclusive; −1 where only the origin knows
   */
  public Transfer(Origin origin, FetchScope scope, long from, long end) {
    this.origin = origin;
    this.scope = scope;
    this.position = from;
    this.end = end;
  }

  /** Goes on with an answer that is already there. */
  public Transfer(Origin origin, FetchScope scope, OriginResponse answer, long end) {
    this(origin, scope, answer.from(), end);
    take(answer);
  }

  /** At least one byte, or −1 at the end. */
  public int read(byte[] into, int offset, int length) {
    while (position != end) {
      scope.check();
      int count = attempt(into, offset, length);
      if (count > 0) {
        position += count;
        fruitless = 0;
        return count;
      }
    }
    finish();
    return -1;
  }

  boolean atEnd() {
    return position == end;
  }

  // Zero where there is nothing yet and it is worth another look.
  private int attempt(byte[] into, int offset, int length) {
    try {
      if (answer == null) {
        take(origin.ask(position, end, scope));
        end = end < 0 ? told(answer) : end;
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
      if (!PASSING.contains(e.code()) || ++fruitless >= FRUITLESS) {
        throw e;
      }
      scope.pause(pauseBefore(fruitless));
      return 0;
    }
  }

  // Where all was asked for and only a part of it promised, the rest is asked for later.
  private static long told(OriginResponse answer) {
    return answer.total() < 0 && answer.ranges() ? answer.end() : answer.total();
  }

  private long limit() {
    long asked = end < 0 ? Long.MAX_VALUE : end;
    return answer.end() < 0 ? asked : Math.min(asked, answer.end());
  }

  private void afterCut(IOException cause) {
    fruitless++;
    if (fruitless >= FRUITLESS || !origin.canContinue(position)) {
      throw origin
          .failures()
          .of(
              FailureCode.SOURCE_CUT,
              origin.total() < 0
                  ? "The source broke off after %d bytes".formatted(position)
                  : "The source broke off after %d of %d bytes".formatted(position, origin.total()),
              cause);
    }
    scope.pause(pauseBefore(fruitless));
  }

  // What went well until it was cut is taken up at once; only who finds nothing waits.
  private static Duration pauseBefore(int attempt) {
    return attempt == 1 ? Duration.ZERO : FIRST_PAUSE.multipliedBy(1L << (attempt - 2));
  }

  // Behind the last promised byte there must be nothing; asking also frees the connection.
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
      // All the bytes are here; how the connection ends is of no interest.
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
