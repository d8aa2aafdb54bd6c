package dev.sluice.media.site.program;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.origin.FetchScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What a program writes to its standard output, in order. It writes as far ahead as a pipe holds.
 */
public final class ProgramInput implements MediaInput {
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

  private final Program program;
  private final SourceUrl url;
  private final HttpFetchSettings settings;
  private final FetchScope scope;
  private final StageMonitor monitor;
  private final Supplier<SluiceException> complaint;
  private long position;
  private boolean finished;

  /**
   * @param complaint what is wrong, once the program has ended with another code than 0
   */
  public ProgramInput(
      Program program,
      SourceUrl url,
      HttpFetchSettings settings,
      FetchScope scope,
      StageMonitor monitor,
      Supplier<SluiceException> complaint) {
    this.program = program;
    this.url = url;
    this.settings = settings;
    this.scope = scope;
    this.monitor = monitor;
    this.complaint = complaint;
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
        throw new SluiceException(FailureCode.SOURCE_EMPTY, "yt-dlp brings nothing of " + url);
      }
    } catch (IOException e) {
      throw broken(e);
    }
  }

  @Override
  public int read(long at, ByteBuffer buffer) {
    if (at != position) {
      throw new IllegalArgumentException(
          "this source can only be read in order: at %d, not at %d".formatted(position, at));
    }
    int count;
    try {
      await();
      byte[] bytes = new byte[Math.min(buffer.remaining(), 1 << 16)];
      count = program.out().read(bytes);
      if (count < 0) {
        verifyEnd();
        return -1;
      }
      buffer.put(bytes, 0, count);
      position += count;
    } catch (IOException e) {
      throw broken(e);
    }
    if (position > settings.maxSourceBytes()) {
      throw new SluiceException(
          FailureCode.SOURCE_TOO_LARGE,
          "The source has more than the %d bytes that are taken: %s"
              .formatted(settings.maxSourceBytes(), url));
    }
    monitor.downloaded(position, OptionalLong.empty());
    return count;
  }

  /** Until something can be read, or the program has ended. */
  private void await() throws IOException {
    InputStream out = program.out();
    Duration pause = Duration.ofMillis(1);
    Duration waited = Duration.ZERO;
    while (out.available() == 0 && program.isRunning()) {
      if (waited.compareTo(settings.stallTimeout()) > 0) {
        throw new SluiceException(
            FailureCode.SOURCE_STALLED,
            "yt-dlp has brought nothing of the source for %d s: %s"
                .formatted(settings.stallTimeout().toSeconds(), url));
      }
      scope.pause(pause);
      waited = waited.plus(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }
    scope.check();
  }

  // What ends without its program having said that all is well may be a part.
  private void verifyEnd() {
    try {
      int code = program.exitCode();
      scope.check();
      if (code != 0) {
        throw complaint.get();
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

  private SluiceException broken(IOException e) {
    scope.check();
    return new SluiceException(
        FailureCode.SOURCE_CUT, "yt-dlp was cut off while it brought " + url, e);
  }
}
