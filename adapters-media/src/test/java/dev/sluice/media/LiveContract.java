package dev.sluice.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.FetchRequest;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.dash.DashFormat;
import dev.sluice.media.hls.HlsFormat;
import dev.sluice.media.http.HttpFetchSettings;
import dev.sluice.media.http.HttpFiles;
import dev.sluice.media.http.HttpMediaFetcher;
import dev.sluice.media.web.OkHttpWebClient;
import dev.sluice.testkit.LoopbackSite;
import dev.sluice.testkit.RecordingMonitor;
import dev.sluice.testkit.SiteResource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Streams that have no end yet, in any form. Each segment is a letter, a hundred times, of equal
 * length; a manifest names the newest four.
 */
@Timeout(60)
public abstract class LiveContract {
  protected static final LiveRecording FROM_START = LiveRecording.untilItsEnd().fromItsStart();

  private static final String PLACE = "/live";
  private static final int WINDOW = 4;

  protected final LoopbackSite site = LoopbackSite.start();
  protected final RecordingMonitor monitor = new RecordingMonitor();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final HttpFiles files = new HttpFiles(web, HttpFetchSettings.DEFAULT);
  private final HlsFormat hls = new HlsFormat(files, Duration.ofSeconds(2));
  private final DashFormat dash = new DashFormat(files, Duration.ofSeconds(2));
  private final HttpMediaFetcher fetcher =
      new HttpMediaFetcher(web, HttpFetchSettings.DEFAULT, List.of(hls, dash), Optional.empty());
  private final List<String> segments = new ArrayList<>();
  private boolean ended;

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
    return site.serve(PLACE, text.getBytes(UTF_8)).type(type());
  }

  private void publish() {
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

  private void end() {
    ended = true;
    publish();
  }

  /** Opens what is to be recorded. */
  protected final Media open(LiveRecording recording) {
    return fetcher.open(
        new FetchRequest(site.url(PLACE), OutputSpec.DEFAULT, Optional.of(recording)), monitor);
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
    int before = site.requests(PLACE).size();
    await().until(() -> site.requests(PLACE).size() > before);
  }

  @Test
  void a_stream_is_followed_to_its_end() throws Exception {
    add("abc");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("c");
    add("de");
    awaitAsked("e");
    add("f");
    end();

    assertThat(recording.get()).isEqualTo("abcdef");
    assertThat(monitor.downloaded()).isEqualTo(600);
    assertThat(monitor.finished()).isEqualTo(1);
  }

  @Test
  void now_is_three_target_durations_before_the_end() throws Exception {
    add("abcd");
    CompletableFuture<String> recording = recorded(LiveRecording.untilItsEnd());
    awaitAsked("d");
    end();

    assertThat(recording.get()).isEqualTo("bcd");
  }

  @Test
  void as_much_is_recorded_as_was_asked_for() throws Exception {
    add("abcd");

    assertThat(recorded(FROM_START.withMost(length().multipliedBy(5).dividedBy(2))).get())
        .isEqualTo("abc");
    end();
    assertThat(
            recorded(LiveRecording.untilItsEnd().withMost(length().multipliedBy(5).dividedBy(2)))
                .get())
        .as("of one that is over")
        .isEqualTo("abc");
  }

  @Test
  void a_recording_ends_when_somebody_wishes() throws Exception {
    add("abc");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("c");

    monitor.finish();

    assertThat(recording.get()).isEqualTo("abc");
  }

  @Test
  void a_recording_is_cancelled_as_any_other() throws Exception {
    add("abc");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("c");

    monitor.cancel();

    assertThat(failure(recording)).isEqualTo(FailureCode.CANCELLED);
  }

  @Test
  void a_manifest_that_is_gone_for_a_moment_is_borne_with() throws Exception {
    add("abc");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("c");
    publish("").status(503);
    awaitNextLook();
    publish("").status(404);
    awaitNextLook();
    add("d");
    end();

    assertThat(recording.get()).isEqualTo("abcd");
  }

  @Test
  void a_stream_that_is_gone_for_good_is_over() throws Exception {
    add("abc");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("c");
    publish("").status(404);

    assertThat(recording.get()).isEqualTo("abc");
  }

  @Test
  void a_stream_that_stands_still_fails_or_is_kept_as_far_as_it_went() throws Exception {
    add("abc");

    assertThat(failure(recorded(FROM_START))).isEqualTo(FailureCode.SOURCE_STALLED);
    assertThat(recorded(FROM_START.keepingPartial()).get()).isEqualTo("abc");
  }

  @Test
  void an_encoder_that_was_started_again_is_followed() throws Exception {
    add("abcdefghijkl");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("l");
    segments.clear();
    publish();
    awaitNextLook();
    add("xy");
    awaitAsked("y");
    add("z");
    end();

    assertThat(recording.get()).isEqualTo("ijklxyz");
  }

  @Test
  void an_older_copy_of_the_manifest_is_no_news() throws Exception {
    add("abcdefghijkl");
    CompletableFuture<String> recording = recorded(FROM_START);
    awaitAsked("l");
    publish(
        manifest(1, "bcdefghijk".chars().mapToObj(letter -> "/" + (char) letter).toList(), false));
    awaitNextLook();
    awaitNextLook();
    add("m");
    end();

    assertThat(recording.get()).isEqualTo("ijklm");
  }

  @Test
  void a_segment_that_was_missed_is_no_silent_hole() throws Exception {
    add("abc");
    CompletableFuture<String> failing = recorded(FROM_START);
    CompletableFuture<String> keeping = recorded(FROM_START.keepingPartial());
    await().until(() -> site.requests("/c").size() == 2);
    add("defghij");

    assertThat(failure(failing)).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(keeping.get()).isEqualTo("abc");
  }

  @Test
  void a_segment_that_cannot_be_had_ends_a_recording_there_at_most() throws Exception {
    add("abc");
    site.serve("/b", new byte[1]).status(404);

    assertThat(failure(recorded(FROM_START))).isEqualTo(FailureCode.SOURCE_NOT_FOUND);
    assertThat(recorded(FROM_START.keepingPartial()).get()).isEqualTo("a");
  }

  @Test
  void what_is_no_segment_ends_a_recording_there_at_most() throws Exception {
    add("abc");
    site.serve("/b", "<html>Back soon".getBytes(UTF_8));

    assertThat(failure(recorded(FROM_START))).isEqualTo(FailureCode.MEDIA_DAMAGED);
    assertThat(recorded(FROM_START.keepingPartial()).get()).isEqualTo("a");
  }

  @Test
  void a_recording_of_nothing_at_all_says_why() {
    add("abc");
    site.serve("/a", "<html>Back soon".getBytes(UTF_8));
    assertThat(failure(recorded(FROM_START.keepingPartial()))).isEqualTo(FailureCode.MEDIA_DAMAGED);

    site.serve("/a", new byte[1]).status(404);
    assertThat(failure(recorded(FROM_START.keepingPartial())))
        .isEqualTo(FailureCode.SOURCE_NOT_FOUND);
  }

  @Test
  void what_is_kept_ends_between_two_segments() throws Exception {
    add("abc");
    site.serve("/b", "b".repeat(10_000).getBytes(ISO_8859_1)).cutAfter(6_000).ignoringRanges();

    assertThat(failure(recorded(FROM_START))).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(recorded(FROM_START.keepingPartial()).get()).isEqualTo("a");
  }

  @Test
  void a_stream_without_an_end_is_refused_where_nobody_asked_for_a_recording() {
    add("abc");

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class, () -> fetcher.open(site.url(PLACE), monitor).close());

    assertThat(failure.code()).isEqualTo(FailureCode.STREAM_UNSUPPORTED);
    assertThat(failure.getMessage()).contains("ask for live_recording");
  }
}
