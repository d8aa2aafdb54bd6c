package dev.sluice.media.web.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient.Request;
import dev.sluice.testkit.site.SiteRequest;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the client asks nothing, and whom it tells nothing. */
class WebClientSecrecyTest extends WebClientFixture {
  @Test
  void secrets_stay_with_their_host() {
    String other = "http://other.example:" + site.port();
    site.redirect("/a", "/b");
    site.redirect("/b", other + "/c");
    site.serve("/c", new byte[1]);
    Map<String, String> headers =
        Map.of("Authorization", "Bearer s3cret", "Cookie", "a=b", "X-Other", "kept");

    client.send(Request.get(uri("/a"), headers, LONG)).close();

    SiteRequest home = site.requests("/b").get(0);
    assertThat(home.header("Authorization")).hasValue("Bearer s3cret");
    assertThat(home.header("Cookie")).hasValue("a=b");
    SiteRequest away = site.requests("/c").get(0);
    assertThat(away.header("Host")).hasValue("other.example:" + site.port());
    assertThat(away.header("Authorization")).isEmpty();
    assertThat(away.header("Cookie")).isEmpty();
    assertThat(away.header("X-Other")).hasValue("kept");
  }

  @Test
  void credentials_in_the_url_are_sent_as_basic_to_that_host_alone() {
    site.redirect("/a", "/b");
    site.redirect("/b", "http://other.example:" + site.port() + "/c");
    site.serve("/c", new byte[1]);

    get(URI.create("http://us%20er:p%40ss@here.example:" + site.port() + "/a")).close();

    String basic = "Basic dXMgZXI6cEBzcw==";
    assertThat(site.requests("/a").get(0).header("Authorization")).hasValue(basic);
    assertThat(site.requests("/b").get(0).header("Authorization")).hasValue(basic);
    assertThat(site.requests("/c").get(0).header("Authorization")).isEmpty();
  }

  @Test
  void no_message_shows_credentials_or_the_query() {
    site.redirect("/a", "/a");
    URI uri = URI.create("http://user:hush@here.example:" + site.port() + "/a?token=hush");

    assertThat(failure(uri)).hasMessageNotContaining("hush").hasMessageNotContaining("user");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:%s/a",
        "http://127.1:%s/a",
        "http://2130706433:%s/a",
        "http://0x7f.0.0.1:%s/a",
        "http://127.0.0.1:%s/a",
        "http://127.0.0.2:%s/a",
        "http://0.0.0.0:%s/a",
        "http://[::1]:%s/a",
        "http://[::ffff:127.0.0.1]:%s/a",
        "http://[::ffff:7f00:1]:%s/a",
        "http://[::]:%s/a",
        "http://[64:ff9b::7f00:1]:%s/a",
        "http://inside.example:%s/a",
        "http://INSIDE.example:%s/a",
      })
  void no_spelling_of_a_private_address_gets_through(String pattern) {
    site.redirect("/jump", String.format(Locale.ROOT, pattern, site.port()));

    SluiceException direct = failure(URI.create(String.format(Locale.ROOT, pattern, site.port())));
    SluiceException redirected = failure(uri("/jump"));

    // Some of these are no address at all to this JDK; either way nobody is dialled.
    assertThat(direct.code()).isIn(FailureCode.ADDRESS_FORBIDDEN, FailureCode.HOST_UNKNOWN);
    assertThat(redirected.code()).isEqualTo(direct.code());
    assertThat(site.requests()).hasSize(1);
    assertThat(site.acceptedConnections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.2", "2130706433", "[::1]", "inside.example"})
  void the_guard_says_so(String host) {
    assertThat(failure(URI.create("http://" + host + ":" + site.port() + "/?a=hush")))
        .hasMessageContaining("private or reserved address")
        .hasMessageContaining("allow-networks")
        .hasMessageNotContaining("hush")
        .extracting(SluiceException::code)
        .isEqualTo(FailureCode.ADDRESS_FORBIDDEN);
  }

  @Test
  void a_name_that_answers_otherwise_the_second_time_gains_nothing() {
    AtomicReference<byte[]> address = new AtomicReference<>(new byte[] {127, 0, 0, 9});
    try (OkHttpWebClient rebinding =
        OkHttpWebClient.builder()
            .resolver(
                host ->
                    List.of(
                        InetAddress.getByAddress(
                            host, address.getAndSet(new byte[] {127, 0, 0, 1}))))
            .build()) {
      URI uri = URI.create("http://rebind.example:" + site.port() + "/a");
      for (int i = 0; i < 3; i++) {
        assertThat(failure(rebinding, uri, LONG).code()).isEqualTo(FailureCode.ADDRESS_FORBIDDEN);
      }
      assertThat(site.acceptedConnections()).isZero();
    }
  }
}
