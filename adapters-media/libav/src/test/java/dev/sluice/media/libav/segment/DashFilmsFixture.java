package dev.sluice.media.libav.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.fake.MemorySink;
import dev.sluice.testkit.fake.RecordingMonitor;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A film of six seconds in fragments, served as manifests may name them. */
abstract class DashFilmsFixture {
  static final Duration LENGTH = Duration.ofSeconds(6);
  static final List<byte[]> PICTURE =
      parts(
          AlteredClip.inFragments(
              SampleClip.of("mp4", "h264", "")
                  .lasting(LENGTH)
                  .encodedWith(Map.of("bf", "0", "g", "25"))
                  .bytes(),
              "+default_base_moof"),
          1);
  static final List<byte[]> SOUND =
      parts(
          AlteredClip.inFragments(
              SampleClip.of("mp4", "", "aac").lasting(LENGTH).blind().bytes(),
              "+default_base_moof+frag_every_frame"),
          70);

  final LoopbackSite site = LoopbackSite.start();
  final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  final WebMediaFetcher fetcher = new WebMediaFetcher(web);
  final RecordingMonitor monitor = new RecordingMonitor();

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
  static List<byte[]> parts(byte[] file, int together) {
    List<byte[]> cut = HlsSite.cutFragments(file);
    List<byte[]> parts = new ArrayList<>(List.of(cut.get(0)));
    for (int from = 1; from < cut.size(); from += together) {
      parts.add(joined(cut.subList(from, Math.min(cut.size(), from + together))));
    }
    return parts;
  }

  static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  void serve(String id, List<byte[]> parts) {
    site.serve("/film/" + id + "/init.mp4", parts.get(0));
    for (int i = 1; i < parts.size(); i++) {
      site.serve(String.format(Locale.ROOT, "/film/%s/%03d.m4s", id, i), parts.get(i));
    }
    site.serve("/film/" + id + ".mp4", joined(parts));
  }

  void manifest(String sets) {
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

  static String set(String id, String segments) {
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

  byte[] fetched(OutputSpec output) {
    MemorySink sink = new MemorySink();
    try (Media media = fetcher.open(new FetchRequest(site.url("/film.mpd"), output), monitor)) {
      new LibavTranscoder().transcode(media.inputs(), output, sink, monitor);
    }
    return sink.bytes();
  }

  SluiceException failure() {
    return catchThrowableOfType(SluiceException.class, () -> fetched(OutputSpec.DEFAULT));
  }

  void assertWhole() {
    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT));

    assertThat(made.pictures).hasSize(25 * 6);
    assertThat(made.pictureEnd / 1e6).isCloseTo(6, within(0.05));
    assertThat(made.soundEnd / 1e6).isCloseTo(6, within(0.1));
    assertThat(made.soundStart / 1e6).isCloseTo(0, within(0.05));
  }
}
