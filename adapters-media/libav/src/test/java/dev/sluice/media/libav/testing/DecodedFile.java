package dev.sluice.media.libav.testing;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_disposition_to_string;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_DICT_IGNORE_SUFFIX;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_get;

import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.media.libav.base.Natives;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A file that libav has read and decoded to its end, without any part of the adapter under test.
 *
 * @param seconds the duration that the file announces; 0 if it announces none
 */
public record DecodedFile(
    String format, double seconds, Map<String, String> tags, List<DecodedStream> streams) {
  /**
   * Reads a file.
   *
   * @throws IllegalStateException if libav cannot open it
   */
  public static DecodedFile of(byte[] file) {
    Path path = null;
    try {
      path = Files.createTempFile("sluice-corpus", ".bin");
      Files.write(path, file);
      return of(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (path != null) {
        path.toFile().delete();
      }
    }
  }

  /**
   * Reads a file.
   *
   * @throws IllegalStateException if libav cannot open it
   */
  public static DecodedFile of(Path path) {
    Natives.load();
    AVFormatContext context = avformat.avformat_alloc_context();
    TrackEncoder.check(
        avformat_open_input(
            context,
            path.toString(),
            new AVInputFormat((Pointer) null),
            new AVDictionary((Pointer) null)),
        "opening the result");
    try {
      TrackEncoder.check(
          avformat_find_stream_info(context, (AVDictionary) null), "reading the streams");
      return read(context);
    } finally {
      avformat_close_input(context);
    }
  }

  private static DecodedFile read(AVFormatContext context) {
    List<StreamDecoder> decoders = new ArrayList<>();
    List<ElementaryStream> payloads = new ArrayList<>();
    List<CueDecoder> cues = new ArrayList<>();
    for (int i = 0; i < context.nb_streams(); i++) {
      decoders.add(new StreamDecoder(context.streams(i)));
      payloads.add(new ElementaryStream(context.streams(i).codecpar()));
      cues.add(new CueDecoder(context.streams(i)));
    }
    AVPacket packet = av_packet_alloc();
    while (av_read_frame(context, packet) >= 0) {
      int index = packet.stream_index();
      if (index < decoders.size()) {
        payloads.get(index).add(bytes(packet));
        decoders.get(index).decode(packet);
        cues.get(index).decode(packet);
      }
      av_packet_unref(packet);
    }
    av_packet_free(packet);
    List<DecodedStream> streams = new ArrayList<>();
    for (int i = 0; i < decoders.size(); i++) {
      AVStream stream = context.streams(i);
      AVCodecParameters parameters = stream.codecpar();
      StreamDecoder decoder = decoders.get(i);
      decoder.finish();
      double aspect =
          ratio(stream.sample_aspect_ratio(), ratio(parameters.sample_aspect_ratio(), 1));
      streams.add(
          new DecodedStream(
              kind(stream),
              avcodec_get_name(parameters.codec_id()).getString(),
              tags(stream.metadata()),
              dispositions(stream.disposition()),
              parameters.width(),
              parameters.height(),
              aspect,
              rotation(parameters),
              parameters.ch_layout().nb_channels(),
              parameters.sample_rate(),
              payloads.get(i).bytes(),
              decoder.errors(),
              decoder.media(),
              cues.get(i).finish()));
    }
    double seconds = context.duration() == AV_NOPTS_VALUE ? 0 : context.duration() / 1e6;
    return new DecodedFile(
        context.iformat().name().getString(), seconds, tags(context.metadata()), streams);
  }

  /** Returns the first stream of a kind. */
  public Optional<DecodedStream> first(StreamKind kind) {
    return streams.stream().filter(stream -> stream.kind() == kind).findFirst();
  }

  private static double ratio(AVRational ratio, double otherwise) {
    return ratio.num() == 0 ? otherwise : (double) ratio.num() / ratio.den();
  }

  private static byte[] bytes(AVPacket packet) {
    byte[] data = new byte[packet.size()];
    if (data.length > 0) {
      packet.data().get(data);
    }
    return data;
  }

  private static StreamKind kind(AVStream stream) {
    int type = stream.codecpar().codec_type();
    if (type == AVMEDIA_TYPE_VIDEO) {
      return (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0
          ? StreamKind.COVER
          : StreamKind.VIDEO;
    }
    if (type == AVMEDIA_TYPE_AUDIO) {
      return StreamKind.AUDIO;
    }
    return type == AVMEDIA_TYPE_SUBTITLE ? StreamKind.SUBTITLE : StreamKind.OTHER;
  }

  private static Map<String, String> tags(AVDictionary dictionary) {
    Map<String, String> tags = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    AVDictionaryEntry entry = null;
    while (true) {
      entry = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX);
      if (entry == null || entry.isNull()) {
        return tags;
      }
      tags.put(entry.key().getString(), entry.value().getString());
    }
  }

  private static Set<String> dispositions(int flags) {
    Set<String> names = new HashSet<>();
    for (int bit = 0; bit < 31; bit++) {
      if ((flags & 1 << bit) != 0) {
        BytePointer name = av_disposition_to_string(1 << bit);
        if (name != null && !name.isNull()) {
          names.add(name.getString());
        }
      }
    }
    return names;
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
    return (int) (Math.round(-counterclockwise / 90) * 90 % 360 + 360) % 360;
  }
}
