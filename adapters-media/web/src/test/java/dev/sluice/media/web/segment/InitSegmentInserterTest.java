package dev.sluice.media.web.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InitSegmentInserterTest {
  private static Segment init(String name) {
    return segment(name, Optional.empty(), Optional.empty());
  }

  private static Segment behind(Segment init, String name) {
    return segment(name, Optional.of(Duration.ofSeconds(1)), Optional.of(init));
  }

  private static Segment segment(String name, Optional<Duration> length, Optional<Segment> init) {
    return new Segment(
        URI.create("https://cdn.example/" + name),
        0,
        Segment.WHOLE,
        length,
        Optional.empty(),
        init);
  }

  private static List<String> names(InitSegmentInserter all) {
    List<String> names = new ArrayList<>();
    all.forEachRemaining(segment -> names.add(segment.uri().getPath().substring(1)));
    return names;
  }

  @Test
  void a_head_stands_once_in_front_of_those_that_need_it() {
    Segment one = init("one");
    Segment other = init("other");

    assertThat(
            names(
                new InitSegmentInserter(
                    List.of(behind(one, "a"), behind(one, "b"), behind(other, "c")).iterator())))
        .containsExactly("one", "a", "b", "other", "c");
  }

  @Test
  void what_comes_later_needs_its_head_no_second_time() {
    Segment init = init("head");
    List<Segment> waiting = new ArrayList<>(List.of(behind(init, "a")));
    InitSegmentInserter all =
        new InitSegmentInserter(
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return !waiting.isEmpty();
              }

              @Override
              public Segment next() {
                return waiting.remove(0);
              }
            });

    assertThat(names(all)).containsExactly("head", "a");
    waiting.add(behind(init, "b"));
    assertThat(names(all)).containsExactly("b");
  }
}
