package dev.sluice.media.libav.testing;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_decode_subtitle2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avsubtitle_free;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVSubtitle;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Decodes the texts of one stream of subtitles. */
final class CueDecoder {
  private static final int FIELDS_BEFORE_TEXT = 8;

  private final AVRational base;
  private final AVSubtitle subtitle = new AVSubtitle();
  private final List<DecodedCue> cues = new ArrayList<>();
  private @Nullable AVCodecContext context;

  CueDecoder(AVStream stream) {
    base = stream.time_base();
    AVCodec codec = avcodec_find_decoder(stream.codecpar().codec_id());
    if (stream.codecpar().codec_type() != AVMEDIA_TYPE_SUBTITLE
        || codec == null
        || codec.isNull()) {
      return;
    }
    context = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(context, stream.codecpar());
    context.pkt_timebase(base);
    if (avcodec_open2(context, codec, new AVDictionary((Pointer) null)) < 0) {
      finish();
    }
  }

  void decode(AVPacket packet) {
    int[] got = {0};
    if (context == null
        || avcodec_decode_subtitle2(context, subtitle, got, packet) < 0
        || got[0] == 0) {
      return;
    }
    for (int i = 0; i < subtitle.num_rects(); i++) {
      BytePointer line = subtitle.rects(i).ass();
      if (line != null && !line.isNull()) {
        String text =
            line.getString(StandardCharsets.UTF_8)
                .split(",", FIELDS_BEFORE_TEXT + 1)[FIELDS_BEFORE_TEXT];
        cues.add(new DecodedCue(time(packet.pts()), time(packet.pts() + packet.duration()), text));
      }
    }
    avsubtitle_free(subtitle);
  }

  private Duration time(long ticks) {
    return Duration.ofMillis(Math.round(1e3 * ticks * base.num() / base.den()));
  }

  /** Returns the texts; nothing is decoded afterwards. */
  List<DecodedCue> finish() {
    if (context != null) {
      avcodec_free_context(context);
      context = null;
    }
    return List.copyOf(cues);
  }
}
