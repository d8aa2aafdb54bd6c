package dev.sluice.shows.spotify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.tenant.Secret;
import dev.sluice.shows.testing.FakeSpotify;
import dev.sluice.testkit.fake.PlainWebClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpotifyApiTest {
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
  private static final String SHOW = "4rOoJ6Egrf8K2IrywzwOMk";

  private final FakeSpotify service = FakeSpotify.start().show(SHOW, "The Long Way", "Harbour");
  private final SpotifyApi spotify = api(FakeSpotify.CLIENT_SECRET);

  @AfterEach
  void close() {
    service.close();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "49, 1", "50, 2", "51, 2", "142, 3"})
  void all_pages_are_read_and_no_more(int episodes, int pages) {
    publish(episodes);

    assertThat(spotify.episodes(SHOW, LATER)).hasSize(episodes);
    assertThat(service.asked()).filteredOn(path -> path.endsWith("/episodes")).hasSize(pages);
  }

  @Test
  void nulls_and_a_wrong_total_change_nothing_else() {
    publish(120);
    service.withNulls().wrongTotal(-100);

    // One of each page is null.
    assertThat(spotify.episodes(SHOW, LATER)).hasSize(117);
  }

  @Test
  void a_page_of_nulls_is_not_the_end() {
    publish(120);
    service.withPageOfNulls();

    assertThat(spotify.episodes(SHOW, LATER)).hasSize(70);
  }

  @Test
  void a_list_that_comes_again_and_again_is_a_failure_and_no_shorter_list() {
    publish(120);
    service.ignoringOffset();

    SluiceException failure = failure(() -> spotify.episodes(SHOW, LATER));

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_BROKEN);
    assertThat(failure).hasMessageContaining("more than 50 episodes");
    assertThat(service.asked()).filteredOn(path -> path.endsWith("/episodes")).hasSize(2);
  }

  @Test
  void a_list_of_one_page_may_come_twice() {
    publish(50);
    service.ignoringOffset();

    assertThat(spotify.episodes(SHOW, LATER)).hasSize(50);
  }

  @Test
  void pages_that_are_smaller_than_asked_for_are_read_all_the_same() {
    publish(142);
    service.pagesOf(20);

    assertThat(spotify.episodes(SHOW, LATER)).hasSize(142);
  }

  @Test
  void a_day_is_a_date_and_a_year_is_none() {
    service
        .episode(SHOW, "a", "One", "2024-03-12", Duration.ofSeconds(90))
        .episode(SHOW, "b", "Two", "2024", Duration.ZERO);

    assertThat(spotify.episodes(SHOW, LATER))
        .extracting(SpotifyEpisode::date)
        .containsExactly(Optional.of(LocalDate.parse("2024-03-12")), Optional.empty());
    assertThat(spotify.episodes(SHOW, LATER))
        .extracting(SpotifyEpisode::duration)
        .containsExactly(Optional.of(Duration.ofSeconds(90)), Optional.empty());
  }

  @Test
  void a_token_serves_until_it_ends_and_is_replaced_once() {
    publish(3);
    spotify.show(SHOW, LATER);
    spotify.episodes(SHOW, LATER);
    assertThat(service.tokens()).isEqualTo(1);

    service.expireTokens();

    assertThat(spotify.episodes(SHOW, LATER)).hasSize(3);
    assertThat(service.tokens()).isEqualTo(2);
  }

  @Test
  void wrong_credentials_are_reported_without_being_shown() {
    SluiceException failure = failure(() -> api("wrong+secret").show(SHOW, LATER));

    assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_REFUSED);
    assertThat(failure)
        .hasMessageContaining("spotify-client-secret")
        .hasMessageNotContaining("wrong+secret");
  }

  @ParameterizedTest
  @CsvSource({"13749, 13749", "5.5, 6", "soon, 60", "-5, 60"})
  void a_limit_is_reported_with_how_long_it_lasts(String retryAfter, long seconds) {
    spotify.show(SHOW, LATER);
    service.limited(retryAfter);

    SluiceException failure = failure(() -> spotify.episodes(SHOW, LATER));

    assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_LIMITED);
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(seconds));
    assertThat(failure)
        .hasMessageContaining(seconds + " s")
        .hasMessageContaining("the option 'feed'");
  }

  @Test
  void a_limit_of_a_second_is_waited_for() {
    publish(3);
    spotify.show(SHOW, LATER);
    service.limited("1");

    assertThat(spotify.episodes(SHOW, LATER)).hasSize(3);
  }

  @Test
  void a_refusal_in_plain_text_says_what_the_operator_has_to_do() {
    spotify.show(SHOW, LATER);
    service.refused();

    SluiceException failure = failure(() -> spotify.episodes(SHOW, LATER));

    assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_REFUSED);
    assertThat(failure).hasMessageContaining("dashboard").hasMessageContaining("403");
  }

  @Test
  void a_page_of_a_broken_server_is_no_list() {
    publish(3);
    spotify.show(SHOW, LATER);
    service.page();

    assertThat(failure(() -> spotify.episodes(SHOW, LATER)).code())
        .isEqualTo(FailureCode.SOURCE_BROKEN);
  }

  @Test
  void what_is_not_in_the_market_is_not_found() {
    assertThat(failure(() -> spotify.show("1111111111111111111111", LATER)).code())
        .isEqualTo(FailureCode.SHOW_NOT_FOUND);
    assertThat(failure(() -> spotify.episode("1111111111111111111111", LATER)).code())
        .isEqualTo(FailureCode.SHOW_NOT_FOUND);
  }

  @Test
  void after_the_deadline_nothing_is_asked() {
    assertThat(failure(() -> spotify.show(SHOW, Instant.EPOCH)).code())
        .isEqualTo(FailureCode.SHOW_TIMEOUT);
    assertThat(service.asked()).isEmpty();
  }

  private void publish(int episodes) {
    for (int i = 0; i < episodes; i++) {
      service.episode(
          SHOW,
          String.format(Locale.ROOT, "%022d", i),
          "Episode " + i,
          "2024-01-01",
          Duration.ofMinutes(i + 1));
    }
  }

  private SpotifyApi api(String secret) {
    return new SpotifyApi(
        new PlainWebClient(),
        InstantSource.system(),
        new SpotifyCredentials(
            FakeSpotify.CLIENT_ID, Secret.of(secret), "US", service.api(), service.tokenUrl()));
  }

  private static SluiceException failure(ThrowingCallable call) {
    return catchThrowableOfType(SluiceException.class, call);
  }
}
