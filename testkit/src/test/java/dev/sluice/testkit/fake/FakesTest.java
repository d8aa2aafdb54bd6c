package dev.sluice.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FakesTest {
  private static final SourceUrl URL = SourceUrl.parse("https://media.example/talk.mp4");

  private final FakeMediaFetcher fetcher = FakeMediaFetcher.serving(FakeSource.ofSize(200_000));
  private final FakeTranscoder transcoder = new FakeTranscoder();
  private final Collector sink = new Collector();

  @Test
  void bytes_go_from_the_fetcher_through_the_transcoder_into_the_sink() {
    try (Media media = fetcher.open(URL, StageMonitor.none())) {
      transcoder.transcode(media.inputs(), OutputSpec.DEFAULT, sink, StageMonitor.none());
    }

    assertThat(sink.bytes.toByteArray()).isEqualTo(FakeSource.ofSize(200_000).bytes());
    fetcher.assertNothingIsOpen();
    transcoder.assertNothingRuns();
  }

  @Test
  void media_that_is_read_after_its_close_is_complained_about() {
    Media media = fetcher.open(URL, StageMonitor.none());
    MediaInput input = media.inputs().get(0);
    media.close();

    assertThatThrownBy(() -> input.read(0, ByteBuffer.allocate(8)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(fetcher::assertNothingIsOpen).hasMessageContaining("was closed");
  }

  @Test
  void media_that_is_left_open_is_complained_about() {
    Media media = fetcher.open(URL, StageMonitor.none());

    assertThatThrownBy(fetcher::assertNothingIsOpen).hasMessageContaining("not closed");
    media.close();
    media.close();
    fetcher.assertNothingIsOpen();
  }

  @Test
  void a_stream_is_read_in_order_only() {
    fetcher.offer(URL.text(), FakeSource.ofSize(100).asStream());
    try (Media media = fetcher.open(URL, StageMonitor.none())) {
      MediaInput input = media.inputs().get(0);

      assertThat(input.size()).isEmpty();
      assertThatThrownBy(() -> input.read(5, ByteBuffer.allocate(8)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_source_breaks_where_it_is_told_to() {
    SluiceException cut = new SluiceException(FailureCode.SOURCE_CUT, "Cut at 70000 of 200000");
    fetcher.offer(URL.text(), FakeSource.ofSize(200_000).failingAt(70_000, cut));
    try (Media media = fetcher.open(URL, StageMonitor.none())) {
      assertThatThrownBy(
              () ->
                  transcoder.transcode(
                      media.inputs(), OutputSpec.DEFAULT, sink, StageMonitor.none()))
          .hasMessage("Cut at 70000 of 200000");
    }
    assertThat(sink.written()).isEqualTo(70_000);
  }

  @Test
  void an_unknown_url_is_not_found() {
    assertThatThrownBy(() -> FakeMediaFetcher.empty().open(URL, StageMonitor.none()))
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND));
  }

  @Test
  void a_reader_held_at_the_gate_leaves_it_when_the_job_is_cancelled() {
    StoppableMonitor monitor = new StoppableMonitor();
    fetcher.readGate().close();
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(
            () -> {
              try (Media media = fetcher.open(URL, monitor)) {
                transcoder.transcode(media.inputs(), OutputSpec.DEFAULT, sink, monitor);
              }
            });
    fetcher.readGate().awaitArrival();

    monitor.stop();

    assertThatThrownBy(reading::join)
        .hasCauseInstanceOf(SluiceException.class)
        .hasMessageContaining("cancelled");
    fetcher.assertNothingIsOpen();
    transcoder.assertNothingRuns();
  }

  @Test
  void a_transcoder_refuses_a_clip_beyond_the_end_as_every_one_does() {
    Clip beyond = new Clip(Optional.of(Clip.Timecode.parse("5")), Optional.empty());
    Clip within = new Clip(Optional.of(Clip.Timecode.parse("4.999")), Optional.empty());
    List<MediaInput> input = List.of(MemoryInput.of(new byte[] {1, 2, 3}));

    assertThatThrownBy(
            () ->
                transcoder.transcode(
                    input, OutputSpec.DEFAULT.withClip(beyond), sink, StageMonitor.none()))
        .hasMessageContaining("lasts only 00:00:05.000")
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.CLIP_BEYOND_END));
    transcoder.transcode(input, OutputSpec.DEFAULT.withClip(within), sink, StageMonitor.none());
    assertThat(sink.written()).isEqualTo(3);
  }

  @Test
  void a_transcoder_used_again_after_a_cancel_complains() {
    StoppableMonitor monitor = new StoppableMonitor();
    try (Media media = fetcher.open(URL, monitor)) {
      List<MediaInput> inputs = media.inputs();
      monitor.stop();
      assertThatThrownBy(() -> transcoder.probe(inputs, monitor))
          .isInstanceOf(SluiceException.class);

      assertThatThrownBy(() -> transcoder.transcode(inputs, OutputSpec.DEFAULT, sink, monitor))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(transcoder.misuses()).hasSize(1);
  }

  /** Keeps what is written. */
  private static final class Collector implements ArtifactSink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void begin(int head) {
      bytes.reset();
    }

    @Override
    public void write(ByteBuffer buffer) {
      byte[] taken = new byte[buffer.remaining()];
      buffer.get(taken);
      bytes.writeBytes(taken);
    }

    @Override
    public void rewrite(long position, ByteBuffer buffer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long written() {
      return bytes.size();
    }

    @Override
    public long commit() {
      return bytes.size();
    }

    @Override
    public void close() {}
  }
}
