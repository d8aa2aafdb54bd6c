package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.InvalidRequestException;
import dev.sluice.core.failure.Violation;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import dev.sluice.core.request.WebhookTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The body of {@code POST /jobs}. */
final class JobRequestWire {
  /** Stands in for a URL that is none, so that the rules can still look at the rest. */
  private static final SourceUrl PLACEHOLDER = SourceUrl.parse("http://placeholder.invalid/");

  private static final Set<String> AUDIO_FORMATS = Set.of("m4a", "mp3", "ogg", "opus");

  private JobRequestWire() {}

  /**
   * The request that the body asks for.
   *
   * @param rules says what else is wrong with a request whose values are right
   * @throws Refusal if a field has the wrong JSON type
   * @throws InvalidRequestException with everything that is wrong
   */
  static JobRequest read(JsonNode body, Function<JobRequest, List<Violation>> rules) {
    RequestFields fields = new RequestFields(body);
    Optional<SourceUrl> url = url(fields);
    Optional<Container> format = format(fields);
    OutputSpec output = output(fields, format.orElse(Container.MP4));
    Optional<FileName> filename = fields.value("filename", FileName::chosen);
    Optional<Folder> folder = fields.value("folder", Folder::new);
    Optional<WebhookTarget> webhook = fields.value("webhook_url", JobRequestWire::webhook);
    boolean overwrite = fields.flag("overwrite");
    int priority = fields.integer("priority").orElse(0);
    LaterFields.refuse(fields);
    fields.refuseWrongTypes();

    JobRequest request =
        new JobRequest(
            url.orElse(PLACEHOLDER), output, filename, folder, webhook, overwrite, priority);
    List<Violation> violations = fields.violations();
    if (violations.isEmpty()) {
      return request;
    }
    throw new InvalidRequestException(with(violations, rules.apply(request), format.isPresent()));
  }

  // Rules on codecs mean nothing where nobody knows the format.
  private static List<Violation> with(
      List<Violation> found, List<Violation> broken, boolean formatKnown) {
    List<Violation> all = new ArrayList<>(found);
    broken.stream()
        .filter(rule -> formatKnown || !rule.field().endsWith("_codec"))
        .filter(rule -> found.stream().noneMatch(one -> one.field().equals(rule.field())))
        .forEach(all::add);
    return all;
  }

  private static Optional<SourceUrl> url(RequestFields fields) {
    int before = fields.wrongTypeCount();
    Optional<String> text = fields.text("url");
    if (text.isEmpty() && fields.wrongTypeCount() == before) {
      fields.violate("url", "url is required");
    }
    return text.flatMap(given -> fields.tried("url", given, JobRequestWire::source));
  }

  private static SourceUrl source(String text) {
    requireNoControlCharacter(text);
    return SourceUrl.parse(text);
  }

  private static WebhookTarget webhook(String text) {
    requireNoControlCharacter(text);
    return WebhookTarget.parse(text);
  }

  // PostgreSQL takes no NUL in a text, and no URL needs a control character.
  private static void requireNoControlCharacter(String text) {
    if (text.strip().chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("The URL holds a control character");
    }
  }

  /** Empty only if the format is unknown. */
  private static Optional<Container> format(RequestFields fields) {
    Optional<String> name = fields.text("format");
    if (name.isEmpty()) {
      return Optional.of(Container.MP4);
    }
    Optional<Container> known = Container.named(name.get());
    if (known.isEmpty()) {
      fields.violate("format", unknownFormat(name.get()));
    }
    return known;
  }

  private static String unknownFormat(String name) {
    return AUDIO_FORMATS.contains(name.strip().toLowerCase(Locale.ROOT))
        ? LaterFields.notYet("format " + name.strip().toLowerCase(Locale.ROOT))
        : oneOf("format", Container.values());
  }

  private static OutputSpec output(RequestFields fields, Container container) {
    VideoCodec video =
        named(fields, "video_codec", VideoCodec.values(), VideoCodec::named, "auto")
            .orElse(VideoCodec.COPY);
    AudioCodec audio =
        named(fields, "audio_codec", AudioCodec.values(), AudioCodec::named, null)
            .orElse(AudioCodec.COPY);
    AudioBitrate bitrate =
        named(fields, "audio_bitrate", AudioBitrate.values(), AudioBitrate::named, null)
            .orElse(AudioBitrate.K192);
    VideoQuality quality =
        fields
            .integer("video_quality")
            .flatMap(crf -> fields.tried("video_quality", crf, VideoQuality::new))
            .orElse(VideoQuality.DEFAULT);
    return new OutputSpec(container, video, audio, bitrate, quality);
  }

  private static <E> Optional<E> named(
      RequestFields fields,
      String field,
      E[] constants,
      Function<String, Optional<E>> named,
      String later) {
    return fields
        .text(field)
        .flatMap(
            name -> {
              Optional<E> known = named.apply(name);
              if (known.isEmpty()) {
                boolean promised = name.strip().equalsIgnoreCase(later);
                fields.violate(
                    field,
                    promised ? LaterFields.notYet(field + " " + later) : oneOf(field, constants));
              }
              return known;
            });
  }

  private static <E> String oneOf(String field, E[] constants) {
    return field
        + " must be one of "
        + Arrays.stream(constants).map(Object::toString).collect(Collectors.joining(", "));
  }
}
