package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.FakeTranscoder;
import org.junit.jupiter.api.Test;

/**
 * Shows how to test your own code when one adapter fails: the fakes stay, and a mock takes the
 * place of the one adapter whose failure the test is about.
 */
class SwapOneAdapterTest {
  private static final String TALK = "https://media.example/talk.mkv";
  private static final ObjectPath PATH = ObjectPath.of("videos/talks/Opening.mp4");

  @Test
  void a_talk_is_added() throws InterruptedException {
    try (Sluice sluice = sluiceOn(new InMemoryArtifactStore())) {
      assertThat(new TalkLibrary(sluice).add(TALK)).isEqualTo("Added as " + PATH.value());
    }
  }

  @Test
  void when_the_store_is_full_the_owner_has_to_make_room() throws InterruptedException {
    ArtifactStore store = mock(ArtifactStore.class);
    when(store.create(any(), any(), any(), any()))
        .thenThrow(new SluiceException(FailureCode.STORE_FULL, "The disk is full"));

    try (Sluice sluice = sluiceOn(store)) {
      assertThat(new TalkLibrary(sluice).add(TALK))
          .isEqualTo("The library is full; its owner has to make room");
    }

    verify(store).create(eq(PATH), any(), any(), any());
    verify(store, never()).delete(any());
  }

  private static Sluice sluiceOn(ArtifactStore store) {
    return Sluice.builder()
        .fetcher(FakeMediaFetcher.empty().offer(TALK, FakeSource.ofSize(300_000).titled("Opening")))
        .transcoder(new FakeTranscoder())
        .store(store)
        .start();
  }
}
