package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeTranscoder;
import org.junit.jupiter.api.Test;

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
}
