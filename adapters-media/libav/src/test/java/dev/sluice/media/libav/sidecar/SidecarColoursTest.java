package dev.sluice.media.libav.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.request.OutputSpec;
import java.awt.image.BufferedImage;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a thumbnail has the colours of its film. */
class SidecarColoursTest extends SidecarFixture {
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

  /** Returns the BT.709 reading of the bytes that have this colour by BT.601. */
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
    assertThat(apart(old, now, SidecarColoursTest::byNewMatrix)).isLessThan(3);
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
  void unspecified_colour_properties_are_taken_from_the_standard() {
    BufferedImage specified = shown(tagged("bt2020nc", "bt2020", "smpte2084"), OutputSpec.DEFAULT);
    byte[] unspecified = FILM.encodedWith(Map.of("color_trc", "smpte2084")).bytes();

    assertThat(apart(specified, shown(unspecified, OutputSpec.DEFAULT), rgb -> rgb)).isLessThan(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ictcp", "fcc", "ycgco", "bt2020c", "chroma-derived-c", "smpte2085"})
  void colours_that_cannot_be_converted_are_shown_unconverted(String matrix) {
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
}
