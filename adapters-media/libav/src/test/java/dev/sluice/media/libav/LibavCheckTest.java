package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.VideoCodec;
import org.junit.jupiter.api.Test;

class LibavCheckTest {
  @Test
  void it_says_what_the_natives_are_and_what_they_can() {
    LibavCheck check = LibavCheck.run();

    assertThat(check.problem()).isEmpty();
    assertThat(check.version()).startsWith("8.");
    assertThat(check.licence()).contains("GPL");
    assertThat(check.encoders()).contains("aac", "libopus", "libmp3lame", "libvpx-vp9");
    assertThat(check.missing()).doesNotContainAnyElementsOf(check.encoders());
    assertThat(check.encoders().contains("libx265"))
        .isEqualTo(new LibavTranscoder().capabilities().canEncode(VideoCodec.H265));
  }
}
