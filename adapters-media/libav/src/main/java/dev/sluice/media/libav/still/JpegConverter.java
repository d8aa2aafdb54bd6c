package dev.sluice.media.libav.still;

import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.media.libav.base.DecoderLimits;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.ImageHeader;
import dev.sluice.media.libav.codec.FrameDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/** Converts pictures that come with a source to JPEG: JPEG, PNG and WebP. */
final class JpegConverter {
  private static final System.Logger LOG = System.getLogger(JpegConverter.class.getName());

  private static final AVRational SQUARE = new AVRational().num(1).den(1);

  private final DecoderLimits limits;

  JpegConverter(DecoderLimits limits) {
    this.limits = limits;
  }

  /**
   * Returns the picture as a JPEG; a JPEG is returned as it is. Empty, with a line in the log, if
   * it cannot be decoded.
   */
  Optional<Transcoder.Picture> jpeg(Transcoder.Picture picture) {
    byte[] bytes = picture.bytes();
    OptionalInt codec = codec(bytes);
    if (codec.isEmpty()) {
      LOG.log(System.Logger.Level.INFO, "The source's picture is not a JPEG, PNG or WebP");
      return Optional.empty();
    }
    try {
      byte[] made = decoded(bytes, codec.getAsInt());
      return Optional.of(
          codec.getAsInt() == avcodec.AV_CODEC_ID_MJPEG ? picture : new Transcoder.Picture(made));
    } catch (SluiceException e) {
      LOG.log(System.Logger.Level.INFO, "The source''s picture is skipped: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  private static OptionalInt codec(byte[] bytes) {
    Optional<ImageHeader> head = ImageHeader.of(bytes);
    if (head.isPresent()) {
      return OptionalInt.of(head.get().png() ? avcodec.AV_CODEC_ID_PNG : avcodec.AV_CODEC_ID_MJPEG);
    }
    boolean webp = text(bytes, 0).equals("RIFF") && text(bytes, 8).equals("WEBP");
    return webp ? OptionalInt.of(avcodec.AV_CODEC_ID_WEBP) : OptionalInt.empty();
  }

  private static String text(byte[] bytes, int from) {
    return bytes.length < from + 4
        ? ""
        : new String(Arrays.copyOfRange(bytes, from, from + 4), StandardCharsets.ISO_8859_1);
  }

  private byte[] decoded(byte[] bytes, int codec) {
    AVCodecParameters parameters = avcodec_parameters_alloc();
    AVPacket packet = av_packet_alloc();
    parameters.codec_type(avutil.AVMEDIA_TYPE_VIDEO);
    parameters.codec_id(codec);
    av_new_packet(packet, bytes.length);
    packet.data().put(bytes);
    List<byte[]> made = new ArrayList<>(1);
    ThumbnailRenderer shape = new ThumbnailRenderer(SQUARE, 0);
    try (FrameDecoder decoder =
        new FrameDecoder(parameters, SQUARE, SQUARE, 1, limits.maxPixels())) {
      decoder.decode(packet, frame -> made.add(shape.jpeg(frame)));
      decoder.finish(frame -> made.add(shape.jpeg(frame)));
    } finally {
      av_packet_free(packet);
      avcodec_parameters_free(parameters);
    }
    if (made.isEmpty()) {
      throw Failures.damaged("it cannot be decoded");
    }
    return made.get(0);
  }
}
