package dev.sluice.core.request;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The file format of the result, with the codecs that may be encoded into it. Audio-only formats
 * drop the video.
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

  /** Returns the file extension without the dot, which is also the container's wire name. */
  public String extension() {
    return extension;
  }

  /** Returns the media type of the result. */
  public ContentType contentType() {
    return new ContentType(contentType);
  }

  /** Returns whether this container is for audio only. */
  public boolean audioOnly() {
    return videoCodecs.isEmpty();
  }

  /**
   * Returns this container, if it is for audio only.
   *
   * @param option the caller's name for the option that asks for audio alone
   * @throws IllegalArgumentException with a sentence, if this container also holds video
   */
  public Container requireAudioOnly(String option) {
    if (!audioOnly()) {
      throw new IllegalArgumentException(
          "%s gives m4a, mp3, ogg or opus, and not %s".formatted(option, this));
    }
    return this;
  }

  /**
   * Returns whether a request may combine this codec with this container. {@code COPY} and {@code
   * AUTO} are always allowed; their result depends on the source.
   */
  public boolean takes(VideoCodec codec) {
    return codec == VideoCodec.COPY || codec == VideoCodec.AUTO || videoCodecs.contains(codec);
  }

  /**
   * Returns whether a request may combine this codec with this container. {@code COPY} is always
   * allowed; its result depends on the source.
   */
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
   * Returns the codec for video that {@code AUTO} cannot copy: H.264, or VP9 if H.264 does not fit.
   *
   * @throws IllegalStateException if this container is for audio only
   */
  public VideoCodec usualVideo() {
    if (audioOnly()) {
      throw new IllegalStateException(this + " is for audio only");
    }
    return takes(VideoCodec.H264) ? VideoCodec.H264 : VideoCodec.VP9;
  }

  /** Returns the container with this wire name; upper and lower case are equal. */
  public static Optional<Container> named(String name) {
    return Names.find(values(), name);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
