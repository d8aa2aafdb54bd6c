package dev.sluice.http.api.request;

import static dev.sluice.http.api.request.JobField.flag;
import static dev.sluice.http.api.request.JobField.integer;
import static dev.sluice.http.api.request.JobField.object;
import static dev.sluice.http.api.request.JobField.oneOf;
import static dev.sluice.http.api.request.JobField.text;

import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import dev.sluice.http.api.error.FieldViolation;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.json.JsonFields;
import dev.sluice.http.webhook.wire.WireNames;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The table of a job's options on the wire. A new option is one row here: the row reads it, names
 * it in errors and shows it with the job. Fields are read and shown in the order of the table; a
 * row may depend on those before it.
 */
public final class JobFields {
  private static final LocalTime END_OF_DAY = LocalTime.MIDNIGHT.minus(Duration.ofNanos(1));

  /** The fields that an item of several jobs has for itself. */
  static final List<JobField> OF_ITEM =
      List.of(
          text(RequestField.URL, "url", JobFields::source, request(JobRequest::withUrl)).required(),
          text(
                  RequestField.FILENAME,
                  "filename",
                  FileName::chosen,
                  request((request, name) -> request.withFilename(name)))
              .shownAs(request -> request.filename().map(FileName::value)));

  /** The fields that several jobs of one call share. */
  static final List<JobField> SHARED =
      List.of(
          // In front of the format: it decides what the format may be.
          flag(
                  null,
                  "audio_only",
                  request((request, on) -> on ? request.withContainer(Container.M4A) : request))
              .shownAs(request -> request.output().container().audioOnly()),
          oneOf(
                  RequestField.CONTAINER,
                  "format",
                  Container.values(),
                  Container::named,
                  request(JobFields::withFormat))
              .shownAs(request -> request.output().container().toString()),
          oneOf(
                  RequestField.VIDEO_CODEC,
                  "video_codec",
                  VideoCodec.values(),
                  VideoCodec::named,
                  output(OutputSpec.Builder::videoCodec))
              .shownAs(request -> request.output().videoCodec().toString()),
          oneOf(
                  RequestField.AUDIO_CODEC,
                  "audio_codec",
                  AudioCodec.values(),
                  AudioCodec::named,
                  output(OutputSpec.Builder::audioCodec))
              .shownAs(request -> request.output().audioCodec().toString()),
          oneOf(
                  RequestField.AUDIO_BITRATE,
                  "audio_bitrate",
                  AudioBitrate.values(),
                  AudioBitrate::named,
                  output(OutputSpec.Builder::audioBitrate))
              .shownAs(request -> request.output().audioBitrate().toString()),
          integer(
                  RequestField.VIDEO_QUALITY,
                  "video_quality",
                  output((output, crf) -> output.videoQuality(new VideoQuality(crf))))
              .shownAs(request -> request.output().videoQuality().crf()),
          oneOf(
                  RequestField.QUALITY_PRESET,
                  "quality_preset",
                  VideoQuality.Preset.values(),
                  VideoQuality.Preset::named,
                  output(OutputSpec.Builder::preset))
              .shownAs(request -> request.output().preset().map(VideoQuality.Preset::toString)),
          text(
                  RequestField.MAX_RESOLUTION,
                  "max_resolution",
                  MaxResolution::parse,
                  output((output, limit) -> limit.map(output::maxResolution).orElse(output)))
              .shownAs(request -> MaxResolution.text(request.output().maxResolution())),
          text(
                  RequestField.CLIP_START,
                  "clip_start",
                  Clip.Timecode::parse,
                  output(
                      (output, from) -> output.clip(new Clip(Optional.of(from), Optional.empty()))))
              .shownAs(
                  request ->
                      request.output().clip().flatMap(Clip::from).map(Clip.Timecode::toString)),
          text(
                  RequestField.CLIP_END,
                  "clip_end",
                  Clip.Timecode::parse,
                  request(JobFields::withClipEnd))
              .shownAs(
                  request ->
                      request.output().clip().flatMap(Clip::to).map(Clip.Timecode::toString)),
          text(
                  RequestField.AUDIO_LANGUAGE,
                  "audio_language",
                  LanguageChoice::parse,
                  output(OutputSpec.Builder::audioLanguages))
              .shownAs(request -> languages(request.output().audioLanguages())),
          oneOf(
                  RequestField.AUDIO_TRACKS,
                  "audio_tracks",
                  AudioTracks.values(),
                  AudioTracks::named,
                  output(OutputSpec.Builder::audioTracks))
              .shownAs(request -> request.output().audioTracks().toString()),
          flag(
                  RequestField.ALLOW_INCOMPLETE,
                  "allow_incomplete",
                  output(OutputSpec.Builder::allowIncomplete))
              .shownAs(request -> request.output().allowIncomplete()),
          text(
                  RequestField.FOLDER,
                  "folder",
                  Function.identity(),
                  request((request, name) -> request.withFolder(name)))
              .shownAs(request -> request.folder().map(Folder::value)),
          text(
                  RequestField.WEBHOOK,
                  "webhook_url",
                  JobFields::requireNoControlCharacter,
                  request((request, url) -> request.withWebhook(url)))
              .shownAs(request -> request.webhook().map(target -> WireNames.shown(target.url()))),
          flag(
                  RequestField.SUBTITLES,
                  "download_subtitles",
                  request((request, wanted) -> request.withSubtitles(wanted)))
              .shownAs(request -> request.subtitles().isPresent()),
          text(
                  RequestField.SUBTITLE_LANGUAGES,
                  "subtitle_languages",
                  LanguageChoice::parse,
                  request(JobFields::withLanguages))
              .shownAs(request -> request.subtitles().flatMap(JobFields::languages)),
          flag(
                  RequestField.THUMBNAIL,
                  "download_thumbnail",
                  request((request, wanted) -> request.withThumbnail(wanted)))
              .shownAs(JobRequest::thumbnail),
          flag(
                  RequestField.LIVE_RECORDING,
                  "live_recording",
                  request(
                      (request, on) ->
                          on ? request.withLive(LiveRecording.untilItsEnd()) : request))
              .shownAs(request -> request.live().isPresent()),
          flag(
                  RequestField.LIVE_FROM_START,
                  "live_from_start",
                  live("live_from_start", LiveRecording::fromItsStart))
              .shownAs(request -> request.live().filter(LiveRecording::fromStart).isPresent()),
          flag(
                  RequestField.WAIT_FOR_START,
                  "wait_for_video",
                  live("wait_for_video", LiveRecording::waiting))
              .shownAs(request -> request.live().filter(LiveRecording::waits).isPresent()),
          integer(
                  RequestField.MAX_DURATION,
                  "max_duration",
                  (command, seconds) ->
                      live(
                              "max_duration",
                              recording -> recording.withMost(Duration.ofSeconds(seconds)))
                          .apply(command, true))
              .shownAs(
                  request -> request.live().flatMap(LiveRecording::most).map(Duration::toSeconds)),
          flag(
                  RequestField.KEEP_PARTIAL,
                  "keep_partial",
                  live("keep_partial", LiveRecording::keepingPartial))
              .shownAs(request -> request.live().filter(LiveRecording::keepPartial).isPresent()),
          flag(
                  RequestField.PROGRESS_WEBHOOK,
                  "enable_progress_webhook",
                  request(JobRequest::withProgressWebhook))
              .shownAs(JobRequest::progressWebhook),
          flag(RequestField.OVERWRITE, "overwrite", request(JobRequest::withOverwrite))
              .shownAs(JobRequest::overwrite),
          integer(RequestField.PRIORITY, "priority", request(JobRequest::withPriority))
              .shownAs(JobRequest::priority),
          integer(
                  RequestField.EXPIRES_AFTER,
                  "expires_after",
                  request(
                      (request, seconds) -> request.withExpiresAfter(Duration.ofSeconds(seconds))))
              .shownAs(request -> request.expiresAfter().map(Duration::toSeconds)),
          object(RequestField.STORAGE, "storage", BucketFields::ofJob, JobCommand::withBucket),
          flag(RequestField.PAUSED, "paused", JobCommand::withPaused));

