package dev.sluice.core.request;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A request for one job. Immutable: made by {@link #builder}, or by {@link #of} and the {@code
 * with} methods, each of which returns a new request. Each field is valid by itself; {@link
 * #violations} checks whether they fit together.
 */
public final class JobRequest {
  public static final int LOWEST_PRIORITY = -10;
  public static final int HIGHEST_PRIORITY = 10;

  /** The shortest time after which a file may expire. */
  public static final Duration SHORTEST_EXPIRY = Duration.ofMinutes(1);

  /** The longest time after which a file may expire. */
  public static final Duration LONGEST_EXPIRY = Duration.ofDays(3_650);

  private final Values values;

  private JobRequest(Values values) {
    this.values = values;
  }

  /** Returns a builder of a request that copies everything into an mp4, named by its title. */
  public static Builder builder(SourceUrl url) {
    return new Builder(new Values(url));
  }

  /**
   * Returns a builder of a request that copies everything into an mp4, named by its title.
   *
   * @throws IllegalArgumentException with a sentence, if the text is not an http(s) URL
   */
  public static Builder builder(String url) {
    return builder(SourceUrl.parse(url));
  }

  /** Returns a request that copies everything into an mp4, named by its title. */
  public static JobRequest of(SourceUrl url) {
    return builder(url).build();
  }

  /**
   * Returns a request that copies everything into an mp4, named by its title.
   *
   * @throws IllegalArgumentException with a sentence, if the text is not an http(s) URL
   */
  public static JobRequest of(String url) {
    return of(SourceUrl.parse(url));
  }

  /** Returns a builder with the values of this request. */
  public Builder toBuilder() {
    return new Builder(values.copy());
  }

  /** Returns the URL of the media or the show. */
  public SourceUrl url() {
    return values.url;
  }

  /** Returns the format of the result. */
  public OutputSpec output() {
    return values.output;
  }

  /**
   * Returns the result's name without extension; if empty, the name is made from the title, or from
   * the last part of the URL.
   */
  public Optional<FileName> filename() {
    return values.filename;
  }

  /** Returns the folder in the storage; empty for none. */
  public Optional<Folder> folder() {
    return values.folder;
  }

  /** Returns the webhook that is called when the job ends; empty for none. */
  public Optional<WebhookTarget> webhook() {
    return values.webhook;
  }

  /** Returns whether an object of the same name is replaced; if not, the new name gets a number. */
  public boolean overwrite() {
    return values.overwrite;
  }

  /** Returns the priority: higher ones are claimed first. */
  public int priority() {
    return values.priority;
  }

  /**
   * Returns how long after the end of the job its file is deleted; if empty, it is kept as long as
   * others.
   */
  public Optional<Duration> expiresAfter() {
    return values.expiresAfter;
  }

  /** Returns whether the webhook is called for each step as well as for the end. */
  public boolean progressWebhook() {
    return values.progressWebhook;
  }

  /** Returns the choice of the source's subtitles to store as sidecars; empty for none. */
  public Optional<LanguageChoice> subtitles() {
    return values.subtitles;
  }

  /** Returns whether a thumbnail is stored as a sidecar. */
  public boolean thumbnail() {
    return values.thumbnail;
  }

  /** Returns how a live stream is recorded; if empty, a live stream is rejected. */
  public Optional<LiveRecording> live() {
    return values.live;
  }

  /**
   * Returns a violation for each rule that the fields break together.
   *
   * @param capabilities the codecs that the transcoder can encode
   */
  public List<InvalidRequestException.Violation> violations(Capabilities capabilities) {
    return RequestRules.check(this, capabilities);
  }

  public JobRequest withUrl(SourceUrl other) {
    return toBuilder().url(other).build();
  }

  public JobRequest withOutput(OutputSpec other) {
    return toBuilder().output(other).build();
  }

  public JobRequest withContainer(Container container) {
    return withOutput(output().withContainer(container));
  }

  public JobRequest withVideoCodec(VideoCodec codec) {
    return withOutput(output().withVideoCodec(codec));
  }

  public JobRequest withAudioCodec(AudioCodec codec) {
    return withOutput(output().withAudioCodec(codec));
  }

  public JobRequest withFilename(FileName name) {
    return toBuilder().filename(name).build();
  }

  /** See {@link Builder#filename(String)}. */
  public JobRequest withFilename(String name) {
    return toBuilder().filename(name).build();
  }

  public JobRequest withFolder(Folder other) {
    return toBuilder().folder(other).build();
  }

  /** See {@link Builder#folder(String)}. */
  public JobRequest withFolder(String name) {
    return toBuilder().folder(name).build();
  }

  public JobRequest withWebhook(WebhookTarget target) {
    return toBuilder().webhook(target).build();
  }

  /** See {@link Builder#webhook(String)}. */
  public JobRequest withWebhook(String target) {
    return toBuilder().webhook(target).build();
  }

  public JobRequest withOverwrite(boolean replace) {
    return toBuilder().overwrite(replace).build();
  }

  public JobRequest withPriority(int higherFirst) {
    return toBuilder().priority(higherFirst).build();
  }

  public JobRequest withExpiresAfter(Duration time) {
    return toBuilder().expiresAfter(time).build();
  }

  public JobRequest withProgressWebhook(boolean called) {
    return toBuilder().progressWebhook(called).build();
  }

  /** Returns the request with the source's first subtitles, or without any. */
  public JobRequest withSubtitles(boolean wanted) {
    Builder builder = toBuilder();
    builder.values.subtitles = wanted ? Optional.of(LanguageChoice.ANY) : Optional.empty();
    return builder.build();
  }

  public JobRequest withSubtitles(LanguageChoice choice) {
    return toBuilder().subtitles(choice).build();
  }

  public JobRequest withThumbnail(boolean wanted) {
    return toBuilder().thumbnail(wanted).build();
  }

  public JobRequest withLive(LiveRecording recording) {
    return toBuilder().live(recording).build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JobRequest that && values.all().equals(that.values.all());
  }

  @Override
  public int hashCode() {
    return values.all().hashCode();
  }

  /** Returns a text without credentials and without the queries of URLs. */
  @Override
  public String toString() {
    return "JobRequest" + values.all();
  }

  /** The options, each with its default. A request never changes its values; a builder does. */
  private static final class Values implements Cloneable {
    SourceUrl url;
    OutputSpec output = OutputSpec.DEFAULT;
    Optional<FileName> filename = Optional.empty();
    Optional<Folder> folder = Optional.empty();
    Optional<WebhookTarget> webhook = Optional.empty();
    boolean overwrite;
    int priority;
    Optional<Duration> expiresAfter = Optional.empty();
    boolean progressWebhook;
    Optional<LanguageChoice> subtitles = Optional.empty();
    boolean thumbnail;
    Optional<LiveRecording> live = Optional.empty();

    Values(SourceUrl url) {
      this.url = Objects.requireNonNull(url);
    }

    List<Object> all() {
      return List.of(
          url,
          output,
          filename,
          folder,
          webhook,
          overwrite,
          priority,
          expiresAfter,
          progressWebhook,
          subtitles,
          thumbnail,
          live);
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
   * Builds requests. New options become new methods, so that callers keep compiling. Not
   * thread-safe.
   */
  public static final class Builder {
    private final Values values;

    private Builder(Values values) {
      this.values = values;
    }

    public Builder url(SourceUrl other) {
      values.url = Objects.requireNonNull(other);
      return this;
    }

    /** Sets the format of the result; by default, everything is copied into an mp4. */
    public Builder output(OutputSpec spec) {
      values.output = Objects.requireNonNull(spec);
      return this;
    }

    /** Sets the result's name without extension; by default the title, or the URL's last part. */
    public Builder filename(FileName name) {
      values.filename = Optional.of(name);
      return this;
    }

    /**
     * Sets the result's name without extension.
     *
     * @throws IllegalArgumentException with a sentence, if the name has no usable character
     */
    public Builder filename(String name) {
      return filename(FileName.chosen(name));
    }

    /** Sets the folder in the storage; none by default. */
    public Builder folder(Folder chosen) {
      values.folder = Optional.of(chosen);
      return this;
    }

    /**
     * Sets the folder in the storage.
     *
     * @throws IllegalArgumentException with a sentence
     */
    public Builder folder(String name) {
      return folder(Folder.chosen(name));
    }

    /** Sets the webhook that is called when the job ends. */
    public Builder webhook(WebhookTarget target) {
      values.webhook = Optional.of(target);
      return this;
    }

    /**
     * Sets the webhook that is called when the job ends.
     *
     * @throws IllegalArgumentException with a sentence
     */
    public Builder webhook(String target) {
      return webhook(WebhookTarget.parse(target));
    }

    /**
     * Sets whether an object of the same name is replaced; by default the new name gets a number.
     */
    public Builder overwrite(boolean replace) {
      values.overwrite = replace;
      return this;
    }

    /**
     * Sets the priority; 0 by default.
     *
     * @param higherFirst {@value #LOWEST_PRIORITY} to {@value #HIGHEST_PRIORITY}; a submit rejects
     *     others
     */
    public Builder priority(int higherFirst) {
      values.priority = higherFirst;
      return this;
    }

    /**
     * Sets how long after the end of the job its file is deleted, with its sidecars; by default it
     * is kept as long as others.
     *
     * @param time from {@link #SHORTEST_EXPIRY} to {@link #LONGEST_EXPIRY}; a submit rejects others
     */
    public Builder expiresAfter(Duration time) {
      values.expiresAfter = Optional.of(time);
      return this;
    }

    /** Sets whether the webhook is called for each step as well as for the end. */
    public Builder progressWebhook(boolean called) {
      values.progressWebhook = called;
      return this;
    }

    /** Sets the choice of the source's subtitles to store as sidecars; none by default. */
    public Builder subtitles(LanguageChoice choice) {
      values.subtitles = Optional.of(choice);
      return this;
    }

    /** Sets whether a thumbnail is stored as a sidecar. */
    public Builder thumbnail(boolean wanted) {
      values.thumbnail = wanted;
      return this;
    }

    /** Sets how a live stream is recorded; by default, a live stream is rejected. */
    public Builder live(LiveRecording recording) {
      values.live = Optional.of(recording);
      return this;
    }

    /** Returns a request with these values. */
    public JobRequest build() {
      return new JobRequest(values.copy());
    }
  }
}
