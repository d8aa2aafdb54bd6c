package dev.sluice.media.libav;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.FetchRequest;
import dev.sluice.core.port.Media;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.WebMediaFetcher;
import dev.sluice.media.web.OkHttpWebClient;
import dev.sluice.testkit.HlsSite;
import dev.sluice.testkit.LoopbackSite;
import dev.sluice.testkit.MemorySink;
import dev.sluice.testkit.RecordingMonitor;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Films that come as DASH manifests, picture and sound apart, all the way into one file. */
class DashFilmsTest {
  private static final Duration LENGTH = Duration.ofSeconds(6);
  private static final List<byte[]> PICTURE =
      parts(
          Remade.inFragments(
              TestClip.of("mp4", "h264", "")
                  .lasting(LENGTH)
                  .encodedWith(Map.of("bf", "0", "g", "25"))
                  .bytes(),
              "+default_base_moof"),
          1);
  private static final List<byte[]> SOUND =
      parts(
          Remade.inFragments(
              TestClip.of("mp4", "", "aac").lasting(LENGTH).blind().bytes(),
              "+default_base_moof+frag_every_frame"),
          70);

  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher = new WebMediaFetcher(web);
  private final RecordingMonitor monitor = new RecordingMonitor();

  @BeforeEach
  void serve() {
    serve("v", PICTURE);
    serve("a", SOUND);
  }

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  /** The head, and then each so many fragments together. */
  private static List<byte[]> parts(byte[] file, int together) {
    List<byte[]> cut = HlsSite.cutFragments(file);
    List<byte[]> parts = new ArrayList<>(List.of(cut.get(0)));
    for (int from = 1; from < cut.size(); from += together) {
      parts.add(joined(cut.subList(from, Math.min(cut.size(), from + together))));
    }
    return parts;
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private void serve(String id, List<byte[]> parts) {
    site.serve("/film/" + id + "/init.mp4", parts.get(0));
    for (int i = 1; i < parts.size(); i++) {
      site.serve("/film/%s/%03d.m4s".formatted(id, i), parts.get(i));
    }
    site.serve("/film/" + id + ".mp4", joined(parts));
  }

  private void manifest(String sets) {
    String text =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT6S">
          <Period><BaseURL>film/</BaseURL>%s</Period>
        </MPD>
        """
            .formatted(sets);
    site.serve("/film.mpd", text.getBytes(UTF_8)).type("application/dash+xml");
  }

  private static String set(String id, String segments) {
    boolean picture = id.equals("v");
    return """
        <AdaptationSet contentType="%s" mimeType="%s/mp4">%s
          <Representation id="%s" bandwidth="100000" codecs="%s" width="160" height="120"/>
        </AdaptationSet>
        """
        .formatted(
            picture ? "video" : "audio",
            picture ? "video" : "audio",
            segments,
            id,
            picture ? "avc1.42e01e" : "mp4a.40.2");
  }

  private byte[] fetched(OutputSpec output) {
    MemorySink sink = new MemorySink();
    try (Media media = fetcher.open(new FetchRequest(site.url("/film.mpd"), output), monitor)) {
      new LibavTranscoder().transcode(media.inputs(), output, sink, monitor);
    }
    return sink.bytes();
  }

  private SluiceException failure() {
    return catchThrowableOfType(SluiceException.class, () -> fetched(OutputSpec.DEFAULT));
  }

  private void assertWhole() {
    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT));

    assertThat(made.pictures).hasSize(25 * 6);
    assertThat(made.pictureEnd / 1e6).isCloseTo(6, within(0.05));
    assertThat(made.soundEnd / 1e6).isCloseTo(6, within(0.1));
    assertThat(made.soundStart / 1e6).isCloseTo(0, within(0.05));
  }

  @Test
  void segments_by_number_become_one_file() {
    String template =
        "<SegmentTemplate timescale=\"1000\" duration=\"%d\" startNumber=\"1\""
            + " initialization=\"$RepresentationID$/init.mp4\""
            + " media=\"$RepresentationID$/$Number%%03d$.m4s\"/>";
    manifest(
        set("v", template.formatted(1_000))
            + set("a", template.formatted(6_000 / (SOUND.size() - 1))));

    assertWhole();
    assertThat(monitor.downloaded())
        .isEqualTo((long) joined(PICTURE).length + joined(SOUND).length);
  }

  @Test
  void segments_of_a_timeline_become_one_file() {
    for (int i = 1; i < PICTURE.size(); i++) {
      site.serve("/film/v/t%d.m4s".formatted((i - 1) * 90_000L), PICTURE.get(i));
    }
    for (int i = 1; i < SOUND.size(); i++) {
      site.serve("/film/a/t%d.m4s".formatted(5 + (i - 1) * 100L), SOUND.get(i));
    }
    String template =
        "<SegmentTemplate timescale=\"%d\" initialization=\"%s/init.mp4\" media=\"%s/t$Time$.m4s\">"
            + "<SegmentTimeline>%s</SegmentTimeline></SegmentTemplate>";
    String counted = "<S t=\"5\" d=\"100\"/><S d=\"100\" r=\"%d\"/>".formatted(SOUND.size() - 3);
    manifest(
        set("v", template.formatted(90_000, "v", "v", "<S d=\"90000\" r=\"-1\"/>"))
            + set("a", template.formatted(100, "a", "a", counted)));

    assertWhole();
  }

  @Test
  void stretches_of_one_file_become_one_file() {
    manifest(set("v", list("v.mp4", PICTURE)) + set("a", list("a.mp4", SOUND)));

    assertWhole();
  }

  private static String list(String file, List<byte[]> parts) {
    int[] at = {parts.get(0).length};
    String urls =
        IntStream.range(1, parts.size())
            .mapToObj(
                i -> {
                  int from = at[0];
                  at[0] += parts.get(i).length;
                  return "<SegmentURL media=\"%s\" mediaRange=\"%d-%d\"/>"
                      .formatted(file, from, at[0] - 1);
                })
            .collect(Collectors.joining());
    return "<SegmentList duration=\"1\"><Initialization sourceURL=\"%s\" range=\"0-%d\"/>%s</SegmentList>"
        .formatted(file, parts.get(0).length - 1, urls);
  }

  @Test
  void files_that_are_named_alone_become_one_file() {
    String sets = set("v", "<BaseURL>v.mp4</BaseURL>") + set("a", "<BaseURL>a.mp4</BaseURL>");

    manifest(sets);

    assertWhole();
  }

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
            .mapToObj("<SegmentURL media=\"%s/%%03d.m4s\"/>".formatted(id)::formatted)
            .collect(Collectors.joining());
    return set(
        id,
        "<SegmentList duration=\"1\"><Initialization sourceURL=\"%s/init.mp4?%d\"/>%s</SegmentList>"
            .formatted(id, from, urls));
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
  void periods_that_begin_their_clocks_anew_become_one_film() {
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

    String file = set("v", "<BaseURL>v.mp4</BaseURL>");
    periods(file, file);
    assertThat(failure()).hasMessageContaining("without an initialization segment");

    byte[] other = PICTURE.get(0).clone();
    // The uppermost byte of its clock's rate, behind the times when it was made and changed.
    other[new String(other, ISO_8859_1).indexOf("mdhd") + 4 + 12] ^= 1;
    site.serve("/film/w/init.mp4", other);
    periods(picture, picture.replace("v/init.mp4", "w/init.mp4"));
    assertThat(failure()).hasMessageContaining("changes its codecs or sizes in the middle");
  }

  @Test
  void sound_alone_asks_for_no_picture() {
    manifest(set("v", "<BaseURL>v.mp4</BaseURL>") + set("a", "<BaseURL>a.mp4</BaseURL>"));

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT.withContainer(Container.M4A)));

    assertThat(made.soundEnd / 1e6).isCloseTo(6, within(0.1));
    assertThat(site.requests("/film/v.mp4")).isEmpty();
  }

  @Test
  void a_segment_that_is_not_there_is_a_failure() {
    manifest(
        set(
            "v",
            "<SegmentTemplate duration=\"1\" initialization=\"v/init.mp4\" media=\"v/$Number%03d$.m4s\"/>"));
    site.serve("/film/v/003.m4s", new byte[0]).status(403);

    assertThat(failure().code()).isEqualTo(FailureCode.SOURCE_FORBIDDEN);
  }

  @Test
  void what_is_protected_is_refused_as_such() {
    manifest(
        set("v", "<ContentProtection schemeIdUri=\"urn:mpeg:dash:mp4protection:2011\"/>")
            + set("a", "<ContentProtection schemeIdUri=\"urn:x\"/>"));

    assertThat(failure().code()).isEqualTo(FailureCode.MEDIA_PROTECTED);
  }

  @Test
  void a_live_manifest_is_refused_with_the_way_out() {
    live(false, 1, 3);

    assertThat(failure().code()).isEqualTo(FailureCode.STREAM_UNSUPPORTED);
    assertThat(failure().getMessage()).contains("live stream", "live_recording");
  }

  /** These seconds of the film, by a timeline. */
  private void live(boolean ended, int from, int count) {
    String template =
        "<SegmentTemplate timescale=\"1000\" initialization=\"$RepresentationID$/init.mp4\""
            + " media=\"$RepresentationID$/$Number%%03d$.m4s\" startNumber=\"%d\">"
            + "<SegmentTimeline><S t=\"%d\" d=\"%d\" r=\"%d\"/></SegmentTimeline></SegmentTemplate>";
    int sound = 6_000 / (SOUND.size() - 1);
    String text =
        "<MPD type=\"%s\" minimumUpdatePeriod=\"PT1S\"><Period><BaseURL>film/</BaseURL>%s</Period></MPD>"
            .formatted(
                ended ? "static" : "dynamic",
                set("v", template.formatted(from, 1_000 * (from - 1), 1_000, count - 1))
                    + set("a", template.formatted(from, sound * (from - 1), sound, count - 1)));
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<MPD></MPD>",
        "<MPD><Period></Period></MPD>",
        "<MPD><Period></MPD>",
        "<!DOCTYPE MPD [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><MPD><Period><BaseURL>&x;</BaseURL></Period></MPD>",
        "<MPD><Period><AdaptationSet mimeType=\"video/mp4\"><BaseURL>file:///etc/passwd</BaseURL><Representation/></AdaptationSet></Period></MPD>",
        "<MPD><Period><AdaptationSet mimeType=\"video/mp4\"><BaseURL>http://127.0.0.2/a.mp4</BaseURL><Representation/></AdaptationSet></Period></MPD>",
        "<MPD><Period><AdaptationSet mimeType=\"video/mp4\"><SegmentTemplate media=\"a$Number$\"/><Representation/></AdaptationSet></Period></MPD>",
        "<MPD mediaPresentationDuration=\"PT900000H\"><Period><AdaptationSet mimeType=\"video/mp4\"><SegmentTemplate duration=\"1\" media=\"a$Number$\"/><Representation/></AdaptationSet></Period></MPD>",
        "<MPD><Period><AdaptationSet mimeType=\"video/mp4\"><SegmentTemplate media=\"a$Time$\"><SegmentTimeline><S d=\"1\" r=\"999999999\"/></SegmentTimeline></SegmentTemplate><Representation/></AdaptationSet></Period></MPD>",
        "<MPD><Period><AdaptationSet mimeType=\"video/mp4\"><SegmentList><SegmentURL media=\"a\" mediaRange=\"9-3\"/></SegmentList><Representation/></AdaptationSet></Period></MPD>"
      })
  void what_makes_no_sense_ends_with_a_sentence(String manifest) {
    site.serve("/film.mpd", manifest.getBytes(UTF_8)).type("application/dash+xml");

    assertThat(failure().code())
        .isIn(
            FailureCode.NOT_MEDIA,
            FailureCode.SOURCE_EMPTY,
            FailureCode.STREAM_UNSUPPORTED,
            FailureCode.ADDRESS_FORBIDDEN);
    assertThat(site.requests()).hasSize(1);
  }
}
