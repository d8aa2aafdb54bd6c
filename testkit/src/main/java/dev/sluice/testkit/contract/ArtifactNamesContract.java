package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.request.ObjectPath;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of objects: those that are taken, those that are strange, those that are free again. */
abstract class ArtifactNamesContract extends ArtifactBytesContract {
  @Test
  protected void replace_takes_the_place_of_an_older_object() {
    put("talk.mp4", bytes(1_000, 1));

    put("talk.mp4", bytes(500, 2));

    assertThat(read("talk.mp4")).isEqualTo(bytes(500, 2));
  }

  @Test
  protected void an_older_object_stays_when_its_replacement_is_closed_halfway() {
    put("talk.mp4", bytes(1_000, 1));

    try (ArtifactSink sink = create("talk.mp4")) {
      sink.begin(0);
      write(sink, bytes(severalParts(), 2));
      assertThat(read("talk.mp4")).isEqualTo(bytes(1_000, 1));
    }

    assertThat(read("talk.mp4")).isEqualTo(bytes(1_000, 1));
  }

  @Test
  protected void readers_see_the_old_object_or_the_new_one_never_a_mixture() throws Exception {
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
  protected void fail_takes_a_free_name() {
    try (ArtifactSink sink = create("talk.mp4", IfExists.FAIL)) {
      sink.begin(0);
      write(sink, bytes(severalParts(), 2));
      sink.commit();
    }

    assertThat(read("talk.mp4")).isEqualTo(bytes(severalParts(), 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 5_000_000})
  protected void fail_leaves_an_older_object_as_it_is(int size) {
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
  protected void fail_notices_an_object_that_came_while_it_was_written() {
    try (ArtifactSink slow = create("talk.mp4", IfExists.FAIL)) {
      slow.begin(0);
      write(slow, bytes(severalParts(), 2));
      put("talk.mp4", bytes(1_000, 1));

      assertFailsWith(FailureCode.NAME_TAKEN, slow::commit);
    }

    assertThat(read("talk.mp4")).isEqualTo(bytes(1_000, 1));
  }

  @Test
  protected void two_sinks_for_one_name_do_not_meet() {
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
  protected void every_name_leads_to_its_own_object(String name) throws Exception {
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
  protected void nothing_is_under_a_name_that_was_never_written() {
    put("videos/talk.mp4", bytes(10, 1));

    assertThat(store().exists(ObjectPath.of("other.mp4"))).isFalse();
    assertThat(store().exists(ObjectPath.of("videos"))).isFalse();
    assertThat(store().exists(ObjectPath.of("videos/talk"))).isFalse();
  }

  @Test
  protected void a_deleted_object_is_gone_and_deleting_nothing_is_no_failure() {
    put("videos/talk.mp4", bytes(10, 1));
    put("videos/other.mp4", bytes(10, 1));

    store().delete(ObjectPath.of("videos/talk.mp4"));
    store().delete(ObjectPath.of("videos/talk.mp4"));
    store().delete(ObjectPath.of("never/was.mp4"));
    store().delete(ObjectPath.of("videos"));

    assertThat(names()).containsExactly("videos/other.mp4");
  }
}
