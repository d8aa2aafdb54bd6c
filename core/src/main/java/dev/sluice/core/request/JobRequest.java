package dev.sluice.core.request;

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

  private final SourceUrl url;
  private final OutputSpec output;
  private final Optional<FileName> filename;
  private final Optional<Folder> folder;
  private final Optional<WebhookTarget> webhook;
  private final boolean overwrite;
  private final int priority;
  private final boolean progressWebhook;
  private final Optional<SubtitleChoice> subtitles;
  private final boolean thumbnail;
  private final Optional<LiveRecording> live;

  private JobRequest(Builder builder) {
    url = builder.url;
    output = builder.output;
    filename = builder.filename;
    folder = builder.folder;
    webhook = builder.webhook;
    overwrite = builder.overwrite;
    priority = builder.priority;
    progressWebhook = builder.progressWebhook;
    subtitles = builder.subtitles;
    thumbnail = builder.thumbnail;
    live = builder.live;
  }

  /** Returns a builder of a request that copies everything into an mp4, named by its title. */
  public static Builder builder(SourceUrl url) {
    return new Builder(url);
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
    return new Builder(this);
  }

  /** Returns the URL of the media or the show. */
  public SourceUrl url() {
    return url;
  }

  /** Returns the format of the result. */
  public OutputSpec output() {
    return output;
  }

  /**
   * Returns the result's name without extension; if empty, the name is made from the title, or from
   * the last part of the URL.
   */
  public Optional<FileName> filename() {
    return filename;
  }

  /** Returns the folder in the storage; empty for none. */
  public Optional<Folder> folder() {
    return folder;
  }

  /** Returns the webhook that is called when the job ends; empty for none. */
  public Optional<WebhookTarget> webhook() {
    return webhook;
  }

  /** Returns whether an object of the same name is replaced; if not, the new name gets a number. */
  public boolean overwrite() {
    return overwrite;
  }

  /** Returns the priority: higher ones are claimed first. */
  public int priority() {
    return priority;
  }

  /** Returns whether the webhook is called for each step as well as for the end. */
  public boolean progressWebhook() {
    return progressWebhook;
  }

  /** Returns the choice of the source's subtitles to store as sidecars; empty for none. */
  public Optional<SubtitleChoice> subtitles() {
    return subtitles;
  }

  /** Returns whether a thumbnail is stored as a sidecar. */
  public boolean thumbnail() {
    return thumbnail;
  }

  /** Returns how a live stream is recorded; if empty, a live stream is rejected. */
  public Optional<LiveRecording> live() {
    return live;
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
    return withOutput(output.withContainer(container));
  }

  public JobRequest withVideoCodec(VideoCodec codec) {
    return withOutput(output.withVideoCodec(codec));
  }

  public JobRequest withAudioCodec(AudioCodec codec) {
    return withOutput(output.withAudioCodec(codec));
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

  public JobRequest withProgressWebhook(boolean called) {
    return toBuilder().progressWebhook(called).build();
  }

  /** Returns the request with the source's first subtitles, or without any. */
  public JobRequest withSubtitles(boolean wanted) {
    Builder builder = toBuilder();
    builder.subtitles = wanted ? Optional.of(SubtitleChoice.FIRST) : Optional.empty();
    return builder.build();
  }

  public JobRequest withSubtitles(SubtitleChoice choice) {
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
    return other instanceof JobRequest that && fields().equals(that.fields());
  }

  @Override
  public int hashCode() {
    return fields().hashCode();
  }

  /** Returns a text without credentials and without the queries of URLs. */
  @Override
  public String toString() {
    return "JobRequest" + fields();
  }

  private List<Object> fields() {
    return List.of(
        url,
        output,
        filename,
        folder,
        webhook,
        overwrite,
        priority,
        progressWebhook,
        subtitles,
        thumbnail,
        live);
  }

  /**
   * Builds requests. New options become new methods, so that callers keep compiling. Not
   * thread-safe.
   */
  public static final class Builder {
    private SourceUrl url;
    private OutputSpec output = OutputSpec.DEFAULT;
    private Optional<FileName> filename = Optional.empty();
    private Optional<Folder> folder = Optional.empty();
    private Optional<WebhookTarget> webhook = Optional.empty();
    private boolean overwrite;
    private int priority;
    private boolean progressWebhook;
    private Optional<SubtitleChoice> subtitles = Optional.empty();
    private boolean thumbnail;
    private Optional<LiveRecording> live = Optional.empty();

    private Builder(SourceUrl url) {
      this.url = Objects.requireNonNull(url);
    }

    private Builder(JobRequest request) {
      url = request.url;
      output = request.output;
      filename = request.filename;
      folder = request.folder;
      webhook = request.webhook;
      overwrite = request.overwrite;
      priority = request.priority;
      progressWebhook = request.progressWebhook;
      subtitles = request.subtitles;
      thumbnail = request.thumbnail;
      live = request.live;
    }

    public Builder url(SourceUrl other) {
      url = Objects.requireNonNull(other);
      return this;
    }

    /** Sets the format of the result; by default, everything is copied into an mp4. */
    public Builder output(OutputSpec spec) {
      output = Objects.requireNonNull(spec);
      return this;
    }

    /** Sets the result's name without extension; by default the title, or the URL's last part. */
    public Builder filename(FileName name) {
      filename = Optional.of(name);
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
      folder = Optional.of(chosen);
      return this;
    }

    /**
     * Sets the folder in the storage.
     *
     * @throws IllegalArgumentException with a sentence
     */
    public Builder folder(String name) {
      return folder(new Folder(name));
    }

    /** Sets the webhook that is called when the job ends. */
    public Builder webhook(WebhookTarget target) {
      webhook = Optional.of(target);
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
      overwrite = replace;
      return this;
    }

    /**
     * Sets the priority; 0 by default.
     *
     * @param higherFirst {@value #LOWEST_PRIORITY} to {@value #HIGHEST_PRIORITY}; a submit rejects
     *     others
     */
    public Builder priority(int higherFirst) {
      priority = higherFirst;
      return this;
    }

    /** Sets whether the webhook is called for each step as well as for the end. */
    public Builder progressWebhook(boolean called) {
      progressWebhook = called;
      return this;
    }

    /** Sets the choice of the source's subtitles to store as sidecars; none by default. */
    public Builder subtitles(SubtitleChoice choice) {
      subtitles = Optional.of(choice);
      return this;
    }

    /** Sets whether a thumbnail is stored as a sidecar. */
    public Builder thumbnail(boolean wanted) {
      thumbnail = wanted;
      return this;
    }

    /** Sets how a live stream is recorded; by default, a live stream is rejected. */
    public Builder live(LiveRecording recording) {
      live = Optional.of(recording);
      return this;
    }

    /** Returns a request with these values. */
    public JobRequest build() {
      return new JobRequest(this);
    }
  }
}
