package dev.sluice.media.libav.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.testing.HlsLive;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import dev.sluice.testkit.fake.RecordingMonitor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that have no end yet, recorded into one file. */
@Timeout(60)
class LiveFilmsTest {
  private static final Duration LENGTH = Duration.ofSeconds(8);
  private static final byte[] FILM = SampleClip.of("mpegts", "h264", "aac").lasting(LENGTH).bytes();
  private static final List<byte[]> SEGMENTS = HlsSite.cutTransport(FILM, 8);
  private static final LiveRecording FROM_START = LiveRecording.untilItsEnd().fromItsStart();

  private final HlsSite site = HlsSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher = new WebMediaFetcher(web);
  private final LibavTranscoder transcoder = new LibavTranscoder();
  private final RecordingMonitor monitor = new RecordingMonitor();
  private final HlsLive live = new HlsLive(site, "/live", 4, 1);
  private int added;

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      site.site().serve("/film/" + added, SEGMENTS.get(added));
      live.add("/film/" + added, 1);
      added++;
    }
  }

  private CompletableFuture<Inspection> recorded(Container container, LiveRecording recording) {
    OutputSpec output = OutputSpec.DEFAULT.withContainer(container);
    FetchRequest request = new FetchRequest(site.url("/live"), output, Optional.of(recording));
    return CompletableFuture.supplyAsync(
        () -> {
          MemorySink sink = new MemorySink();
          try (Media media = fetcher.open(request, monitor)) {
            transcoder.transcode(media.inputs(), output, sink, monitor);
          }
          return Inspection.of(sink.bytes());
        },
        work -> new Thread(work).start());
  }

  private void awaitAsked(int segment) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !site.site().requests("/film/" + segment).isEmpty());
  }

  @ParameterizedTest
  @EnumSource(
      value = Container.class,
      names = {"MP4", "MKV", "MOV"})
  void a_stream_becomes_one_whole_file(Container container) throws Exception {
    add(3);
    CompletableFuture<Inspection> recording = recorded(container, FROM_START);
    awaitAsked(2);
    add(3);
    awaitAsked(5);
    add(2);
    live.end();

    Inspection made = recording.get();
    Inspection expected = Inspection.of(FILM);
    assertThat(made.pictures).hasSameSizeAs(expected.pictures);
    assertThat((made.pictureEnd - made.pictureStart) / 1e6)
        .isCloseTo((expected.pictureEnd - expected.pictureStart) / 1e6, within(0.05));
    assertThat((made.soundEnd - made.pictureEnd) / 1e6)
        .as("in step")
        .isCloseTo((expected.soundEnd - expected.pictureEnd) / 1e6, within(0.05));
  }

  @Test
  void a_restarted_encoder_may_restart_its_clock() throws Exception {
    HlsLive twice = new HlsLive(site, "/live", 100, 1);
    for (int i = 0; i < 16; i++) {
      site.site().serve("/again/" + i, SEGMENTS.get(i % 8));
      twice.add((i == 8 ? "#EXT-X-DISCONTINUITY\n" : "") + "/again/" + i, 1);
    }
    CompletableFuture<Inspection> recording = recorded(Container.MKV, FROM_START);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !site.site().requests("/again/15").isEmpty());
    twice.end();

    Inspection made = recording.get();
    assertThat(made.pictures.size()).isEqualTo(2 * 25 * 8);
    assertThat(made.pictureEnd / 1e6).isCloseTo(16, within(0.3));
  }

  @Test
  void a_recording_of_a_known_length_reserves_no_more_than_its_index_needs() throws Exception {
    add(8);
    OutputSpec output = OutputSpec.DEFAULT;
    LiveRecording four = FROM_START.withMost(Duration.ofSeconds(2));
    MemorySink sink = new MemorySink();
    FetchRequest request = new FetchRequest(site.url("/live"), output, Optional.of(four));

    try (Media media = fetcher.open(request, monitor)) {
      transcoder.transcode(media.inputs(), output, sink, monitor);
    }

    assertThat(sink.written()).isLessThan(200_000);
    assertThat(Inspection.of(sink.bytes()).pictures.size()).isEqualTo(2 * 25);
  }

  @Test
  void so_does_a_file_that_was_recorded_in_two_goes() {
    byte[] twice = Arrays.copyOf(FILM, 2 * FILM.length);
    System.arraycopy(FILM, 0, twice, FILM.length, FILM.length);
    OutputSpec output = OutputSpec.DEFAULT.withContainer(Container.MKV);
    for (boolean seekable : new boolean[] {true, false}) {
      MediaInput input = seekable ? MemoryInput.of(twice) : MemoryInput.of(twice).forwardOnly();
      MemorySink sink = new MemorySink();
      transcoder.transcode(
          new Transcoder.Task(List.of(input), output, TagOverrides.NONE), sink, monitor);

      Inspection made = Inspection.of(sink.bytes());
      assertThat(made.pictures.size()).isEqualTo(2 * 25 * 8);
      assertThat(made.pictureEnd / 1e6).isCloseTo(16, within(0.3));
    }
  }

  @Test
  void one_that_is_joined_in_the_middle_begins_at_nought() throws Exception {
    add(6);
    CompletableFuture<Inspection> recording = recorded(Container.MP4, LiveRecording.untilItsEnd());
    awaitAsked(5);
    add(2);
    live.end();

    Inspection made = recording.get();
    assertThat(made.pictureStart / 1e6).isCloseTo(0, within(0.2));
    assertThat(made.pictureEnd / 1e6).isCloseTo(5, within(0.5));
  }

  @Test
  void one_that_somebody_ends_can_be_played() throws Exception {
    add(4);
    CompletableFuture<Inspection> recording = recorded(Container.MP4, FROM_START);
    awaitAsked(3);

    monitor.finish();

    Inspection made = recording.get();
    assertThat(made.pictureEnd / 1e6).isCloseTo(4, within(0.5));
    assertThat(made.soundEnd / 1e6).isCloseTo(4, within(0.5));
  }
}
