package dev.sluice.media.libav.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.SidecarSpec;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Thumbnails of films, and what is to be seen in them. */
abstract class SidecarFixture {
  static final SampleClip FILM =
      SampleClip.of("matroska", "h264", "aac").lasting(Duration.ofSeconds(10));

  final LibavTranscoder transcoder = new LibavTranscoder();

  Optional<Transcoder.Picture> thumbnail(byte[] source, OutputSpec output, SidecarSpec wish) {
    Transcoder.Result result =
        transcoder.transcode(
            new Transcoder.Task(List.of(MemoryInput.of(source)), output, TagOverrides.NONE, wish),
            new MemorySink(),
            StageMonitor.none());
    return result.thumbnail();
  }

  BufferedImage shown(byte[] source, OutputSpec output) {
    return image(thumbnail(source, output, wish(Optional.empty())).orElseThrow());
  }

  static SidecarSpec wish(Optional<Transcoder.Picture> given) {
    return new SidecarSpec(true, given, List.of());
  }

  static BufferedImage image(Transcoder.Picture picture) {
    try {
      return ImageIO.read(new ByteArrayInputStream(picture.bytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How far its brightness is from the film's at this moment. */
  static double difference(BufferedImage image, Inspection film, double seconds) {
    byte[] there = film.pictureAt(seconds);
    assertThat(image.getWidth() * image.getHeight()).isEqualTo(there.length);
    long sum = 0;
    for (int i = 0; i < there.length; i++) {
      int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      double light = 0.299 * (rgb >> 16 & 255) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255);
      // The film's black is 16 and its white 235.
      sum += Math.abs(Math.round(light * 219 / 255 + 16) - (there[i] & 255));
    }
    return (double) sum / there.length;
  }
}
