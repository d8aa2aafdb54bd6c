package dev.sluice.media.libav.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.testkit.fake.MemorySink;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Manifests in periods, and those that grow. */
class DashPeriodsTest extends DashFilmsFixture {
  private void periods(String... sets) {
    String periods =
        Arrays.stream(sets)
            .map(each -> "<Period duration=\"PT3S\">" + each + "</Period>")
            .collect(Collectors.joining());
    String text =
        "<MPD type=\"static\"><BaseURL>film/</BaseURL><Period duration=\"PT0S\"/>%s</MPD>"
            .formatted(periods);
    site.serve("/film.mpd", text.getBytes(UTF_8)).type("application/dash+xml");
  }

  private static String part(String id, int from, int to) {
    String urls =
        IntStream.range(from, to)
            .mapToObj(i -> String.format(Locale.ROOT, "<SegmentURL media=\"%s/%03d.m4s\"/>", id, i))
            .collect(Collectors.joining());
    return set(
        id,
        String.format(
            Locale.ROOT,
            "<SegmentList duration=\"1\"><Initialization"
                + " sourceURL=\"%s/init.mp4?%d\"/>%s</SegmentList>",
            id,
            from,
            urls));
  }

  @Test
  void periods_that_go_on_become_one_file() {
    int picture = PICTURE.size() / 2;
    int sound = SOUND.size() / 2;
    periods(
        part("v", 1, picture) + part("a", 1, sound),
        part("v", picture, PICTURE.size()) + part("a", sound, SOUND.size()));

    assertWhole();
  }

  @Test
  void periods_that_restart_their_clocks_become_one_film() {
    String all = part("v", 1, PICTURE.size()) + part("a", 1, SOUND.size());
    periods(all, all);

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT));

    assertThat(made.pictures).hasSize(25 * 12);
    assertThat(made.pictureEnd / 1e6).isCloseTo(12, within(0.1));
    assertThat(made.soundEnd / 1e6).isCloseTo(12, within(0.15));
  }

  @Test
  void periods_that_do_not_fit_together_are_refused() {
    String picture = part("v", 1, PICTURE.size());
    periods(picture, picture.replace("height=\"120\"", "height=\"90\""));
    assertThat(failure().code()).isEqualTo(FailureCode.STREAM_UNSUPPORTED);
    assertThat(failure()).hasMessageContaining("different codecs or sizes");

    byte[] other = PICTURE.get(0).clone();
    // The uppermost byte of its clock's rate, behind the times when it was made and changed.
    other[new String(other, ISO_8859_1).indexOf("mdhd") + 4 + 12] ^= 1;
    site.serve("/film/w/init.mp4", other);
    periods(picture, picture.replace("v/init.mp4", "w/init.mp4"));
    assertThat(failure())
        .hasMessageContaining("changes its codecs or sizes (its init segment) in the middle");
  }

  @Test
  void a_live_manifest_is_refused_with_the_way_out() {
    live(false, 1, 3);

    assertThat(failure().code()).isEqualTo(FailureCode.STREAM_LIVE);
    assertThat(failure().getMessage()).contains("live stream", "the option 'live recording'");
  }

  /** These seconds of the film, by a timeline. */
  private void live(boolean ended, int from, int count) {
    String template =
        "<SegmentTemplate timescale=\"1000\" initialization=\"$RepresentationID$/init.mp4\""
            + " media=\"$RepresentationID$/$Number%%03d$.m4s\""
            + " startNumber=\"%d\"><SegmentTimeline><S t=\"%d\" d=\"%d\""
            + " r=\"%d\"/></SegmentTimeline></SegmentTemplate>";
    int sound = 6_000 / (SOUND.size() - 1);
    String text =
        "<MPD type=\"%s\" minimumUpdatePeriod=\"PT1S\"><Period><BaseURL>film/</BaseURL>%s</Period></MPD>"
            .formatted(
                ended ? "static" : "dynamic",
                set(
                        "v",
                        String.format(
                            Locale.ROOT, template, from, 1_000 * (from - 1), 1_000, count - 1))
                    + set(
                        "a",
                        String.format(
                            Locale.ROOT, template, from, sound * (from - 1), sound, count - 1)));
    site.serve("/film.mpd", text.getBytes(UTF_8)).type("application/dash+xml");
  }

  @Test
  void a_live_stream_becomes_one_file() throws Exception {
    live(false, 1, 3);
    Thread later =
        new Thread(
            () -> {
              await().until(() -> !site.requests("/film/v/003.m4s").isEmpty());
              await().until(() -> !site.requests("/film/a/003.m4s").isEmpty());
              live(true, 3, Math.min(PICTURE.size(), SOUND.size()) - 3);
            });
    later.start();
    MemorySink sink = new MemorySink();
    FetchRequest request =
        new FetchRequest(
            site.url("/film.mpd"),
            OutputSpec.DEFAULT,
            Optional.of(LiveRecording.untilItsEnd().fromItsStart()));
    try (Media media = fetcher.open(request, monitor)) {
      new LibavTranscoder().transcode(media.inputs(), OutputSpec.DEFAULT, sink, monitor);
    }
    later.join();

    Inspection made = Inspection.of(sink.bytes());
    int count = Math.min(PICTURE.size(), SOUND.size()) - 1;
    assertThat(made.pictures).hasSize(25 * count);
    assertThat(made.soundStart / 1e6).isCloseTo(0, within(0.05));
    assertThat(made.soundEnd / 1e6).isCloseTo(6.0 * count / (SOUND.size() - 1), within(0.2));
  }
}
