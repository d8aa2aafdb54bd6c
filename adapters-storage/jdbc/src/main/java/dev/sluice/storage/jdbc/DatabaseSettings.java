package dev.sluice.storage.jdbc;

import dev.sluice.core.tenant.Secret;
import java.util.Objects;

/**
 * The address of a PostgreSQL database, and how to log in.
 *
 * @param url a JDBC URL such as {@code jdbc:postgresql://host:5432/sluice}; the driver's parameters
 *     may follow after a question mark
 * @param user may be empty if the URL or the server names one
 * @param password may be empty if the URL has one or the server needs none
 * @param poolSize the largest number of pooled connections, 2 or more; one more listens for
 *     notifications
 */
public record DatabaseSettings(String url, String user, Secret password, int poolSize) {
  /**
   * The default pool size. Enough for a server with about ten workers: a statement takes about a
   * millisecond.
   */
  public static final int SMALL_POOL = 8;

  public DatabaseSettings {
    Objects.requireNonNull(url);
    Objects.requireNonNull(user);
    Objects.requireNonNull(password);
    if (poolSize < 2) {
      throw new IllegalArgumentException("a pool has 2 connections or more, not " + poolSize);
    }
  }

  /** Returns settings with a pool of {@link #SMALL_POOL} connections. */
  public static DatabaseSettings of(String url, String user, Secret password) {
    return new DatabaseSettings(url, user, password, SMALL_POOL);
  }

  /** Returns the URL without credentials and parameters, as messages may show it. */
  public String address() {
    String bare = url.replaceAll("[?;].*$", "");
    return bare.replaceAll("//[^/]*@", "//");
  }

  @Override
  public String toString() {
    return address() + " as " + user;
  }
}
