package dev.sluice.http.api.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.SubtitleChoice;
import dev.sluice.core.request.Violation;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.FieldViolation;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.json.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The body of {@code POST /jobs}. */
public final class JobRequestParser {
  /** Stands in for a URL that is none, so that the rules can still look at the rest. */
  private static final SourceUrl PLACEHOLDER = SourceUrl.parse("http://placeholder.invalid/");

  private static final ShowFields NO_SHOW = new ShowFields(ShowOptions.ALL, false);

  /** What is asked for. */
  public record Asked(JobRequest request, ShowFields show) {}

  private JobRequestParser() {}

  /**
   * The request that the body asks for.
   *
   * @param rules says what else is wrong with a request whose values are right
   * @throws ApiError if a field has the wrong JSON type
   * @throws InvalidFieldsException with everything that is wrong
   */
  public static JobRequest read(JsonNode body, Function<JobRequest, List<Violation>> rules) {
    return readAny(body, rules, fields -> NO_SHOW).request();
  }

  /** The same, of a request whose URL may be a show's. */
  public static Asked readAny(JsonNode body, Function<JobRequest, List<Violation>> rules) {
    return readAny(body, rules, ShowFields::read);
  }

  private static Asked readAny(
      JsonNode body,
      Function<JobRequest, List<Violation>> rules,
      Function<JsonFields, ShowFields> ofShow) {
    JsonFields fields = new JsonFields(body);
    Optional<SourceUrl> url = url(fields);
    OutputFields output = OutputFields.read(fields);
    Optional<FileName> filename = fields.value("filename", FileName::chosen);
    Optional<Folder> folder = fields.value("folder", Folder::new);
    Optional<WebhookTarget> webhook = fields.value("webhook_url", JobRequestParser::webhook);
    boolean overwrite = fields.flag("overwrite");
    int priority = fields.integer("priority").orElse(0);
    boolean progress = fields.flag("enable_progress_webhook");
    Optional<SubtitleChoice> subtitles = subtitles(fields);
    boolean thumbnail = fields.flag("download_thumbnail");
    Optional<LiveRecording> live = LiveFields.read(fields);
    ShowFields show = ofShow.apply(fields);
    StorageFields.check(fields);
    fields.refuseWrongTypes();

    JobRequest request =
        new JobRequest(
            url.orElse(PLACEHOLDER),
            output.spec(),
            filename,
            folder,
            webhook,
            overwrite,
            priority,
            progress,
            subtitles,
            thumbnail,
            live);
    List<FieldViolation> violations = fields.violations();
    if (violations.isEmpty()) {
      return new Asked(request, show);
    }
    List<FieldViolation> broken = FieldViolation.of(rules.apply(request));
    throw new InvalidFieldsException(with(violations, broken, output.formatKnown()));
  }

  // Rules on codecs mean nothing where nobody knows the format.
  private static List<FieldViolation> with(
      List<FieldViolation> found, List<FieldViolation> broken, boolean formatKnown) {
    List<FieldViolation> all = new ArrayList<>(found);
    broken.stream()
        .filter(rule -> formatKnown || !rule.field().endsWith("_codec"))
        .filter(rule -> found.stream().noneMatch(one -> one.field().equals(rule.field())))
        .forEach(all::add);
    return all;
  }

  private static Optional<SubtitleChoice> subtitles(JsonFields fields) {
    boolean wanted = fields.flag("download_subtitles");
    Optional<SubtitleChoice> named = fields.value("subtitle_languages", SubtitleChoice::parse);
    if (!wanted && named.isPresent()) {
      fields.violate("subtitle_languages", "subtitle_languages needs download_subtitles");
    }
    return wanted ? named.or(() -> Optional.of(SubtitleChoice.FIRST)) : Optional.empty();
  }

  private static Optional<SourceUrl> url(JsonFields fields) {
    int before = fields.wrongTypeCount();
    Optional<String> text = fields.text("url");
    if (text.isEmpty() && fields.wrongTypeCount() == before) {
      fields.violate("url", "url is required");
    }
    return text.flatMap(given -> fields.tried("url", given, JobRequestParser::source));
  }

  private static SourceUrl source(String text) {
    requireNoControlCharacter(text);
    return SourceUrl.parse(text);
  }

  private static WebhookTarget webhook(String text) {
    requireNoControlCharacter(text);
    return WebhookTarget.parse(text);
  }

  /**
   * The URL of a body that asks for nothing else.
   *
   * @throws ApiError if it has the wrong JSON type
   * @throws InvalidFieldsException if it is missing or makes no sense
   */
  public static SourceUrl urlAlone(JsonNode body) {
    JsonFields fields = new JsonFields(body);
    Optional<SourceUrl> url = url(fields);
    fields.refuseWrongTypes();
    return url.orElseThrow(() -> new InvalidFieldsException(fields.violations()));
  }

  // PostgreSQL takes no NUL in a text, and no URL needs a control character.
  private static void requireNoControlCharacter(String text) {
    if (text.strip().chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("The URL holds a control character");
    }
  }
}
