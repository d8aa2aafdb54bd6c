package dev.sluice.media.libav.demux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.junit.jupiter.api.Test;

class EarlyQuestionTest {
  @Test
  void a_question_in_the_middle_decides_nothing_about_a_stream_without_packets() {
    AVFormatContext context = avformat_alloc_context();
    try {
      AVStream known = avformat_new_stream(context, (AVCodec) null);
      known.codecpar().codec_type(AVMEDIA_TYPE_VIDEO);
      AVStream late = avformat_new_stream(context, (AVCodec) null);
      late.codecpar().codec_type(AVMEDIA_TYPE_VIDEO);
      LateStreams streams = new LateStreams(context, 1, false);

      assertThat(streams.continuedSoFar(1)).isNegative();
      assertThat(late.discard()).isNotEqualTo(AVDISCARD_ALL);

      assertThat(streams.continuedBy(1)).isNegative();
      assertThat(late.discard()).isEqualTo(AVDISCARD_ALL);
    } finally {
      avformat_free_context(context);
    }
  }
}
