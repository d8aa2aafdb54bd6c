package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.job.Job;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.contract.MediaFetcherContract;
import dev.sluice.testkit.fake.FakeTranscoder;
import dev.sluice.testkit.sample.ByteSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The contract's cases, and how the engine takes it. */
class OwnMediaFetcherTest extends MediaFetcherContract {
  private final InMemoryArchive archive = new InMemoryArchive();
  private final MediaFetcher fetcher = new OwnMediaFetcher("archive.example", archive);

  @Override
  protected MediaFetcher fetcher() {
    return fetcher;
  }

  @Override
  protected SourceUrl publish(ByteSource bytes) {
    archive.put("/talk", bytes);
    return url("/talk");
  }

  @Override
  protected SourceUrl publishCut(ByteSource bytes, long after) {
    archive.putCut("/cut", bytes, after);
    return url("/cut");
  }

  @Override
  protected SourceUrl publishStalled(ByteSource bytes, long after) {
    archive.putStalled("/stalled", bytes, after);
    return url("/stalled");
  }

  @Override
  protected SourceUrl missing() {
    return url("/missing");
  }

  @Override
  protected SourceUrl mute() {
    archive.putMute("/mute");
    return url("/mute");
  }

  @Override
  protected int requests() {
    return archive.asked();
  }

  @Override
  protected int openTransfers() {
    return archive.inUse();
  }

  @Test
  void only_its_own_host_is_for_it() {
    assertThat(fetcher.handles(SourceUrl.parse("https://ARCHIVE.example/talk"))).isTrue();
    assertThat(fetcher.handles(SourceUrl.parse("https://elsewhere.example/talk"))).isFalse();
  }

  @Test
  void the_engine_takes_it_like_any_other() throws InterruptedException {
    byte[] bytes = ByteSource.pattern(200_000).all();
    archive.put("/talks/Opening", ByteSource.of(bytes));
    InMemoryArtifactStore store = new InMemoryArtifactStore();

    try (Sluice sluice =
        Sluice.builder().fetcher(fetcher).transcoder(new FakeTranscoder()).store(store).start()) {
      Job job = sluice.submit(JobRequest.of("https://archive.example/talks/Opening"));
      sluice.await(job.id(), Duration.ofSeconds(30));
    }

    assertThat(store.bytes(ObjectPath.of("videos/Opening.mp4"))).contains(bytes);
    assertThat(archive.inUse()).isZero();
  }

  private static SourceUrl url(String path) {
    return SourceUrl.parse("https://archive.example" + path);
  }
}
