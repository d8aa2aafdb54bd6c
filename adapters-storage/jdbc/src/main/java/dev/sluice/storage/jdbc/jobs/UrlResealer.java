package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.id;
import static dev.sluice.storage.jdbc.sql.Columns.optionalText;

import dev.sluice.core.job.Job;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.jdbc.document.JobDocument;
import dev.sluice.storage.jdbc.document.SealedUrl;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Seals the URLs and stored responses of a database that was just opened: those that an earlier
 * version stored unsealed, and those that are sealed with an earlier key. It reads all rows, so it
 * remembers that it is done, and runs again only after another key came. Several processes may do
 * so at once.
 */
public final class UrlResealer {
  private static final Logger LOG = System.getLogger(UrlResealer.class.getName());

  private static final int AT_ONCE = 500;
  private static final String PROBE_CONTEXT = "sealing";

  /** The members of job documents that are URLs. In texts, quotation marks are escaped. */
  private static final Pattern URL_MEMBER =
      Pattern.compile("\"(?:url|webhook|show|feed|image)\":\"([^\"]*)\"");

  private record Document(UUID id, long version, String text) {}

  private record Urls(UUID id, UUID subject, Optional<String> first, Optional<String> second) {}

  private final SqlDatabase database;
  private final SecretBox secrets;
  private int resealed;
  private int unreadable;

