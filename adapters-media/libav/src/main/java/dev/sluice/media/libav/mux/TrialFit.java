package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.av_free;

import dev.sluice.core.media.CopyPolicy;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.Container;
import dev.sluice.media.libav.base.FormatTraits;
import dev.sluice.media.libav.plan.ContainerFit;
import java.util.function.IntFunction;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A rule that asks {@link CopyPolicy} first, and then the muxer: it must be able to write a header
 * for this very stream, into memory. libav's query function would be cheaper, but is wrong for mov.
 */
public final class TrialFit implements ContainerFit {
  private final IntFunction<AVStream> streams;

  /**
   * @param streams returns a stream of the source by its index
   */
  public TrialFit(IntFunction<AVStream> streams) {
    this.streams = streams;
  }

  @Override
  public boolean takes(Container container, StreamInfo stream) {
    if (!CopyPolicy.allows(container, stream)) {
      return false;
    }
    boolean alone = stream.kind() == StreamKind.VIDEO || stream.kind() == StreamKind.AUDIO;
    return !alone || headerCanBeWritten(container, streams.apply(stream.index()));
  }

  private static boolean headerCanBeWritten(Container container, AVStream source) {
    String format = FormatTraits.muxerName(container);
    AVFormatContext context = Muxer.allocate(format);
    AVIOContext memory = new AVIOContext((Pointer) null);
    if (avio_open_dyn_buf(memory) < 0) {
      throw new OutOfMemoryError("no native memory for a trial header");
    }
    try {
      context.pb(memory);
      AVStream target = avformat_new_stream(context, null);
      PacketCopy.copyParameters(source, target, FormatTraits.of(container));
      target.time_base(source.time_base());
      int code = avformat_write_header(context, (AVDictionary) null);
      if (code >= 0) {
        av_write_trailer(context);
      }
      return code >= 0;
    } finally {
      avformat_free_context(context);
      BytePointer written = new BytePointer((Pointer) null);
      avio_close_dyn_buf(memory, written);
      av_free(written);
    }
  }
}
