package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.EpisodeIdentities;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract of {@link ShowExpander}. */
public abstract class ShowExpanderContract {
  private static final Instant DEADLINE = Instant.parse("2100-01-01T00:00:00Z");

  protected abstract ShowExpander expander();

  /** Returns URLs that this expander recognises, each in another spelling. */
  protected abstract List<String> known();

  /** Returns similar URLs that it must not recognise, in addition to those of the contract. */
  protected abstract List<String> unknown();

  /** Returns a URL that can be expanded, or empty if there is none here. */
  protected Optional<String> expandable() {
    return Optional.empty();
  }

  /** Returns a URL that it recognises and cannot expand, or empty if there is none. */
  protected Optional<String> unsupported() {
    return Optional.empty();
  }

  @Test
  protected void a_show_is_recognised_by_its_text_in_every_spelling() {
    assertThat(known()).isNotEmpty();
    assertThat(known()).allSatisfy(url -> assertThat(recognises(url)).as(url).isTrue());
  }

  @Test
  protected void what_only_looks_like_a_show_is_left_to_others() {
    List<String> others =
        List.of(
            "https://media.example/talk.mp4",
            "https://media.example/show/4rOoJ6Egrf8K2IrywzwOMk",
            "https://media.example/?url=https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk",
            "https://open.spotify.com.media.example/show/4rOoJ6Egrf8K2IrywzwOMk",
            "https://podcasts.apple.com.media.example/us/podcast/x/id123");
    assertThat(others).allSatisfy(url -> assertThat(recognises(url)).as(url).isFalse());
    assertThat(unknown()).allSatisfy(url -> assertThat(recognises(url)).as(url).isFalse());
  }

  @Test
  protected void an_expanded_show_has_a_title_and_media_for_each_episode() {
    assumeThat(expandable()).as("this expander can expand nothing here").isPresent();

    Show show = expand(expandable().orElseThrow());

    assertThat(show.title()).isNotBlank();
    assertThat(show.episodes()).isNotEmpty().extracting(ShowEpisode::title).doesNotContain("");
    assertThat(EpisodeIdentities.distinct(show.episodes())).isEqualTo(show.episodes());
    assertThat(show.episodes())
        .allSatisfy(
            episode ->
                assertThat(episode.enclosures().isEmpty())
                    .isEqualTo(episode.unavailableReason().isPresent()));
    assertThat(show.episodes().stream().flatMap(episode -> episode.enclosures().stream()))
        .extracting(Enclosure::url)
        .isNotEmpty()
        .doesNotHaveDuplicates();
  }

  @Test
  protected void a_show_that_is_expanded_again_has_the_same_episodes() {
    assumeThat(expandable()).as("this expander can expand nothing here").isPresent();

    assertThat(expand(expandable().orElseThrow())).isEqualTo(expand(expandable().orElseThrow()));
  }

  @Test
  protected void what_an_episode_says_is_fit_to_be_shown() {
    assumeThat(expandable()).as("this expander can expand nothing here").isPresent();

    Show show = expand(expandable().orElseThrow());

    assertThat(show.episodes())
        .allSatisfy(
            episode -> {
              episode.guid().ifPresent(guid -> assertThat(guid.text()).isNotBlank());
              assertThat(episode.title()).isEqualTo(episode.title().strip()).doesNotContain("\n");
              assertThat(episode.description()).isNotEqualTo(Optional.of(""));
              assertThat(episode.duration()).isNotEqualTo(Optional.of(Duration.ZERO));
              episode
                  .unavailableReason()
                  .ifPresent(why -> assertThat(why).contains(episode.title()));
              assertThat(episode.enclosures())
                  .allSatisfy(one -> assertThat(one.type()).isEqualTo(inLowerCase(one.type())));
            });
  }

  @Test
  protected void several_may_ask_at_a_time() {
    assumeThat(expandable()).as("this expander can expand nothing here").isPresent();
    Show alone = expand(expandable().orElseThrow());

    assertThat(ConcurrentCalls.run(4, number -> expand(expandable().orElseThrow())))
        .containsOnly(alone);
  }

  @Test
  protected void nothing_is_begun_after_the_deadline() {
    assumeThat(expandable()).as("this expander can expand nothing here").isPresent();
    ShowQuery query = ShowQuery.of(SourceUrl.parse(expandable().orElseThrow()));

    assertThatThrownBy(() -> expander().expand(query, Instant.EPOCH))
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SHOW_TIMEOUT));
  }

  @Test
  protected void a_show_that_cannot_be_expanded_names_the_way_out() {
    assumeThat(unsupported()).as("this expander can expand everything").isPresent();

    SourceUrl url = SourceUrl.parse(unsupported().orElseThrow());

    assertThat(expander().recognises(url)).isTrue();
    assertThatThrownBy(() -> expander().expand(ShowQuery.of(url), DEADLINE))
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(FailureCode.SHOW_UNSUPPORTED);
              assertThat(e.code().category()).isEqualTo(FailureCode.Category.REQUEST);
              assertThat(e.getMessage()).containsIgnoringCase("give");
            });
  }

  private static Optional<String> inLowerCase(Optional<String> type) {
    return type.map(text -> text.toLowerCase(Locale.ROOT));
  }

  private Show expand(String url) {
    return expander().expand(ShowQuery.of(SourceUrl.parse(url)), DEADLINE);
  }

  private boolean recognises(String url) {
    return expander().recognises(SourceUrl.parse(url));
  }
}
