package dev.sluice.media.libav.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_new_side_data;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MappedPacketTest {
  private final MappedPacket mapped = new MappedPacket();

  /** The same packet, whose fields native code reads and writes. */
  private final AVPacket plain = new AVPacket((Pointer) mapped);

  @AfterEach
  void free() {
    av_packet_free(mapped);
  }

  @Test
  void fields_have_the_values_that_native_code_wrote() {
    assertThat(av_new_packet(plain, 17)).isZero();
    plain.pts(1L << 40).dts(-2).duration(3).pos(4).stream_index(5).flags(AV_PKT_FLAG_KEY);
    plain.opaque(plain);
    av_packet_new_side_data(plain, 0, 6);

    assertThat(mapped.pts()).isEqualTo(1L << 40);
    assertThat(mapped.dts()).isEqualTo(-2);
    assertThat(mapped.duration()).isEqualTo(3);
    assertThat(mapped.pos()).isEqualTo(4);
    assertThat(mapped.stream_index()).isEqualTo(5);
    assertThat(mapped.flags()).isEqualTo(AV_PKT_FLAG_KEY);
    assertThat(mapped.size()).isEqualTo(17);
    assertThat(mapped.side_data_elems()).isEqualTo(1);
    assertThat(mapped.opaque().address()).isEqualTo(plain.address());
  }

  @Test
  void native_code_reads_what_was_set() {
    mapped.pts(-1L << 40).dts(2).duration(-3).pos(-4).stream_index(5);

    assertThat(plain.pts()).isEqualTo(-1L << 40);
    assertThat(plain.dts()).isEqualTo(2);
    assertThat(plain.duration()).isEqualTo(-3);
    assertThat(plain.pos()).isEqualTo(-4);
    assertThat(plain.stream_index()).isEqualTo(5);
  }

  @Test
  void an_empty_packet_has_no_origin() {
    assertThat(mapped.opaque()).isNull();
  }
}
