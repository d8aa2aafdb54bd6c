package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.check.VideoLimits;
import dev.sluice.media.libav.io.AvioStream;
import dev.sluice.media.libav.io.InputHandler;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.Pointer;

/**
 * Finds the parameters of a stream of a transport stream that begins only in the middle: libav has
 * read of it no more than that it exists.
 */
final class LateParameters {
  /** How much of the end is read first, in bytes. */
  private static final long LONGEST_END = 2L << 20;

  private static final long SHORTEST_END = 16L << 10;

  private LateParameters() {}

  /**
   * Completes the parameters of a stream by those that it has at the end of the input.
   *
   * @return whether they are known
   */
  static boolean find(
      AVFormatContext context,
      AVStream stream,
      MediaInput input,
      StageMonitor monitor,
      long maxPixels) {
    AVCodecParameters parameters = stream.codecpar();
    if (!Demuxer.lacksParameters(parameters)) {
      return true;
    }
    if (!input.seekable() || input.size().isEmpty()) {
      return false;
    }
    long size = input.size().getAsLong();
    // Before the stream, libav looks for it no longer than for others.
    for (long length = Math.min(size, LONGEST_END); length > SHORTEST_END; length /= 2) {
      if (find(context, stream, new End(input, size - length), monitor, maxPixels)) {
        return true;
      }
    }
    return false;
  }

  private static boolean find(
      AVFormatContext context, AVStream stream, End input, StageMonitor monitor, long maxPixels) {
    InputHandler handler = new InputHandler(input, monitor);
    AvioStream bytes = AvioStream.reading(handler);
    AVFormatContext end = avformat_alloc_context();
    try {
      end.pb(bytes.context());
      AVDictionary options = new AVDictionary((Pointer) null);
      av_dict_set(options, "protocol_whitelist", "", 0);
      av_dict_set(options, "max_streams", String.valueOf(Demuxer.MAX_STREAMS), 0);
      int code = avformat_open_input(end, "", context.iformat(), options);
      av_dict_free(options);
      if (code >= 0) {
        // Before anything is decoded, and with the values found by decoding.
        VideoLimits.check(end, maxPixels);
        avformat_find_stream_info(end, (AVDictionary) null);
        VideoLimits.check(end, maxPixels);
        copy(end, stream);
      }
      handler.rethrow();
      return !Demuxer.lacksParameters(stream.codecpar());
    } finally {
      if (!end.isNull()) {
        avformat_close_input(end);
      }
      bytes.close();
    }
  }

  private static void copy(AVFormatContext end, AVStream stream) {
    for (int i = 0; i < end.nb_streams(); i++) {
      AVStream found = end.streams(i);
      if (found.id() == stream.id()
          && found.codecpar().codec_id() == stream.codecpar().codec_id()
          && !Demuxer.lacksParameters(found.codecpar())) {
        avcodec_parameters_copy(stream.codecpar(), found.codecpar());
      }
    }
  }

  /** The last bytes of an input. */
  private static final class End extends MediaInput.Forwarding {
    private final MediaInput input;
    private final long from;

    End(MediaInput input, long from) {
      super(input);
      this.input = input;
      this.from = from;
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(input.size().getAsLong() - from);
    }

    @Override
    public int read(long position, ByteBuffer buffer) {
      return input.read(from + position, buffer);
    }
  }
}
