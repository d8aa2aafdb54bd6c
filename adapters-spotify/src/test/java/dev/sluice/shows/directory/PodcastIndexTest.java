package dev.sluice.shows.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.Secret;
import dev.sluice.shows.testing.FakePodcastIndex;
import dev.sluice.testkit.fake.PlainWebClient;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PodcastIndexTest {
  private static final Instant NOW = Instant.parse("2024-03-12T10:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(25);
  private static final SourceUrl FEED = SourceUrl.parse("https://feeds.example/way.xml");

  private final FakePodcastIndex service =
      FakePodcastIndex.start(InstantSource.fixed(NOW))
          .feed("The Long Way", FEED.text())
          .feed("The Long Way (mirror)", "ftp://feeds.example/way.xml");

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void a_signed_question_is_answered_with_feeds_on_the_web() {
    assertThat(index(NOW, FakePodcastIndex.SECRET).search("The long way", LATER))
        .containsExactly(new FoundFeed(FEED, "The Long Way"));
    assertThat(index(NOW, FakePodcastIndex.SECRET).search("Nothing & so on", LATER)).isEmpty();
  }

  @Test
  void keys_that_are_wrong_and_a_clock_that_is_off_are_reported() {
    for (PodcastIndex index :
        new PodcastIndex[] {
          index(NOW, "other-secret"), index(NOW.minusSeconds(600), FakePodcastIndex.SECRET)
        }) {
      SluiceException failure =
          catchThrowableOfType(SluiceException.class, () -> index.search("way", LATER));

      assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_REFUSED);
      assertThat(failure)
          .hasMessageContaining("podcast-index-secret")
          .hasMessageContaining("clock")
          .hasMessageNotContaining("other-secret");
    }
  }

  private PodcastIndex index(Instant now, String secret) {
    return new PodcastIndex(
        new PlainWebClient(),
        InstantSource.fixed(now),
        service.address(),
        FakePodcastIndex.KEY,
        Secret.of(secret));
  }
}
