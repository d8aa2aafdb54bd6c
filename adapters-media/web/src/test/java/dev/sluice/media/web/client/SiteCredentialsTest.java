package dev.sluice.media.web.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.Cidr;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.port.web.WebClient.Request;
import dev.sluice.core.port.web.WebClient.Response;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteCredentialsTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final AddressPolicy LOOPBACK =
      AddressPolicy.publicOnly().allowing(List.of(Cidr.parse("127.0.0.1/32")));

  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient client =
      OkHttpWebClient.builder()
          .policy(AddressPolicy.publicOnly().allowingHosts(List.of("here.example", "b.example")))
          .resolver(
              host ->
                  host.endsWith(".example")
                      ? List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}))
                      : Dns.SYSTEM.lookup(host))
          .build();

  @TempDir Path folder;

  @AfterEach
  void close() {
    client.close();
    site.close();
  }

  private URI uri(String host, String path) {
    return URI.create("http://%s:%s%s".formatted(host, site.uri("/").getPort(), path));
  }

  private CookieFile cookies(String... lines) throws IOException {
    Path file = Files.write(folder.resolve("cookies.txt"), List.of(lines));
    return new CookieFile(file, InstantSource.system());
  }

  private static SiteCredentials by(CookieFile file) {
    return new SiteCredentials(Optional.of(file), Optional.empty());
  }

  private static SiteCredentials through(HttpProxy proxy) {
    return new SiteCredentials(Optional.empty(), Optional.of(proxy));
  }

  private static int status(WebClient client, URI uri, Map<String, String> headers) {
    try (Response answer = client.send(Request.get(uri, headers, LONG))) {
      answer.body().readAllBytes();
      return answer.status();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SluiceException failure(WebClient client, URI uri) {
    return catchThrowableOfType(
        SluiceException.class, () -> client.send(Request.get(uri, Map.of(), LONG)));
  }

  @Test
  void cookies_go_to_their_site_and_stay_behind_on_the_way_to_another() throws IOException {
    site.redirect("/a", uri("b.example", "/b").toString());
    site.serve("/b", new byte[1]);
    WebClient known = client.with(by(cookies("here.example\tFALSE\t/\tFALSE\t0\tsession\tabc")));

    assertThat(status(known, uri("here.example", "/a"), Map.of())).isEqualTo(200);
    assertThat(status(client, uri("here.example", "/a"), Map.of())).isEqualTo(200);

    assertThat(site.requests().get(0).header("Cookie")).hasValue("session=abc");
    assertThat(site.requests().subList(1, 4))
        .allSatisfy(request -> assertThat(request.header("Cookie")).isEmpty());
  }

  @Test
  void cookies_that_a_request_brings_are_the_ones() throws IOException {
    site.serve("/a", new byte[1]);
    WebClient known = client.with(by(cookies("here.example\tFALSE\t/\tFALSE\t0\tsession\tabc")));

    status(known, uri("here.example", "/a"), Map.of("cookie", "mine=1"));

    assertThat(site.requests().get(0).header("Cookie")).hasValue("mine=1");
  }

  @Test
  void a_file_of_cookies_is_read_again_when_it_has_changed() throws IOException {
    site.serve("/a", new byte[1]);
    CookieFile file = cookies("here.example\tFALSE\t/\tFALSE\t0\tsession\told");
    WebClient known = client.with(by(file));
    status(known, uri("here.example", "/a"), Map.of());

    cookies("here.example\tFALSE\t/\tFALSE\t0\tsession\tnew");
    Files.setLastModifiedTime(file.path(), FileTime.from(Instant.now().plusSeconds(10)));
    status(known, uri("here.example", "/a"), Map.of());
    assertThat(site.requests().get(1).header("Cookie")).hasValue("session=new");

    Files.delete(file.path());
    SluiceException failure = failure(known, uri("here.example", "/a"));
    assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(failure).hasMessageContaining("cookies", "log");
    assertThat(failure.getMessage()).doesNotContain(file.path().toString());
  }

  @Test
  void every_request_goes_through_the_proxy_which_may_have_a_forbidden_address()
      throws IOException {
    site.redirect("/a", uri("127.0.0.1", "/b").toString());
    site.serve("/b", "through".getBytes(StandardCharsets.US_ASCII));
    try (ForwardProxy proxy = ForwardProxy.start();
        OkHttpWebClient open = OkHttpWebClient.guardedBy(LOOPBACK)) {
      WebClient proxied = open.with(through(proxy.address()));

      for (int i = 0; i < 3; i++) {
        assertThat(status(proxied, uri("127.0.0.1", "/a"), Map.of())).isEqualTo(200);
      }

      assertThat(proxy.requests()).isEqualTo(6);
      assertThat(site.requests())
          .allSatisfy(request -> assertThat(request.header("Proxy-Authorization")).isEmpty());
    }
  }

  @Test
  void a_forbidden_address_is_not_requested_from_the_proxy() {
    site.serve("/a", new byte[1]);
    try (ForwardProxy proxy = ForwardProxy.start()) {
      WebClient proxied = client.with(through(proxy.address()));

      for (String host : List.of("127.0.0.1", "localhost", "inside.example", "[::1]")) {
        assertThat(failure(proxied, uri(host, "/a")).code())
            .as(host)
            .isEqualTo(FailureCode.ADDRESS_FORBIDDEN);
      }
      assertThat(proxy.requests()).isZero();
      assertThat(site.requests()).isEmpty();
    }
  }

  @Test
  void tls_goes_through_a_tunnel() {
    try (ForwardProxy proxy = ForwardProxy.start();
        OkHttpWebClient open = OkHttpWebClient.guardedBy(LOOPBACK)) {
      WebClient proxied = open.with(through(proxy.address()));

      URI uri = URI.create("https://127.0.0.1:%s/a".formatted(site.uri("/").getPort()));

      // The site speaks no TLS: that the tunnel was there is what counts.
      assertThat(failure(proxied, uri).code()).isEqualTo(FailureCode.TLS_FAILED);
      assertThat(proxy.requests()).isPositive();
    }
  }

  @Test
  void a_failure_of_the_proxy_is_reported_as_such() {
    try (ForwardProxy proxy = ForwardProxy.refusing();
        OkHttpWebClient open = OkHttpWebClient.guardedBy(LOOPBACK)) {
      HttpProxy wrong = HttpProxy.parse("http://me:wrong@127.0.0.1:" + proxy.address().port());
      HttpProxy nobody = HttpProxy.parse("http://127.0.0.1:1");
      URI tls = URI.create("https://127.0.0.1:%s/a".formatted(site.uri("/").getPort()));

      for (URI uri : List.of(uri("127.0.0.1", "/a"), tls)) {
        for (HttpProxy each : List.of(wrong, nobody)) {
          SluiceException failure = failure(open.with(through(each)), uri);
          assertThat(failure.code()).isEqualTo(FailureCode.CONNECTION_FAILED);
          assertThat(failure)
              .hasMessageContaining("The proxy 127.0.0.1:" + each.port())
              .hasMessageContaining(
                  each == wrong ? "rejected its credentials" : "cannot be reached")
              .hasMessageNotContaining("wrong");
        }
      }
      assertThat(failure(open.with(through(proxy.address())), tls))
          .hasMessageContaining("did not connect to the source");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://a:1",
        "https://a:1",
        "a:1",
        "http://a",
        "http://:1",
        "http://a:1/path",
        "http://user:geheim@a:99999",
        "http://user:ge heim@a:1"
      })
  void an_unsupported_proxy_is_rejected_without_showing_it(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpProxy.parse(text))
        .withMessageNotContaining("heim");
  }

  @Test
  void a_proxy_never_shows_its_credentials() {
    HttpProxy proxy = HttpProxy.parse("http://me:s%40fe@proxy.example:3128");

    assertThat(proxy).hasToString("proxy.example:3128");
    assertThat(proxy.authorization()).hasValue("Basic bWU6c0BmZQ==");
  }
}
