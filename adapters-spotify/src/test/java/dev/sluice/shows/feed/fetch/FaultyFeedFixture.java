package dev.sluice.shows.feed.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.shows.testing.FeedSite;
import dev.sluice.shows.testing.FeedText;
import dev.sluice.testkit.fake.PlainWebClient;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A host of feeds that may do anything. */
abstract class FaultyFeedFixture {
  static final Instant DEADLINE = Instant.parse("2100-01-01T00:00:00Z");
  static final FeedText SHOW = FeedText.rss("The show").items(3, "https://media.example/show");

  final PlainWebClient web = new PlainWebClient();
  FeedSite site;

  @BeforeEach
  void open() {
    site = FeedSite.start();
  }

  @AfterEach
  void close() {
    site.close();
  }

  FeedClient feeds() {
    return new FeedClient(web, InstantSource.fixed(Instant.EPOCH));
  }

  SluiceException failure(String path) {
    return catchThrowableOfType(
        SluiceException.class, () -> feeds().read(site.url(path), DEADLINE));
  }

  void assertFails(String path, FailureCode code, String... sentence) {
    SluiceException failure = failure(path);
    assertThat(failure).isNotNull();
    assertThat(failure).hasMessageContainingAll(sentence);
    assertThat(failure.code()).isEqualTo(code);
  }
}
