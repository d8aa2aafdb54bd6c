package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PNG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_profile_name;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_ATTACHMENT;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_get;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt_name;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.media.libav.base.ImageHeader;
import dev.sluice.media.libav.base.Metadata;
import dev.sluice.media.libav.base.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/** Reads {@link MediaInfo} off opened inputs. */
public final class MediaInfoReader {
  private MediaInfoReader() {}

  /**
   * Reads the description of all inputs together.
   *
   * @param demuxers at least one; the streams are numbered consecutively
   */
  static MediaInfo of(List<Demuxer> demuxers) {
    List<StreamInfo> streams = new ArrayList<>();
    long duration = 0;
    long bitrate = 0;
    for (Demuxer demuxer : demuxers) {
      Protection protection = new Protection(demuxer);
      for (int i = 0; i < demuxer.streamCount(); i++) {
        AVStream stream = demuxer.stream(i);
        StreamLabels.addTitle(stream);
        if (isDescribed(stream, demuxer)) {
          demuxer.rendition().ifPresent(found -> StreamLabels.add(found, stream));
        }
        streams.add(stream(streams.size(), demuxer, stream, protection.covers(i)));
      }
      duration = Math.max(duration, demuxer.durationMicroseconds());
      bitrate += Math.max(0, demuxer.context().bit_rate());
    }
    AVFormatContext first = demuxers.get(0).context();
    return new MediaInfo(
        demuxers.get(0).format(),
        duration > 0 ? Optional.of(Times.ofMicroseconds(duration)) : Optional.empty(),
        bitrate > 0 ? OptionalLong.of(bitrate) : OptionalLong.empty(),
        streams,
        Metadata.chapters(first),
        Metadata.tags(first.metadata()));
  }

  // A manifest describes the sound of an input that has sound. Tables of transport streams often
  // name
  // a picture that the input does not have.
  private static boolean isDescribed(AVStream stream, Demuxer demuxer) {
    boolean hasSound = false;
    for (int i = 0; i < demuxer.streamCount(); i++) {
      hasSound |= demuxer.stream(i).codecpar().codec_type() == AVMEDIA_TYPE_AUDIO;
    }
    return !hasSound || stream.codecpar().codec_type() == AVMEDIA_TYPE_AUDIO;
  }

  private static StreamInfo stream(
      int index, Demuxer demuxer, AVStream stream, boolean isProtected) {
    AVCodecParameters parameters = stream.codecpar();
    StreamKind kind = kind(stream, parameters);
    boolean picture = kind == StreamKind.VIDEO || kind == StreamKind.COVER;
    long start = stream.start_time();
    if (start != AV_NOPTS_VALUE) {
      start -= Times.fromMicroseconds(demuxer.startMicroseconds(), stream.time_base());
    }
    Map<String, String> tags = Metadata.tags(stream.metadata());
    StreamInfo.Builder info =
        StreamInfo.builder(index, kind, codec(kind, stream))
            .profile(text(avcodec_profile_name(parameters.codec_id(), parameters.profile())))
            .language(Optional.ofNullable(tags.get("language")))
            .title(Optional.ofNullable(tags.get("title")))
            .dispositions(StreamLabels.dispositions(stream.disposition()))
            .isProtected(isProtected)
            .bitrate(
                parameters.bit_rate() > 0
                    ? OptionalLong.of(parameters.bit_rate())
                    : OptionalLong.empty())
            .start(Times.duration(start, stream.time_base()))
            .duration(Times.duration(stream.duration(), stream.time_base()));
    if (picture) {
      info.size(parameters.width(), parameters.height())
          .rotation(rotation(parameters))
          .pixelFormat(text(av_get_pix_fmt_name(parameters.format())));
    }
    if (kind == StreamKind.VIDEO) {
      info.frameRate(Metadata.frameRate(stream));
    }
    if (kind == StreamKind.AUDIO) {
      info.sound(parameters.ch_layout().nb_channels(), parameters.sample_rate());
    }
    return info.build();
  }

  private static String codec(StreamKind kind, AVStream stream) {
    AVCodecParameters parameters = stream.codecpar();
    if (kind == StreamKind.COVER) {
      return cover(stream);
    }
    if (parameters.codec_tag() == TextSamples.TTML) {
      return "ttml";
    }
    int codec = parameters.codec_id();
    if (codec != AV_CODEC_ID_NONE) {
      return avcodec_get_name(codec).getString();
    }
    return parameters.codec_type() == AVMEDIA_TYPE_ATTACHMENT
        ? "attachment"
        : tag(parameters.codec_tag());
  }

  /** Returns the container's name of a codec that libav does not know. */
  static String tag(int tag) {
    StringBuilder letters = new StringBuilder();
    for (int shift = 0; shift < 32; shift += 8) {
      char letter = (char) (tag >> shift & 0xff);
      if (letter <= ' ' || letter > '~') {
        return tag == 0 ? "unknown" : String.format(Locale.ROOT, "0x%08x", tag);
      }
      letters.append(letter);
    }
    return letters.toString();
  }

  // Many covers are announced as another type than they are, and some are no picture at all.
  private static String cover(AVStream stream) {
    AVCodecParameters parameters = stream.codecpar();
    AVPacket picture = stream.attached_pic();
    if (picture.data() == null || picture.size() == 0) {
      return "unknown";
    }
    byte[] bytes = new byte[picture.size()];
    picture.data().get(bytes);
    Optional<ImageHeader> header = ImageHeader.of(bytes);
    if (header.isPresent()) {
      parameters.codec_id(header.get().png() ? AV_CODEC_ID_PNG : AV_CODEC_ID_MJPEG);
      parameters.width(header.get().width());
      parameters.height(header.get().height());
      return header.get().png() ? "png" : "mjpeg";
    }
    int codec = parameters.codec_id();
    boolean mistaken = codec == AV_CODEC_ID_PNG || codec == AV_CODEC_ID_MJPEG;
    return mistaken || codec == AV_CODEC_ID_NONE ? "unknown" : avcodec_get_name(codec).getString();
  }

  private static StreamKind kind(AVStream stream, AVCodecParameters parameters) {
    int type = parameters.codec_type();
    if (type == AVMEDIA_TYPE_VIDEO) {
      boolean cover = (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0;
      return cover ? StreamKind.COVER : StreamKind.VIDEO;
    }
    if (type == AVMEDIA_TYPE_AUDIO) {
      return StreamKind.AUDIO;
    }
    return type == AVMEDIA_TYPE_SUBTITLE ? StreamKind.SUBTITLE : StreamKind.OTHER;
  }

  private static int rotation(AVCodecParameters parameters) {
    AVPacketSideData matrix =
        av_packet_side_data_get(
            parameters.coded_side_data(),
            parameters.nb_coded_side_data(),
            AV_PKT_DATA_DISPLAYMATRIX);
    if (matrix == null || matrix.isNull()) {
      return 0;
    }
    double counterclockwise = av_display_rotation_get(new IntPointer(matrix.data()));
    if (Double.isNaN(counterclockwise)) {
      return 0;
    }
    return (int) (Math.round(-counterclockwise / 90) * 90 % 360 + 360) % 360;
  }

  private static Optional<String> text(BytePointer pointer) {
    return pointer == null || pointer.isNull()
        ? Optional.empty()
        : Optional.of(pointer.getString());
  }
}
