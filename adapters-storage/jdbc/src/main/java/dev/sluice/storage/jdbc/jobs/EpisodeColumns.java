package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.optionalText;
import static dev.sluice.storage.jdbc.sql.Columns.text;

import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Transcript;
import dev.sluice.core.request.SourceUrl;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;

/** The episode of a job in its row of {@code jobs}, both ways. */
final class EpisodeColumns {
  private EpisodeColumns() {}

  static <S extends SqlStatement<S>> S bind(S statement, Optional<Episode> episode) {
    Optional<Transcript> transcript = episode.flatMap(Episode::transcript);
    return statement
        .bind("show_url", url(episode.map(Episode::show)))
        .bind("show_feed", url(episode.flatMap(Episode::feed)))
        .bind("show_title", text(episode.map(Episode::showTitle)))
        .bind("show_author", text(episode.flatMap(Episode::author)))
        .bind("episode_identity", text(episode.map(Episode::identity)))
        .bind("episode_number", episode.map(Episode::number).orElse(null))
        .bind("episode_image", url(episode.flatMap(Episode::image)))
        .bind("transcript_url", url(transcript.map(Transcript::url)))
        .bind("transcript_type", text(transcript.map(Transcript::type)))
        .bind("transcript_language", text(transcript.flatMap(Transcript::language)));
  }

  private static String url(Optional<SourceUrl> url) {
    return text(url.map(SourceUrl::text));
  }

  static Optional<Episode> read(ResultSet row) throws SQLException {
    Optional<String> show = optionalText(row, "show_url");
    return show.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Episode(
                SourceUrl.parse(show.get()),
                optionalText(row, "show_feed").map(SourceUrl::parse),
                row.getString("episode_identity"),
                row.getInt("episode_number"),
                row.getString("show_title"),
                optionalText(row, "show_author"),
                optionalText(row, "episode_image").map(SourceUrl::parse),
                transcript(row)));
  }

  private static Optional<Transcript> transcript(ResultSet row) throws SQLException {
    Optional<String> url = optionalText(row, "transcript_url");
    return url.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Transcript(
                SourceUrl.parse(url.get()),
                row.getString("transcript_type"),
                optionalText(row, "transcript_language")));
  }
}
