package dev.sluice.media.libav.testing;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_ASS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_DVD_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HDMV_PGS_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MOV_TEXT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PNG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_SUBRIP;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_TTF;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_ATTACHMENT;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import dev.sluice.media.libav.testing.EncodedTrack.Unit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.javacpp.BytePointer;

/** Tracks that are neither picture nor sound: subtitles, covers and attachments. */
public final class OtherTracks {
  private static final String ASS_HEADER =
      """
      [Script Info]
      ScriptType: v4.00+

      [V4+ Styles]
      Format: Name, Fontname, Fontsize
      Style: Default,Arial,16

      [Events]
      Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
      """;

  private OtherTracks() {}

  /** Returns one SubRip cue for each text, of half a second, one in each second. */
  public static EncodedTrack subRip(String... texts) {
    return cues(AV_CODEC_ID_SUBRIP, new byte[0], plain(texts));
  }

  /** The same as the text of mp4. */
  public static EncodedTrack movText(String... texts) {
    List<byte[]> cues = new ArrayList<>();
    for (byte[] text : plain(texts)) {
      byte[] length = {(byte) (text.length >> 8), (byte) text.length};
      cues.add(EncodedTrack.joined(length, text));
    }
    return cues(AV_CODEC_ID_MOV_TEXT, new byte[0], cues);
  }

  /**
   * Returns samples of any text of mp4, each of half a second and one behind the other. They are
   * labelled as the text of mp4; see {@link #relabelled}.
   */
  public static EncodedTrack samples(byte[]... samples) {
    AVCodecParameters parameters =
        parameters(AVMEDIA_TYPE_SUBTITLE, AV_CODEC_ID_MOV_TEXT, new byte[0]);
    List<Unit> units = new ArrayList<>();
    for (int i = 0; i < samples.length; i++) {
      long half = EncodedTrack.TICKS / 2;
      units.add(new Unit(samples[i], i * half, i * half, half, true));
    }
    return new EncodedTrack(parameters, units, 1_000, 0, Map.of(), 0);
  }

  /** Returns the mp4 with another sample entry and handler for its text. */
  public static byte[] relabelled(byte[] file, String entry) {
    return new String(file, StandardCharsets.ISO_8859_1)
        .replace("tx3g", entry)
        .replace("sbtl", entry.equals("wvtt") ? "text" : "subt")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The same as Advanced SubStation Alpha. */
  public static EncodedTrack ass(String... texts) {
    List<byte[]> cues = new ArrayList<>();
    for (String text : texts) {
      cues.add((cues.size() + ",0,Default,,0,0,0,," + text).getBytes(StandardCharsets.UTF_8));
    }
    return cues(AV_CODEC_ID_ASS, ASS_HEADER.getBytes(StandardCharsets.UTF_8), cues);
  }

  /** Returns three sets of a Blu-ray's picture subtitles, without a picture. */
  public static EncodedTrack pgs() {
    byte[] set = {
      0x16, 0, 11, 0, (byte) 160, 0, 90, 0x10, 0, 0, (byte) 0x80, 0, 0, 0, (byte) 0x80, 0, 0
    };
    return cues(AV_CODEC_ID_HDMV_PGS_SUBTITLE, new byte[0], List.of(set, set, set));
  }

  /** Returns three packets of a DVD's picture subtitles. */
  public static EncodedTrack vobSub() {
    byte[] packet = {0, 10, 0, 4, 0, 0, 0, 4, 2, (byte) 0xff};
    byte[] header = "size: 160x90\npalette: 000000, ffffff\n".getBytes(StandardCharsets.UTF_8);
    return cues(AV_CODEC_ID_DVD_SUBTITLE, header, List.of(packet, packet, packet));
  }

  private static List<byte[]> plain(String... texts) {
    List<byte[]> cues = new ArrayList<>();
    for (String text : texts) {
      cues.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return cues;
  }

  private static EncodedTrack cues(int codec, byte[] header, List<byte[]> cues) {
    AVCodecParameters parameters = parameters(AVMEDIA_TYPE_SUBTITLE, codec, header);
    parameters.width(160);
    parameters.height(90);
    List<Unit> units = new ArrayList<>();
    for (int i = 0; i < cues.size(); i++) {
      long at = i * EncodedTrack.TICKS;
      units.add(new Unit(cues.get(i), at, at, EncodedTrack.TICKS / 2, true));
    }
    return new EncodedTrack(parameters, units, 1_000, 0, Map.of(), 0);
  }

  /** Returns a picture of JPEG. */
  public static byte[] jpeg() {
    return TestVideo.of("mjpeg").lasting(0.04).track().units().get(0).data();
  }

  /**
   * Returns a cover.
   *
   * @param png whether its label says that it is PNG
   * @param bytes the picture, whatever it is
   */
  public static EncodedTrack cover(boolean png, byte[] bytes) {
    AVCodecParameters parameters =
        parameters(AVMEDIA_TYPE_VIDEO, png ? AV_CODEC_ID_PNG : AV_CODEC_ID_MJPEG, new byte[0]);
    parameters.width(160);
    parameters.height(90);
    return new EncodedTrack(
        parameters,
        List.of(new Unit(bytes, 0, 0, 0, true)),
        1_000,
        0,
        Map.of(),
        AV_DISPOSITION_ATTACHED_PIC);
  }

  /** Returns an attached file of Matroska. */
  public static EncodedTrack attachment(String name, String mediaType, byte[] bytes) {
    return new EncodedTrack(
        parameters(AVMEDIA_TYPE_ATTACHMENT, AV_CODEC_ID_TTF, bytes),
        List.of(),
        1_000,
        0,
        Map.of("filename", name, "mimetype", mediaType),
        0);
  }

  private static AVCodecParameters parameters(int type, int codec, byte[] header) {
    AVCodecParameters parameters = avcodec_parameters_alloc();
    parameters.codec_type(type);
    parameters.codec_id(codec);
    if (header.length > 0) {
      BytePointer data =
          new BytePointer(av_mallocz(header.length + (long) AV_INPUT_BUFFER_PADDING_SIZE));
      data.put(header);
      parameters.extradata(data);
      parameters.extradata_size(header.length);
    }
    return parameters;
  }
}
