package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.FileLayout;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tags that come with the request. */
class SuppliedTagsTest {
  private static final byte[] FILM =
      SampleClip.of("mp4", "h264", "aac")
          .tagged(Map.of("title", "Old", "artist", "Nobody", "genre", "Speech"))
          .bytes();
  private static final byte[] COVERED =
      SampleClip.of("mp3", "", "mp3").size(640, 480).withCover().bytes();
  private static final TagOverrides TAGS =
      new TagOverrides(
          Optional.of("Über alles «Neue»"),
          Optional.of("What was said,\nand by whom."),
          Optional.of("2024-03-12T06:00:00Z"),
          Optional.of("The Long Way"),
          Optional.of("Harbour Radio"),
          OptionalInt.of(142),
          Optional.empty());

  private final LibavTranscoder transcoder = new LibavTranscoder();

  @ParameterizedTest
  @EnumSource(Container.class)
  void supplied_tags_are_written_and_all_others_are_copied(Container container) {
    byte[] made = transcoded(FILM, container, TAGS);

    Map<String, String> tags = tags(made);
    assertThat(tags)
        .containsEntry("title", "Über alles «Neue»")
        .containsEntry("artist", "Harbour Radio")
        .containsEntry("album", "The Long Way");
    if (container != Container.MOV) {
      // QuickTime has no place for it.
      assertThat(tags.getOrDefault("track", tags.get("tracknumber"))).isEqualTo("142");
    }
    assertThat(tags.getOrDefault("date", "")).startsWith("2024");
    assertThat(tags.getOrDefault("description", tags.get("comment"))).contains("by whom");
    if (container != Container.WEBM) {
      assertThat(tags).containsEntry("genre", "Speech");
    }
    assertThat(Inspection.of(made).soundEnd / 1e6).isCloseTo(2, within(0.1));
  }

  @ParameterizedTest
  @CsvSource({
    "M4A, jpg, mjpeg",
    "M4A, png, png",
    "MP3, jpg, mjpeg",
    "MP3, png, png",
    "OGG, jpg, mjpeg",
    "OPUS, png, png",
  })
  void a_cover_belongs_to_the_sound(Container container, String type, String codec) {
    for (byte[] source : List.of(FILM, COVERED)) {
      byte[] made = transcoded(source, container, TAGS.withCover(picture(type, 300, 200)));

      List<StreamInfo> covers =
          probe(made).streams().stream().filter(s -> s.kind() == StreamKind.COVER).toList();
      assertThat(covers).as("that of the source, if it has one, is replaced").hasSize(1);
      assertThat(covers.get(0).codec()).isEqualTo(codec);
      assertThat(covers.get(0).width()).isEqualTo(300);
      assertThat(covers.get(0).height()).isEqualTo(200);
      assertThat(Inspection.of(made).soundEnd / 1e6).isCloseTo(2, within(0.1));
      assertThat(tags(made)).containsEntry("title", "Über alles «Neue»");
    }
  }

  @Test
  void the_index_of_an_m4a_stays_in_front_with_a_large_cover() {
    byte[] made = transcoded(FILM, Container.M4A, TAGS.withCover(noise(900)));

    assertThat(made.length).isGreaterThan(1_000_000);
    assertThat(FileLayout.indexInFront(made)).isTrue();
  }

  @Test
  void a_cover_that_is_not_a_picture_is_skipped() {
    for (byte[] bytes :
        List.of(
            new byte[0], new byte[500], "<html>Not here</html>".getBytes(), new byte[] {-1, -40})) {
      byte[] made = transcoded(FILM, Container.M4A, TAGS.withCover(new Transcoder.Picture(bytes)));

      assertThat(probe(made).first(StreamKind.COVER)).isEmpty();
    }
  }

  @Test
  void a_film_takes_no_cover() {
    byte[] made = transcoded(FILM, Container.MP4, TAGS.withCover(picture("jpg", 30, 20)));

    assertThat(probe(made).first(StreamKind.COVER)).isEmpty();
  }

  private byte[] transcoded(byte[] source, Container container, TagOverrides tags) {
    MemorySink sink = new MemorySink();
    OutputSpec output = OutputSpec.DEFAULT.withContainer(container);
    if (container == Container.WEBM) {
      output = output.withVideoCodec(VideoCodec.VP9);
    }
    transcoder.transcode(
        new Transcoder.Task(List.of(MemoryInput.of(source)), output, tags),
        sink,
        StageMonitor.none());
    return sink.bytes();
  }

  private MediaInfo probe(byte[] file) {
    return transcoder.probe(List.of(MemoryInput.of(file)), StageMonitor.none());
  }

  // Ogg keeps them on its stream, where only a second reading finds them.
  private Map<String, String> tags(byte[] file) {
    Map<String, String> all = new HashMap<>(probe(file).tags());
    if (!all.containsKey("title")) {
      MemorySink again = new MemorySink();
      transcoder.transcode(
          List.of(MemoryInput.of(file)),
          OutputSpec.DEFAULT.withContainer(Container.MKV),
          again,
          StageMonitor.none());
      all.putAll(probe(again.bytes()).tags());
    }
    return all;
  }

  private static Transcoder.Picture picture(String type, int width, int height) {
    return written(type, new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
  }

  private static Transcoder.Picture noise(int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(3);
    for (int x = 0; x < side; x++) {
      for (int y = 0; y < side; y++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    return written("png", image);
  }

  private static Transcoder.Picture written(String type, BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, type, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Transcoder.Picture(bytes.toByteArray());
  }
}
