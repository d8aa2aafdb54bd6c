package dev.sluice.spotify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.port.ShowExpander;
import dev.sluice.core.port.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.ShowExpanderContract;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpotifyShowExpanderTest extends ShowExpanderContract {
  private static final String ID = "4rOoJ6Egrf8K2IrywzwOMk";

  @Override
  protected ShowExpander expander() {
    return new SpotifyShowExpander();
  }

  @Override
  protected List<String> known() {
    return List.of(
        "https://open.spotify.com/show/" + ID,
        "http://OPEN.spotify.com/show/" + ID + "/",
        "https://open.spotify.com/episode/" + ID + "?si=0123456789abcdef",
        "https://open.spotify.com/intl-de/show/" + ID,
        "https://open.spotify.com/intl-pt-BR/episode/" + ID,
        "https://open.spotify.com/embed/show/" + ID + "?utm_source=generator",
        "https://open.spotify.com/embed/episode/" + ID + "#t=5",
        "https://open.spotify.com/embed-podcast/show/" + ID,
        "https://podcasts.apple.com/us/podcast/the-daily/id1200361736",
        "https://podcasts.apple.com/us/podcast/the-daily/id1200361736?i=1000635132412",
        "https://podcasts.apple.com/podcast/id1200361736",
        "https://podcasts.apple.com/id1200361736/",
        "https://podcasts.apple.com/de/podcast/gr%C3%BC%C3%9Fe/id1200361736");
  }

  @Override
  protected List<String> unknown() {
    return List.of(
        "https://open.spotify.com/",
        "https://open.spotify.com/show/",
        "https://open.spotify.com/show/short",
        "https://open.spotify.com/track/" + ID,
        "https://open.spotify.com/playlist/" + ID,
        "https://open.spotify.com/show/" + ID + "/more",
        "https://spotify.com/show/" + ID,
        "https://podcasts.apple.com/us/browse",
        "https://podcasts.apple.com/us/podcast/the-daily/idx",
        "https://music.apple.com/us/album/x/id123");
  }

  @Override
  protected Optional<String> unsupported() {
    return Optional.of("https://open.spotify.com/show/" + ID);
  }

  @Test
  void a_show_that_comes_with_its_feed_is_left_to_who_reads_feeds_and_an_episode_is_not() {
    Optional<SourceUrl> feed = Optional.of(SourceUrl.parse("https://feeds.example/show.xml"));

    assertThat(with("https://open.spotify.com/show/" + ID, feed)).isFalse();
    assertThat(with("https://podcasts.apple.com/us/podcast/x/id123?l=en", feed)).isFalse();
    assertThat(with("https://open.spotify.com/episode/" + ID, feed)).isTrue();
    assertThat(with("https://podcasts.apple.com/us/podcast/x/id123?i=456", feed)).isTrue();
  }

  private boolean with(String url, Optional<SourceUrl> feed) {
    return expander().recognises(new ShowQuery(SourceUrl.parse(url), feed));
  }

  @Test
  void asking_for_what_it_does_not_know_is_a_mistake_of_the_caller() {
    SourceUrl other = SourceUrl.parse("https://media.example/talk.mp4");

    assertThatThrownBy(() -> expander().expand(ShowQuery.of(other), Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
