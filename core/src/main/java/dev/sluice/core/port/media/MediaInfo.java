package dev.sluice.core.port.media;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The contents of media: its format, streams, chapters and tags. A source may declare texts of any
 * length; the constructors cut them.
 *
 * @param format libav's short name, such as {@code matroska,webm}
 * @param duration empty if it is unknown
 * @param bitrate in bits per second, if it is known
 * @param tags the container's metadata, with keys in lower case, each value cut to {@value
 *     #LONGEST_TAG} characters
 */
public record MediaInfo(
    String format,
    Optional<Duration> duration,
    OptionalLong bitrate,
    List<StreamInfo> streams,
    List<Chapter> chapters,
    Map<String, String> tags) {
  /** The longest title of a stream or a chapter, in characters. */
  public static final int LONGEST_TITLE = 200;

  /** The longest language, in characters: that of the longest tag which BCP 47 expects. */
  public static final int LONGEST_LANGUAGE = 35;

  /** The longest value of a tag, in characters; a description may be long. */
  public static final int LONGEST_TAG = 10_000;

  public MediaInfo {
    streams = List.copyOf(streams);
    chapters = List.copyOf(chapters);
    tags =
        tags.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, tag -> cut(tag.getValue(), LONGEST_TAG)));
  }

  static String title(String text) {
    return cut(text, LONGEST_TITLE);
  }

  static String language(String text) {
    return cut(text, LONGEST_LANGUAGE);
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    // Half of a surrogate pair is no character.
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end);
  }

  /** The kind of content that a stream carries. */
  public enum StreamKind {
    VIDEO,
    AUDIO,
    SUBTITLE,
    /** A cover: a still picture that belongs to the file. */
    COVER,
    OTHER
  }

  /** The purpose of a stream among others of its kind, as its container or manifest marks it. */
  public enum Disposition {
    /** Players choose this stream unless the viewer asks for another. */
    DEFAULT,
    /** The language is the one that the media was made in. */
    ORIGINAL,
    /** The language is another than the media was made in. */
    DUB,
    COMMENTARY,
    /** Subtitles that are shown even if the viewer did not ask for subtitles. */
    FORCED,
    /** Made for people who hear badly: captions that describe sounds. */
    HEARING_IMPAIRED,
    /** Made for people who see badly: sound that describes the picture. */
    VISUAL_IMPAIRED
  }

  /**
   * A stream of the media. {@link #builder} makes one.
   *
   * @param codec libav's name, such as {@code hevc}
   * @param width in pixels as coded; 0 for a stream without a picture
   * @param rotation the angle by which a player turns the picture clockwise: 0, 90, 180 or 270
   *     degrees
   * @param frameRate in frames per second; 0 if it is unknown
   * @param channels the number of audio channels; 0 for a stream without audio
   * @param sampleRate in hertz; 0 for a stream without audio
   * @param language as the source writes it, such as {@code eng} or {@code pt-BR}; cut to {@value
   *     #LONGEST_LANGUAGE} characters
   * @param title the name of the stream, such as {@code Director's commentary}; cut to {@value
   *     #LONGEST_TITLE} characters
   * @param isProtected whether the stream is encrypted and its key is unavailable
   */
  public record StreamInfo(
      int index,
      StreamKind kind,
      String codec,
      Optional<String> profile,
      int width,
      int height,
      int rotation,
      double frameRate,
      Optional<String> pixelFormat,
      int channels,
      int sampleRate,
      Optional<String> language,
      OptionalLong bitrate,
      Optional<Duration> start,
      Optional<Duration> duration,
      Optional<String> title,
      Set<Disposition> dispositions,
      boolean isProtected) {
    public StreamInfo {
      Objects.requireNonNull(kind);
      Objects.requireNonNull(codec);
      Objects.requireNonNull(profile);
      Objects.requireNonNull(pixelFormat);
      language = language.map(MediaInfo::language);
      Objects.requireNonNull(bitrate);
      Objects.requireNonNull(start);
      Objects.requireNonNull(duration);
      title = title.map(MediaInfo::title);
      dispositions = Set.copyOf(dispositions);
    }

    /**
     * Returns a builder for a stream of which nothing else is known.
     *
     * @param codec libav's name, such as {@code hevc}
     */
    public static Builder builder(int index, StreamKind kind, String codec) {
      return new Builder(index, kind, codec);
    }

    /** Builds the description of a stream. Not thread-safe. */
    public static final class Builder {
      private final int index;
      private final StreamKind kind;
      private final String codec;
      private Optional<String> profile = Optional.empty();
      private int width;
      private int height;
      private int rotation;
      private double frameRate;
      private Optional<String> pixelFormat = Optional.empty();
      private int channels;
      private int sampleRate;
      private Optional<String> language = Optional.empty();
      private OptionalLong bitrate = OptionalLong.empty();
      private Optional<Duration> start = Optional.empty();
      private Optional<Duration> duration = Optional.empty();
      private Optional<String> title = Optional.empty();
      private Set<Disposition> dispositions = Set.of();
      private boolean isProtected;

      Builder(int index, StreamKind kind, String codec) {
        this.index = index;
        this.kind = Objects.requireNonNull(kind);
        this.codec = Objects.requireNonNull(codec);
      }

      public Builder profile(Optional<String> value) {
        profile = Objects.requireNonNull(value);
        return this;
      }

      /** Sets the size of the picture, in pixels as coded. */
      public Builder size(int pixelsWide, int pixelsHigh) {
        width = pixelsWide;
        height = pixelsHigh;
        return this;
      }

      /** Sets the rotation: 0, 90, 180 or 270 degrees, clockwise. */
      public Builder rotation(int degrees) {
        rotation = degrees;
        return this;
      }

      public Builder frameRate(double framesPerSecond) {
        frameRate = framesPerSecond;
        return this;
      }

      public Builder pixelFormat(Optional<String> value) {
        pixelFormat = Objects.requireNonNull(value);
        return this;
      }

      /**
       * Sets the format of the sound.
       *
       * @param hertz the sample rate
       */
      public Builder sound(int channelCount, int hertz) {
        channels = channelCount;
        sampleRate = hertz;
        return this;
      }

      public Builder language(Optional<String> value) {
        language = Objects.requireNonNull(value);
        return this;
      }

      /** Sets the bitrate, in bits per second. */
      public Builder bitrate(OptionalLong value) {
        bitrate = Objects.requireNonNull(value);
        return this;
      }

      public Builder start(Optional<Duration> value) {
        start = Objects.requireNonNull(value);
        return this;
      }

      public Builder duration(Optional<Duration> value) {
        duration = Objects.requireNonNull(value);
        return this;
      }

      public Builder title(Optional<String> value) {
        title = Objects.requireNonNull(value);
        return this;
      }

      public Builder dispositions(Set<Disposition> value) {
        dispositions = Set.copyOf(value);
        return this;
      }

      public Builder isProtected(boolean value) {
        isProtected = value;
        return this;
      }

      /** Returns the description of the stream. */
      public StreamInfo build() {
        return new StreamInfo(
            index,
            kind,
            codec,
            profile,
            width,
            height,
            rotation,
            frameRate,
            pixelFormat,
            channels,
            sampleRate,
            language,
            bitrate,
            start,
            duration,
            title,
            dispositions,
            isProtected);
      }
    }
  }

  /** A section of the media, with a title if it has one. */
  public record Chapter(Duration from, Duration to, Optional<String> title) {
    public Chapter {
      title = title.map(MediaInfo::title);
    }
  }

  /** Returns the first stream of this kind. */
  public Optional<StreamInfo> first(StreamKind kind) {
    return streams.stream().filter(stream -> stream.kind() == kind).findFirst();
  }
}
