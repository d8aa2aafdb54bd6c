package dev.sluice.media.libav.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.Transcoder.Result;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.fake.MemorySink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments that are shorter than their playlist announces, without another trace. */
class SegmentHolesTest extends HlsFilmsFixture {
  private static final int COUNT = 3;
  private static final int PACKET = 188;

  /** Three segments of two seconds. */
  private static List<byte[]> segments() {
    return new ArrayList<>(HlsSite.cutTransport(TRANSPORT, COUNT));
  }

  private void serve(List<byte[]> segments, double seconds) {
    site.segments("/film", segments);
    site.playlist("/a", HlsSite.ended(HlsSite.lines("/film", segments.size(), seconds)));
  }

  /** Cuts the second half off, between two packets of sound as well. */
  private static byte[] half(byte[] segment) {
    for (int end = segment.length / 2 / PACKET * PACKET; ; end += PACKET) {
      boolean beginsSound = segment[end + 1] == 0x41 && segment[end + 2] == 1;
      if (beginsSound) {
        return Arrays.copyOf(segment, end);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void a_segment_cut_between_two_packets_is_a_hole(int number) {
    List<byte[]> segments = segments();
    segments.set(number, half(segments.get(number)));
    serve(segments, 2);

    SluiceException failure = failure();

    assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_DAMAGED);
    assertThat(failure).hasMessageContaining("a segment is shorter than the manifest announces");
  }

  @Test
  void a_hole_can_be_accepted_and_is_told() {
    List<byte[]> segments = segments();
    segments.set(1, half(segments.get(1)));
    serve(segments, 2);
    OutputSpec output = OutputSpec.DEFAULT.toBuilder().allowIncomplete(true).build();
    MemorySink sink = new MemorySink();

    Result result;
    try (Media media = fetcher.open(new FetchRequest(site.url("/a"), output), monitor)) {
      result = transcoder.transcode(media.inputs(), output, sink, monitor);
    }

    assertThat(result.missing())
        .singleElement()
        .asString()
        .contains("a segment is shorter")
        .doesNotContain("the option 'allow incomplete'");
    assertThat(Inspection.of(sink.bytes()).pictureEnd / 1e6).isCloseTo(6, within(0.1));
  }

  @ParameterizedTest
  @CsvSource({"0, 5, true", "2.5, 5, true", "1, 3.5, true", "0, 2.8, false", "4.5, 5.5, false"})
  void a_hole_counts_if_a_clip_has_it(double from, double to, boolean isMissing) {
    List<byte[]> segments = segments();
    segments.set(1, half(segments.get(1)));
    serve(segments, 2);
    Clip clip = new Clip(Optional.of(time(from)), Optional.of(time(to)));

    Throwable failure = catchThrowable(() -> fetched(OutputSpec.DEFAULT.withClip(clip)));

    if (isMissing) {
      assertThat(failure).hasMessageContaining("a segment is shorter than the manifest announces");
    } else {
      assertThat(failure).isNull();
    }
  }

  private static Clip.Timecode time(double seconds) {
    return new Clip.Timecode(Duration.ofMillis(Math.round(1_000 * seconds)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.2, 2.4, 3, 10})
  void a_playlist_that_gives_all_segments_the_same_wrong_duration_loses_nothing(double seconds) {
    serve(segments(), seconds);

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), PLAIN);
  }

  @Test
  void sound_alone_is_held_against_the_playlist_as_well() {
    List<byte[]> segments = segments();
    OutputSpec sound = OutputSpec.DEFAULT.withContainer(Container.M4A);
    serve(segments, 2);
    assertThat(Inspection.of(fetched(sound)).soundEnd / 1e6).isCloseTo(6, within(0.1));

    segments.set(1, half(segments.get(1)));
    serve(segments, 2);
    assertThat(failure().code()).isEqualTo(FailureCode.MEDIA_DAMAGED);
  }
}
