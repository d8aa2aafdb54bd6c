package dev.sluice.media.web.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.port.web.WebClient.Request;
import dev.sluice.core.port.web.WebClient.Response;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cookies that responses set: for one session, and for the site that set them. */
class WebClientSessionTest extends WebClientFixture {
  private static final String YEAR_2100 = "4102444800";

  private final WebClient session = client.session();

  private Optional<String> cookiesSentTo(URI uri) {
    return cookiesSent(session, uri, Map.of());
  }

  private Optional<String> cookiesSent(WebClient web, URI uri, Map<String, String> headers) {
    web.send(Request.get(uri, headers, LONG)).close();
    return site.requests().get(site.requests().size() - 1).header("Cookie");
  }

  @Test
  void a_cookie_comes_back_within_its_session_and_in_no_other() {
    site.serve("/list", new byte[1]).header("Set-Cookie", "pass=1; Path=/");
    site.serve("/part", new byte[1]);

    assertThat(cookiesSentTo(uri("/list"))).isEmpty();

    assertThat(cookiesSentTo(uri("/part"))).hasValue("pass=1");
    assertThat(session.session()).isSameAs(session);
    assertThat(cookiesSent(client, uri("/part"), Map.of())).isEmpty();
    assertThat(cookiesSent(client.session(), uri("/part"), Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1; Path=/",
        "a=1; Path=/; Domain=here.example",
        "a=1; Path=/; Domain=example",
        "a=1; Path=/; Domain=.example",
        "a=1; Path=/; Domain=other.example"
      })
  void no_cookie_reaches_another_site(String cookie) {
    site.serve("/a", new byte[1]).header("Set-Cookie", cookie);
    cookiesSentTo(uri("/a"));

    assertThat(cookiesSentTo(URI.create("http://other.example:" + site.port() + "/a"))).isEmpty();
  }

  @Test
  void a_cookie_stays_under_its_path_and_off_plain_http_if_it_says_so() {
    site.serve("/a", new byte[1]).header("Set-Cookie", "a=1; Path=/deep");
    site.serve("/b", new byte[1]).header("Set-Cookie", "b=1; Path=/; Secure");
    cookiesSentTo(uri("/a"));
    cookiesSentTo(uri("/b"));

    assertThat(cookiesSentTo(uri("/deep/er"))).hasValue("a=1");
    assertThat(cookiesSentTo(uri("/deeper"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=2; Path=/|a=2",
        "a=1; Path=/; Max-Age=0|",
        "a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT|"
      })
  void a_later_cookie_replaces_or_deletes_the_earlier_one(String cookie, String sent) {
    site.serve("/a", new byte[1]).header("Set-Cookie", "a=1; Path=/");
    cookiesSentTo(uri("/a"));
    site.serve("/a", new byte[1]).header("Set-Cookie", cookie);
    cookiesSentTo(uri("/a"));

    assertThat(cookiesSentTo(uri("/b"))).isEqualTo(Optional.ofNullable(sent));
  }

  @Test
  void a_redirect_to_itself_that_sets_a_cookie_is_followed() throws Exception {
    site.serve("/a", new byte[7])
        .header("Location", "/a")
        .header("Set-Cookie", "seen=1")
        .onlyWithCookie("seen=1", 302);

    for (WebClient web : new WebClient[] {session, client}) {
      try (Response response = web.send(Request.get(uri("/a"), Map.of(), LONG))) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().readAllBytes()).hasSize(7);
      }
    }
  }

  @Test
  void a_redirect_to_itself_that_changes_nothing_is_a_circle() {
    site.redirect("/a", "/a").header("Set-Cookie", "seen=1");

    SluiceException failure = failure(uri("/a"));

    assertThat(failure.code()).isEqualTo(FailureCode.REDIRECT_LOOP);
    assertThat(failure).hasMessageContaining("in a circle");
    assertThat(site.requests()).hasSize(2);
  }

  @Test
  void cookies_that_were_configured_are_sent_too_and_replaced_by_newer_ones(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("cookies.txt");
    Files.writeString(
        file,
        """
        here.example	FALSE	/	FALSE	%1$s	login	old
        here.example	FALSE	/	FALSE	%1$s	theme	dark
        """
            .formatted(YEAR_2100));
    WebClient web =
        client
            .with(
                new SiteCredentials(
                    Optional.of(new CookieFile(file, () -> Instant.EPOCH)), Optional.empty()))
            .session();
    site.serve("/a", new byte[1]).header("Set-Cookie", "login=new; Path=/");

    assertThat(cookiesSent(web, uri("/a"), Map.of())).hasValue("login=old; theme=dark");
    assertThat(cookiesSent(web, uri("/b"), Map.of())).hasValue("theme=dark; login=new");
    assertThat(cookiesSent(web, uri("/b"), Map.of("Cookie", "login=mine; x=y")))
        .hasValue("x=y; login=new");
  }
}
