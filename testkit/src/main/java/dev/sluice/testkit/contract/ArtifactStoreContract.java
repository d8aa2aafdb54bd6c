package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.testkit.fake.StoppableMonitor;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of {@link ArtifactStore} and {@link ArtifactSink}. An adapter's test extends this
 * class and hands in a store that is empty before each test; each theme is a nested class.
 */
public abstract class ArtifactStoreContract extends ArtifactStoreFixture {
  /** The bytes of an object: in parts, with a head that is rewritten, or none at all. */
  @Nested
  class Bytes {
    @Test
    void the_head_can_be_rewritten_after_everything_else() {
      byte[] bytes = bytes(severalParts(), 1);
      byte[] index = bytes(5_000, 2);

      try (ArtifactSink sink = create("talk.mp4")) {
        sink.begin(200_000);
        write(sink, bytes);
        sink.rewrite(100, ByteBuffer.wrap(index));
        sink.rewrite(200_000 - 5_000, ByteBuffer.wrap(index));
        assertThat(sink.written()).isEqualTo(bytes.length);
        sink.commit();
      }

      System.arraycopy(index, 0, bytes, 100, index.length);
      System.arraycopy(index, 0, bytes, 200_000 - 5_000, index.length);
      assertThat(read("talk.mp4")).isEqualTo(bytes);
    }

    @Test
    void an_object_may_be_of_another_size_than_announced() {
      byte[] bytes = bytes(severalParts(), 1);

      for (long announced : new long[] {0, 1, 100L << 30}) {
        try (ArtifactSink sink = create("talk.mp4")) {
          sink.expect(announced);
          sink.begin(0);
          write(sink, bytes);
          sink.commit();
        }
        assertThat(read("talk.mp4")).isEqualTo(bytes);
        store().delete(ObjectPath.of("talk.mp4"));
      }
      try (ArtifactSink sink = create("talk.mp4")) {
        assertThatThrownBy(() -> sink.expect(-1)).isInstanceOf(IllegalArgumentException.class);
      }
    }

    @Test
    void bytes_appended_after_a_rewrite_follow_those_before_it() {
      try (ArtifactSink sink = create("talk.mp4")) {
        sink.begin(4);
        sink.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        sink.rewrite(0, ByteBuffer.wrap(new byte[] {9}));
        sink.write(ByteBuffer.wrap(new byte[] {4, 5}));
        sink.commit();
      }

      assertThat(read("talk.mp4")).containsExactly(9, 2, 3, 4, 5);
    }

    @Test
    void a_head_larger_than_a_part_can_be_rewritten_to_its_last_byte() {
      int head = severalParts();
      byte[] bytes = bytes(head + severalParts(), 1);

      try (ArtifactSink sink = create("talk.mp4")) {
        sink.begin(head);
        write(sink, bytes);
        sink.rewrite(0, ByteBuffer.wrap(bytes(head, 7)));
        sink.commit();
      }

      System.arraycopy(bytes(head, 7), 0, bytes, 0, head);
      assertThat(read("talk.mp4")).isEqualTo(bytes);
    }

    @Test
    void a_head_larger_than_the_object_is_no_trouble() {
      try (ArtifactSink sink = create("talk.mp4")) {
        sink.begin(64 * MB);
        sink.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        sink.rewrite(2, ByteBuffer.wrap(new byte[] {7}));
        assertThat(sink.commit()).isEqualTo(3);
      }

      assertThat(read("talk.mp4")).containsExactly(1, 2, 7);
    }

    @Test
    void only_written_bytes_of_the_head_can_be_rewritten() {
      try (ArtifactSink sink = create("talk.mp4")) {
        sink.begin(100);
        sink.write(ByteBuffer.wrap(bytes(50, 1)));

        assertThatThrownBy(() -> sink.rewrite(49, ByteBuffer.wrap(new byte[2])))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sink.rewrite(-1, ByteBuffer.wrap(new byte[1])))
            .isInstanceOf(IllegalArgumentException.class);
        sink.write(ByteBuffer.wrap(bytes(100, 1)));
        assertThatThrownBy(() -> sink.rewrite(99, ByteBuffer.wrap(new byte[2])))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatCode(() -> sink.rewrite(99, ByteBuffer.wrap(new byte[1])))
            .doesNotThrowAnyException();
      }
    }

