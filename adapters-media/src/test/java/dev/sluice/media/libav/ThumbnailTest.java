package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.port.Picture;
import dev.sluice.core.port.SidecarWish;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.port.Tags;
import dev.sluice.core.port.TranscodeResult;
import dev.sluice.core.port.TranscodeTask;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.Timecode;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.testkit.MemoryInput;
import dev.sluice.testkit.MemorySink;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbnailTest {
  private static final TestClip FILM =
      TestClip.of("matroska", "h264", "aac").lasting(Duration.ofSeconds(10));

  /** The smallest picture that WebP can hold: one pixel, without loss. */
  private static final byte[] WEBP =
      HexFormat.of()
          .parseHex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700");

  private final LibavTranscoder transcoder = new LibavTranscoder();

  private Optional<Picture> thumbnail(byte[] source, OutputSpec output, SidecarWish wish) {
    TranscodeResult result =
        transcoder.transcode(
            new TranscodeTask(List.of(MemoryInput.of(source)), output, Tags.NONE, wish),
            new MemorySink(),
            StageMonitor.none());
    return result.thumbnail();
  }

  private BufferedImage shown(byte[] source, OutputSpec output) {
    return image(thumbnail(source, output, wish(Optional.empty())).orElseThrow());
  }

  private static SidecarWish wish(Optional<Picture> given) {
    return new SidecarWish(true, given, List.of());
  }

  private static BufferedImage image(Picture picture) {
    try {
      return ImageIO.read(new ByteArrayInputStream(picture.bytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How far its brightness is from the film's at this moment. */
  private static double difference(BufferedImage image, Inspection film, double seconds) {
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

  @ParameterizedTest
  @CsvSource({"MP4, COPY", "MKV, COPY", "MP4, H264"})
  void it_is_what_is_shown_at_a_tenth(Container container, VideoCodec codec) {
    byte[] film = FILM.bytes();

    BufferedImage image =
        shown(film, OutputSpec.DEFAULT.withContainer(container).withVideoCodec(codec));

    Inspection before = Inspection.of(film);
    assertThat(difference(image, before, 1.02)).isLessThan(3);
    assertThat(difference(image, before, 0)).isGreaterThan(4);
    assertThat(difference(image, before, 2)).isGreaterThan(4);
  }

  private static byte[] tagged(String matrix, String primaries, String transfer) {
    return FILM.encodedWith(
            Map.of("colorspace", matrix, "color_primaries", primaries, "color_trc", transfer))
        .bytes();
  }

  /** How far two pictures are from each other, in each pixel and colour. */
  private static double apart(BufferedImage one, BufferedImage other, IntUnaryOperator asOther) {
    long sum = 0;
    for (int i = 0; i < one.getWidth() * one.getHeight(); i++) {
      int a = asOther.applyAsInt(one.getRGB(i % one.getWidth(), i / one.getWidth()));
      int b = other.getRGB(i % one.getWidth(), i / one.getWidth());
      for (int shift = 0; shift <= 16; shift += 8) {
        sum += Math.abs((a >> shift & 255) - (b >> shift & 255));
      }
    }
    return sum / 3.0 / (one.getWidth() * one.getHeight());
  }

  /** What the bytes that are this colour by BT.601 are by BT.709. */
  private static int byNewMatrix(int rgb) {
    double r = rgb >> 16 & 255;
    double g = rgb >> 8 & 255;
    double b = rgb & 255;
    double light = 0.299 * r + 0.587 * g + 0.114 * b;
    double blue = (b - light) / 1.772;
    double red = (r - light) / 1.402;
    return clipped(light + 1.5748 * red) << 16
        | clipped(light - 0.1873 * blue - 0.4681 * red) << 8
        | clipped(light + 1.8556 * blue);
  }

  private static int clipped(double value) {
    return (int) Math.round(Math.max(0, Math.min(255, value)));
  }

  @Test
  void its_colours_are_those_of_the_films_matrix() {
    BufferedImage old = shown(tagged("smpte170m", "smpte170m", "smpte170m"), OutputSpec.DEFAULT);
    BufferedImage now = shown(tagged("bt709", "bt709", "bt709"), OutputSpec.DEFAULT);

    assertThat(apart(old, now, rgb -> rgb)).isGreaterThan(4);
    assertThat(apart(old, now, ThumbnailTest::byNewMatrix)).isLessThan(3);
  }

  @Test
  void a_high_range_of_brightness_is_brought_into_that_of_a_screen() {
    BufferedImage plain = shown(tagged("bt2020nc", "bt2020", "bt709"), OutputSpec.DEFAULT);
    BufferedImage pq = shown(tagged("bt2020nc", "bt2020", "smpte2084"), OutputSpec.DEFAULT);
    BufferedImage hlg = shown(tagged("bt2020nc", "bt2020", "arib-std-b67"), OutputSpec.DEFAULT);

    // By ITU-R BT.2100 code 120 of 255 is 67 cd/m² in PQ and 44 in HLG, of the 203 of white.
    assertThat(greyAmong(plain, plain)).isCloseTo(120, within(3.0));
    assertThat(greyAmong(plain, pq)).isCloseTo(255 * Math.pow(67 / 203.0, 1 / 2.4), within(10.0));
    // Of HLG it depends on the screen.
    assertThat(greyAmong(plain, hlg)).isCloseTo(255 * Math.pow(44 / 203.0, 1 / 2.4), within(15.0));
  }

  @Test
  void what_a_film_does_not_say_of_its_range_is_as_such_films_are() {
    BufferedImage told = shown(tagged("bt2020nc", "bt2020", "smpte2084"), OutputSpec.DEFAULT);
    byte[] silent = FILM.encodedWith(Map.of("color_trc", "smpte2084")).bytes();

    assertThat(apart(told, shown(silent, OutputSpec.DEFAULT), rgb -> rgb)).isLessThan(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ictcp", "fcc", "ycgco", "bt2020c", "chroma-derived-c", "smpte2085"})
  void colours_that_nobody_can_bring_into_range_are_shown_as_they_are(String matrix) {
    BufferedImage image = shown(tagged(matrix, "film", "smpte2084"), OutputSpec.DEFAULT);

    assertThat(image.getWidth()).isEqualTo(160);
  }

  /** How light a picture is, on the average, where another one is of a middle grey. */
  private static double greyAmong(BufferedImage where, BufferedImage image) {
    return IntStream.range(0, where.getWidth() * where.getHeight())
        .filter(
            i -> {
              int rgb = where.getRGB(i % where.getWidth(), i / where.getWidth());
              return IntStream.of(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255)
                  .allMatch(value -> Math.abs(value - 120) < 6);
            })
        .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) >> 8 & 255)
        .average()
        .orElseThrow();
  }

  @Test
  void of_a_clip_it_is_a_tenth_of_the_clip() {
    byte[] film = FILM.encodedWith(Map.of("g", "25")).bytes();
    Clip clip = new Clip(at(4), at(8));

    BufferedImage image = shown(film, OutputSpec.DEFAULT.withClip(clip));

    assertThat(difference(image, Inspection.of(film), 4.42)).isLessThan(3);
  }

  private static Optional<Timecode> at(int seconds) {
    return Optional.of(new Timecode(Duration.ofSeconds(seconds)));
  }

  @Test
  void far_from_a_key_picture_it_is_the_next_one() {
    byte[] film =
        FILM.at(50)
            .lasting(Duration.ofSeconds(40))
            .encodedWith(Map.of("g", "500", "sc_threshold", "0"))
            .bytes();

    BufferedImage image = shown(film, OutputSpec.DEFAULT);

    assertThat(difference(image, Inspection.of(film), 10.01)).isLessThan(3);
  }

  @Test
  void sound_of_a_film_has_the_films() {
    byte[] film = FILM.bytes();

    BufferedImage image = shown(film, OutputSpec.DEFAULT.withContainer(Container.M4A));

    assertThat(difference(image, Inspection.of(film), 1.02)).isLessThan(3);
  }

  @Test
  void it_is_the_right_way_up_and_not_too_large() {
    BufferedImage turned = shown(FILM.rotated(90).bytes(), OutputSpec.DEFAULT);
    BufferedImage large =
        shown(
            FILM.size(1920, 1080).lasting(Duration.ofSeconds(1)).silent().bytes(),
            OutputSpec.DEFAULT);

    assertThat(turned.getWidth()).isEqualTo(120);
    assertThat(turned.getHeight()).isEqualTo(160);
    assertThat(large.getWidth()).isEqualTo(1280);
    assertThat(large.getHeight()).isEqualTo(720);
  }

  @Test
  void the_sources_own_picture_comes_first() {
    Picture jpeg = drawn("jpeg");

    assertThat(thumbnail(FILM.withCover().bytes(), OutputSpec.DEFAULT, wish(Optional.of(jpeg))))
        .hasValueSatisfying(made -> assertThat(made.bytes()).isEqualTo(jpeg.bytes()));
  }

  @Test
  void a_png_or_a_webp_becomes_a_jpeg() {
    Picture png = drawn("png");

    Picture made =
        thumbnail(FILM.bytes(), OutputSpec.DEFAULT, wish(Optional.of(png))).orElseThrow();
    Picture ofWebp =
        thumbnail(FILM.bytes(), OutputSpec.DEFAULT, wish(Optional.of(new Picture(WEBP))))
            .orElseThrow();

    assertThat(made.bytes()).startsWith(0xff, 0xd8);
    assertThat(image(made).getWidth()).isEqualTo(64);
    assertThat(new java.awt.Color(image(made).getRGB(32, 10)).getRed()).isGreaterThan(200);
    assertThat(image(ofWebp).getWidth()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "ffd8ffe000104a464946",
    "89504e470d0a1a0a0000000d49484452ffffffffffffffff08",
    "3c68746d6c3e"
  })
  void a_picture_that_is_none_is_left_out(String hex) {
    Picture broken = new Picture(HexFormat.of().parseHex(hex));

    Picture made =
        thumbnail(FILM.bytes(), OutputSpec.DEFAULT, wish(Optional.of(broken))).orElseThrow();

    assertThat(image(made).getWidth()).as("the film's own").isEqualTo(160);
  }

  @Test
  void a_cover_is_the_sources_own() {
    byte[] song = TestClip.of("mp3", "", "mp3").withCover().size(48, 32).bytes();

    Picture made =
        thumbnail(song, OutputSpec.DEFAULT.withContainer(Container.MP3), wish(Optional.empty()))
            .orElseThrow();

    assertThat(image(made).getWidth()).isEqualTo(48);
  }

  @Test
  void sound_alone_has_none_and_nobody_gets_one_unasked() {
    byte[] sound = TestClip.of("mp3", "", "mp3").bytes();
    OutputSpec mp3 = OutputSpec.DEFAULT.withContainer(Container.MP3);

    assertThat(thumbnail(sound, mp3, wish(Optional.empty()))).isEmpty();
    assertThat(thumbnail(FILM.bytes(), OutputSpec.DEFAULT, SidecarWish.NONE)).isEmpty();
  }

  private static Picture drawn(String type) {
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    image.createGraphics().fillRect(0, 0, 64, 48);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, type, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Picture(bytes.toByteArray());
  }
}
