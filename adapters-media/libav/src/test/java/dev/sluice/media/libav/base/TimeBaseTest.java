package dev.sluice.media.libav.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Times in ticks and in microseconds, rounded as libav rounds them. */
class TimeBaseTest {
  @BeforeAll
  static void load() {
    Natives.load();
  }

  @Test
  void ticks_are_microseconds_and_back() {
    TimeBase broadcast = new TimeBase(1, 90_000);

    assertThat(broadcast.toMicroseconds(90_000)).isEqualTo(1_000_000);
    assertThat(broadcast.toMicroseconds(-45_000)).isEqualTo(-500_000);
    assertThat(broadcast.fromMicroseconds(1_000_000)).isEqualTo(90_000);
    assertThat(new TimeBase(1_001, 30_000).toMicroseconds(30_000)).isEqualTo(1_001_000_000);
  }

  @Test
  void halves_go_away_from_zero() {
    assertThat(TimeBase.rescale(1, 1, 2)).isEqualTo(1);
    assertThat(TimeBase.rescale(-1, 1, 2)).isEqualTo(-1);
    assertThat(TimeBase.rescale(1, 1, 3)).isZero();
  }

  @Test
  void every_number_is_what_libav_makes_of_it() {
    Random random = new Random(11);
    long[] values =
        LongStream.concat(
                LongStream.of(
                    0,
                    1,
                    -1,
                    Long.MAX_VALUE,
                    Long.MIN_VALUE + 1,
                    AV_NOPTS_VALUE,
                    1L << 31,
                    1L << 62),
                random.longs(300).map(value -> value >> random.nextInt(64)))
            .toArray();
    long[] factors = {0, 1, 2, 1_001, 90_000, 1_000_000, Integer.MAX_VALUE, 2_147_484_000_000L, -1};

    for (long value : values) {
      for (long by : factors) {
        for (long over : factors) {
          assertThat(TimeBase.rescale(value, by, over))
              .as("%d * %d / %d", value, by, over)
              .isEqualTo(av_rescale(value, by, over));
        }
      }
    }
  }
}