  /** The fields that say which episodes of a show are wanted. */
  static final List<JobField> OF_SHOW =
      List.of(
          text(RequestField.FEED, "feed_url", JobFields::source, show(ShowOptions::withFeed)),
          integer(RequestField.EPISODE_LIMIT, "limit", show(ShowOptions::withLimit)),
          text(
              RequestField.SINCE,
              "since",
              text -> moment("since", text, LocalTime.MIN),
              show(ShowOptions::withSince)),
          text(
              RequestField.UNTIL,
              "until",
              text -> moment("until", text, END_OF_DAY),
              show(ShowOptions::withUntil)),
          text(
              RequestField.EPISODE_ORDER, "order", JobFields::order, show(ShowOptions::withOrder)));

  /** All fields of {@code POST /jobs}. */
  static final List<JobField> ALL =
      Stream.of(OF_ITEM, SHARED, OF_SHOW).flatMap(List::stream).toList();

  private JobFields() {}

  /** Returns the options of a request by their names, as a job shows them. */
  public static Map<String, Object> shown(JobRequest request) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (JobField row : ALL) {
      if (row.shown() != null) {
        Object value = row.shown().apply(request);
        shown.put(row.name(), value instanceof Optional<?> some ? some.orElse(null) : value);
      }
    }
    return shown;
  }

  /** Returns the violations with the wire's names of their fields. */
  public static List<FieldViolation> named(List<InvalidRequestException.Violation> violations) {
    return violations.stream()
        .map(one -> new FieldViolation(name(one.field()), one.message()))
        .toList();
  }

  static String name(RequestField field) {
    return WireNames.of(field);
  }

  /**
   * Reads the URL of a body that names a source and nothing else.
   *
   * @throws dev.sluice.http.api.error.ApiError if it has the wrong JSON type
   * @throws InvalidFieldsException if it is missing or makes no sense
   */
  public static SourceUrl url(JsonFields fields) {
    JobCommand command = OF_ITEM.get(0).read(fields, JobCommand.EMPTY);
    fields.requireValid();
    return command.request().url();
  }

  /** Reads the fields of these rows into a command; what is wrong is noted in the fields. */
  static JobCommand read(List<JobField> rows, JsonFields fields, JobCommand before) {
    JobCommand command = before;
    for (JobField row : rows) {
      command = row.read(fields, command);
    }
    return command;
  }

  /**
   * Returns what is wrong with the values, and behind it the rules that the rest breaks. A rule
   * about a field whose value is wrong says nothing, nor does one about codecs of an unknown
   * format.
   */
  static List<FieldViolation> merge(List<FieldViolation> wrong, List<FieldViolation> rules) {
    Set<String> known = Set.copyOf(wrong.stream().map(FieldViolation::field).toList());
    boolean formatKnown = !known.contains(name(RequestField.CONTAINER));
    List<FieldViolation> all = new ArrayList<>(wrong);
    rules.stream()
        .filter(rule -> formatKnown || !rule.field().endsWith("_codec"))
        .filter(rule -> !known.contains(rule.field()))
        .forEach(all::add);
    return all;
  }

  private static <V> BiFunction<JobCommand, V, JobCommand> request(
      BiFunction<JobRequest, V, JobRequest> set) {
    return (command, value) -> command.withRequest(set.apply(command.request(), value));
  }

  private static <V> BiFunction<JobCommand, V, JobCommand> output(
      BiFunction<OutputSpec.Builder, V, OutputSpec.Builder> set) {
    return request(
        (request, value) ->
            request.withOutput(set.apply(request.output().toBuilder(), value).build()));
  }

  private static <V> BiFunction<JobCommand, V, JobCommand> show(
      BiFunction<ShowOptions, V, ShowOptions> set) {
    return (command, value) -> command.withShow(set.apply(command.show(), value));
  }

  private static BiFunction<JobCommand, Boolean, JobCommand> live(
      String name, Function<LiveRecording, LiveRecording> change) {
    return request(
        (request, on) ->
            on
                ? request.withLive(
                    request
                        .live()
                        .map(change)
                        .orElseThrow(
                            () -> new IllegalArgumentException(name + " needs live_recording")))
                : request);
  }

  private static JobRequest withFormat(JobRequest request, Container format) {
    boolean audioOnly = request.output().container().audioOnly();
    if (!audioOnly || format.audioOnly()) {
      return request.withContainer(format);
    }
    // Clients that always send the default mean the usual file for sound.
    if (format == Container.MP4) {
      return request;
    }
    return request.withContainer(format.requireAudioOnly("audio_only"));
  }

  private static JobRequest withClipEnd(JobRequest request, Clip.Timecode to) {
    OutputSpec output = request.output();
    Clip clip = new Clip(output.clip().flatMap(Clip::from), Optional.of(to));
    return request.withOutput(output.withClip(clip));
  }

  private static Optional<String> languages(LanguageChoice choice) {
    return choice.isAny() ? Optional.empty() : Optional.of(choice.toString());
  }

  private static JobRequest withLanguages(JobRequest request, LanguageChoice choice) {
    if (request.subtitles().isEmpty()) {
      throw new IllegalArgumentException("subtitle_languages needs download_subtitles");
    }
    return request.withSubtitles(choice);
  }

  private static SourceUrl source(String text) {
    return SourceUrl.parse(requireNoControlCharacter(text));
  }

  // PostgreSQL takes no NUL in a text, and no URL needs a control character.
  private static String requireNoControlCharacter(String text) {
    if (text.strip().chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("The URL holds a control character");
    }
    return text;
  }

  /** Returns the moment that a text names; a day begins or ends at midnight UTC. */
  private static Instant moment(String field, String text, LocalTime ofDay) {
    try {
      String given = text.strip();
      return given.length() <= 10
          ? LocalDate.parse(given).atTime(ofDay).toInstant(ZoneOffset.UTC)
          : OffsetDateTime.parse(given).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          field + " must be a day such as 2026-01-31, or a moment such as 2026-01-31T08:00:00Z");
    }
  }

  private static ShowOptions.Order order(String text) {
    return switch (text.strip()) {
      case "newest" -> ShowOptions.Order.NEWEST_FIRST;
      case "oldest" -> ShowOptions.Order.OLDEST_FIRST;
      default -> throw new IllegalArgumentException("order must be newest or oldest");
    };
  }
}
