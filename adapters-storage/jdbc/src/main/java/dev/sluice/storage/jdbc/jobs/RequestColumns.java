package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.optionalText;

import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.QualityPreset;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.SubtitleChoice;
import dev.sluice.core.request.Timecode;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.storage.jdbc.sql.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.statement.SqlStatement;

/** What was asked for, as columns of {@code jobs}, both ways. */
final class RequestColumns {
  private RequestColumns() {}

  /** Without {@link #bindName}. */
  static <S extends SqlStatement<S>> S bind(S statement, JobRequest request) {
    return bindOutput(statement, request.output())
        .bind("url", request.url().text())
        .bind("folder", request.folder().map(Folder::value).orElse(null))
        .bind("webhook", request.webhook().map(target -> target.url().text()).orElse(null))
        .bind("progress_webhook", request.progressWebhook())
        .bind("overwrite", request.overwrite())
        .bind("priority", request.priority())
        .bind("subtitles", request.subtitles().isPresent())
        .bind(
            "subtitle_languages",
            request
                .subtitles()
                .filter(choice -> !choice.languages().isEmpty())
                .map(SubtitleChoice::toString)
                .orElse(null))
        .bind("thumbnail", request.thumbnail())
        .bind("live_from_start", request.live().map(LiveRecording::fromStart).orElse(null))
        .bind("live_wait", request.live().map(LiveRecording::waits).orElse(null))
        .bind(
            "live_most",
            request.live().flatMap(LiveRecording::most).map(Duration::toSeconds).orElse(null))
        .bind("live_keep_partial", request.live().map(LiveRecording::keepPartial).orElse(null));
  }

  /** The only part that may change after the insert. */
  static <S extends SqlStatement<S>> S bindName(S statement, JobRequest request) {
    return statement.bind("filename", request.filename().map(FileName::value).orElse(null));
  }

  private static <S extends SqlStatement<S>> S bindOutput(S statement, OutputSpec output) {
    return statement
        .bind("container", output.container().name())
        .bind("video_codec", output.videoCodec().name())
        .bind("audio_codec", output.audioCodec().name())
        .bind("audio_bitrate", output.audioBitrate().name())
        .bind("video_quality", output.videoQuality().crf())
        .bind("quality_preset", output.preset().map(QualityPreset::name).orElse(null))
        .bind("max_resolution", output.maxResolution().map(MaxResolution::shorterSide).orElse(null))
        .bind("clip_from", millis(output.clip().flatMap(Clip::from)))
        .bind("clip_to", millis(output.clip().flatMap(Clip::to)));
  }

  private static Long millis(Optional<Timecode> moment) {
    return moment.map(at -> at.offset().toMillis()).orElse(null);
  }

  static JobRequest read(ResultSet row) throws SQLException {
    return new JobRequest(
        SourceUrl.parse(row.getString("url")),
        output(row),
        optionalText(row, "filename").map(FileName::new),
        optionalText(row, "folder").map(Folder::new),
        optionalText(row, "webhook").map(WebhookTarget::parse),
        row.getBoolean("overwrite"),
        row.getInt("priority"),
        row.getBoolean("progress_webhook"),
        row.getBoolean("subtitles")
            ? Optional.of(
                optionalText(row, "subtitle_languages")
                    .map(SubtitleChoice::parse)
                    .orElse(SubtitleChoice.FIRST))
            : Optional.empty(),
        row.getBoolean("thumbnail"),
        live(row));
  }

  private static Optional<LiveRecording> live(ResultSet row) throws SQLException {
    boolean fromStart = row.getBoolean("live_from_start");
    if (row.wasNull()) {
      return Optional.empty();
    }
    OptionalLong most = Columns.optionalLong(row, "live_most");
    return Optional.of(
        new LiveRecording(
            fromStart,
            row.getBoolean("live_wait"),
            most.isPresent() ? Optional.of(Duration.ofSeconds(most.getAsLong())) : Optional.empty(),
            row.getBoolean("live_keep_partial")));
  }

  private static OutputSpec output(ResultSet row) throws SQLException {
    Optional<Timecode> from = timecode(row, "clip_from");
    Optional<Timecode> to = timecode(row, "clip_to");
    boolean whole = from.isEmpty() && to.isEmpty();
    return new OutputSpec(
        Container.valueOf(row.getString("container")),
        VideoCodec.valueOf(row.getString("video_codec")),
        AudioCodec.valueOf(row.getString("audio_codec")),
        AudioBitrate.valueOf(row.getString("audio_bitrate")),
        new VideoQuality(row.getInt("video_quality")),
        optionalText(row, "quality_preset").map(QualityPreset::valueOf),
        Columns.optionalInteger(row, "max_resolution").map(MaxResolution::new),
        whole ? Optional.empty() : Optional.of(new Clip(from, to)));
  }

  private static Optional<Timecode> timecode(ResultSet row, String column) throws SQLException {
    OptionalLong millis = Columns.optionalLong(row, column);
    return millis.isPresent()
        ? Optional.of(new Timecode(Duration.ofMillis(millis.getAsLong())))
        : Optional.empty();
  }
}
