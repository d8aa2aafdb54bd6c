package dev.sluice.media.libav;

import dev.sluice.core.port.media.Transcoder;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.contract.TranscoderContract;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ProcessTranscoderTest extends TranscoderContract {
  private static final SampleClip FILM =
      SampleClip.of("mp4", "h264", "aac")
          .size(640, 480)
          .lasting(Duration.ofSeconds(4))
          .encodedWith(Map.of("qp", "8"));
  private static final byte[] BOTH = FILM.bytes();
  private static final byte[] PICTURE = FILM.silent().bytes();
  private static final byte[] SOUND = FILM.blind().bytes();

  private static ProcessTranscoder transcoder;

  @BeforeAll
  static void start() {
    transcoder = new ProcessTranscoder(ProcessSettings.standard().children(2));
  }

  @AfterAll
  static void stop() {
    transcoder.close();
  }

  @Override
  protected Transcoder transcoder() {
    return transcoder;
  }

  @Override
  protected byte[] film() {
    return BOTH;
  }

  @Override
  protected byte[] pictureOnly() {
    return PICTURE;
  }

  @Override
  protected byte[] soundOnly() {
    return SOUND;
  }
}
