package dev.sluice.http.api.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.api.limits.ConnectionLimiter.Permit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which connections serve all requests, which only probes, and which are closed. */
class ConnectionLimiterTest {
  private final ConnectionLimiter limiter = new ConnectionLimiter(3, 2, 2);
  private final List<String> closed = new ArrayList<>();

  private Permit enter(String address) {
    String name = address + closed.size() + limiter.open();
    return limiter.enter(Optional.of(address), () -> closed.add(name));
  }

  private Permit proxied(String name) {
    return limiter.enter(Optional.empty(), () -> closed.add(name));
  }

  @Test
  void an_address_has_a_share_and_more_of_it_serve_only_probes() {
    Permit first = enter("a");
    assertThat(first.rejection()).isEmpty();
    assertThat(enter("a").rejection()).isEmpty();

    Permit third = enter("a");

    assertThat(third.rejection().orElseThrow().status()).isEqualTo(429);
    assertThat(third.rejection().orElseThrow())
        .hasMessageStartingWith("This address may have 2 connections at a time");
    assertThat(enter("b").rejection()).isEmpty();
    assertThat(closed).isEmpty();

    first.close();
    first.close();
    assertThat(limiter.open()).isEqualTo(3);
    assertThat(enter("a").rejection()).isEmpty();
  }

  @Test
  void what_may_be_a_proxy_has_no_share_and_counts_with_all() {
    Permit one = proxied("1");
    proxied("2");
    proxied("3");

    assertThat(proxied("4").rejection().orElseThrow().status()).isEqualTo(503);

    one.close();
    assertThat(proxied("5").rejection()).isEmpty();
  }

  @Test
  void the_oldest_for_probes_makes_room() {
    proxied("1");
    proxied("2");
    proxied("3");
    proxied("4");
    Permit fifth = proxied("5");
    assertThat(closed).isEmpty();

    proxied("6");

    assertThat(closed).containsExactly("4");
    fifth.close();
    proxied("7");
    assertThat(closed).containsExactly("4");
    assertThat(limiter.open()).isEqualTo(5);
  }

  @Test
  void who_opens_many_closes_its_own() {
    proxied("1");
    proxied("2");
    proxied("3");
    limiter.enter(Optional.of("b"), () -> closed.add("b"));
    limiter.enter(Optional.of("a"), () -> closed.add("a1"));

    limiter.enter(Optional.of("a"), () -> closed.add("a2"));
    limiter.enter(Optional.of("a"), () -> closed.add("a3"));

    assertThat(closed).containsExactly("a1", "a2");
  }
}
