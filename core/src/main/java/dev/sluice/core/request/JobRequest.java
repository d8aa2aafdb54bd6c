package dev.sluice.core.request;

import java.util.Objects;
import java.util.Optional;

/**
 * What a caller asks for. Immutable; each {@code with} method returns a new request. The values are
 * valid one by one; {@link RequestRules} says whether they fit together.
 *
 * @param filename the result's name without extension; else the title, else the URL's last part
 * @param overwrite whether an object of the same name is replaced; else the name gets a number
 * @param priority higher ones are taken first: −10 to 10
 * @param progressWebhook whether the webhook is told of the steps as well as of the end
 * @param subtitles whether the source's subtitles are stored beside the file, where it has some
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
    boolean subtitles) {
  public static final int LOWEST_PRIORITY = -10;
  public static final int HIGHEST_PRIORITY = 10;

  public JobRequest {
    Objects.requireNonNull(url);
    Objects.requireNonNull(output);
    Objects.requireNonNull(filename);
    Objects.requireNonNull(folder);
    Objects.requireNonNull(webhook);
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
        false);
  }

  /**
   * @throws IllegalArgumentException with a sentence, if the text is no http(s) URL
   */
  public static JobRequest of(String url) {
    return of(SourceUrl.parse(url));
  }

  /** The same of another source. */
  public JobRequest withUrl(SourceUrl other) {
    return new JobRequest(
        other, output, filename, folder, webhook, overwrite, priority, progressWebhook, subtitles);
  }

  /** The same under this name. */
  public JobRequest withFilename(FileName name) {
    return new JobRequest(
        url,
        output,
        Optional.of(name),
        folder,
        webhook,
        overwrite,
        priority,
        progressWebhook,
        subtitles);
  }

  public JobRequest withOutput(OutputSpec changed) {
    return new JobRequest(
        url, changed, filename, folder, webhook, overwrite, priority, progressWebhook, subtitles);
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
    return new JobRequest(
        url,
        output,
        Optional.of(FileName.chosen(name)),
        folder,
        webhook,
        overwrite,
        priority,
        progressWebhook,
        subtitles);
  }

  /**
   * @throws IllegalArgumentException with a sentence
   */
  public JobRequest withFolder(String name) {
    return new JobRequest(
        url,
        output,
        filename,
        Optional.of(new Folder(name)),
        webhook,
        overwrite,
        priority,
        progressWebhook,
        subtitles);
  }

  /**
   * @throws IllegalArgumentException with a sentence
   */
  public JobRequest withWebhook(String target) {
    return new JobRequest(
        url,
        output,
        filename,
        folder,
        Optional.of(WebhookTarget.parse(target)),
        overwrite,
        priority,
        progressWebhook,
        subtitles);
  }

  public JobRequest withOverwrite(boolean replace) {
    return new JobRequest(
        url, output, filename, folder, webhook, replace, priority, progressWebhook, subtitles);
  }

  public JobRequest withPriority(int higherFirst) {
    return new JobRequest(
        url, output, filename, folder, webhook, overwrite, higherFirst, progressWebhook, subtitles);
  }

  public JobRequest withProgressWebhook(boolean told) {
    return new JobRequest(
        url, output, filename, folder, webhook, overwrite, priority, told, subtitles);
  }

  public JobRequest withSubtitles(boolean wanted) {
    return new JobRequest(
        url, output, filename, folder, webhook, overwrite, priority, progressWebhook, wanted);
  }
}
