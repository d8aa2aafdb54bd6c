package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.FakeSource;
import dev.sluice.testkit.FakeTranscoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnMediaFetcherTest {
  private static final byte[] BYTES = FakeSource.ofSize(200_000).bytes();

  @TempDir Path folder;

  @Test
  void the_engine_takes_it_like_any_other() throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("library/talks"));
    Files.write(folder.resolve("library/talks/opening.mkv"), BYTES);
    InMemoryArtifactStore store = new InMemoryArtifactStore();

    try (Sluice sluice =
        Sluice.builder().fetcher(fetcher()).transcoder(new FakeTranscoder()).store(store).start()) {
      Job job = sluice.submit(JobRequest.of("https://library.example/talks/opening.mkv"));
      sluice.await(job.id(), Duration.ofSeconds(30));
    }

    assertThat(store.bytes(ObjectPath.of("videos/opening.mp4"))).contains(BYTES);
  }

  @Test
  void only_its_own_host_is_for_it() {
    assertThat(fetcher().handles(SourceUrl.parse("https://LIBRARY.example/a.mkv"))).isTrue();
    assertThat(fetcher().handles(SourceUrl.parse("https://elsewhere.example/a.mkv"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/missing.mkv",
        "/../secret",
        "/%2e%2e/secret",
        "/a//b",
        "",
        "/link",
        "/folder/secret"
      })
  void a_path_that_leads_nowhere_or_out_is_not_found(String path) throws IOException {
    Files.write(folder.resolve("secret"), BYTES);
    Files.createDirectories(folder.resolve("library"));
    Files.createSymbolicLink(folder.resolve("library/link"), folder.resolve("secret"));
    Files.createSymbolicLink(folder.resolve("library/folder"), folder);
    SourceUrl url = SourceUrl.parse("https://library.example" + path);

    assertThatThrownBy(() -> fetcher().open(url, StageMonitor.none()).close())
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND));
  }

  private OwnMediaFetcher fetcher() {
    return new OwnMediaFetcher("library.example", folder.resolve("library"));
  }
}
