package dev.sluice.core.pipeline;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaFetcher;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.port.Tags;
import dev.sluice.core.request.SourceUrl;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What an episode's file says of itself: what its show says of it, with the show's picture where
 * only sound is kept. A picture that cannot be had is no reason to do without the sound.
 * Thread-safe.
 */
final class EpisodeTags {
  private static final Logger LOG = System.getLogger(EpisodeTags.class.getName());

  static final int LARGEST_COVER = 5 << 20;
  private static final long COVER_SECONDS = 10;

  /** Players show a few lines of it, and some read no file whose tags are much longer. */
  private static final int LONGEST_DESCRIPTION = 4_000;

  private final List<MediaFetcher> fetchers;
  private final InstantSource clock;

  EpisodeTags(List<MediaFetcher> fetchers, InstantSource clock) {
    this.fetchers = List.copyOf(fetchers);
    this.clock = clock;
  }

  /** Nothing, for a job that is for no episode. */
  Tags of(Job job, StageMonitor monitor) {
    if (job.episode().isEmpty()) {
      return Tags.NONE;
    }
    Episode episode = job.episode().get();
    Tags tags =
        new Tags(
            job.source().title(),
            job.source().description().map(EpisodeTags::shortened),
            job.source().releaseDate(),
            Optional.of(episode.showTitle()),
            episode.author(),
            episode.number() > 0 ? OptionalInt.of(episode.number()) : OptionalInt.empty(),
            Optional.empty());
    boolean wanted = job.request().output().container().audioOnly();
    return wanted
        ? episode.image().flatMap(url -> cover(job, url, monitor)).map(tags::withCover).orElse(tags)
        : tags;
  }

  private static String shortened(String text) {
    if (text.length() <= LONGEST_DESCRIPTION) {
      return text;
    }
    int end = text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_DESCRIPTION - 1));
    return text.substring(0, end) + "…";
  }

  private Optional<Tags.Cover> cover(Job job, SourceUrl url, StageMonitor monitor) {
    // What it brings is no part of the source, and neither is how long it takes.
    RunMonitor aside = new RunMonitor(clock);
    CompletableFuture<Void> deadline =
        CompletableFuture.runAsync(
            () -> aside.end(late()),
            CompletableFuture.delayedExecutor(COVER_SECONDS, TimeUnit.SECONDS));
    try (StageMonitor.Registration cancelled = monitor.onCancel(() -> aside.end(late()))) {
      return Optional.of(new Tags.Cover(read(url, aside)));
    } catch (SluiceException e) {
      monitor.check();
      LOG.log(
          Level.INFO,
          "job {0} goes on without a cover from {1} ({2}: {3})",
          job.id(),
          url,
          e.code(),
          e.getMessage());
      return Optional.empty();
    } finally {
      deadline.cancel(false);
    }
  }

  private byte[] read(SourceUrl url, StageMonitor monitor) {
    try (Media media = JobRunner.fetcherFor(fetchers, url).open(url, monitor)) {
      MediaInput input = media.inputs().get(0);
      ByteBuffer bytes = ByteBuffer.allocate(LARGEST_COVER + 1);
      while (bytes.hasRemaining() && input.read(bytes.position(), bytes) >= 0) {
        monitor.check();
      }
      if (!bytes.hasRemaining()) {
        throw new SluiceException(
            FailureCode.SOURCE_TOO_LARGE,
            "The picture is larger than %d MB".formatted(LARGEST_COVER >> 20));
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  private static SluiceException late() {
    return new SluiceException(
        FailureCode.SOURCE_STALLED, "The picture took longer than %d s".formatted(COVER_SECONDS));
  }
}