    @Test
    void without_a_head_nothing_can_be_rewritten() {
      try (ArtifactSink sink = create("talk.mp4")) {
        sink.begin(0);
        sink.write(ByteBuffer.wrap(bytes(50, 1)));

        assertThatThrownBy(() -> sink.rewrite(0, ByteBuffer.wrap(new byte[1])))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 64 * MB + 1})
    void a_head_out_of_range_is_refused(int head) {
      try (ArtifactSink sink = create("talk.mp4")) {
        assertThatThrownBy(() -> sink.begin(head)).isInstanceOf(IllegalArgumentException.class);
      }
    }

    @Test
    void beginning_anew_forgets_what_was_written() {
      byte[] second = bytes(severalParts() / 2, 2);

      try (ArtifactSink sink = create("talk.mp4")) {
        sink.begin(10);
        write(sink, bytes(severalParts(), 1));
        sink.begin(300_000);
        assertThat(sink.written()).isZero();
        write(sink, second);
        sink.rewrite(299_999, ByteBuffer.wrap(new byte[] {1}));
        assertThat(sink.commit()).isEqualTo(second.length);
      }

      second[299_999] = 1;
      assertThat(read("talk.mp4")).isEqualTo(second);
    }

    @Test
    void an_object_of_several_parts_arrives_whole() {
      byte[] bytes = bytes(2 * severalParts() + 12_345, 1);

      put("talk.mp4", bytes);

      assertThat(read("talk.mp4")).isEqualTo(bytes);
    }

    @Test
    void an_object_without_bytes_is_an_object() {
      try (ArtifactSink sink = create("empty.mp4")) {
        sink.begin(0);
        assertThat(sink.commit()).isZero();
      }

      assertThat(names()).containsExactly("empty.mp4");
      assertThat(read("empty.mp4")).isEmpty();
    }

