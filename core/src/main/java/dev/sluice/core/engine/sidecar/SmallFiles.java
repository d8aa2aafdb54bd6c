package dev.sluice.core.engine.sidecar;

import dev.sluice.core.engine.common.Durations;
import dev.sluice.core.engine.common.Fetchers;
import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.MediaInput.Piece;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reads small files that belong to a source, such as a picture or a transcript: whole and quickly,
 * or not at all, since a job can go on without them. Thread-safe.
 */
public final class SmallFiles {
  private static final Logger LOG = System.getLogger(SmallFiles.class.getName());

  static final int LARGEST = 5 << 20;

  /** The time limit for a single file. */
  public static final Duration QUICK = Duration.ofSeconds(10);

  private final Fetchers fetchers;

  public SmallFiles(Fetchers fetchers) {
    this.fetchers = fetchers;
  }

  /**
   * Returns the bytes at the URL; empty if they cannot be read, which is logged.
   *
   * @param media the media to which the file belongs, whose session fetches it
   * @param what the name of the file for the log, such as {@code cover}
   * @param most the time limit
   * @throws SluiceException if the monitor requests the end
   */
  public Optional<byte[]> read(
      Job job, Media media, SourceUrl url, String what, Duration most, StageMonitor monitor) {
    return readTimed(job, media, url, what, most, monitor).map(TimedText::bytes);
  }

  /** Returns the subtitles at the URL; the same as {@link #read} otherwise. */
  Optional<TimedText> readTimed(
      Job job, Media media, SourceUrl url, String what, Duration most, StageMonitor monitor) {
    // A monitor of its own, since neither the bytes nor the time count for the source.
    RunMonitor ownMonitor = new RunMonitor(System::nanoTime, monitor.memory());
    CompletableFuture<Void> deadline =
        CompletableFuture.runAsync(
            () -> ownMonitor.end(late(most)),
            CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS));
    try (StageMonitor.Registration cancelled = monitor.onCancel(() -> ownMonitor.end(late(most)))) {
      return Optional.of(read(FetchRequest.of(url).by(job.tenant()), media, ownMonitor));
    } catch (SluiceException e) {
      monitor.check();
      if (e.code() == FailureCode.MEMORY_SHORT) {
        throw e;
      }
      LOG.log(
          Level.INFO,
          "job {0} goes on without the {1} at {2} ({3}: {4})",
          job.id(),
          what,
          url,
          e.code(),
          e.getMessage());
      return Optional.empty();
    } finally {
      deadline.cancel(false);
    }
  }

  private TimedText read(FetchRequest request, Media owner, StageMonitor monitor) {
    Optional<MediaFetcher> session =
        owner.session().filter(fetcher -> fetcher.handles(request.url()));
    try (Media media =
        session.isPresent()
            ? session.get().open(request, monitor)
            : fetchers.open(request, monitor)) {
      return read(media.inputs().get(0), monitor);
    }
  }

  private static TimedText read(MediaInput input, StageMonitor monitor) {
    int kept = 0;
    monitor.memory().require(LARGEST + 1, "a small file of the source");
    try {
      ByteBuffer bytes = ByteBuffer.allocate(LARGEST + 1);
      List<Piece> pieces = new ArrayList<>();
      int at = 0;
      while (bytes.hasRemaining() && input.read(at, bytes) >= 0) {
        monitor.check();
        input.pieceAt(at).filter(piece -> !pieces.contains(piece)).ifPresent(pieces::add);
        at = bytes.position();
      }
      if (!bytes.hasRemaining()) {
        throw new SluiceException(
            FailureCode.SOURCE_TOO_LARGE,
            String.format(Locale.ROOT, "The file is larger than %d MB", LARGEST >> 20));
      }
      kept = bytes.position();
      return TimedText.of(Arrays.copyOf(bytes.array(), kept), pieces);
    } finally {
      monitor.memory().release(LARGEST + 1 - kept);
    }
  }

  private static SluiceException late(Duration most) {
    return new SluiceException(
        FailureCode.SOURCE_STALLED, "Reading the file took longer than " + Durations.inWords(most));
  }
}
