package dev.sluice.media.libav.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.fake.MemorySink;
import dev.sluice.testkit.fake.RecordingMonitor;
import dev.sluice.testkit.site.SiteResource;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** Films that come as playlists. */
abstract class HlsFilmsFixture {
  static final Duration LENGTH = Duration.ofSeconds(6);
  static final byte[] TRANSPORT = SampleClip.of("mpegts", "h264", "aac").lasting(LENGTH).bytes();
  static final byte[] PLAIN = SampleClip.of("mp4", "h264", "aac").lasting(LENGTH).bytes();

  /** Without reordered pictures, so that remuxing does not change its times. */
  static final byte[] IN_ORDER =
      SampleClip.of("mp4", "h264", "aac").lasting(LENGTH).encodedWith(Map.of("bf", "0")).bytes();

  final HlsSite site = HlsSite.start();
  final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  final WebMediaFetcher fetcher = new WebMediaFetcher(web);
  final LibavTranscoder transcoder = new LibavTranscoder();
  final RecordingMonitor monitor = new RecordingMonitor();

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  static String lines(int from, int end) {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < end; i++) {
      lines.append(String.format(Locale.ROOT, "#EXTINF:0.5,\n/film/%d%n", i));
    }
    return lines.toString();
  }

  List<SiteResource> transport(String folder, byte[] stream, int segments) {
    List<SiteResource> served = site.segments(folder, HlsSite.cutTransport(stream, segments));
    double seconds = (double) LENGTH.toMillis() / 1e3 / segments;
    site.playlist("/a", HlsSite.ended(HlsSite.lines(folder, segments, seconds)));
    return served;
  }

  byte[] fetched(OutputSpec output) {
    MemorySink sink = new MemorySink();
    try (Media media = fetcher.open(new FetchRequest(site.url("/a"), output), monitor)) {
      transcoder.transcode(media.inputs(), output, sink, monitor);
    }
    return sink.bytes();
  }

  SluiceException failure() {
    return catchThrowableOfType(SluiceException.class, () -> fetched(OutputSpec.DEFAULT));
  }

  static void assertWhole(Inspection made, byte[] original) {
    Inspection expected = Inspection.of(original);
    assertThat(made.pictures).hasSameSizeAs(expected.pictures);
    assertThat(made.pictureEnd / 1e6).isCloseTo(expected.pictureEnd / 1e6, within(0.04));
    assertThat(made.soundEnd / 1e6).isCloseTo(expected.soundEnd / 1e6, within(0.05));
    assertThat(made.soundStart / 1e6).isCloseTo(expected.soundStart / 1e6, within(0.03));
  }
}
