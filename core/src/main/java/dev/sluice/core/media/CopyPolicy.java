package dev.sluice.core.media;

import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.request.Container;
import java.util.Optional;
import java.util.Set;

/**
 * The table of codecs that are copied into each container. It is narrower than what muxers accept:
 * combinations that hardly any player supports (PCM, Vorbis or FLAC in mp4) are encoded instead.
 * The muxer may still reject a stream that this table allows.
 */
public final class CopyPolicy {
  private static final Set<String> MP4_VIDEO =
      Set.of("h264", "hevc", "av1", "vp9", "mpeg4", "mpeg2video");
  private static final Set<String> MP4_AUDIO = Set.of("aac", "mp3", "opus", "ac3", "eac3", "alac");
  private static final Set<String> MOV_VIDEO =
      Set.of(
          "h264",
          "hevc",
          "prores",
          "dnxhd",
          "cfhd",
          "mpeg4",
          "mpeg2video",
          "mjpeg",
          "dvvideo",
          "qtrle",
          "png",
          "rawvideo",
          "v210");
  private static final Set<String> MOV_AUDIO = Set.of("aac", "mp3", "alac", "ac3", "eac3");
  private static final Set<String> WEBM_VIDEO = Set.of("vp8", "vp9", "av1");
  private static final Set<String> WEBM_AUDIO = Set.of("opus", "vorbis");
  private static final Set<String> M4A_AUDIO = Set.of("aac", "alac");
  private static final Set<String> OGG_AUDIO = Set.of("opus", "vorbis", "flac");
  private static final Set<String> COVERS = Set.of("mjpeg", "png");

  /**
   * Subtitles that are read as text. libav calls the script data of an FLV file text, too. TTML is
   * that of mp4, which we read.
   */
  private static final Set<String> TEXT_SUBTITLES =
      Set.of(
          "subrip",
          "srt",
          "ass",
          "ssa",
          "webvtt",
          "mov_text",
          "eia_608",
          "jacosub",
          "microdvd",
          "mpl2",
          "pjs",
          "realtext",
          "sami",
          "stl",
          "subviewer",
          "subviewer1",
          "ttml",
          "vplayer");

  private static final Set<String> MKV_SUBTITLES =
      Set.of(
          "subrip",
          "ass",
          "ssa",
          "webvtt",
          "hdmv_pgs_subtitle",
          "hdmv_text_subtitle",
          "dvd_subtitle",
          "dvb_subtitle",
          "arib_caption");

  /** Fonts of subtitles, and other files that a muxer of mkv attached. */
  private static final Set<String> ATTACHMENTS =
      Set.of("ttf", "otf", "text", "bin_data", "attachment");

  /** The sample rates of AC-3 that the description of a stream in mp4 can express. */
  private static final Set<Integer> AC3_RATES = Set.of(32_000, 44_100, 48_000);

  private CopyPolicy() {}

  /** Returns whether the table allows a copy of the stream into the container. */
  public static boolean allows(Container container, StreamInfo stream) {
    String codec = stream.codec();
    return switch (stream.kind()) {
      case VIDEO -> video(container, codec);
      case AUDIO -> audio(container, codec) && ac3Fits(container, stream);
      // QuickTime's tags cannot hold a cover, and WebM has no attachments.
      case COVER -> container != Container.MOV && container != Container.WEBM && isCover(codec);
      case SUBTITLE -> subtitle(container, codec);
      case OTHER -> container == Container.MKV && ATTACHMENTS.contains(codec);
    };
  }

  /** Returns whether a picture in this format can be a cover. */
  public static boolean isCover(String codec) {
    return COVERS.contains(codec);
  }

  /** Returns whether subtitles of this codec are text that can be written in another format. */
  public static boolean isTextSubtitle(String codec) {
    return TEXT_SUBTITLES.contains(codec);
  }

  /** Returns the codec for text subtitles that are not copied; empty if the container has none. */
  public static Optional<String> subtitleText(Container container) {
    return switch (container) {
      case MP4, MOV -> Optional.of("mov_text");
      case MKV -> Optional.of("subrip");
      case WEBM -> Optional.of("webvtt");
      case M4A, MP3, OGG, OPUS -> Optional.empty();
    };
  }

  /** Returns whether a file of this format has one sound track at most. */
  public static boolean holdsOneTrack(Container container) {
    return container == Container.MP3 || container == Container.OGG || container == Container.OPUS;
  }

  private static boolean ac3Fits(Container container, StreamInfo stream) {
    boolean described = container == Container.MP4 || container == Container.MOV;
    return !described
        || !stream.codec().equals("ac3")
        || stream.sampleRate() == 0
        || AC3_RATES.contains(stream.sampleRate());
  }

  private static boolean subtitle(Container container, String codec) {
    return switch (container) {
      case MKV -> MKV_SUBTITLES.contains(codec);
      case MP4, MOV -> codec.equals("mov_text");
      case WEBM -> codec.equals("webvtt");
      case M4A, MP3, OGG, OPUS -> false;
    };
  }

  private static boolean video(Container container, String codec) {
    return switch (container) {
      case MP4 -> MP4_VIDEO.contains(codec);
      case MOV -> MOV_VIDEO.contains(codec);
      case WEBM -> WEBM_VIDEO.contains(codec);
      case MKV -> true;
      case M4A, MP3, OGG, OPUS -> false;
    };
  }

  private static boolean audio(Container container, String codec) {
    return switch (container) {
      case MP4 -> MP4_AUDIO.contains(codec);
      case MOV -> MOV_AUDIO.contains(codec) || codec.startsWith("pcm_");
      case WEBM -> WEBM_AUDIO.contains(codec);
      case MKV -> true;
      case M4A -> M4A_AUDIO.contains(codec);
      case MP3 -> codec.equals("mp3");
      case OGG -> OGG_AUDIO.contains(codec);
      case OPUS -> codec.equals("opus");
    };
  }
}
