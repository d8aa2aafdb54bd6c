package dev.sluice.media.web.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.segment.Segment.Key;
import dev.sluice.media.web.segment.Segment.Section;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SegmentListTest {
  private static final URI BASE = URI.create("https://a.example/films/list");

  private static Segment segment(String path) {
    return new Segment(
        BASE.resolve(path),
        0,
        Segment.WHOLE,
        Optional.of(Duration.ofSeconds(6)),
        Optional.empty(),
        Optional.empty());
  }

  private static Segment init(String path, Optional<Key> key) {
    return new Segment(BASE.resolve(path), 0, 700, Optional.empty(), key, Optional.empty());
  }

  private static Optional<Key> key(String path, String iv) {
    return Optional.of(new Key(BASE.resolve(path), iv));
  }

  @Test
  void segments_are_read_as_they_were_added() {
    Optional<Key> one = key("k1", "0123456789abcdef0123456789abcdef");
    Optional<Key> two = key("k2", "f".repeat(32));
    Segment plain = segment("1");
    List<Segment> all =
        List.of(
            plain,
            segment("2").in(new Section(7, Optional.of(Duration.ofMillis(-5)))),
            new Segment(BASE, 5, 9, Optional.of(Duration.ZERO), one, Optional.of(init("h", two))),
            new Segment(BASE, 9, 20, plain.duration(), two, Optional.of(init("h", two))),
            new Segment(BASE, 9, 20, plain.duration(), one, Optional.of(init("i", one))),
            segment("//b.example/3?x=%20").asMissing(),
            plain,
            init("h", Optional.empty()),
            segment("4").asPossibleEnd());

    assertThat(SegmentList.of(all)).isEqualTo(all);
    assertThat(SegmentList.of(List.of())).isEmpty();
  }

  @Test
  void a_length_is_known_if_each_segment_has_one() {
    SegmentList all = SegmentList.of(List.of(segment("1"), segment("2")));

    assertThat(all.duration()).contains(Duration.ofSeconds(12));
    assertThat(SegmentList.of(List.of(segment("1"), init("h", Optional.empty()))).duration())
        .isEmpty();
  }

  @Test
  void more_than_memory_is_for_is_refused() {
    String folder = "/" + "f".repeat(7_000) + "/";
    SegmentList.Builder builder = new SegmentList.Builder(BASE);

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class,
            () -> {
              for (int i = 0; i < SegmentList.MAX_SIZE; i++) {
                builder.add(segment(i + folder + i));
              }
            });

    assertThat(failure.code()).isEqualTo(FailureCode.STREAM_UNSUPPORTED);
    assertThat(failure).hasMessageContaining("more than 32 MB").hasMessageContaining("a.example");
  }

  @Test
  void more_segments_than_the_limit_are_refused() {
    SegmentList.Builder builder = new SegmentList.Builder(BASE);
    Segment same = segment("1");
    for (int i = 0; i < SegmentList.MAX_SIZE; i++) {
      builder.add(same);
    }

    assertThat(catchThrowableOfType(SluiceException.class, () -> builder.add(same)))
        .hasMessageContaining("more than 200000 segments");
  }
}
