package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_ATTACHMENT;
import static org.bytedeco.ffmpeg.global.avutil.av_free;

import dev.sluice.core.media.CopyPolicy;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.Container;
import dev.sluice.media.libav.base.FormatTraits;
import dev.sluice.media.libav.plan.ContainerFit;
import java.util.function.IntFunction;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A rule that asks {@link CopyPolicy} first, and then the muxer: it must be able to write a header
 * and an index for this very stream, into memory. libav's query function would be cheaper, but is
 * wrong for mov.
 */
public final class TrialFit implements ContainerFit {
  /** Attachments are a part of the result's head, whose size is limited. */
  private static final long MAX_ATTACHED_BYTES = 32 << 20;

  /** The bytes of a packet for a trial. */
  private static final int PACKET = 16;

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
    return switch (stream.kind()) {
      case COVER -> true;
      case OTHER -> isAttachment(stream.index()) && attachedBytes(stream) <= MAX_ATTACHED_BYTES;
      case VIDEO, AUDIO, SUBTITLE -> canBeWritten(container, streams.apply(stream.index()));
    };
  }

  private boolean isAttachment(int index) {
    AVStream stream = streams.apply(index);
    return stream.codecpar().codec_type() == AVMEDIA_TYPE_ATTACHMENT
        && stream.codecpar().extradata_size() > 0;
  }

  private long attachedBytes(StreamInfo last) {
    long bytes = 0;
    for (int i = 0; i <= last.index(); i++) {
      bytes += isAttachment(i) ? streams.apply(i).codecpar().extradata_size() : 0;
    }
    return bytes;
  }

  @Override
  public String obstacle(Container container, StreamInfo stream) {
    boolean isTooLarge =
        stream.kind() == StreamKind.OTHER
            && CopyPolicy.allows(container, stream)
            && isAttachment(stream.index());
    return isTooLarge
        ? "the source's attachments are larger than 32 MiB"
        : ContainerFit.super.obstacle(container, stream);
  }

  @Override
  public boolean decodes(StreamInfo stream) {
    AVCodec decoder = avcodec_find_decoder(streams.apply(stream.index()).codecpar().codec_id());
    return decoder != null && !decoder.isNull();
  }

  // Of other codecs the muxer reads the description off the packets.
  private static boolean isDescribed(AVStream source) {
    return source.codecpar().extradata_size() > 0
        || source.codecpar().codec_id() == avcodec.AV_CODEC_ID_OPUS;
  }

  // The index of an mp4, which the trailer writes, describes only streams with packets. Returns
  // false if this one is refused, since it holds nothing.
  private static boolean writePacket(AVFormatContext context) {
    AVPacket packet = avcodec.av_packet_alloc();
    try {
      avcodec.av_new_packet(packet, PACKET);
      packet.data().capacity(PACKET).fill(0);
      packet.pts(0);
      packet.dts(0);
      packet.duration(1);
      packet.flags(avcodec.AV_PKT_FLAG_KEY);
      return av_write_frame(context, packet) >= 0;
    } finally {
      avcodec.av_packet_free(packet);
    }
  }

  private static boolean canBeWritten(Container container, AVStream source) {
    String format = FormatTraits.muxerName(container);
    AVFormatContext context = Muxer.allocate(format);
    AVIOContext memory = new AVIOContext((Pointer) null);
    if (avio_open_dyn_buf(memory) < 0) {
      throw new OutOfMemoryError("no native memory for a trial header");
    }
    try {
      context.pb(memory);
      AVStream target = avformat_new_stream(context, null);
      PacketCopy.describe(source, target, context, FormatTraits.of(container));
      int code = avformat_write_header(context, (AVDictionary) null);
      if (code < 0) {
        return false;
      }
      boolean hasPacket = isDescribed(source) && writePacket(context);
      return av_write_trailer(context) >= 0 || !hasPacket;
    } finally {
      avformat_free_context(context);
      BytePointer written = new BytePointer((Pointer) null);
      avio_close_dyn_buf(memory, written);
      av_free(written);
    }
  }
}
