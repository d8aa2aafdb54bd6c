package dev.sluice.media.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.WebClient.Request;
import dev.sluice.core.port.WebClient.Response;
import dev.sluice.testkit.ByteSource;
import dev.sluice.testkit.LoopbackSite;
import dev.sluice.testkit.SiteRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Dns;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OkHttpWebClientTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient client =
      OkHttpWebClient.builder()
          .policy(
              AddressPolicy.publicOnly().allowingHosts(List.of("here.example", "other.example")))
          .userAgent("Test/1")
          .resolver(
              host ->
                  switch (host) {
                    case "here.example", "other.example" ->
                        List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                    case "inside.example" ->
                        List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
                    default -> Dns.SYSTEM.lookup(host);
                  })
          .build();

  @AfterEach
  void close() {
    client.close();
    site.close();
  }

  @Test
  void a_status_is_an_answer_and_no_exception() {
    try (Response answer = get(uri("/nowhere"))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("content-TYPE")).hasValue("text/plain; charset=utf-8");
      assertThat(answer.header("ETag")).isEmpty();
    }
  }

  @Test
  void the_body_comes_as_it_was_sent() throws IOException {
    site.serve("/a", "hello".getBytes(StandardCharsets.UTF_8)).gzip();

    try (Response answer = get(uri("/a"))) {
      assertThat(answer.header("Content-Encoding")).hasValue("gzip");
      assertThat(answer.body().readAllBytes()).startsWith(0x1f, 0x8b);
    }
    assertThat(site.requests().get(0).header("Accept-Encoding")).hasValue("identity");
    assertThat(site.requests().get(0).header("User-Agent")).hasValue("Test/1");
  }

  @Test
  void a_post_carries_its_body_and_follows_nothing() throws IOException {
    site.redirect("/hook", "/elsewhere");
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);

    try (Response answer =
        client.send(
            Request.post(uri("/hook"), Map.of("Content-Type", "application/json"), body, LONG))) {
      assertThat(answer.status()).isEqualTo(302);
    }
    SiteRequest request = site.requests().get(0);
    assertThat(request.body()).isEqualTo(body);
    assertThat(request.header("Content-Type")).hasValue("application/json");
    assertThat(site.requests()).hasSize(1);
  }

  @Test
  void connections_are_used_again() throws IOException {
    site.serve("/a", ByteSource.pattern(10_000));

    for (int i = 0; i < 5; i++) {
      try (Response answer = get(uri("/a"))) {
        answer.body().readAllBytes();
      }
    }

    assertThat(site.acceptedConnections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirects_are_followed_and_the_last_place_is_told(int status) {
    site.serve("/a", new byte[0]).redirect(status, "b/../c?d=e");
    site.serve("/c", new byte[1]);

    try (Response answer = get(uri("/a"))) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.uri()).isEqualTo(uri("/c?d=e"));
    }
  }

  @Test
  void as_many_redirects_as_allowed_and_not_one_more() {
    site.serve("/20", new byte[1]);
    for (int i = 0; i < 20; i++) {
      site.redirect("/" + i, "/" + (i + 1));
    }
    site.redirect("/start", "/0");

    try (Response answer = get(uri("/0"))) {
      assertThat(answer.status()).isEqualTo(200);
    }
    SluiceException failure = failure(uri("/start?secret=1"));
    assertThat(failure.code()).isEqualTo(FailureCode.REDIRECT_LOOP);
    assertThat(failure)
        .hasMessage("http://here.example:%d/start redirects more than 20 times", site.port());
  }

  @Test
  void a_circle_is_seen_at_once() {
    site.redirect("/a", "/b");
    site.redirect("/b", "/a");

    assertThat(failure(uri("/a")))
        .hasMessage("http://here.example:%d/a redirects in a circle", site.port())
        .extracting(SluiceException::code)
        .isEqualTo(FailureCode.REDIRECT_LOOP);
    assertThat(site.requests()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/a", "", "http://"})
  void a_redirect_to_what_is_no_web_address_is_refused(String location) {
    site.redirect("/a", location);

    assertThat(failure(uri("/a")).code()).isEqualTo(FailureCode.REDIRECT_LOOP);
  }

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
        "http://localhost:%d/a",
        "http://127.1:%d/a",
        "http://2130706433:%d/a",
        "http://0x7f.0.0.1:%d/a",
        "http://127.0.0.1:%d/a",
        "http://127.0.0.2:%d/a",
        "http://0.0.0.0:%d/a",
        "http://[::1]:%d/a",
        "http://[::ffff:127.0.0.1]:%d/a",
        "http://[::ffff:7f00:1]:%d/a",
        "http://[::]:%d/a",
        "http://[64:ff9b::7f00:1]:%d/a",
        "http://inside.example:%d/a",
        "http://INSIDE.example:%d/a",
      })
  void no_spelling_of_a_private_address_gets_through(String pattern) {
    site.redirect("/jump", pattern.formatted(site.port()));

    SluiceException direct = failure(URI.create(pattern.formatted(site.port())));
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

  @Test
  void an_unknown_host_and_a_closed_port_have_their_own_codes() throws IOException {
    int closed;
    try (ServerSocket taken = new ServerSocket(0)) {
      closed = taken.getLocalPort();
    }

    assertThat(failure(URI.create("http://no-such-host.invalid/a")).code())
        .isEqualTo(FailureCode.HOST_UNKNOWN);
    assertThat(failure(URI.create("http://here.example:" + closed + "/a")).code())
        .isEqualTo(FailureCode.CONNECTION_REFUSED);
  }

  @Test
  void a_host_without_tls_is_told_so() {
    SluiceException failure = failure(URI.create("https://here.example:" + site.port() + "/a"));

    assertThat(failure.code()).isEqualTo(FailureCode.TLS_FAILED);
    assertThat(failure).hasMessageContaining("does not speak TLS");
  }

  @Test
  void a_kept_connection_that_has_ended_meanwhile_costs_no_request() throws IOException {
    site.serve("/hook", new byte[1]).hangingUp();

    for (int i = 0; i < 5; i++) {
      try (Response answer =
          client.send(Request.post(uri("/hook"), Map.of(), new byte[] {'a'}, LONG))) {
        assertThat(answer.body().readAllBytes()).hasSize(1);
      }
    }

    assertThat(site.requests()).hasSize(5);
  }

  @Test
  void a_connection_dropped_before_the_answer_has_failed() {
    site.serve("/a", new byte[1]).cutBeforeHead();

    assertThat(failure(uri("/a")).code()).isEqualTo(FailureCode.CONNECTION_FAILED);
  }

  @Test
  void no_answer_and_no_byte_within_the_timeout_are_stalls() {
    site.serve("/mute", new byte[1]).delay(Duration.ofSeconds(20));
    site.serve("/stalls", ByteSource.pattern(1_000)).stallAfter(10);

    assertThat(failure(client, uri("/mute"), SHORT).code()).isEqualTo(FailureCode.SOURCE_STALLED);
    try (Response answer = client.send(Request.get(uri("/stalls"), Map.of(), SHORT))) {
      assertThatThrownBy(() -> answer.body().readAllBytes())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void closing_from_another_thread_ends_a_blocked_read() throws Exception {
    site.serve("/stalls", ByteSource.pattern(1_000)).stallAfter(10);
    Response answer = get(uri("/stalls"));
    InputStream body = answer.body();
    body.readNBytes(10);
    CompletableFuture<Throwable> end =
        CompletableFuture.supplyAsync(() -> catchThrowable(() -> body.read()));

    answer.close();

    Awaitility.await().until(end::isDone);
    assertThat(end.get()).isInstanceOf(IOException.class);
    Awaitility.await().until(() -> site.openConnections() == 0);
  }

  @Test
  void a_request_can_be_ended_before_its_answer() {
    site.serve("/mute", new byte[1]).delay(Duration.ofSeconds(20));
    AtomicReference<Runnable> end = new AtomicReference<>();
    CompletableFuture<SluiceException> failure =
        CompletableFuture.supplyAsync(
            () ->
                catchThrowableOfType(
                    SluiceException.class,
                    () ->
                        client.send(
                            Request.get(uri("/mute"), Map.of(), LONG),
                            action -> {
                              end.set(action);
                              return () -> end.set(() -> {});
                            })));
    Awaitility.await().until(() -> site.requests().size() == 1);

    end.get().run();

    assertThat(failure.join().code()).isEqualTo(FailureCode.CANCELLED);
  }

  private URI uri(String path) {
    return URI.create("http://here.example:" + site.port() + path);
  }

  private Response get(URI uri) {
    return client.send(Request.get(uri, Map.of(), LONG));
  }

  private SluiceException failure(URI uri) {
    return failure(client, uri, LONG);
  }

  private static SluiceException failure(OkHttpWebClient client, URI uri, Duration timeout) {
    return catchThrowableOfType(
        SluiceException.class, () -> client.send(Request.get(uri, Map.of(), timeout)).close());
  }
}
