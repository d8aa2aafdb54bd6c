package dev.sluice.media.site.program;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.LeastRate;
import dev.sluice.media.web.client.SlowPeerException;
import dev.sluice.media.web.origin.FetchScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The standard output of a program, read in order. The program runs ahead as far as a pipe holds.
 */
public final class ProgramInput implements MediaInput {
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

  private final Program program;
  private final SourceUrl url;
  private final HttpFetchSettings settings;
  private final FetchScope scope;
  private final StageMonitor monitor;
  private final Supplier<SluiceException> failure;
  private final LeastRate rate = new LeastRate();
  private final Duration ratePeriod;
  private long position;
  private boolean finished;

  /**
   * Creates an input that has not begun.
   *
   * @param failure returns the failure of a program that exited with another code than 0
   */
  public ProgramInput(
      Program program,
      SourceUrl url,
      HttpFetchSettings settings,
      FetchScope scope,
      StageMonitor monitor,
      Supplier<SluiceException> failure) {
    this(program, url, settings, scope, monitor, failure, LeastRate.period(settings.readTimeout()));
  }

  /** Creates an input that has not begun, whose rate is measured over this period. */
  ProgramInput(
      Program program,
      SourceUrl url,
      HttpFetchSettings settings,
      FetchScope scope,
      StageMonitor monitor,
      Supplier<SluiceException> failure,
      Duration ratePeriod) {
    this.ratePeriod = ratePeriod;
    this.program = program;
    this.url = url;
    this.settings = settings;
    this.scope = scope;
    this.monitor = monitor;
    this.failure = failure;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }

  @Override
  public boolean seekable() {
    return false;
  }

  @Override
  public Optional<String> announcedType() {
    return Optional.empty();
  }

  /**
   * Waits for the first byte.
   *
   * @throws SluiceException SOURCE_EMPTY if there is none
   */
  public void begin() {
    try {
      await();
      if (program.out().available() == 0) {
        verifyEnd();
        throw new SluiceException(FailureCode.SOURCE_EMPTY, "yt-dlp returned no bytes of " + url);
      }
    } catch (IOException e) {
      throw cutOff(e);
    }
  }

  @Override
  public int read(long at, ByteBuffer buffer) {
    if (at != position) {
      throw new IllegalArgumentException(
          "this source can only be read in order: at " + position + ", not at " + at);
    }
    int count;
    try {
      Duration waited = await();
      byte[] bytes = new byte[Math.min(buffer.remaining(), 1 << 16)];
      count = program.out().read(bytes);
      rate.add(waited, count, ratePeriod);
      if (count < 0) {
        verifyEnd();
        return -1;
      }
      buffer.put(bytes, 0, count);
      position += count;
    } catch (SlowPeerException e) {
      throw new SluiceException(
          FailureCode.SOURCE_STALLED, e.sentence("The source, read by yt-dlp,") + ": " + url, e);
    } catch (IOException e) {
      throw cutOff(e);
    }
    if (position > settings.maxSourceBytes()) {
      throw new SluiceException(
          FailureCode.SOURCE_TOO_LARGE,
          "The source is larger than the "
              + settings.maxSourceBytes()
              + " bytes that are allowed: "
              + url);
    }
    monitor.downloaded(position, OptionalLong.empty());
    return count;
  }

  /** Waits until bytes can be read or the program has ended; returns how long. */
  private Duration await() throws IOException {
    InputStream out = program.out();
    Duration pause = Duration.ofMillis(1);
    Duration waited = Duration.ZERO;
    while (out.available() == 0 && program.isRunning()) {
      if (waited.compareTo(settings.readTimeout()) > 0) {
        throw new SluiceException(
            FailureCode.SOURCE_STALLED,
            "yt-dlp returned no bytes of the source for "
                + settings.readTimeout().toSeconds()
                + " s: "
                + url);
      }
      scope.pause(pause);
      waited = waited.plus(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }
    scope.check();
    return waited;
  }

  // If the program failed, what it wrote may be incomplete.
  private void verifyEnd() {
    try {
      int code = program.exitCode();
      scope.check();
      if (code != 0) {
        throw failure.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(FailureCode.INTERRUPTED, "The download was interrupted", e);
    }
    if (!finished) {
      finished = true;
      monitor.downloadFinished();
    }
  }

  private SluiceException cutOff(IOException e) {
    scope.check();
    return new SluiceException(
        FailureCode.SOURCE_CUT, "yt-dlp broke off while it fetched " + url, e);
  }
}
