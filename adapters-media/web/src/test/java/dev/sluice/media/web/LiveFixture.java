package dev.sluice.media.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.dash.DashFormat;
import dev.sluice.media.web.hls.HlsFormat;
import dev.sluice.media.web.input.HttpMediaFetcher;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.testkit.fake.RecordingMonitor;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.SiteResource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;

/** A live stream whose manifest grows as a test says, and recordings of it. */
abstract class LiveFixture {
  protected static final LiveRecording FROM_START = LiveRecording.untilItsEnd().fromItsStart();

  static final String PATH = "/live";
  static final int WINDOW = 4;

  protected final LoopbackSite site = LoopbackSite.start();
  protected final RecordingMonitor monitor = new RecordingMonitor();
  final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  final HttpFiles files = new HttpFiles(web, HttpFetchSettings.DEFAULT);
  final HlsFormat hls = new HlsFormat(files, Duration.ofSeconds(2));
  final DashFormat dash = new DashFormat(files, Duration.ofSeconds(2));
  final HttpMediaFetcher fetcher =
      new HttpMediaFetcher(web, HttpFetchSettings.DEFAULT, List.of(hls, dash), Optional.empty());
  final List<String> segments = new ArrayList<>();
  boolean ended;

  /**
   * A manifest as it is written.
   *
   * @param first how many segments have fallen out of it
   * @param paths of its segments, each of which lasts {@link #length}
   */
  protected abstract String manifest(int first, List<String> paths, boolean ended);

  /** How long a segment lasts: manifests are read again at its pace. */
  protected abstract Duration length();

  /** What manifests of this kind are sent as. */
  protected abstract String type();

  @AfterEach
  void close() {
    fetcher.close();
    dash.close();
    hls.close();
    web.close();
    site.close();
  }

  /** Serves this in place of the manifest, until that is another one. */
  protected final SiteResource publish(String text) {
    return site.serve(PATH, text.getBytes(UTF_8)).type(type());
  }

  final void publish() {
    int first = Math.max(0, segments.size() - WINDOW);
    publish(manifest(first, segments.subList(first, segments.size()), ended));
  }

  /** Each letter's segment, all in one manifest. */
  protected final void add(String letters) {
    serve(letters);
    letters.chars().forEach(letter -> segments.add("/" + (char) letter));
    publish();
  }

  /** The segments alone. */
  protected final void serve(String letters) {
    letters
        .chars()
        .mapToObj(letter -> String.valueOf((char) letter))
        .forEach(letter -> site.serve("/" + letter, letter.repeat(100).getBytes(ISO_8859_1)));
  }

  final void end() {
    ended = true;
    publish();
  }

  /** Opens what is to be recorded. */
  protected final Media open(LiveRecording recording) {
    return fetcher.open(
        new FetchRequest(site.url(PATH), OutputSpec.DEFAULT, Optional.of(recording)), monitor);
  }

  /** What a recording that begins now holds in the end: a letter for each segment. */
  protected final CompletableFuture<String> recorded(LiveRecording recording) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Media media = open(recording)) {
            return letters(media.inputs().get(0));
          }
        },
        work -> new Thread(work).start());
  }

  protected static String letters(MediaInput input) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(64);
    long position = 0;
    for (int count = input.read(0, buffer); count >= 0; count = input.read(position, buffer)) {
      bytes.write(buffer.array(), 0, count);
      position += count;
      buffer.clear();
    }
    assertThat(bytes.size() % 100).isZero();
    String all = bytes.toString(ISO_8859_1);
    StringBuilder letters = new StringBuilder();
    for (int at = 0; at < all.length(); at += 100) {
      letters.append(all.charAt(at));
    }
    return letters.toString();
  }

  protected static FailureCode failure(CompletableFuture<String> recording) {
    ExecutionException failed = catchThrowableOfType(ExecutionException.class, recording::get);
    return ((SluiceException) failed.getCause()).code();
  }

  protected final void awaitAsked(String name) {
    await().atMost(Duration.ofSeconds(30)).until(() -> !site.requests("/" + name).isEmpty());
  }

  protected final void awaitNextLook() {
    int before = site.requests(PATH).size();
    await().until(() -> site.requests(PATH).size() > before);
  }
}
