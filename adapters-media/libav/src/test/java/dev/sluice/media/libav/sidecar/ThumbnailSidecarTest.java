package dev.sluice.media.libav.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.SidecarSpec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThumbnailSidecarTest extends SidecarFixture {
  /** The smallest picture that WebP can hold: one pixel, without loss. */
  private static final byte[] WEBP =
      HexFormat.of()
          .parseHex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700");

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

  @Test
  void of_a_clip_it_is_a_tenth_of_the_clip() {
    byte[] film = FILM.encodedWith(Map.of("g", "25")).bytes();
    Clip clip = new Clip(at(4), at(8));

    BufferedImage image = shown(film, OutputSpec.DEFAULT.withClip(clip));

    assertThat(difference(image, Inspection.of(film), 4.42)).isLessThan(3);
  }

  private static Optional<Clip.Timecode> at(int seconds) {
    return Optional.of(new Clip.Timecode(Duration.ofSeconds(seconds)));
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
    Transcoder.Picture jpeg = drawn("jpeg");

    assertThat(thumbnail(FILM.withCover().bytes(), OutputSpec.DEFAULT, wish(Optional.of(jpeg))))
        .hasValueSatisfying(made -> assertThat(made.bytes()).isEqualTo(jpeg.bytes()));
  }

  @Test
  void a_png_or_a_webp_becomes_a_jpeg() {
    Transcoder.Picture png = drawn("png");

    Transcoder.Picture made =
        thumbnail(FILM.bytes(), OutputSpec.DEFAULT, wish(Optional.of(png))).orElseThrow();
    Transcoder.Picture ofWebp =
        thumbnail(FILM.bytes(), OutputSpec.DEFAULT, wish(Optional.of(new Transcoder.Picture(WEBP))))
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
    Transcoder.Picture broken = new Transcoder.Picture(HexFormat.of().parseHex(hex));

    Transcoder.Picture made =
        thumbnail(FILM.bytes(), OutputSpec.DEFAULT, wish(Optional.of(broken))).orElseThrow();

    assertThat(image(made).getWidth()).as("the film's own").isEqualTo(160);
  }

  @Test
  void a_cover_is_the_sources_own() {
    byte[] song = SampleClip.of("mp3", "", "mp3").withCover().size(48, 32).bytes();

    Transcoder.Picture made =
        thumbnail(song, OutputSpec.DEFAULT.withContainer(Container.MP3), wish(Optional.empty()))
            .orElseThrow();

    assertThat(image(made).getWidth()).isEqualTo(48);
  }

  @Test
  void there_is_no_thumbnail_of_sound_or_without_a_request() {
    byte[] sound = SampleClip.of("mp3", "", "mp3").bytes();
    OutputSpec mp3 = OutputSpec.DEFAULT.withContainer(Container.MP3);

    assertThat(thumbnail(sound, mp3, wish(Optional.empty()))).isEmpty();
    assertThat(thumbnail(FILM.bytes(), OutputSpec.DEFAULT, SidecarSpec.NONE)).isEmpty();
  }

  private static Transcoder.Picture drawn(String type) {
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    image.createGraphics().fillRect(0, 0, 64, 48);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, type, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Transcoder.Picture(bytes.toByteArray());
  }
}
