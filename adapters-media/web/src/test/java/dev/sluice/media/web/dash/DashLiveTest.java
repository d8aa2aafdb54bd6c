package dev.sluice.media.web.dash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.media.web.LiveContract;
import dev.sluice.testkit.site.SiteResource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashLiveTest extends LiveContract {
  private static final Instant BEGUN = Instant.parse("2026-05-04T03:02:01Z");

  @Override
  protected String manifest(int first, List<String> paths, boolean ended) {
    String urls =
        paths.stream().map("<SegmentURL media=\"%s\"/>"::formatted).collect(Collectors.joining());
    return mpd(
        ended,
        period(
            "",
            "<SegmentList timescale=\"5\" duration=\"2\" startNumber=\"%s\">%s</SegmentList>"
                .formatted(first + 1, urls)));
  }

  @Override
  protected Duration length() {
    return Duration.ofMillis(400);
  }

  @Override
  protected String type() {
    return "application/dash+xml";
  }

  private static String mpd(boolean ended, String inner) {
    return "<MPD type=\"%s\" minimumUpdatePeriod=\"PT1S\">%s</MPD>"
        .formatted(ended ? "static" : "dynamic", inner);
  }

  private static String period(String attributes, String segments) {
    return """
    <Period%s><AdaptationSet mimeType="video/mp4">%s
      <Representation id="v" bandwidth="1" codecs="avc1.42e01e"/></AdaptationSet></Period>
    """
        .formatted(attributes, segments);
  }

  /** A timeline of the moments at which segments begin, in hundredths of their length. */
  private static String timeline(int offset, int first, int count) {
    return """
    <SegmentTemplate timescale="250" presentationTimeOffset="%s" media="/t$Time$">
      <SegmentTimeline><S t="%s" d="100" r="%s"/></SegmentTimeline></SegmentTemplate>
    """
        .formatted(offset, offset + 100 * first, count - 1);
  }

  private void letters(int offset, String letters) {
    for (int i = 0; i < letters.length(); i++) {
      site.serve("/t" + (offset + 100 * i), letters.substring(i, i + 1).repeat(100).getBytes());
    }
  }

  private void awaitTick(int tick) {
    awaitAsked("t" + tick);
  }

  @Test
  void a_timeline_is_followed_by_its_times() throws Exception {
    letters(700, "abcdefgh");
    publish(mpd(false, period("", timeline(700, 0, 3))));
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitTick(900);
    publish(mpd(false, period("", timeline(700, 2, 3))));
    awaitTick(1100);
    // None of those before is named any more, but none was missed.
    publish(mpd(true, period("", timeline(700, 5, 3))));

    assertThat(recording.get()).isEqualTo("abcdefgh");
  }

  @Test
  void what_a_timeline_leaves_out_is_no_silent_hole() throws Exception {
    letters(0, "abcdefgh");
    publish(mpd(false, period("", timeline(0, 0, 3))));
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitTick(200);
    publish(mpd(false, period("", timeline(0, 4, 3))));

    assertThat(failure(recording)).isEqualTo(FailureCode.SOURCE_CUT);
  }

  @Test
  void a_period_that_comes_is_the_next_stretch() throws Exception {
    letters(0, "abcd");
    letters(90_000, "xyz");
    String first = period(" start=\"PT100S\" duration=\"PT1.6S\"", timeline(0, 1, 3));
    publish(mpd(false, period(" start=\"PT100S\"", timeline(0, 0, 3))));
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitTick(200);
    publish(mpd(false, first + period(" start=\"PT101.6S\"", timeline(90_000, 0, 1))));
    awaitTick(90_000);
    publish(mpd(true, period(" start=\"PT101.6S\"", timeline(90_000, 0, 3))));

    assertThat(recording.get()).isEqualTo("abcdxyz");
  }

  @Test
  void sound_apart_ends_where_its_picture_breaks_off() throws Exception {
    serve("ab");
    site.serve("/b", new byte[1]).status(404);
    AtomicInteger count = new AtomicInteger();
    ScheduledExecutorService encoder = Executors.newScheduledThreadPool(1);
    Runnable more =
        () -> {
          int sounds = count.incrementAndGet();
          site.serve("/s" + sounds, "s".repeat(100).getBytes());
          publish(
              mpd(false, "<Period>" + list("video", 1, "/a", "/b") + sounds(sounds) + "</Period>"));
        };
    more.run();
    encoder.scheduleAtFixedRate(more, 300, 300, TimeUnit.MILLISECONDS);
    try (Media media = open(FROM_START.keepingPartial())) {
      assertThat(letters(media.inputs().get(0))).isEqualTo("a");
      assertThat(letters(media.inputs().get(1))).matches("s+");
    } finally {
      encoder.shutdownNow();
    }
  }

  @Test
  void subtitles_that_are_not_recorded_are_listed() {
    serve("ab");
    String texts =
        "<AdaptationSet mimeType=\"text/vtt\" lang=\"en\"><Representation>"
            + "<BaseURL>/en.vtt</BaseURL></Representation></AdaptationSet>"
            + "<AdaptationSet mimeType=\"application/mp4\" codecs=\"stpp\" lang=\"de\">"
            + "<SegmentTemplate media=\"/de$Number$\"/><Representation id=\"t\"/></AdaptationSet>";
    publish(mpd(false, "<Period>" + list("video", 1, "/a", "/b") + texts + "</Period>"));

    try (Media media = open(FROM_START)) {
      assertThat(media.otherRenditions())
          .extracting(other -> other.language().orElseThrow())
          .containsExactlyInAnyOrder("en", "de");
    }
  }

  private static String sounds(int count) {
    int first = Math.max(1, count - 5);
    return list(
        "audio",
        first,
        IntStream.rangeClosed(first, count).mapToObj("/s%s"::formatted).toArray(String[]::new));
  }

  private static String list(String kind, int first, String... paths) {
    String urls =
        Stream.of(paths).map("<SegmentURL media=\"%s\"/>"::formatted).collect(Collectors.joining());
    return """
    <AdaptationSet mimeType="%s/mp4"><Representation id="%s"/>
      <SegmentList timescale="5" duration="2" startNumber="%s">%s</SegmentList></AdaptationSet>
    """
        .formatted(kind, kind, first, urls);
  }

  @Test
  void a_manifest_may_say_where_it_is_read_next() throws Exception {
    letters(0, "abcd");
    site.serve("/other", mpd(true, period("", timeline(0, 1, 3))).getBytes()).type(type());
    publish(mpd(false, "<Location>/other</Location>" + period("", timeline(0, 0, 2))));

    assertThat(recorded(FROM_START).get()).isEqualTo("abcd");
  }

  private SiteResource byTheClock(int secondsAfter, String more) {
    String template = "<SegmentTemplate duration=\"1\" media=\"/n$Number$\" startNumber=\"0\"/>";
    String text =
        "<MPD type=\"dynamic\" availabilityStartTime=\"%s\" %s>%s</MPD>"
            .formatted(BEGUN, more, period(" duration=\"PT9S\"", template));
    for (int i = 0; i < 9; i++) {
      site.serve("/n" + i, "abcdefghi".substring(i, i + 1).repeat(100).getBytes());
    }
    Instant serverTime = BEGUN.plusSeconds(secondsAfter);
    return publish(text)
        .header(
            "Date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(serverTime.atOffset(ZoneOffset.UTC)));
  }

  @Test
  void segments_come_by_the_clock_of_who_serves_them() throws Exception {
    byTheClock(5, "");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("n3");
    assertThat(site.requests("/n4")).as("may still be on its way").isEmpty();
    byTheClock(7, "");
    awaitAsked("n5");
    // A cache tells how old its answer is.
    byTheClock(8, "").header("Age", "3");

    assertThat(recording.get()).isEqualTo("abcdefghi");
  }

  @Test
  void segments_that_have_expired_are_not_requested() throws Exception {
    byTheClock(20, "timeShiftBufferDepth=\"PT15S\"");

    assertThat(recorded(FROM_START).get()).isEqualTo("fghi");
    assertThat(site.requests("/n4")).isEmpty();
  }

  @Test
  void a_channel_that_counts_from_1970_on_is_recorded_from_now() throws Exception {
    String template = "<SegmentTemplate duration=\"2\" media=\"/n$Number$\" startNumber=\"0\"/>";
    long newest = BEGUN.getEpochSecond() / 2 - 2;
    for (long i = newest - 9; i <= newest; i++) {
      site.serve(
          "/n" + i,
          "abcdefghij".substring((int) (i - newest + 9)).substring(0, 1).repeat(100).getBytes());
    }
    publish(
            "<MPD type=\"dynamic\" availabilityStartTime=\"1970-01-01T00:00:00Z\">%s</MPD>"
                .formatted(period("", template)))
        .header(
            "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(BEGUN.atOffset(ZoneOffset.UTC)));

    assertThat(recorded(LiveRecording.untilItsEnd().withMost(Duration.ofSeconds(4))).get())
        .isEqualTo("hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", ""})
  void without_a_clock_the_stream_fails(String date) {
    byTheClock(5, "").header("Date", date);

    assertThat(failure(recorded(FROM_START))).isEqualTo(FailureCode.STREAM_UNSUPPORTED);
    assertThat(site.requests("/live")).as("read once, and not once more for the time").hasSize(1);
  }
}
