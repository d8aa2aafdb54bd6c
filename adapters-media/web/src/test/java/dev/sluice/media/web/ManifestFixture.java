package dev.sluice.media.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.fake.RecordingMonitor;
import dev.sluice.testkit.site.SiteResource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Manifests whose segments are short texts, read to their end. */
public abstract class ManifestFixture {
  protected final HlsSite site = HlsSite.start();
  protected final RecordingMonitor monitor = new RecordingMonitor();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private WebMediaFetcher fetcher = new WebMediaFetcher(web);

  protected OutputSpec output = OutputSpec.DEFAULT;

  /**
   * What was read.
   *
   * @param texts the bytes of each input
   */
  protected record Read(
      List<String> texts,
      List<MediaInput> inputs,
      List<StreamReport> others,
      List<SubtitleTrack> subtitles,
      List<String> missing) {}

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  /** Limits the sources that are read from now on. */
  protected void limit(long maxSourceBytes) {
    fetcher.close();
    fetcher =
        new WebMediaFetcher(web, HttpFetchSettings.DEFAULT.withMaxSourceBytes(maxSourceBytes));
  }

  protected SiteResource serve(String path, String content) {
    return site.site().serve(path, content.getBytes(ISO_8859_1));
  }

  /** Serves a presentation of this content at {@code /list}. */
  protected SiteResource mpd(String attributes, String content) {
    String text = "<MPD type=\"static\" %s>%s</MPD>".formatted(attributes, content);
    return site.site().serve("/list", text.getBytes(UTF_8)).type("application/dash+xml");
  }

  protected Media open(String path) {
    return fetcher.open(new FetchRequest(site.url(path), output), monitor);
  }

  protected Media probe(String path) {
    return fetcher.open(FetchRequest.of(site.url(path)), monitor);
  }

  protected Read read() {
    try (Media media = open("/list")) {
      List<String> texts = new ArrayList<>();
      List<String> missing = new ArrayList<>();
      for (MediaInput input : media.inputs()) {
        texts.add(all(input));
        missing.addAll(input.missing());
      }
      return new Read(texts, media.inputs(), media.otherRenditions(), media.subtitles(), missing);
    }
  }

  /** Returns the bytes of the only input. */
  protected String text() {
    return String.join(" + ", read().texts());
  }

  protected SluiceException failure() {
    return catchThrowableOfType(SluiceException.class, this::read);
  }

  protected FailureCode code() {
    return failure().code();
  }

  protected static String all(MediaInput input) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(1_000);
    for (int count = 0; count >= 0; count = input.read(all.size(), buffer.clear())) {
      all.write(buffer.array(), 0, count);
    }
    return all.toString(ISO_8859_1);
  }
}
