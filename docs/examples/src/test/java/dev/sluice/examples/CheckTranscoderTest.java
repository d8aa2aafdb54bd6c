package dev.sluice.examples;

import static dev.sluice.testkit.media.MediaAssert.assertThatMedia;

import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.testing.LibavDecoder;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.media.libav.testing.TrackMuxer;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import dev.sluice.testkit.media.DecodedMedia;
import dev.sluice.testkit.media.MediaDecoder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds a transcoder to the assertions of the test kit. Put your own in its place. */
class CheckTranscoderTest {
  private final MediaDecoder decoder = new LibavDecoder();

  @Test
  void a_copy_is_exact_in_sync_and_gapless() {
    byte[] source =
        TrackMuxer.file("matroska", TestVideo.of("mpeg4").track(), TestAudio.aac().track());
    MemorySink sink = new MemorySink();
    new LibavTranscoder()
        .transcode(List.of(MemoryInput.of(source)), OutputSpec.DEFAULT, sink, StageMonitor.none());

    DecodedMedia made = decoder.decode(sink.bytes());

    assertThatMedia(made).isInSync(Duration.ofMillis(20)).isGapless(Duration.ofMillis(20));
    assertThatMedia(made).hasSamePicturesAs(decoder.decode(source));
    assertThatMedia(made).hasSameSoundAs(decoder.decode(source));
  }
}
