package dev.sluice.media.web.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.web.WebClient.Request;
import dev.sluice.core.port.web.WebClient.Response;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.input.HttpMediaFetcher;
import dev.sluice.testkit.fake.RecordingMonitor;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that send a byte now and then, over sockets on which a read seems to take long. */
@Timeout(60)
class LeastRateTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static OkHttpWebClient client(LongSupplier nanoTime) {
    return OkHttpWebClient.builder()
        .policy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")))
        .nanoTime(nanoTime)
        .build();
  }

  /** A time by which each read takes this long. */
  private static LongSupplier readsTaking(Duration each) {
    AtomicLong now = new AtomicLong();
    return () -> now.addAndGet(each.toNanos());
  }

  private static SluiceException failure(String scheme, String beginning) {
    try (TricklingPeer peer = TricklingPeer.sending(beginning);
        OkHttpWebClient client = client(readsTaking(Duration.ofSeconds(20)));
        HttpMediaFetcher fetcher = new HttpMediaFetcher(client)) {
      SourceUrl url = SourceUrl.parse(scheme + "://127.0.0.1:" + peer.port() + "/a");
      return catchThrowableOfType(
          SluiceException.class,
          () -> {
            try (Media media = fetcher.open(url, new RecordingMonitor())) {
              ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
              while (media.inputs().get(0).read(buffer.position(), buffer) >= 0) {
                assertThat(buffer.hasRemaining()).isTrue();
              }
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http,HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
        "http,HTTP/1.1 200 OK\r\nX-Long: ",
        "http,HTTP",
        // A record of TLS with a ServerHello, which is long in coming.
        "https,\u0016\u0003\u0003\u0040\u0000\u0002",
      })
  void a_trickle_is_a_stall(String sent) {
    String[] parts = sent.split(",", 2);

    SluiceException failure = failure(parts[0], parts[1]);

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_STALLED);
    assertThat(failure).hasMessageMatching("The source sent only \\d+ bytes in 60 s, .*/a");
  }

  @Test
  void a_peer_that_is_not_a_source_is_named() {
    try (TricklingPeer peer = TricklingPeer.sending("HTTP");
        OkHttpWebClient client = client(readsTaking(Duration.ofSeconds(20)))) {
      URI uri = URI.create("http://127.0.0.1:" + peer.port() + "/hook");

      assertThat(WebClientFixture.failure(client, uri, TIMEOUT))
          .hasMessageStartingWith("127.0.0.1:%s sent only", peer.port())
          .extracting(SluiceException::code)
          .isEqualTo(FailureCode.SOURCE_STALLED);
    }
  }

  @Test
  void the_period_is_longer_than_a_silence_that_the_timeout_permits() {
    // Ten reads of 20 s: as long as two silences of 100 s.
    try (TricklingPeer peer = TricklingPeer.sending("HTTP");
        OkHttpWebClient client = client(readsTaking(Duration.ofSeconds(20)))) {
      URI uri = URI.create("http://127.0.0.1:" + peer.port() + "/hook");

      assertThat(WebClientFixture.failure(client, uri, Duration.ofSeconds(100)))
          .hasMessageContaining("bytes in 200 s");
    }
  }

  @Test
  void a_reader_that_takes_its_time_is_not_the_fault_of_its_source() throws IOException {
    AtomicLong now = new AtomicLong();
    try (LoopbackSite site = LoopbackSite.start();
        OkHttpWebClient client = client(now::get)) {
      // More than is received at once, so that the source is read between the pauses.
      site.serve("/a", ByteSource.pattern(1_000_000));
      byte[] buffer = new byte[50_000];
      long bytes = 0;
      try (Response response = client.send(Request.get(site.uri("/a"), Map.of(), TIMEOUT))) {
        for (int count = 0; count >= 0; count = response.body().read(buffer)) {
          bytes += count;
          now.addAndGet(Duration.ofHours(1).toNanos());
        }
      }
      assertThat(bytes).isEqualTo(1_000_000);
    }
  }

  @Test
  void a_peer_that_thinks_before_each_short_response_is_not_slow() throws IOException {
    try (LoopbackSite site = LoopbackSite.start();
        OkHttpWebClient client = client(readsTaking(Duration.ofSeconds(25)))) {
      site.serve("/a", new byte[1]);
      for (int i = 0; i < 10; i++) {
        try (Response response = client.send(Request.get(site.uri("/a"), Map.of(), TIMEOUT))) {
          assertThat(response.body().readAllBytes()).hasSize(1);
        }
      }
      assertThat(site.acceptedConnections()).isEqualTo(1);
    }
  }

  @Test
  void the_rate_is_judged_when_the_period_is_over() throws IOException {
    LeastRate rate = new LeastRate();
    Duration period = LeastRate.period(TIMEOUT);

    rate.add(Duration.ofSeconds(59), 0, period);
    rate.add(Duration.ofSeconds(1), 6_000, period);
    rate.add(Duration.ofSeconds(59), 5_999, period);
    assertThatThrownBy(() -> rate.add(Duration.ofSeconds(1), 0, period))
        .isInstanceOf(SlowPeerException.class)
        .hasMessage("sent only 5999 bytes in 60 s");
  }

  @Test
  void an_end_is_never_too_slow() {
    LeastRate rate = new LeastRate();

    assertThatCode(() -> rate.add(Duration.ofHours(1), -1, LeastRate.period(TIMEOUT)))
        .doesNotThrowAnyException();
  }
}
