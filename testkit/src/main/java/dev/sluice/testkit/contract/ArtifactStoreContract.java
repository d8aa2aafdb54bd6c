package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.testkit.fake.StoppableMonitor;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What {@link ArtifactStore} and {@link ArtifactSink} promise. A store is proved by a subclass that
 * hands it in, empty, before each test.
 */
public abstract class ArtifactStoreContract extends ArtifactNamesContract {
  @Test
  protected void a_committed_object_is_there_with_its_bytes() {
    byte[] bytes = bytes(100_000, 1);

    long size = put("talk.mp4", bytes);

    assertThat(size).isEqualTo(bytes.length);
    assertThat(names()).containsExactly("talk.mp4");
    assertThat(read("talk.mp4")).isEqualTo(bytes);
    assertThat(store().exists(ObjectPath.of("talk.mp4"))).isTrue();
  }

  @Test
  protected void nothing_is_visible_before_the_commit() {
    try (ArtifactSink sink = create("talk.mp4")) {
      sink.begin(100);
      write(sink, bytes(severalParts(), 1));

      assertThat(names()).isEmpty();
      assertThat(store().exists(ObjectPath.of("talk.mp4"))).isFalse();

      sink.commit();
      assertThat(names()).containsExactly("talk.mp4");
    }
  }

  @Test
  protected void a_sink_closed_halfway_leaves_nothing() {
    try (ArtifactSink sink = create("deep/er/talk.mp4")) {
      sink.begin(1_000);
      write(sink, bytes(severalParts(), 1));
    }

    assertThat(names()).isEmpty();
    assertThat(unfinished()).isEmpty();
  }

  @Test
  protected void a_sink_closed_before_it_was_begun_leaves_nothing() {
    create("talk.mp4").close();

    assertThat(names()).isEmpty();
    assertThat(unfinished()).isEmpty();
  }

  @Test
  protected void a_sink_closed_by_another_thread_leaves_nothing() throws InterruptedException {
    ArtifactSink sink = create("talk.mp4");
    sink.begin(1_000);
    write(sink, bytes(severalParts(), 1));

    Thread other = new Thread(sink::close);
    other.start();
    other.join();

    assertThatThrownBy(() -> sink.write(ByteBuffer.wrap(bytes(10, 1))))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(sink::commit).isInstanceOf(RuntimeException.class);
    sink.close();
    assertThat(names()).isEmpty();
    assertThat(unfinished()).isEmpty();
  }

  @Test
  protected void closing_after_a_commit_or_twice_does_nothing() {
    ArtifactSink sink = create("talk.mp4");
    sink.begin(0);
    write(sink, bytes(10, 1));
    sink.commit();

    sink.close();
    sink.close();

    assertThat(read("talk.mp4")).isEqualTo(bytes(10, 1));
  }

  @Test
  protected void a_sink_must_be_begun() {
    try (ArtifactSink sink = create("talk.mp4")) {
      assertThatThrownBy(sink::commit).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> sink.write(ByteBuffer.wrap(new byte[1])))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  protected void a_sink_is_committed_once() {
    try (ArtifactSink sink = create("talk.mp4")) {
      sink.begin(0);
      write(sink, bytes(10, 1));
      sink.commit();

      assertThatThrownBy(sink::commit).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  protected void a_link_gives_the_bytes_to_anybody() throws Exception {
    assumeThat(linksAreServed()).as("this store's links answer by HTTP").isTrue();
    byte[] bytes = bytes(300_000, 1);
    put("videos/a talk.mp4", bytes);

    URI link = store().link(ObjectPath.of("videos/a talk.mp4"), Duration.ofMinutes(5));

    HttpResponse<byte[]> response = fetch(link);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(bytes);
    assertThat(response.headers().firstValue("content-type")).contains("video/mp4");
  }

  @Test
  protected void a_link_that_somebody_changed_opens_nothing() throws Exception {
    assumeThat(linksAreServed()).as("this store's links answer by HTTP").isTrue();
    put("talk.mp4", bytes(10, 1));
    put("secret.mp4", bytes(20, 1));

    String link = store().link(ObjectPath.of("talk.mp4"), Duration.ofMinutes(5)).toString();

    assertThat(fetch(URI.create(link.replace("talk.mp4", "secret.mp4"))).statusCode())
        .isBetween(400, 499);
    assertThat(fetch(URI.create(link.substring(0, link.indexOf('?')))).statusCode())
        .isBetween(400, 499);
  }

  @Test
  protected void an_expired_link_opens_nothing() throws Exception {
    assumeThat(linksAreServed()).as("this store's links answer by HTTP").isTrue();
    put("talk.mp4", bytes(10, 1));
    URI link = store().link(ObjectPath.of("talk.mp4"), Duration.ofSeconds(1));

    assumeThat(passTime(Duration.ofSeconds(3))).as("the test can let time pass").isTrue();

    assertThat(fetch(link).statusCode()).isBetween(400, 499);
  }

  @Test
  protected void a_link_does_not_ask_whether_the_object_is_there() {
    assertThatCode(() -> store().link(ObjectPath.of("never.mp4"), Duration.ofDays(400)))
        .doesNotThrowAnyException();
  }

  @Test
  protected void a_link_is_valid_for_more_than_no_time() {
    assertThatThrownBy(() -> store().link(ObjectPath.of("talk.mp4"), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  protected void a_store_that_works_says_so_and_leaves_no_trace() {
    assertThatCode(() -> store().check()).doesNotThrowAnyException();

    assertThat(names()).isEmpty();
    assertThat(unfinished()).isEmpty();
  }

  @Test
  protected void the_monitor_hears_of_every_byte() {
    StoppableMonitor monitor = new StoppableMonitor();
    byte[] bytes = bytes(2 * severalParts(), 1);

    try (ArtifactSink sink = create("talk.mp4", IfExists.REPLACE, monitor)) {
      sink.begin(1_000);
      write(sink, bytes);
      sink.commit();
    }

    assertThat(monitor.uploadedBytes()).isEqualTo(bytes.length);
  }

  @Test
  protected void a_cancelled_job_writes_nothing_more_and_leaves_nothing() {
    StoppableMonitor monitor = new StoppableMonitor();

    try (ArtifactSink sink = create("talk.mp4", IfExists.REPLACE, monitor)) {
      sink.begin(1_000);
      write(sink, bytes(severalParts(), 1));
      monitor.stop();
      assertFailsWith(
          FailureCode.CANCELLED,
          () -> {
            write(sink, bytes(severalParts(), 1));
            sink.commit();
          });
    }

    assertThat(names()).isEmpty();
    assertThat(unfinished()).isEmpty();
  }
}
