package dev.sluice.storage.jdbc;

import dev.sluice.core.tenant.Secret;
import java.util.Objects;

/**
 * Where a shared database is.
 *
 * @param url a JDBC URL such as {@code jdbc:postgresql://host:5432/sluice}; the driver's parameters
 *     may follow after a question mark
 * @param user may be empty if the URL or the server knows
 * @param password may be empty if the URL or the server knows
 * @param poolSize how many connections are kept at most, 2 or more; one beside them listens
 */
public record DatabaseSettings(String url, String user, Secret password, int poolSize) {
  /** Enough for a server with some ten workers: a statement takes about a millisecond. */
  public static final int SMALL_POOL = 8;

  public DatabaseSettings {
    Objects.requireNonNull(url);
    Objects.requireNonNull(user);
    Objects.requireNonNull(password);
    if (poolSize < 2) {
      throw new IllegalArgumentException("a pool has 2 connections or more, not " + poolSize);
    }
  }

  /** With a {@link #SMALL_POOL}. */
  public static DatabaseSettings of(String url, String user, Secret password) {
    return new DatabaseSettings(url, user, password, SMALL_POOL);
  }

  /** The URL without credentials and parameters: what a sentence may show. */
  public String address() {
    String bare = url.replaceAll("[?;].*$", "");
    return bare.replaceAll("//[^/]*@", "//");
  }

  @Override
  public String toString() {
    return address() + " as " + user;
  }
}
