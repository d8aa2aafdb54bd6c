package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.job.Job;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.request.JobRequest;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.FakeTranscoder;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SluiceBuilderTest {
  @Test
  void a_missing_port_is_a_sentence_that_names_the_setter() {
    assertThatThrownBy(() -> Sluice.builder().start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("MediaFetcher")
        .hasMessageContaining("fetcher(...)");
    assertThatThrownBy(() -> Sluice.builder().fetcher(FakeMediaFetcher.empty()).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("transcoder(...)");
    assertThatThrownBy(
            () ->
                Sluice.builder()
                    .fetcher(FakeMediaFetcher.empty())
                    .transcoder(new FakeTranscoder())
                    .start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("store(...)");
  }

  @Test
  void three_ports_are_enough() {
    Sluice.builder()
        .fetcher(FakeMediaFetcher.empty())
        .transcoder(new FakeTranscoder())
        .store(new InMemoryArtifactStore())
        .start()
        .close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/videos", "videos/", "a//b", "../x", "a/./b", "a\\b", " "})
  void a_base_folder_that_is_no_path_is_refused_at_once(String folder) {
    assertThatThrownBy(() -> Sluice.builder().baseFolder(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The base folder '" + folder + "' is not a path in a storage");
  }

  @Test
  void a_base_folder_may_be_empty_or_a_path() {
    assertThatCode(() -> Sluice.builder().baseFolder("").baseFolder("media/my videos"))
        .doesNotThrowAnyException();
  }

  @Test
  void a_builder_that_is_started_twice_makes_two_that_share_nothing() {
    SluiceBuilder builder =
        Sluice.builder()
            .fetcher(FakeMediaFetcher.serving(FakeSource.ofSize(10)))
            .transcoder(new FakeTranscoder())
            .store(new InMemoryArtifactStore())
            .workers(0);
    try (Sluice first = builder.start();
        Sluice second = builder.start()) {
      Job job = first.submit(JobRequest.of("https://media.example/a.mp4"));

      assertThat(first.find(job.id())).isPresent();
      assertThat(second.find(job.id())).isEmpty();
    }
  }

  @Test
  void a_lease_must_outlast_heartbeats() {
    assertThatThrownBy(() -> Sluice.builder().lease(Duration.ofMillis(2_999)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 3 seconds");
    assertThat(Sluice.builder().lease(Duration.ofSeconds(3))).isNotNull();
  }
}
