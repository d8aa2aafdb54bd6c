package dev.sluice.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.Cidr;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.shows.feed.fetch.FeedClient;
import dev.sluice.shows.testing.FeedSite;
import dev.sluice.shows.testing.FeedText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a feed names passes the guard, and what it asks is what a real client takes. */
class FeedsGuardTest {
  private static final Instant DEADLINE = Instant.parse("2100-01-01T00:00:00Z");
  private static final FeedText SHOW = FeedText.rss("Show").items(2, "https://media.example");

  private final AddressPolicy onlyThisOne =
      AddressPolicy.publicOnly().allowing(List.of(Cidr.parse("127.0.0.1")));
  private final OkHttpWebClient web = OkHttpWebClient.guardedBy(onlyThisOne);
  private final FeedClient feeds = new FeedClient(web, InstantSource.fixed(Instant.EPOCH));
  private FeedSite site;

  @BeforeEach
  void open() {
    site = FeedSite.start();
  }

  @AfterEach
  void close() {
    site.close();
    web.close();
  }

  @Test
  void a_next_page_on_a_private_address_is_not_asked() {
    site.serve("/show", SHOW.next(elsewhere("/page")));

    assertForbidden("/show");
  }

  @Test
  void a_new_place_on_a_private_address_is_not_asked() {
    site.serve(
        "/show", SHOW.with("<itunes:new-feed-url>" + elsewhere("/new") + "</itunes:new-feed-url>"));

    assertThat(feeds.read(site.url("/show"), DEADLINE).episodes()).hasSize(2);
    assertThat(site.site().requests()).hasSize(1);
  }

  @Test
  void a_redirect_to_a_private_address_is_not_followed() {
    site.site().redirect("/show", elsewhere("/show"));

    assertForbidden("/show");
  }

  @Test
  void the_real_client_reads_what_the_wild_has() {
    site.hops("/old", 8, "/show");
    site.pages("/show", SHOW, SHOW.item("more", "More", "https://media.example/more.mp3"));
    site.serve("/gzip", SHOW).gzip().chunked();

    assertThat(feeds.read(site.url("/old"), DEADLINE).episodes()).hasSize(3);
    assertThat(feeds.read(site.url("/old"), DEADLINE).episodes()).hasSize(3);
    assertThat(feeds.read(site.url("/gzip"), DEADLINE).episodes()).hasSize(2);
    assertThat(site.site().requests("/show").get(1).header("If-None-Match")).isPresent();
  }

  @Test
  void the_real_client_tells_what_breaks() {
    site.serve("/cut", SHOW).cutAfter(500);
    site.serve("/cut-in-chunks", SHOW).chunked().cutAfter(500);
    site.serve("/silent", SHOW).delay(Duration.ofMinutes(5));
    site.gzipBomb("/bomb", 200);
    site.site().redirect("/a", "/b");
    site.site().redirect("/b", "/a");

    assertThat(failure("/cut").code()).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(failure("/cut-in-chunks").code()).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(failure("/bomb").code()).isEqualTo(FailureCode.FEED_TOO_LARGE);
    assertThat(failure("/a").code()).isEqualTo(FailureCode.REDIRECT_LOOP);
    Instant soon = InstantSource.system().instant().plusMillis(200);
    SluiceException late =
        catchThrowableOfType(
            SluiceException.class,
            () -> new FeedClient(web, InstantSource.system()).read(site.url("/silent"), soon));
    assertThat(late.code()).isEqualTo(FailureCode.SHOW_TIMEOUT);
  }

  // Another address of this machine, which is as private as any.
  private String elsewhere(String path) {
    return "http://127.0.0.2:" + site.site().port() + path;
  }

  private void assertForbidden(String path) {
    assertThat(failure(path).code()).isEqualTo(FailureCode.ADDRESS_FORBIDDEN);
    assertThat(site.site().requests()).hasSize(1);
  }

  private SluiceException failure(String path) {
    return catchThrowableOfType(SluiceException.class, () -> feeds.read(site.url(path), DEADLINE));
  }
}
