package dev.sluice.media.libav.still;

import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;

import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.media.libav.base.ImageHeader;
import dev.sluice.media.libav.mux.Muxer;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * A cover that comes with the request rather than from the source. It must not be closed before the
 * muxer has started.
 */
public final class SuppliedCover implements AutoCloseable {
  private final AVCodecParameters parameters = avcodec_parameters_alloc();
  private final AVPacket picture = av_packet_alloc();

  private SuppliedCover(ImageHeader head, byte[] bytes) {
    parameters.codec_type(avutil.AVMEDIA_TYPE_VIDEO);
    parameters.codec_id(head.png() ? avcodec.AV_CODEC_ID_PNG : avcodec.AV_CODEC_ID_MJPEG);
    parameters.width(head.width());
    parameters.height(head.height());
    av_new_packet(picture, bytes.length);
    picture.data().put(bytes);
    picture.flags(avcodec.AV_PKT_FLAG_KEY);
  }

  /** Returns the cover among the tags; empty if there is none, or it is neither JPEG nor PNG. */
  public static Optional<SuppliedCover> of(TagOverrides tags) {
    return tags.cover()
        .flatMap(
            cover -> {
              byte[] bytes = cover.bytes();
              return ImageHeader.of(bytes).map(head -> new SuppliedCover(head, bytes));
            });
  }

  public void add(Muxer muxer) {
    CoverWriter.add(parameters, picture, muxer);
  }

  @Override
  public void close() {
    avcodec_parameters_free(parameters);
    av_packet_free(picture);
  }
}
