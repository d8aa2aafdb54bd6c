package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.FakeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks at sources without a job. */
class SourceInspectionTest {
  private static final String URL = "https://media.example/film.mkv";

  private final EngineRig rig = new EngineRig();
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @AfterEach
  void close() {
    rig.close();
  }

  private void look(Sluice sluice, String url) {
    sluice.inspect(SourceUrl.parse(url), Duration.ofSeconds(10));
  }

  @Test
  void what_was_seen_a_moment_ago_is_not_looked_at_again() {
    Sluice sluice = rig.start(rig.builder().clock(() -> now));

    look(sluice, URL);
    look(sluice, URL);
    assertThat(rig.fetcher.opened()).hasSize(1);

    look(sluice, URL + "?other");
    assertThat(rig.fetcher.opened()).hasSize(2);

    now = now.plusSeconds(60);
    look(sluice, URL);
    assertThat(rig.fetcher.opened()).hasSize(3);
  }

  @Test
  void results_that_take_much_memory_are_not_all_kept() {
    Sluice sluice = rig.start(rig.builder().clock(() -> now));
    List<String> urls = List.of(URL + "?1", URL + "?2");
    urls.forEach(
        url -> rig.fetcher.offer(url, FakeSource.ofSize(1_000).titled("x".repeat(1_500_000))));

    urls.forEach(url -> look(sluice, url));
    look(sluice, urls.get(1));
    assertThat(rig.fetcher.opened()).hasSize(2);

    look(sluice, urls.get(0));
    assertThat(rig.fetcher.opened()).hasSize(3);
  }

  @Test
  void what_one_owner_was_shown_another_is_not() {
    Sluice sluice = rig.start(rig.builder().clock(() -> now));
    SourceUrl url = SourceUrl.parse(URL);

    for (String tenant : List.of("one", "two", "one")) {
      sluice.tenant(new TenantId(tenant)).inspect(url, Duration.ofSeconds(10));
    }

    assertThat(rig.fetcher.asked())
        .extracting(FetchRequest::tenant)
        .containsExactly(new TenantId("one"), new TenantId("two"));
  }

  @Test
  void a_failure_is_not_kept() {
    Sluice sluice = rig.start(rig.builder().clock(() -> now));
    rig.fetcher.offer(
        URL, FakeSource.refusing(new SluiceException(FailureCode.SOURCE_BROKEN, "broken")));
    assertThatThrownBy(() -> look(sluice, URL)).isInstanceOf(SluiceException.class);
    rig.fetcher.offer(URL, FakeSource.ofSize(1_000));

    look(sluice, URL);
  }
}
