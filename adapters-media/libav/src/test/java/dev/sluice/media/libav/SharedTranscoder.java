package dev.sluice.media.libav;

import dev.sluice.media.libav.sample.SampleClip;
import java.time.Duration;
import java.util.Map;

/** Warm children for the tests of a build, since each start of one costs a second. */
final class SharedTranscoder {
  static final int CHILDREN = 2;

  /** Never closed: its children end with this process. */
  static final ProcessTranscoder INSTANCE =
      new ProcessTranscoder(
          ProcessSettings.standard().children(CHILDREN).grace(Duration.ofMillis(300)));

  /** A film of several parts of shared memory. */
  static final SampleClip FILM =
      SampleClip.of("mp4", "h264", "aac")
          .size(640, 480)
          .lasting(Duration.ofSeconds(2))
          .encodedWith(Map.of("qp", "4"));

  private SharedTranscoder() {}
}
