package dev.sluice.storage.jdbc.sql;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Tells the pool which of H2's errors mean that a connection is broken. By itself the pool knows
 * those of class 08 only, and would lend a broken connection again and again.
 */
public final class BrokenConnections implements SQLExceptionOverride {
  // Connection broken, object closed, database closed, database closed at exit.
  private static final Set<String> BROKEN = Set.of("90067", "90007", "90098", "90121");

  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    return BROKEN.contains(String.valueOf(failure.getSQLState()))
        ? Override.MUST_EVICT
        : Override.CONTINUE_EVICT;
  }
}
