package dev.sluice.media.web.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.testkit.fake.RecordingMonitor;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.sample.PatternSource;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.SiteResource;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A site, a fetcher that may talk to it, and ways to read. */
final class FetchFixture implements AutoCloseable {
  static final int CHUNK = 64 << 10;

  final LoopbackSite site = LoopbackSite.start();
  final RecordingMonitor monitor = new RecordingMonitor();
  final PatternSource pattern;
  final HttpFetchSettings settings;
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final HttpMediaFetcher fetcher;

  FetchFixture(long size) {
    this(size, HttpFetchSettings.DEFAULT.withChunkBytes(CHUNK));
  }

  FetchFixture(long size, HttpFetchSettings settings) {
    this.pattern = ByteSource.pattern(size);
    this.settings = settings;
    this.fetcher =
        new HttpMediaFetcher(
            web,
            settings,
            List.of(),
            Optional.empty(),
            work ->
                new Thread(
                    () -> {
                      threads.add(Thread.currentThread());
                      work.run();
                    }));
  }

  /** The pattern under {@code /a}. */
  SiteResource serve() {
    return site.serve("/a", pattern);
  }

  Media open() {
    return open(site.url("/a"));
  }

  Media open(StageMonitor other) {
    return fetcher.open(site.url("/a"), other);
  }

  Media open(SourceUrl url) {
    return fetcher.open(url, monitor);
  }

  /** Reads everything and holds every byte against the pattern. */
  void readAll() {
    try (Media media = open()) {
      assertThat(readFrom(media.inputs().get(0), 0)).isEqualTo(pattern.size());
    }
  }

  /** Reads from a position to the end; returns the position reached. */
  long readFrom(MediaInput input, long start) {
    ByteBuffer buffer = ByteBuffer.allocate(50_000);
    long position = start;
    for (int count = input.read(position, buffer);
        count >= 0;
        count = input.read(position, buffer)) {
      assertThat(pattern.matches(position, buffer.flip())).isTrue();
      position += count;
      buffer.clear();
    }
    return position;
  }

  /** Reads exactly so many bytes, or to the end, and holds them against the pattern. */
  void readExactly(MediaInput input, long position, int length) {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, pattern.size() - position));
    while (buffer.hasRemaining()) {
      assertThat(input.read(position + buffer.position(), buffer)).isPositive();
    }
    assertThat(pattern.matches(position, buffer.flip())).isTrue();
  }

  /** What opening or reading everything ends with. */
  SluiceException failure() {
    return catchThrowableOfType(SluiceException.class, this::readAll);
  }

  void closeFetcher() {
    fetcher.close();
  }

  /** How many chunks' memory waits for the next input. */
  int chunksKept() {
    return fetcher.memory().pooled();
  }

  /** How many loaders are at work; idle threads do not count. */
  long loaders() {
    return threads.stream()
        .filter(Thread::isAlive)
        .filter(
            thread ->
                Arrays.stream(thread.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(RangedInput.class.getName())))
        .count();
  }

  @Override
  public void close() {
    fetcher.close();
    web.close();
    site.close();
  }
}