  private UrlResealer(SqlDatabase database, SecretBox secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  /**
   * Seals all of them, unless they are known to be sealed. Logs how many cannot be opened.
   *
   * @return how many rows were changed
   */
  public static int run(SqlDatabase database, SecretBox secrets) {
    UrlResealer round = new UrlResealer(database, secrets);
    if (round.isDone()) {
      return 0;
    }
    round.jobs();
    round.urls("batches", "id", "show_url", "webhook");
    round.urls("notifications", "subject", "target", "target");
    round.responses();
    if (round.unreadable > 0) {
      LOG.log(
          Level.WARNING,
          "The URLs of {0} jobs, batches and webhooks are sealed with a missing encryption key; set"
              + " encryption-key to it, or what uses these URLs fails",
          round.unreadable);
    } else {
      round.markDone();
    }
    if (round.resealed > 0) {
      LOG.log(
          Level.INFO,
          "Sealed the URLs of {0} jobs, batches, webhooks and responses",
          round.resealed);
    }
    return round.resealed;
  }

  // While an earlier key is known, another process may still seal with it.
  private boolean isDone() {
    return !secrets.hasEarlierKeys()
        && database
            .query(
                handle ->
                    handle
                        .createQuery("SELECT probe FROM sealing WHERE id = 1")
                        .mapTo(String.class)
                        .findOne())
            .filter(secrets::isUpToDate)
            .isPresent();
  }

  private void markDone() {
    String probe = secrets.seal(Secret.of(PROBE_CONTEXT), PROBE_CONTEXT);
    boolean isFirst =
        database.unlessTaken(
            handle -> handle.execute("INSERT INTO sealing (id, probe) VALUES (1, ?)", probe));
    if (!isFirst) {
      int changed =
          database.update(
              handle -> handle.execute("UPDATE sealing SET probe = ? WHERE id = 1", probe));
      LOG.log(Level.DEBUG, "Updated {0} marks of sealed URLs", changed);
    }
  }

  private void jobs() {
    UUID after = new UUID(0, 0);
    for (List<Document> page = documents(after); !page.isEmpty(); page = documents(after)) {
      after = page.get(page.size() - 1).id();
      List<Document> changed =
          page.stream().flatMap(document -> resealed(document).stream()).toList();
      resealed +=
          written(
              changed,
              """
              UPDATE jobs SET document = :text, format = :format
              WHERE id = :id AND version = :version
              """,
              (batch, one) ->
                  batch
                      .bind("id", one.id())
                      .bind("version", one.version())
                      .bind("format", JobDocument.FORMAT)
                      .bind("text", one.text()));
    }
  }

  // A later version seals the jobs that it stored.
  private List<Document> documents(UUID after) {
    return database.query(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id, version, document FROM jobs WHERE id > :after AND format <= :format
                    ORDER BY id FETCH FIRST :most ROWS ONLY
                    """)
                .bind("after", after)
                .bind("format", JobDocument.FORMAT)
                .bind("most", AT_ONCE)
                .map(
                    (row, context) ->
                        new Document(
                            id(row, "id"), row.getLong("version"), row.getString("document")))
                .list());
  }

  private Optional<Document> resealed(Document document) {
    Matcher urls = URL_MEMBER.matcher(document.text());
    boolean isUpToDate = urls.results().allMatch(url -> isUpToDate(url.group(1)));
    if (isUpToDate) {
      return Optional.empty();
    }
    try {
      Job job = JobDocument.read(document.text(), Optional.of(secrets));
      String text = JobDocument.toText(job, Optional.of(secrets));
      if (!URL_MEMBER.matcher(text).results().allMatch(url -> isUpToDate(url.group(1)))) {
        unreadable++;
      }
      return Optional.of(new Document(document.id(), document.version(), text));
    } catch (IllegalArgumentException e) {
      LOG.log(Level.WARNING, "The job {0} cannot be read: {1}", document.id(), e.getMessage());
      return Optional.empty();
    }
  }

  private boolean isUpToDate(String stored) {
    try {
      return SealedUrl.parse(stored).isUpToDate(secrets);
    } catch (IllegalArgumentException e) {
      // Escaped: it is no plain URL.
      return false;
    }
  }

  private void urls(String table, String subject, String first, String second) {
    UUID after = new UUID(0, 0);
    for (List<Urls> page = urls(table, subject, first, second, after);
        !page.isEmpty();
        page = urls(table, subject, first, second, after)) {
      after = page.get(page.size() - 1).id();
      List<Urls> changed =
          page.stream()
              .filter(row -> !isUpToDate(row))
              .map(
                  row ->
                      new Urls(
                          row.id(),
                          row.subject(),
                          row.first().map(text -> resealed(text, row.subject())),
                          row.second().map(text -> resealed(text, row.subject()))))
              .toList();
      unreadable += (int) changed.stream().filter(row -> !isUpToDate(row)).count();
      resealed +=
          written(
              changed,
              "UPDATE %s SET %s = :first%s WHERE id = :id"
                  .formatted(
                      table, first, first.equals(second) ? "" : ", " + second + " = :second"),
              (batch, one) ->
                  batch
                      .bind("id", one.id())
                      .bind("first", one.first().orElse(null))
                      .bind("second", one.second().orElse(null)));
    }
  }

  private List<Urls> urls(String table, String subject, String first, String second, UUID after) {
    return database.query(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM %s WHERE id > :after ORDER BY id FETCH FIRST :most ROWS ONLY"
                        .formatted(table))
                .bind("after", after)
                .bind("most", AT_ONCE)
                .map(
                    (row, context) ->
                        new Urls(
                            id(row, "id"),
                            id(row, subject),
                            optionalText(row, first),
                            optionalText(row, second)))
                .list());
  }

  private boolean isUpToDate(Urls row) {
    return row.first().map(this::isUpToDate).orElse(true)
        && row.second().map(this::isUpToDate).orElse(true);
  }

  private String resealed(String stored, UUID subject) {
    Optional<SecretBox> box = Optional.of(secrets);
    return SealedUrl.of(SealedUrl.parse(stored).open(subject, box), subject, box).toString();
  }

  private void responses() {
    resealed += IdempotencyKeyTable.reseal(database, secrets);
  }

  private interface Binding<T> {
    PreparedBatch bind(PreparedBatch batch, T row);
  }

  private <T> int written(List<T> rows, String sql, Binding<T> binding) {
    if (rows.isEmpty()) {
      return 0;
    }
    return database.transaction(
        handle -> {
          PreparedBatch batch = handle.prepareBatch(sql);
          rows.forEach(row -> binding.bind(batch, row).add());
          return batch.execute().length;
        });
  }
}
