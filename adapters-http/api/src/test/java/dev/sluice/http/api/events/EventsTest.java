package dev.sluice.http.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.Sluice;
import dev.sluice.core.Tenant;
import dev.sluice.core.job.Job;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.RunningServer;
import dev.sluice.http.api.StreamClient;
import dev.sluice.http.api.StreamClient.Event;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class EventsTest {
  private static final TenantId ANNA = new TenantId("anna");
  private static final TenantId BERT = new TenantId("bert");

  private static StreamClient stream(RunningServer running, String path) {
    return new StreamClient(running, path, running.key.reveal());
  }

  @Test
  void a_job_is_followed_from_how_it_stands_to_its_end() {
    try (RunningServer running = new RunningServer()) {
      running.fetcher.readGate().close();
      String id = running.submitted();
      running.fetcher.readGate().awaitArrival();
      try (StreamClient client = stream(running, "/jobs/" + id + "/events")) {
        assertThat(client.header("Content-Type")).contains("text/event-stream");
        assertThat(client.header("Cache-Control")).contains("no-store");
        Event first = client.next().orElseThrow();
        running.fetcher.readGate().open();
        List<Event> rest = client.rest();

        assertThat(first.id()).isEqualTo("1");
        assertThat(first.name()).isEqualTo("state");
        assertThat(first.status()).isEqualTo("Processing");
        Event last = rest.get(rest.size() - 1);
        assertThat(last.name()).isEqualTo("finished");
        assertThat(last.status()).isEqualTo("Completed");
        assertThat(last.data().get("progress_percent").doubleValue()).isEqualTo(100);
        assertThat(rest).extracting(Event::job).containsOnly(id);
      }
    }
  }

  @Test
  void of_a_job_that_is_over_comes_its_end_and_nothing_else() {
    try (RunningServer running = new RunningServer()) {
      String id = running.submitted();
      running.finished(id);

      try (StreamClient client = stream(running, "/jobs/" + id + "/events")) {
        assertThat(client.rest()).extracting(Event::name).containsExactly("finished");
      }
    }
  }

  @Test
  void all_jobs_of_the_key_are_followed_and_none_of_another() {
    try (RunningServer running = new RunningServer();
        StreamClient client = stream(running, "/events")) {
      byte[] body = ("{\"url\":\"" + RunningServer.MEDIA + "\"}").getBytes(StandardCharsets.UTF_8);
      Map<String, String> other = Map.of("x-api-key", running.otherKey.reveal());
      String others =
          RunningServer.tree(running.send("POST", "/jobs", other, body)).get("job_id").textValue();
      String first = running.submitted();
      List<Event> events = client.until(first, "finished");
      String second = running.submitted();
      List<Event> more = client.until(second, "finished");

      assertThat(events).extracting(Event::job).doesNotContain(others);
      assertThat(events)
          .extracting(Event::name)
          .filteredOn(name -> !name.equals("progress"))
          // A worker may be quicker than the word that a job came.
          .filteredOn(name -> !name.equals("submitted"))
          .containsExactly("started", "finished");
      assertThat(more).extracting(Event::job).containsOnly(second);
    }
  }

  @Test
  void a_stream_of_all_begins_with_what_is_not_over() {
    try (RunningServer running = new RunningServer((sluice, keys) -> sluice.workers(0))) {
      String waiting = running.submitted();
      String cancelled = running.submitted();
      running.call("DELETE", "/jobs/" + cancelled, null);

      try (StreamClient client = stream(running, "/events")) {
        Event first = client.next().orElseThrow();
        String next = running.submitted();

        assertThat(first.name()).isEqualTo("state");
        assertThat(first.job()).isEqualTo(waiting);
        assertThat(client.until(next, "submitted")).hasSize(1);
        running.call("DELETE", "/jobs/" + waiting, null);
        List<Event> end = client.until(waiting, "finished");
        assertThat(end.get(end.size() - 1).status()).isEqualTo("Failed");
      }
    }
  }

  @Test
  void what_another_process_does_is_seen_in_the_store() {
    Database shared = new InMemoryDatabase();
    try (RunningServer running =
        new RunningServer(shared, (sluice, keys) -> sluice.workers(0), server -> server)) {
      String id = running.submitted();
      try (StreamClient one = stream(running, "/jobs/" + id + "/events");
          StreamClient all = stream(running, "/events");
          Sluice worker =
              Sluice.builder()
                  .fetcher(running.fetcher)
                  .transcoder(running.transcoder)
                  .store(running.objects)
                  .database(shared)
                  .workers(1)
                  .start()) {
        List<Event> followed = one.rest();
        List<Event> seen = all.until(id, "finished");

        assertThat(followed.get(0).name()).isEqualTo("state");
        assertThat(followed.get(followed.size() - 1).name()).isEqualTo("finished");
        assertThat(seen.get(seen.size() - 1).status()).isEqualTo("Completed");
        assertThat(worker.list(1, 0).total()).isZero();
      }
    }
  }

  @Test
  void head_opens_no_stream() {
    try (RunningServer running = new RunningServer()) {
      HttpResponse<byte[]> head = running.call("HEAD", "/events", null);

      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("Content-Type")).contains("text/event-stream");
      assertThat(running.streams()).isZero();
    }
  }

  @Test
  void a_client_that_goes_away_gives_its_place_back() {
    try (RunningServer running = new RunningServer()) {
      StreamClient client = stream(running, "/events");
      assertThat(running.streams()).isEqualTo(1);
      client.close();

      // Nothing is written meanwhile.
      Awaitility.await().until(() -> running.streams() == 0);
    }
  }

  @Test
  void a_server_that_stops_ends_its_streams() {
    RunningServer running = new RunningServer();
    try (StreamClient client = stream(running, "/events")) {
      running.close();

      assertThat(client.rest()).isEmpty();
      assertThat(client.text()).isEqualTo("retry: 2000\n\n");
    }
  }

  @Test
  void there_are_so_many_streams_and_so_many_of_a_key() {
    try (RunningServer running = new RunningServer();
        EventStreams streams =
            new EventStreams(running.sluice, ConcurrencyLimiter.perKey("streams", 2, 1))) {
      EventStreams.Stream first = streams.open(ANNA, Optional.empty());

      ApiError second =
          catchThrowableOfType(ApiError.class, () -> streams.open(ANNA, Optional.empty()));
      assertThat(second.status()).isEqualTo(429);
      assertThat(second.retryAfter()).isPositive();

      streams.open(BERT, Optional.empty());
      ApiError third =
          catchThrowableOfType(
              ApiError.class, () -> streams.open(new TenantId("carl"), Optional.empty()));
      assertThat(third.status()).isEqualTo(503);
      assertThat(third.retryAfter()).isPositive();

      first.close();
      assertThat(streams.open(ANNA, Optional.empty()).isOpen()).isTrue();
    }
  }

  @Test
  void a_client_that_takes_nothing_is_cut_off_and_holds_nobody_up() {
    try (RunningServer running = new RunningServer((sluice, keys) -> sluice.workers(0));
        EventStreams streams =
            new EventStreams(running.sluice, ConcurrencyLimiter.perKey("streams", 10, 10))) {
      EventStreams.Stream idle = streams.open(ANNA, Optional.empty());
      EventStreams.Stream other = streams.open(BERT, Optional.empty());
      Tenant anna = running.sluice.tenant(ANNA);
      JobRequest request = JobRequest.of(SourceUrl.parse(RunningServer.MEDIA));

      for (int sent = 0; sent < EventStreams.MAX_QUEUED; sent++) {
        anna.submit(request);
      }
      assertThat(idle.isOpen()).isTrue();
      anna.submit(request);

      assertThat(idle.isOpen()).isFalse();
      assertThat(other.isOpen()).isTrue();
    }
  }

  @Test
  void silence_is_broken_before_a_proxy_takes_it_for_death() {
    try (RunningServer running = new RunningServer((sluice, keys) -> sluice.workers(0))) {
      Tenant anna = running.sluice.tenant(ANNA);
      Job job = anna.submit(JobRequest.of(SourceUrl.parse(RunningServer.MEDIA)));
      // Each look at the clock is a second later than the one before.
      AtomicLong nanos = new AtomicLong();
      EventText text =
          new EventText(
              new EventFeed(anna, Optional.of(job.id())),
              true,
              () -> nanos.addAndGet(1_000_000_000L));
      List<String> sent = new ArrayList<>();
      while (!sent.contains(": still here\n\n")) {
        sent.add(next(text));
      }
      anna.cancel(job.id());
      while (!text.isOver()) {
        sent.add(next(text));
      }

      assertThat(sent.get(0)).startsWith("retry: 2000\n\nid: 1\nevent: state\n");
      assertThat(sent.get(sent.size() - 1)).startsWith("id: end\nevent: finished\n");
      assertThat(sent).filteredOn(one -> one.startsWith(": ")).hasSize(1);
    }
  }

  private static String next(EventText text) {
    return new String(text.next(Optional::empty), StandardCharsets.UTF_8);
  }
}
