package dev.sluice.core.request;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The format of the result, and what it takes of the source. Immutable: made by {@link #builder},
 * or by {@link #DEFAULT} and {@link #toBuilder}. {@link JobRequest#violations} checks whether its
 * options fit together.
 */
public final class OutputSpec {
  /** The default output: everything is copied into an mp4. */
  public static final OutputSpec DEFAULT = builder().build();

  private final Values values;

  private OutputSpec(Values values) {
    this.values = values;
  }

  /** Returns a builder of a spec that copies everything into an mp4. */
  public static Builder builder() {
    return new Builder(new Values());
  }

  /** Returns a builder with the values of this spec. */
  public Builder toBuilder() {
    return new Builder(values.copy());
  }

  /** Returns the file format. */
  public Container container() {
    return values.container;
  }

  /** Returns the codec of the video. */
  public VideoCodec videoCodec() {
    return values.videoCodec;
  }

  /** Returns the codec of the audio. */
  public AudioCodec audioCodec() {
    return values.audioCodec;
  }

  /** Returns the bitrate of encoded audio. */
  public AudioBitrate audioBitrate() {
    return values.audioBitrate;
  }

  /** Returns the quality of encoded video; that of the preset, if one is present. */
  public VideoQuality videoQuality() {
    return values.preset.map(VideoQuality.Preset::quality).orElse(values.videoQuality);
  }

  /** Returns the preset that the request names, if any. */
  public Optional<VideoQuality.Preset> preset() {
    return values.preset;
  }

  /** Returns the largest resolution; unlimited if empty. */
  public Optional<MaxResolution> maxResolution() {
    return values.maxResolution;
  }

  /** Returns the section of the source; the whole source if empty. */
  public Optional<Clip> clip() {
    return values.clip;
  }

  /**
   * Returns the languages of the audio, the preferred first. If the source has audio in none of
   * them, its default audio is taken, and the job says so.
   */
  public LanguageChoice audioLanguages() {
    return values.audioLanguages;
  }

  /** Returns which of the source's audio tracks the result has. */
  public AudioTracks audioTracks() {
    return values.audioTracks;
  }

  /**
   * Returns whether a source that ends early, lacks a piece, has a hole or is damaged makes a
   * result without the rest, with what is missing said in the job. If not, it is a failure.
   */
  public boolean allowIncomplete() {
    return values.allowIncomplete;
  }

  /** Returns a copy with this container. */
  public OutputSpec withContainer(Container other) {
    return toBuilder().container(other).build();
  }

  /** Returns a copy with this video codec. */
  public OutputSpec withVideoCodec(VideoCodec other) {
    return toBuilder().videoCodec(other).build();
  }

  /** Returns a copy with this audio codec. */
  public OutputSpec withAudioCodec(AudioCodec other) {
    return toBuilder().audioCodec(other).build();
  }

  /** Returns a copy with this maximum resolution. */
  public OutputSpec withMaxResolution(MaxResolution largest) {
    return toBuilder().maxResolution(largest).build();
  }

  /** Returns a copy for this section of the source. */
  public OutputSpec withClip(Clip section) {
    return toBuilder().clip(section).build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OutputSpec that && values.all().equals(that.values.all());
  }

  @Override
  public int hashCode() {
    return values.all().hashCode();
  }

  @Override
  public String toString() {
    return "OutputSpec" + values.all();
  }

  /** Which of a source's audio tracks the result has. */
  public enum AudioTracks {
    /** As many as is usual for the container: all in an mkv with copied audio, one otherwise. */
    DEFAULT,
    /** All that the container holds. */
    ALL;

    /** Returns the constant with this wire name; upper and lower case are equal. */
    public static Optional<AudioTracks> named(String name) {
      return Names.find(values(), name);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The options, each with its default. A spec never changes its values; a builder does. */
  private static final class Values implements Cloneable {
    Container container = Container.MP4;
    VideoCodec videoCodec = VideoCodec.COPY;
    AudioCodec audioCodec = AudioCodec.COPY;
    AudioBitrate audioBitrate = AudioBitrate.K192;
    VideoQuality videoQuality = VideoQuality.DEFAULT;
    Optional<VideoQuality.Preset> preset = Optional.empty();
    Optional<MaxResolution> maxResolution = Optional.empty();
    Optional<Clip> clip = Optional.empty();
    LanguageChoice audioLanguages = LanguageChoice.ANY;
    AudioTracks audioTracks = AudioTracks.DEFAULT;
    boolean allowIncomplete;

    List<Object> all() {
      return List.of(
          container,
          videoCodec,
          audioCodec,
          audioBitrate,
          preset.map(VideoQuality.Preset::quality).orElse(videoQuality),
          preset,
          maxResolution,
          clip,
          audioLanguages,
          audioTracks,
          allowIncomplete);
    }

    Values copy() {
      try {
        return (Values) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /**
   * Builds specs. New options become new methods, so that callers keep compiling. Not thread-safe.
   */
  public static final class Builder {
    private final Values values;

    private Builder(Values values) {
      this.values = values;
    }

    /** Sets the file format; mp4 by default. */
    public Builder container(Container container) {
      values.container = Objects.requireNonNull(container);
      return this;
    }

    /** Sets the codec of the video; a copy by default. */
    public Builder videoCodec(VideoCodec codec) {
      values.videoCodec = Objects.requireNonNull(codec);
      return this;
    }

    /** Sets the codec of the audio; a copy by default. */
    public Builder audioCodec(AudioCodec codec) {
      values.audioCodec = Objects.requireNonNull(codec);
      return this;
    }

    /** Sets the bitrate of encoded audio; 192 kbit/s by default. */
    public Builder audioBitrate(AudioBitrate bitrate) {
      values.audioBitrate = Objects.requireNonNull(bitrate);
      return this;
    }

    /** Sets the quality of encoded video; if a preset is set, its quality counts. */
    public Builder videoQuality(VideoQuality quality) {
      values.videoQuality = Objects.requireNonNull(quality);
      return this;
    }

    /** Sets the preset, whose quality replaces {@link #videoQuality}; none by default. */
    public Builder preset(VideoQuality.Preset preset) {
      values.preset = Optional.of(preset);
      return this;
    }

    /** Sets the largest resolution; unlimited by default. */
    public Builder maxResolution(MaxResolution largest) {
      values.maxResolution = Optional.of(largest);
      return this;
    }

    /** Sets the section of the source; the whole source by default. */
    public Builder clip(Clip section) {
      values.clip = Optional.of(section);
      return this;
    }

    /** Sets the languages of the audio, the preferred first; any by default. */
    public Builder audioLanguages(LanguageChoice languages) {
      values.audioLanguages = Objects.requireNonNull(languages);
      return this;
    }

    /** Sets which of the source's audio tracks the result has. */
    public Builder audioTracks(AudioTracks tracks) {
      values.audioTracks = Objects.requireNonNull(tracks);
      return this;
    }

    /** Sets whether a source that ends early or lacks a piece makes a result without the rest. */
    public Builder allowIncomplete(boolean allowed) {
      values.allowIncomplete = allowed;
      return this;
    }

    /** Returns a spec with these values. */
    public OutputSpec build() {
      return new OutputSpec(values.copy());
    }
  }
}