    @Test
    void direct_and_read_only_buffers_are_taken_whole() {
      byte[] bytes = bytes(1_000, 1);
      ByteBuffer direct = ByteBuffer.allocateDirect(2_000);
      direct.position(500);
      direct.put(bytes).flip().position(500);

      try (ArtifactSink sink = create("talk.mp4")) {
        sink.begin(10);
        sink.write(direct);
        ByteBuffer readOnly = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        sink.write(readOnly);
        assertThat(direct.hasRemaining()).isFalse();
        assertThat(readOnly.hasRemaining()).isFalse();
        assertThat(sink.commit()).isEqualTo(2_000);
      }

      assertThat(Arrays.copyOf(read("talk.mp4"), 1_000)).isEqualTo(bytes);
    }
  }

  /** Names of objects: taken, unusual, and free again. */
  @Nested
  class Names {
    @Test
    void replace_takes_the_place_of_an_older_object() {
      put("talk.mp4", bytes(1_000, 1));

      put("talk.mp4", bytes(500, 2));

      assertThat(read("talk.mp4")).isEqualTo(bytes(500, 2));
    }

    @Test
    void an_older_object_stays_when_its_replacement_is_closed_halfway() {
      put("talk.mp4", bytes(1_000, 1));

      try (ArtifactSink sink = create("talk.mp4")) {
        sink.begin(0);
        write(sink, bytes(severalParts(), 2));
        assertThat(read("talk.mp4")).isEqualTo(bytes(1_000, 1));
      }

      assertThat(read("talk.mp4")).isEqualTo(bytes(1_000, 1));
    }

    @Test
    void readers_see_the_old_object_or_the_new_one_never_a_mixture() throws Exception {
      byte[] odd = bytes(700_000, 1);
      byte[] even = bytes(500_000, 2);
      put("talk.mp4", odd);
      AtomicBoolean over = new AtomicBoolean();
      CountDownLatch reading = new CountDownLatch(1);
      List<String> wrong = new ArrayList<>();
      Thread reader =
          new Thread(
              () -> {
                while (!over.get()) {
                  byte[] seen = read("talk.mp4");
                  if (!Arrays.equals(seen, odd) && !Arrays.equals(seen, even)) {
                    wrong.add("a mixture of " + seen.length + " bytes");
                  }
                  reading.countDown();
                }
              });
      reader.setUncaughtExceptionHandler((thread, e) -> wrong.add(e.toString()));

      reader.start();
      reading.await();
      for (int i = 0; i < 20; i++) {
        put("talk.mp4", i % 2 == 0 ? even : odd);
      }
      over.set(true);
      reader.join();

      assertThat(wrong).isEmpty();
    }

    @Test
    void fail_takes_a_free_name() {
      try (ArtifactSink sink = create("talk.mp4", IfExists.FAIL)) {
        sink.begin(0);
        write(sink, bytes(severalParts(), 2));
        sink.commit();
      }

      assertThat(read("talk.mp4")).isEqualTo(bytes(severalParts(), 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 5_000_000})
    void fail_leaves_an_older_object_as_it_is(int size) {
      put("talk.mp4", bytes(1_000, 1));

      try (ArtifactSink sink = create("talk.mp4", IfExists.FAIL)) {
        assertFailsWith(
            FailureCode.NAME_TAKEN,
            () -> {
              sink.begin(0);
              write(sink, bytes(size, 2));
              sink.commit();
            });
      }

      assertThat(read("talk.mp4")).isEqualTo(bytes(1_000, 1));
      assertThat(unfinished()).isEmpty();
    }

    @Test
    void fail_notices_an_object_that_came_while_it_was_written() {
      try (ArtifactSink slow = create("talk.mp4", IfExists.FAIL)) {
        slow.begin(0);
        write(slow, bytes(severalParts(), 2));
        put("talk.mp4", bytes(1_000, 1));

        assertFailsWith(FailureCode.NAME_TAKEN, slow::commit);
      }

      assertThat(read("talk.mp4")).isEqualTo(bytes(1_000, 1));
    }

    @Test
    void of_several_commits_at_once_under_one_free_name_one_is_taken() {
      for (int round = 0; round < 50; round++) {
        String name = "talk-" + round + ".mp4";
        List<ArtifactSink> sinks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          ArtifactSink sink = create(name, IfExists.FAIL);
          sinks.add(sink);
          sink.begin(0);
          write(sink, bytes(1_000 + i, i));
        }

        List<Boolean> taken = ConcurrentCalls.run(4, i -> isCommitted(sinks.get(i)));
        sinks.forEach(ArtifactSink::close);

        assertThat(taken).as("commits of round %d", round).containsOnlyOnce(true);
        int winner = taken.indexOf(true);
        assertThat(read(name)).isEqualTo(bytes(1_000 + winner, winner));
      }
    }

    private static boolean isCommitted(ArtifactSink sink) {
      try {
        sink.commit();
        return true;
      } catch (SluiceException e) {
        assertThat(e.code()).as(e.getMessage()).isEqualTo(FailureCode.NAME_TAKEN);
        return false;
      }
    }

    @Test
    void two_sinks_for_one_name_do_not_meet() {
      try (ArtifactSink first = create("a/talk.mp4");
          ArtifactSink second = create("a/talk.mp4")) {
        first.begin(0);
        second.begin(0);
        write(first, bytes(1_000, 1));
        write(second, bytes(2_000, 2));
        first.commit();
        assertThat(read("a/talk.mp4")).isEqualTo(bytes(1_000, 1));
        second.commit();
      }

      assertThat(read("a/talk.mp4")).isEqualTo(bytes(2_000, 2));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "with space.mp4",
          "videos/ümlaut/ß.mp4",
          "講演/開会.mp4",
          "محاضرة.mp4",
          "it's.mp4",
          "a+b=c&d;e,f@g$h!(1)*~.mp4",
          "100%.mp4",
          "100%25.mp4",
          "%2e%2e/x.mp4",
          "why?#not.mp4",
          "[1] {2} ^`|<>\".mp4",
          "🎬🍿.mp4",
          "a:b.mp4",
          "trailing.",
          "no-extension"
        })
    void every_name_leads_to_its_own_object(String name) throws Exception {
      byte[] bytes = bytes(1_000, name.hashCode());

      put(name, bytes);

      assertThat(names()).containsExactly(name);
      assertThat(read(name)).isEqualTo(bytes);
      assertThat(store().exists(ObjectPath.of(name))).isTrue();
      if (linksAreServed()) {
        URI link = store().link(ObjectPath.of(name), Duration.ofMinutes(5));
        assertThat(fetch(link).body()).isEqualTo(bytes);
      }
      store().delete(ObjectPath.of(name));
      assertThat(names()).isEmpty();
    }

    @Test
    void nothing_is_under_a_name_that_was_never_written() {
      put("videos/talk.mp4", bytes(10, 1));

      assertThat(store().exists(ObjectPath.of("other.mp4"))).isFalse();
      assertThat(store().exists(ObjectPath.of("videos"))).isFalse();
      assertThat(store().exists(ObjectPath.of("videos/talk"))).isFalse();
    }

    @Test
    void a_deleted_object_is_gone_and_deleting_nothing_is_no_failure() {
      put("videos/talk.mp4", bytes(10, 1));
      put("videos/other.mp4", bytes(10, 1));

      store().delete(ObjectPath.of("videos/talk.mp4"));
      store().delete(ObjectPath.of("videos/talk.mp4"));
      store().delete(ObjectPath.of("never/was.mp4"));
      store().delete(ObjectPath.of("videos"));

      assertThat(names()).containsExactly("videos/other.mp4");
    }
  }

  /** Commits, closed sinks, links and cancellation. */
  @Nested
  class Sinks {
    @Test
    void a_committed_object_is_there_with_its_bytes() {
      byte[] bytes = bytes(100_000, 1);

      long size = put("talk.mp4", bytes);

      assertThat(size).isEqualTo(bytes.length);
      assertThat(names()).containsExactly("talk.mp4");
      assertThat(read("talk.mp4")).isEqualTo(bytes);
      assertThat(store().exists(ObjectPath.of("talk.mp4"))).isTrue();
    }

    @Test
    void nothing_is_visible_before_the_commit() {
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
    void a_sink_closed_halfway_leaves_nothing() {
      try (ArtifactSink sink = create("deep/er/talk.mp4")) {
        sink.begin(1_000);
        write(sink, bytes(severalParts(), 1));
      }

      assertThat(names()).isEmpty();
      assertThat(unfinished()).isEmpty();
    }

    @Test
    void a_sink_closed_before_it_was_begun_leaves_nothing() {
      create("talk.mp4").close();

      assertThat(names()).isEmpty();
      assertThat(unfinished()).isEmpty();
    }

    @Test
    void a_sink_closed_by_another_thread_leaves_nothing() throws InterruptedException {
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
    void closing_after_a_commit_or_twice_does_nothing() {
      ArtifactSink sink = create("talk.mp4");
      sink.begin(0);
      write(sink, bytes(10, 1));
      sink.commit();

      sink.close();
      sink.close();

      assertThat(read("talk.mp4")).isEqualTo(bytes(10, 1));
    }

    @Test
    void a_sink_must_be_begun() {
      try (ArtifactSink sink = create("talk.mp4")) {
        assertThatThrownBy(sink::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sink.write(ByteBuffer.wrap(new byte[1])))
            .isInstanceOf(IllegalStateException.class);
      }
    }

    @Test
    void a_sink_is_committed_once() {
      try (ArtifactSink sink = create("talk.mp4")) {
        sink.begin(0);
        write(sink, bytes(10, 1));
        sink.commit();

        assertThatThrownBy(sink::commit).isInstanceOf(IllegalStateException.class);
      }
    }

    @Test
    void a_link_gives_the_bytes_to_anybody() throws Exception {
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
    void a_link_that_somebody_changed_opens_nothing() throws Exception {
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
    void an_expired_link_opens_nothing() throws Exception {
      assumeThat(linksAreServed()).as("this store's links answer by HTTP").isTrue();
      put("talk.mp4", bytes(10, 1));
      URI link = store().link(ObjectPath.of("talk.mp4"), Duration.ofSeconds(1));

      assumeThat(passTime(Duration.ofSeconds(3))).as("the test can let time pass").isTrue();

      assertThat(fetch(link).statusCode()).isBetween(400, 499);
    }

    @Test
    void a_link_does_not_ask_whether_the_object_is_there() {
      assertThatCode(() -> store().link(ObjectPath.of("never.mp4"), Duration.ofDays(400)))
          .doesNotThrowAnyException();
    }

    @Test
    void a_link_is_valid_for_more_than_no_time() {
      assertThatThrownBy(() -> store().link(ObjectPath.of("talk.mp4"), Duration.ZERO))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_store_that_works_says_so_and_leaves_no_trace() {
      assertThatCode(() -> store().check()).doesNotThrowAnyException();

      assertThat(names()).isEmpty();
      assertThat(unfinished()).isEmpty();
    }

    @Test
    void the_monitor_hears_of_every_byte() {
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
    void a_cancelled_job_writes_nothing_more_and_leaves_nothing() {
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
}
