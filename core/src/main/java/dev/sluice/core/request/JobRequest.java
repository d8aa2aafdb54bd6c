package dev.sluice.core.request;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a caller asks for. Immutable; each {@code with} method returns a new request. The values are
 * valid one by one; {@link #violations} says whether they fit together.
 *
 * @param filename the result's name without extension; else the title, else the URL's last part
 * @param overwrite whether an object of the same name is replaced; else the name gets a number
 * @param priority higher ones are taken first: −10 to 10
 * @param progressWebhook whether the webhook is told of the steps as well as of the end
 * @param subtitles which of the source's subtitles are stored beside the file, where it has some;
 *     empty for none
 * @param thumbnail whether a picture that stands for the result is stored beside the file
 * @param live how a source that has no end yet is recorded; without, it is refused
 */
public record JobRequest(
    SourceUrl url,
    OutputSpec output,
    Optional<FileName> filename,
    Optional<Folder> folder,
    Optional<WebhookTarget> webhook,
    boolean overwrite,
    int priority,
    boolean progressWebhook,
    Optional<SubtitleChoice> subtitles,
    boolean thumbnail,
    Optional<LiveRecording> live) {
  public static final int LOWEST_PRIORITY = -10;
  public static final int HIGHEST_PRIORITY = 10;

  public JobRequest {
    Objects.requireNonNull(url);
    Objects.requireNonNull(output);
    Objects.requireNonNull(filename);
    Objects.requireNonNull(folder);
    Objects.requireNonNull(webhook);
    Objects.requireNonNull(subtitles);
    Objects.requireNonNull(live);
  }

  /** Everything copied into an mp4, named by its title. */
  public static JobRequest of(SourceUrl url) {
    return new JobRequest(
        url,
        OutputSpec.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        0,
        false,
        Optional.empty(),
        false,
        Optional.empty());
  }

  /**
   * @throws IllegalArgumentException with a sentence, if the text is no http(s) URL
   */
  public static JobRequest of(String url) {
    return of(SourceUrl.parse(url));
  }

  /**
   * Returns every rule that the fields of this request break together; each field by itself is
   * valid.
   *
   * @param capabilities what the transcoder can encode
   */
  public List<Violation> violations(Capabilities capabilities) {
    return RequestRules.check(this, capabilities);
  }

  /** The same of another source. */
  public JobRequest withUrl(SourceUrl other) {
    return with(draft -> draft.url = other);
  }

  /** The same under this name. */
  public JobRequest withFilename(FileName name) {
    return with(draft -> draft.filename = Optional.of(name));
  }

  public JobRequest withOutput(OutputSpec changed) {
    return with(draft -> draft.output = changed);
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

  /**
   * @throws IllegalArgumentException with a sentence, if nothing usable is left of the name
   */
  public JobRequest withFilename(String name) {
    return withFilename(FileName.chosen(name));
  }

  /**
   * @throws IllegalArgumentException with a sentence
   */
  public JobRequest withFolder(String name) {
    Folder chosen = new Folder(name);
    return with(draft -> draft.folder = Optional.of(chosen));
  }

  /**
   * @throws IllegalArgumentException with a sentence
   */
  public JobRequest withWebhook(String target) {
    WebhookTarget parsed = WebhookTarget.parse(target);
    return with(draft -> draft.webhook = Optional.of(parsed));
  }

  public JobRequest withOverwrite(boolean replace) {
    return with(draft -> draft.overwrite = replace);
  }

  public JobRequest withPriority(int higherFirst) {
    return with(draft -> draft.priority = higherFirst);
  }

  public JobRequest withProgressWebhook(boolean told) {
    return with(draft -> draft.progressWebhook = told);
  }

  /** With the source's first subtitles, or without any. */
  public JobRequest withSubtitles(boolean wanted) {
    return with(
        draft -> draft.subtitles = wanted ? Optional.of(SubtitleChoice.FIRST) : Optional.empty());
  }

  public JobRequest withSubtitles(SubtitleChoice choice) {
    return with(draft -> draft.subtitles = Optional.of(choice));
  }

  public JobRequest withThumbnail(boolean wanted) {
    return with(draft -> draft.thumbnail = wanted);
  }

  public JobRequest withLive(LiveRecording recording) {
    return with(draft -> draft.live = Optional.of(recording));
  }

  private JobRequest with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.request();
  }

  private static final class Draft {
    private SourceUrl url;
    private OutputSpec output;
    private Optional<FileName> filename;
    private Optional<Folder> folder;
    private Optional<WebhookTarget> webhook;
    private boolean overwrite;
    private int priority;
    private boolean progressWebhook;
    private Optional<SubtitleChoice> subtitles;
    private boolean thumbnail;
    private Optional<LiveRecording> live;

    Draft(JobRequest request) {
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

    JobRequest request() {
      return new JobRequest(
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
  }
}
