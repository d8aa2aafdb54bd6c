package dev.sluice.core.request;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The file format of the result, with what may be encoded into it. Those that take no picture keep
 * only the sound.
 */
public enum Container {
  MP4(
      "mp4",
      "video/mp4",
      EnumSet.of(VideoCodec.H264, VideoCodec.H265, VideoCodec.VP9),
      EnumSet.of(AudioCodec.AAC, AudioCodec.OPUS, AudioCodec.MP3)),
  MKV(
      "mkv",
      "video/x-matroska",
      EnumSet.of(VideoCodec.H264, VideoCodec.H265, VideoCodec.VP9),
      EnumSet.of(AudioCodec.AAC, AudioCodec.OPUS, AudioCodec.MP3)),
  WEBM("webm", "video/webm", EnumSet.of(VideoCodec.VP9), EnumSet.of(AudioCodec.OPUS)),
  MOV(
      "mov",
      "video/quicktime",
      EnumSet.of(VideoCodec.H264, VideoCodec.H265),
      EnumSet.of(AudioCodec.AAC, AudioCodec.MP3)),
  M4A("m4a", "audio/mp4", Set.of(), EnumSet.of(AudioCodec.AAC)),
  MP3("mp3", "audio/mpeg", Set.of(), EnumSet.of(AudioCodec.MP3)),
  OGG("ogg", "audio/ogg", Set.of(), EnumSet.of(AudioCodec.OPUS)),
  OPUS("opus", "audio/ogg", Set.of(), EnumSet.of(AudioCodec.OPUS));

  private final String extension;
  private final String contentType;
  private final Set<VideoCodec> videoCodecs;
  private final Set<AudioCodec> audioCodecs;

  Container(
      String extension,
      String contentType,
      Set<VideoCodec> videoCodecs,
      Set<AudioCodec> audioCodecs) {
    this.extension = extension;
    this.contentType = contentType;
    this.videoCodecs = Set.copyOf(videoCodecs);
    this.audioCodecs = Set.copyOf(audioCodecs);
  }

  /** The file's extension without the dot, which is also the container's name on the wire. */
  public String extension() {
    return extension;
  }

  public ContentType contentType() {
    return new ContentType(contentType);
  }

  /** Whether it holds sound and nothing else. */
  public boolean audioOnly() {
    return videoCodecs.isEmpty();
  }

  /**
   * Whether this codec may be asked for here; {@code COPY} and {@code AUTO} always may, their
   * outcome depends.
   */
  public boolean takes(VideoCodec codec) {
    return codec == VideoCodec.COPY || codec == VideoCodec.AUTO || videoCodecs.contains(codec);
  }

  /** Whether this codec may be asked for here; {@code COPY} always may, its outcome depends. */
  public boolean takes(AudioCodec codec) {
    return codec == AudioCodec.COPY || audioCodecs.contains(codec);
  }

  /**
   * Returns the codec for audio that cannot be copied: AAC, or the usual one if AAC does not fit.
   */
  public AudioCodec fallbackAudio() {
    if (takes(AudioCodec.AAC)) {
      return AudioCodec.AAC;
    }
    return takes(AudioCodec.OPUS) ? AudioCodec.OPUS : AudioCodec.MP3;
  }

  /**
   * Returns the codec for video that {@code AUTO} cannot copy: H.264, or VP9 where H.264 does not
   * fit. Not for those that take no picture.
   */
  public VideoCodec usualVideo() {
    if (audioOnly()) {
      throw new IllegalStateException(this + " takes no picture");
    }
    return takes(VideoCodec.H264) ? VideoCodec.H264 : VideoCodec.VP9;
  }

  /** The container of this name on the wire, in any case. */
  public static Optional<Container> named(String name) {
    return Names.find(values(), name);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
